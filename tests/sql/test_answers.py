"""Each query's residual, over no row more than its scans ask for, answers as plain DuckDB does over the full tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.sql.resolve import resolve
from tests.sql.answering import Rows, answer, answer_count, answer_extremes
from tests.sql.world import MOMENT, NAMES, open_world

CASES = [
    line
    for line in (Path(__file__).parent / "cases" / "answers.sql").read_text().splitlines()
    if line and not line.startswith("--")
]


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = open_world()
    yield connection
    connection.close()


def plainly(world: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    cursor = world.cursor()
    cursor.execute("SET TimeZone = 'UTC'")
    rows: Rows = cursor.execute(sql).fetchall()
    return rows


def in_some_order(rows: Rows) -> list[str]:
    return sorted(map(repr, rows))


@pytest.mark.parametrize("sql", CASES)
def test_answers_as_plain_duckdb(world: duckdb.DuckDBPyConnection, sql: str) -> None:
    query = resolve(parse(sql), NAMES, None, MOMENT, "UTC")
    expected = plainly(world, sql)
    for page in (None, 5) if query.stream is not None else (None,):
        for backward in (False, True):
            assert in_some_order(answer(world, query, page, backward=backward)) == in_some_order(expected)
    if query.count is not None:
        assert answer_count(world, query, query.count) == expected
    if query.extremes is not None:
        assert answer_extremes(world, query, query.extremes) == expected
