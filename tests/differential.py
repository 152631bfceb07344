"""Asks the oracle and the driver the same things: both modes, several page sizes, one account."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import duckdb

import heymarket_dbapi
import heymarket_dbapi.aio
from heymarket_dbapi.aio import AsyncConnection
from heymarket_dbapi.connection import Connection
from heymarket_dbapi.sandbox import Sandbox
from tests import oracle
from tests.comparison import Answer

SIZES = {"seed": 11, "contacts": 150, "messages": 1200}
PAGES = (30, 100, 1000)
_UNBOUNDED = 10_000_000

Parameters = Sequence[Any] | Mapping[str, Any] | None


class Mode(StrEnum):
    """How the driver is called."""

    BLOCKING = "blocking"
    AWAITING = "awaiting"


class Oracle:
    """The tables of the account in plain DuckDB."""

    def __init__(self) -> None:
        self.connection: duckdb.DuckDBPyConnection = oracle.database(
            Sandbox.from_options({name: str(size) for name, size in SIZES.items()}).world
        )

    def ask(self, sql: str, parameters: Parameters = None, *, extended: bool = False) -> Answer:
        """What DuckDB answers; names are bound as it writes them."""
        self.connection.execute(f"SET schema = '{'extended' if extended else 'heymarket'}'")
        if isinstance(parameters, Mapping):
            sql = re.sub(r"(?<!:):(\w+)", r"$\1", sql)
        done = self.connection.execute(sql, parameters or None)
        description = done.description
        assert description is not None
        return Answer(
            tuple(entry[0] for entry in description), tuple(str(entry[1]) for entry in description), done.fetchall()
        )


def dsn(page: int, **switches: Any) -> str:
    """The address of the account on a sandbox whose largest page is that."""
    options = {**SIZES, "largest_page": page, "rate_limit": _UNBOUNDED, **switches}
    return "heymarket://sandbox?" + "&".join(f"{name}={value}" for name, value in options.items())


@dataclass(slots=True)
class Driver:
    """Connections of both modes for each page size, opened when first asked."""

    runner: asyncio.Runner
    blocking: dict[int, Connection]
    awaiting: dict[int, AsyncConnection]

    def ask(self, mode: Mode, page: int, sql: str, parameters: Parameters = None) -> Answer:
        """What the driver answers."""
        if mode is Mode.AWAITING:
            return self.runner.run(self._ask_awaiting(page, sql, parameters))
        if page not in self.blocking:
            self.blocking[page] = heymarket_dbapi.connect(dsn(page), requests_per_minute=_UNBOUNDED)
        with self.blocking[page].cursor() as cursor:
            cursor.execute(sql, parameters)
            return _answer(cursor.description, cursor.fetchall())

    async def _ask_awaiting(self, page: int, sql: str, parameters: Parameters) -> Answer:
        if page not in self.awaiting:
            self.awaiting[page] = await heymarket_dbapi.aio.connect(dsn(page), requests_per_minute=_UNBOUNDED)
        async with self.awaiting[page].cursor() as cursor:
            await cursor.execute(sql, parameters)
            return _answer(cursor.description, await cursor.fetchall())

    async def _close_awaiting(self) -> None:
        for connection in self.awaiting.values():
            await connection.close()

    def close(self) -> None:
        """Close what was opened."""
        for connection in self.blocking.values():
            connection.close()
        self.runner.run(self._close_awaiting())


@contextmanager
def driver() -> Iterator[Driver]:
    """A driver whose connections are closed afterwards."""
    with asyncio.Runner() as runner:
        opened = Driver(runner, {}, {})
        try:
            yield opened
        finally:
            opened.close()


def _answer(description: Sequence[tuple[Any, ...]] | None, rows: Sequence[tuple[Any, ...]]) -> Answer:
    assert description is not None
    return Answer(
        tuple(entry[0] for entry in description), tuple(entry[1] for entry in description), [tuple(row) for row in rows]
    )
