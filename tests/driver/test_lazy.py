"""How much is read: one page in execute, the rest as it is fetched, and nothing after the reader has enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi.sandbox import Sandbox

from .conftest import pages

STREAMED = "SELECT id, first_name FROM contacts"


@pytest.mark.parametrize(
    "sql",
    [
        STREAMED,
        "SELECT id FROM contacts WHERE first_name <> 'nobody'",
        "SELECT id FROM contacts ORDER BY first_name",
        "SELECT count(*) FROM messages WHERE text <> ''",
        "SELECT c.id, i.name FROM conversations c JOIN inboxes i ON i.id = c.inbox_id",
    ],
)
def test_execute_reads_one_page_at_most(sql: str, cursor: Any, sandbox: Sandbox) -> None:
    cursor.execute(sql)
    assert len(pages(sandbox)) <= 1
    assert len(cursor.api_calls) == len(sandbox.log)


def test_rows_of_the_first_page_need_no_other(cursor: Any, sandbox: Sandbox) -> None:
    cursor.execute(STREAMED)
    for rows in (cursor.fetchmany(2), cursor.fetchmany(2), [cursor.fetchone()]):
        assert rows
        assert len(pages(sandbox)) == 1


def test_reading_on_reads_little_ahead(connect: Callable[..., Any], sandbox: Sandbox) -> None:
    cursor = connect(concurrency=1).cursor()
    cursor.execute(STREAMED)
    cursor.fetchmany(21)
    assert len(pages(sandbox)) <= 3


def test_close_ends_the_reading(cursor: Any, sandbox: Sandbox) -> None:
    cursor.execute(STREAMED)
    cursor.fetchmany(2)
    cursor.close()
    assert len(pages(sandbox)) == 1


@pytest.mark.parametrize(
    ("sql", "most"),
    [
        (f"{STREAMED} LIMIT 5", 1),
        (f"{STREAMED} LIMIT 20", 1),
        (f"{STREAMED} LIMIT 5 OFFSET 3", 1),
        (f"{STREAMED} LIMIT 25", 2),
        (f"{STREAMED} LIMIT 0", 0),
        (f"{STREAMED} WHERE FALSE", 0),
        ("SELECT 1", 0),
    ],
)
def test_a_limit_stops_early(sql: str, most: int, cursor: Any, sandbox: Sandbox) -> None:
    cursor.execute(sql).fetchall()
    assert len(sandbox.log) == most


def test_what_needs_no_call_makes_none(connection: Any, sandbox: Sandbox) -> None:
    connection.ping()
    connection.commit()
    for sql in (
        "SELECT version()",
        "SELECT current_schema()",
        "SHOW search_path",
        "DESCRIBE contacts",
        "EXPLAIN SELECT id FROM contacts",
    ):
        assert connection.execute(sql).fetchall()
    assert len(sandbox.log) == 0


def test_every_request_is_one_of_the_servers_log(cursor: Any, sandbox: Sandbox) -> None:
    cursor.execute("SELECT c.id, m.id FROM contacts c JOIN messages m ON m.target = c.phone").fetchall()
    asked = [(call.method, call.path.partition("?")[0], call.status, call.request_id) for call in cursor.api_calls]
    assert sorted(asked) == sorted((e.method, e.path, e.status, e.request_id) for e in sandbox.log)
    assert [call.number for call in cursor.api_calls] == list(range(1, len(asked) + 1))
