"""Replies that outlive their statement: each page is read once, and an answer of kept pages lacks nothing."""

from __future__ import annotations

import math
import os
import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.api.kept import Kept
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.effects import Flow, Reply, Request, gather
from heymarket_dbapi.options import settings
from heymarket_dbapi.plan.access import Access
from heymarket_dbapi.plan.explain import COLUMNS
from heymarket_dbapi.wire import sandbox_of

from .accounts import BY_NAME, LISTINGS, Account
from .driving import Clock, Script, Trace, drive, reply
from .sql import client
from .test_moving import READINGS, Moves, small

TAGS = Request.of("POST", "/v1/tags", (), {"limit": 100})
TRIALS = 30 if os.environ.get("HEYMARKET_TESTS") == "all" else 5
CALLS, EXACT, NOTE = (COLUMNS.index(name) for name in ("calls", "exact", "note"))
LISTS = Request.of("POST", "/v1/lists", (), {})


def at(sent: float, received: float, body: bytes = b"1") -> Reply:
    return Reply(200, (), body, sent, received)


# What is kept --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "found"),
    [({}, 1), ({"received_from": 3.5}, 5), ({"sent_from": 3.5}, 5), ({"received_from": 2.5}, 1), ({"sent_from": 9}, 0)],
)
def test_the_first_reply_since_a_moment_is_given(since: dict[str, float], found: int) -> None:
    kept = Kept(60, lambda: 10.0)
    kept.put(TAGS, at(1, 3))
    kept.put(TAGS, at(5, 6))
    given = kept.get(TAGS, **since)
    assert (0 if given is None else given.sent_at) == found


def test_what_was_asked_for_before_a_write_is_not_kept() -> None:
    clock = Clock(5.0)
    kept = Kept(60, clock)
    kept.clear()
    kept.put(TAGS, at(4, 6))
    assert kept.get(TAGS) is None
    kept.put(TAGS, at(5.5, 6))
    assert kept.get(TAGS) is not None


def test_the_replies_of_one_path_are_forgotten() -> None:
    kept = Kept(60, lambda: 10.0)
    for request in (TAGS, LISTS):
        kept.put(request, at(1, 2))
        kept.note_place(request, 7, request, 5)
    kept.forget(TAGS.path)
    assert kept.get(TAGS) is None and kept.get(LISTS) is not None
    assert (kept.places(TAGS), kept.places(LISTS)) == ({}, {7: 5})


def test_the_oldest_replies_make_room() -> None:
    kept = Kept(60, lambda: 10.0, most_bytes=10)
    kept.put(TAGS, at(1, 2, b"12345"))
    kept.put(LISTS, at(2, 3, b"12345"))
    assert kept.get(TAGS) is not None
    kept.put(LISTS, at(3, 4, b"1"))
    assert kept.get(TAGS) is None and kept.get(LISTS) is not None


def test_a_place_is_known_for_as_long_as_its_page() -> None:
    clock = Clock(10.0)
    kept = Kept(60, clock)
    kept.put(TAGS, at(1, 2))
    kept.note_place(LISTS, None, TAGS, 5)
    assert kept.places(LISTS) == {None: 5}
    clock.now = 70
    assert kept.places(LISTS) == {}


# Statements ----------------------------------------------------------------------------------------------------------


def test_two_statements_ask_once_at_the_same_time() -> None:
    kept, trace = Kept(math.inf), Trace()
    one, two = (Exchange(Facts(), kept=kept) for _ in range(2))
    both: Flow[list[Any]] = gather([one.ask(TAGS), two.ask(TAGS)])
    answers = drive(both, Script([reply([{"id": 1}])]), trace)
    assert [answer.data for answer in answers] == [[{"id": 1}]] * 2
    assert trace.requests == [TAGS]
    # What one of them does to its records is no business of the other's.
    assert answers[0].data is not answers[1].data


def test_a_failure_of_one_statement_is_not_the_others() -> None:
    kept, trace = Kept(math.inf), Trace()
    one, two = (Exchange(Facts(), retries=0, kept=kept) for _ in range(2))

    def failing() -> Flow[str]:
        try:
            yield from one.ask(TAGS)
        except heymarket_dbapi.OperationalError:
            return "failed"
        return "answered"

    def asking() -> Flow[Any]:
        return (yield from two.ask(TAGS)).data

    flows: list[Flow[Any]] = [failing(), asking()]
    assert drive(gather(flows), Script([reply(b"", 500), reply(7)]), trace) == ["failed", 7]


@pytest.mark.parametrize(("since", "calls"), [(None, 2), (0.0, 1), (math.inf, 2)])
def test_fresh_is_what_was_asked_for_since_a_moment(since: float | None, calls: int) -> None:
    kept, trace = Kept(math.inf), Trace()
    for _ in range(2):
        drive(Exchange(Facts(), kept=kept).ask(TAGS, fresh=True, since=since), Script([reply(1), reply(1)]), trace)
    assert len(trace.requests) == calls


# Walks over kept pages -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Reader:
    """An account whose replies are kept for a while, and since when its rows are there."""

    account: Account
    table: str
    kept: Kept
    births: dict[int, float] = field(default_factory=dict)

    def note(self) -> None:
        """Look which rows are there."""
        there = self.account.ids(self.table)
        self.births = {row: self.births.get(row, self.account.clock()) for row in there}

    def read(self, pages: int | None = None) -> tuple[list[int], bool]:
        """The ids of all rows, or of the first pages, and whether these are proved to be all."""
        exchange = self.account.exchange(kept=self.kept)
        scan = Scan(Access.whole(BY_NAME[self.table], BY_NAME), ("id",), BY_NAME, exchange)
        batches = self.account.run(_some(scan, pages))
        ids = [value for batch in batches for value in batch["id"].to_pylist()]
        return ids, not str(scan.proof)


def _some(scan: Scan, pages: int | None) -> Flow[list[Any]]:
    found: list[Any] = []
    while pages is None or len(found) < pages:
        batch = yield from scan.next()
        if batch is None:
            return found
        found.append(batch)
    return found


# A server that leaves places empty, or whose rows leave no trace, loses rows without any cache, too.
def kinds(table: str) -> tuple[str, ...]:
    return ("touch", "insert", "delete") if table != "surveys" else ("touch", "insert")


@pytest.mark.parametrize("reading", range(len(READINGS)))
@pytest.mark.parametrize("table", LISTINGS)
def test_no_row_is_missed_that_was_there_all_the_time(table: str, reading: int) -> None:
    for seed in range(TRIALS):
        chance = random.Random(f"{table} {reading} {seed}")
        account = Account.of(seed=seed + 1, **{**small(table), **READINGS[reading]})
        lifetime = chance.choice((0.1, 0.3, 1.0, 5.0))
        reader = Reader(account, table, Kept(lifetime, account.clock))
        moves = Moves(table, kinds(table), chance)
        for _ in range(7):
            reader.note()
            for nth in chance.sample(range(1, 9), 3 if seed % 2 else 0):
                account.sandbox.mischief.before(moves, path=LISTINGS[table], nth=nth)
            reader.read(chance.choice((None, None, 1, 2, 3)))
            reader.note()
            moves(account.sandbox.world)
            reader.note()
            account.clock.now += chance.choice((0, 0, lifetime / 3))
        asked_at = account.clock()
        ids, is_proved = reader.read()
        reader.note()
        assert len(set(ids)) == len(ids)
        if is_proved:
            assert {row for row, since in reader.births.items() if since < asked_at - lifetime} <= set(ids)


# Dashboards ----------------------------------------------------------------------------------------------------------

CHARTS = (
    "SELECT date_trunc('week', created_date) AS w, COUNT(*) FROM messages GROUP BY w ORDER BY w",
    "SELECT is_inbound, COUNT(*) FROM messages GROUP BY is_inbound ORDER BY is_inbound",
    "SELECT inbox_id, COUNT(DISTINCT conversation_id) FROM messages GROUP BY inbox_id ORDER BY inbox_id",
    "SELECT COUNT(*) FROM contacts",
    "SELECT date_trunc('month', created_date) AS m, COUNT(*) FROM contacts GROUP BY m ORDER BY m",
    "SELECT is_opted_out, COUNT(*) FROM contacts GROUP BY is_opted_out ORDER BY is_opted_out",
)
LATER = "SELECT id FROM messages WHERE created_date >= '2024-06-01' AND created_date < '2025-02-01' ORDER BY id"


def ask(dsn: str, sql: str) -> list[Any]:
    """The rows, by a connection of its own, as tools that open one for each step do."""
    with heymarket_dbapi.connect(dsn) as connection, connection.cursor() as cursor:
        rows: list[Any] = cursor.execute(sql).fetchall()
    return rows


def ask_all(dsn: str, charts: Sequence[str]) -> list[Any]:
    """The rows of all charts, asked for at the same time."""
    with ThreadPoolExecutor(len(charts)) as crew:
        return list(crew.map(lambda sql: ask(dsn, sql), charts))


# Contacts can move: their first page is looked at once more when all are read. In the old reading the first page of
# messages is asked for again by any statement, since it is empty.
@pytest.mark.parametrize(("reading", "again"), [("documented", 1), ("old", 2), ("observed", 1), ("coarse", 1)])
@pytest.mark.parametrize("latency", [0, 0.02])
def test_a_dashboard_reads_each_page_once(reading: str, again: int, latency: float) -> None:
    dsn = f"heymarket://sandbox?seed=77&contacts=450&messages=1100&reading={reading}&latency={latency}"
    sandbox = sandbox_of(settings(dsn))
    shown = ask_all(dsn + "&result_cache_ttl=300", CHARTS)
    asked = Counter((entry.path, str(entry.query), str(entry.body)) for entry in sandbox.log if entry.status == 200)
    assert sum(times - 1 for times in asked.values()) <= again
    sandbox.log.clear()
    assert ask_all(dsn + "&result_cache_ttl=300", CHARTS) == shown
    assert len(sandbox.log) == 0
    part = ask(dsn + "&result_cache_ttl=300", LATER)
    assert len(sandbox.log) <= 1
    assert part == ask(dsn, LATER)
    assert shown == [ask(dsn, sql) for sql in CHARTS]
    heymarket_dbapi.close_all()


def test_explain_says_where_kept_replies_may_answer() -> None:
    listing = "SELECT id FROM lists"
    heymarket_dbapi.close_all()
    with client(result_cache_ttl=300) as made:
        made.ask(listing)
        asked = len(made.calls)
        for _ in range(2):  # what kept replies save is not what the query costs
            (step,) = made.ask(f"EXPLAIN {listing}")
            assert (step[CALLS], step[EXACT]) == (asked, False)
            assert step[NOTE].startswith("kept replies may answer")
            made.ask(listing)
            assert made.calls == []
        assert "kept" not in str(made.ask("EXPLAIN SELECT id FROM tags"))
    with client() as made:
        made.ask(listing)
        assert "kept" not in str(made.ask(f"EXPLAIN {listing}"))


def test_a_write_ends_what_is_kept() -> None:
    with client(result_cache_ttl=300) as made:
        before = len(made.ask("SELECT id FROM lists"))
        made.ask("SELECT id FROM lists")
        assert made.calls == []
        made.connection.execute("INSERT INTO lists (name) VALUES ('a new one')").close()
        assert len(made.ask("SELECT id FROM lists")) == before + 1
