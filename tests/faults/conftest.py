"""The account in this process and over HTTP, and connections to it in both modes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.driver.modes import Awaiting, Blocking, Mode

from .account import IN_PROCESS, OVER_HTTP, Account, account

Connect = Callable[..., Any]


# Awaiting in process is what the driver's own tests do.
WAYS = ((IN_PROCESS, Blocking), (OVER_HTTP, Blocking), (OVER_HTTP, Awaiting))


@pytest.fixture(params=WAYS, ids=[f"{carriage}, {kind.name}" for carriage, kind in WAYS])
def way(request: pytest.FixtureRequest) -> tuple[str, type[Mode]]:
    """Where the sandbox is, and the mode."""
    chosen: tuple[str, type[Mode]] = request.param
    return chosen


@pytest.fixture
def mode(way: tuple[str, type[Mode]]) -> Iterator[Mode]:
    """The mode."""
    made = way[1]()
    yield made
    made.end()


@pytest.fixture(scope="session")
def accounts() -> Iterator[dict[str, Account]]:
    """The account that tests share, in this process and over HTTP."""
    with account(IN_PROCESS) as embedded, account(OVER_HTTP) as served:
        yield {IN_PROCESS: embedded, OVER_HTTP: served}


@pytest.fixture
def shared(way: tuple[str, type[Mode]], accounts: dict[str, Account]) -> Account:
    """The account that tests share."""
    return accounts[way[0]]


@pytest.fixture
def reached(shared: Account) -> Iterator[Account]:
    """The shared account as nobody has met it before; no request may break the API's contract (surveys' page 0 may)."""
    shared.begin()
    yield shared
    shared.sandbox.mischief.clear()
    broken = [f"{entry.path}: {text}" for entry in shared.sandbox.log for text in entry.violations]
    assert [one for one in broken if "not on this operation's page" not in one and "surveys: page" not in one] == []


@pytest.fixture
def connect(mode: Mode, reached: Account) -> Iterator[Connect]:
    """Makes connections that are closed after the test; the account's custom fields are known already."""
    made: list[Any] = []

    def give(timeout: float | None = None, **options: Any) -> Any:
        made.append(mode.connect(**reached.options(**options)))
        made[-1].ping()
        if timeout is not None:
            made[-1].execute(f"SET heymarket.timeout = {timeout}")
        reached.sandbox.log.clear()
        return made[-1]

    yield give
    reached.sandbox.mischief.clear()
    for connection in made:
        connection.close()
