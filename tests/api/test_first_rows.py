"""Ranges, first rows, counts and ends of a listing: right under every reading, for the pages that hold them."""

from __future__ import annotations

import operator
import random
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi.sandbox.named import NAMED

TIMES = {
    "contacts": "updated_date",
    "conversations": "updated_date",
    "messages": "created_date",
    "lists": "updated_date",
    "tags": "updated_date",
    "templates": "updated_date",
}
COMPARISONS: dict[str, Callable[[datetime, datetime], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
}


def connected(**switches: object) -> Any:
    query = "&".join(f"{name}={value}" for name, value in {"contacts": 150, "messages": 700, **switches}.items())
    return heymarket_dbapi.connect(f"heymarket://sandbox?{query}&rate_limit=off", requests_per_minute=10**6)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    heymarket_dbapi.close_all()


def all_rows(connection: Any, table: str) -> list[tuple[int, datetime]]:
    rows: list[tuple[int, datetime]] = connection.execute(f"SELECT id, {TIMES[table]} FROM {table}").fetchall()
    return rows


@pytest.mark.parametrize("reading", NAMED)
@pytest.mark.parametrize("table", TIMES)
def test_a_range_holds_its_rows(table: str, reading: str) -> None:
    chance, column = random.Random(f"{table} {reading}"), TIMES[table]
    with connected(reading=reading) as connection:
        rows = all_rows(connection, table)
        times = sorted(moment for _, moment in rows)
        for sign, holds in COMPARISONS.items():
            edge = chance.choice(times)
            found = connection.execute(f"SELECT id FROM {table} WHERE {column} {sign} ?", [edge]).fetchall()
            assert sorted(found) == sorted((one,) for one, moment in rows if holds(moment, edge))
        lower, upper = sorted(chance.choices(times, k=2))
        found = connection.execute(f"SELECT id FROM {table} WHERE {column} BETWEEN ? AND ?", [lower, upper]).fetchall()
        assert sorted(found) == sorted((one,) for one, moment in rows if lower <= moment <= upper)


@pytest.mark.parametrize("reading", NAMED)
@pytest.mark.parametrize("table", TIMES)
def test_the_first_rows_are_the_first(table: str, reading: str) -> None:
    column = TIMES[table]
    with connected(reading=reading) as connection:
        try:
            rows = all_rows(connection, table)
        except heymarket_dbapi.OperationalError:
            pytest.skip("the API cannot: this reading does not show the whole listing")
        times = sorted(moment for _, moment in rows)
        for limit in (1, 7, 60):
            for words, wanted in (("DESC", times[::-1]), ("ASC", times)):
                cursor = connection.execute(f"SELECT {column} FROM {table} ORDER BY {column} {words} LIMIT {limit}")
                assert [row[0] for row in cursor.fetchall()] == wanted[:limit]
        ends = connection.execute(f"SELECT min({column}) FROM {table}").fetchone()
        assert ends == (times[0],)
        assert connection.execute(f"SELECT max({column}) FROM {table}").fetchone() == (times[-1],)
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (len(rows),)


@pytest.mark.parametrize(
    ("sql", "calls"),
    [
        ("SELECT count(*) FROM contacts", 1),
        ("SELECT count(*) AS n FROM messages", 1),
        ("SELECT count(*) FROM (SELECT * FROM conversations) AS anon_1", 1),
        ("SELECT max(updated_date) FROM contacts", 1),
        ("SELECT min(created_date) FROM messages", 1),
        ("SELECT max(created_date) FROM messages", 1),
        ("SELECT id FROM contacts ORDER BY updated_date DESC LIMIT 5", 1),
        ("SELECT id FROM messages ORDER BY created_date DESC LIMIT 10", 1),
        ("SELECT id FROM messages WHERE text LIKE '%a%' ORDER BY created_date DESC LIMIT 10", 1),
        ("SELECT id FROM conversations ORDER BY updated_date DESC LIMIT 5", 1),
        ("SELECT EXISTS(SELECT 1 FROM contacts)", 1),
        ("SELECT id FROM contacts LIMIT 120", 2),
        ("SELECT id, avatar_file_name FROM contacts LIMIT 1", 2),
        ("SELECT id FROM messages WHERE created_date > '2030-01-01'", 1),
        ("SELECT 1 FROM messages WHERE created_date > '2025-01-02' AND created_date < '2025-01-01'", 0),
    ],
)
def test_what_it_costs_when_the_server_is_known(sql: str, calls: int) -> None:
    with connected() as connection:
        for table in TIMES:
            all_rows(connection, table)
        cursor = connection.execute(sql)
        cursor.fetchall()
        assert len(cursor.api_calls) == calls


def test_a_join_supplies_what_a_table_needs() -> None:
    with connected(uuid_shown="always", contacts=20) as connection:
        joined = "contacts c JOIN contact_channels h ON h.contact_uuid = c.uuid"
        found = connection.execute(f"SELECT c.uuid, h.id FROM {joined}").fetchall()
        by_one = [
            (uuid, channel)
            for (uuid,) in connection.execute("SELECT uuid FROM contacts").fetchall()
            for (channel,) in connection.execute("SELECT id FROM contact_channels WHERE contact_uuid = ?", [uuid])
        ]
        assert sorted(found) == sorted(by_one)
        assert len(connection.execute(f"SELECT h.id FROM {joined} LIMIT 3 OFFSET 1").fetchall()) == 3


@pytest.mark.parametrize("reading", [{}, {"reading": "strict"}, {"reading": "old"}, {"reading": "bare"}], ids=str)
def test_a_filter_of_the_listing_and_of_the_parent_narrow(reading: dict[str, object]) -> None:
    with connected(**reading) as connection:
        inboxes = connection.execute("SELECT id, inbox_id FROM conversations").fetchall()
        wanted = inboxes[0][1]
        found = connection.execute("SELECT id FROM conversations WHERE inbox_id = ?", [wanted]).fetchall()
        assert sorted(found) == sorted((one,) for one, inbox in inboxes if inbox == wanted)
        tags = connection.execute("SELECT contact_id, tag_id FROM contact_tags").fetchall()
        contact = tags[0][0]
        found = connection.execute("SELECT tag_id FROM contact_tags WHERE contact_id = ?", [contact]).fetchall()
        assert sorted(found) == sorted((tag,) for one, tag in tags if one == contact)
        assert connection.execute("SELECT tag_id FROM contact_tags WHERE contact_id = 5").fetchall() == []


def test_a_direction_that_the_server_does_not_take_is_tried_once() -> None:
    with connected(largest_page=30) as connection:
        sql = "SELECT min(updated_date) FROM tags"
        first, second = (len(cursor.api_calls) for cursor in (fetched(connection, sql), fetched(connection, sql)))
        assert second < first


def fetched(connection: Any, sql: str) -> Any:
    cursor = connection.execute(sql)
    cursor.fetchall()
    return cursor


@pytest.mark.parametrize("descending", ["", " DESC"])
@pytest.mark.parametrize("table", TIMES)
def test_a_second_column_to_sort_by_costs_no_further_page(table: str, descending: str) -> None:
    def calls(order: str) -> int:
        heymarket_dbapi.close_all()
        with connected() as connection:
            cursor = connection.execute(f"SELECT id FROM {table} ORDER BY {order} LIMIT 3")
            assert len(cursor.fetchall()) == 3
            return len(cursor.api_calls)

    assert calls(f"{TIMES[table]}{descending}, id{descending}") <= calls(f"{TIMES[table]}{descending}")
