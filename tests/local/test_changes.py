"""INSERT, UPDATE and DELETE of local tables give what PostgreSQL gives, joined with Heymarket's or alone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from heymarket_dbapi import DataError, IntegrityError, NotSupportedError, ProgrammingError

Run = Callable[..., list[tuple[Any, ...]]]
TABLE = "CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(5) DEFAULT 'none', n NUMERIC(10,2), s TEXT UNIQUE)"
ROWS = "INSERT INTO t VALUES (1, 'one', 1.5, 'a'), (2, 'two', 2.5, 'b'), (3, 'three', NULL, NULL)"

UPSERT = (
    "INSERT INTO t AS old (id, name, n) VALUES (1, 'new', 1), (5, 'five', 5)"
    " ON CONFLICT (id) DO UPDATE SET name = excluded.name, n = old.n + excluded.n WHERE old.n > 0"
    " RETURNING id, name, n"
)

UPDATE_RETURNING = (
    "UPDATE t AS a SET name = b.name, n = a.n + 1 FROM t AS b WHERE b.id = a.id + 1"
    " RETURNING a.id, a.name, a.n, b.name AS other, b.s, a.id + b.id, upper(b.name) || a.name"
)
UPDATE_OF_KEYS = (
    "UPDATE t SET id = x.k + 100 FROM (VALUES (1, 'u'), (1, 'u'), (2, 'v')) AS x (k, label)"
    " WHERE x.k = t.id RETURNING t.id, label"
)
ONE_CHANGED = [(1, "x", Decimal("1.50"), "a", "one")]

# A statement over TABLE and ROWS, the rows that it returns, and the rows of id, name, n, s that are there then.
CASES: list[tuple[str, list[tuple[Any, ...]] | None, list[tuple[Any, ...]] | None]] = [
    ("INSERT INTO t (id) VALUES (4) RETURNING name, id * 2 AS twice", [("none", 8)], None),
    ("INSERT INTO t VALUES (4, DEFAULT, 1)", None, [(4, "none", Decimal("1.00"), None)]),
    ("INSERT INTO t (id, name) SELECT id + 10, upper(name) FROM t WHERE id < 2", None, [(11, "ONE", None, None)]),
    ("INSERT INTO t (id) WITH a AS (SELECT 7 AS x) SELECT x FROM a", None, [(7, "none", None, None)]),
    ("WITH a AS (SELECT 7 AS x) INSERT INTO t (id) SELECT x FROM a RETURNING id", [(7,)], None),
    ("INSERT INTO t (id, s) VALUES (9, 'a') ON CONFLICT DO NOTHING RETURNING id", [], None),
    ("INSERT INTO t (id, s) VALUES (9, 'a') ON CONFLICT (s) DO NOTHING RETURNING id", [], None),
    ("INSERT INTO t (id, s) VALUES (9, 'a') ON CONFLICT ON CONSTRAINT t_s_key DO NOTHING RETURNING id", [], None),
    (
        UPSERT,
        [(1, "new", Decimal("2.50")), (5, "five", Decimal("5.00"))],
        None,
    ),
    ("UPDATE t SET n = n + 1, name = DEFAULT WHERE id = 1 RETURNING *", [(1, "none", Decimal("2.50"), "a")], None),
    ("UPDATE t SET (name, n) = ('x', 7) WHERE id = 2 RETURNING name, n", [("x", Decimal("7.00"))], None),
    ("UPDATE t SET (name, n) = (SELECT 'y', 8) WHERE id = 2 RETURNING name, n", [("y", Decimal("8.00"))], None),
    ("UPDATE t AS a SET name = b.name FROM t AS b WHERE b.id = a.id + 1 RETURNING a.id", [(1,), (2,)], None),
    ("UPDATE t SET id = id + 100 WHERE id = 3 RETURNING id", [(103,)], None),
    ("UPDATE t SET n = (SELECT max(u.n) FROM t u) WHERE n IS NULL RETURNING n", [(Decimal("2.50"),)], None),
    ("UPDATE t SET name = 'no' WHERE id IN (SELECT id FROM t WHERE n < 2) RETURNING id", [(1,)], None),
    ("WITH a AS (SELECT 2 AS x) UPDATE t SET name = 'w' WHERE id IN (SELECT x FROM a) RETURNING id", [(2,)], None),
    ("DELETE FROM t WHERE n > 2 RETURNING id, s", [(2, "b")], None),
    ("DELETE FROM t AS a USING t AS b WHERE b.id = a.id + 2 RETURNING a.name", [("one",)], None),
    (
        UPDATE_RETURNING,
        [
            (1, "two", Decimal("2.50"), "two", "b", 3, "TWOtwo"),
            (2, "three", Decimal("3.50"), "three", None, 5, "THREEthree"),
        ],
        None,
    ),
    (
        UPDATE_OF_KEYS,
        [(101, "u"), (102, "v")],
        [(101, "one", Decimal("1.50"), "a"), (102, "two", Decimal("2.50"), "b")],
    ),
    ("UPDATE t SET name = 'x' FROM t AS b WHERE b.id = t.id AND t.id = 1 RETURNING t.*, b.name", ONE_CHANGED, None),
    ("UPDATE t SET name = 'x' FROM t AS b WHERE b.id = t.id AND t.id = 1 RETURNING *, b.name", ONE_CHANGED, None),
    (
        "DELETE FROM t AS a USING t AS b, (SELECT 9 AS nine) c WHERE b.id = a.id + 2 RETURNING a.name, b.name, nine",
        [("one", "three", 9)],
        None,
    ),
    ("DELETE FROM t USING contacts WHERE contacts.id = t.id RETURNING t.id, contacts.phone", [], None),
    ("DELETE FROM t RETURNING 1", [(1,), (1,), (1,)], None),
]


@pytest.mark.parametrize(("statement", "returned", "there"), CASES, ids=[case[0] for case in CASES])
def test_changes(statement: str, returned: Any, there: Any, run: Run) -> None:
    run(TABLE, ROWS)
    assert sorted(run(statement)) == (returned or [])
    if there is not None:
        assert run("SELECT * FROM t WHERE id > 3") == there


def test_counts_and_descriptions(connection: Any) -> None:
    cursor = connection.cursor()
    assert cursor.execute(TABLE).description is None
    assert cursor.execute(ROWS).rowcount == 3
    assert cursor.execute("UPDATE t SET n = 1").rowcount == 3
    assert cursor.execute("DELETE FROM t WHERE id = ?", (2,)).rowcount == 1
    cursor.execute("INSERT INTO t (id) VALUES (:id) RETURNING id AS made", {"id": 8})
    assert [column[0] for column in cursor.description] == ["made"]
    assert cursor.fetchone() == (8,) and cursor.rowcount == 1


def test_defaults_alone(run: Run) -> None:
    run("CREATE TABLE d (id SERIAL PRIMARY KEY, a INT DEFAULT 7, at TIMESTAMPTZ DEFAULT now())")
    assert run("INSERT INTO d DEFAULT VALUES RETURNING id, a, at IS NOT NULL") == [(1, 7, True)]


def test_live_rows_come_in(run: Run) -> None:
    run("CREATE TABLE c (id BIGINT, phone TEXT)")
    run("INSERT INTO c SELECT id, phone FROM contacts WHERE id > 0")
    assert run("SELECT count(*) FROM c JOIN contacts USING (id)") == [(95,)]
    run("CREATE TABLE d AS SELECT count(*) AS n, max(c.id) AS most FROM contacts JOIN c ON c.id = contacts.id")
    assert run("SELECT n FROM d") == [(95,)]
    assert run("UPDATE d SET n = (SELECT count(*) FROM contacts WHERE contacts.id < d.most) RETURNING n") == [(94,)]
    run("DELETE FROM c USING contacts WHERE contacts.id = c.id AND contacts.id < (SELECT most FROM d)")
    assert run("SELECT count(*) FROM c") == [(1,)]


def test_a_local_row_streams_beside_a_live_table(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE one (a INT)")
    cursor.execute("INSERT INTO one VALUES (1)")
    connection.commit()
    cursor.execute("SELECT contacts.id, one.a FROM contacts, one")
    assert cursor.fetchone()[1] == 1
    other = connection.cursor()
    other.execute("DROP TABLE one")
    connection.commit()
    assert len(cursor.fetchall()) == 94


REFUSED: list[tuple[str, type[Exception], str]] = [
    ("INSERT INTO inboxes (name) VALUES ('1')", NotSupportedError, "the API cannot"),
    ("UPDATE tags SET title = 'a'", NotSupportedError, "the API cannot"),
    ("DELETE FROM messages", NotSupportedError, "the API cannot"),
    ("DELETE FROM sys.settings", NotSupportedError, "own"),
    ("INSERT INTO v VALUES (1)", NotSupportedError, "view"),
    ("INSERT INTO nothing VALUES (1)", ProgrammingError, "nothing"),
    ("INSERT INTO t (id, nme) VALUES (1, 'a')", ProgrammingError, "did you mean name"),
    ("INSERT INTO t (id, id) VALUES (1, 1)", ProgrammingError, "twice"),
    ("INSERT INTO t (id, name) VALUES (1)", ProgrammingError, "1 values into 2"),
    ("INSERT INTO t VALUES (7), (8, 'x')", ProgrammingError, "same length"),
    ("INSERT INTO t (id) SELECT 1, 2", ProgrammingError, "2 values into 1"),
    ("INSERT INTO t (id) VALUES (?)", ProgrammingError, "parameters"),
    ("INSERT INTO t (id) VALUES (9) ON CONFLICT (n) DO NOTHING", ProgrammingError, "no primary key"),
    ("INSERT INTO t (id) VALUES (9) ON CONFLICT DO UPDATE SET n = 1", ProgrammingError, "ON CONFLICT"),
    ("INSERT INTO t (id) SELECT content FROM read_text('x')", ProgrammingError, "closed off"),
    ("UPDATE t SET n = 1, n = 2", ProgrammingError, "twice"),
    ("UPDATE t SET n = getenv('HOME')", ProgrammingError, "closed off"),
    ("DELETE FROM t WHERE id IN (SELECT 1 FROM 'file.csv')", ProgrammingError, "string"),
    ("DELETE FROM t RETURNING nope", ProgrammingError, "nope"),
    ("DELETE FROM t LIMIT 1", NotSupportedError, "LIMIT of DELETE"),
    ("DELETE FROM t ORDER BY id LIMIT 1", NotSupportedError, "of DELETE"),
    ("DELETE FROM t TABLESAMPLE 10%", NotSupportedError, "SAMPLE"),
    ("DELETE t FROM t JOIN t AS u ON TRUE", NotSupportedError, "TABLES"),
    ("DELETE FROM t JOIN t AS u ON FALSE", NotSupportedError, "JOINS"),
    ("UPDATE t SET name = 'x' ORDER BY id LIMIT 1", NotSupportedError, "of UPDATE"),
    ("UPDATE t JOIN t AS u ON FALSE SET name = 'x'", NotSupportedError, "JOINS"),
    ("INSERT OR REPLACE INTO t (id) VALUES (1)", NotSupportedError, "OR REPLACE"),
    ("INSERT OR IGNORE INTO t (id) VALUES (1)", NotSupportedError, "OR IGNORE"),
    ("DELETE FROM t USING t AS b WHERE b.id = t.id RETURNING b.*", NotSupportedError, "we have not"),
    ("UPDATE t SET n = 1 FROM t AS b WHERE b.id = t.id RETURNING b.nope", ProgrammingError, "nope"),
]


@pytest.mark.parametrize(("statement", "kind", "text"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused_before_the_transaction(statement: str, kind: type[Exception], text: str, run: Run) -> None:
    run(TABLE, ROWS, "CREATE VIEW v AS SELECT 1 AS a")
    with pytest.raises(kind, match=text):
        run(statement)
    assert run("SELECT count(*) FROM t") == [(3,)]


BROKEN: list[tuple[str, type[Exception]]] = [
    ("INSERT INTO t (id) VALUES (1)", IntegrityError),
    ("INSERT INTO t (id) VALUES (NULL)", IntegrityError),
    ("UPDATE t SET s = 'a'", IntegrityError),
    ("INSERT INTO c VALUES (0)", IntegrityError),
    ("INSERT INTO t (id, name) VALUES (9, 'longer')", DataError),
    ("UPDATE t SET name = name || 'longer'", DataError),
    ("INSERT INTO t (id) VALUES ('x')", DataError),
    ("UPDATE t SET n = 1 / 0", DataError),
]


@pytest.mark.parametrize(("statement", "kind"), BROKEN, ids=[case[0] for case in BROKEN])
def test_broken_by_the_engine(statement: str, kind: type[Exception], run: Run, connection: Any) -> None:
    run(TABLE, ROWS, "CREATE TABLE c (a INT CHECK (a > 0))")
    connection.commit()
    with pytest.raises(kind):
        run(statement)
    assert run("SELECT count(*) FROM t") == [(3,)]
