"""Walks end where the listing ends: behind crowds larger than a page, behind gaps, and not where a count is wrong."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi.errors import OperationalError
from heymarket_dbapi.sandbox import Edit

from .accounts import LISTINGS, Account, shared_world

# The crowd of 24 messages with one time is two pages of the smallest size.
CROWDED = "heymarket://sandbox?seed=11&contacts=70&messages=260&crowd=24&rate_limit=off&{}"
SMALL = "reading={}&default_page=12&largest_page=12"
WORLD = shared_world(contacts=100, messages=120, crowd=0, lists=44, tags=44, templates=44, surveys=44)

Row = tuple[int, datetime]


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    heymarket_dbapi.close_all()


def connected(switches: str) -> Any:
    return heymarket_dbapi.connect(CROWDED.format(switches), requests_per_minute=10**6)


def messages() -> list[Row]:
    with connected("largest_page=200") as connection:
        rows: list[Row] = connection.execute("SELECT id, created_date FROM messages").fetchall()
    heymarket_dbapi.close_all()
    return sorted(rows, key=lambda row: row[1])


def asked(connection: Any, sql: str, *parameters: object) -> list[Any] | None:
    """The rows, or None where the statement says that they cannot be proved complete."""
    try:
        warnings.simplefilter("ignore", heymarket_dbapi.IncompleteWarning)
        rows: list[Any] = connection.execute(sql, parameters).fetchall()
    except OperationalError as error:
        assert "cannot be proved complete" in str(error)
        return None
    return rows


@pytest.mark.parametrize("reading", ["bare", "old", "observed"])
def test_a_range_with_a_crowd_larger_than_a_page_is_whole_or_an_error(reading: str) -> None:
    rows = messages()
    times = [moment for _, moment in rows]
    crowd = max(set(times), key=times.count)
    assert times.count(crowd) == 24
    place, tick = times.index(crowd), timedelta(microseconds=1)
    edges = [crowd - tick, crowd, crowd + tick, crowd - timedelta(seconds=3), times[place - 3], times[place + 27]]
    with connected(SMALL.format(reading)) as connection:
        for edge in edges:
            for sign, wanted in ((">=", [i for i, t in rows if t >= edge]), ("<=", [i for i, t in rows if t <= edge])):
                found = asked(connection, f"SELECT id FROM messages WHERE created_date {sign} ?", edge)
                assert found is None or sorted(found) == sorted((one,) for one in wanted)
            found = asked(
                connection, "SELECT id FROM messages WHERE created_date BETWEEN ? AND ?", edge, crowd + 2 * tick
            )
            assert found is None or sorted(found) == sorted((i,) for i, t in rows if edge <= t <= crowd + 2 * tick)


@pytest.mark.parametrize("reading", ["bare", "old", "observed"])
def test_first_rows_behind_a_crowd_larger_than_a_page_are_the_first_or_an_error(reading: str) -> None:
    rows = messages()
    times = [moment for _, moment in rows]
    crowd = max(set(times), key=times.count)
    with connected(SMALL.format(reading)) as connection:
        for limit in (12, 13, 60, 240):
            for direction, first in (("ASC", times[:limit]), ("DESC", times[::-1][:limit])):
                found = asked(
                    connection, f"SELECT created_date FROM messages ORDER BY created_date {direction} LIMIT {limit}"
                )
                assert found is None or [moment for (moment,) in found] == first
            found = asked(
                connection,
                f"SELECT created_date FROM messages WHERE created_date >= ? ORDER BY created_date LIMIT {limit}",
                crowd,
            )
            assert found is None or [moment for (moment,) in found] == [t for t in times if t >= crowd][:limit]


@pytest.mark.parametrize("reading", ["old", "observed"])
def test_small_crowds_that_are_a_whole_table_are_no_error(reading: str) -> None:
    account = Account.of(reading=reading, contacts=0, messages=0, tags=5)
    for tag in account.sandbox.world.rows("tags"):
        tag["updated"] = "2025-03-01T10:00:00Z"
    assert sorted(account.read("tags").ids) == account.ids("tags")
    assert str(account.read("tags").proof) == ""


@pytest.mark.parametrize("table", ["lists", "tags", "templates"])
@pytest.mark.parametrize("base", ["zero", "one"])
def test_rows_behind_a_gap_are_found_without_a_counter(base: str, table: str) -> None:
    account = Account.of(WORLD, empty_page=True, page_base=base, largest_page=30)
    for _ in range(2):
        read = account.read(table)
        assert (sorted(read.ids), str(read.proof)) == (account.ids(table), "")


@pytest.mark.parametrize("table", ["tags", "templates"])
def test_rows_behind_a_gap_that_no_page_number_passes_are_an_error(table: str) -> None:
    account = Account.of(WORLD, empty_page=True, page_base="ignored", largest_page=30)
    read = account.read(table)
    assert sorted(read.ids) == account.ids(table) or read.proof.failed


@pytest.mark.parametrize("rows", [30, 59, 60, 88, 90])
@pytest.mark.parametrize("table", ["contacts", "messages", "conversations"])
def test_a_count_that_is_too_small_at_the_edge_of_a_page_ends_no_walk(table: str, rows: int) -> None:
    account = Account.of(WORLD, largest_page=30, default_page=30)
    assert rows < len(account.ids(table)) or table == "conversations"
    account.sandbox.mischief.add(Edit(lambda _: rows), path=_counter(table), times=10**6)
    for _ in range(2):
        read = account.read(table, ahead=4)
        assert sorted(read.ids) == account.ids(table) or read.proof.failed


def _counter(table: str) -> str:
    return "/v1/messages/all/count" if table == "messages" else f"/v1/{table}/count"


@pytest.mark.parametrize("table", ["contacts", "messages"])
def test_a_count_that_was_right_is_believed(table: str) -> None:
    account = Account.of(WORLD, largest_page=50, default_page=50)
    first, second = account.read(table).calls, account.read(table).calls
    assert LISTINGS[table] in {request.path for request in account.trace.requests}
    assert (first, second) == {"contacts": (5, 4), "messages": (4, 4)}[table]
