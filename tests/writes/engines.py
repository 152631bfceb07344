"""Engines over a small account under any reading, blocking and awaiting behind one face."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from heymarket_dbapi.sandbox import Sandbox

from .stored import Scene, Snapshot

Answer = TypeVar("Answer")

registry.register("heymarket", "sqlalchemy_heymarket.dialect", "HeymarketDialect")
registry.register("heymarket.dbapi", "sqlalchemy_heymarket.dialect", "HeymarketDialect")
registry.register("heymarket.aio", "sqlalchemy_heymarket.aio", "HeymarketDialect_aio")


class EngineScene(Scene):
    """An engine, and the server that it writes to."""

    def __init__(self, address: str, sandbox: Sandbox, *, is_awaiting: bool, **options: Any) -> None:
        self.sandbox = sandbox
        self._begun = 0
        acting = str(sandbox.world.members[0]["id"])
        given = {"acting_member": acting, "allow_send": True, "retries": 1, **options}
        self._runner = asyncio.Runner() if is_awaiting else None
        self.asynchronous: Any = None
        if self._runner is not None:
            awaited = address.replace("heymarket://", "heymarket+aio://")
            self.asynchronous = create_async_engine(awaited, connect_args=given)
            self.engine: Any = self.asynchronous.sync_engine
        else:
            self.engine = sa.create_engine(address, connect_args=given)

    @property
    def is_awaiting(self) -> bool:
        """Whether the engine is asyncio's."""
        return self._runner is not None

    def close(self) -> None:
        """Close what is open."""
        if self._runner is None:
            self.engine.dispose()
            return
        self._runner.run(self.asynchronous.dispose())
        self._runner.close()

    def core(self, work: Callable[[Connection], Answer]) -> Answer:
        """What the work gives on a connection whose transaction is committed."""
        self._begun = len(self.sandbox.log)
        if self._runner is not None:
            return self._runner.run(self._core(work))
        with self.engine.begin() as connection:
            return work(connection)

    async def _core(self, work: Callable[[Connection], Answer]) -> Answer:
        async with self.asynchronous.begin() as connection:
            answer: Answer = await connection.run_sync(work)
            return answer

    def orm(self, work: Callable[[Session], Answer], **options: Any) -> Answer:
        """What the work gives in a session of its own."""
        self._begun = len(self.sandbox.log)
        if self._runner is not None:
            return self._runner.run(self._orm(work, options))
        with Session(self.engine, **options) as session:
            return work(session)

    async def _orm(self, work: Callable[[Session], Answer], options: dict[str, Any]) -> Answer:
        async with AsyncSession(self.asynchronous, **options) as session:
            return await session.run_sync(work)

    def executed(self, statement: Any, parameters: Any = None) -> Any:
        """What a statement gives: its rows, or how many it touched."""

        def execute(connection: Connection) -> Any:
            result = connection.execute(statement, parameters)
            return [tuple(row) for row in result.all()] if result.returns_rows else result.rowcount

        return self.core(execute)

    def snapshot(self) -> Snapshot:
        """What the server holds now."""
        return Snapshot(self.sandbox)

    @property
    def calls(self) -> list[str]:
        """The requests since the last work began, by method and path."""
        return [f"{entry.method} {entry.path}" for entry in list(self.sandbox.log)[self._begun :]]

    @property
    def counted(self) -> Counter[str]:
        """How often each call was made since the last work began."""
        return Counter(self.calls)
