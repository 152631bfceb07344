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


@dataclass(frozen=True, slots=True)
class Ask:
    """Runs a function of a connection in one mode."""

    place: Place
    is_awaiting: bool

    def __call__(self, work: Callable[[Connection], Answer], **options: Any) -> Answer:
        if self.is_awaiting:
            return asyncio.run(self._awaiting(work, options))
        engine = sqlalchemy.create_engine(f"heymarket://{self.place.address}", **options)
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
def place() -> Place:
    """A small account that tests share."""
    return Place(f"{SMALL}&seed=7")


@pytest.fixture
def cold() -> Place:
    """A small account of which nothing is known yet."""
    return Place(f"{SMALL}&seed={next(_seeds)}")


@pytest.fixture(params=[False, True], ids=["blocking", "awaiting"])
def is_awaiting(request: pytest.FixtureRequest) -> bool:
    """One mode, then the other."""
    return bool(request.param)


@pytest.fixture
def ask(place: Place, is_awaiting: bool) -> Ask:
    """Asks the shared account."""
    return Ask(place, is_awaiting)


@pytest.fixture
def ask_cold(cold: Place, is_awaiting: bool) -> Ask:
    """Asks an account of which nothing is known yet."""
    return Ask(cold, is_awaiting)


@pytest.fixture
def engine(place: Place) -> Iterator[Engine]:
    """A blocking engine over the shared account."""
    made = sqlalchemy.create_engine(f"heymarket://{place.address}")
    yield made
    made.dispose()
