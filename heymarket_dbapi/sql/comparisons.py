"""Reads a predicate: the comparisons of columns with constants that it implies."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from heymarket_dbapi.catalog.ways import Operator
from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.sql.aggregates import has_aggregate
from heymarket_dbapi.sql.calendars import begins_like, joint_parts
from heymarket_dbapi.sql.clocks import Step
from heymarket_dbapi.sql.differences import REVERSED
from heymarket_dbapi.sql.folding import Constant, Folding
from heymarket_dbapi.sql.forms import forms
from heymarket_dbapi.sql.implied import (
    ALWAYS,
    LOWER,
    NEVER,
    UNKNOWN,
    Comparison,
    Implied,
    conjoin,
    disjoin,
    inexact,
)
from heymarket_dbapi.sql.members import any_members, member_nodes
from heymarket_dbapi.sql.plain_forms import compare
from heymarket_dbapi.sql.scopes import Node, source_number

_OPERATORS: dict[type, Operator] = {
    exp.EQ: Operator.EQUAL,
    exp.LT: Operator.LESS,
    exp.LTE: Operator.LESS_OR_EQUAL,
    exp.GT: Operator.GREATER,
    exp.GTE: Operator.GREATER_OR_EQUAL,
}
_OPPOSITES = {
    Operator.LESS: Operator.GREATER_OR_EQUAL,
    Operator.LESS_OR_EQUAL: Operator.GREATER,
    Operator.GREATER: Operator.LESS_OR_EQUAL,
    Operator.GREATER_OR_EQUAL: Operator.LESS,
}
_WIDER = {Operator.LESS: Operator.LESS_OR_EQUAL, Operator.GREATER: Operator.GREATER_OR_EQUAL}


def read_predicate(node: Node | None, folding: Folding) -> Implied:
    """What ``node`` implies; no predicate is always true."""
    if node is None:
        return ALWAYS
    match node:
        case exp.Paren():
            return read_predicate(node.this, folding)
        case exp.And():
            parts = list(node.flatten())
            return conjoin([*(read_predicate(part, folding) for part in parts), _joint(parts, folding)])
        case exp.Or():
            return disjoin([read_predicate(part, folding) for part in node.flatten()])
        case exp.Not():
            return read_negated(node.this, folding)
        case exp.Is():
            return _read_is(node, folding)
        case exp.Between():
            return _read_between(node, folding)
        case exp.In():
            return _read_in(node, folding)
        case exp.Exists():
            return NEVER if _gives_nothing(node.this, folding) else UNKNOWN
        case exp.Like():
            return _read_like(node, folding)
        case exp.NullSafeEQ():
            return _read_same(node, folding)
        case exp.NEQ():
            return _read_different(node, folding)
        case exp.Case():
            return _read_case(node, Operator.EQUAL, True, folding)
        case exp.Column() | exp.Coalesce() | exp.Nullif():
            return _of_column(node, Operator.EQUAL, (True,), folding)
    if type(node) in _OPERATORS:
        return _compare(node.this, _OPERATORS[type(node)], node.expression, folding)
    return _known(folding.fold(node))


def read_negated(node: Node, folding: Folding) -> Implied:
    """What it implies that ``node`` is false, and not NULL."""
    match node:
        case exp.Paren():
            return read_negated(node.this, folding)
        case exp.Not():
            return read_predicate(node.this, folding)
        case exp.And():
            return disjoin([read_negated(part, folding) for part in node.flatten()])
        case exp.Or():
            return conjoin(read_negated(part, folding) for part in node.flatten())
        case exp.Is():
            return _read_is_not(node, folding)
        case exp.Between() if not node.args.get("symmetric"):
            low = _compare(node.this, Operator.LESS, node.args["low"], folding)
            return disjoin([low, _compare(node.this, Operator.GREATER, node.args["high"], folding)])
        case exp.NullSafeNEQ():
            return _read_same(node, folding)
        case exp.In() if _gives_nothing(node.args.get("query"), folding):
            return ALWAYS
        case exp.NEQ():
            return _compare(node.this, Operator.EQUAL, node.expression, folding)
        case exp.EQ():
            return _read_different(node, folding)
        case exp.Column() | exp.Coalesce() | exp.Nullif():
            return _of_column(node, Operator.EQUAL, (False,), folding)
    if type(node) in _OPERATORS and not isinstance(node.this, exp.Tuple):
        return _compare(node.this, _OPPOSITES[_OPERATORS[type(node)]], node.expression, folding)
    constant = folding.fold(node)
    if constant is None or not (constant.value is None or isinstance(constant.value, bool)):
        return UNKNOWN
    return ALWAYS if constant.value is False else NEVER


def carry(comparison: Comparison, node: Node, folding: Folding) -> Implied:
    """What ``comparison`` implies of the column in ``node``, the expression that the compared column stands for."""
    operator = Operator.EQUAL if comparison.operator is Operator.IN else comparison.operator
    parts = [_of_column(_inner(node), operator, (value,), folding) for value in comparison.values]
    found = disjoin(parts)
    return found if comparison.is_exact else inexact(found)


def _known(constant: Constant | None) -> Implied:
    if constant is None or not (constant.value is None or isinstance(constant.value, bool)):
        return UNKNOWN
    return ALWAYS if constant.value is True else NEVER


def _inner(node: Node) -> Node:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _read_is(node: Node, folding: Folding) -> Implied:
    if node.args.get("negate"):
        return _read_is_not(node, folding)
    if isinstance(node.expression, exp.Boolean):
        read = read_predicate if node.expression.this else read_negated
        return read(_inner(node.this), folding)
    constant = folding.fold(node.this) if isinstance(node.expression, exp.Null) else None
    if constant is not None:
        return ALWAYS if constant.value is None else NEVER
    is_never = isinstance(node.expression, exp.Null) and folding.is_never_null(_inner(node.this))
    return NEVER if is_never else UNKNOWN


def _read_is_not(node: Node, folding: Folding) -> Implied:
    """IS NOT; what is not TRUE may be NULL."""
    if not isinstance(node.expression, exp.Null):
        return UNKNOWN
    constant = folding.fold(node.this)
    if constant is not None:
        return NEVER if constant.value is None else ALWAYS
    return ALWAYS if folding.is_never_null(_inner(node.this)) else UNKNOWN


def _read_same(node: Node, folding: Folding) -> Implied:
    """IS NOT DISTINCT FROM a constant that is not NULL."""
    for side in (node.this, node.expression):
        constant = folding.fold(side)
        if constant is not None and constant.value is None:
            return UNKNOWN
    return _compare(node.this, Operator.EQUAL, node.expression, folding)


def _read_different(node: Node, folding: Folding) -> Implied:
    """Of two truths, what is not the one is the other."""
    for one, other in ((node.this, node.expression), (node.expression, node.this)):
        constant = folding.fold(other)
        if constant is None:
            continue
        if constant.value is None:
            return NEVER
        if isinstance(constant.value, bool):
            return _compare_truth(_inner(one), not constant.value, folding)
        known = folding.fold(one)
        if known is not None:
            same = compare(known.value, Operator.EQUAL, constant.value, folding)
            return UNKNOWN if same is None else NEVER if same or known.value is None else ALWAYS
    return UNKNOWN


def _compare_truth(node: Node, value: bool, folding: Folding) -> Implied:
    if source_number(node) is not None or isinstance(node, exp.Coalesce):
        return _of_column(node, Operator.EQUAL, (value,), folding)
    return read_predicate(node, folding) if value else read_negated(node, folding)


def _read_between(node: Node, folding: Folding) -> Implied:
    ways = [(node.args["low"], node.args["high"])]
    if node.args.get("symmetric"):
        ways.append((node.args["high"], node.args["low"]))
    return disjoin(
        [
            conjoin(
                (
                    _compare(node.this, Operator.GREATER_OR_EQUAL, low, folding),
                    _compare(node.this, Operator.LESS_OR_EQUAL, high, folding),
                )
            )
            for low, high in ways
        ]
    )


def _read_like(node: Node, folding: Folding) -> Implied:
    """LIKE without a wildcard is an equality; of a time as text, a beginning is a unit of time."""
    pattern = folding.fold(node.expression)
    if pattern is None or not isinstance(pattern.value, str):
        return NEVER if pattern is not None and pattern.value is None else UNKNOWN
    subject = _inner(node.this)
    if not any(sign in pattern.value for sign in "%_\\"):
        found = _of_column(subject, Operator.EQUAL, (pattern.value,), folding)
        return found if folding.type_of(subject) is DataType.VARCHAR else inexact(found)
    return _of_step(begins_like(subject, pattern.value, folding), folding)


def _read_case(node: Node, operator: Operator, value: Any, folding: Folding) -> Implied:
    """CASE whose results are constants: one of the conditions holds for which the comparison is true."""
    otherwise = node.args.get("default")
    results = [folding.fold(part.args["true"]) for part in node.args["ifs"]]
    last = folding.fold(otherwise) if otherwise is not None else Constant(None)
    known = [compare(one.value, operator, value, folding) if one is not None else None for one in (*results, last)]
    if node.this is not None or None in known or known[-1]:
        return UNKNOWN
    found = [part.this for part, fits in zip(node.args["ifs"], known, strict=False) if fits]
    implied = disjoin([read_predicate(condition, folding) for condition in found])
    return implied if known[0] and len(found) == 1 else inexact(implied)


def _read_in(node: Node, folding: Folding) -> Implied:
    if node.args.get("field") is not None or node.args.get("unnest") is not None:
        return UNKNOWN
    if _gives_nothing(node.args.get("query"), folding):
        return NEVER
    members = member_nodes(node)
    if members is None:
        return UNKNOWN
    subject = _inner(node.this)
    if isinstance(subject, exp.Tuple):
        return _read_rows(subject, members, folding)
    return _among(subject, members, folding)


def _gives_nothing(query: Node | None, folding: Folding) -> bool:
    """Whether a query has no row, since its WHERE is never true."""
    while isinstance(query, (exp.Subquery, exp.Paren)):
        query = query.this
    if not isinstance(query, exp.Select) or query.args.get("where") is None:
        return False
    if query.args.get("group") is not None or query.args.get("having") is not None:
        return False
    is_aggregate = any(map(has_aggregate, query.expressions))
    return not is_aggregate and read_predicate(query.args["where"].this, folding).is_never


def _among(subject: Node, members: list[Node], folding: Folding) -> Implied:
    constants = [folding.fold(one) for one in members]
    known = [constant.value for constant in constants if constant is not None]
    if len(known) < len(constants):
        return UNKNOWN
    values = tuple(value for value in known if value is not None)
    return _of_column(subject, Operator.IN, values, folding) if values else NEVER


def _read_rows(subject: Node, rows: list[Node], folding: Folding) -> Implied:
    """A row of columns IN rows of constants: each column is IN the constants of its place."""
    wide = len(subject.expressions)
    if any(not isinstance(row, exp.Tuple) or len(row.expressions) != wide for row in rows):
        return UNKNOWN
    pairs = [list(zip(subject.expressions, row.expressions, strict=True)) for row in rows]
    return disjoin([conjoin(_compare(one, Operator.EQUAL, other, folding) for one, other in row) for row in pairs])


def _compare(left: Node, operator: Operator, right: Node, folding: Folding) -> Implied:
    if isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple):
        return _compare_rows(left, operator, right, folding)
    members = any_members(right) if operator is Operator.EQUAL else None
    if members is not None:
        return _among(_inner(left), members, folding)
    one, other = folding.fold(left), folding.fold(right)
    if (one is not None and one.value is None) or (other is not None and other.value is None):
        return NEVER
    if one is not None and other is not None:
        return _compare_constants(one.value, operator, other.value, folding)
    if other is not None:
        return _of_expression(_inner(left), operator, other.value, folding)
    if one is not None:
        return _of_expression(_inner(right), REVERSED[operator], one.value, folding)
    return UNKNOWN


def _compare_rows(left: Node, operator: Operator, right: Node, folding: Folding) -> Implied:
    """Rows are compared by their first difference: the first columns at least are not the other way round."""
    if operator is Operator.EQUAL:
        return _read_rows(left, [right], folding)
    first, other = left.expressions[0], right.expressions[0]
    # The engine takes NULL for greater than all else.
    if operator in LOWER and not folding.is_never_null(_inner(first)):
        return UNKNOWN
    return inexact(_compare(first, _WIDER.get(operator, operator), other, folding))


def _of_expression(node: Node, operator: Operator, value: Any, folding: Folding) -> Implied:
    if isinstance(node, exp.Case):
        return _read_case(node, operator, value, folding)
    if (
        isinstance(value, bool)
        and operator is Operator.EQUAL
        and isinstance(node, (exp.Predicate, exp.Connector, exp.Not))
    ):
        return _compare_truth(node, value, folding)
    return _of_column(node, operator, (value,), folding)


def _of_column(node: Node, operator: Operator, values: tuple[Any, ...], folding: Folding) -> Implied:
    """What a comparison of an expression over one column implies of the column."""
    number = source_number(node)
    if number is not None:
        return Implied((Comparison(number, node.name, operator, values),), is_exact=True)
    if operator is Operator.IN:
        return disjoin([_of_column(node, Operator.EQUAL, (value,), folding) for value in values])
    return _of_step(forms(node, operator, values[0], folding), folding)


def _of_step(step: Step | None, folding: Folding) -> Implied:
    """What the bounds of a function's argument imply of the column in it."""
    if step is None:
        return UNKNOWN
    inner = _inner(step.inner)
    found = conjoin(_of_column(inner, operator, (value,), folding) for operator, value in step.bounds)
    return found if step.is_exact else inexact(found)


def _joint(parts: list[Node], folding: Folding) -> Implied:
    """What the equalities of several parts of one time say beyond each of them."""
    tests: list[tuple[Node, list[int]]] = []
    for part in map(_inner, parts):
        if isinstance(part, exp.EQ):
            constants = [folding.fold(part.expression)]
        elif isinstance(part, exp.In):
            constants = [folding.fold(one) for one in part.expressions]
        else:
            continue
        values = [one.value for one in constants if one is not None and type(one.value) is int]
        if len(values) == len(constants):
            tests.append((_inner(part.this), values))
    found = [_of_step(step, folding) for step in joint_parts(tests, folding)] if len(tests) > 1 else []
    return Implied(tuple(one for implied in found for one in implied.comparisons), is_exact=True)


def _compare_constants(one: Any, operator: Operator, other: Any, folding: Folding) -> Implied:
    result = compare(one, operator, other, folding)
    return UNKNOWN if result is None else ALWAYS if result else NEVER
