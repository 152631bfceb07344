"""Functions of any value that are compared with a constant: COALESCE, NULLIF, sums of integers, casts to text."""

from __future__ import annotations

import datetime
import operator as operators
from collections.abc import Callable
from typing import Any

from sqlglot import exp

from heymarket_dbapi.catalog.ways import Operator
from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.sql.clocks import Step, read_moment
from heymarket_dbapi.sql.differences import REVERSED
from heymarket_dbapi.sql.folding import Folding, type_word
from heymarket_dbapi.sql.moments import to_instant
from heymarket_dbapi.sql.scopes import Node

_TESTS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: operators.eq,
    Operator.LESS: operators.lt,
    Operator.LESS_OR_EQUAL: operators.le,
    Operator.GREATER: operators.gt,
    Operator.GREATER_OR_EQUAL: operators.ge,
}
_EXACT_INTEGERS = 2**53  # above it, a double is no integer's alone


def plain_form(node: Node, operator: Operator, value: Any, folding: Folding) -> Step | None:
    """What a comparison implies of the argument."""
    match node:
        case exp.Coalesce():
            return _coalesced(node, operator, value, folding)
        case exp.Nullif():
            return Step(node.this, ((operator, value),), is_exact=False)
        case exp.Neg() if type(value) is int and _is_integer(node.this, folding):
            return Step(node.this, ((REVERSED[operator], -value),))
        case exp.Add() | exp.Sub() if type(value) is int and _is_integer(node, folding):
            return _sum(node, operator, value, folding)
        case exp.Cast():
            return _cast(node, operator, value, folding)
    return None


def _coalesced(node: Node, operator: Operator, value: Any, folding: Folding) -> Step | None:
    """COALESCE with a constant for which the comparison is not true."""
    if len(node.expressions) != 1:
        return None
    constant = folding.fold(node.expressions[0])
    if constant is None:
        return None
    other = constant.value
    if folding.type_of(node.this) is DataType.TIMESTAMP:
        other = read_moment(other)
    if constant.value is not None and compare(other, operator, value, folding) is not False:
        return None
    if constant.value is not None and other is None:
        return None
    return Step(node.this, ((operator, value),))


def _sum(node: Node, operator: Operator, value: int, folding: Folding) -> Step | None:
    """An integer plus or minus another one."""
    left, right = folding.fold(node.this), folding.fold(node.expression)
    if right is not None and type(right.value) is int:
        moved = value - right.value if isinstance(node, exp.Add) else value + right.value
        return Step(node.this, ((operator, moved),))
    if left is None or type(left.value) is not int:
        return None
    if isinstance(node, exp.Add):
        return Step(node.expression, ((operator, value - left.value),))
    return Step(node.expression, ((REVERSED[operator], left.value - value),))


def _cast(node: Node, operator: Operator, value: Any, folding: Folding) -> Step | None:
    word = type_word(node.args["to"])
    if folding.type_of(node.this) is DataType.BOOLEAN and operator is Operator.EQUAL and word.endswith("INT"):
        return Step(node.this, ((operator, bool(value)),)) if type(value) is int and value in (0, 1) else None
    if word in ("TEXT", "VARCHAR"):
        # Other texts than the one that is shown may mean the value too.
        is_text = isinstance(value, str) and operator is Operator.EQUAL
        return Step(node.this, ((operator, value),), is_exact=False) if is_text else None
    if (
        word in ("BIGINT", "INT128", "INT", "DOUBLE", "DECIMAL")
        and type(value) is int
        and _is_integer(node.this, folding)
    ):
        is_same = word not in ("DOUBLE", "DECIMAL") or abs(value) < _EXACT_INTEGERS
        return Step(node.this, ((operator, value),)) if is_same else None
    return None


def _is_integer(node: Node, folding: Folding) -> bool:
    """Whether the expression is a whole number for certain."""
    match node:
        case exp.Paren() | exp.Neg():
            return _is_integer(node.this, folding)
        case exp.Add() | exp.Sub():
            return all(_is_integer(part, folding) for part in (node.this, node.expression))
        case exp.Literal():
            return bool(node.is_int)
        case exp.Placeholder():
            constant = folding.fold(node)
            return constant is not None and type(constant.value) is int
    return folding.type_of(node) is DataType.BIGINT


def compare(one: Any, operator: Operator, other: Any, folding: Folding) -> bool | None:
    """Whether the comparison of two constants is true; None where that is in doubt. NULL compares to nothing."""
    if one is None or other is None:
        return False
    if type(one) is type(other) and type(one) in (int, bool):
        return _TESTS[operator](one, other)
    if isinstance(one, datetime.date) or isinstance(other, datetime.date):
        first, second = read_moment(one), read_moment(other)
        if first is None or second is None:
            return None
        return _TESTS[operator](to_instant(first, folding.zone), to_instant(second, folding.zone))
    # Text may be ordered otherwise elsewhere.
    is_text = type(one) is type(other) is str and operator is Operator.EQUAL
    return _TESTS[operator](one, other) if is_text else None
