"""Connections and cursors in both modes: what is closed, described, counted, fetched and told."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi import DATETIME, NUMBER, STRING
from heymarket_dbapi.sandbox import Sandbox

from .conftest import DSN
from .modes import Awaiting, Blocking

IDS = "SELECT id FROM contacts ORDER BY id"
STREAMED = "SELECT id, first_name FROM contacts"
USES: dict[str, Callable[[Any], Any]] = {
    "execute": lambda cursor: cursor.execute("SELECT 1"),
    "executemany": lambda cursor: cursor.executemany("BEGIN", []),
    "callproc": lambda cursor: cursor.callproc("refresh_metadata"),
    "fetchone": lambda cursor: cursor.fetchone(),
    "fetchmany": lambda cursor: cursor.fetchmany(2),
    "fetchall": lambda cursor: cursor.fetchall(),
    "next": lambda cursor: next(iter(cursor)),
    "nextset": lambda cursor: cursor.nextset(),
    "setinputsizes": lambda cursor: cursor.setinputsizes([None]),
    "setoutputsize": lambda cursor: cursor.setoutputsize(10),
    "fetch_arrow_table": lambda cursor: cursor.fetch_arrow_table(),
    "fetch_record_batch": lambda cursor: list(cursor.fetch_record_batch(2)),
    "fetch_df": lambda cursor: cursor.fetch_df(),
    "fetch_polars": lambda cursor: cursor.fetch_polars(),
    "with": lambda cursor: cursor.__enter__(),
}
CONNECTION_USES: dict[str, Callable[[Any], Any]] = {
    "cursor": lambda connection: connection.cursor(),
    "commit": lambda connection: connection.commit(),
    "rollback": lambda connection: connection.rollback(),
    "execute": lambda connection: connection.execute("SELECT 1"),
    "ping": lambda connection: connection.ping(),
    "autocommit": lambda connection: setattr(connection, "autocommit", True),
    "with": lambda connection: connection.__enter__(),
}


# Both modes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        IDS,
        STREAMED,
        "SELECT count(*), max(created_date) FROM messages",
        "SELECT i.name, count(*) FROM conversations c JOIN inboxes i ON i.id = c.inbox_id GROUP BY 1 ORDER BY 1",
        "SELECT id FROM contacts LIMIT 3",
        "SELECT table_name FROM information_schema.tables ORDER BY 1",
    ],
)
def test_both_modes_give_the_same_rows_by_the_same_calls(sql: str, sandbox: Sandbox) -> None:
    seen = []
    for kind in (Blocking, Awaiting):
        mode = kind()
        connection = mode.connect(DSN, concurrency=1)
        connection.ping()
        sandbox.log.clear()
        with connection.cursor() as cursor:
            rows = cursor.execute(sql).fetchall()
            calls = [(call.method, call.path) for call in cursor.api_calls]
            assert len(calls) == len(sandbox.log)
            seen.append((rows, cursor.description, cursor.rowcount, calls, [entry.body for entry in sandbox.log]))
        connection.close()
        mode.end()
    assert seen[0] == seen[1]


# Closed --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_closed_cursor_refuses(use: Callable[[Any], Any], cursor: Any) -> None:
    cursor.execute(STREAMED)
    cursor.close()
    cursor.close()
    with pytest.raises(heymarket_dbapi.Error, match="closed"):
        use(cursor)


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_cursor_of_a_closed_connection_refuses(use: Callable[[Any], Any], connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(STREAMED)
    connection.close()
    with pytest.raises(heymarket_dbapi.Error, match="closed"):
        use(cursor)
    cursor.close()


@pytest.mark.parametrize("use", CONNECTION_USES.values(), ids=CONNECTION_USES)
def test_a_closed_connection_refuses(use: Callable[[Any], Any], connection: Any) -> None:
    assert not connection.closed
    connection.close()
    connection.close()
    assert connection.closed
    with pytest.raises(heymarket_dbapi.Error, match="closed"):
        use(connection)


def test_context_managers_close(connect: Callable[..., Any]) -> None:
    with connect() as connection:
        with connection.cursor() as cursor:
            assert cursor.execute("SELECT 1").fetchone() == (1,)
        with pytest.raises(heymarket_dbapi.Error):
            cursor.fetchone()
    assert connection.closed


def test_a_repr_shows_the_state_and_no_secret(connect: Callable[..., Any]) -> None:
    connection = connect("heymarket://:s3cr3t@example.com")
    assert "open" in repr(connection) and "s3cr3t" not in repr(connection) + repr(connection.cursor())


def test_commit_and_rollback_have_nothing_to_do(connection: Any, sandbox: Sandbox) -> None:
    assert connection.commit() is None and connection.rollback() is None
    assert len(sandbox.log) == 0


# Description ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["", " WHERE FALSE", " WHERE 1 = 0", " LIMIT 0"])
def test_a_description_has_types_without_rows(ending: str, cursor: Any, sandbox: Sandbox) -> None:
    cursor.execute(f"SELECT id, first_name, created_date, id / 2.0 AS half FROM contacts{ending}")
    described = cursor.description
    assert [column[0] for column in described] == ["id", "first_name", "created_date", "half"]
    assert [len(column) for column in described] == [7] * 4
    assert described[0][1] == NUMBER and described[1][1] == STRING and described[2][1] == DATETIME
    assert described[3][1] == NUMBER
    if ending:
        assert len(sandbox.log) == 0
        assert cursor.fetchall() == [] and cursor.rowcount == 0
        assert cursor.api_calls == []


def test_a_decimal_is_described_with_its_digits(cursor: Any) -> None:
    cursor.execute("SELECT 1.25::DECIMAL(18, 3) AS price")
    assert cursor.description == (("price", "DECIMAL(18,3)", None, None, 18, 3, None),)


@pytest.mark.parametrize("sql", ["CALL refresh_metadata()", "SET heymarket.max_calls = 9", "BEGIN", "COMMIT"])
def test_what_has_no_rows_has_no_description(sql: str, cursor: Any) -> None:
    cursor.execute("SELECT 1")
    cursor.execute(sql)
    assert cursor.description is None and cursor.rownumber is None
    for fetch in (cursor.fetchone, cursor.fetchall, cursor.fetchmany, cursor.fetch_arrow_table):
        with pytest.raises(heymarket_dbapi.ProgrammingError, match="no rows to fetch"):
            fetch()


def test_before_the_first_statement(cursor: Any) -> None:
    assert (cursor.description, cursor.rowcount, cursor.rownumber, cursor.lastrowid) == (None, -1, None, None)
    assert (cursor.api_calls, cursor.messages, cursor.as_of, cursor.plan) == ([], [], None, "")
    with pytest.raises(heymarket_dbapi.ProgrammingError, match="no rows to fetch"):
        cursor.fetchone()


def test_a_failed_statement_leaves_no_result_and_its_calls(cursor: Any, sandbox: Sandbox) -> None:
    cursor.execute(STREAMED)
    sandbox.log.clear()
    with pytest.raises(heymarket_dbapi.ProgrammingError):
        cursor.execute("SELECT nothing_like_this FROM contacts")
    assert cursor.description is None and cursor.rowcount == -1
    assert len(cursor.api_calls) == len(sandbox.log)
    with pytest.raises(heymarket_dbapi.ProgrammingError, match="no rows to fetch"):
        cursor.fetchall()
    assert cursor.execute("SELECT 1").fetchall() == [(1,)]


# Fetching ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sql", [IDS, STREAMED], ids=["blocking plan", "row-wise plan"])
def test_every_way_to_fetch_goes_on_where_the_last_one_stopped(sql: str, cursor: Any, ids: list[int]) -> None:
    cursor.execute(sql)
    rows = [cursor.fetchone()]
    rows += cursor.fetchmany(7)
    rows += cursor.fetchmany()
    cursor.arraysize = 23
    rows += cursor.fetchmany()
    assert len(rows) == 32 and cursor.rownumber == 32
    rows.append(next(iter(cursor)))
    rows += [tuple(row.values()) for row in next(iter(cursor.fetch_record_batch(11))).to_pylist()]
    rows += cursor.fetchmany(0)
    rows += [tuple(row.values()) for row in cursor.fetch_arrow_table().slice(0, 0).to_pylist()]
    assert cursor.fetchall() == [] and cursor.fetchone() is None and cursor.fetchmany(3) == []
    assert cursor.rowcount == 95
    rows = cursor.execute(sql).fetchmany(30)
    rows += list(cursor)
    assert sorted(row[0] for row in rows) == ids


def test_a_batch_taken_leaves_the_rest_of_its_page(cursor: Any, ids: list[int]) -> None:
    cursor.execute(IDS)
    first = next(iter(cursor.fetch_record_batch(10)))
    assert first.column(0).to_pylist() == ids[:10]
    assert cursor.fetchone() == (ids[10],)
    assert cursor.fetch_arrow_table().column(0).to_pylist() == ids[11:]
    assert cursor.rowcount == 95 == cursor.rownumber


def test_rowcount_is_unknown_then_exact_without_draining(cursor: Any, sandbox: Sandbox) -> None:
    cursor.execute(STREAMED)
    calls = len(sandbox.log)
    assert cursor.rowcount == -1
    assert len(sandbox.log) == calls
    assert len(cursor.fetchall()) == cursor.rowcount == 95


@pytest.mark.parametrize("size", [-1, 1.5, "3", object()])
def test_a_size_that_is_none_is_refused(size: Any, cursor: Any) -> None:
    cursor.execute("SELECT 1")
    with pytest.raises(heymarket_dbapi.ProgrammingError):
        cursor.fetchmany(size)
    with pytest.raises(heymarket_dbapi.ProgrammingError):
        cursor.arraysize = size
    assert cursor.fetchall() == [(1,)] and cursor.arraysize == 1


def test_executing_again_drops_the_rest(cursor: Any) -> None:
    cursor.execute(STREAMED)
    cursor.fetchone()
    cursor.execute("SELECT 5")
    assert cursor.fetchall() == [(5,)]


def test_two_cursors_keep_their_places(connection: Any, ids: list[int]) -> None:
    one, other = connection.execute(IDS), connection.execute(IDS)
    pairs = [(one.fetchone(), other.fetchone()) for _ in range(50)]
    assert pairs == [((key,), (key,)) for key in ids[:50]]


def test_execute_gives_the_cursor_and_knows_its_connection(connection: Any, cursor: Any) -> None:
    assert cursor.execute("SELECT 1") is cursor
    assert repr(cursor.connection) == repr(connection)


# The rest of PEP 249 -------------------------------------------------------------------------------------------------


def test_executemany_takes_statements_without_rows(connection: Any, cursor: Any, sandbox: Sandbox) -> None:
    cursor.executemany("SET heymarket.max_calls = ?", [(3,), (4,)])
    assert cursor.execute("SHOW heymarket.max_calls").fetchone() == ("4",)
    cursor.executemany("SET heymarket.max_calls = :most", iter([{"most": 8}]))
    assert connection.execute("SHOW heymarket.max_calls").fetchone() == ("8",)
    cursor.execute("SELECT 1")
    cursor.executemany("SET heymarket.max_calls = ?", [])
    assert cursor.description is None
    assert len(sandbox.log) == 0


@pytest.mark.parametrize("sql", [STREAMED, "SHOW ALL", "EXPLAIN SELECT 1", "/* why */ WITH a AS (SELECT 1) SELECT 1"])
def test_executemany_refuses_what_has_rows_before_any_call(sql: str, cursor: Any, sandbox: Sandbox) -> None:
    with pytest.raises(heymarket_dbapi.ProgrammingError, match="executemany"):
        cursor.executemany(sql, [()])
    assert len(sandbox.log) == 0


@pytest.mark.parametrize("sets", ["text", b"bytes", {"a": 1}, 5, None])
def test_executemany_refuses_what_is_no_sequence(sets: Any, cursor: Any) -> None:
    with pytest.raises(heymarket_dbapi.ProgrammingError, match="sequence of parameter sets"):
        cursor.executemany("SET heymarket.max_calls = ?", sets)


def test_callproc(cursor: Any) -> None:
    assert cursor.callproc("refresh_metadata") == ()
    assert cursor.callproc("refresh_metadata", []) == []
    for name, given in (("nothing", ()), ("refresh_metadata", (1,)), ("a b", ()), (5, ()), ("refresh_metadata", "x")):
        with pytest.raises(heymarket_dbapi.ProgrammingError):
            cursor.callproc(name, given)


def test_what_does_nothing(cursor: Any) -> None:
    cursor.execute("SELECT 1")
    assert cursor.nextset() is None
    assert cursor.setinputsizes([None, 3]) is None
    assert cursor.setoutputsize(100, 1) is None
    assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("text", [None, 5, b"SELECT 1", ["SELECT 1"]])
def test_a_statement_is_text(text: Any, cursor: Any) -> None:
    with pytest.raises(heymarket_dbapi.ProgrammingError, match="a statement is text"):
        cursor.execute(text)


# Beyond PEP 249 ------------------------------------------------------------------------------------------------------


def test_progress_is_told_after_each_page(connection: Any, sandbox: Sandbox) -> None:
    told: list[tuple[int, int, int | None]] = []
    connection.on_progress = lambda calls, rows, expected: told.append((calls, rows, expected))
    assert connection.on_progress is not None
    connection.execute(STREAMED).fetchall()
    assert [calls for calls, _, _ in told] == sorted(calls for calls, _, _ in told)
    assert {calls for calls, _, _ in told} == set(range(1, len(sandbox.log) + 1))
    assert told[-1][1] >= 95  # rows that were read twice count twice
    count = len(told)
    connection.on_progress = None
    connection.execute(STREAMED).fetchall()
    assert len(told) == count


def test_as_of_is_the_time_of_the_first_call(cursor: Any) -> None:
    before = datetime.datetime.now(datetime.UTC)
    cursor.execute(STREAMED)
    after = datetime.datetime.now(datetime.UTC)
    cursor.fetchall()
    assert before <= cursor.as_of <= after
    cursor.execute("SELECT 1")
    assert cursor.as_of is None


def test_as_of_is_that_of_kept_replies(connect: Callable[..., Any], sandbox: Sandbox) -> None:
    connection = connect(result_cache_ttl=60)
    with connection.cursor() as first:
        first.execute(STREAMED).fetchall()
        read = first.as_of
    sandbox.log.clear()
    with connection.cursor() as second:
        second.execute(STREAMED).fetchall()
        assert second.as_of == read
        assert len(second.api_calls) == len(sandbox.log) <= 1  # whether the head has changed


def test_completeness_stays_known_after_the_end(cursor: Any) -> None:
    cursor.execute(STREAMED).fetchall()
    assert cursor.completeness == "complete"


def test_the_plan_is_that_of_explain(connection: Any) -> None:
    assert "/v2/contacts/list" in connection.execute(STREAMED).plan


def test_max_calls_stops_a_statement(connect: Callable[..., Any], sandbox: Sandbox) -> None:
    connection = connect(max_calls=3)
    with pytest.raises(heymarket_dbapi.OperationalError, match="max_calls"):
        connection.execute("SELECT id FROM contacts").fetchall()
    assert len(sandbox.log) <= 3
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_calls_are_found_in_sys_api_calls(connection: Any, sandbox: Sandbox) -> None:
    connection.execute(STREAMED).fetchall()
    rows = connection.execute("SELECT method, path, status, request_id FROM sys.api_calls").fetchall()
    assert sorted(rows) == sorted((e.method, e.path, e.status, e.request_id) for e in sandbox.log)
