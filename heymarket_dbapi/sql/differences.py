"""Differences of a time from a constant one that are compared with an interval or a number of days."""

from __future__ import annotations

import datetime
from typing import Any

from sqlglot import exp

from heymarket_dbapi.catalog.ways import Operator
from heymarket_dbapi.sql.clocks import Step, between, is_local, is_utc, read_moment
from heymarket_dbapi.sql.folding import Folding
from heymarket_dbapi.sql.moments import Span, parse_span
from heymarket_dbapi.sql.scopes import Node

_DAY = datetime.timedelta(days=1)
_MONTH = 30  # days, where intervals are compared
REVERSED = {
    Operator.EQUAL: Operator.EQUAL,
    Operator.LESS: Operator.GREATER,
    Operator.LESS_OR_EQUAL: Operator.GREATER_OR_EQUAL,
    Operator.GREATER: Operator.LESS,
    Operator.GREATER_OR_EQUAL: Operator.LESS_OR_EQUAL,
}


def difference_form(node: Node, operator: Operator, value: Any, folding: Folding) -> Step | None:
    """The bounds of the time in a difference."""
    if isinstance(node, exp.Sub):
        return _of_times(node.this, node.expression, operator, value, folding)
    if isinstance(node, exp.Anonymous) and str(node.this).lower() == "age" and len(node.expressions) == 2:
        later, earlier = node.expressions
        return _of_times(later, earlier, operator, value, folding, has_months=True)
    return None


def _of_times(
    left: Node, right: Node, operator: Operator, value: Any, folding: Folding, *, has_months: bool = False
) -> Step | None:
    one, other = folding.fold(left), folding.fold(right)
    constant = one or other
    moment = read_moment(constant.value) if constant is not None else None
    inner = right if one is not None else left
    if constant is None or moment is None or (one is not None and other is not None) or is_local(inner) is None:
        return None
    # What grows as the difference shrinks: the time that is taken away.
    towards = REVERSED[operator] if one is not None else operator
    sign = -1 if one is not None else 1
    if type(value) is int and not has_months:
        is_date = not isinstance(moment, datetime.datetime)
        return Step(inner, ((towards, moment + sign * datetime.timedelta(days=value)),)) if is_date else None
    length = _length(value)
    if length is None:
        return None
    base = moment if isinstance(moment, datetime.datetime) else datetime.datetime.combine(moment, datetime.time())
    # A day may have an hour more or less, a month days; years of age are counted as 360 days.
    slack = datetime.timedelta() if is_utc(folding.zone) else _DAY
    slack += (abs(length) * 0.03 + 5 * _DAY) if has_months else datetime.timedelta()
    middle = base + sign * length
    return Step(inner, between(towards, middle - slack, middle + slack), is_exact=False)


def _length(value: Any) -> datetime.timedelta | None:
    """The length of an interval, as intervals are compared."""
    span = parse_span(value) if isinstance(value, str) else value
    if isinstance(span, datetime.timedelta):
        return span
    return datetime.timedelta(days=span.months * _MONTH + span.days) + span.rest if isinstance(span, Span) else None
