"""LIMIT without an order: the pages that hold so many rows, and where there are fewer, what a scan takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.plan.access import choose
from heymarket_dbapi.plan.statistics import rows_fact
from heymarket_dbapi.sql.query import Relation

from .accounts import BY_NAME, Account, shared_world
from .latency import LATENCY, Slow
from .sql import Client, client

DSN = (
    "heymarket://sandbox?seed=11&contacts=330&messages=900&conversations=260&crowd=0&lists=250&tags=245&surveys=250"
    "&largest_page=100&rate_limit=none&requests_per_minute=1000000&retries=1"
)
TABLES = ["contacts", "messages", "conversations", "lists", "tags", "surveys"]
LIMIT = 450
COUNTED = ["contacts", "messages", "conversations"]


@pytest.fixture(params=["", "&reading=strict", "&reading=old"])
def asked(request: pytest.FixtureRequest) -> Iterator[Client]:
    with client(request.param, DSN, metadata_cache_ttl=3600) as made:
        yield made


def counts(asked: Client) -> int:
    return sum(call.endswith("/count") for call in asked.calls)


def is_counted(asked: Client, table: str) -> bool:
    """Whether the API has a counter of the table."""
    asked.ask(f"SELECT COUNT(*) FROM {table}")
    return len(asked.calls) == 1 and counts(asked) == 1


@pytest.mark.parametrize("table", TABLES)
def test_more_rows_than_there_are_cost_what_a_scan_does(asked: Client, table: str) -> None:
    ids = asked.ids(table)
    for _ in range(3):
        asked.ask(f"SELECT id FROM {table}")
    scan = len(asked.calls)
    for more in (1, 70, 5000):
        sql = f"SELECT id FROM {table} LIMIT {len(ids) + more}"
        asked.ask(sql)
        plan = asked.ask(f"EXPLAIN {sql}")
        assert sorted(row[0] for row in asked.ask(sql)) == ids
        assert len(asked.calls) <= scan, asked.calls
        assert sum(step[7] for step in plan) == len(asked.calls)
        assert counts(asked) == is_counted(asked, table)


@pytest.mark.parametrize("table", TABLES)
def test_as_many_rows_as_there_are_cost_their_pages(asked: Client, table: str) -> None:
    ids = asked.ids(table)
    for _ in range(3):
        asked.ask(f"SELECT id FROM {table}")
    scan = len(asked.calls)
    sql = f"SELECT id FROM {table} LIMIT {len(ids)}"
    asked.ask(sql)
    plan = asked.ask(f"EXPLAIN {sql}")
    assert sorted(row[0] for row in asked.ask(sql)) == ids
    assert sum(step[7] for step in plan) == len(asked.calls) < scan
    assert not counts(asked)


@pytest.mark.parametrize("table", COUNTED)
def test_the_counter_is_asked_where_the_pages_end_and_not_before(table: str) -> None:
    """Nothing is known of the number of rows."""
    for limit, expected in (("120", 0), ("5000", 1)):
        with client("", DSN) as made:
            rows = made.ask(f"SELECT id FROM {table} LIMIT {limit}")
            assert len(rows) == min(int(limit), len(made.ids(table)))
            assert counts(made) == expected
            if expected:
                calls = len(made.calls)
                made.ask(f"SELECT id FROM {table}")
                assert calls == len(made.calls)


@pytest.mark.parametrize("table", COUNTED)
def test_a_first_page_that_ends_is_proved_by_the_counter(table: str) -> None:
    dsn = DSN.replace("contacts=330", "contacts=63").replace("messages=900", "messages=63")
    with client("", dsn.replace("conversations=260", "conversations=13")) as made:
        assert len(made.ask(f"SELECT id FROM {table} LIMIT 90")) == len(made.ids(table))
        assert (len(made.calls), counts(made)) == (2, 1)


@pytest.mark.parametrize("switch", ["contacts_v2_short_pages=3", "messages_short_pages=3"])
def test_a_short_page_is_no_end(switch: str) -> None:
    table = switch.partition("_")[0]
    with client(f"&{switch}", DSN, metadata_cache_ttl=3600) as made:
        for limit in (150, 320, 5000):
            rows = made.ask(f"SELECT id FROM {table} LIMIT {limit}")
            assert len(set(rows)) == min(limit, len(made.ids(table)))
            assert counts(made) <= 1


def drained(following: Callable[[], Flow[Any]]) -> Flow[int]:
    rows = 0
    while (batch := (yield from following())) is not None:
        rows += batch.num_rows
        if rows >= LIMIT:
            break
    return rows


@pytest.mark.parametrize(("known", "pages", "rounds"), [(None, 5, 5), (1200, 5, 2), (480, 5, 2), (7, 6, 2)])
def test_pages_are_read_at_once_where_they_are_known_to_be_there(known: int | None, pages: int, rounds: int) -> None:
    """And no more of them than are wanted, though the table has more: it has grown since it was counted."""
    account = Account.of(shared_world(contacts=1200), largest_page=100)
    if known is not None:
        account.facts.learn(rows_fact(BY_NAME["contacts"]), known)
    relation = Relation("c", "heymarket", "contacts", ("id",), reach=LIMIT)
    access = choose(relation, BY_NAME["contacts"], BY_NAME, ahead=8, is_whole=False)
    slow = Slow(account.respond)
    assert slow.run(drained(Scan(access, ("id",), BY_NAME, account.exchange()).next)) >= LIMIT
    assert len(slow.requests) == pages
    assert slow.seconds == pytest.approx(rounds * LATENCY)
