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

from .engines import EngineScene
from .stored import Scene

SMALL = "contacts=25&messages=60&tags=8&lists=3&templates=4&surveys=2&schedules=3"
numbers = itertools.count()


def dsn(reading: str, number: int) -> str:
    """The address of an account of its own."""
    # The limit makes the account another one: what a test writes, no other reads.
    limits = f"rate_limit={1_000_000 + number}&requests_per_minute=1000000"
    return f"heymarket://sandbox?seed=7&{SMALL}&{limits}&reading={reading}"


# The awaiting mode drives the same flows: of the readings a few are enough for it.
AWAITED = ("documented", "terse", "bare")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what the blocking mode alone is tried with: some readings, and modules that say so."""
    items[:] = [item for item in items if not _is_left_out(item)]


def _is_left_out(item: pytest.Item) -> bool:
    given = getattr(item, "callspec", None)
    if given is None or __package__ not in item.nodeid.replace("/", "."):
        return False
    is_awaiting = given.params.get("mode") is MODES[1] or given.params.get("is_awaiting") is True
    is_blocking_enough = getattr(getattr(item, "module", None), "IS_BLOCKING_ENOUGH", False)
    return is_awaiting and (is_blocking_enough or given.params.get("reading", AWAITED[0]) not in AWAITED)


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
        address = dsn(reading, next(numbers))
        sandbox: Sandbox = sandbox_of(settings(address))
        acting = str(sandbox.world.members[0]["id"])
        connection = mode.connect(address, **{"acting_member": acting, "allow_send": True, "retries": 1, **options})
        made.append(Scene(connection, sandbox))
        return made[-1]

    yield give
    for scene in made:
        scene.connection.close()
        check(scene)


def check(scene: Scene) -> None:
    """An error where a request broke the API's contract."""
    broken = [text for entry in scene.sandbox.log for text in entry.violations]
    assert [text for text in broken if "not on this operation's page" not in text] == []


@pytest.fixture
def scene(scene_of: Callable[..., Scene]) -> Scene:
    """The account under the documented reading."""
    return scene_of()


@pytest.fixture(params=[False, True], ids=["blocking", "awaiting"])
def is_awaiting(request: pytest.FixtureRequest) -> bool:
    """One mode of engines, then the other."""
    return bool(request.param)


@pytest.fixture
def engine_scene_of(is_awaiting: bool) -> Iterator[Callable[..., EngineScene]]:
    """Makes scenes with engines; no request of theirs may break the API's contract."""
    made: list[EngineScene] = []

    def give(reading: str = "documented", **options: Any) -> EngineScene:
        address = dsn(reading, next(numbers))
        made.append(EngineScene(address, sandbox_of(settings(address)), is_awaiting=is_awaiting, **options))
        return made[-1]

    yield give
    for scene in made:
        scene.close()
        check(scene)


@pytest.fixture
def engine_scene(engine_scene_of: Callable[..., EngineScene]) -> EngineScene:
    """An engine over the account under the documented reading."""
    return engine_scene_of()
