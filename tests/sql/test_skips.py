"""An OFFSET in a listing: the engine answers alike from the rows of any place before it."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.sql.query import Query, Skip
from heymarket_dbapi.sql.resolve import resolve
from tests.sql.answering import Rows, answer_from
from tests.sql.test_answers import plainly
from tests.sql.world import MOMENT, NAMES, open_world


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = open_world()
    yield connection
    connection.close()


def read(sql: str) -> tuple[Query, Skip]:
    query = resolve(parse(sql), NAMES, None, MOMENT, "UTC")
    assert query.skip is not None
    return query, query.skip


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id, updated_date FROM contacts ORDER BY updated_date DESC, id LIMIT 5 OFFSET 7",
        "SELECT id FROM contacts ORDER BY updated_date, id DESC LIMIT 5 OFFSET 20",
        "SELECT max(id) FROM (SELECT id FROM contacts ORDER BY updated_date, id LIMIT 5 OFFSET 7) AS page",
        "SELECT id, avatar_file_name FROM contacts ORDER BY updated_date, id LIMIT 5 OFFSET 7",
        """WITH page AS (SELECT * FROM contacts ORDER BY updated_date, id OFFSET 7 ROWS FETCH NEXT 9 ROWS ONLY)
        SELECT p.id, t.id FROM page AS p LEFT JOIN tags AS t ON t.id = p.rev ORDER BY 1, 2""",
        "SELECT id FROM messages ORDER BY created_date DESC, id LIMIT 5 OFFSET 30",
    ],
)
def test_answers_from_any_place(world: duckdb.DuckDBPyConnection, sql: str) -> None:
    query, skip = read(sql)
    assert skip.parameter is not None
    assert query.parameters[skip.parameter] == skip.offset
    expected: Rows = plainly(world, sql)
    for first in range(skip.offset + 1):
        found = answer_from(world, query, skip, first)
        assert found is None or found == expected, first
    assert answer_from(world, query, skip, 0) == expected


def test_a_stream_counts_by_itself() -> None:
    _, skip = read("SELECT id FROM contacts LIMIT 5 OFFSET 7")
    assert (skip.offset, skip.limit, skip.parameter, skip.order) == (7, 5, None, None)


def test_the_parameter_has_a_name_of_its_own() -> None:
    sql = "SELECT id, :skipped_rows AS n FROM contacts ORDER BY updated_date LIMIT :k OFFSET :o"
    query = resolve(parse(sql), NAMES, {"skipped_rows": 7, "k": 7, "o": 7}, MOMENT, "UTC")
    assert query.skip is not None
    assert query.skip.parameter == "skipped_rows_"
    assert query.parameters["skipped_rows_"] == 7


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM contacts ORDER BY created_date LIMIT 5 OFFSET 7",
        "SELECT id FROM contacts ORDER BY id, updated_date LIMIT 5 OFFSET 7",
        "SELECT id FROM contacts ORDER BY updated_date LIMIT 5",
        "SELECT id FROM contacts WHERE rev = 3 ORDER BY updated_date LIMIT 5 OFFSET 7",
        "SELECT id FROM (SELECT * FROM contacts WHERE rev = 3) AS t LIMIT 5 OFFSET 7",
        "SELECT DISTINCT id FROM contacts LIMIT 5 OFFSET 7",
        "SELECT c.id FROM contacts AS c LEFT JOIN tags AS t ON t.id = c.rev ORDER BY c.updated_date LIMIT 5 OFFSET 7",
        "SELECT id, row_number() OVER () FROM contacts ORDER BY updated_date LIMIT 5 OFFSET 7",
        "SELECT a.id FROM (SELECT * FROM contacts ORDER BY updated_date LIMIT 5 OFFSET 7) AS a, contacts",
        "SELECT unnest(ARRAY[1, 2]), id FROM contacts LIMIT 5 OFFSET 7",
        "SELECT count(*) FROM contacts OFFSET 7",
    ],
)
def test_no_skip(sql: str) -> None:
    assert resolve(parse(sql), NAMES, None, MOMENT, "UTC").skip is None
