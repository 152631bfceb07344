"""executemany is one statement where that means the same, and means the same where it is not."""

from __future__ import annotations

import datetime
import time
import uuid
from decimal import Decimal
from typing import Any

import pytest

from heymarket_dbapi import IntegrityError, ProgrammingError

CHAINED = [(1, 10), (2, 11), (3, 12)]  # each row from the one before, which an earlier set has changed

# Statements that may see what an earlier set did: the rows of t (1, 10), (2, 20), (3, 30) afterwards, and the count.
CASES: list[tuple[str, list[tuple[Any, ...]], list[tuple[Any, ...]], int]] = [
    ("INSERT INTO t VALUES (?, ?)", [(4, 1), (5, None)], [(1, 10), (2, 20), (3, 30), (4, 1), (5, None)], 2),
    ("INSERT INTO t VALUES (? + 3, ?)", [(1, 1), (2, 2)], [(1, 10), (2, 20), (3, 30), (4, 1), (5, 2)], 2),
    ("INSERT INTO t SELECT ?, max(n) + 1 FROM t", [(4,), (5,)], [(1, 10), (2, 20), (3, 30), (4, 31), (5, 32)], 2),
    ("UPDATE t SET n = ? WHERE id = ?", [(1, 1), (2, 2), (3, 9)], [(1, 1), (2, 2), (3, 30)], 2),
    ("UPDATE t SET n = ? WHERE id = ?", [(1, 1), (2, 1)], [(1, 2), (2, 20), (3, 30)], 2),
    ("UPDATE t SET n = n + ? WHERE id = ?", [(1, 1), (1, 1)], [(1, 12), (2, 20), (3, 30)], 2),
    ("UPDATE t SET n = n + ? WHERE id = ?", [(1, 1), (1, 2)], [(1, 11), (2, 21), (3, 30)], 2),
    ("UPDATE t SET n = n + ? WHERE ? = t.id AND n < 20", [(9, 1), (9, 1)], [(1, 28), (2, 20), (3, 30)], 2),
    ("UPDATE t SET n = n + ? WHERE id = ?", [(1, 1), (1, "1")], [(1, 12), (2, 20), (3, 30)], 2),
    ("UPDATE t SET n = n + ? WHERE id = ? OR id = 3", [(1, 1), (1, 2)], [(1, 11), (2, 21), (3, 32)], 4),
    ("UPDATE t SET n = b.n + ? FROM t AS b WHERE b.id = t.id - 1 AND t.id = ?", [(1, 2), (1, 3)], CHAINED, 2),
    ("UPDATE t SET id = ? WHERE id = ?", [(9, 1), (8, 9)], [(2, 20), (3, 30), (8, 10)], 2),
    ("UPDATE t SET n = ? WHERE id IN ?", [(1, [1, 2]), (2, [2])], [(1, 1), (2, 2), (3, 30)], 3),
    ("DELETE FROM t WHERE id = ?", [(1,), (1,), (2,)], [(3, 30)], 2),
    ("DELETE FROM t WHERE n = (SELECT min(n) FROM t WHERE id < ?)", [(9,), (9,)], [(3, 30)], 2),
    (
        "INSERT INTO t VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET n = excluded.n + t.n",
        [(1, 1), (7, 7)],
        [(1, 11), (2, 20), (3, 30), (7, 7)],
        2,
    ),
    (
        "INSERT INTO t VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET n = excluded.n + t.n",
        [(1, 1), (1, 1)],
        [(1, 12), (2, 20), (3, 30)],
        2,
    ),
    (
        "INSERT INTO t VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(1, 1), (7, 7), (7, 8)],
        [(1, 10), (2, 20), (3, 30), (7, 7)],
        1,
    ),
]


@pytest.mark.parametrize(("statement", "sets", "rows", "count"), CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
def test_many(statement: str, sets: Any, rows: Any, count: int, connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, n INT)")
    cursor.execute("INSERT INTO t VALUES (1, 10), (2, 20), (3, 30)")
    cursor.executemany(statement, sets)
    assert cursor.rowcount == count
    assert cursor.execute("SELECT * FROM t ORDER BY id").fetchall() == rows


def test_values_of_every_type(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(
        "CREATE TABLE t (i HUGEINT, n NUMERIC(20,4), f DOUBLE PRECISION, s TEXT, b BYTEA, o BOOLEAN, d DATE,"
        " a TIMESTAMP, z TIMESTAMPTZ, u UUID, j JSON, v INTERVAL, t TIME)"
    )
    rows = [
        (
            *(2**70 + number, Decimal("1.25") * number, number / 4, f"Ω{number}", b"\x00x", number % 2 == 0),
            *(datetime.date(2024, 2, 28 + number), datetime.datetime(2024, 1, 1, 12, number)),
            *(datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC), uuid.UUID(int=number), f'{{"a":{number}}}'),
            *(datetime.timedelta(minutes=number), datetime.time(1, number)),
        )
        for number in range(2)
    ]
    cursor.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*rows, (None,) * 13])
    assert cursor.execute("SELECT * FROM t ORDER BY i").fetchall() == [*rows, (None,) * 13]


def test_columns_of_mixed_types(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE t (a NUMERIC(10,2), s TEXT)")
    cursor.executemany("INSERT INTO t VALUES (?, ?)", [(1, "x"), (2.5, 7), (Decimal("3.75"), None), ("4", True)])
    rows = cursor.execute("SELECT * FROM t ORDER BY a").fetchall()
    assert [row[0] for row in rows] == [Decimal("1.00"), Decimal("2.50"), Decimal("3.75"), Decimal("4.00")]
    assert [row[1] for row in rows] == ["x", "7", None, "True"]


def test_thirty_thousand_rows_take_no_time(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(20), n DOUBLE PRECISION)")
    cursor.executemany("INSERT INTO t VALUES (?, ?, ?)", [(-1, "warm", 0.0), (-2, "warm", 0.0)])
    began = time.process_time()  # not the clock: the machine may be busy
    cursor.executemany("INSERT INTO t VALUES (?, ?, ?)", [(id, f"name {id}", id / 2) for id in range(30_000)])
    assert cursor.rowcount == 30_000
    cursor.executemany("UPDATE t SET name = ? WHERE id = ?", [(f"n{id}", id) for id in range(30_000)])
    assert cursor.rowcount == 30_000
    cursor.executemany("UPDATE t SET n = n + ? WHERE id = ?", [(id, id) for id in range(30_000)])
    assert cursor.rowcount == 30_000
    cursor.executemany("DELETE FROM t WHERE id = ? AND n < ?", [(id, -1) for id in range(30_000)])
    assert cursor.rowcount == 0
    assert time.process_time() - began < 4  # one by one it is two minutes; all four together take 1 s
    assert cursor.execute("SELECT count(*), count(DISTINCT name) FROM t").fetchall() == [(30_002, 30_001)]


def test_many_rows_in_one_values_are_quick_and_return(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE t (id SERIAL, a INT, b TEXT)")
    text = f"INSERT INTO t (a, b) VALUES {', '.join(['(?, ?)'] * 500)} RETURNING id, a"
    cursor.execute(text, [value for number in range(500) for value in (number, f"b{number}")])
    assert cursor.fetchall() == [(number + 1, number) for number in range(500)]
    with pytest.raises(ProgrammingError, match="1000 parameters, and 999"):
        cursor.execute(text, [1] * 999)


def test_all_or_nothing(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE t (id BIGINT PRIMARY KEY)")
    connection.commit()
    with pytest.raises(IntegrityError):
        cursor.executemany("INSERT INTO t VALUES (?)", [(1,), (2,), (1,)])
    assert cursor.execute("SELECT count(*) FROM t").fetchall() == [(0,)]


def test_named_sets_and_wrong_ones(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE t (a INT, b INT)")
    cursor.executemany("INSERT INTO t VALUES (:a, :a + :b)", [{"a": 1, "b": 2}, {"a": 3, "b": 4}])
    assert cursor.execute("SELECT * FROM t ORDER BY a").fetchall() == [(1, 3), (3, 7)]
    with pytest.raises(ProgrammingError, match="parameters"):
        cursor.executemany("INSERT INTO t VALUES (?, ?)", [(1, 2), (3,)])
    cursor.executemany("INSERT INTO t VALUES (?, ?)", [])
    assert cursor.execute("SELECT count(*) FROM t").fetchall() == [(2,)]


@pytest.mark.parametrize(
    "source", ["VALUES (?, ?)", "SELECT ?, coalesce(max(n), 0) * 0 + ? FROM t"], ids=["at once", "one by one"]
)
def test_rows_of_returning_come_in_the_order_of_the_sets(source: str, connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE t (id SERIAL, a TEXT, n INT)")
    sets = [(f"a{number}", number) for number in range(30, 0, -1)]
    cursor.executemany(f"INSERT INTO t (a, n) {source} RETURNING id, a", sets)
    assert cursor.fetchall() == [(place, a) for place, (a, _) in enumerate(sets, 1)]
    assert cursor.rowcount == 30
    cursor.executemany("INSERT INTO t (a, n) VALUES (?, ?) RETURNING a || ?", [("b", 1, "c"), ("d", 2, "e")])
    assert cursor.fetchall() == [("bc",), ("de",)]
