"""Two connections change the same local rows: one of them is told, and no change is lost in silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi import OperationalError
from heymarket_dbapi.engine import Engine
from heymarket_dbapi.local.definitions import Kind
from heymarket_dbapi.local.marks import Marks
from heymarket_dbapi.local.store import Store

Rows = list[tuple[Any, ...]]
OLD: Rows = [(1, 10), (2, 20)]

UPDATE = "UPDATE t SET n = n + 1 WHERE id = 1"
DELETE = "DELETE FROM t WHERE id = 1"
LOOK = "SELECT * FROM t"

# What one connection (-) and the other (+) do in turn, which step fails, and the rows that are there at last.
CASES: list[tuple[str, list[str], int | None, Rows]] = [
    ("pending delete", [f"- {DELETE}", f"+ {UPDATE}", "- COMMIT", "+ COMMIT"], 3, [(2, 20)]),
    ("pending delete, update first", [f"- {DELETE}", f"+ {UPDATE}", "+ COMMIT", "- COMMIT"], 3, [(1, 11), (2, 20)]),
    ("old view of a deleted row", [f"+ {LOOK}", f"- {DELETE}", "- COMMIT", f"+ {UPDATE}", "+ COMMIT"], 4, [(2, 20)]),
    ("pending update", [f"- {UPDATE}", f"+ {DELETE}", "- COMMIT", "+ COMMIT"], 3, [(1, 11), (2, 20)]),
    ("delete returning", [f"- {UPDATE}", f"+ {DELETE} RETURNING n", "- COMMIT", "+ COMMIT"], 3, [(1, 11), (2, 20)]),
    ("truncate", [f"- {UPDATE}", "+ TRUNCATE t", "- COMMIT", "+ COMMIT"], 3, [(1, 11), (2, 20)]),
    ("two updates", [f"- {UPDATE}", f"+ {UPDATE}", "- COMMIT"], 1, [(1, 11), (2, 20)]),
    ("two deletes", [f"- {DELETE}", f"+ {DELETE}", "- COMMIT"], 1, [(2, 20)]),
    (
        "a table made anew from an old view",
        [f"+ {LOOK}", "- INSERT INTO t VALUES (3, 30)", "- COMMIT", "+ ALTER TABLE t ALTER n TYPE INT", "+ COMMIT"],
        4,
        [*OLD, (3, 30)],
    ),
    (
        "a table made anew while rows come",
        ["+ ALTER TABLE t ALTER n TYPE INT", "- INSERT INTO t VALUES (3, 30)", "+ COMMIT", "- COMMIT"],
        3,
        OLD,
    ),
    ("other rows", ["- DELETE FROM t WHERE id = 2", f"+ {UPDATE}", "- COMMIT", "+ COMMIT"], None, [(1, 11)]),
    ("one after the other", [f"- {DELETE}", "- COMMIT", f"+ {UPDATE}", "+ COMMIT"], None, [(2, 20)]),
    ("rolled back", [f"- {DELETE}", f"+ {UPDATE}", "- ROLLBACK", "+ COMMIT"], None, [(1, 11), (2, 20)]),
    (
        "rows of its own",
        ["- INSERT INTO t VALUES (3, 3)", "- DELETE FROM t WHERE id = 3", f"+ {UPDATE}", "- COMMIT", "+ COMMIT"],
        None,
        [(1, 11), (2, 20)],
    ),
]


def take(connection: Any, statement: str) -> None:
    """Carry the statement out; COMMIT and ROLLBACK are the connection's."""
    match statement:
        case "COMMIT":
            connection.commit()
        case "ROLLBACK":
            connection.rollback()
        case _:
            connection.execute(statement)


@pytest.mark.parametrize("key", ["", " PRIMARY KEY"])
@pytest.mark.parametrize(("steps", "fails", "rows"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_two_connections(
    steps: list[str], fails: int | None, rows: Rows, key: str, connect: Callable[..., Any]
) -> None:
    one, other = connect(), connect()
    one.execute(f"CREATE TABLE t (id INT{key}, n INT)")
    one.execute("INSERT INTO t VALUES (1, 10), (2, 20)")
    one.commit()
    for place, step in enumerate(steps):
        connection = one if step[0] == "-" else other
        if place == fails:
            with pytest.raises(OperationalError, match="in the meantime"):
                take(connection, step[2:])
        else:
            take(connection, step[2:])
    other.rollback()
    assert one.execute("SELECT * FROM t ORDER BY id").fetchall() == rows
    other.execute("UPDATE t SET n = 0")
    other.commit()
    one.rollback()
    assert one.execute("SELECT count(*) FROM t WHERE n = 0").fetchall() == [(len(rows),)]


def test_an_upsert_of_a_row_that_is_deleted_meanwhile(connect: Callable[..., Any]) -> None:
    one, other = connect(), connect()
    one.execute("CREATE TABLE t (id INT PRIMARY KEY, n INT)")
    one.execute("INSERT INTO t VALUES (1, 10)")
    one.commit()
    other.execute("INSERT INTO t VALUES (1, 5) ON CONFLICT (id) DO UPDATE SET n = excluded.n")
    one.execute(DELETE)
    one.commit()
    with pytest.raises(OperationalError, match="in the meantime"):
        other.commit()
    assert one.execute(LOOK).fetchall() == []


def test_changes_are_remembered_only_while_somebody_may_meet_them() -> None:
    store = Store(Engine.open("marks"))
    key = (Kind.RELATION, "heymarket", "t")
    one, other = (Engine.open("marks").transactions() for _ in range(2))
    seen = store.begin(other)
    for _ in range(2):
        begun, marks = store.begin(one), Marks()
        marks.delete(key, [7])
        store.commit(one, begun, {}, marks)
    late = Marks()
    late.update(key, [8, 7])
    with pytest.raises(OperationalError, match=r"heymarket\.t"):
        store.commit(other, seen, {}, late)
    other.rollback()
    del seen
    begun = store.begin(one)
    store.commit(one, begun, {}, Marks())
    store.commit(other, store.begin(other), {}, late)
    assert store.remembered == 0
    one.close()
    other.close()
