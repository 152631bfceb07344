"""Rows change between the pages of a SELECT, by written plans: every row that was there throughout comes once."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from heymarket_dbapi.sandbox import World
from tests.driver.modes import Mode

from .account import CONTACTS, MESSAGES, TAGS, Account, Listing, account

QUERIES = {
    "streamed": "SELECT id FROM {table}",
    "ordered": "SELECT id FROM {table} ORDER BY id",
    "joined": "SELECT a.id FROM {table} a JOIN {table} b ON a.id = b.id",
}
COUNTED = "SELECT COUNT(*), COUNT(DISTINCT id) FROM {table} WHERE id > 0"


@dataclass(slots=True)
class Moves:
    """What happens to rows, and which rows it did away with or made."""

    listing: Listing
    chance: random.Random
    gone: set[int] = field(default_factory=set)
    new: set[int] = field(default_factory=set)

    def touch(self, world: World, rows: int = 3) -> None:
        """Change some rows: they jump to the head of a listing by update."""
        for one in self.chance.sample(list(world.rows(self.listing.table)), rows):
            world.touch(self.listing.table, one["id"])

    def touch_oldest(self, world: World) -> None:
        """Change those rows that would be read last."""
        for one in sorted(world.rows(self.listing.table), key=lambda row: row[self.listing.time])[:5]:
            world.touch(self.listing.table, one["id"])

    def insert(self, world: World, rows: int = 2) -> None:
        """Make rows like one that is there."""
        like = self.chance.choice(list(world.rows(self.listing.table)))
        values = {
            name: value for name, value in like.items() if name not in ("id", "created", "updated", "date", "rev")
        }
        self.new |= {world.insert(self.listing.table, values)["id"] for _ in range(rows)}

    def delete(self, world: World, rows: int = 2) -> None:
        """Delete some rows."""
        for one in self.chance.sample(list(world.rows(self.listing.table)), rows):
            self.gone.add(world.delete(self.listing.table, one["id"])["id"])

    def delete_newest(self, world: World) -> None:
        """Delete the rows at the head, so that all others move up."""
        for one in sorted(world.rows(self.listing.table), key=lambda row: row[self.listing.time])[-3:]:
            self.gone.add(world.delete(self.listing.table, one["id"])["id"])


# What happens before which of the requests for pages.
PLANS: dict[str, dict[int, tuple[Callable[[Moves, World], None], ...]]] = {
    "one touch": {2: (Moves.touch,)},
    "a touch before each page": dict.fromkeys(range(1, 8), (Moves.touch,)),
    "the last rows come to the head": {2: (Moves.touch_oldest,), 4: (Moves.touch_oldest,)},
    "rows are made at the head": dict.fromkeys((2, 3, 5), (Moves.insert,)),
    "rows go": dict.fromkeys((2, 4), (Moves.delete,)),
    "the head goes": {2: (Moves.delete_newest,), 3: (Moves.delete_newest,)},
    "as many are made as go": {3: (Moves.delete, Moves.insert), 4: (Moves.insert, Moves.delete)},
    "everything at once": dict.fromkeys((2, 4, 5), (Moves.touch, Moves.insert, Moves.delete)),
}


@pytest.fixture
def own(way: tuple[str, type[Mode]]) -> Iterator[Account]:
    """An account that the test may change."""
    with account(way[0], seed=13) as made:
        made.begin()
        yield made
        made.sandbox.reset()


@pytest.fixture
def cursor(own: Account, mode: Mode) -> Iterator[Any]:
    """A cursor in it."""
    with mode.connect(**own.options()) as connection:
        connection.ping()
        yield connection.cursor()


def plan(own: Account, listing: Listing, name: str) -> tuple[set[int], Moves]:
    """The rows that are there before, and the moves that are to come."""
    moves = Moves(listing, random.Random(f"{name} {listing.table}"))
    for nth, steps in PLANS[name].items():
        for step in steps:
            own.sandbox.mischief.before(partial(step, moves), path=listing.path, nth=nth)
    return {row["id"] for row in own.sandbox.world.rows(listing.table)}, moves


def cases() -> Iterator[Any]:
    """Each plan for each table, the queries in rotation."""
    queries = itertools.cycle(QUERIES)
    for listing, name in itertools.product((CONTACTS, MESSAGES, TAGS), PLANS):
        query = next(queries)
        yield pytest.param(listing, name, QUERIES[query], id=f"{listing.table}-{name}-{query}")


@pytest.mark.parametrize(("listing", "name", "sql"), list(cases()))
def test_rows_that_stay_are_read_once(listing: Listing, name: str, sql: str, own: Account, cursor: Any) -> None:
    before, moves = plan(own, listing, name)
    rows = [key for (key,) in cursor.execute(sql.format(table=listing.table)).fetchall()]
    assert len(rows) == len(set(rows))
    assert set(rows) <= before | moves.new
    assert before - moves.gone <= set(rows)
    assert cursor.completeness == "complete"


@pytest.mark.parametrize("name", PLANS)
def test_a_count_counts_no_row_twice(name: str, own: Account, cursor: Any) -> None:
    before, moves = plan(own, CONTACTS, name)
    ((rows, distinct),) = cursor.execute(COUNTED.format(table="contacts")).fetchall()
    assert rows == distinct
    assert len(before - moves.gone) <= rows <= len(before | moves.new)
