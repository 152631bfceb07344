"""Engines over sandboxes of their own, blocking and awaiting behind one face."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
import sqlalchemy
from sqlalchemy.dialects import registry
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.ext.asyncio import create_async_engine

from heymarket_dbapi.options import settings
from heymarket_dbapi.wire import sandbox_of

Answer = TypeVar("Answer")

registry.register("heymarket", "sqlalchemy_heymarket.dialect", "HeymarketDialect")
registry.register("heymarket.dbapi", "sqlalchemy_heymarket.dialect", "HeymarketDialect")
registry.register("heymarket.aio", "sqlalchemy_heymarket.aio", "HeymarketDialect_aio")

# SQLAlchemy's plugin wants a process of its own: test_compliance.py starts it.
collect_ignore = ["suite"]

SMALL = "sandbox?contacts=120&messages=450"
_seeds = itertools.count(7000)


@dataclass(frozen=True, slots=True)
class Place:
    """A sandbox: its address without a scheme, and the calls that it has answered."""

    address: str

    def __post_init__(self) -> None:
        self.sandbox.log.clear()

    @property
    def sandbox(self) -> Any:
        """The sandbox itself."""
        return sandbox_of(settings(f"heymarket://{self.address}"))

    @property
    def calls(self) -> int:
        """How many requests it has answered."""
        return len(self.sandbox.log)

    def requests(self, number: int) -> list[str]:
        """The requests after the first ``number``, in an order of their own."""
        return sorted(f"{entry.method} {entry.path}" for entry in self.sandbox.log[number:])


@dataclass(frozen=True, slots=True)
class Ask:
    """Runs a function of a connection in one mode; where ``twin``, an equal account, is asked too, by the same calls.

    The twin is asked by the blocking mode whatever an awaiting one was asked.
    """

    place: Place
    is_awaiting: bool
    twin: Place | None = None

    def __call__(self, work: Callable[[Connection], Answer], **options: Any) -> Answer:
        if not self.is_awaiting:
            return self._blocking(self.place, work, options)
        before = self.place.calls
        answer = asyncio.run(self._awaiting(work, options))
        if self.twin is not None:
            twins = self.twin.calls
            self._blocking(self.twin, work, options)
            assert self.twin.requests(twins) == self.place.requests(before)
        return answer

    def _blocking(self, place: Place, work: Callable[[Connection], Answer], options: dict[str, Any]) -> Answer:
        engine = sqlalchemy.create_engine(f"heymarket://{place.address}", **options)
        try:
            with engine.connect() as connection:
                return work(connection)
        finally:
            engine.dispose()

    async def _awaiting(self, work: Callable[[Connection], Answer], options: dict[str, Any]) -> Answer:
        engine = create_async_engine(f"heymarket+aio://{self.place.address}", **options)
        try:
            async with engine.connect() as connection:
                return await connection.run_sync(work)
        finally:
            await engine.dispose()


@pytest.fixture(scope="session")
def places() -> list[Place]:
    """Three equal small accounts that tests share: what one mode learns of an account, the other does not know."""
    return [Place(f"{SMALL}&seed=7{way}") for way in ("", "&reading=documented", "&reading=documented&rate_limit=500")]


@pytest.fixture
def place(places: list[Place]) -> Place:
    """The first of them."""
    return places[0]


@pytest.fixture
def cold() -> Place:
    """A small account of which nothing is known yet."""
    return Place(f"{SMALL}&seed={next(_seeds)}")


@pytest.fixture(params=[False, True], ids=["blocking", "awaiting"])
def is_awaiting(request: pytest.FixtureRequest) -> bool:
    """One mode, then the other."""
    return bool(request.param)


@pytest.fixture
def ask(places: list[Place], is_awaiting: bool) -> Ask:
    """Asks a shared account; the awaiting mode and its blocking twin have their own."""
    return Ask(places[1], True, places[2]) if is_awaiting else Ask(places[0], False)


@pytest.fixture
def ask_cold(cold: Place, is_awaiting: bool) -> Ask:
    """Asks an account of which nothing is known yet."""
    return Ask(cold, is_awaiting, Place(f"{cold.address}&reading=documented") if is_awaiting else None)


@pytest.fixture
def engine(place: Place) -> Iterator[Engine]:
    """A blocking engine over the shared account."""
    made = sqlalchemy.create_engine(f"heymarket://{place.address}")
    yield made
    made.dispose()
