"""Pages are asked for ahead of the reader, as far as it drains, and made into rows while others are on their way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import heymarket_dbapi
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.effects import Fetch, Reply
from heymarket_dbapi.plan.access import choose
from heymarket_dbapi.sql.query import Relation

from .accounts import BY_NAME, Account, shared_world
from .latency import LATENCY, Slow
from .sql import Client, client

DSN = (
    "heymarket://sandbox?seed=11&contacts=1200&messages=40&conversations=20&crowd=0&largest_page=10"
    "&rate_limit=none&requests_per_minute=1000000&retries=0"
)
WORKERS = 4


def sent_before_each_page(*, is_drained: bool) -> list[int]:
    """How many requests were sent when each page of a scan was there; it takes hardly more time than its calls."""
    account = Account.of(shared_world(contacts=1200), largest_page=10)
    account.read("contacts")
    exchange = account.exchange()
    exchange.is_drained = is_drained
    access = choose(Relation("c", "heymarket", "contacts", ("id",)), BY_NAME["contacts"], BY_NAME, ahead=WORKERS)
    scan, slow, sent = Scan(access, ("id",), BY_NAME, exchange), Slow(account.respond, WORKERS), []
    while slow.run(scan.next()) is not None:
        sent.append(len(slow.requests))
    assert slow.seconds <= 1.15 * len(slow.requests) / WORKERS * LATENCY
    return sent


def test_who_reads_on_has_two_pages_for_each_worker_ahead() -> None:
    sent = sent_before_each_page(is_drained=False)
    assert max(number - place for place, number in enumerate(sent, 1)) == 2 * WORKERS


def test_who_drains_waits_for_no_page_between() -> None:
    sent = sent_before_each_page(is_drained=True)
    assert len(sent) == 120
    assert len(set(sent)) == 2  # the first page, and all others
    assert sent[-1] == sent_before_each_page(is_drained=False)[-1]


def test_a_page_is_made_into_rows_before_the_next_one_has_come() -> None:
    account = Account.of(shared_world(contacts=1200), largest_page=10)
    account.read("contacts")
    access = choose(Relation("c", "heymarket", "contacts", ("id",)), BY_NAME["contacts"], BY_NAME, ahead=WORKERS)
    events: list[str] = []

    class Watched(Scan):
        def _decode(self, *given: object) -> object:  # type: ignore[override]  # what it is given is no matter here
            events.append("rows")
            return super()._decode(*given)  # type: ignore[arg-type]

    def respond(fetch: Fetch) -> Reply:
        events.append("reply")
        return account.respond(fetch)

    scan, slow = Watched(access, ("id",), BY_NAME, account.exchange()), Slow(respond, WORKERS)
    while slow.run(scan.next()) is not None:
        pass
    # Not first all replies of a round, then all their rows; and once for each page, that of the head included.
    assert "reply reply reply" not in " ".join(events)
    assert events.count("rows") == 121


@contextmanager
def broken(place: int) -> Iterator[Client]:
    """A sandbox whose contact of that place has a number that is none."""
    with client("", DSN, metadata_cache_ttl=3600) as made:
        made.ask("SELECT id FROM contacts")
        row = sorted(made.sandbox.world.rows("contacts"), key=lambda one: one["updated"], reverse=True)[place]
        made.sandbox.world.touch("contacts", row["id"], at=row["updated"], rev="seven")
        yield made


def test_a_page_that_cannot_be_told_fails_in_its_turn() -> None:
    with broken(105) as made, made.connection.cursor() as cursor:
        cursor.execute("SELECT id, rev FROM contacts")
        assert len(cursor.fetchmany(100)) == 100
        with pytest.raises(heymarket_dbapi.DataError):
            cursor.fetchmany(100)
