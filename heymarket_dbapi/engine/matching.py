"""Which rows satisfy the conjuncts of a relation, told without the engine while pages arrive."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.catalog.ways import Operator
from heymarket_dbapi.sql.query import Conjunct

if TYPE_CHECKING:
    import pyarrow

_COMPARISONS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
}


def count_matching(rows: pyarrow.Table, conjuncts: Sequence[Conjunct]) -> int:
    """How many rows surely satisfy all conjuncts; none where a column is not among theirs."""
    if any(conjunct.column not in rows.column_names for conjunct in conjuncts):
        return 0
    columns = [[_aware(value) for value in rows.column(conjunct.column).to_pylist()] for conjunct in conjuncts]
    return sum(
        all(_holds(conjunct, value) for conjunct, value in zip(conjuncts, values, strict=True))
        for values in zip(*columns, strict=True)
    )


def _holds(conjunct: Conjunct, value: Any) -> bool:
    if value is None:
        return False
    values = [_aware(one) for one in conjunct.values]
    if conjunct.operator is Operator.IN:
        return any(type(one) is type(value) and one == value for one in values)
    (other,) = values
    # What the engine would convert before it compares is not told here.
    return type(other) is type(value) and _COMPARISONS[conjunct.operator](value, other)


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
