"""Credentials through the whole driver: what is refused is said once and without the key; clocks may differ."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi.sandbox import SANDBOX_API_KEY, SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY, Address, Sandbox, serve

from .modes import Mode

WRONG = "wr0ng/k+y=="
SQL = "SELECT id FROM contacts"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        import time

        return time.time() + self.ahead


@pytest.fixture
def clock() -> Clock:
    """The server's clock."""
    return Clock()


@pytest.fixture
def served(clock: Clock) -> Iterator[tuple[Sandbox, Address]]:
    """A sandbox behind HTTP."""
    sandbox = Sandbox(contacts=60, messages=20, crowd=10, largest_page=20, rate_limit=0, clock=clock)
    with serve(sandbox) as address:
        yield sandbox, address
        heymarket_dbapi.close_all()


def _connect(mode: Mode, address: Address, **options: Any) -> Any:
    options = {"secret_id": SANDBOX_SECRET_ID, "secret_key": SANDBOX_SECRET_KEY, **options}
    return mode.connect(base_url=address.url, requests_per_minute=1_000_000, retries=2, **options)


def _assert_silent(error: BaseException, *secrets: str) -> None:
    shown = "".join(traceback.format_exception(error)) + repr(error)
    assert not any(secret in shown for secret in secrets)


@pytest.mark.parametrize("key", [WRONG, "", "sandbox-team-key"])
def test_a_wrong_key_is_one_error_at_ping(key: str, mode: Mode, served: tuple[Sandbox, Address]) -> None:
    sandbox, address = served
    if not key:
        with pytest.raises(heymarket_dbapi.InterfaceError, match="no credential"):
            mode.connect(base_url=address.url, api_key=key)
        return
    with _connect(mode, address, secret_id=None, secret_key=None, api_key=key) as connection:
        for use, most in ((connection.ping, 1), (lambda: connection.execute(SQL), 2)):  # a count and a page
            sandbox.log.clear()
            with pytest.raises(heymarket_dbapi.OperationalError, match="401") as caught:
                use()
            assert 1 <= len(sandbox.log) <= most
            _assert_silent(caught.value, key)
        assert key not in repr(connection)
        assert not any(key in value for _, value in connection.execute("SHOW ALL").fetchall())


def test_a_wrong_secret_is_signed_again_once(mode: Mode, served: tuple[Sandbox, Address]) -> None:
    sandbox, address = served
    with _connect(mode, address, secret_key=WRONG) as connection:
        with pytest.raises(heymarket_dbapi.OperationalError, match="401") as caught:
            connection.ping()
        assert len(sandbox.log) == 2
        _assert_silent(caught.value, WRONG)


def test_either_credential_reads(mode: Mode, served: tuple[Sandbox, Address]) -> None:
    sandbox, address = served
    key = {"secret_id": None, "secret_key": None, "api_key": SANDBOX_API_KEY}
    for options, scheme in (({}, "token"), (key, "key")):
        sandbox.log.clear()
        with _connect(mode, address, **options) as connection:
            assert len(connection.execute(SQL).fetchall()) == 60
        assert {entry.scheme for entry in sandbox.log} == {scheme}
        assert {entry.status for entry in sandbox.log} == {200}


@pytest.mark.parametrize("ahead", [-60.0, 60.0])
@pytest.mark.parametrize("future_iat", [True, False])
def test_the_servers_clock_may_differ_by_a_minute(
    ahead: float, future_iat: bool, mode: Mode, served: tuple[Sandbox, Address], clock: Clock
) -> None:
    sandbox, address = served
    clock.ahead = ahead
    sandbox.read_as(future_iat=future_iat)
    with _connect(mode, address) as connection:
        assert len(connection.execute(SQL).fetchall()) == 60
    assert {entry.status for entry in sandbox.log} == {200}


def test_a_token_that_ends_in_the_middle_is_signed_anew(
    mode: Mode, served: tuple[Sandbox, Address], clock: Clock
) -> None:
    sandbox, address = served
    with _connect(mode, address, concurrency=1) as connection:
        cursor = connection.execute(SQL)
        rows = cursor.fetchmany(5)
        clock.ahead = 600.0
        rows += cursor.fetchall()
        assert len(set(rows)) == 60
        assert [call.status for call in cursor.api_calls].count(401) == 1
        assert len(cursor.api_calls) == len(sandbox.log)


def test_a_key_rotated_in_the_middle_is_one_error(mode: Mode, served: tuple[Sandbox, Address]) -> None:
    sandbox, address = served
    with _connect(mode, address, concurrency=1) as connection:
        cursor = connection.execute(SQL)
        cursor.fetchmany(5)
        sandbox.credentials.remove_secret(SANDBOX_SECRET_ID)
        sandbox.log.clear()
        with pytest.raises(heymarket_dbapi.OperationalError, match="401") as caught:
            cursor.fetchall()
        assert len(sandbox.log) == 2
        _assert_silent(caught.value, SANDBOX_SECRET_KEY, SANDBOX_SECRET_ID)
        sandbox.credentials.add_secret(SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY)
        assert len(connection.execute(SQL).fetchall()) == 60


def test_a_team_that_may_not_use_the_api(mode: Mode, served: tuple[Sandbox, Address]) -> None:
    sandbox, address = served
    sandbox.credentials.denied = True
    with _connect(mode, address) as connection, pytest.raises(heymarket_dbapi.ProgrammingError, match="403"):
        connection.execute(SQL).fetchall()


@pytest.mark.parametrize(
    "environment",
    [
        {"HEYMARKET_API_KEY": SANDBOX_API_KEY},
        {"HEYMARKET_SECRET_ID": SANDBOX_SECRET_ID, "HEYMARKET_SECRET_KEY": SANDBOX_SECRET_KEY},
    ],
    ids=["key", "secret"],
)
def test_the_environment_fills_what_is_missing(
    environment: dict[str, str], mode: Mode, served: tuple[Sandbox, Address], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, address = served
    for name, value in {**environment, "HEYMARKET_BASE_URL": address.url}.items():
        monkeypatch.setenv(name, value)
    with mode.connect() as connection:
        assert connection.execute("SELECT count(*) FROM contacts").fetchone() == (60,)


def test_a_dsn_carries_the_credential(mode: Mode, served: tuple[Sandbox, Address]) -> None:
    _, address = served
    host = address.url.removeprefix("http://")
    for user in (f":{SANDBOX_API_KEY}", f"{SANDBOX_SECRET_ID}:{SANDBOX_SECRET_KEY}"):
        with mode.connect(f"heymarket://{user}@{host}/?tls=false") as connection:
            assert connection.execute("SELECT count(*) FROM contacts").fetchone() == (60,)
            assert SANDBOX_API_KEY not in repr(connection) and SANDBOX_SECRET_KEY not in repr(connection)
