"""Functions of a time column that are compared with a constant, turned into bounds of the column itself.

The bounds may be wider than what was written, never narrower.
"""

from __future__ import annotations

import datetime
from typing import Any

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Operator
from heymarket_dbapi.sql.folding import Folding, type_word
from heymarket_dbapi.sql.moments import (
    UNITS,
    Span,
    add,
    following,
    instants,
    parse_moment,
    to_instant,
    to_local,
    truncate,
)
from heymarket_dbapi.sql.scopes import Node, source_number

Bounds = list[tuple[Operator, datetime.datetime]]

_LOWER = (Operator.GREATER, Operator.GREATER_OR_EQUAL)
_DAY = datetime.timedelta(days=1)


def forms(node: Node, operator: Operator, value: Any, folding: Folding) -> tuple[Node, Bounds] | None:
    """The column in ``node`` and the bounds that ``node operator value`` sets to it, or None."""
    match node:
        case exp.Cast():
            return _cast(node, operator, value, folding)
        case exp.Date() | exp.TsOrDsToDate():
            return _of(node.this, _by_unit("day", operator, value, folding)) if not node.expressions else None
        case exp.TimestampTrunc() | exp.DateTrunc() if node.args.get("zone") is None:
            unit = node.args["unit"].name.lower()
            return _of(node.this, _by_unit(unit, operator, value, folding)) if unit in UNITS else None
        case exp.Extract() if node.this.name.lower() == "year":
            return _of(node.expression, _by_year(operator, value, folding))
        case exp.Add() | exp.Sub():
            return _shift(node, operator, value, folding)
    return None


def _of(node: Node, bounds: Bounds | None) -> tuple[Node, Bounds] | None:
    while isinstance(node, exp.Paren):
        node = node.this
    return (node, bounds) if bounds is not None and source_number(node) is not None else None


def _cast(node: Node, operator: Operator, value: Any, folding: Folding) -> tuple[Node, Bounds] | None:
    match type_word(node.args["to"]):
        case "DATE":
            return _of(node.this, _by_unit("day", operator, value, folding))
        case "TIMESTAMP" | "TIMESTAMPTZ" | "TIMESTAMPNTZ" | "TIMESTAMPLTZ":
            moment = _moment(value)
            return _of(node.this, _bounds(operator, *instants(moment, folding.zone))) if moment is not None else None
    return None


def _moment(value: Any) -> datetime.date | None:
    if isinstance(value, str):
        return parse_moment(value)
    return value if isinstance(value, datetime.date) else None


def _bounds(operator: Operator, earliest: datetime.datetime, latest: datetime.datetime) -> Bounds:
    """The bounds of a time that lies somewhere between the two."""
    if operator is Operator.EQUAL:
        return [(Operator.GREATER_OR_EQUAL, earliest), (Operator.LESS_OR_EQUAL, latest)]
    return [(operator, earliest if operator in _LOWER else latest)]


def _by_unit(unit: str, operator: Operator, value: Any, folding: Folding) -> Bounds | None:
    """The bounds of a time whose unit begins before, at or after ``value``."""
    moment = _moment(value)
    if moment is None:
        return None
    local = to_local(moment, folding.zone)
    begin = truncate(local, unit, folding.zone)
    end = following(begin, unit, folding.zone) if begin is not None else None
    if begin is None or end is None:
        return None
    first, last = instants(begin, folding.zone)[0], instants(end, folding.zone)[1]
    if unit in ("hour", "minute", "second"):
        # Zones with odd offsets begin their hours elsewhere.
        first, last = first - _DAY / 24, last + _DAY / 24
    match operator:
        case Operator.EQUAL:
            return [(Operator.GREATER_OR_EQUAL, first), (Operator.LESS, last)]
        case Operator.LESS if begin == local:
            return [(Operator.LESS, instants(begin, folding.zone)[1])]
        case Operator.LESS | Operator.LESS_OR_EQUAL:
            return [(Operator.LESS, last)]
        case Operator.GREATER:
            return [(Operator.GREATER_OR_EQUAL, instants(end, folding.zone)[0] if unit not in UNITS[5:] else first)]
        case _:
            return [(Operator.GREATER_OR_EQUAL, first)]


def _by_year(operator: Operator, value: Any, folding: Folding) -> Bounds | None:
    if type(value) is not int or not 1 < value < 9998:
        return None
    return _by_unit("year", operator, datetime.date(value, 1, 1), folding)


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
    moved = add(to_instant(moment, folding.zone), found.times(-1 if isinstance(node, exp.Add) else 1), folding.zone)
    if moved is None:
        return None
    # Months differ in length and days in hours: what comes back may be off by so much.
    slack = _DAY * 4 if found.months else _DAY / 6 if found.days else datetime.timedelta()
    return _of(column, _bounds(operator, moved - slack, moved + slack))
