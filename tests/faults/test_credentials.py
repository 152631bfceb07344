"""Keys that are rotated and an account that is denied in the middle of a result; custom fields that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi.sandbox import (
    SANDBOX_API_KEY,
    SANDBOX_SECRET_ID,
    SANDBOX_SECRET_KEY,
    Edit,
    Fail,
    Garble,
)
from tests.driver.modes import Mode

from .account import CONTACTS, OVER_HTTP, Account, account

FIELDS = "/v1/contact-fields"


@pytest.fixture
def own(way: tuple[str, type[Mode]]) -> Iterator[Account]:
    """An account that the test may change."""
    with account(way[0], seed=14) as made:
        made.begin()
        yield made
        made.sandbox.reset()


@pytest.fixture
def connection(own: Account, mode: Mode) -> Iterator[Any]:
    """A connection with the team's key, to which nothing is known."""
    with mode.connect(**own.options()) as made:
        yield made


def test_a_rotated_key_is_told_at_once(own: Account, connection: Any) -> None:
    cursor = connection.execute(CONTACTS.sql)
    rows = cursor.fetchmany(20)
    own.sandbox.credentials.rotate_key("another-key")
    sent = len(own.sandbox.log)
    for number in (1, 2):
        with pytest.raises(heymarket_dbapi.OperationalError, match="refuses the credential") as raised:
            cursor.fetchall()
        assert raised.value.status == 401 and SANDBOX_API_KEY not in str(raised.value)
        assert len(own.sandbox.log) == sent + number
    own.sandbox.credentials.rotate_key(SANDBOX_API_KEY)
    assert sorted(rows + cursor.fetchall()) == CONTACTS.rows(own.sandbox)


def test_a_secret_that_is_removed_and_comes_back(own: Account, mode: Mode) -> None:
    secret = {"secret_id": SANDBOX_SECRET_ID, "secret_key": SANDBOX_SECRET_KEY}
    options = own.options(**secret)
    options.pop("api_key", None)
    with mode.connect(**options) as connection:
        cursor = connection.execute(CONTACTS.sql)
        rows = cursor.fetchmany(20)
        own.sandbox.credentials.remove_secret(SANDBOX_SECRET_ID)
        with pytest.raises(heymarket_dbapi.OperationalError, match="refuses the credential"):
            cursor.fetchall()
        own.sandbox.credentials.add_secret(SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY)
        own.sandbox.mischief.add(Fail(401), path=CONTACTS.path)  # once: the token is signed anew
        assert sorted(rows + cursor.fetchall()) == CONTACTS.rows(own.sandbox)


def test_an_account_that_is_denied(own: Account, connection: Any) -> None:
    cursor = connection.execute(CONTACTS.sql)
    rows = cursor.fetchmany(20)
    own.sandbox.credentials.denied = True
    for _ in range(2):
        with pytest.raises(heymarket_dbapi.ProgrammingError, match=r"denies POST .* to this credential \(403\)"):
            cursor.fetchall()
    own.sandbox.credentials.denied = False
    assert sorted(connection.execute(CONTACTS.sql).fetchall()) == CONTACTS.rows(own.sandbox)
    assert set(rows) <= set(CONTACTS.rows(own.sandbox))


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fail(500), heymarket_dbapi.OperationalError, rf"failed at POST {FIELDS} \(500\)"),
        (Fail(403), heymarket_dbapi.ProgrammingError, rf"denies POST {FIELDS} to this credential \(403\)"),
        (Fail(404), heymarket_dbapi.ProgrammingError, rf"refuses POST {FIELDS} \(404\)"),
        (Garble(), heymarket_dbapi.OperationalError, f"no whole reply to POST {FIELDS}"),
        (Garble('{"fields": 7}'), heymarket_dbapi.DataError, f"POST {FIELDS}: expected an array"),
        (Edit(lambda rows: rows[0].pop("id")), heymarket_dbapi.DataError, "id"),
        (Edit(lambda rows: rows[0].update(title=["Ann Lee"])), heymarket_dbapi.DataError, "title"),
    ],
    ids=["500", "403", "404", "garbled", "no array", "no id", "an array for a title"],
)
def test_custom_fields_that_cannot_be_read(
    fault: Any, kind: type[Exception], words: str, own: Account, connection: Any
) -> None:
    own.sandbox.mischief.add(fault, path=FIELDS, times=float("inf"))
    for work in (connection.ping, lambda: connection.execute("SELECT * FROM contacts")):
        with pytest.raises(kind, match=words) as raised:
            work()
        assert "Ann Lee" not in str(raised.value)
    assert len(connection.execute("SELECT id FROM tags").fetchall()) == len(own.sandbox.world.tags)
    own.sandbox.mischief.clear()
    cursor = connection.execute("SELECT * FROM contacts")
    assert len(cursor.fetchall()) == len(own.sandbox.world.contacts)
    assert len(cursor.description) > 20


def test_the_sandbox_limits_and_the_driver_waits() -> None:
    with account(OVER_HTTP, rate_limit=6, rate_window=1.2) as own:
        with heymarket_dbapi.connect(**own.options(retries=5)) as connection:
            assert sorted(connection.execute(CONTACTS.sql).fetchall()) == CONTACTS.rows(own.sandbox)
        assert 429 in [entry.status for entry in own.sandbox.log]
