"""Walks by time in several ranges at once: the same rows in less time, for hardly more calls, whatever moves."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, replace
from typing import Any

import pytest

from heymarket_dbapi.api.proof import Proof
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.effects import Fetch, Reply, Request
from heymarket_dbapi.plan.access import Access, Listed
from heymarket_dbapi.sandbox import World, readings

from .accounts import BY_NAME, Account, shared_world
from .driving import TURN
from .latency import LATENCY, Slow
from .reach import unreachable
from .test_moving import KINDS, Moves

PLANS = 40 if os.environ.get("HEYMARKET_TESTS") == "all" else 8
MOST_INCOMPLETE = 0.15
WORKERS = 8
MANY = shared_world(contacts=1200, conversations=1200, messages=1200, crowd=6)
FEW = shared_world(contacts=400, conversations=380, messages=700, crowd=24)


@dataclass(slots=True)
class Found:
    """What a scan gave, with its requests, the seconds it took, and how many requests each batch had to wait for."""

    ids: list[int]
    proof: Proof
    requests: list[Request]
    seconds: float
    sent: list[int]


def read(account: Account, table: str, ahead: int = WORKERS, latency: float = LATENCY) -> Found:
    """All rows of a table as one statement reads them."""

    def respond(fetch: Fetch) -> Reply:
        account.clock.now += TURN
        return account.respond(fetch)

    access = Access.whole(BY_NAME[table], BY_NAME)
    assert isinstance(access.path, Listed)
    scan = Scan(replace(access, path=replace(access.path, ahead=ahead)), ("id",), BY_NAME, account.exchange())
    slow = Slow(respond, WORKERS, latency)
    ids: list[int] = []
    sent: list[int] = []
    while (batch := slow.run(scan.next())) is not None:
        ids += batch["id"].to_pylist()
        sent.append(len(slow.requests))
    return Found(ids, scan.proof, slow.requests, slow.seconds, sent)


def pages(rows: int, page: int) -> int:
    return 1 + -(-max(0, rows - page) // (page - 1))


# Time and calls ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "options"),
    [
        ("messages", {"largest_page": 12}),
        ("messages", {"largest_page": 12, "messages_bound": "upper"}),
        ("messages", {"largest_page": 12, "messages_bound": "follows", "messages_page_base": "ignored"}),
        ("conversations", {"largest_page": 12}),
        ("conversations", {"largest_page": 12, "conversations_ascending": False}),
        ("contacts", {"largest_page": 12, "gone": "list_contacts_v2"}),
    ],
    ids=str,
)
def test_a_split_walk_takes_a_part_of_the_time_for_few_calls_more(table: str, options: dict[str, Any]) -> None:
    rows = len(MANY.rows(table))
    account, other = Account.of(MANY, **options), Account.of(MANY, **options)
    for _ in range(2):
        split, plain = read(account, table), read(other, table, ahead=1)
        assert sorted(split.ids) == account.ids(table) == sorted(plain.ids)
        assert not split.proof.failed
        least = pages(rows, options["largest_page"])
        assert len(split.requests) <= len(plain.requests) + max(2, least // 20)
        assert split.seconds <= 3 * least / WORKERS * LATENCY < plain.seconds / 2
        assert account.broken_rules() == other.broken_rules()


def test_offset_pages_are_read_at_once() -> None:
    account = Account.of(MANY, largest_page=12)
    for _ in range(2):
        found = read(account, "contacts")
        assert sorted(found.ids) == account.ids("contacts")
        assert found.seconds <= 1.5 * len(MANY.contacts) / 12 / WORKERS * LATENCY


@pytest.mark.parametrize(
    ("ahead", "latency", "page"), [(1, LATENCY, 12), (WORKERS, 0.001, 12), (WORKERS, LATENCY, 200)]
)
def test_a_walk_is_not_split_where_it_may_end_early_or_that_saves_no_time(
    ahead: int, latency: float, page: int
) -> None:
    split = read(Account.of(MANY, largest_page=page), "messages", ahead, latency)
    plain = read(Account.of(MANY, largest_page=page), "messages", 1, latency)
    assert split.requests == plain.requests


def test_no_more_pages_are_read_than_a_slow_reader_may_be_ahead_of() -> None:
    found = read(Account.of(MANY, largest_page=12), "messages")
    assert all(sent <= taken + 2 * WORKERS for taken, sent in enumerate(found.sent, 1))
    assert max(after - before for before, after in zip(found.sent, found.sent[1:], strict=False)) > WORKERS // 2


@pytest.mark.parametrize("workers", [2, 3, 8, 64])
def test_a_walk_is_split_among_any_number_of_workers(workers: int) -> None:
    account = Account.of(FEW, largest_page=12)
    found = read(account, "messages", workers)
    assert sorted(found.ids) == account.ids("messages")
    assert not found.proof.failed


# Rows --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [10, 30])
@pytest.mark.parametrize("reading", list(readings()))
@pytest.mark.parametrize("table", ["messages", "conversations", "contacts"])
def test_the_rows_are_the_same_under_every_reading(table: str, reading: str, page: int) -> None:
    account = Account.of(FEW, reading=reading, largest_page=page, default_page=page)
    if reason := unreachable(account, table):
        pytest.skip(reason)
    for _ in range(2):
        found = read(account, table)
        assert len(found.ids) == len(set(found.ids))
        assert sorted(found.ids) == account.ids(table)
        assert not found.proof.failed


@pytest.mark.parametrize("crowd", [9, 10, 11, 60, 300])
@pytest.mark.parametrize("bound", ["lower", "upper"])
def test_crowds_lie_where_ranges_meet(bound: str, crowd: int) -> None:
    account = Account.of(contacts=30, conversations=20, messages=600, messages_bound=bound, largest_page=10)
    rows = sorted(account.sandbox.world.rows("messages"), key=lambda row: row["date"])
    for start in (0, 150, 290, 590 - crowd):
        for row in rows[start : start + crowd]:
            row["date"] = rows[start]["date"]
    for ahead in (2, 4, 8):
        found = read(account, "messages", ahead)
        assert sorted(found.ids) == account.ids("messages")
        assert not found.proof.failed


def test_rows_of_few_moments_far_apart_are_read_once() -> None:
    account = Account.of(contacts=30, conversations=20, messages=600, largest_page=10)
    for number, row in enumerate(sorted(account.sandbox.world.rows("messages"), key=lambda row: row["date"])):
        row["date"] = f"20{10 + number // 60}-01-01T00:00:{number % 60:02}Z" if number % 60 else row["date"]
    found = read(account, "messages")
    assert sorted(found.ids) == account.ids("messages")
    assert not found.proof.failed


def trial(table: str, kinds: tuple[str, ...], seed: int) -> str:
    """One plan of moves carried out: the word "incomplete", what went wrong, or nothing."""
    chance = random.Random(f"split {table} {kinds} {seed}")
    options: dict[str, Any] = [
        {},
        {"messages_bound": "upper", "conversations_ascending": False, "gone": "list_contacts_v2"},
        {"time_digits": 6, "time_compared": "shown", "closed_omitted": "open", "gone": "list_contacts_v2"},
    ][seed % 3]
    sizes: dict[str, Any] = {"contacts": 250, "messages": 30, "conversations": 20, "members": 4, "crowd": 8, table: 250}
    account = Account.of(seed=seed, largest_page=10, **sizes, **options)
    before, moves = set(account.ids(table)), Moves(table, kinds, chance)
    path = {"messages": "/v1/messages/all", "conversations": "/v1/conversations", "contacts": "/v1/contacts"}[table]
    for nth in chance.sample(range(1, 30), 8):
        account.sandbox.mischief.before(moves, path=path, nth=nth)
    found = read(account, table)
    if len(found.ids) != len(set(found.ids)):
        return f"plan {seed}: twice"
    if alien := set(found.ids) - before - moves.inserted:
        return f"plan {seed}: {sorted(alien)} alien"
    if found.proof.failed:
        return "incomplete"
    lost = before - moves.deleted - set(found.ids)
    return f"plan {seed}: {len(lost)} lost" if lost else ""


@pytest.mark.parametrize("kinds", KINDS.values(), ids=list(KINDS))
@pytest.mark.parametrize("table", ["messages", "conversations", "contacts"])
def test_rows_that_move_are_read_once(table: str, kinds: tuple[str, ...]) -> None:
    outcomes = [trial(table, kinds, seed) for seed in range(PLANS)]
    assert [outcome for outcome in outcomes if outcome not in ("", "incomplete")] == []
    assert outcomes.count("incomplete") <= MOST_INCOMPLETE * PLANS


@pytest.mark.parametrize("size", [250, 253, 256])
@pytest.mark.parametrize("rows", range(1, 13))
def test_rows_made_meanwhile_do_not_stand_in_for_old_ones(rows: int, size: int) -> None:
    account = Account.of(contacts=30, conversations=20, messages=size, members=4, crowd=0, largest_page=10)
    before = set(account.ids("messages"))
    moves = Moves("messages", ("insert",), random.Random(rows))

    def insert(world: World) -> None:
        while len(moves.inserted) < rows:
            moves(world)

    account.sandbox.mischief.before(insert, path="/v1/messages/all", nth=2)
    found = read(account, "messages")
    assert before <= set(found.ids)
    assert not found.proof.failed
