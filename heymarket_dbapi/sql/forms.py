"""Functions of a time that are compared with a constant, taken one function further down: bounds of its argument.

The bounds may be wider than what was written, never narrower.
"""

from __future__ import annotations

import datetime
from typing import Any

from sqlglot import exp

from heymarket_dbapi.catalog.ways import Operator
from heymarket_dbapi.sql.calendars import calendar_form
from heymarket_dbapi.sql.clocks import (
    INSTANTS,
    LOCAL_TIMES,
    Step,
    between,
    by_unit,
    is_local,
    is_utc,
    local_range,
    read_moment,
)
from heymarket_dbapi.sql.differences import difference_form
from heymarket_dbapi.sql.folding import Folding, type_word
from heymarket_dbapi.sql.moments import Span, add, find_zone, instants, to_local
from heymarket_dbapi.sql.plain_forms import plain_form
from heymarket_dbapi.sql.scopes import Node

_DAY = datetime.timedelta(days=1)


def forms(node: Node, operator: Operator, value: Any, folding: Folding) -> Step | None:
    """What ``node operator value`` implies of the argument of the function that ``node`` is, or None."""
    try:
        for form in (_time_form, calendar_form, difference_form, plain_form):
            found = form(node, operator, value, folding)
            if found is not None:
                return found
    except (OverflowError, ValueError):
        # Beyond the years that a date may have.
        return None
    return None


def _time_form(node: Node, operator: Operator, value: Any, folding: Folding) -> Step | None:
    match node:
        case exp.Cast() if type_word(node.args["to"]) == "DATE":
            return by_unit(node.this, "day", operator, value, folding)
        case exp.Date() | exp.TsOrDsToDate() if not node.expressions:
            return by_unit(node.this, "day", operator, value, folding)
        case exp.Cast() if type_word(node.args["to"]) in (*INSTANTS, *LOCAL_TIMES):
            return _cast(node, operator, value, folding)
        case exp.AtTimeZone():
            return _at_zone(node.this, node.args["zone"], operator, value, folding)
        case exp.TimestampTrunc() | exp.DateTrunc():
            return _truncated(node.this, node.args["unit"], node.args.get("zone"), operator, value, folding)
        case exp.Anonymous():
            return _named(node, operator, value, folding)
        case exp.Add() | exp.Sub():
            return _shift(node, operator, value, folding)
    return None


def _named(node: Node, operator: Operator, value: Any, folding: Folding) -> Step | None:
    arguments = node.expressions
    match str(node.this).lower():
        case "timezone" if len(arguments) == 2:
            return _at_zone(arguments[1], arguments[0], operator, value, folding)
        case "date_trunc" | "datetrunc" if len(arguments) in (2, 3):
            zone = arguments[2] if len(arguments) == 3 else None
            return _truncated(arguments[1], arguments[0], zone, operator, value, folding)
    return None


def _cast(node: Node, operator: Operator, value: Any, folding: Folding) -> Step | None:
    """A time made an instant or a local time, in the session's zone."""
    moment, was_local = read_moment(value), is_local(node.this)
    if moment is None or was_local is None:
        return None
    if not was_local and type_word(node.args["to"]) in INSTANTS:
        return Step(node.this, ((operator, moment),))
    low, high, is_exact = local_range(moment, folding)
    return Step(node.this, between(operator, low, high), is_exact)


def _at_zone(inner: Node, written: Node, operator: Operator, value: Any, folding: Folding) -> Step | None:
    """An instant as a zone's clock shows it, or the other way round."""
    moment, was_local, name = read_moment(value), is_local(inner), folding.fold(written)
    zone = find_zone(name.value) if name is not None else None
    if moment is None or zone is None or was_local is None:
        return None
    if not was_local:
        low, high, is_exact = local_range(moment, folding)
        first, last = instants(low, zone)[0], instants(high, zone)[1]
        return Step(inner, between(operator, first, last), is_exact and first == last)
    first, last = instants(moment, folding.zone)
    slack = datetime.timedelta() if is_utc(zone) else _DAY / 12
    bounds = between(operator, to_local(first, zone) - slack, to_local(last, zone) + slack)
    return Step(inner, bounds, is_utc(zone) and first == last)


def _truncated(
    inner: Node, unit: Node, written: Node | None, operator: Operator, value: Any, folding: Folding
) -> Step | None:
    if written is None:
        return by_unit(inner, str(unit.name).lower(), operator, value, folding)
    name = folding.fold(written)
    zone = find_zone(name.value) if name is not None else None
    if zone is None or is_local(inner) is not False:
        return None
    moment = read_moment(value)
    if moment is None:
        return None
    first, last = instants(moment, folding.zone)
    return by_unit(inner, str(unit.name).lower(), operator, first, folding, zone) if first == last else None


def _shift(node: Node, operator: Operator, value: Any, folding: Folding) -> Step | None:
    """A time plus or minus an interval."""
    inner, other = node.this, node.expression
    if isinstance(node, exp.Add) and folding.fold(inner) is not None:
        inner, other = other, inner
    span, moment = folding.fold(other), read_moment(value)
    if span is None or moment is None or is_local(inner) is None:
        return None
    sign = -1 if isinstance(node, exp.Add) else 1
    if type(span.value) is int and _is_date(inner):
        return Step(inner, ((operator, moment + sign * span.value * _DAY),))
    found = Span.of(span.value) if isinstance(span.value, datetime.timedelta) else span.value
    if not isinstance(found, Span):
        return None
    back = found.times(sign)
    # Months differ in length, and days in hours where clocks are changed: what comes back may be off by so much.
    has_even_days = is_utc(folding.zone)
    slack = _DAY * 4 if found.months else _DAY / 6 if found.days and not has_even_days else datetime.timedelta()
    if is_local(inner):
        low, high, is_exact = local_range(moment, folding)
    else:
        (low, high), is_exact = instants(moment, folding.zone), True
    first, last = add(low, back, folding.zone), add(high, back, folding.zone)
    if first is None or last is None:
        return None
    return Step(inner, between(operator, first - slack, last + slack), is_exact and low == high and not slack)


def _is_date(node: Node) -> bool:
    while isinstance(node, exp.Paren):
        node = node.this
    return isinstance(node, exp.Date) or (isinstance(node, exp.Cast) and type_word(node.args["to"]) == "DATE")
