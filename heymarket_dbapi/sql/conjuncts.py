"""Comparisons with one column of a table, made into conjuncts of the column's type."""

from __future__ import annotations

import datetime
import decimal
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Operator
from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.sql.implied import EQUALITIES, LOWER, Comparison
from heymarket_dbapi.sql.moments import instants, parse_moment
from heymarket_dbapi.sql.names import LocalTable
from heymarket_dbapi.sql.query import Conjunct

_INTEGER = re.compile(r"\s*[+-]?\d{1,18}\s*")
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*")
_FLAGS = {"true": True, "t": True, "false": False, "f": False}
_LOCAL_TYPES = {
    "BIGINT": DataType.BIGINT,
    "INTEGER": DataType.BIGINT,
    "VARCHAR": DataType.VARCHAR,
    "BOOLEAN": DataType.BOOLEAN,
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The conjuncts of one source.

    ``is_never``: no row can satisfy them; ``is_exact``: they say all that was written.
    """

    conjuncts: tuple[Conjunct, ...] = ()
    is_never: bool = False
    is_exact: bool = True


def column_type(table: Table | LocalTable, name: str) -> DataType | None:
    """The type of a table's column; None where it is of no use here."""
    if isinstance(table, Table):
        return table.by_name[name].type
    found = next((column.type for column in table.columns if column.name == name), "")
    return _LOCAL_TYPES.get(found)


def make_conjuncts(table: Table | LocalTable, comparisons: Iterable[Comparison], zone: ZoneInfo) -> Narrowed:
    """The conjuncts on the table's columns, the fewest for each column."""
    limits: dict[str, _Limits] = {}
    is_exact = True
    for comparison in comparisons:
        kind = column_type(table, comparison.column)
        typed = [_typed(kind, comparison.operator, value, zone) for value in comparison.values]
        values: list[Any] = [value for bounds in typed for _, value in bounds or ()]
        if any(bounds is None for bounds in typed):
            is_exact = False
            continue
        is_doubtful = kind is DataType.TIMESTAMP and any(_is_twice(value, zone) for value in comparison.values)
        is_exact = is_exact and comparison.is_exact and not is_doubtful
        found = limits.setdefault(comparison.column, _Limits(comparison.column))
        if comparison.operator in EQUALITIES and not all(_is_point(bounds) for bounds in typed):
            is_exact = False
            # A time that the clock shows twice: the hull of what may be meant.
            found.narrow(Operator.GREATER_OR_EQUAL, [min(values)])
            found.narrow(Operator.LESS_OR_EQUAL, [max(values)])
            continue
        operators = {operator for bounds in typed for operator, _ in bounds or ()}
        found.narrow(operators.pop() if len(operators) == 1 else comparison.operator, values)
    is_never = any(limit.is_never for limit in limits.values())
    kept = [limit for name, limit in limits.items() if not _is_extended(table, name)]
    conjuncts = tuple(one for limit in kept for one in limit.conjuncts())
    return Narrowed(conjuncts, is_never, is_exact and len(kept) == len(limits))


def _is_extended(table: Table | LocalTable, name: str) -> bool:
    """Whether the rows of a scan do not hold the column."""
    return isinstance(table, Table) and table.by_name[name].extended is not None


_Typed = list[tuple[Operator, Any]]


def _is_point(bounds: _Typed | None) -> bool:
    return bounds is not None and len(bounds) == 1


def _typed(kind: DataType | None, operator: Operator, value: Any, zone: ZoneInfo) -> _Typed | None:
    """The comparison with a value of the column's type; two values where one of them is meant; None in doubt."""
    match kind:
        case DataType.BIGINT:
            return _integer(operator, value)
        case DataType.VARCHAR:
            return [(operator, value)] if isinstance(value, str) else None
        case DataType.BOOLEAN:
            flag = _FLAGS.get(value.strip().lower()) if isinstance(value, str) else value
            return [(operator, flag)] if isinstance(flag, bool) and operator in EQUALITIES else None
        case DataType.DOUBLE:
            if isinstance(value, str) and _NUMBER.fullmatch(value):
                value = float(value)
            is_number = isinstance(value, (int, float, decimal.Decimal)) and not isinstance(value, bool)
            return [(operator, float(value))] if is_number and value == value else None
        case DataType.TIMESTAMP:
            return _moment(operator, value, zone)
    return None


def _integer(operator: Operator, value: Any) -> _Typed | None:
    if type(value) is int:
        return [(operator, value)]
    if isinstance(value, str):
        return [(operator, int(value))] if _INTEGER.fullmatch(value) else None
    if not isinstance(value, (float, decimal.Decimal)) or not -(2**53) < value < 2**53:
        return None
    below = math.floor(value)
    if value == below:
        return [(operator, below)]
    if operator in EQUALITIES:
        return None
    return [(Operator.GREATER_OR_EQUAL, below + 1) if operator in LOWER else (Operator.LESS_OR_EQUAL, below)]


def _moment(operator: Operator, value: Any, zone: ZoneInfo) -> _Typed | None:
    moment = parse_moment(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime.date):
        return None
    try:
        first, last = instants(moment, zone)
    except (OverflowError, ValueError):
        return None
    if first == last:
        return [(operator, first)]
    if operator in EQUALITIES:
        return [(operator, first), (operator, last)]
    return [(operator, first if operator in LOWER else last)]


def _is_twice(value: Any, zone: ZoneInfo) -> bool:
    """Whether the clock shows the time twice, or never."""
    moment = parse_moment(value) if isinstance(value, str) else value
    first, last = instants(moment, zone) if isinstance(moment, datetime.date) else (None, None)
    return first != last


class _Limits:
    """All that is known of one column: the values it may have, and its bounds."""

    def __init__(self, column: str) -> None:
        self._column = column
        self._allowed: list[Any] | None = None
        self._lower: tuple[Operator, Any] | None = None
        self._upper: tuple[Operator, Any] | None = None

    def narrow(self, operator: Operator, values: list[Any]) -> None:
        if operator in EQUALITIES:
            allowed = list(dict.fromkeys(values))
            self._allowed = allowed if self._allowed is None else [one for one in self._allowed if one in allowed]
        elif operator in LOWER:
            self._lower = _tighter(self._lower, (operator, min(values)), lambda new, old: new > old)
        else:
            self._upper = _tighter(self._upper, (operator, max(values)), lambda new, old: new < old)

    @property
    def _fitting(self) -> list[Any] | None:
        if self._allowed is None:
            return None
        bounds = [bound for bound in (self._lower, self._upper) if bound is not None]
        return [value for value in self._allowed if all(_holds(value, *bound) for bound in bounds)]

    @property
    def is_never(self) -> bool:
        """Whether no value fits."""
        if self._allowed is not None:
            return not self._fitting
        if self._lower is None or self._upper is None:
            return False
        low, high = self._lower[1], self._upper[1]
        strict = Operator.GREATER in self._lower or Operator.LESS in self._upper
        return bool(low > high or (low == high and strict))

    def conjuncts(self) -> list[Conjunct]:
        """The conjuncts that say it; a list of values says more than bounds."""
        fitting = self._fitting
        if fitting:
            return [Conjunct(self._column, Operator.EQUAL if len(fitting) == 1 else Operator.IN, tuple(fitting))]
        if fitting is not None:
            return []
        bounds = [bound for bound in (self._lower, self._upper) if bound is not None]
        return [Conjunct(self._column, operator, (value,)) for operator, value in bounds]


def _tighter(
    old: tuple[Operator, Any] | None, new: tuple[Operator, Any], is_tighter: Callable[[Any, Any], bool]
) -> tuple[Operator, Any]:
    if old is None or is_tighter(new[1], old[1]):
        return new
    return new if new[1] == old[1] and new[0] in (Operator.GREATER, Operator.LESS) else old


def _holds(value: Any, operator: Operator, bound: Any) -> bool:
    match operator:
        case Operator.GREATER:
            return bool(value > bound)
        case Operator.GREATER_OR_EQUAL:
            return bool(value >= bound)
        case Operator.LESS:
            return bool(value < bound)
        case _:
            return bool(value <= bound)
