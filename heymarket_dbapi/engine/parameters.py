"""Python values of parameters, made into what the engine takes."""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from collections.abc import Iterable, Mapping
from typing import cast

from heymarket_dbapi.errors import DataError, ProgrammingError

_PLAIN = frozenset({type(None), bool, float, bytes, str, uuid.UUID, datetime.timedelta})
_LARGEST = 2**128


def bind(names: Iterable[str], values: Mapping[str, object]) -> dict[str, object]:
    """The engine's value for each name that the statement uses, and for no other."""
    bound = {}
    for name in names:
        if name not in values:
            raise ProgrammingError(f"no value was given for parameter {name}")
        bound[name] = convert(name, values[name])
    return bound


def convert(name: str, value: object) -> object:
    """The engine's value for ``value``; an error that names the parameter and the type where there is none."""
    if type(value) in _PLAIN:
        return value
    match value:
        case enum.Enum():
            return convert(name, value.value)
        case str():
            return str.__str__(value)
        case bool():
            return value
        case int():
            return _integer(name, int(value))
        case float():
            return float(value)
        case decimal.Decimal():
            return _decimal(name, value)
        case bytes() | bytearray() | memoryview():
            return bytes(value)
        case datetime.datetime():
            return _moment(value)
        case datetime.date():
            return datetime.date(value.year, value.month, value.day)
        case datetime.time():
            return value
        case datetime.timedelta():
            return _duration(value)
        case list() | tuple() | set() | frozenset() | range():
            return [convert(name, element) for element in value]
        case _:
            return _foreign(name, value)


def _integer(name: str, value: int) -> int:
    if not -_LARGEST // 2 <= value < _LARGEST:
        raise DataError(f"the integer in parameter {name} does not fit 128 bits; pass it as Decimal or str")
    return value


def _decimal(name: str, value: decimal.Decimal) -> decimal.Decimal:
    if value.is_finite() and len(value.as_tuple().digits) > 38:
        raise DataError(f"the Decimal in parameter {name} has more than 38 digits; round it, or pass a float")
    return value


def _moment(value: datetime.datetime) -> datetime.datetime | None:
    """The instant in UTC; a naive one is in UTC already, and pandas' NaT is nothing."""
    if _is_missing(value):
        return None
    plain = datetime.datetime(
        *(
            value.year,
            value.month,
            value.day,
            value.hour,
            value.minute,
            value.second,
            value.microsecond,
        ),
        tzinfo=value.tzinfo or datetime.UTC,
        fold=value.fold,
    )
    return plain if plain.tzinfo is datetime.UTC else plain.astimezone(datetime.UTC)


def _duration(value: datetime.timedelta) -> datetime.timedelta | None:
    return None if _is_missing(value) else datetime.timedelta(value.days, value.seconds, value.microseconds)


def _is_missing(value: object) -> bool:
    """Whether it is pandas' NaT, which passes for a datetime and a timedelta."""
    return type(value).__name__ == "NaTType"


def _foreign(name: str, value: object) -> object:
    """The value of a scalar or array of numpy or pandas, known by what it can do."""
    kind = type(value).__name__
    if kind == "NAType" or _is_missing(value):
        return None
    if kind in ("datetime64", "timedelta64"):
        return convert(name, value.astype(f"{kind}[us]").item())  # type: ignore[attr-defined]  # numpy, by its name
    if getattr(value, "ndim", 0) == 1:
        return [convert(name, element) for element in cast("Iterable[object]", value)]
    for method in ("item", "as_py", "to_pylist"):
        taken = getattr(value, method, None)
        if callable(taken) and not isinstance(value, type):
            plain = taken()
            if type(plain) is not type(value):
                return convert(name, plain)
    raise ProgrammingError(
        f"parameter {name} has a value of type {type(value).__qualname__}, which has no SQL type; "
        "pass a str, number, date, time, bytes, UUID or a list of these (JSON as str)"
    )
