"""Replies that outlive their statement: each page is read once, and an answer of kept pages lacks nothing."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.api.kept import Kept
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.effects import Flow, Reply, Request, gather
from heymarket_dbapi.plan.access import Access

from .accounts import BY_NAME, LISTINGS, Account
from .driving import Clock, Script, Trace, drive, reply
from .test_moving import READINGS, Moves, small

TAGS = Request.of("POST", "/v1/tags", (), {"limit": 100})
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


@pytest.mark.parametrize("reading", READINGS, ids=str)
@pytest.mark.parametrize("table", LISTINGS)
def test_no_row_is_lost_that_was_there_all_the_time(table: str, reading: dict[str, Any]) -> None:
    for seed in range(6):
        chance = random.Random(f"{table} {seed}")
        account = Account.of(seed=seed + 1, **{**small(table), **reading})
        lifetime = chance.choice((0.1, 0.3, 1.0, 5.0))
        reader = Reader(account, table, Kept(lifetime, account.clock))
        moves = Moves(table, ("touch", "insert", "delete"), chance)
        for _ in range(8):
            reader.note()
            asked_at = account.clock()
            ids, is_proved = reader.read(chance.choice((None, None, 1, 2, 3)) if _ < 7 else None)
            assert len(set(ids)) == len(ids)
            if is_proved and _ == 7:
                stable = {row for row, since in reader.births.items() if since < asked_at - lifetime}
                assert stable <= set(ids)
            moves(account.sandbox.world)
            reader.note()
            account.clock.now += chance.choice((0, 0, lifetime / 3))
