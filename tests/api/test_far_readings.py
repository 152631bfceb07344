"""Servers that are read otherwise, with few rows or odd ones: the rows all the same."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from heymarket_dbapi.api.exchange import read
from heymarket_dbapi.api.proof import Proof
from heymarket_dbapi.effects import NetworkFault, Reply, Request
from heymarket_dbapi.sandbox import Edit

from .accounts import Account
from .sql import DSN, client

SIZES: dict[str, Any] = {"contacts": 3, "messages": 0, "crowd": 0, "surveys": 1}
TABLES = ("lists", "tags", "templates")
BOUNDS = tuple(itertools.product(("upper", "lower", "follows"), (True, False)))


@pytest.mark.parametrize("rows", [0, 1, 2])
@pytest.mark.parametrize(("bound", "inclusive"), BOUNDS)
@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_a_row_is_whole_whatever_the_bound_means(table: str, bound: str, inclusive: bool, rows: int) -> None:
    sizes: dict[str, Any] = SIZES | dict.fromkeys(TABLES, rows)
    made = Account.of(**sizes, bound=bound, inclusive=inclusive)
    for _ in range(2):
        read = made.read(table)
        assert (sorted(read.ids), str(read.proof)) == (made.ids(table), "")
        assert len(read.ids) == rows


@pytest.mark.parametrize("value", ["", "nope", "%", "a/b", "00000000-0000-4000-8000-00000000000g"])
def test_what_is_no_uuid_is_not_asked_for(value: str) -> None:
    with client() as made:
        assert made.ask("SELECT id FROM contacts WHERE uuid = ?", [value]) == []
        assert made.ask("SELECT id FROM contact_channels WHERE contact_uuid IN (?, ?)", [value, "x"]) == []
        assert not any("/v2/contact/" in call for call in made.calls)


def test_a_row_that_a_reply_shows_twice_comes_once() -> None:
    with client() as made:
        wanted = made.ask("SELECT id FROM inboxes ORDER BY id")
        made.sandbox.mischief.add(Edit(lambda rows: [*rows, *rows]), path="/v1/inboxes", nth=1)
        assert made.ask("SELECT id FROM inboxes ORDER BY id") == wanted
        (phone,) = made.ask("SELECT phone FROM contacts WHERE phone IS NOT NULL LIMIT 1")[0]
        wanted = made.ask("SELECT id FROM contacts WHERE phone = ?", [phone])
        made.sandbox.mischief.add(Edit(lambda rows: [*rows, *rows]), path="/v2/contacts/search", nth=1)
        assert made.ask("SELECT id FROM contacts WHERE phone = ?", [phone]) == wanted


def test_a_count_is_covered_by_rows_that_tell_no_later_birth_than_the_head() -> None:
    proof = Proof(count=2, head_at=100)
    assert proof.covers([1, 2], {1: 100, 2: None})
    assert not proof.covers([1, 2], {1: 101, 2: None})


def test_a_reply_nested_too_deeply_is_a_broken_one() -> None:
    with pytest.raises(NetworkFault, match="no readable JSON"):
        read(Request("GET", "/v1/inboxes"), Reply(200, (), b"[" * 100_000 + b"]" * 100_000))


@pytest.mark.parametrize("counter", ["bounded", "gone"])
def test_contacts_that_say_they_were_made_after_their_last_change_are_whole(counter: str) -> None:
    gone: dict[str, Any] = {"gone": "count_contacts"} if counter == "gone" else {}
    made = Account.of(contacts=3, messages=0, crowd=0, **gone)
    for row in list(made.sandbox.world.rows("contacts")):
        made.sandbox.world.touch("contacts", row["id"], at=row["updated"], created="2099-01-01T00:00:00Z")
    read = made.read("contacts")
    assert (sorted(read.ids), str(read.proof)) == (made.ids("contacts"), "")


def moments(made: Account, table: str, *crowds: tuple[int, int]) -> None:
    """Give so many rows the same time, so many microseconds after the newest of all others; the rest keep theirs."""
    rows = sorted(made.sandbox.world.rows(table), key=lambda row: row["id"])
    for row in rows[sum(size for size, _ in crowds) :]:
        made.sandbox.world.touch(table, row["id"], at=f"2026-01-{row['id'] % 27 + 1:02d}T00:00:00.000001Z")
    for size, tick in crowds:
        for row in rows[:size]:
            made.sandbox.world.touch(table, row["id"], at=f"2026-02-01T00:00:00.{tick:06d}Z")
        rows = rows[size:]


@pytest.mark.parametrize("crowds", [((2, 2), (5, 1)), ((8, 1),), ((1, 2), (10, 1)), ((12, 1),)])
@pytest.mark.parametrize("inclusive", [True, False])
@pytest.mark.parametrize("table", TABLES)
def test_a_crowd_at_the_head_does_not_hide_that_a_bound_means_the_opposite(
    table: str, inclusive: bool, crowds: tuple[tuple[int, int], ...]
) -> None:
    sizes: dict[str, Any] = SIZES | dict.fromkeys(TABLES, 14)
    page: dict[str, Any] = {"largest_page": 5, "default_page": 5}
    made = Account.of(**sizes, **page, bound="lower", inclusive=inclusive, ascending=False)
    moments(made, table, *crowds)
    read = made.read(table)
    assert (sorted(read.ids), str(read.proof)) == (made.ids(table), "")


@pytest.mark.parametrize("archived", ["hidden", "includes", "filters", "ignored"])
@pytest.mark.parametrize("bound", ["upper", "lower", "follows"])
def test_the_oldest_rows_are_the_oldest_of_all(bound: str, archived: str) -> None:
    with client(f"&archived={archived}&bound={bound}&ascending=true", metadata_cache_ttl=3600) as made:
        world = made.sandbox.world
        ordered = sorted(world.rows("lists"), key=lambda row: row["id"])
        for row in ordered:
            world.touch("lists", row["id"], archived=row["id"] in (ordered[0]["id"], ordered[5]["id"]))
        for _ in range(2):
            rows = made.ask("SELECT id FROM lists ORDER BY updated_date LIMIT 3")
            assert [identity for (identity,) in rows] == [row["id"] for row in ordered[:3]]


@pytest.mark.parametrize("table", TABLES)
def test_a_crowd_behind_a_range_does_not_hide_that_rows_come_newest_first(table: str) -> None:
    """The order is not heeded, and the first page shows rows of one time behind the range."""
    dsn = DSN.replace("page=20", "page=5") + "&bound=lower&ascending=false"
    with client("", dsn) as made:
        rows = sorted(made.sandbox.world.rows(table), key=lambda row: row["id"])
        for place, row in enumerate(rows):
            day = f"2026-01-{place + 1:02d}" if place < 4 else "2026-02-01"
            made.sandbox.world.touch(table, row["id"], at=f"{day}T00:00:00.000001Z")
        asked = f"SELECT id FROM {table} WHERE updated_date BETWEEN '2026-01-02' AND '2026-01-03 12:00' ORDER BY id"
        assert [identity for (identity,) in made.ask(asked)] == [row["id"] for row in rows[1:3]]
