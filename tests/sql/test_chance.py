"""Queries made by chance answer as plain DuckDB does; the engine's aggregates are known as such."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from heymarket_dbapi.errors import DatabaseError
from heymarket_dbapi.sql import functions
from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.sql.resolve import resolve
from tests.sql.answering import answer
from tests.sql.queries import Chance
from tests.sql.test_answers import in_some_order, plainly
from tests.sql.world import MOMENT, NAMES, open_world


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = open_world()
    yield connection
    connection.close()


@pytest.mark.parametrize("part", range(5))
def test_answers_as_plain_duckdb(world: duckdb.DuckDBPyConnection, part: int) -> None:
    for seed in range(part * 24, (part + 1) * 24):
        sql = Chance(seed).query()
        query = resolve(parse(sql), NAMES, None, MOMENT, "UTC")
        expected = in_some_order(plainly(world, sql))
        for backward in (False, True):
            assert in_some_order(answer(world, query, page=7, backward=backward)) == expected, (seed, sql)


def test_every_aggregate_of_the_engine_is_known(world: duckdb.DuckDBPyConnection) -> None:
    """One that were taken for a plain function would be computed page by page."""
    rows = world.execute("SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'")
    for (name,) in rows.fetchall():
        if name in functions.SCALAR:
            for arguments in ("id", "id, rev", "id, rev, 1"):
                sql = f"SELECT {name}({arguments}) FROM tags"
                assert not is_streamed(sql), sql


def is_streamed(sql: str) -> bool:
    try:
        return resolve(parse(sql), NAMES, None, MOMENT, "UTC").stream is not None
    except DatabaseError:
        return False
