"""Transactions over local tables: what is seen, what is undone, and what a failure leaves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi import Error, InternalError, NotSupportedError, OperationalError, ProgrammingError
from heymarket_dbapi.sandbox import Fail

from .conftest import runner

Run = Callable[..., list[tuple[Any, ...]]]
Connect = Callable[..., Any]


def test_what_is_rolled_back_was_never_there(run: Run, connection: Any) -> None:
    run("CREATE TABLE kept (a INT)", "INSERT INTO kept VALUES (1)")
    connection.commit()
    run("INSERT INTO kept VALUES (2)", "CREATE TABLE gone (a INT)", "CREATE VIEW v AS SELECT * FROM kept")
    run("COMMENT ON TABLE kept IS 'x'", "CREATE SEQUENCE s", "CREATE SCHEMA more")
    assert run("SELECT count(*) FROM v") == [(2,)]
    connection.rollback()
    assert run("SELECT a FROM kept") == [(1,)]
    assert run(
        "SELECT table_name, table_comment FROM information_schema.tables WHERE NOT is_live"
        " AND table_schema NOT IN ('sys', 'information_schema')"
    ) == [("kept", None)]
    assert run("SELECT count(*) FROM information_schema.sequences") == [(0,)]
    assert run("SELECT schema_name FROM information_schema.schemata WHERE schema_name = 'more'") == []


def test_others_see_it_after_the_commit(connect: Connect) -> None:
    one, other = connect(), connect()
    see = runner(other)
    runner(one)("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)")
    with pytest.raises(ProgrammingError, match="unknown table t"):
        see("SELECT * FROM t")
    one.commit()
    assert see("SELECT * FROM t") == [(1,)]
    runner(one)("INSERT INTO t VALUES (2)")
    one.commit()
    assert see("SELECT * FROM t") == [(1,)]  # its transaction began before
    other.commit()
    assert see("SELECT count(*) FROM t") == [(2,)]


def test_statements_of_sql_are_the_methods(run: Run, connection: Any) -> None:
    run("CREATE TABLE t (a INT)", "COMMIT", "INSERT INTO t VALUES (1)", "ROLLBACK")
    assert run("SELECT * FROM t") == []
    run("BEGIN", "INSERT INTO t VALUES (1)", "COMMIT")
    connection.rollback()
    assert run("SELECT * FROM t") == [(1,)]
    with pytest.raises(NotSupportedError, match="the engine cannot"):
        run("SAVEPOINT a")


@pytest.mark.parametrize(
    "begin",
    ["BEGIN", "BEGIN WORK;", "START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE", "BEGIN /* a */ -- b"]
    + [f"BEGIN ISOLATION LEVEL {level}" for level in ("READ COMMITTED", "READ UNCOMMITTED", "REPEATABLE READ")],
)
@pytest.mark.parametrize("end", ["COMMIT", "END TRANSACTION", "COMMIT AND NO CHAIN", "-- a\nCOMMIT WORK;"])
def test_forms_of_a_transaction(begin: str, end: str, run: Run, connection: Any) -> None:
    run("CREATE TABLE t (a INT)", "COMMIT", begin, "INSERT INTO t VALUES (1)", end)
    connection.rollback()
    assert run("SELECT a FROM t") == [(1,)]


@pytest.mark.parametrize(
    ("statement", "kind", "text"),
    [
        ("ROLLBACK TO SAVEPOINT a", NotSupportedError, "the engine cannot do savepoints"),
        ("ROLLBACK WORK TO a", NotSupportedError, "the engine cannot do savepoints"),
        ("ROLLBACK PREPARED 'a'", NotSupportedError, "the engine cannot"),
        ("COMMIT PREPARED 'a'", NotSupportedError, "the engine cannot"),
        ("COMMIT AND CHAIN", NotSupportedError, "we have not built AND CHAIN"),
        ("ROLLBACK AND CHAIN", NotSupportedError, "we have not built AND CHAIN"),
        ("BEGIN READ ONLY", NotSupportedError, "we have not built READ ONLY"),
        ("BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE READ ONLY", NotSupportedError, "READ ONLY"),
        ("BEGIN IMMEDIATE", ProgrammingError, "ISOLATION LEVEL"),
        ("COMMIT t", ProgrammingError, "should end"),
    ],
)
def test_forms_that_are_refused_end_nothing(statement: str, kind: type[Error], text: str, run: Run) -> None:
    run("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)")
    with pytest.raises(kind, match=text):
        run(statement)
    assert run("SELECT a FROM t") == [(1,)]
    run("ROLLBACK")
    with pytest.raises(ProgrammingError, match="unknown table"):
        run("SELECT a FROM t")


@pytest.mark.parametrize("ending", ["commit", "rollback"])
def test_rows_survive(ending: str, connection: Any) -> None:
    cursor, other = connection.cursor(), connection.cursor()
    cursor.execute("CREATE TABLE t (a INT)")
    cursor.execute("INSERT INTO t SELECT * FROM range(10)")
    connection.commit()
    cursor.execute("SELECT a FROM t ORDER BY a")
    assert cursor.fetchone() == (0,)
    other.execute("DELETE FROM t")
    getattr(connection, ending)()
    assert cursor.fetchall() == [(a,) for a in range(1, 10)]


def test_a_failure_with_nothing_pending_is_forgotten(run: Run, connection: Any) -> None:
    run("CREATE TABLE t (a INT PRIMARY KEY)", "INSERT INTO t VALUES (1)")
    connection.commit()
    for statement in ("SELECT 1 / 0 FROM t", "INSERT INTO t VALUES (1)", "SELECT nothing FROM t"):
        with pytest.raises(Error):
            run(statement)
        assert run("SELECT * FROM t") == [(1,)]
    connection.commit()


def test_a_failure_with_writes_pending_aborts(run: Run, connection: Any) -> None:
    run("CREATE TABLE t (a INT PRIMARY KEY)")
    connection.commit()
    run("INSERT INTO t VALUES (1)")
    with pytest.raises(Exception, match="engine says"):
        run("SELECT 1 / 0 FROM t")
    for statement in ("SELECT * FROM t", "INSERT INTO t VALUES (2)", "CREATE TABLE u (a INT)", "COMMIT", "SELECT 1"):
        with pytest.raises(InternalError, match="roll back"):
            run(statement)
    with pytest.raises(InternalError, match="roll back"):
        connection.commit()
    connection.rollback()
    assert run("SELECT * FROM t") == []


def test_what_fails_before_the_engine_aborts_nothing(run: Run, connection: Any) -> None:
    run("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)")
    for statement in (
        "SELEKT",
        "SELECT b FROM t",
        "CREATE TABLE t (a INT)",
        "INSERT INTO t VALUES (1, 2)",
        "DROP TABLE x",
    ):
        with pytest.raises(ProgrammingError):
            run(statement)
    connection.commit()
    assert run("SELECT * FROM t") == [(1,)]


def test_an_api_failure_aborts_nothing(run: Run, connection: Any, sandbox: Any) -> None:
    run("CREATE TABLE t (id BIGINT)", "INSERT INTO t VALUES (1)")
    sandbox.mischief.add(Fail(500), path="/v2/contacts/list", times=float("inf"))
    with pytest.raises(OperationalError):
        run("INSERT INTO t SELECT id FROM contacts")
    sandbox.mischief.clear()
    connection.commit()
    assert run("SELECT * FROM t") == [(1,)]


def test_conflicts_are_operational(connect: Connect) -> None:
    one, other = connect(), connect()
    left, right = runner(one), runner(other)
    left("CREATE TABLE t (a INT PRIMARY KEY, b INT)", "INSERT INTO t VALUES (1, 1)")
    one.commit()
    left("UPDATE t SET b = 2")
    with pytest.raises(OperationalError, match="another transaction"):
        right("UPDATE t SET b = 3")
    one.rollback()
    left("CREATE VIEW v AS SELECT 1 AS a")
    right("CREATE VIEW v AS SELECT 2 AS a")
    one.commit()
    with pytest.raises(OperationalError, match="another transaction"):
        other.commit()
    assert right("SELECT a FROM v") == [(1,)]


def test_autocommit(connect: Connect) -> None:
    one, other = connect(autocommit=True), connect(autocommit=True)
    left, right = runner(one), runner(other)
    left("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)")
    assert right("SELECT * FROM t") == [(1,)]
    left("BEGIN", "INSERT INTO t VALUES (2)", "ROLLBACK")
    assert right("SELECT * FROM t") == [(1,)]
    with pytest.raises(Exception, match="engine says"):
        left("INSERT INTO t SELECT 1 / 0")
    left("INSERT INTO t SELECT count(*) FROM contacts JOIN t ON true")
    assert right("SELECT * FROM t ORDER BY 1") == [(1,), (95,)]
    one.autocommit = False
    left("DELETE FROM t")
    with pytest.raises(ProgrammingError, match="pending"):
        one.autocommit = True
    one.rollback()
    one.autocommit = True
    assert left("SELECT count(*) FROM t") == [(2,)]


def test_temporary_tables_are_the_connections_own(connect: Connect) -> None:
    one, other = connect(), connect()
    left, right = runner(one), runner(other)
    left("CREATE TEMP TABLE t (a INT)", "INSERT INTO t VALUES (1)")
    one.commit()
    assert left("SELECT table_type FROM information_schema.tables WHERE table_name = 't'") == [("LOCAL TEMPORARY",)]
    with pytest.raises(ProgrammingError, match="unknown table"):
        right("SELECT * FROM t")
    right("CREATE TABLE u (a INT)")
    other.commit()
    assert left("SELECT t.a FROM t LEFT JOIN u ON true") == [(1,)]
    left("DROP TABLE t")
    one.commit()
    with pytest.raises(ProgrammingError, match="unknown table"):
        left("SELECT * FROM t")


def test_temporary_views_are_the_connections_own(connect: Connect) -> None:
    one, other = connect(), connect()
    left, right = runner(one), runner(other)
    left("CREATE TEMP VIEW v AS SELECT count(*) AS n FROM contacts", "CREATE TEMP TABLE t (a INT)")
    left("CREATE VIEW w AS SELECT n, a FROM v LEFT JOIN t ON true")  # temporary, too: it reads what is
    one.commit()
    kinds = "SELECT table_name, table_type FROM information_schema.tables WHERE table_name IN ('v', 'w')"
    assert sorted(left(kinds)) == [("v", "LOCAL TEMPORARY VIEW"), ("w", "LOCAL TEMPORARY VIEW")]
    assert left("SELECT w.a, w.n = v.n FROM w, v") == [(None, True)]
    for name in ("v", "w"):
        with pytest.raises(ProgrammingError, match="unknown table"):
            right(f"SELECT * FROM {name}")
    right("CREATE VIEW v AS SELECT 7 AS n")
    other.commit()
    assert left("SELECT n > 7 FROM v") == [(True,)]
    with pytest.raises(ProgrammingError, match="exists already, and is temporary"):
        left("CREATE OR REPLACE VIEW v AS SELECT 4 AS n")
    left("CREATE OR REPLACE TEMPORARY VIEW v AS SELECT 4 AS n", "DROP TABLE t CASCADE", "DROP VIEW v")
    one.commit()
    assert left("SELECT n FROM v") == [(7,)]


def test_closing_rolls_back(connect: Connect) -> None:
    one = connect()
    runner(one)("CREATE TABLE t (a INT)")
    one.close()
    with pytest.raises(ProgrammingError, match="unknown table"):
        runner(connect())("SELECT * FROM t")


def test_threads_share_a_connection(connect: Connect, mode: Any) -> None:
    if mode.name == "awaiting":
        pytest.skip("we have not a second loop here: tasks share a connection in tests/driver/test_threads.py")
    connection = connect()
    runner(connection)("CREATE TABLE t (a INT)")

    def work(number: int) -> None:
        cursor = connection.cursor()
        for _ in range(5):
            cursor.execute("INSERT INTO t VALUES (?)", (number,))
            assert cursor.execute("SELECT a FROM t WHERE a = ?", (number,)).fetchall()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert runner(connection)("SELECT count(*) FROM t") == [(20,)]
