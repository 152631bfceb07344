"""The ORM's unit of work over local tables: keys, versions, cascades, and what reflection makes of its models."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

from tests.dialect.conftest import Place


class Base(DeclarativeBase):
    """The models' base."""


class Kind(enum.Enum):
    """The kinds of orders."""

    PRIVATE = 1
    COMPANY = 2


class Order(Base):
    """An order with lines."""

    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(sa.String(10))
    version: Mapped[int] = mapped_column()
    kind: Mapped[Kind | None] = mapped_column(sa.Enum(Kind, create_constraint=True, name="kinds"))
    made: Mapped[datetime.datetime] = mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())
    lines: Mapped[list[Line]] = relationship(back_populates="order", cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it


class Line(Base):
    """A line of an order."""

    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id", ondelete="CASCADE"))
    text: Mapped[str | None] = mapped_column(sa.Text)
    order: Mapped[Order] = relationship(back_populates="lines")


@pytest.fixture
def session(cold: Place) -> Iterator[Session]:
    """A session over ten orders of three lines each."""
    engine = sa.create_engine(f"heymarket://{cold.address}")
    Base.metadata.create_all(engine)
    with Session(engine) as made:
        for number in range(10):
            lines = [Line(text=f"{number}.{at}") for at in range(3)]
            made.add(Order(name=f"o{number}", kind=Kind.COMPANY, lines=lines))
        made.commit()
        yield made
    engine.dispose()


def test_rows_get_keys_versions_and_defaults(session: Session) -> None:
    orders = session.execute(sa.select(Order).options(selectinload(Order.lines)).order_by(Order.id)).scalars().all()
    assert [order.id for order in orders] == list(range(1, 11))
    assert [line.text for line in orders[3].lines] == ["3.0", "3.1", "3.2"]
    assert (orders[0].kind, orders[0].version, orders[0].made.utcoffset()) == (Kind.COMPANY, 1, datetime.timedelta(0))
    orders[0].name = "new"
    orders[0].lines.pop()
    session.commit()
    assert orders[0].version == 2


def test_deletes_follow_the_models_cascades(session: Session) -> None:
    session.delete(session.get(Order, 1))
    session.commit()
    assert session.scalar(sa.select(sa.func.count()).select_from(Line)) == 27


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (Order(name="longer than ten"), DataError),
        (Line(id=1, order_id=1), IntegrityError),
        (Line(id=100), IntegrityError),
    ],
    ids=["too long", "key twice", "no order"],
)
def test_what_breaks_a_constraint_is_refused_and_rolled_back(session: Session, wrong: Any, error: Any) -> None:
    session.add(wrong)
    with pytest.raises(error):
        session.commit()
    session.rollback()
    session.add(Line(id=200, order_id=1))
    session.commit()


def test_models_are_reflected_as_they_were_made(session: Session) -> None:
    metadata = sa.MetaData()
    metadata.reflect(session.connection(), only=["orders", "lines"])
    orders, lines = metadata.tables["orders"], metadata.tables["lines"]
    assert [str(column.type) for column in orders.c] == ["INTEGER", "VARCHAR(10)", "INTEGER", "VARCHAR(7)", "TIMESTAMP"]
    (key,) = lines.foreign_keys
    assert (key.column, key.ondelete, key.constraint.name if key.constraint else None) == (
        *(orders.c.id, "CASCADE"),
        "lines_order_id_fkey",
    )
    assert "kinds" in {constraint.name for constraint in orders.constraints}
