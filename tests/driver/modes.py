"""Both modes of the driver behind one face, so that one test body serves blocking and awaiting."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from typing import Any, Self

import heymarket_dbapi
from heymarket_dbapi import aio


class Awaited:
    """An awaiting object used as if it were blocking: what its methods give is awaited in one loop."""

    def __init__(self, target: Any, runner: asyncio.Runner) -> None:
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "runner", runner)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.target, name)
        if not callable(value) or inspect.isclass(value) or name == "on_progress":
            return self.wrapped(value)
        return lambda *given, **named: self.settled(value(*given, **named))

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self.target, name, value)

    def __repr__(self) -> str:
        return repr(self.target)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        try:
            return self.runner.run(self.target.__anext__())
        except StopAsyncIteration:
            raise StopIteration from None

    def __enter__(self) -> Self:
        self.settled(self.target.__aenter__())
        return self

    def __exit__(self, *given: Any) -> None:
        self.settled(self.target.__aexit__(*given))

    def settled(self, value: Any) -> Any:
        """What a method gave, awaited if it is a coroutine."""
        return self.wrapped(self.runner.run(value) if inspect.iscoroutine(value) else value)

    def wrapped(self, value: Any) -> Any:
        """The value, with this face where it awaits."""
        if value is self.target:
            return self
        awaits = (aio.AsyncConnection, aio.AsyncCursor, aio.Batches)
        return Awaited(value, self.runner) if isinstance(value, awaits) else value


class Blocking:
    """The blocking mode."""

    name = "blocking"

    def connect(self, dsn: str | None = None, **options: Any) -> Any:
        """A connection."""
        return heymarket_dbapi.connect(dsn, **options)

    def end(self) -> None:
        """Nothing is left behind."""


class Awaiting:
    """The awaiting mode, driven from one loop."""

    name = "awaiting"

    def __init__(self) -> None:
        self.runner = asyncio.Runner()

    def connect(self, dsn: str | None = None, **options: Any) -> Any:
        """A connection that looks like a blocking one."""

        async def give() -> aio.AsyncConnection:
            return await aio.connect(dsn, **options)

        return Awaited(self.runner.run(give()), self.runner)

    def end(self) -> None:
        """Close the loop."""
        self.runner.close()


Mode = Blocking | Awaiting
MODES: tuple[type[Blocking] | type[Awaiting], ...] = (Blocking, Awaiting)
