"""A program of somebody who has the wheel installed, checked by mypy --strict and run, outside of the checkout."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import assert_type

import heymarket_dbapi
from heymarket_dbapi import aio
from heymarket_dbapi.aio import AsyncConnection, AsyncCursor
from heymarket_dbapi.connection import Connection, Cursor


def blocking() -> str:
    """Rows in the ways of PEP 249."""
    with heymarket_dbapi.connect("heymarket://sandbox", max_calls=100, timeout=30.0) as connection:
        assert_type(connection, Connection)
        with connection.cursor() as cursor:
            assert_type(cursor.execute("SELECT id, name FROM tags WHERE id > ? ORDER BY id", [0]), Cursor)
            assert_type(cursor.rowcount, int)
            assert_type(cursor.as_of, datetime | None)
            row = cursor.fetchone()
            assert row is not None
            rows = cursor.fetchmany(2) + cursor.fetchall()
            table = cursor.execute("SELECT count(*) AS n FROM tags").fetch_arrow_table()
    return f"{len(rows) + 1} of {table.num_rows} row, {heymarket_dbapi.paramstyle}"


async def awaiting() -> int:
    """Rows in an event loop."""
    async with aio.connect("heymarket://sandbox") as connection:
        assert_type(connection, AsyncConnection)
        cursor = await connection.execute("SELECT id FROM tags WHERE id > :least", {"least": 0})
        assert_type(cursor, AsyncCursor)
        return len([row async for row in cursor])


def refused() -> heymarket_dbapi.Error:
    """The error of an unknown name."""
    with heymarket_dbapi.connect("heymarket://sandbox") as connection:
        try:
            connection.execute("SELECT id FROM tagz")
        except heymarket_dbapi.ProgrammingError as error:
            assert_type(error.position, tuple[int, int] | None)
            return error
    raise AssertionError("an unknown table is an error")


if __name__ == "__main__":
    print(blocking(), asyncio.run(awaiting()), refused())
    heymarket_dbapi.close_all()
