"""The account in this process and over HTTP, and connections to it in both modes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.driver.modes import MODES, Mode

from .account import CARRIAGES, Account, account

Connect = Callable[..., Any]


@pytest.fixture(params=MODES, ids=[kind.name for kind in MODES])
def mode(request: pytest.FixtureRequest) -> Iterator[Mode]:
    """One mode, then the other."""
    made: Mode = request.param()
    yield made
    made.end()


@pytest.fixture(scope="session", params=CARRIAGES)
def shared(request: pytest.FixtureRequest) -> Iterator[Account]:
    """The account that tests share, in this process, then over HTTP."""
    with account(request.param) as made:
        yield made


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

    def give(**options: Any) -> Any:
        made.append(mode.connect(**reached.options(**options)))
        made[-1].ping()
        reached.sandbox.log.clear()
        return made[-1]

    yield give
    reached.sandbox.mischief.clear()
    for connection in made:
        connection.close()
