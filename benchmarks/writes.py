"""What writes cost in calls, against the fewest that the API's batches allow."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import pandas
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

import heymarket_dbapi
from heymarket_dbapi.options import settings
from heymarket_dbapi.sandbox import Sandbox
from heymarket_dbapi.wire import sandbox_of

from .figures import Figure

_DSN = "heymarket://sandbox?seed=11&contacts=200&messages=100&members=60&rate_limit=1000000&requests_per_minute=1000000"
_BATCH = 100
_INSERT = "INSERT INTO contacts (phone, first_name) VALUES (?, ?)"
_AIM = "1 time"


class _Base(DeclarativeBase):
    """The model's base."""


class _Contact(_Base):
    """A person."""

    __tablename__ = "contacts"
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str | None]
    first_name: Mapped[str | None]


def writes(rows: int = 1_000) -> list[Figure]:
    """The calls of each kind of write, in an account whose custom fields and whose search are known."""
    sandbox = sandbox_of(settings(_DSN))
    with warnings.catch_warnings(), heymarket_dbapi.connect(_DSN) as connection:
        warnings.simplefilter("ignore")
        cursor = connection.cursor()
        cursor.execute("SELECT id FROM contacts WHERE phone = '15005550000'").fetchall()
        cursor.execute("SELECT column_name FROM custom_fields").fetchall()
        found = [*_changes(sandbox, cursor), *_inserts(sandbox, cursor, rows)]
        connection.commit()
    return [*found, *_clients(sandbox, rows)]


def _figure(what: str, sandbox: Sandbox, least: int, work: Callable[[], object]) -> Figure:
    before = len(sandbox.log)
    work()
    return Figure(what, len(sandbox.log) - before, "calls", "the fewest (calls)", least, _AIM)


def _people(first: int, count: int) -> Sequence[tuple[str, str]]:
    return [(f"1510{first + number:07}", f"N{number}") for number in range(count)]


def _inserts(sandbox: Sandbox, cursor: Any, rows: int) -> list[Figure]:
    batches = -(-rows // _BATCH)
    ways = [
        ("that pass over what is there", f"{_INSERT} ON CONFLICT (phone) DO NOTHING", batches),
        ("that must be new", _INSERT, 2 * batches),
        ("that tell their ids", f"{_INSERT} RETURNING id", 3 * batches),
    ]
    return [
        _figure(
            f"{rows:,} inserts {what}",
            sandbox,
            least,
            lambda sql=sql, at=at: cursor.executemany(sql, _people(1_000_000 * at, rows)),  # type: ignore[misc]  # bound
        )
        for at, (what, sql, least) in enumerate(ways, 1)
    ]


def _changes(sandbox: Sandbox, cursor: Any) -> list[Figure]:
    ids = [row["id"] for row in sandbox.world.contacts if row["phone"]][:_BATCH]
    marks = ", ".join("?" for _ in ids)
    members = [row["id"] for row in sandbox.world.members][:50]
    renamed = f"UPDATE members SET last_name = 'Zed' WHERE id IN ({', '.join('?' for _ in members)})"
    scan = -(-len(sandbox.world.contacts) // _BATCH) + 2
    return [
        _figure(
            "an UPDATE of 100 contacts that a scan finds",
            sandbox,
            scan + len(ids),
            lambda: cursor.execute(f"UPDATE contacts SET last_name = 'Zed' WHERE id IN ({marks})", ids),
        ),
        _figure("an UPDATE of 50 members, and their reading", sandbox, 2, lambda: cursor.execute(renamed, members)),
    ]


def _clients(sandbox: Sandbox, rows: int) -> list[Figure]:
    """What the ORM and pandas make of it."""
    engine = sa.create_engine(_DSN)
    people = pandas.DataFrame(_people(7_000_000, rows), columns=["phone", "first_name"])

    def flush() -> None:
        with Session(engine) as session:
            session.add_all([_Contact(phone=phone, first_name=name) for phone, name in _people(6_000_000, rows)])
            session.commit()

    def load() -> None:
        people.to_sql("contacts", engine, if_exists="append", index=False)

    batches = -(-rows // _BATCH)
    found = [
        _figure(f"session.add_all of {rows:,} contacts", sandbox, 3 * batches, flush),
        _figure(f"DataFrame.to_sql of {rows:,} contacts", sandbox, 2 * batches, load),
    ]
    engine.dispose()
    return found
