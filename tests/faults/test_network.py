"""The network between driver and API: connections refused, gone stale, reset, cut anywhere in a reply."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import heymarket_dbapi
from tests.driver.modes import MODES, Mode

from .account import CONTACTS, OVER_HTTP, Account
from .relay import Relay, relay

Connect = Callable[..., Any]


@pytest.fixture(params=MODES, ids=[kind.name for kind in MODES])
def mode(request: pytest.FixtureRequest) -> Iterator[Mode]:
    """One mode, then the other: all of it is over HTTP."""
    made: Mode = request.param()
    yield made
    made.end()


@pytest.fixture
def served(accounts: dict[str, Account]) -> Iterator[Account]:
    """The account behind its server."""
    accounts[OVER_HTTP].begin()
    yield accounts[OVER_HTTP]
    accounts[OVER_HTTP].sandbox.mischief.clear()


@pytest.fixture
def way_there(served: Account) -> Iterator[Relay]:
    """A relay before the server."""
    with relay(int(served.address["base_url"].rpartition(":")[2])) as made:
        yield made


@pytest.fixture
def connection(mode: Mode, served: Account, way_there: Relay) -> Iterator[Any]:
    """A connection through the relay, which has asked once."""
    with mode.connect(**{**served.options(retries=1), "base_url": way_there.url}) as made:
        made.ping()
        served.sandbox.log.clear()
        yield made


def expected(served: Account) -> list[Any]:
    return CONTACTS.rows(served.sandbox)


def test_a_kept_connection_that_went_stale_is_replaced(connection: Any, served: Account, way_there: Relay) -> None:
    for reset in (False, True):
        before = way_there.accepted
        way_there.cut(reset=reset)
        time.sleep(0.05)
        assert sorted(connection.execute(CONTACTS.sql).fetchall()) == expected(served)
        assert way_there.accepted > before


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_a_connection_that_ends_between_two_pages(
    reset: bool, connection: Any, served: Account, way_there: Relay
) -> None:
    cursor = connection.execute(CONTACTS.sql)
    rows = cursor.fetchmany(20)
    way_there.cut(reset=reset)
    time.sleep(0.05)
    assert sorted(rows + cursor.fetchall()) == expected(served)


# Before a byte, in the head, behind the head, in the body.
@pytest.mark.parametrize("size", [0, 10, 60, 300, 1500])
def test_a_reply_that_is_cut_anywhere(size: int, connection: Any, served: Account, way_there: Relay) -> None:
    cursor = connection.execute(CONTACTS.sql)
    rows = cursor.fetchmany(20)
    way_there.cut_after = size
    rows += cursor.fetchall()
    assert sorted(rows) == expected(served)
    assert way_there.cut_after is None
    assert len(cursor.api_calls) == len(served.sandbox.log)
    assert [call.status for call in cursor.api_calls].count(None) == 1


def test_a_refused_connection_is_no_call_and_an_error(connection: Any, served: Account, way_there: Relay) -> None:
    cursor = connection.execute(CONTACTS.sql)
    rows = cursor.fetchmany(20)
    way_there.refuse()
    for _ in range(2):
        with pytest.raises(heymarket_dbapi.OperationalError, match=r"POST /v2/contacts/list after 2 attempts: no conn"):
            cursor.fetchall()
    assert len(cursor.api_calls) == len(served.sandbox.log)
    way_there.listen()
    assert sorted(rows + cursor.fetchall()) == expected(served)
    assert cursor.completeness == "complete"


def test_a_server_that_is_back_in_time_is_reached(connection: Any, served: Account, way_there: Relay) -> None:
    way_there.refuse()
    with pytest.raises(heymarket_dbapi.OperationalError, match="no connection"):
        connection.execute(CONTACTS.sql)
    way_there.listen()
    assert sorted(connection.execute(CONTACTS.sql).fetchall()) == expected(served)


def test_what_is_not_heard_is_asked_again(mode: Mode, served: Account, way_there: Relay) -> None:
    options = {**served.options(retries=1, read_timeout=0.6), "base_url": way_there.url}
    with mode.connect(**options) as connection:
        connection.ping()
        cursor = connection.execute(CONTACTS.sql)
        rows = cursor.fetchmany(20)
        way_there.is_mute = True
        with pytest.raises(heymarket_dbapi.OperationalError, match="after 2 attempts: no reply in time"):
            cursor.fetchall()
        way_there.is_mute = False
        assert sorted(rows + cursor.fetchall()) == expected(served)
