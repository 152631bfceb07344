"""When rows were seen in their listing: a bounded memory, and what it saves of messages, which no read shows by id."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import heymarket_dbapi
from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.api.sightings import Sightings

from .sql import Client, client

DSN = (
    "heymarket://sandbox?seed=5&contacts=40&messages=400&conversations=40&crowd=0&time_digits=6&rate_limit=none"
    "&requests_per_minute=1000000&retries=1"
)
READINGS = ("documented", "strict", "coarse", "ragged", "hollow", "bare")
PAGES = (20, 100)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """No test knows what another one has learned of the same server."""
    yield
    heymarket_dbapi.close_all()


def test_only_the_rows_that_were_seen_last_are_remembered() -> None:
    seen = Sightings(most=100)
    for number in range(1000):
        seen.note("messages", [(number, number * 10)])
    known = [number for number in range(1000) if seen.time_of("messages", number) is not None]
    assert 50 <= len(known) <= 100
    assert known == list(range(1000 - len(known), 1000))
    assert seen.time_of("messages", 999) == 9990
    assert seen.time_of("tags", 999) is None


def test_what_was_forgotten_is_not_remembered() -> None:
    seen = Sightings(most=4)
    seen.note("messages", [(1, 10), (2, 20)])
    seen.note("messages", [(3, 30)])
    seen.forget("messages", {1, 3})
    assert [seen.time_of("messages", key) for key in (1, 2, 3)] == [None, 20, None]
    seen.clear()
    assert seen.time_of("messages", 2) is None


def test_facts_that_are_kept_for_no_time_remember_no_row() -> None:
    for facts in (Facts(0.0), forgotten()):
        assert facts.time_of("messages", 1) is None


def forgotten() -> Facts:
    facts = Facts()
    facts.note_times("messages", [(1, 10)])
    facts.forget()
    return facts


@pytest.fixture(params=[(reading, page) for reading in READINGS for page in PAGES], ids=str)
def asked(request: pytest.FixtureRequest) -> Iterator[Client]:
    reading, page = request.param
    options = f"&reading={reading}&largest_page={page}&default_page={min(page, 30)}"
    with client(options, DSN, metadata_cache_ttl=3600) as made:
        yield made


def listed(made: Client) -> list[int]:
    """The ids of the messages, newest first, all of them read."""
    return [row[0] for row in made.ask("SELECT id FROM messages ORDER BY created_date DESC, id")]


def test_a_message_that_was_seen_costs_its_page(asked: Client) -> None:
    ids = listed(asked)
    scan = len(asked.calls)
    for number in (ids[0], ids[len(ids) // 2], ids[-1]):
        ((found, text),) = asked.ask("SELECT id, text FROM messages WHERE id = ?", [number])
        assert found == number
        (row,) = (one for one in asked.sandbox.world.rows("messages") if one["id"] == number)
        assert (text or "") == (row["text"] or "")
        assert len(asked.calls) == 1
    wanted = ids[50:53]
    assert sorted(row[0] for row in asked.ask("SELECT id FROM messages WHERE id IN ?", [wanted])) == sorted(wanted)
    assert len(asked.calls) <= min(3, scan)


def test_a_message_that_was_deleted_since_is_not_there(asked: Client) -> None:
    ids = listed(asked)
    asked.sandbox.world.delete("messages", ids[50])
    for number in (ids[50], 7):
        assert asked.ask("SELECT id FROM messages WHERE id = ?", [number]) == []
        assert len(asked.calls) > 1
    # It is not looked for at its time again.
    rows = asked.ask("SELECT id FROM messages WHERE id IN ?", [[ids[50], ids[51]]])
    assert [row[0] for row in rows] == [ids[51]]


def test_a_message_of_a_history_is_remembered() -> None:
    with client("&largest_page=20&default_page=20", DSN, metadata_cache_ttl=3600) as made:
        conversation = next(
            row["id"] for row in made.sandbox.world.rows("conversations") if row["channel"] == "sms" and row["last_msg"]
        )
        ids = [row[0] for row in made.ask("SELECT id FROM messages WHERE conversation_id = ?", [conversation])]
        assert made.ask("SELECT id FROM messages WHERE id = ?", [ids[0]]) == [(ids[0],)]
        assert len(made.calls) == 1


def test_a_listing_that_heeds_no_bound_is_read_whole() -> None:
    with client("&reading=deaf&largest_page=100", DSN, metadata_cache_ttl=3600) as made:
        ids = listed(made)
        assert made.ask("SELECT id FROM messages WHERE id = ?", [ids[7]]) == [(ids[7],)]
        assert made.ask("SELECT id FROM messages WHERE id = ?", [ids[300]]) == [(ids[300],)]
