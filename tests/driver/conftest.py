"""A small account with small pages, its sandbox as a witness, and connections in both modes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from heymarket_dbapi.options import settings
from heymarket_dbapi.sandbox import Entry, Sandbox
from heymarket_dbapi.wire import sandbox_of

from .modes import MODES, Mode

DSN = (
    "heymarket://sandbox?seed=7&contacts=95&messages=200&crowd=30&largest_page=20&default_page=20"
    "&rate_limit=none&requests_per_minute=1000000&retries=0"
)


def pages(sandbox: Sandbox) -> list[Entry]:
    """The requests for rows; counts and metadata are none."""
    return [entry for entry in sandbox.log if not entry.path.endswith(("/count", "/contact-fields"))]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """The sandbox of ``DSN``, with nothing in its log and no mischief; no request may break the API's contract."""
    sandbox = sandbox_of(settings(DSN))
    sandbox.mischief.clear()
    sandbox.log.clear()
    yield sandbox
    broken = [text for entry in sandbox.log for text in entry.violations]
    assert [text for text in broken if "not on this operation's page" not in text] == []


@pytest.fixture(params=MODES, ids=[kind.name for kind in MODES])
def mode(request: pytest.FixtureRequest) -> Iterator[Mode]:
    """One mode, then the other."""
    made: Mode = request.param()
    yield made
    made.end()


@pytest.fixture
def connect(mode: Mode, sandbox: Sandbox) -> Iterator[Callable[..., Any]]:
    """Makes connections that are closed after the test; the account's custom fields are known already."""
    made: list[Any] = []

    def give(dsn: str | None = DSN, **options: Any) -> Any:
        made.append(mode.connect(dsn, **options))
        return made[-1]

    first = give()
    first.ping()
    sandbox.log.clear()
    yield give
    sandbox.mischief.clear()
    for connection in made:
        connection.close()


@pytest.fixture
def connection(connect: Callable[..., Any]) -> Any:
    """A connection in one mode, then in the other."""
    return connect()


@pytest.fixture
def cursor(connection: Any) -> Any:
    """A cursor in one mode, then in the other."""
    return connection.cursor()


@pytest.fixture
def ids(sandbox: Sandbox) -> list[int]:
    """The ids of all contacts, ascending."""
    return sorted(row["id"] for row in sandbox.world.rows("contacts"))
