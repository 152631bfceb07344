"""Open or closed conversations alone: their pages, and all rows, whatever the server makes of the filter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi.api.times import ticks
from heymarket_dbapi.sandbox import Fail

from .sql import Client, client

DSN = (
    "heymarket://sandbox?seed=5&contacts=40&messages=100&conversations=200&crowd=0&time_digits=6&rate_limit=none"
    "&requests_per_minute=1000000&retries=1"
)
READINGS = ("documented", "observed", "strict", "terse", "coarse", "ragged", "deaf", "hollow", "bare")
CLOSED, OPEN = "is_closed", "NOT is_closed"


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """No test knows what another one has learned of the same server."""
    yield
    heymarket_dbapi.close_all()


def made(page: int, reading: str = "documented", more: str = "") -> Any:
    options = f"&reading={reading}&largest_page={page}&default_page={min(page, 30)}{more}"
    return client(options, DSN, metadata_cache_ttl=3600)


def wanted(asked: Client, condition: str, inboxes: tuple[int, ...] = ()) -> list[int]:
    is_closed = not condition.startswith("NOT")
    return sorted(
        row["id"]
        for row in asked.sandbox.world.rows("conversations")
        if (row["status"] == "closed") is is_closed and (not inboxes or row["inbox"] in inboxes)
    )


def found(asked: Client, condition: str, parameters: Any = None) -> list[int]:
    return sorted(row[0] for row in asked.ask(f"SELECT id FROM conversations WHERE {condition}", parameters))


@pytest.mark.parametrize("page", [20, 100])
@pytest.mark.parametrize("reading", READINGS)
def test_open_or_closed_rows_are_all_there(reading: str, page: int) -> None:
    with made(page, reading) as asked:
        inboxes = tuple(sorted({row["inbox"] for row in asked.sandbox.world.rows("conversations")}))[:2]
        for condition in (CLOSED, OPEN):
            for _ in range(2):
                assert found(asked, condition) == wanted(asked, condition)
            rows = found(asked, f"{condition} AND inbox_id = ?", [inboxes[0]])
            assert rows == wanted(asked, condition, inboxes[:1])
            rows = found(asked, f"inbox_id IN (?, ?) AND {condition}", inboxes)
            assert rows == wanted(asked, condition, inboxes)


def least(rows: int, page: int) -> int:
    """The calls of a walk by time: its pages, which overlap by a row, and another look at the head."""
    pages = 1 if rows <= page else 1 + -(-(rows - page) // (page - 1))
    return pages + (pages > 1)


@pytest.mark.parametrize("page", [20, 100])
@pytest.mark.parametrize("reading", ["documented", "observed", "verbose", "coarse"])
@pytest.mark.parametrize("condition", [CLOSED, OPEN])
def test_only_their_pages_are_asked_for(reading: str, page: int, condition: str) -> None:
    with made(page, reading) as asked:
        inbox = asked.sandbox.world.rows("conversations")[0]["inbox"]
        for _ in range(2):
            rows = found(asked, f"inbox_id = ? AND {condition}", [inbox])
        # A page that shows nothing new may be what tells the end.
        assert least(len(rows), page) <= len(asked.calls) <= least(len(rows), page) + 1
        rows = found(asked, condition)
        assert asked.calls.pop(0) == "GET /v1/inboxes"
        assert least(len(rows), page) + 1 <= len(asked.calls) <= least(len(rows), page) + 2


@pytest.mark.parametrize("condition", [CLOSED, OPEN])
def test_the_first_rows_of_one_value_cost_their_page(condition: str) -> None:
    with made(20) as asked:
        times = {row["id"]: ticks(row["updated"]) // 1000 for row in asked.sandbox.world.rows("conversations")}
        expected = sorted((times[number] for number in wanted(asked, condition)), reverse=True)[:5]
        sql = f"SELECT id FROM conversations WHERE {condition} ORDER BY updated_date DESC LIMIT 5"
        assert [times[row[0]] for row in asked.ask(sql)] == expected
        assert asked.calls == ["GET /v1/inboxes", "POST /v1/conversations"]


@pytest.mark.parametrize("condition", [CLOSED, OPEN])
def test_where_there_is_none_a_page_without_the_filter_shows_none_either(condition: str) -> None:
    with made(100) as asked:
        for row in list(asked.sandbox.world.rows("conversations")):
            status = "open" if condition == CLOSED else "closed"
            asked.sandbox.world.touch("conversations", row["id"], status=status)
        assert found(asked, condition) == []
        # An empty page is asked for again.
        assert asked.calls == ["GET /v1/inboxes", *["POST /v1/conversations"] * 3]


@pytest.mark.parametrize("condition", [CLOSED, OPEN])
def test_a_filter_that_is_refused_is_left_out(condition: str) -> None:
    with made(100) as asked:
        for nth in (1, 2, 3):
            asked.sandbox.mischief.add(Fail(400), path="/v1/conversations", nth=nth)
        assert found(asked, condition) == wanted(asked, condition)


@pytest.mark.parametrize("page", [20, 100])
@pytest.mark.parametrize("filters", ["optional", "ignored"])
@pytest.mark.parametrize("omitted", ["both", "open"])
def test_rows_that_do_not_tell_their_state_are_told_by_the_filter(filters: str, omitted: str, page: int) -> None:
    more = f"&status_shown=no&conversation_filters={filters}&closed_omitted={omitted}"
    with made(page, more=more) as asked:
        if filters == "ignored":
            # Nothing tells which rows are closed: none is called so.
            assert found(asked, CLOSED) == []
            return
        for condition in (CLOSED, OPEN):
            assert found(asked, condition) == wanted(asked, condition)
        number = wanted(asked, CLOSED)[3]
        assert asked.ask("SELECT is_closed FROM conversations WHERE id = ?", [number]) == [(True,)]
        assert asked.ask("SELECT id FROM conversations WHERE id = ? AND NOT is_closed", [number]) == []


@pytest.mark.parametrize("nth", range(1, 6))
def test_a_row_that_is_closed_meanwhile_is_there_once_at_most(nth: int) -> None:
    with made(20) as asked:
        number = wanted(asked, OPEN)[7]
        asked.sandbox.mischief.before(
            lambda world: world.touch("conversations", number, status="closed"), path="/v1/conversations", nth=nth
        )
        rows = found(asked, CLOSED)
        assert [row for row in rows if row != number] == [row for row in wanted(asked, CLOSED) if row != number]
        assert rows.count(number) <= 1
