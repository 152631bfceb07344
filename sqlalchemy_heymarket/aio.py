"""The dialect ``heymarket+aio://``: the awaiting driver under SQLAlchemy's own asyncio adapter."""

from __future__ import annotations

import contextlib
from collections import deque
from types import ModuleType
from typing import Any

from sqlalchemy.connectors.asyncio import (
    AsyncAdapt_dbapi_connection,
    AsyncAdapt_dbapi_cursor,
    AsyncAdapt_dbapi_module,
)
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util.concurrency import await_only

from sqlalchemy_heymarket.dialect import HeymarketDialect, HeymarketExecutionContext


class AsyncAdapt_heymarket_cursor(AsyncAdapt_dbapi_cursor):  # noqa: N801  # SQLAlchemy's way of naming these
    """The awaiting driver's cursor, as SQLAlchemy's blocking half sees it."""

    __slots__ = ()

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        """What SQLAlchemy's own does, with the rows of RETURNING."""
        done = await super()._executemany_async(operation, seq_of_parameters)
        if self._cursor.description:
            self._rows = deque(await self._cursor.fetchall())
        return done


class AsyncAdapt_heymarket_connection(AsyncAdapt_dbapi_connection):  # noqa: N801
    """The awaiting driver's connection, as SQLAlchemy's blocking half sees it."""

    __slots__ = ()
    _cursor_cls = AsyncAdapt_heymarket_cursor

    @property
    def autocommit(self) -> bool:
        """Whether local tables commit each statement."""
        return bool(self._connection.autocommit)

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        self._connection.autocommit = value

    def ping(self) -> None:
        """Nothing; the first of an account asks the API."""
        await_only(self._connection.ping())

    def terminate(self) -> None:
        """Close at once, from anywhere: the driver's close awaits nothing."""
        with contextlib.suppress(StopIteration):
            self._connection.close().send(None)


class AsyncAdapt_heymarket_dbapi(AsyncAdapt_dbapi_module):  # noqa: N801
    """The awaiting driver as a PEP 249 module."""

    def __init__(self, driver: ModuleType, dbapi_module: ModuleType) -> None:
        # SQLAlchemy 2.1's own takes the two, 2.0's takes nothing.
        self.driver = driver
        self.dbapi_module = dbapi_module
        for name in dbapi_module.__all__:
            if name != "connect":
                setattr(self, name, getattr(dbapi_module, name))

    def connect(self, *arguments: Any, **keywords: Any) -> AsyncAdapt_heymarket_connection:
        """A connection; ``async_creator_fn`` is what makes it, where it is given."""
        creator = keywords.pop("async_creator_fn", self.driver.connect)
        return AsyncAdapt_heymarket_connection(self, await_only(creator(*arguments, **keywords)))


class HeymarketExecutionContext_aio(HeymarketExecutionContext):  # noqa: N801
    """One execution: all rows are read in it, unless the result is streamed."""

    def create_server_side_cursor(self) -> Any:
        """A cursor whose rows are awaited as they are wanted."""
        return self._dbapi_connection.cursor(server_side=True)


class HeymarketDialect_aio(HeymarketDialect):  # noqa: N801
    """Heymarket through the awaiting driver."""

    driver = "aio"
    supports_statement_cache = True
    is_async = True
    has_terminate = True
    poolclass = AsyncAdaptedQueuePool
    execution_ctx_cls = HeymarketExecutionContext_aio

    @classmethod
    def import_dbapi(cls) -> Any:
        """The driver, adapted."""
        import heymarket_dbapi
        from heymarket_dbapi import aio

        return AsyncAdapt_heymarket_dbapi(aio, heymarket_dbapi)

    def get_driver_connection(self, connection: Any) -> Any:
        """The driver's own connection."""
        return connection._connection

    def do_terminate(self, dbapi_connection: Any) -> None:
        """Close without awaiting."""
        dbapi_connection.terminate()
