"""Ways to fewer calls, each with its proof: counters with a bound, a listing entered far behind its head, parts."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from .sql import Client, client

LARGER = (
    "heymarket://sandbox?seed=5&contacts=330&messages=400&conversations=40&crowd=0&largest_page=20&default_page=20"
    "&time_digits=6&rate_limit=none&requests_per_minute=1000000&retries=1"
)
COUNT = "POST /v1/contacts/count"
PAGE = "POST /v2/contacts/list"


@pytest.fixture
def asked() -> Iterator[Client]:
    with client(dsn=LARGER, metadata_cache_ttl=3600) as made:
        yield made


def times(asked: Client, table: str, column: str) -> list[Any]:
    """The times of all rows, the latest first."""
    return [row[0] for row in asked.ask(f"SELECT {column} FROM {table} ORDER BY 1 DESC")]


# Counters with a bound -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "column", "operators"),
    [
        ("contacts", "updated_date", {">": operator.gt, ">=": operator.ge}),
        ("messages", "created_date", {">": operator.gt, ">=": operator.ge}),
        ("conversations", "updated_date", {"<": operator.lt, "<=": operator.le}),
    ],
)
def test_rows_beyond_a_time_are_counted_with_one_call(
    asked: Client, table: str, column: str, operators: dict[str, Any]
) -> None:
    found = times(asked, table, column)
    moment = found[len(found) // 3]
    for turn, (sign, holds) in enumerate(operators.items()):
        sql = f"SELECT COUNT(*) FROM {table} WHERE {column} {sign} ?"
        expected = sum(holds(one, moment) for one in found)
        assert asked.ask(sql, [moment]) == [(expected,)]
        # Once a page shows rows whose places the counter must tell: conversations first find out how they ascend.
        assert len(asked.calls) <= ((4 if table == "conversations" else 3) if turn == 0 else 1), asked.calls
        assert asked.ask(sql, [moment]) == [(expected,)]
        assert asked.calls == [f"POST {asked.log[0].path}"]
        assert asked.log[0].path.endswith("/count")


@pytest.mark.parametrize("options", ["&contacts_count_bound=ignored", "&contacts_count_bound=upper"])
def test_a_counter_that_does_not_heed_its_bound_is_not_counted_by(options: str) -> None:
    with client(options, LARGER, metadata_cache_ttl=3600) as made:
        found = times(made, "contacts", "updated_date")
        for _ in range(2):
            assert made.ask("SELECT COUNT(*) FROM contacts WHERE updated_date > ?", [found[60]]) == [(60,)]
        assert COUNT not in made.calls


@pytest.mark.parametrize("inclusive", ["true", "false"])
@pytest.mark.parametrize("digits", [0, 3, 6, 9])
def test_a_bounded_count_is_the_number_of_rows(inclusive: str, digits: int) -> None:
    options = f"&contacts_count_inclusive={inclusive}"
    dsn = LARGER.replace("time_digits=6", f"time_digits={digits}")
    with client(options, dsn, metadata_cache_ttl=3600) as made:
        found = times(made, "contacts", "updated_date")
        for moment in (found[0], found[7], found[100], found[-1]):
            for sign, holds in ((">", operator.gt), (">=", operator.ge)):
                expected = sum(holds(one, moment) for one in found)
                assert made.ask(f"SELECT COUNT(*) FROM contacts WHERE updated_date {sign} ?", [moment]) == [(expected,)]


# Far behind the head -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["", " ORDER BY updated_date DESC"])
@pytest.mark.parametrize(
    ("limit", "offset", "pages", "counts"),
    [(5, 0, 1, 0), (5, 100, 1, 1), (5, 119, 2, 1), (45, 200, 3, 1), (20, 320, 1, 2), (3, 330, 1, 2), (3, 1000, 1, 1)],
)
def test_rows_behind_an_offset_cost_their_pages_and_the_count_that_proves_them(
    asked: Client, order: str, limit: int, offset: int, pages: int, counts: int
) -> None:
    whole = asked.ask("SELECT updated_date, id FROM contacts ORDER BY updated_date DESC")
    asked.ask("SELECT id FROM contacts LIMIT 1 OFFSET 100")
    rows = asked.ask(f"SELECT updated_date, id FROM contacts{order} LIMIT {limit} OFFSET {offset}")
    # Rows of one time stand in any order.
    assert [row[0] for row in rows] == [row[0] for row in whole[offset : offset + limit]]
    assert set(rows) <= set(whole)
    assert len(set(rows)) == len(rows)
    assert Counter(asked.calls) == Counter({PAGE: pages, COUNT: counts})


def test_hidden_rows_shift_the_offset_and_the_head_is_read() -> None:
    with client("&contacts_v2_short_pages=3", LARGER, metadata_cache_ttl=3600) as made:
        ids = [row[0] for row in made.ask("SELECT id FROM contacts ORDER BY updated_date DESC")]
        rows = made.ask("SELECT id FROM contacts ORDER BY updated_date DESC LIMIT 9 OFFSET 150")
        assert [row[0] for row in rows] == ids[150:159]


# In parts ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def conversations(asked: Client) -> dict[int, tuple[str, int, list[int]]]:
    """Text conversations with one customer: target, inbox and messages."""
    rows = asked.ask(
        "SELECT v.id, v.target, v.inbox_id, m.id FROM conversations v JOIN messages m ON m.conversation_id = v.id "
        "WHERE v.channel = 'sms' AND v.target ~ '^[0-9]+$' ORDER BY v.id, m.id"
    )
    found: dict[int, tuple[str, int, list[int]]] = {}
    for number, target, inbox, message in rows:
        found.setdefault(number, (target, inbox, []))[2].append(message)
    return found


def ids(rows: list[tuple[Any, ...]]) -> list[int]:
    return [row[0] for row in rows]


def test_messages_of_a_conversation_are_its_history(asked: Client, conversations: Any) -> None:
    for number, (_, _, messages) in list(conversations.items())[:5]:
        assert ids(asked.ask("SELECT id FROM messages WHERE conversation_id = ? ORDER BY id", [number])) == messages
        assert not any(call.endswith("/messages/all") for call in asked.calls)
    # The conversation, its newest messages, and nothing behind them.
    assert len(asked.calls) == 3


def test_messages_of_a_phone_and_an_inbox_are_a_history(asked: Client, conversations: Any) -> None:
    for target, inbox, messages in list(conversations.values())[:5]:
        rows = asked.ask("SELECT id FROM messages WHERE target = ? AND inbox_id = ? ORDER BY id", [target, inbox])
        assert set(messages) <= set(ids(rows))
    assert [call.partition("?")[0] for call in asked.calls] == ["GET /v1/messages"] * 2


def test_messages_of_the_conversations_that_another_relation_has(asked: Client, conversations: Any) -> None:
    wanted = list(conversations)[:2]
    sql = (
        "SELECT m.id FROM messages m JOIN conversations v ON v.id = m.conversation_id "
        "WHERE v.id IN (?, ?) ORDER BY m.id"
    )
    expected = sorted(message for number in wanted for message in conversations[number][2])
    assert ids(asked.ask(sql, wanted)) == expected
    assert len(asked.calls) == 6


def test_the_end_of_histories_is_looked_behind_once() -> None:
    with client(dsn=LARGER.replace("seed=5", "seed=6"), metadata_cache_ttl=3600) as made:
        sql = "SELECT conversation_id FROM messages m JOIN conversations v ON m.conversation_id = v.id WHERE"
        wanted = made.ask(f"{sql} v.channel = 'sms' AND v.target ~ '^[0-9]+$' GROUP BY 1 ORDER BY 1 LIMIT 3")
        made.ask("SELECT id FROM messages")
        calls = []
        for _ in range(2):
            made.ask("SELECT id FROM messages WHERE conversation_id IN (?, ?, ?)", [one for (one,) in wanted])
            calls.append(sum(call.startswith("GET /v1/messages") for call in made.calls))
    assert 0 < calls[1] < calls[0] <= calls[1] + 2


def test_messages_of_a_conversation_that_is_not_there_are_looked_for_among_all(asked: Client) -> None:
    assert asked.ask("SELECT id FROM messages WHERE conversation_id = 1") == []
    assert any(call.endswith("/messages/all") for call in asked.calls)


# Nothing is asked twice ----------------------------------------------------------------------------------------------


def test_what_two_relations_need_at_the_same_time_is_asked_once() -> None:
    with client("&reading=strict", LARGER, metadata_cache_ttl=3600, concurrency=8) as made:
        for _ in range(3):
            made.ask("SELECT v.id, i.name FROM conversations v JOIN inboxes i ON i.id = v.inbox_id")
        assert made.calls.count("GET /v1/inboxes") == 1
