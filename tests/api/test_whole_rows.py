"""Conversations by id with what the listing alone shows: the row, and its own page of the listing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import heymarket_dbapi

from .sql import Client, client

DSN = (
    "heymarket://sandbox?seed=5&contacts=40&messages=300&conversations=120&crowd=0&rate_limit=none"
    "&requests_per_minute=1000000&retries=1"
)
SELECT = "SELECT id, last_message, members, is_closed, status FROM conversations WHERE id "
PAGES = (20, 100)
# The reading, and the calls of an open and of a closed conversation once the server is known: the row, its page, the
# ids of the inboxes where they are needed, and a page more where the row shows not itself whether it is closed.
COSTS = (
    ("documented", 2, 2),
    ("verbose", 2, 2),
    ("coarse", 2, 2),
    ("observed", 3, 3),
    ("terse", 3, 4),
    ("hollow", 3, 3),
)

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """No test knows what another one has learned of the same server."""
    yield
    heymarket_dbapi.close_all()


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def made(reading: str, page: int, more: str = "") -> Any:
    options = f"&reading={reading}&largest_page={page}&default_page={min(page, 30)}{more}"
    return client(options, DSN, metadata_cache_ttl=3600)


def rows(asked: Client, holds: Callable[[Row], bool] = lambda row: True) -> Iterator[Row]:
    """Conversations whose time no other has within a second."""
    found = sorted(asked.sandbox.world.rows("conversations"), key=lambda row: row["updated"])
    seconds = [row["updated"][:19] for row in found]
    return (row for row in found if seconds.count(row["updated"][:19]) == 1 and holds(row))


def expected(row: Row, reading: str) -> tuple[Any, ...]:
    return (row["id"], row["last_msg"] or None, row["status"] == "closed")


def shown(found: tuple[Any, ...]) -> tuple[Any, ...]:
    number, last, members, closed, _ = found
    assert members is None or isinstance(json.loads(members), list)
    return (number, last, closed)


@pytest.mark.parametrize(("reading", "opened", "closed"), COSTS)
def test_a_row_by_id_costs_itself_and_its_page(reading: str, opened: int, closed: int, page: int) -> None:
    with made(reading, page) as asked:
        for is_closed, calls in ((False, opened), (True, closed)):
            found = [row for row in rows(asked) if (row["status"] == "closed") is is_closed and row["members"]]
            # The first one teaches what the server needs.
            for row in (found[0], found[len(found) // 2], found[-1]):
                (answer,) = asked.ask(SELECT + "= ?", [row["id"]])
                assert shown(answer) == expected(row, reading)
                assert answer[2] is not None
            assert len(asked.calls) == calls, asked.calls


@pytest.mark.parametrize("reading", ["documented", "observed", "terse", "strict", "ragged", "deaf", "bare"])
def test_rows_by_id_are_whole(reading: str, page: int) -> None:
    with made(reading, page) as asked:
        world = sorted(asked.sandbox.world.rows("conversations"), key=lambda row: int(row["id"]))
        wanted = [world[place] for place in (0, 40, 41, 80, 119)]
        answers = asked.ask(SELECT + "IN ? ORDER BY id", [[row["id"] for row in wanted] + [7]])
        assert [shown(answer) for answer in answers] == [expected(row, reading) for row in wanted]
        assert asked.ask(SELECT + "= 7") == []


def test_a_row_of_a_crowd_is_found_in_it(page: int) -> None:
    with client(f"&largest_page={page}&default_page=20", DSN.replace("crowd=0", "crowd=45")) as asked:
        crowd = [
            row for row in asked.sandbox.world.rows("conversations") if row["updated"].startswith("2025-12-10T18:00")
        ]
        for row in (crowd[0], crowd[-1]):
            assert [shown(one) for one in asked.ask(SELECT + "= ?", [row["id"]])] == [expected(row, "")]


@pytest.mark.parametrize("times", [1, 9])
def test_a_row_that_moves_meanwhile_is_read_again_and_then_looked_for(times: int) -> None:
    with made("documented", 20) as asked:
        row = list(rows(asked))[20]
        for nth in range(1, 1 + times):
            asked.sandbox.mischief.before(
                lambda world: world.touch("conversations", row["id"]), path="/v1/conversations", nth=nth
            )
        (answer,) = asked.ask(SELECT + "= ?", [row["id"]])
        assert shown(answer) == expected(row, "documented")
        assert len(asked.calls) >= 4


def test_a_row_that_is_deleted_meanwhile_is_not_shown() -> None:
    with made("documented", 20) as asked:
        row = list(rows(asked))[20]
        asked.sandbox.mischief.before(
            lambda world: world.delete("conversations", row["id"]), path="/v1/conversations", nth=1
        )
        assert asked.ask(SELECT + "= ?", [row["id"]]) == []


@pytest.mark.parametrize("reading", ["documented", "observed"])
def test_a_row_that_is_closed_meanwhile_is_found_among_the_closed_ones(reading: str) -> None:
    with made(reading, 20) as asked:
        row = list(rows(asked, lambda row: row["status"] == "open"))[20]
        asked.sandbox.mischief.before(
            lambda world: world.touch("conversations", row["id"], status="closed"), path="/v1/conversations", nth=1
        )
        (answer,) = asked.ask(SELECT + "= ?", [row["id"]])
        assert shown(answer) == (row["id"], row["last_msg"] or None, True)


def test_columns_that_a_single_reply_has_cost_one_call(page: int) -> None:
    with made("documented", page) as asked:
        row = next(rows(asked))
        assert asked.ask("SELECT id, is_closed FROM conversations WHERE id = ?", [row["id"]])
        assert asked.calls == [f"GET /v1/conversations/{row['id']}"]
