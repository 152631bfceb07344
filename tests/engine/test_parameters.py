"""Python values arrive in the engine with the right type and value."""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
import zoneinfo

import pytest

from heymarket_dbapi.engine import Engine, python_rows
from heymarket_dbapi.engine.parameters import bind, convert
from heymarket_dbapi.errors import DataError, ProgrammingError

UTC = datetime.UTC
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


class Name(str):
    """A str that prints as something else."""

    def __str__(self) -> str:
        return "hidden"


IDENTIFIER = uuid.UUID("12345678-1234-5678-1234-567812345678")

CASES = [
    (None, "NULL", None),
    (True, "BOOLEAN", True),
    (7, "INTEGER", 7),
    (2**40, "BIGINT", 2**40),
    (2**70, "HUGEINT", 2**70),
    (-(2**127), "HUGEINT", -(2**127)),
    (Level.HIGH, "INTEGER", 3),
    (1.5, "DOUBLE", 1.5),
    (decimal.Decimal("1.50"), "DECIMAL(3,2)", decimal.Decimal("1.50")),
    ("x", "VARCHAR", "x"),
    ("it's $a ? :b", "VARCHAR", "it's $a ? :b"),
    (Name("plain"), "VARCHAR", "plain"),
    (Colour.RED, "VARCHAR", "red"),
    (b"\x00\xff", "BLOB", b"\x00\xff"),
    (bytearray(b"x"), "BLOB", b"x"),
    (memoryview(b"x"), "BLOB", b"x"),
    (datetime.date(2024, 2, 29), "DATE", datetime.date(2024, 2, 29)),
    (datetime.time(1, 2, 3, 4), "TIME", datetime.time(1, 2, 3, 4)),
    (datetime.datetime(2024, 1, 1), "TIMESTAMP WITH TIME ZONE", datetime.datetime(2024, 1, 1, tzinfo=UTC)),
    (
        datetime.datetime(2024, 7, 1, 12, tzinfo=BERLIN),
        "TIMESTAMP WITH TIME ZONE",
        datetime.datetime(2024, 7, 1, 10, tzinfo=UTC),
    ),
    (datetime.timedelta(days=1, microseconds=5), "INTERVAL", datetime.timedelta(days=1, microseconds=5)),
    (IDENTIFIER, "UUID", IDENTIFIER),
    ([1, 2], "INTEGER[]", [1, 2]),
    ((1, None), "INTEGER[]", [1, None]),
    (["a"], "VARCHAR[]", ["a"]),
    ([], "NULL[]", []),
    (range(2), "INTEGER[]", [0, 1]),
    (
        [datetime.datetime(2024, 1, 1)],
        "TIMESTAMP WITH TIME ZONE[]",
        [datetime.datetime(2024, 1, 1, tzinfo=UTC)],
    ),
]


@pytest.mark.parametrize(
    ("value", "type_name", "expected"), CASES, ids=[f"{type(case[0]).__name__} {case[1]}" for case in CASES]
)
def test_value_goes_in_and_comes_back(value: object, type_name: str, expected: object) -> None:
    workbench = Engine.open("parameters").workbench()
    columns = workbench.describe("SELECT $a AS a", {"a": value})
    rows = python_rows(workbench.compute("SELECT $a AS a", {"a": value}), columns)
    assert columns[0].type_name.replace('"', "") == type_name
    assert rows == [(expected,)]
    assert type(rows[0][0]) is type(expected)


def test_numpy_scalars() -> None:
    numpy = pytest.importorskip("numpy")
    assert convert("a", numpy.int64(5)) == 5
    assert type(convert("a", numpy.int64(5))) is int
    assert type(convert("a", numpy.float64(1.5))) is float
    assert type(convert("a", numpy.float32(1.5))) is float
    assert convert("a", numpy.bool_(True)) is True
    assert type(convert("a", numpy.str_("x"))) is str
    assert convert("a", numpy.datetime64("2024-01-01T00:00:00.000000001", "ns")) == datetime.datetime(
        2024, 1, 1, tzinfo=UTC
    )
    assert convert("a", numpy.datetime64("2024-01-01", "D")) == datetime.datetime(2024, 1, 1, tzinfo=UTC)
    assert convert("a", numpy.datetime64("NaT")) is None
    assert convert("a", numpy.timedelta64(5, "ns")) == datetime.timedelta(0)
    assert convert("a", numpy.array([1, 2])) == [1, 2]
    assert convert("a", numpy.array(["2024-01-01"], "datetime64[ns]")) == [datetime.datetime(2024, 1, 1, tzinfo=UTC)]


def test_pandas_scalars() -> None:
    pandas = pytest.importorskip("pandas")
    moment = convert("a", pandas.Timestamp("2024-01-01T00:00:00.000001009", tz="Europe/Berlin"))
    assert moment == datetime.datetime(2023, 12, 31, 23, 0, 0, 1, tzinfo=UTC)
    assert type(moment) is datetime.datetime
    assert type(convert("a", pandas.Timedelta("1 day"))) is datetime.timedelta
    assert convert("a", pandas.NaT) is None
    assert convert("a", pandas.NA) is None
    assert convert("a", pandas.Series([1, 2])) == [1, 2]


@pytest.mark.parametrize("value", [object(), {"a": 1}, lambda: None, int, 1j, [object()]])
def test_unknown_type_names_type_and_parameter(value: object) -> None:
    with pytest.raises(ProgrammingError, match="parameter who") as caught:
        convert("who", value)
    assert type(value).__name__ in str(caught.value) or "object" in str(caught.value)
    assert "0x" not in str(caught.value)


@pytest.mark.parametrize("value", [2**128, -(2**127) - 1, decimal.Decimal("1" * 39)])
def test_too_large_a_number_is_refused_without_showing_it(value: object) -> None:
    with pytest.raises(DataError, match="parameter a") as caught:
        convert("a", value)
    assert "111" not in str(caught.value)
    assert "340282" not in str(caught.value)


def test_only_names_of_the_statement_are_bound() -> None:
    assert bind(["a"], {"a": 1, "b": object()}) == {"a": 1}


def test_missing_value_is_named() -> None:
    with pytest.raises(ProgrammingError, match="parameter b"):
        bind(["a", "b"], {"a": 1})
