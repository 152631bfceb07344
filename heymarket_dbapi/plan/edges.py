"""Between which times a counter's bound has to lie, so that it counts just what satisfies the conjuncts."""

from __future__ import annotations

from collections.abc import Iterable

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Bound, Operator
from heymarket_dbapi.plan.span import moments
from heymarket_dbapi.sql.query import Conjunct

_MICROSECOND = 1000


def edges(table: Table, conjuncts: Iterable[Conjunct], digits: int) -> set[int] | None:
    """The times between which and the one before it the counter's bound must lie, in nanoseconds: of ticks of the
    engine's size, and of those that are shown, so many digits fine.

    None where the conjuncts say anything that the counter has no bound for.
    """
    counter = table.counter
    if counter is None or counter.bound is None:
        return None
    is_lower = counter.bound is Bound.LOWER
    ticks = {_MICROSECOND, max(_MICROSECOND, 10 ** (9 - digits))}
    found: list[set[int]] = []
    for conjunct in conjuncts:
        values = moments(conjunct)
        if conjunct.column != table.listing_order or len(values) != 1:
            return None
        match conjunct.operator, is_lower:
            case (Operator.GREATER, True) | (Operator.LESS_OR_EQUAL, False):
                found.append({(values[0] // tick + 1) * tick for tick in ticks})
            case (Operator.GREATER_OR_EQUAL, True) | (Operator.LESS, False):
                found.append({-(-values[0] // tick) * tick for tick in ticks})
            case _:
                return None
    return (max(found, key=max) if is_lower else min(found, key=max)) if found else None
