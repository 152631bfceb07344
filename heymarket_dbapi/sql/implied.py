"""What a predicate implies of columns: comparisons with constants, and how they are taken together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from heymarket_dbapi.catalog.ways import Operator

EQUALITIES = (Operator.EQUAL, Operator.IN)
LOWER = (Operator.GREATER, Operator.GREATER_OR_EQUAL)
UPPER = (Operator.LESS, Operator.LESS_OR_EQUAL)
_SIDES = ((Operator.GREATER_OR_EQUAL, LOWER), (Operator.LESS_OR_EQUAL, UPPER))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A source's column compared with constants, as they are written; ``is_exact``: it says all that was written.

    Of several values, the comparison holds with at least one.
    """

    number: int
    column: str
    operator: Operator
    values: tuple[Any, ...]
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Implied:
    """What a predicate implies of each row for which it is true.

    ``is_never``: it is true for no row. ``is_exact``: it is true for all rows of which the comparisons are.
    """

    comparisons: tuple[Comparison, ...] = ()
    is_never: bool = False
    is_exact: bool = False


UNKNOWN = Implied()
ALWAYS = Implied(is_exact=True)
NEVER = Implied(is_never=True, is_exact=True)


def conjoin(parts: Iterable[Implied]) -> Implied:
    """What several predicates imply together."""
    found = list(parts)
    return Implied(
        tuple(comparison for part in found for comparison in part.comparisons),
        any(part.is_never for part in found),
        all(part.is_exact for part in found),
    )


def disjoin(parts: list[Implied]) -> Implied:
    """What one of several implies: OR of equalities is an IN, OR of ranges the range that holds them all."""
    possible = [part for part in parts if not part.is_never]
    if not possible:
        return NEVER
    if len(possible) == 1:
        return possible[0]
    if any(part.is_exact and not part.comparisons for part in possible):
        return ALWAYS
    is_exact = all(part.is_exact and len(part.comparisons) == 1 and part.comparisons[0].is_exact for part in possible)
    columns = dict.fromkeys((one.number, one.column) for one in possible[0].comparisons)
    found = [one for column in columns for one in _around(possible, column, is_exact)]
    return Implied(tuple(found), is_exact=any(one.is_exact for one in found))


def _around(parts: list[Implied], column: tuple[int, str], is_exact: bool) -> Iterator[Comparison]:
    """What all of the parts, of which one holds, say of the column together."""
    for wide, operators in ((Operator.IN, EQUALITIES), *_SIDES):
        found = [_first(part, column, operators) or _first(part, column, EQUALITIES) for part in parts]
        known = [one for one in found if one is not None]
        if len(known) == len(parts):
            values = tuple(value for one in known for value in one.values)
            if wide is Operator.IN:
                yield Comparison(*column, wide, values, is_exact)
                return
            is_strict = all(one.operator is operators[0] for one in known)
            yield Comparison(*column, operators[0] if is_strict else wide, values, False)


def _first(part: Implied, column: tuple[int, str], operators: tuple[Operator, ...]) -> Comparison | None:
    found = [one for one in part.comparisons if (one.number, one.column) == column and one.operator in operators]
    return found[0] if found else None


def inexact(found: Implied) -> Implied:
    """The same, for a predicate that asks more."""
    return Implied(tuple(replace(one, is_exact=False) for one in found.comparisons), found.is_never)
