"""Between which times a counter's bound has to lie, so that it counts just what satisfies the conjuncts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Bound, Operator
from heymarket_dbapi.plan.span import moments
from heymarket_dbapi.sql.query import Conjunct

_MICROSECOND = 1000
_LATER = (Operator.GREATER, Operator.GREATER_OR_EQUAL)


@dataclass(frozen=True, slots=True)
class Edges:
    """The times between which and the one before it a counter's bound must lie, in nanoseconds: of ticks of the
    engine's size, and of those that are shown.

    ``within``: for the rows that are counted; empty for all there are. ``beyond``: for those among them that do not
    satisfy the conjuncts, on the counter's far side; empty for none.
    """

    within: tuple[int, ...] = ()
    beyond: tuple[int, ...] = ()

    @property
    def calls(self) -> int:
        """How many calls it takes; what is taken away is counted before and after, to see that it did not change."""
        return (len(self.within) or 1) + (len(self.beyond) + 1 if self.beyond else 0)


def edges(table: Table, conjuncts: Iterable[Conjunct], digits: int) -> Edges | None:
    """Where the counter's bounds go, for times that are shown so many digits fine.

    None where the conjuncts say anything that the counter has no bound for.
    """
    counter = table.counter
    if counter is None or counter.bound is None:
        return None
    is_lower = counter.bound is Bound.LOWER
    ticks = {_MICROSECOND, max(_MICROSECOND, 10 ** (9 - digits))}
    within: list[set[int]] = []
    beyond: list[set[int]] = []
    for conjunct in conjuncts:
        values = moments(conjunct)
        if conjunct.column != table.listing_order or len(values) != 1:
            return None
        match conjunct.operator:
            case Operator.GREATER | Operator.LESS_OR_EQUAL:
                found = {(values[0] // tick + 1) * tick for tick in ticks}
            case Operator.GREATER_OR_EQUAL | Operator.LESS:
                found = {-(-values[0] // tick) * tick for tick in ticks}
            case _:
                return None
        (within if (conjunct.operator in _LATER) is is_lower else beyond).append(found)
    if not within and not beyond:
        return None
    narrowest, widest = (max, min) if is_lower else (min, max)
    return Edges(
        tuple(sorted(narrowest(within, key=max))) if within else (),
        tuple(sorted(widest(beyond, key=max))) if beyond else (),
    )
