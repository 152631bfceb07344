"""COUNT(*) over a range of a listing's time that has an end on the counter's far side: a difference of two counts."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from heymarket_dbapi.sandbox import World

from .sql import Client, client

DSN = (
    "heymarket://sandbox?seed=11&contacts=720&messages=720&conversations=460&crowd=0&largest_page=40&default_page=40"
    "&rate_limit=none&requests_per_minute=1000000&retries=1"
)
ORDERS = {"contacts": "updated_date", "messages": "created_date", "conversations": "updated_date"}
COUNTERS = {
    "contacts": "/v1/contacts/count",
    "messages": "/v1/messages/all/count",
    "conversations": "/v1/conversations/count",
}
HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@pytest.fixture
def asked() -> Iterator[Client]:
    with client("&time_digits=6", DSN, metadata_cache_ttl=3600) as made:
        yield made


def times(asked: Client, table: str) -> list[datetime]:
    """The times of all rows, the latest first."""
    return [row[0] for row in asked.ask(f"SELECT {ORDERS[table]} FROM {table} ORDER BY 1 DESC")]


def counts(asked: Client) -> int:
    return sum(call.endswith("/count") for call in asked.calls)


@pytest.mark.parametrize("digits", [0, 3, 6, 9])
@pytest.mark.parametrize("table", ORDERS)
def test_a_range_is_counted_right(table: str, digits: int) -> None:
    column = ORDERS[table]
    with client(f"&time_digits={digits}", DSN, metadata_cache_ttl=3600) as made:
        found = times(made, table)
        for far, near in ((20, 3), (400, 5), (len(found) - 1, 0), (300, 290)):
            lower, upper = found[far], found[near]
            for left in (">", ">="):
                for right in ("<", "<="):
                    expected = sum(HOLDS[left](one, lower) and HOLDS[right](one, upper) for one in found)
                    sql = f"SELECT COUNT(*) FROM {table} WHERE {column} {left} ? AND {column} {right} ?"
                    assert made.ask(sql, [lower, upper]) == [(expected,)]
                    far_side = (left, lower) if table == "conversations" else (right, upper)
                    sql = f"SELECT COUNT(*) FROM {table} WHERE {column} {far_side[0]} ?"
                    assert made.ask(sql, [far_side[1]]) == [
                        (sum(HOLDS[far_side[0]](one, far_side[1]) for one in found),)
                    ]


@pytest.mark.parametrize("table", ORDERS)
def test_a_wide_range_costs_three_counts(asked: Client, table: str) -> None:
    found = times(asked, table)
    sql = f"SELECT COUNT(*) FROM {table} WHERE {ORDERS[table]} BETWEEN ? AND ?"
    whole, part = [found[-1], found[1]], [found[400], found[40]]
    for parameters in (part, whole):
        rows = sum(parameters[0] <= one <= parameters[1] for one in found)
        for _ in range(2):
            assert asked.ask(sql, parameters) == [(rows,)]
        plan = asked.ask(f"EXPLAIN {sql}", parameters)
        assert sum(step[7] for step in plan) == 3 + (parameters is part and len(plan) > 1)
        asked.ask(sql, parameters)
        assert counts(asked) == 3
        assert len(asked.calls) == sum(step[7] for step in plan)


@pytest.mark.parametrize("table", ORDERS)
def test_a_range_of_one_page_is_read(asked: Client, table: str) -> None:
    found = times(asked, table)
    sql = f"SELECT COUNT(*) FROM {table} WHERE {ORDERS[table]} BETWEEN ? AND ?"
    for _ in range(2):
        assert asked.ask(sql, [found[60], found[50]]) == [(11,)]
    assert (len(asked.calls), counts(asked)) == (1, 0)


def test_an_end_that_is_still_to_come_takes_two_counts(asked: Client) -> None:
    found = times(asked, "contacts")
    sql = "SELECT COUNT(*) FROM contacts WHERE updated_date BETWEEN ? AND ?"
    end = datetime(2090, 1, 1, tzinfo=UTC)
    for _ in range(2):
        assert asked.ask(sql, [found[700], end]) == [(701,)]
    assert counts(asked) == 2


@pytest.mark.parametrize("options", ["&contacts_count_bound=ignored", "&contacts_count_bound=upper"])
def test_a_counter_that_does_not_heed_its_bound_counts_no_range(options: str) -> None:
    with client(f"&time_digits=6{options}", DSN, metadata_cache_ttl=3600) as made:
        found = times(made, "contacts")
        sql = "SELECT COUNT(*) FROM contacts WHERE updated_date BETWEEN ? AND ?"
        for _ in range(2):
            assert made.ask(sql, [found[400], found[40]]) == [(361,)]
        assert counts(made) == 0


def test_without_pushdown_the_number_is_the_same(asked: Client) -> None:
    found = times(asked, "contacts")
    sql, parameters = "SELECT COUNT(*) FROM contacts WHERE updated_date BETWEEN ? AND ?", [found[400], found[40]]
    counted = asked.ask(sql, parameters)
    with client("&time_digits=6", DSN, metadata_cache_ttl=3600, pushdown=False) as plain:
        assert plain.ask(sql, parameters) == counted
        assert counts(plain) == 1  # the whole table's


@pytest.mark.parametrize("kinds", [("insert",), ("touch",), ("insert", "delete")])
@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("table", ["contacts", "conversations"])
def test_rows_that_come_and_go_between_the_counts_are_noticed(table: str, nth: int, kinds: tuple[str, ...]) -> None:
    """The number is one that was right at some moment of the statement."""
    with client("&time_digits=6", DSN, metadata_cache_ttl=3600) as made:
        found = times(made, table)
        edges = [found[400], found[40]]
        sql = f"SELECT COUNT(*) FROM {table} WHERE {ORDERS[table]} BETWEEN ? AND ?"
        assert made.ask(sql, edges) == [(361,)]
        ids = [row[0] for row in made.ask(f"SELECT id FROM {table} ORDER BY {ORDERS[table]} DESC")]
        places = [200, 450, 3]
        truths = [361]

        def move(world: World) -> None:
            place, kind = places[len(truths) - 1], kinds[(len(truths) - 1) % len(kinds)]
            row = next(one for one in world.rows(table) if one["id"] == ids[place])
            truths.append(truths[-1] - (kind != "insert" and 40 <= place <= 400))
            if kind == "touch":
                world.touch(table, row["id"])
            elif kind == "delete":
                world.delete(table, row["id"])
            else:
                times = ("id", "created", "updated", "date", "rev")
                world.insert(table, {name: value for name, value in row.items() if name not in times})

        for place in range(len(kinds)):
            made.sandbox.mischief.before(move, path=COUNTERS[table], nth=nth + place)
        counted = made.ask(sql, edges)
        assert len(truths) > 1
        assert counted in [[(truth,)] for truth in truths]


def test_kept_replies_answer_the_same_range_again() -> None:
    with client("&time_digits=6", DSN, metadata_cache_ttl=3600, result_cache_ttl=60) as made:
        found = times(made, "contacts")
        sql = "SELECT COUNT(*) FROM contacts WHERE updated_date BETWEEN ? AND ?"
        for _ in range(2):
            assert made.ask(sql, [found[400], found[40]]) == [(361,)]
        assert made.calls == []
