"""Values of many parameter sets, made into an Arrow table of one column a parameter."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.engine.parameters import convert

if TYPE_CHECKING:
    import pyarrow

_LARGEST = 2**63


def parameter_table(columns: Mapping[str, Sequence[object]]) -> pyarrow.Table:
    """The table of the parameters' values; a column of several types becomes one of texts."""
    import pyarrow

    return pyarrow.table({name: _array(name, values) for name, values in columns.items()})


def _array(name: str, values: Sequence[object]) -> pyarrow.Array[Any]:
    import pyarrow

    converted = [value if type(value) in _AS_THEY_ARE else convert(name, value) for value in values]
    kinds = {type(value) for value in converted} - {type(None)}
    if not kinds:
        return pyarrow.array(converted, pyarrow.string())
    if len(kinds) == 1:
        return _of_one_kind(converted, kinds.pop())
    if kinds <= {int, float}:
        return pyarrow.array([_float(value) for value in converted], pyarrow.float64())
    if kinds <= {int, decimal.Decimal}:
        return _of_one_kind([_decimal(value) for value in converted], decimal.Decimal)
    return pyarrow.array([None if value is None else _text(value) for value in converted], pyarrow.string())


def _of_one_kind(values: Sequence[Any], kind: type) -> pyarrow.Array[Any]:
    import pyarrow

    if kind is int and any(isinstance(value, int) and not -_LARGEST <= value < _LARGEST for value in values):
        return pyarrow.array([None if value is None else str(value) for value in values])
    if kind is uuid.UUID:
        return pyarrow.array([None if value is None else str(value) for value in values])
    if kind is datetime.datetime:
        return pyarrow.array(values, pyarrow.timestamp("us", "UTC"))
    if kind is datetime.time and any(isinstance(value, datetime.time) and value.tzinfo for value in values):
        return pyarrow.array([None if value is None else str(value) for value in values])
    array: pyarrow.Array[Any] = pyarrow.array(values)
    return array


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _decimal(value: Any) -> decimal.Decimal | None:
    return None if value is None else decimal.Decimal(value)


def _text(value: object) -> str:
    return value.isoformat(" ") if isinstance(value, datetime.datetime) else str(value)


_AS_THEY_ARE = frozenset({str, float, bool, bytes, type(None), datetime.date})
