"""How many calls reads take, as the sandbox's log has them, in the documented reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .accounts import LISTINGS as TABLES
from .accounts import Account, shared_world
from .sql import Client, client

# No crowds: the pages of a walk by time share one row each.
WORLD = shared_world(contacts=110, crowd=0)
MOVING = frozenset({"contacts", "conversations", "lists", "tags", "templates"})


def by_offset(rows: int, page: int) -> int:
    return max(1, -(-rows // page))


def by_time(rows: int, page: int) -> int:
    return 1 + -(-max(0, rows - page) // (page - 1))


def expected(table: str, rows: int, page: int) -> range:
    """The pages; one call that counts, or sees the end; at most one that sees the head unchanged, where it can move."""
    pages = by_offset(rows, page) if table == "contacts" else by_time(rows, page)
    return range(pages + 1, pages + 2 + (table in MOVING and pages > 1))


@pytest.mark.parametrize("page", [25, 30, 100])
@pytest.mark.parametrize("table", [table for table in TABLES if table != "surveys"])
def test_a_full_scan(table: str, page: int) -> None:
    account = Account.of(WORLD, largest_page=page, default_page=page)
    wanted = expected(table, len(account.ids(table)), page)
    first, second, third = (account.read(table).calls for _ in range(3))
    # Once it is looked whether the server leaves gaps, or the count is right where the last page is full.
    learning = 2 if table in ("lists", "tags", "templates") else 1
    assert wanted.start <= first < wanted.stop + learning
    assert second in wanted
    assert third <= second


@pytest.mark.parametrize("page", [25, 30, 100])
def test_a_full_scan_of_surveys_shows_that_pages_meet(page: int) -> None:
    account = Account.of(WORLD, largest_page=page, default_page=page)
    first, second = account.read("surveys").calls, account.read("surveys").calls
    # The first one learns from where pages count, and whether the server leaves gaps.
    assert second <= by_time(len(account.ids("surveys")), page) + 2
    assert first <= second + 3


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table(table: str) -> None:
    account = Account.of(contacts=0, messages=0, conversations=0, lists=0, tags=0, templates=0, surveys=0)
    read = account.read(table)
    assert (read.ids, str(read.proof)) == ([], "")
    # Closed conversations and archived lists and templates may be hidden: they are asked for.
    assert read.calls <= {"conversations": 4, "lists": 3, "templates": 3}.get(table, 2)


@pytest.mark.parametrize("ahead", [1, 8])
def test_pages_ahead_cost_no_call_more(ahead: int) -> None:
    account = Account.of(WORLD, largest_page=10, default_page=10)
    # Once, where the count ends at a page's edge, it is looked whether the counter counts all.
    assert account.read("contacts", ahead).calls in expected("contacts", 120, 10)
    assert account.read("contacts", ahead).calls in expected("contacts", 110, 10)


# Statements ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asked() -> Iterator[Client]:
    with client() as made:
        yield made


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM contacts WHERE FALSE",
        "SELECT id FROM contacts WHERE 1 = 0",
        "SELECT id, text FROM messages WHERE id = NULL",
        "SELECT id FROM contacts LIMIT 0",
        "SELECT id FROM contacts WHERE id > 5 AND id < 3",
        "SELECT id FROM tags WHERE id IN (SELECT id FROM lists WHERE FALSE) AND FALSE",
        "SELECT a.id FROM contacts a JOIN conversations b ON a.id = b.id WHERE FALSE",
        "SELECT table_name FROM information_schema.tables",
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'tags'",
        "SELECT constraint_name FROM information_schema.key_column_usage",
        "SELECT name FROM sys.settings",
        "SELECT * FROM sys.pushdown",
        "SELECT * FROM sys.api_calls",
        "SELECT 1",
        "SELECT version(), current_schema(), NOW()",
        "EXPLAIN SELECT id FROM contacts",
        "SHOW timezone",
    ],
)
def test_no_call(asked: Client, sql: str) -> None:
    asked.ask(sql)
    assert asked.calls == []


@pytest.mark.parametrize(
    "sql", ["SELECT * FROM sys.custom_fields", "SELECT column_name FROM information_schema.columns"]
)
def test_one_call_where_custom_fields_are_not_cached(sql: str) -> None:
    with client() as made:
        made.ask(sql)
        assert len(made.calls) <= 1
        assert set(made.calls) <= {"POST /v1/contact-fields"}


@pytest.mark.parametrize("table", ["contacts", "conversations", "lists", "tags", "templates", "surveys", "schedules"])
def test_a_row_by_its_key(asked: Client, table: str) -> None:
    ids = asked.ids(table)[:3]
    assert asked.ask(f"SELECT id FROM {table} WHERE id = ?", [ids[0]]) == [(ids[0],)]
    assert len(asked.calls) == 1
    assert asked.ask(f"SELECT id FROM {table} WHERE id IN ? ORDER BY id", [[*ids, ids[0]]]) == [(one,) for one in ids]
    assert len(asked.calls) == len(ids)
    assert asked.ask(f"SELECT id FROM {table} WHERE id = 1 OR id = 2") == []
    # This client forgets what it learned: that the endpoint finds rows is shown by one that the listing has.
    assert len(asked.calls) == (2 if table == "schedules" else 4)


@pytest.mark.parametrize(
    ("sql", "calls"),
    [
        ("SELECT id FROM inboxes", 1),
        ("SELECT member_id FROM inbox_members", 1),
        ("SELECT id FROM team", 1),
        ("SELECT id, name FROM members", 1),
        ("SELECT id, email FROM members", 2),
        ("SELECT id FROM custom_fields", 1),
        ("SELECT a.id FROM inboxes a JOIN inboxes b ON a.id = b.id JOIN inbox_members m ON m.inbox_id = a.id", 1),
        ("SELECT t.id FROM team t, members m", 1),
        ("SELECT id FROM contacts LIMIT 5", 1),
        ("SELECT id FROM contacts LIMIT 20", 1),
        ("SELECT id FROM contacts LIMIT 21", 2),
        ("SELECT id FROM messages LIMIT 3 OFFSET 4", 1),
        # Two full pages, the count, what is behind them (this client forgets that counts were right), and the head.
        ("SELECT id FROM contacts", 5),
        ("SELECT a.id FROM contacts a JOIN contacts b ON a.id = b.id", 5),
        ("SELECT c.id, t.tag_id FROM contacts c LEFT JOIN contact_tags t ON t.contact_id = c.id", 6),
        ("WITH m AS (SELECT id FROM contacts) SELECT a.id FROM m a JOIN m b ON a.id = b.id", 5),
        ("SELECT id FROM contacts UNION ALL SELECT id FROM contacts", 5),
        ("SELECT id FROM contacts WHERE id IN (SELECT id FROM contacts WHERE FALSE)", 5),
    ],
)
def test_a_statement_takes_so_many_calls(asked: Client, sql: str, calls: int) -> None:
    asked.ask(sql)
    assert len(asked.calls) <= calls, asked.calls


def test_a_reply_is_reused_for_as_long_as_it_is_kept() -> None:
    with client(result_cache_ttl=60) as made:
        first: Any = made.ask("SELECT id FROM inboxes ORDER BY id")
        assert made.ask("SELECT id FROM inboxes ORDER BY id") == first
        assert made.calls == []
