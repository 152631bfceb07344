"""Listings whose server hides rows from those who do not ask for them: all rows, and what it costs to know."""

from __future__ import annotations

from typing import Any

import pytest

from heymarket_dbapi.api.times import ticks
from heymarket_dbapi.sandbox import Fail

from .accounts import Account
from .sql import DSN, Client, client

SIZES: dict[str, Any] = {"contacts": 3, "messages": 0, "lists": 12, "templates": 12, "crowd": 0}
REFUSED = 3  # the place of the question among the requests of a listing of one page
MICROSECOND = 1000
ASKED = '"archived":true'
NEWEST = "SELECT id FROM lists ORDER BY updated_date DESC LIMIT 3"


def account(*, has_archived: bool, **switches: Any) -> Account:
    made = Account.of(**SIZES, **switches)
    if not has_archived:
        for table in ("lists", "templates"):
            for row in made.sandbox.world.rows(table):
                made.sandbox.world.touch(table, row["id"], archived=False)
    return made


def asked(made: Account) -> int:
    """How many of the requests asked for archived rows."""
    return sum(ASKED in (request.body or "") for request in made.trace.requests)


# The switch, whether there are archived rows, and how many calls ask for them: in a first statement, and in a second.
COSTS: tuple[tuple[dict[str, Any], bool, int, int], ...] = (
    ({"archived": "ignored"}, True, 0, 0),
    ({"archived": "filters"}, True, 0, 0),
    ({"archived": "ignored"}, False, 1, 0),
    ({"archived": "filters"}, False, 1, 1),
    ({"archived": "hidden"}, False, 1, 1),
)


@pytest.mark.parametrize("table", ["lists", "templates"])
@pytest.mark.parametrize(("switches", "has_archived", "first", "second"), COSTS)
def test_what_it_costs_that_nothing_is_hidden(
    switches: dict[str, Any], has_archived: bool, first: int, second: int, table: str
) -> None:
    made = account(has_archived=has_archived, **switches)
    for calls in (first, second):
        made.trace.requests.clear()
        read = made.read(table)
        assert (sorted(read.ids), str(read.proof)) == (made.ids(table), "")
        assert asked(made) == calls


@pytest.mark.parametrize("lifetime", [0.0, 3600.0])
@pytest.mark.parametrize("page", [3, 5, 30])
@pytest.mark.parametrize("table", ["lists", "templates"])
def test_hidden_rows_are_asked_for(table: str, page: int, lifetime: float) -> None:
    made = Account.of(
        lifetime=lifetime, **SIZES, archived="hidden", largest_page=page, default_page=page, time_digits=9
    )
    for _ in range(2):
        read = made.read(table)
        assert (sorted(read.ids), str(read.proof)) == (made.ids(table), "")
        assert len(set(read.ids)) == len(read.ids)


@pytest.mark.parametrize("oldest", [1, 3, 7])
@pytest.mark.parametrize("order", ["", " ORDER BY updated_date DESC LIMIT 10", " ORDER BY updated_date LIMIT 10"])
def test_hidden_rows_that_are_older_than_a_page_of_others_are_found(oldest: int, order: str) -> None:
    """With the filter all rows come, and its first page holds none but those that are known."""
    dsn = DSN.replace("page=20", "page=3")
    with client("&archived=includes", dsn, metadata_cache_ttl=3600) as made:
        world = made.sandbox.world
        times = {row["id"]: ticks(row["updated"]) for row in world.rows("lists")}
        old = sorted(times, key=lambda identity: times[identity])[:oldest]
        for row in list(world.rows("lists")):
            world.touch("lists", row["id"], archived=row["id"] in old)
        for row in sorted(world.rows("lists"), key=lambda row: row["id"] not in old):
            world.touch("lists", row["id"])
        rows = sorted(world.rows("lists"), key=lambda row: ticks(row["updated"]), reverse="DESC" in order)
        wanted = [row["id"] for row in rows][: 10 if order else None]
        for _ in range(2):
            found = [identity for (identity,) in made.ask(f"SELECT id FROM lists{order}")]
            assert (found if order else sorted(found)) == (wanted if order else sorted(wanted))


@pytest.mark.parametrize("before", ["ignored", "filters", "hidden", "includes"])
@pytest.mark.parametrize("after", ["ignored", "filters", "hidden", "includes"])
def test_a_server_that_begins_to_hide_rows_or_ceases_to(before: str, after: str) -> None:
    made = account(has_archived=True, archived=before)
    made.read("lists")
    made.sandbox.read_as(archived=after)
    for _ in range(2):
        assert sorted(made.read("lists").ids) == made.ids("lists")


@pytest.mark.parametrize("nth", range(1, 8))
@pytest.mark.parametrize("flag", [True, False])
def test_a_row_whose_flag_changes_between_the_walks_is_not_lost(flag: bool, nth: int) -> None:
    made = account(has_archived=True, archived="hidden", largest_page=5, default_page=5)
    changed = next(row["id"] for row in made.sandbox.world.rows("lists") if bool(row["archived"]) is not flag)
    made.sandbox.mischief.before(lambda world: world.touch("lists", changed, archived=flag), path="/v1/lists", nth=nth)
    assert sorted(made.read("lists").ids) == made.ids("lists")


def test_a_server_that_refuses_the_filter_is_asked_once() -> None:
    made = account(has_archived=False)
    made.sandbox.mischief.add(Fail(400), path="/v1/templates", nth=REFUSED)
    for calls in (1, 0):
        made.trace.requests.clear()
        assert sorted(made.read("templates").ids) == made.ids("templates")
        assert asked(made) == calls


# The switch, how many of the lists are archived, and the calls of a first statement and of a second one.
ORDERED: tuple[tuple[str, int, int, int], ...] = (
    ("ignored", 0, 2, 1),
    ("filters", 0, 2, 2),
    ("hidden", 0, 2, 2),
    ("includes", 0, 2, 1),
    ("ignored", 3, 1, 1),
    ("filters", 3, 1, 1),
)


@pytest.mark.parametrize(("archived", "flagged", "first", "second"), ORDERED)
def test_the_newest_rows_cost_a_page_and_a_question(archived: str, flagged: int, first: int, second: int) -> None:
    with client(f"&archived={archived}", metadata_cache_ttl=3600) as made:
        world = made.sandbox.world
        for row in list(world.rows("lists")):
            world.touch("lists", row["id"], archived=row["id"] in made.ids("lists")[-flagged:] if flagged else False)
        assert newest(made) == first
        assert newest(made) == second


@pytest.mark.parametrize("archived", ["ignored", "filters", "hidden", "includes"])
def test_the_newest_rows_are_the_newest_of_all(archived: str) -> None:
    with client(f"&archived={archived}") as made:
        for _ in range(2):
            newest(made)


def newest(made: Client) -> int:
    """How many calls the newest lists take, which are the newest indeed."""
    times = {row["id"]: ticks(row["updated"]) // MICROSECOND for row in made.sandbox.world.rows("lists")}
    assert [times[identity] for (identity,) in made.ask(NEWEST)] == sorted(times.values(), reverse=True)[:3]
    return len(made.calls)
