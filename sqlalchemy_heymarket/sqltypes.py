"""SQLAlchemy's type for each type that a column of Heymarket, or of the engine, can have."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import types, util
from sqlalchemy.dialects.postgresql import DOUBLE_PRECISION, INTERVAL, UUID
from sqlalchemy.dialects.postgresql.json import JSONPathType
from sqlalchemy.engine import default


class Numeric(types.Numeric[Any]):
    """Decimal numbers; the engine divides and averages them as doubles."""

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        """What makes a double a Decimal where one is promised, or a Decimal a float."""
        return _as_decimal if self.asdecimal else _as_float


def _as_decimal(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) else value


def _as_float(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


class _Literal(types.TypeEngine[Any]):
    """A type of times whose values can stand in the text; SQLAlchemy 1.4's cannot."""

    def literal_processor(self, dialect: Any) -> Any:
        """What writes a value as SQL."""
        return lambda value: f"'{value}'"


class Date(_Literal, types.Date):
    """Days."""


class DateTime(_Literal, types.DateTime):
    """Moments."""


class Time(_Literal, types.Time):
    """Times of day."""


# Generic types that are spelled, bound or read in another way.
COLUMN_SPECIFICATIONS: dict[Any, Any] = {
    types.Interval: INTERVAL,
    types.JSON.JSONPathType: JSONPathType,
    types.Numeric: Numeric,
    types.Float: types.Float,
}
_DAY: Any = types.Date()
if _DAY.literal_processor(default.DefaultDialect()) is None:
    COLUMN_SPECIFICATIONS |= {types.Date: Date, types.DateTime: DateTime, types.Time: Time}

_PLAIN: dict[str, Callable[[], types.TypeEngine[Any]]] = {
    "BIGINT": types.BIGINT,
    "INTEGER": types.INTEGER,
    "SMALLINT": types.SMALLINT,
    "TINYINT": types.SMALLINT,
    "UTINYINT": types.SMALLINT,
    "USMALLINT": types.INTEGER,
    "UINTEGER": types.BIGINT,
    "UBIGINT": lambda: types.NUMERIC(20, 0),
    "HUGEINT": lambda: types.NUMERIC(39, 0),
    "UHUGEINT": lambda: types.NUMERIC(39, 0),
    "FLOAT": types.REAL,
    "DOUBLE": DOUBLE_PRECISION,
    "BOOLEAN": types.BOOLEAN,
    "JSON": types.JSON,
    "BLOB": types.LargeBinary,
    "UUID": lambda: UUID(as_uuid=True),
    "DATE": types.DATE,
    "TIME": types.TIME,
    "TIME WITH TIME ZONE": lambda: types.TIME(timezone=True),
    "TIMESTAMP": types.TIMESTAMP,
    "TIMESTAMP_S": types.TIMESTAMP,
    "TIMESTAMP_MS": types.TIMESTAMP,
    "TIMESTAMP_NS": types.TIMESTAMP,
    "TIMESTAMP WITH TIME ZONE": lambda: types.TIMESTAMP(timezone=True),
    "INTERVAL": INTERVAL,
}
_WITH_NUMBERS = re.compile(
    r"(?P<name>VARCHAR|CHAR|TEXT|DECIMAL|NUMERIC)(?:\((?P<first>\d+)(?:,\s*(?P<second>\d+))?\))?"
)
_ARRAY = re.compile(r"(?P<element>.+?)(?P<dimensions>(?:\[\d*\])+)")


def column_type(
    data_type: str, length: int | None = None, precision: int | None = None, scale: int | None = None
) -> types.TypeEngine[Any]:
    """The type that ``information_schema.columns`` describes by these four columns."""
    if (array := _ARRAY.fullmatch(data_type)) is not None:
        return types.ARRAY(column_type(array["element"]), dimensions=array["dimensions"].count("["))
    if data_type.startswith("ENUM("):
        return types.VARCHAR()
    if (match := _WITH_NUMBERS.fullmatch(data_type)) is not None:
        first, second = (int(part) if part else None for part in match.group("first", "second"))
        if match["name"] in ("DECIMAL", "NUMERIC"):
            return types.NUMERIC(first or precision, second if first else scale)
        return _text(match["name"], first or length)
    if data_type in _PLAIN:
        return _PLAIN[data_type]()
    util.warn(f"the type {data_type} has no counterpart in SQLAlchemy; its values come as the driver gives them")
    return types.NullType()


def _text(name: str, length: int | None) -> types.TypeEngine[Any]:
    """The engine has one type for text; what is as long as it likes is PostgreSQL's TEXT."""
    if name == "CHAR":
        return types.CHAR(length)
    return types.TEXT() if length is None else types.VARCHAR(length)
