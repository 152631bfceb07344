"""Statements that are no query, and statements that are refused, in both modes: what they give, and that none calls."""

from __future__ import annotations

import json
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi import NotSupportedError, ProgrammingError
from heymarket_dbapi.sandbox import Sandbox

from .conftest import pages

REFUSED: list[tuple[str, type[Exception], str]] = [
    ("SAVEPOINT a", NotSupportedError, "savepoint"),
    ("RELEASE SAVEPOINT a", NotSupportedError, "savepoint"),
    ("INSERT INTO surveys (name) VALUES ('1')", NotSupportedError, "the API cannot"),
    ("UPDATE contacts SET first_name = 'a'", ProgrammingError, "without WHERE"),
    ("DELETE FROM contacts", ProgrammingError, "without WHERE"),
    ("CREATE TABLE contacts (b INT)", ProgrammingError, "is a table of Heymarket"),
    ("CREATE MACRO a(x) AS x", NotSupportedError, "closed off"),
    ("DROP TABLE contacts", NotSupportedError, "the API cannot"),
    ("EXPLAIN ANALYZE DELETE FROM tags", ProgrammingError, "without WHERE"),
    ("EXPLAIN ANALYZE CREATE TABLE a (b INT)", NotSupportedError, "we have not"),
    ("EXPLAIN (ANALYSE) SELECT 1", ProgrammingError, "no option"),
    ("EXPLAIN DELETE FROM contacts", ProgrammingError, "without WHERE"),
    ("EXPLAIN (FORMAT XML) SELECT 1", ProgrammingError, "format xml"),
    ("EXPLAIN", ProgrammingError, "EXPLAIN"),
    ("ATTACH 'x'", NotSupportedError, "closed off"),
    ("SET search_path = 'x'", NotSupportedError, "closed off"),
    ("RESET search_path", NotSupportedError, "closed off"),
    ("SET heymarket.allow_send = true", ProgrammingError, "connect"),
    ("SET heymarket.read_only = false", NotSupportedError, "read_only"),
    ("RESET heymarket.read_only", NotSupportedError, "read_only"),
    ("SET heymarket.max_cals = 1", ProgrammingError, "did you mean max_calls"),
    ("SET heymarket.max_calls = many", ProgrammingError, "whole number"),
    ("SET heymarket.timezone = 'Europe/Nowhere'", ProgrammingError, "time zone"),
    ("SET heymarket.max_calls", ProgrammingError, "SET is written"),
    ("SHOW heymarket.timeut", ProgrammingError, "did you mean timeout"),
    ("SHOW", ProgrammingError, "SHOW is written"),
    ("DESCRIBE contcts", ProgrammingError, "did you mean contacts"),
    ("DESCRIBE", ProgrammingError, "DESCRIBE is written"),
    ("CALL refresh_metadat()", ProgrammingError, "did you mean refresh_metadata"),
    ("CALL refresh_metadata(1)", ProgrammingError, "0 arguments"),
    ("CALL", ProgrammingError, "CALL is written"),
    ("", ProgrammingError, "empty"),
    ("  -- nothing\n;", ProgrammingError, "empty"),
    ("SELEKT 1", ProgrammingError, "did you mean SELECT"),
    ("SELECT 1; SELECT 2", ProgrammingError, "more than one statement"),
    ("BEGIN; SELECT 2", ProgrammingError, "more than one statement"),
    ("SELECT FROM WHERE", ProgrammingError, ""),
    ("SELECT (1", ProgrammingError, ""),
    ("SELECT 1 FROM contcts", ProgrammingError, "did you mean contacts"),
    ("SELECT frst_name FROM contacts", ProgrammingError, "did you mean first_name"),
    ("SELECT c.nme FROM inboxes c", ProgrammingError, "did you mean name"),
    ("SELECT x.id FROM contacts c", ProgrammingError, "x"),
    ("SELECT id FROM contacts FOR UPDATE", NotSupportedError, "FOR UPDATE"),
    ("SELECT id FROM schedules", ProgrammingError, "id ="),
]


@pytest.mark.parametrize(("sql", "kind", "text"), REFUSED, ids=[sql for sql, _, _ in REFUSED])
def test_what_is_refused_is_refused_without_a_page(
    sql: str, kind: type[Exception], text: str, cursor: Any, sandbox: Sandbox
) -> None:
    with pytest.raises(kind) as caught:
        cursor.execute(sql)
    assert text.lower() in str(caught.value).lower()
    assert pages(sandbox) == []
    assert cursor.execute("SELECT 1").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("sql", "position"),
    [
        ("SELECT 1 FROM contcts", (1, 15)),
        ("SELECT id,\n  nope FROM contacts", (2, 3)),
        ("EXPLAIN (FORMAT JSON)\nSELECT nope FROM contacts", (2, 8)),
        ("SELECT 1; SELECT 2", (1, 11)),
        ("SET heymarket.timeout = 1;\nSELECT 2", (2, 1)),
    ],
)
def test_an_error_shows_the_place(sql: str, position: tuple[int, int], cursor: Any) -> None:
    with pytest.raises(ProgrammingError) as caught:
        cursor.execute(sql)
    assert caught.value.position == position
    assert f"line {position[0]}, column {position[1]}" in str(caught.value)


# CALL ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql", ["CALL refresh_metadata()", "call REFRESH_METADATA", "/* a */ CALL refresh_metadata ();"]
)
def test_refresh_metadata_forgets_custom_fields(sql: str, cursor: Any, sandbox: Sandbox) -> None:
    cursor.execute("SELECT * FROM contacts WHERE FALSE")
    assert len(sandbox.log) == 0
    cursor.execute(sql)
    assert len(sandbox.log) == 0
    cursor.execute("SELECT * FROM contacts WHERE FALSE")
    assert len(sandbox.log) == 1
    cursor.execute("SELECT * FROM contacts WHERE FALSE")
    assert len(sandbox.log) == 1


# SET, RESET, SHOW ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "name", "shown"),
    [
        ("SET heymarket.max_calls = 7", "max_calls", "7"),
        ("set HEYMARKET.MAX_CALLS to 7;", "max_calls", "7"),
        ("-- why\nSET SESSION heymarket.timeout = '2.5' -- seconds", "timeout", "2.5"),
        ("SET heymarket.incomplete = warn", "incomplete", "warn"),
        ("SET heymarket.suppress_extended_requests = on", "suppress_extended_requests", "true"),
        ("SET heymarket.read_only = true", "read_only", "true"),
        ("SET heymarket.timezone = 'Europe/Berlin'", "timezone", "Europe/Berlin"),
        ("SET TimeZone TO 'Europe/Berlin'", "timezone", "Europe/Berlin"),
        ("SET TIME ZONE 'Europe/Berlin'", "timezone", "Europe/Berlin"),
    ],
)
def test_set_show_and_reset(sql: str, name: str, shown: str, connection: Any, sandbox: Sandbox) -> None:
    cursor = connection.cursor()
    before = cursor.execute(f"SHOW heymarket.{name}").fetchone()
    cursor.execute(sql)
    assert cursor.execute(f"SHOW heymarket.{name}").fetchone() == (shown,)
    assert (f"heymarket.{name}", shown) in cursor.execute("SHOW ALL").fetchall()
    assert cursor.execute("SELECT value FROM sys.settings WHERE name = ?", (name,)).fetchone() == (shown,)
    if name != "read_only":
        cursor.execute(f"RESET heymarket.{name}")
        assert cursor.execute(f"SHOW heymarket.{name}").fetchone() == before
    assert len(sandbox.log) == 0


def test_a_setting_is_one_connections_and_has_its_effect(connect: Any) -> None:
    one, other = connect(), connect()
    one.execute("SET heymarket.max_calls = 1")
    with pytest.raises(heymarket_dbapi.OperationalError, match="max_calls"):
        one.execute("SELECT id FROM contacts").fetchall()
    assert len(other.execute("SELECT id FROM contacts").fetchall()) == 95
    one.execute("RESET heymarket.max_calls")
    assert len(one.execute("SELECT id FROM contacts").fetchall()) == 95
    one.execute("SET timezone = 'Asia/Kolkata'")
    sql = "SELECT EXTRACT(HOUR FROM TIMESTAMPTZ '2024-01-01 00:00:00+00')"
    assert one.execute(sql).fetchone() == (5,) and other.execute(sql).fetchone() == (0,)


@pytest.mark.parametrize(
    "sql",
    ["SHOW server_version", "SHOW TRANSACTION ISOLATION LEVEL", "SHOW TIME ZONE", "SHOW timezone", "SHOW TABLES"],
)
def test_what_tools_show(sql: str, cursor: Any, sandbox: Sandbox) -> None:
    assert cursor.execute(sql).fetchall()
    assert cursor.description[0][1] == heymarket_dbapi.STRING and cursor.rowcount >= 1
    assert len(sandbox.log) == 0


# DESCRIBE, EXPLAIN ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["messages", "heymarket.messages", '"messages"', "TABLE messages", "sys.pushdown"])
def test_describe(name: str, cursor: Any, sandbox: Sandbox) -> None:
    rows = cursor.execute(f"DESCRIBE {name}").fetchall()
    assert [column[0] for column in cursor.description] == ["column_name", "column_type", "null", "comment"]
    if "messages" in name:
        assert ("id", "BIGINT", "NO") in [row[:3] for row in rows]
    assert rows and len(sandbox.log) == 0


def test_explain_makes_no_call_and_says_which_would_be_made(cursor: Any, sandbox: Sandbox) -> None:
    sql = "SELECT id FROM contacts WHERE id = 5"
    rows = cursor.execute(f"EXPLAIN {sql}").fetchall()
    names = [column[0] for column in cursor.description]
    assert names == "step relation method path body narrowing rows calls seconds exact note".split()
    types = {column[0]: column[1] for column in cursor.description}
    assert types["calls"] == heymarket_dbapi.NUMBER and types["exact"] == "BOOLEAN"
    (shown,) = cursor.execute(f"explain (format json) {sql}").fetchone()
    assert [list(step.values()) for step in json.loads(shown)] == [list(row) for row in rows]
    assert cursor.execute("EXPLAIN SELECT id FROM contacts WHERE id = ?", (5,)).fetchall() == rows
    assert len(sandbox.log) == 0


@pytest.mark.parametrize(
    "sql", ["EXPLAIN (SELECT 1) UNION SELECT 2", "EXPLAIN VERBOSE SELECT 1", "/* a */ EXPLAIN /* b */ SELECT 1"]
)
def test_ways_to_write_explain(sql: str, cursor: Any) -> None:
    assert cursor.execute(sql).fetchall() == []
    assert len(cursor.description) == 11


# Transactions, tables of the driver's own ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql", ["BEGIN", "START TRANSACTION", "COMMIT", "END", "ROLLBACK", "ABORT", "BEGIN TRANSACTION;"]
)
def test_transactions_change_nothing(sql: str, connection: Any, sandbox: Sandbox) -> None:
    cursor = connection.cursor()
    cursor.execute(sql)
    assert (cursor.description, cursor.rowcount) == (None, -1)
    connection.rollback()
    assert len(sandbox.log) == 0


@pytest.mark.parametrize(
    "table", ["pushdown", "api_calls", "custom_fields", "settings", "procedures", "comments", "indexes"]
)
def test_sys(table: str, connection: Any, sandbox: Sandbox) -> None:
    connection.execute("SELECT id FROM tags LIMIT 1").fetchall()
    calls = len(sandbox.log)
    rows = connection.execute(f"SELECT * FROM sys.{table}").fetchall()
    assert rows or table == "indexes"
    assert len(sandbox.log) == calls
    assert connection.execute(f"SELECT count(*) FROM sys.{table}").fetchone() == (len(rows),)


@pytest.mark.parametrize("form", ["EXPLAIN ANALYZE {}", "EXPLAIN (ANALYZE) {}", "explain (analyze on, format text) {}"])
def test_explain_analyze_carries_the_query_out(connection: Any, form: str) -> None:
    cursor = connection.execute(form.format("SELECT id FROM tags WHERE id = 1 OR id = 2"))
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert names[-3:] == ["actual_rows", "actual_calls", "actual_ms"]
    assert sum(row["actual_calls"] for row in rows) == len(cursor.api_calls) > 0
