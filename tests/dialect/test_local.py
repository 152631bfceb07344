"""Local tables through SQLAlchemy: what PostgreSQL's dialect compiles, the engine answers."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import NotSupportedError, OperationalError

from tests.dialect.conftest import Ask, Place

METADATA = sa.MetaData()
ITEMS = sa.Table(
    *("items", METADATA),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(20), unique=True),
    sa.Column("kind", sa.String(20)),
    sa.Column("price", sa.Numeric(10, 2)),
    sa.Column("words", postgresql.ARRAY(sa.Text)),
    sa.Column("facts", sa.JSON),
    sa.Column("lasts", sa.Interval),
    sa.Column("made", sa.DateTime(timezone=True)),
)
NOON = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)
ROWS: list[dict[str, Any]] = [
    {"name": "axe", "kind": "tool", "price": 10, "words": ["a", "b"], "facts": {"x": {"y": [1, 2]}}},
    {"name": "saw", "kind": "tool", "price": 20, "words": [], "facts": None},
    {"name": "Pie", "kind": "food", "price": 5, "lasts": datetime.timedelta(days=2), "made": NOON},
]
C = ITEMS.c
NAMES = [column.name for column in C if column.name != "id"]


@pytest.fixture
def connection(cold: Place) -> Iterator[sa.Connection]:
    """A connection to an account of its own, with three items."""
    engine = sa.create_engine(f"heymarket://{cold.address}")
    with engine.connect() as made:
        _fill(made)
        yield made
    engine.dispose()
    assert cold.calls == 0


def _fill(connection: sa.Connection) -> None:
    METADATA.create_all(connection)
    connection.execute(ITEMS.insert(), [{name: row.get(name) for name in NAMES} for row in ROWS])


def _newest() -> Any:
    other = ITEMS.alias("other")
    dearest = sa.select(other.c.name).where(other.c.kind == C.kind).order_by(other.c.price.desc()).limit(1)
    return dearest.lateral("dearest")


def _one_of_each(query: Any) -> Any:
    """The query with DISTINCT ON, as this SQLAlchemy spells it."""
    spelled: Any = getattr(postgresql, "distinct_on", None)
    return query.distinct(C.kind) if spelled is None else query.ext(spelled(C.kind))


QUERIES: list[tuple[Any, list[tuple[Any, ...]]]] = [
    (sa.select(C.id, C.name).order_by(C.id), [(1, "axe"), (2, "saw"), (3, "Pie")]),
    (_one_of_each(sa.select(C.kind, C.name)).order_by(C.kind, C.price.desc()), [("food", "Pie"), ("tool", "saw")]),
    (sa.select(C.name).where(C.name.ilike("p%")), [("Pie",)]),
    (sa.select(C.name).where(C.name.regexp_match("^[as]")).order_by(C.name), [("axe",), ("saw",)]),
    (sa.select(C.name.regexp_replace("e$", "E")).where(C.id == 1), [("axE",)]),
    (
        sa.select(sa.func.string_agg(C.name, postgresql.aggregate_order_by(sa.literal_column("'+'"), C.name))).where(
            C.kind == "tool"
        ),
        [("axe+saw",)],
    ),
    (
        sa.select(C.name, sa.func.row_number().over(partition_by=C.kind, order_by=C.price)).order_by(C.id),
        [("axe", 1), ("saw", 2), ("Pie", 1)],
    ),
    (sa.select(C.name, _newest().c.name).where(C.id < 3).order_by(C.id), [("axe", "saw"), ("saw", "saw")]),
    (sa.select(C.words, C.words[1]).where(C.id == 1), [(["a", "b"], "a")]),
    (sa.select(C.name).where(C.words.contains(["b"])), [("axe",)]),
    (sa.select(C.name).where(C.id == sa.any_(postgresql.array([1, 3]))).order_by(C.id), [("axe",), ("Pie",)]),
    (sa.select(C.facts, C.facts[("x", "y", 1)].as_integer()).where(C.id == 1), [({"x": {"y": [1, 2]}}, 2)]),
    (sa.select(C.lasts, C.made + C.lasts).where(C.id == 3), [(datetime.timedelta(2), NOON + datetime.timedelta(2))]),
    (sa.select(sa.func.timezone("Europe/Berlin", C.made)).where(C.id == 3), [(datetime.datetime(2024, 5, 1, 14),)]),
    (sa.select(sa.literal(datetime.datetime(2024, 1, 1))), [(datetime.datetime(2024, 1, 1),)]),
]


@pytest.mark.parametrize(("query", "rows"), QUERIES, ids=range(len(QUERIES)))
def test_a_query_gives_postgresqls_answer(connection: sa.Connection, query: Any, rows: list[tuple[Any, ...]]) -> None:
    assert [tuple(row) for row in connection.execute(query)] == rows


def test_both_modes_answer_alike(ask_cold: Ask) -> None:
    def run(connection: sa.Connection) -> list[list[tuple[Any, ...]]]:
        _fill(connection)
        found = [[tuple(row) for row in connection.execute(query)] for query, _ in QUERIES]
        insert = ITEMS.insert().returning(C.id)
        found.append([tuple(row) for row in connection.execute(insert, [{"name": "p"}, {"name": "q"}])])
        connection.commit()
        assert sa.inspect(connection).get_pk_constraint("items")["constrained_columns"] == ["id"]
        return found

    assert ask_cold(run) == [*(rows for _, rows in QUERIES), [(4,), (5,)]]


def test_a_cte_counts_and_changes(connection: sa.Connection) -> None:
    dear = sa.select(C.id).where(C.price >= 10).cte("dear")
    changed = ITEMS.update().where(C.id.in_(sa.select(dear.c.id))).values(kind="dear").returning(C.name)
    assert sorted(connection.execute(changed).scalars()) == ["axe", "saw"]


def test_on_conflict_updates_or_does_nothing(connection: sa.Connection) -> None:
    insert = postgresql.insert(ITEMS).values(name="axe", price=99)
    updated = insert.on_conflict_do_update(index_elements=[C.name], set_={"price": insert.excluded.price})
    assert connection.execute(updated.returning(C.id, C.price)).all() == [(1, 99)]
    assert connection.execute(insert.on_conflict_do_nothing().returning(C.id)).all() == []


def test_many_rows_return_their_keys_in_order(connection: sa.Connection) -> None:
    rows = [{"name": f"n{at}"} for at in range(2500)]
    insert = ITEMS.insert().returning(C.id, C.name, sort_by_parameter_order=True)
    found = connection.execute(insert, rows).all()
    assert [name for _, name in found] == [row["name"] for row in rows]
    assert [number for number, _ in found] == sorted(number for number, _ in found)


def test_transactions_are_real_and_autocommit_too(connection: sa.Connection) -> None:
    connection.commit()
    connection.execute(ITEMS.delete())
    connection.rollback()
    assert connection.scalar(sa.select(sa.func.count()).select_from(ITEMS)) == 3
    connection.commit()
    with connection.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
        assert other.get_isolation_level() == "AUTOCOMMIT"
        other.execute(ITEMS.delete().where(C.id == 1))
        other.rollback()
    assert connection.scalar(sa.select(sa.func.count()).select_from(ITEMS)) == 2
    connection.rollback()
    assert connection.get_isolation_level() == connection.default_isolation_level == "REPEATABLE READ"
    with pytest.raises(NotSupportedError, match="the engine cannot do savepoints"), connection.begin():
        connection.begin_nested()


def test_json_is_written_and_read_by_the_callers_functions(cold: Place) -> None:
    table = sa.Table("facts", sa.MetaData(), sa.Column("fact", sa.JSON))
    engine = sa.create_engine(
        f"heymarket://{cold.address}",
        json_serializer=lambda value: json.dumps({"kept": value}),
        json_deserializer=lambda text: json.loads(text)["kept"],
    )
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), {"fact": [1, None]})
        assert connection.execute(sa.text("SELECT fact->'kept'->>0 FROM facts")).scalar() == "1"
        assert connection.execute(sa.select(table)).scalar() == [1, None]
    engine.dispose()


def test_options_hold_for_a_statement_or_an_engine(ask: Ask) -> None:
    dear = sa.text("SELECT id FROM messages")

    def run(connection: sa.Connection) -> int:
        with pytest.raises(OperationalError, match="max_calls = 1"):
            connection.execute(dear.execution_options(max_calls=1)).all()
        return len(connection.execute(dear).all())

    assert ask(run) > 1
    with pytest.raises(OperationalError, match="max_calls = 1"):
        ask(lambda connection: connection.execute(dear).all(), execution_options={"max_calls": 1})


def test_live_tables_can_be_left_out_of_reflection(cold: Place) -> None:
    engine = sa.create_engine(f"heymarket://{cold.address}&reflect_live_tables=false")
    assert sa.inspect(engine).get_table_names() == []
    assert sa.inspect(engine).has_table("contacts")
    engine.dispose()
    configured = sa.engine_from_config(
        {"sqlalchemy.url": f"heymarket://{cold.address}", "sqlalchemy.reflect_live_tables": "false"}
    )
    assert sa.inspect(configured).get_table_names() == []
    configured.dispose()
