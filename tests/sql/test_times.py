"""Bounds found behind functions of a time column lose no row, in any zone, on the days when clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import duckdb
import pytest

from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.sql.resolve import resolve
from tests.sql.answering import as_predicate, bound_values
from tests.sql.world import MOMENT, NAMES

ZONES = ("UTC", "America/New_York", "Australia/Lord_Howe")
FORMS = (
    "created_date",
    "CAST(created_date AS DATE)",
    "CAST(created_date AS TIMESTAMP)",
    "date(created_date)",
    "date_trunc('day', created_date)",
    "date_trunc('hour', created_date)",
    "date_trunc('week', created_date)",
    "date_trunc('month', created_date)",
    "date_trunc('quarter', created_date)",
    "created_date + INTERVAL '1 day'",
    "created_date - INTERVAL '1 month'",
    "created_date + INTERVAL '90 minutes'",
    "created_date AT TIME ZONE 'America/New_York'",
    "date_trunc('day', created_date AT TIME ZONE 'America/New_York')",
    "CAST(created_date AT TIME ZONE 'Australia/Lord_Howe' AS DATE)",
)
CONSTANTS = (
    "'2024-03-10'",
    "TIMESTAMP '2024-11-03 01:30:00'",
    "TIMESTAMP '2024-03-10 02:30:00'",
    "TIMESTAMPTZ '2024-11-03 05:30:00+00'",
    "DATE '2024-11-03'",
    "CURRENT_DATE - INTERVAL '16 months'",
    "date_trunc('month', TIMESTAMPTZ '2024-04-06 12:00:00+00')",
)
OPERATORS = ("=", "<", "<=", ">", ">=")


@pytest.fixture(scope="module")
def clocks() -> Iterator[duckdb.DuckDBPyConnection]:
    """Messages at each half hour around the days when clocks change somewhere."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE messages (id BIGINT, created_date TIMESTAMPTZ)")
    days = ("2024-03-09", "2024-04-06", "2024-11-02", "2024-10-05", "2024-12-31", "2024-03-17")
    for at, day in enumerate(days):
        connection.execute(
            "INSERT INTO messages SELECT i + ?, CAST(? AS TIMESTAMP) AT TIME ZONE 'UTC' + i * INTERVAL '30 minutes' "
            "FROM range(0, 144) AS r(i)",
            [at * 1000, day],
        )
    yield connection
    connection.close()


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("form", FORMS)
def test_no_row_is_lost(clocks: duckdb.DuckDBPyConnection, zone: str, form: str) -> None:
    cursor = clocks.cursor()
    cursor.execute(f"SET TimeZone = '{zone}'")
    found = 0
    for constant in CONSTANTS:
        for operator in OPERATORS:
            written = f"{form} {operator} {constant}"
            query = resolve(parse(f"SELECT id FROM messages WHERE {written}"), NAMES, None, MOMENT, zone)
            conjuncts = query.relations[0].conjuncts
            found += bool(conjuncts)
            narrowed = " AND ".join(map(as_predicate, conjuncts)) or "true"
            today = MOMENT.astimezone(ZoneInfo(zone)).date()
            fixed = written.replace("CURRENT_DATE", f"DATE '{today}'")
            lost = cursor.execute(
                f"SELECT count(*) FROM messages WHERE ({fixed}) AND NOT ({narrowed})", bound_values(conjuncts)
            ).fetchall()
            assert lost == [(0,)], (written, query.relations[0])
    assert found >= len(OPERATORS) * 5


def test_bounds_are_not_wide(clocks: duckdb.DuckDBPyConnection) -> None:
    """A day is read for a day, a month for a month."""
    sql = "SELECT id FROM messages WHERE {} = DATE '2024-11-03'"
    query = resolve(parse(sql.format("CAST(created_date AS DATE)")), NAMES, None, MOMENT, "America/New_York")
    assert str(query.relations[0]).endswith(
        "where created_date >= datetime.datetime(2024, 11, 3, 4, 0, tzinfo=datetime.timezone.utc)"
        " and created_date < datetime.datetime(2024, 11, 4, 5, 0, tzinfo=datetime.timezone.utc)"
    )
