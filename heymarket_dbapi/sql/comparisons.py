"""Reads a predicate: the comparisons of columns with constants that it implies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Operator
from heymarket_dbapi.sql.folding import Constant, Folding
from heymarket_dbapi.sql.forms import forms
from heymarket_dbapi.sql.scopes import Node, source_number


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

_OPERATORS: dict[type, Operator] = {
    exp.EQ: Operator.EQUAL,
    exp.LT: Operator.LESS,
    exp.LTE: Operator.LESS_OR_EQUAL,
    exp.GT: Operator.GREATER,
    exp.GTE: Operator.GREATER_OR_EQUAL,
}
EQUALITIES = (Operator.EQUAL, Operator.IN)
LOWER = (Operator.GREATER, Operator.GREATER_OR_EQUAL)
UPPER = (Operator.LESS, Operator.LESS_OR_EQUAL)
_SIDES = ((Operator.GREATER_OR_EQUAL, LOWER), (Operator.LESS_OR_EQUAL, UPPER))
REVERSED = {
    Operator.EQUAL: Operator.EQUAL,
    Operator.LESS: Operator.GREATER,
    Operator.LESS_OR_EQUAL: Operator.GREATER_OR_EQUAL,
    Operator.GREATER: Operator.LESS,
    Operator.GREATER_OR_EQUAL: Operator.LESS_OR_EQUAL,
}


def read_predicate(node: Node | None, folding: Folding) -> Implied:
    """What ``node`` implies; no predicate is always true."""
    if node is None:
        return ALWAYS
    match node:
        case exp.Paren():
            return read_predicate(node.this, folding)
        case exp.And():
            return conjoin(read_predicate(part, folding) for part in node.flatten())
        case exp.Or():
            return _disjoin([read_predicate(part, folding) for part in node.flatten()])
        case exp.Not():
            return _read_not(node, folding)
        case exp.Is():
            return _read_is(node)
        case exp.Between():
            return _read_between(node, folding)
        case exp.In():
            return _read_in(node, folding)
        case exp.NullSafeEQ():
            return _read_same(node, folding)
        case exp.Column():
            return _is_true(node, True)
    if type(node) in _OPERATORS:
        return _compare(node.this, _OPERATORS[type(node)], node.expression, folding)
    return _known(folding.fold(node))


def conjoin(parts: Iterable[Implied]) -> Implied:
    """What several predicates imply together."""
    found = list(parts)
    return Implied(
        tuple(comparison for part in found for comparison in part.comparisons),
        any(part.is_never for part in found),
        all(part.is_exact for part in found),
    )


def _disjoin(parts: list[Implied]) -> Implied:
    """OR of equalities on one column is an IN, OR of ranges the range that holds them all."""
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


def carry(comparison: Comparison, node: Node, folding: Folding) -> tuple[Comparison, ...]:
    """What ``comparison`` implies of the column in ``node``, the expression that the compared column stands for."""
    operator = Operator.EQUAL if comparison.operator is Operator.IN else comparison.operator
    parts = [_of_column(_inner(node), operator, (value,), folding) for value in comparison.values]
    return _disjoin(parts).comparisons


def _known(constant: Constant | None) -> Implied:
    if constant is None or not (constant.value is None or isinstance(constant.value, bool)):
        return UNKNOWN
    return ALWAYS if constant.value is True else NEVER


def _is_true(node: Node, value: bool) -> Implied:
    """A boolean column by itself."""
    number = source_number(node)
    if number is None:
        return UNKNOWN
    return Implied((Comparison(number, node.name, Operator.EQUAL, (value,)),), is_exact=True)


def _inner(node: Node) -> Node:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _read_not(node: Node, folding: Folding) -> Implied:
    inner = _inner(node.this)
    if isinstance(inner, exp.Column):
        return _is_true(inner, False)
    if isinstance(inner, exp.Not):
        return read_predicate(inner.this, folding)
    constant = folding.fold(inner)
    if constant is None or not (constant.value is None or isinstance(constant.value, bool)):
        return UNKNOWN
    return ALWAYS if constant.value is False else NEVER


def _read_is(node: Node) -> Implied:
    if isinstance(node.expression, exp.Boolean) and isinstance(_inner(node.this), exp.Column):
        return _is_true(_inner(node.this), bool(node.expression.this))
    return UNKNOWN


def _read_same(node: Node, folding: Folding) -> Implied:
    """IS NOT DISTINCT FROM a constant that is not NULL."""
    for side in (node.this, node.expression):
        constant = folding.fold(side)
        if constant is not None and constant.value is None:
            return UNKNOWN
    return _compare(node.this, Operator.EQUAL, node.expression, folding)


def _read_between(node: Node, folding: Folding) -> Implied:
    if node.args.get("symmetric"):
        return UNKNOWN
    low = _compare(node.this, Operator.GREATER_OR_EQUAL, node.args["low"], folding)
    return conjoin([low, _compare(node.this, Operator.LESS_OR_EQUAL, node.args["high"], folding)])


def _read_in(node: Node, folding: Folding) -> Implied:
    if node.args.get("query") is not None or node.args.get("field") is not None or node.args.get("unnest") is not None:
        return UNKNOWN
    subject = _inner(node.this)
    if isinstance(subject, exp.Tuple):
        return _read_rows(subject, node.expressions, folding)
    constants = [folding.fold(one) for one in node.expressions]
    known = [constant.value for constant in constants if constant is not None]
    if len(known) < len(constants):
        return UNKNOWN
    values = tuple(value for value in known if value is not None)
    if not values:
        return NEVER
    return _of_column(subject, Operator.IN, values, folding)


def _read_rows(subject: Node, rows: list[Node], folding: Folding) -> Implied:
    """A row of columns IN rows of constants: each column is IN the constants of its place."""
    wide = len(subject.expressions)
    if any(not isinstance(row, exp.Tuple) or len(row.expressions) != wide for row in rows):
        return UNKNOWN
    pairs = [list(zip(subject.expressions, row.expressions, strict=True)) for row in rows]
    return _disjoin([conjoin(_compare(one, Operator.EQUAL, other, folding) for one, other in row) for row in pairs])


def _compare(left: Node, operator: Operator, right: Node, folding: Folding) -> Implied:
    if operator is Operator.EQUAL and isinstance(left, exp.Tuple):
        return _read_rows(left, [right], folding)
    one, other = folding.fold(left), folding.fold(right)
    if (one is not None and one.value is None) or (other is not None and other.value is None):
        return NEVER
    if one is not None and other is not None:
        return _compare_constants(one.value, operator, other.value)
    if other is not None:
        return _of_column(_inner(left), operator, (other.value,), folding)
    if one is not None:
        return _of_column(_inner(right), REVERSED[operator], (one.value,), folding)
    return UNKNOWN


def _of_column(node: Node, operator: Operator, values: tuple[Any, ...], folding: Folding) -> Implied:
    """What a comparison of an expression over one column implies of the column."""
    number = source_number(node)
    if number is not None:
        return Implied((Comparison(number, node.name, operator, values),), is_exact=True)
    if operator is Operator.IN:
        return _disjoin([_of_column(node, Operator.EQUAL, (value,), folding) for value in values])
    found = forms(node, operator, values[0], folding)
    if found is None:
        return UNKNOWN
    column, bounds = found
    number = source_number(column)
    if number is None:
        return UNKNOWN
    return Implied(tuple(Comparison(number, column.name, kind, (value,), False) for kind, value in bounds))


def _compare_constants(one: Any, operator: Operator, other: Any) -> Implied:
    """Constants of one plain type; text may be ordered otherwise elsewhere, so it is compared for equality only."""
    if type(one) is not type(other) or type(one) not in (int, bool, str):
        return UNKNOWN
    if type(one) is str and operator is not Operator.EQUAL:
        return UNKNOWN
    match operator:
        case Operator.LESS:
            return ALWAYS if one < other else NEVER
        case Operator.LESS_OR_EQUAL:
            return ALWAYS if one <= other else NEVER
        case Operator.GREATER:
            return ALWAYS if one > other else NEVER
        case Operator.GREATER_OR_EQUAL:
            return ALWAYS if one >= other else NEVER
        case _:
            return ALWAYS if one == other else NEVER
