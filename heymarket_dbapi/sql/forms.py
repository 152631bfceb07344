"""Functions of a time column that are compared with a constant, turned into bounds of the column itself.

The bounds may be wider than what was written, never narrower.
"""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Operator
from heymarket_dbapi.sql.folding import Folding, type_word
from heymarket_dbapi.sql.moments import (
    UNITS,
    Span,
    add,
    find_zone,
    following,
    instants,
    parse_moment,
    to_local,
    truncate,
)
from heymarket_dbapi.sql.scopes import Node, source_number

Bounds = list[tuple[Operator, datetime.datetime]]

_LOWER = (Operator.GREATER, Operator.GREATER_OR_EQUAL)
_INSTANTS = ("TIMESTAMPTZ", "TIMESTAMPLTZ")
_LOCAL_TIMES = ("TIMESTAMP", "TIMESTAMPNTZ")
_DAY = datetime.timedelta(days=1)


def forms(node: Node, operator: Operator, value: Any, folding: Folding) -> tuple[Node, Bounds] | None:
    """The column in ``node`` and the bounds that ``node operator value`` sets to it, or None."""
    match node:
        case exp.Cast() if type_word(node.args["to"]) == "DATE":
            return _by_unit(node.this, "day", operator, _moment(value), folding)
        case exp.Cast() if type_word(node.args["to"]) in _INSTANTS:
            return _as_written(node.this, operator, _moment(value), folding)
        case exp.Cast() if type_word(node.args["to"]) in _LOCAL_TIMES:
            return _as_local(node.this, operator, _moment(value), folding)
        case exp.AtTimeZone():
            return _as_written(node, operator, _moment(value), folding)
        case exp.Date() | exp.TsOrDsToDate() if not node.expressions:
            return _by_unit(node.this, "day", operator, _moment(value), folding)
        case exp.TimestampTrunc() | exp.DateTrunc() if node.args.get("zone") is None:
            return _by_unit(node.this, node.args["unit"].name.lower(), operator, _moment(value), folding)
        case exp.Extract() if node.this.name.lower() == "year" and type(value) is int and 1 < value < 9998:
            return _by_unit(node.expression, "year", operator, datetime.date(value, 1, 1), folding)
        case exp.Add() | exp.Sub():
            return _shift(node, operator, value, folding)
    return None


def _column(node: Node, folding: Folding) -> tuple[Node, ZoneInfo, bool] | None:
    """The column, perhaps AT TIME ZONE, with the zone in which its time is read, and whether that was written."""
    while isinstance(node, exp.Paren):
        node = node.this
    if source_number(node) is not None:
        return node, folding.zone, False
    if isinstance(node, exp.AtTimeZone) and source_number(node.this) is not None:
        name = folding.fold(node.args["zone"])
        zone = find_zone(name.value) if name is not None else None
        return (node.this, zone, True) if zone is not None else None
    return None


def _moment(value: Any) -> datetime.date | None:
    if isinstance(value, str):
        return parse_moment(value)
    return value if isinstance(value, datetime.date) else None


def _as_written(
    node: Node, operator: Operator, moment: datetime.date | None, folding: Folding
) -> tuple[Node, Bounds] | None:
    """The bounds of a time that is compared as it is."""
    found = _column(node, folding)
    if found is None or moment is None:
        return None
    column, zone, is_written = found
    if is_written and isinstance(moment, datetime.datetime) and moment.tzinfo is not None:
        return None
    return column, _bounds(operator, *instants(moment, zone))


def _as_local(
    node: Node, operator: Operator, moment: datetime.date | None, folding: Folding
) -> tuple[Node, Bounds] | None:
    """The bounds of a local time; compared with an instant, it is any of those that the clock may mean."""
    found = _column(node, folding)
    if found is None or moment is None or found[2]:
        return None
    is_instant = isinstance(moment, datetime.datetime) and moment.tzinfo is not None
    slack = _DAY / 12 if is_instant else datetime.timedelta()
    first, last = instants(moment, found[1])
    return found[0], _bounds(operator, first - slack, last + slack)


def _bounds(operator: Operator, earliest: datetime.datetime, latest: datetime.datetime) -> Bounds:
    """The bounds of a time that lies somewhere between the two."""
    if operator is Operator.EQUAL:
        return [(Operator.GREATER_OR_EQUAL, earliest), (Operator.LESS_OR_EQUAL, latest)]
    return [(operator, earliest if operator in _LOWER else latest)]


def _by_unit(
    node: Node, unit: str, operator: Operator, moment: datetime.date | None, folding: Folding
) -> tuple[Node, Bounds] | None:
    """The bounds of a time whose unit begins before, at or after ``moment``."""
    found = _column(node, folding)
    if found is None or moment is None or unit not in UNITS:
        return None
    column, zone, is_written = found
    if is_written and isinstance(moment, datetime.datetime) and moment.tzinfo is not None:
        return None
    local = to_local(moment, zone)
    begin = truncate(local, unit, zone)
    end = following(begin, unit, zone) if begin is not None else None
    if begin is None or end is None:
        return None
    # Zones with odd offsets begin their hours elsewhere.
    slack = _DAY / 24 if unit in ("hour", "minute", "second") else datetime.timedelta()
    (first, first_again), (last_before, last) = instants(begin, zone), instants(end, zone)
    match operator:
        case Operator.EQUAL:
            return column, [(Operator.GREATER_OR_EQUAL, first - slack), (Operator.LESS, last + slack)]
        case Operator.LESS:
            return column, [(Operator.LESS, (first_again if begin == local else last) + slack)]
        case Operator.LESS_OR_EQUAL:
            return column, [(Operator.LESS, last + slack)]
        case Operator.GREATER:
            return column, [(Operator.GREATER_OR_EQUAL, last_before - slack)]
        case _:
            return column, [(Operator.GREATER_OR_EQUAL, first - slack)]


def _shift(node: Node, operator: Operator, value: Any, folding: Folding) -> tuple[Node, Bounds] | None:
    """A column plus or minus an interval."""
    column, other = node.this, node.expression
    if isinstance(node, exp.Add) and source_number(other) is not None:
        column, other = other, column
    span, moment = folding.fold(other), _moment(value)
    if span is None or moment is None:
        return None
    found = Span.of(span.value) if isinstance(span.value, datetime.timedelta) else span.value
    if not isinstance(found, Span):
        return None
    back = found.times(-1 if isinstance(node, exp.Add) else 1)
    first, last = (add(instant, back, folding.zone) for instant in instants(moment, folding.zone))
    if first is None or last is None:
        return None
    # Months differ in length and days in hours: what comes back may be off by so much.
    slack = _DAY * 4 if found.months else _DAY / 6 if found.days else datetime.timedelta()
    found_column = _column(column, folding)
    if found_column is None or found_column[2]:
        return None
    return found_column[0], _bounds(operator, first - slack, last + slack)
