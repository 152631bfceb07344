"""Asks the oracle and the driver the same things: both modes, several page sizes, equal accounts."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
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
from heymarket_dbapi.options import settings
from heymarket_dbapi.sandbox import Reading, Sandbox
from heymarket_dbapi.wire import sandbox_of
from tests import oracle
from tests.comparison import Answer, difference, family, is_part, plain_rows
from tests.written import Select

SIZES = {"seed": 11, "contacts": 150, "messages": 1200}
PAGES = (30, 100, 1000)
_UNBOUNDED = 10_000_000
_MOST = 12  # accounts at a time: each has an engine of its own
# A scan of so many calls is read in ranges where replies are slow at this moment, which may take so many calls more.
_LONG, _MORE = 5, 2

Parameters = Sequence[Any] | Mapping[str, Any] | None


class Mode(StrEnum):
    """How the driver is called."""

    BLOCKING = "blocking"
    AWAITING = "awaiting"


class Oracle:
    """The tables of an account in plain DuckDB, as the replies of a reading hold them."""

    def __init__(self, reading: Reading | None = None, **sizes: int) -> None:
        world = Sandbox.from_options({name: str(size) for name, size in (sizes or SIZES).items()}).world
        self.connection: duckdb.DuckDBPyConnection = oracle.database(world, reading)

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
    return address(**{**SIZES, "largest_page": page, **switches})


def address(**options: Any) -> str:
    """The address of a sandbox with these options."""
    given = {"rate_limit": _UNBOUNDED, **options}
    return "heymarket://sandbox?" + "&".join(f"{name}={value}" for name, value in given.items())


@dataclass(slots=True)
class Driver:
    """Connections of both modes for each address, opened when first asked, and closed when there are many."""

    runner: asyncio.Runner
    blocking: dict[str, Connection]
    awaiting: dict[str, AsyncConnection]

    def ask(self, mode: Mode, place: str, sql: str, parameters: Parameters = None) -> Answer:
        """What the driver answers at an address."""
        if len({*self.blocking, *self.awaiting} - {place}) >= _MOST:
            self.close()
            heymarket_dbapi.close_all()
        if mode is Mode.AWAITING:
            return self.runner.run(self._ask_awaiting(place, sql, parameters))
        if place not in self.blocking:
            self.blocking[place] = heymarket_dbapi.connect(place, requests_per_minute=_UNBOUNDED)
        with self.blocking[place].cursor() as cursor:
            cursor.execute(sql, parameters)
            return _answer(cursor.description, cursor.fetchall())

    def ask_both(self, place: str, sql: str, parameters: Parameters = None) -> list[Answer]:
        """What either mode answers, each at an account of its own that is equal to the other: by the same calls."""
        answers, called = [], []
        for mode, account in zip(Mode, (place, f"{place}&reading=documented"), strict=True):
            log = sandbox_of(settings(account)).log
            before = len(log)
            answers.append(self.ask(mode, account, sql, parameters))
            called.append(Counter(f"{entry.method} {entry.path}" for entry in log[before:]))
        _assert_same_calls(*called)
        return answers

    async def _ask_awaiting(self, place: str, sql: str, parameters: Parameters) -> Answer:
        if place not in self.awaiting:
            self.awaiting[place] = await heymarket_dbapi.aio.connect(place, requests_per_minute=_UNBOUNDED)
        async with self.awaiting[place].cursor() as cursor:
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
        self.blocking.clear()
        self.awaiting.clear()


@contextmanager
def driver() -> Iterator[Driver]:
    """A driver whose connections are closed afterwards."""
    with asyncio.Runner() as runner:
        opened = Driver(runner, {}, {})
        try:
            yield opened
        finally:
            opened.close()


def assert_alike(oracle: Oracle, select: Select, expected: Answer, found: Answer) -> None:
    """The driver's answer to a written SELECT is the oracle's, as far as the SELECT's notes ask for it."""
    if select.columns == "any":
        assert sorted(found.names) == sorted(expected.names), found.names
        found = found.arranged(expected.names)
    elif select.columns == "named":
        assert found.names == expected.names, found.names
    if select.check == "subset":
        _assert_part(oracle, select, expected, found)
    elif select.check == "count":
        assert len(found.rows) == len(expected.rows), f"{len(found.rows)} rows instead of {len(expected.rows)}"
    else:
        assert_same(expected, found, ordered=select.ordered)


def assert_same(expected: Answer, found: Answer, *, ordered: bool) -> None:
    """The same rows with the same types."""
    _assert_types(expected, found)
    is_json = [code == "JSON" for code in expected.types]
    different = difference(plain_rows(expected, is_json), plain_rows(found, is_json), ordered=ordered)
    assert not different, different


def _assert_part(oracle: Oracle, select: Select, expected: Answer, found: Answer) -> None:
    """As many rows as expected, all of them among those that the query has without its LIMIT."""
    _assert_types(expected, found)
    text = re.sub(r"(?i)\s+LIMIT \d+( OFFSET \d+)?\s*$", "", select.oracle)
    whole = oracle.ask(text, select.values(oracle.connection), extended=select.extended)
    is_json = [code == "JSON" for code in expected.types]
    assert len(found.rows) == len(expected.rows), f"{len(found.rows)} rows instead of {len(expected.rows)}"
    assert is_part(plain_rows(found, is_json), plain_rows(whole, is_json))


def _assert_types(expected: Answer, found: Answer) -> None:
    """Every type code equals the PEP 249 type object of the engine's type."""
    for name, wanted, code in zip(expected.names, expected.types, found.types, strict=True):
        if family(wanted):
            assert code == getattr(heymarket_dbapi, family(wanted)), f"{name} is {code!r}, the engine has {wanted}"


def _assert_same_calls(one: Counter[str], other: Counter[str]) -> None:
    for endpoint in one | other:
        more = _MORE if max(one[endpoint], other[endpoint]) >= _LONG else 0
        assert abs(one[endpoint] - other[endpoint]) <= more, f"{endpoint}: {one[endpoint]} calls, {other[endpoint]}"


def _answer(description: Sequence[tuple[Any, ...]] | None, rows: Sequence[tuple[Any, ...]]) -> Answer:
    assert description is not None
    return Answer(
        tuple(entry[0] for entry in description), tuple(entry[1] for entry in description), [tuple(row) for row in rows]
    )
