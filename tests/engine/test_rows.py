"""Each engine type comes back as the Python value that is promised."""

from __future__ import annotations

import datetime
import decimal
import uuid

import pytest

from heymarket_dbapi.engine import Engine, ResultColumn, python_rows

UTC = datetime.UTC
SUMMER = datetime.timezone(datetime.timedelta(hours=2))

CASES: list[tuple[str, str, object]] = [
    ("1::HUGEINT", "HUGEINT", 1),
    ("1::UBIGINT", "UBIGINT", 1),
    ("170141183460469231731687303715884105727::HUGEINT", "HUGEINT", 2**127 - 1),
    ("12345678901234567890123456789012345678901234567890::BIGNUM", "BIGNUM", int("1234567890" * 5)),
    ("1.5::DECIMAL(18, 3)", "DECIMAL(18,3)", decimal.Decimal("1.500")),
    ("1.5::FLOAT", "FLOAT", 1.5),
    ("'x'::ENUM('x', 'y')", "ENUM('x', 'y')", "x"),
    ("'{\"a\": 1}'::JSON", "JSON", '{"a": 1}'),
    ("'\\xAA'::BLOB", "BLOB", b"\xaa"),
    ("'0101'::BIT", "BIT", "0101"),
    ("DATE '2024-02-29'", "DATE", datetime.date(2024, 2, 29)),
    ("'infinity'::DATE", "DATE", datetime.date.max),
    ("'20000-01-01'::DATE", "DATE", datetime.date.max),
    ("TIME '01:02:03.5'", "TIME", datetime.time(1, 2, 3, 500000)),
    ("TIMETZ '01:02:03.5+02'", "TIME WITH TIME ZONE", datetime.time(1, 2, 3, 500000, tzinfo=SUMMER)),
    ("TIMETZ '01:02:03+00'", "TIME WITH TIME ZONE", datetime.time(1, 2, 3, tzinfo=UTC)),
    ("TIMESTAMP '2024-01-01 01:02:03.000001'", "TIMESTAMP", datetime.datetime(2024, 1, 1, 1, 2, 3, 1)),
    ("TIMESTAMP_S '1900-01-01 01:02:03'", "TIMESTAMP_S", datetime.datetime(1900, 1, 1, 1, 2, 3)),
    ("TIMESTAMP_NS '2024-01-01 00:00:00.123456789'", "TIMESTAMP_NS", datetime.datetime(2024, 1, 1, 0, 0, 0, 123456)),
    (
        "TIMESTAMPTZ '2024-01-01 01:00:00+02'",
        "TIMESTAMP WITH TIME ZONE",
        datetime.datetime(2023, 12, 31, 23, tzinfo=UTC),
    ),
    ("'infinity'::TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE", datetime.datetime.max.replace(tzinfo=UTC)),
    ("'-infinity'::TIMESTAMP", "TIMESTAMP", datetime.datetime.min),
    ("INTERVAL '1 month 2 days 03:00:00.5'", "INTERVAL", datetime.timedelta(days=32, hours=3, milliseconds=500)),
    ("INTERVAL '-1 days'", "INTERVAL", datetime.timedelta(days=-1)),
    ("'12345678-1234-5678-1234-567812345678'::UUID", "UUID", uuid.UUID("12345678-1234-5678-1234-567812345678")),
    ("[1, NULL]", "INTEGER[]", [1, None]),
    ("[1, 2]::INTEGER[2]", "INTEGER[2]", [1, 2]),
    ("[[1::HUGEINT]]", "HUGEINT[][]", [[1]]),
    ("['12345678-1234-5678-1234-567812345678'::UUID]", "UUID[]", [uuid.UUID("12345678-1234-5678-1234-567812345678")]),
    (
        "[TIMESTAMPTZ '2024-01-01 00:00:00+00', NULL]",
        "TIMESTAMP WITH TIME ZONE[]",
        [datetime.datetime(2024, 1, 1, tzinfo=UTC), None],
    ),
    (
        "{'a': 1, 'b': TIMESTAMPTZ '2024-01-01 00:00:00+00'}",
        "STRUCT(a INTEGER, b TIMESTAMP WITH TIME ZONE)",
        {"a": 1, "b": datetime.datetime(2024, 1, 1, tzinfo=UTC)},
    ),
    ("{'a': NULL}", 'STRUCT(a "NULL")', {"a": None}),
    ("MAP {'a': 1}", "MAP(VARCHAR, INTEGER)", {"a": 1}),
    ("(1, 'x')", "TUPLE(INTEGER, VARCHAR)", (1, "x")),
    ("NULL", "NULL", None),
]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
@pytest.mark.parametrize(("expression", "type_name", "expected"), CASES, ids=[case[0] for case in CASES])
def test_python_value(zone: str, expression: str, type_name: str, expected: object) -> None:
    workbench = Engine.open("rows").workbench(zone)
    sql = f"SELECT {expression} AS c UNION ALL SELECT NULL"
    columns = workbench.describe(sql, {})
    rows = python_rows(workbench.compute(sql, {}), columns)
    assert rows == [(expected,), (None,)]
    assert type(rows[0][0]) is type(expected)
    assert columns[0].type_name == type_name


def test_time_zone_object_is_utc_exactly() -> None:
    workbench = Engine.open("rows").workbench("America/New_York")
    sql = "SELECT TIMESTAMPTZ '2024-01-01 00:00:00+00' AS a, [TIMESTAMPTZ '2024-01-01 00:00:00+00'] AS b"
    ((moment, moments),) = python_rows(workbench.compute(sql, {}), workbench.describe(sql, {}))
    assert isinstance(moment, datetime.datetime)
    assert isinstance(moments, list)
    assert moment.tzinfo is datetime.UTC
    assert moments[0].tzinfo is datetime.UTC


def test_decimal_is_described_with_its_digits() -> None:
    columns = Engine.open("rows").workbench().describe("SELECT 1.5::DECIMAL(18, 3) AS d, 1 AS i", {})
    assert columns == (ResultColumn("d", "DECIMAL(18,3)", 18, 3), ResultColumn("i", "INTEGER"))


def test_equal_names_and_odd_names_stay() -> None:
    workbench = Engine.open("rows").workbench()
    sql = """SELECT 1 AS a, 2 AS a, TIMETZ '01:00:00+00' AS "x""y", 3 AS A"""
    assert [column.name for column in workbench.describe(sql, {})] == ["a", "a", 'x"y', "A"]
    assert workbench.compute(sql, {}).schema.names == ["a", "a", 'x"y', "A"]


def test_order_is_kept_where_a_column_crosses_as_text() -> None:
    workbench = Engine.open("rows").workbench()
    sql = "SELECT range AS n, TIMETZ '01:00:00+00' AS t FROM range(5000) ORDER BY n DESC"
    assert workbench.compute(sql, {}).column("n").to_pylist() == list(range(4999, -1, -1))


def test_no_columns_and_no_rows() -> None:
    workbench = Engine.open("rows").workbench()
    columns = workbench.describe("SELECT 1 AS a WHERE FALSE", {})
    assert python_rows(workbench.compute("SELECT 1 AS a WHERE FALSE", {}), columns) == []
