"""Accounts of the sandbox that nobody has asked yet, alone and in pairs of equal ones."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
import sqlalchemy
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.dialect.conftest import SMALL, Place

Answer = TypeVar("Answer")
_seeds = itertools.count(9001)
# Two ways to say the same: the accounts are equal, and what is learned of one is not known of the other.
_WAYS = ("", "&reading=documented")


@dataclass(frozen=True, slots=True)
class Modes:
    """Runs work of a session in both modes, each on an account of its own that is equal to the other."""

    blocking: Place
    awaiting: Place

    def __call__(self, work: Callable[[Session], Answer], **options: Any) -> tuple[Answer, int]:
        """What ``work`` gives and the calls that it makes: the same in both modes."""
        found = self._blocking(work, options)
        assert asyncio.run(self._awaiting(work, options)) == found
        return found

    def _blocking(self, work: Callable[[Session], Answer], options: dict[str, Any]) -> tuple[Answer, int]:
        engine = sqlalchemy.create_engine(f"heymarket://{self.blocking.address}", **options)
        before = self.blocking.calls
        with Session(engine) as session:
            answer = work(session)
        engine.dispose()
        return answer, self.blocking.calls - before

    async def _awaiting(self, work: Callable[[Session], Answer], options: dict[str, Any]) -> tuple[Answer, int]:
        # Awaiting engines are SQLAlchemy 2's, so they are imported where they are used.
        from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

        engine = create_async_engine(f"heymarket+aio://{self.awaiting.address}", **options)
        before = self.awaiting.calls
        async with AsyncSession(engine) as session:
            answer = await session.run_sync(work)
        await engine.dispose()
        return answer, self.awaiting.calls - before


def equal_places(sizes: str, seed: int | None = None) -> Modes:
    """Two accounts with the same rows; without a seed, of which nothing is known yet."""
    seed = next(_seeds) if seed is None else seed
    return Modes(*(Place(f"sandbox?{sizes}&seed={seed}{way}") for way in _WAYS))


@pytest.fixture
def modes() -> Modes:
    """Two equal small accounts, for one mode each."""
    return equal_places(SMALL.partition("?")[2])


@pytest.fixture
def place() -> Place:
    """A small account of which nothing is known yet."""
    return Place(f"{SMALL}&seed={next(_seeds)}")


@pytest.fixture
def engine(place: Place) -> Iterator[Engine]:
    """A blocking engine over that account."""
    made = sqlalchemy.create_engine(f"heymarket://{place.address}")
    yield made
    made.dispose()
