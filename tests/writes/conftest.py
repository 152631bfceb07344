"""A small account under any reading, whose server's rows a test can look at, and connections in both modes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from heymarket_dbapi.options import settings
from heymarket_dbapi.sandbox import Sandbox
from heymarket_dbapi.wire import sandbox_of
from tests.driver.modes import MODES, Mode

from .stored import Scene

SMALL = "contacts=25&messages=60&tags=8&lists=3&templates=4&surveys=2&schedules=3"
_numbers = itertools.count()


def dsn(reading: str, number: int) -> str:
    """The address of an account of its own."""
    # The limit makes the account another one: what a test writes, no other reads.
    limits = f"rate_limit={1_000_000 + number}&requests_per_minute=1000000"
    return f"heymarket://sandbox?seed=7&{SMALL}&{limits}&reading={reading}"


# The awaiting mode drives the same flows: of the readings a few are enough for it.
AWAITED = ("documented", "terse", "bare")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out readings that the blocking mode alone is tried under."""
    items[:] = [item for item in items if not _is_left_out(item)]


def _is_left_out(item: pytest.Item) -> bool:
    given = getattr(item, "callspec", None)
    if given is None or "reading" not in given.params or __package__ not in item.nodeid.replace("/", "."):
        return False
    return given.params.get("mode") is MODES[1] and given.params["reading"] not in AWAITED


@pytest.fixture(params=MODES, ids=[kind.name for kind in MODES])
def mode(request: pytest.FixtureRequest) -> Iterator[Mode]:
    """One mode, then the other."""
    made: Mode = request.param()
    yield made
    made.end()


@pytest.fixture
def scene_of(mode: Mode) -> Iterator[Callable[..., Scene]]:
    """Makes scenes; no request of theirs may break the API's contract."""
    made: list[Scene] = []

    def give(reading: str = "documented", **options: Any) -> Scene:
        address = dsn(reading, next(_numbers))
        sandbox: Sandbox = sandbox_of(settings(address))
        acting = str(sandbox.world.members[0]["id"])
        connection = mode.connect(address, **{"acting_member": acting, "allow_send": True, "retries": 1, **options})
        made.append(Scene(connection, sandbox))
        return made[-1]

    yield give
    for scene in made:
        scene.connection.close()
        broken = [text for entry in scene.sandbox.log for text in entry.violations]
        assert [text for text in broken if "not on this operation's page" not in text] == []


@pytest.fixture
def scene(scene_of: Callable[..., Scene]) -> Scene:
    """The account under the documented reading."""
    return scene_of()
