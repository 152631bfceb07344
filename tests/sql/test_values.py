"""Parameters, the moment and LIMIT: what the engine is given, and how many rows come out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.sql.resolve import resolve
from tests.sql.answering import answer
from tests.sql.test_answers import CASES, plainly
from tests.sql.world import MOMENT, NAMES, open_world


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = open_world()
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("sql", "given", "plain"),
    [
        ("SELECT id FROM tags WHERE id IN ?", ([1, 2, None],), "SELECT id FROM tags WHERE id IN (1, 2, NULL)"),
        ("SELECT id FROM tags WHERE id NOT IN (?)", ([1, 2],), "SELECT id FROM tags WHERE id NOT IN (1, 2)"),
        ("SELECT id FROM tags WHERE id NOT IN (?)", ([1, None],), "SELECT id FROM tags WHERE false"),
        ("SELECT id FROM tags WHERE rev IN ?", ((),), "SELECT id FROM tags WHERE false"),
        ("SELECT id FROM tags WHERE rev NOT IN ?", ((),), "SELECT id FROM tags"),
        ("SELECT id FROM tags WHERE rev <> ALL(?)", ([2],), "SELECT id FROM tags WHERE rev <> 2"),
        ("SELECT id FROM tags WHERE rev = ANY(?)", ({2},), "SELECT id FROM tags WHERE rev = 2"),
        ("SELECT id FROM tags WHERE rev > ANY(?)", ([4, 5],), "SELECT id FROM tags WHERE rev > 4"),
        (
            "SELECT id FROM tags WHERE (id, name) IN (?)",
            ([(1, "a"), (2, "b")],),
            "SELECT id FROM tags WHERE (id, name) IN ((1, 'a'), (2, 'b'))",
        ),
        ("SELECT ? || 'b'", ("a",), "SELECT 'ab'"),
        ("SELECT id FROM tags WHERE id = :a OR rev = :a", {"a": 3}, "SELECT id FROM tags WHERE id = 3 OR rev = 3"),
        (
            "SELECT id FROM tags ORDER BY id LIMIT ? OFFSET ?",
            (3, 2),
            "SELECT id FROM tags ORDER BY id LIMIT 3 OFFSET 2",
        ),
        (
            "SELECT id FROM contacts WHERE phone = ?",
            ("+1 (510) 555-3344",),
            "SELECT id FROM contacts WHERE phone = '15105553344'",
        ),
        (
            "SELECT id FROM contacts WHERE phone <> ?",
            ("+1 510 555 3344",),
            "SELECT id FROM contacts WHERE phone <> '15105553344'",
        ),
        (
            "SELECT id FROM messages WHERE created_date > ?",
            (datetime.datetime(2024, 6, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),),
            "SELECT id FROM messages WHERE created_date > TIMESTAMPTZ '2024-05-31 22:00:00+00'",
        ),
        ("SELECT id FROM tags WHERE name = ?", (None,), "SELECT id FROM tags WHERE false"),
        (
            "SELECT substr(name, ?), count(*) FROM tags GROUP BY substr(name, ?)",
            (2, 2),
            "SELECT substr(name, 2), count(*) FROM tags GROUP BY substr(name, 2)",
        ),
        (
            "SELECT date_trunc(?, created_date), count(*) FROM messages GROUP BY date_trunc(?, created_date)",
            ("month", "month"),
            "SELECT date_trunc('month', created_date), count(*) FROM messages GROUP BY 1",
        ),
        (
            "SELECT to_char(created_date, :Format) FROM messages WHERE date_part(:unit, created_date) = :format",
            {"Format": "YYYY", "unit": "month", "format": 6},
            "SELECT strftime(created_date, '%Y') FROM messages WHERE extract(month FROM created_date) = 6",
        ),
        (
            "SELECT tags #>> ?, tags #> ? FROM contacts",
            ("{a,b}", "{1}"),
            "SELECT tags ->> '$.a.b', tags -> '$[1]' FROM contacts",
        ),
        ("SELECT ? / ?", (7, 7.5), "SELECT 7 / 7.5::double"),
        ("SELECT ?", (memoryview(b"x"),), "SELECT 'x'::blob"),
        ("SELECT date_trunc(?, updated_date) FROM tags", (None,), "SELECT NULL FROM tags"),
    ],
)
def test_parameters(world: duckdb.DuckDBPyConnection, sql: str, given: Any, plain: str) -> None:
    found = answer(world, resolve(parse(sql), NAMES, given, MOMENT, "UTC"))
    assert sorted(map(repr, found)) == sorted(map(repr, plainly(world, plain)))


def test_values_are_not_in_the_text() -> None:
    query = resolve(parse("SELECT id FROM tags WHERE name = ? AND id IN ?"), NAMES, ("secret", [77]), MOMENT, "UTC")
    assert "secret" not in query.residual
    assert "77" not in query.residual
    assert query.parameters == {"p1": "secret", "p2_1": 77}


def test_equal_values_have_one_name() -> None:
    sql = "SELECT name || ? FROM tags WHERE name = ? AND id = ? AND rev = ? AND shared IS NULL AND rev < ?"
    sql = sql.replace("shared", "color")
    query = resolve(parse(sql), NAMES, ("a", "a", 1, 1.0, True), MOMENT, "UTC")
    assert query.parameters == {"p1": "a", "p3": 1, "p4": 1.0, "p5": True}


def test_numbers_that_are_only_equal_stay_apart() -> None:
    given = (Decimal("1.0"), Decimal("1.00"), 0.0, -0.0)
    query = resolve(parse("SELECT ?, ?, ?, ?"), NAMES, given, MOMENT, "UTC")
    assert len(query.parameters) == 4


def test_a_unit_of_time_must_be_one() -> None:
    with pytest.raises(ProgrammingError, match="parameter p1 stands for a unit of time, such as 'month', and is none"):
        resolve(parse("SELECT extract(? FROM created_date) FROM tags"), NAMES, ("year FROM 1) --",), MOMENT, "UTC")


def test_the_moment_is_one_for_the_statement(world: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT now() = current_timestamp, CAST(now() AS DATE) = current_date, localtimestamp, current_date"
    query = resolve(parse(sql), NAMES, None, datetime.datetime(2026, 3, 1, 2, tzinfo=datetime.UTC), "America/New_York")
    assert answer(world, query, timezone="America/New_York") == [
        (True, True, datetime.datetime(2026, 2, 28, 21), datetime.date(2026, 2, 28))
    ]


def is_streamed(sql: str) -> bool:
    return resolve(parse(sql), NAMES, None, MOMENT, "UTC").stream is not None


@pytest.mark.parametrize("sql", [sql for sql in CASES if " LIMIT " not in sql and is_streamed(sql)])
def test_a_limit_gives_as_many_rows(world: duckdb.DuckDBPyConnection, sql: str) -> None:
    every = list(map(repr, plainly(world, sql)))
    for limit, offset in ((1, 0), (3, 2), (1000, 1)):
        query = resolve(parse(f"{sql} LIMIT {limit} OFFSET {offset}"), NAMES, None, MOMENT, "UTC")
        found = list(map(repr, answer(world, query, page=4)))
        assert len(found) == max(0, min(limit, len(every) - offset))
        assert all(found.count(row) <= every.count(row) for row in found)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id, is_blocked FROM contacts ORDER BY rev DESC NULLS LAST, id DESC",
        "SELECT id, is_blocked, email AS e FROM contacts ORDER BY e NULLS FIRST, 1 LIMIT 7 OFFSET 2",
        "SELECT upper(avatar_file_name), c.id FROM contacts AS c JOIN tags AS t ON t.id = c.id ORDER BY t.rev, c.id",
    ],
)
def test_late_columns_keep_the_order(world: duckdb.DuckDBPyConnection, sql: str) -> None:
    query = resolve(parse(sql), NAMES, None, MOMENT, "UTC")
    assert query.stage is not None
    assert answer(world, query) == plainly(world, sql)
