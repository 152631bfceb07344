"""What the clock of a zone shows, compared: bounds of an instant or a local time from bounds of what it shows."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlglot import exp

from heymarket_dbapi.catalog.ways import Operator
from heymarket_dbapi.sql.folding import Folding, type_word
from heymarket_dbapi.sql.moments import UNITS, following, instants, parse_moment, to_local, truncate
from heymarket_dbapi.sql.scopes import Node, source_number

INSTANTS = ("TIMESTAMPTZ", "TIMESTAMPLTZ")
LOCAL_TIMES = ("TIMESTAMP", "TIMESTAMPNTZ", "DATE")
_LOWER = (Operator.GREATER, Operator.GREATER_OR_EQUAL)
_CLOCK_UNITS = ("hour", "minute", "second")
_NOTHING = datetime.timedelta()
# Clocks that are put back show a time twice, at most so far apart; zones with odd offsets begin hours elsewhere.
_TWICE = datetime.timedelta(hours=2)
_ODD = datetime.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Step:
    """What a comparison of a function implies of its argument ``inner``; ``is_exact``: it implies nothing more."""

    inner: Node
    bounds: tuple[tuple[Operator, Any], ...]
    is_exact: bool = True


def read_moment(value: Any) -> datetime.date | None:
    """The value as a date, a local time or an instant, if it is one."""
    if isinstance(value, str):
        return parse_moment(value)
    return value if isinstance(value, datetime.date) else None


def is_utc(zone: ZoneInfo) -> bool:
    """Whether the zone's clock never changes, and shows UTC."""
    return zone.key.removeprefix("Etc/").upper() in ("UTC", "UCT", "ZULU", "UNIVERSAL", "GMT", "GREENWICH")


def is_local(node: Node) -> bool | None:
    """Whether the expression is a local time and no instant; None where it is not known to be a time."""
    match node:
        case exp.Paren() | exp.TimestampTrunc() | exp.DateTrunc():
            return is_local(node.this)
        case exp.Cast():
            word = type_word(node.args["to"])
            return True if word in LOCAL_TIMES else False if word in INSTANTS else None
        case exp.Date() | exp.TsOrDsToDate():
            return True
        case exp.AtTimeZone():
            inner = is_local(node.this)
            return None if inner is None else not inner
        case exp.Add() | exp.Sub():
            return is_local(node.expression if isinstance(node.this, exp.Interval) else node.this)
        case exp.Column() if source_number(node) is not None:
            return False
    return None


def between(
    operator: Operator, earliest: datetime.date, latest: datetime.date
) -> tuple[tuple[Operator, datetime.date], ...]:
    """The bounds of a time that is compared with another, which lies somewhere between the two."""
    if operator is not Operator.EQUAL:
        return ((operator, earliest if operator in _LOWER else latest),)
    if earliest == latest:
        return ((operator, earliest),)
    return ((Operator.GREATER_OR_EQUAL, earliest), (Operator.LESS_OR_EQUAL, latest))


def local_range(moment: datetime.date, folding: Folding) -> tuple[datetime.datetime, datetime.datetime, bool]:
    """The earliest and latest local time with which a local time is compared; whether that is beyond doubt."""
    local = to_local(moment, folding.zone)
    if not isinstance(moment, datetime.datetime) or moment.tzinfo is None or is_utc(folding.zone):
        return local, local, True
    return local - _TWICE, local + _TWICE, False


def by_unit(
    inner: Node, unit: str, operator: Operator, value: Any, folding: Folding, zone: ZoneInfo | None = None
) -> Step | None:
    """The bounds of a time whose unit, in ``zone`` or else the session's, begins before, at or after ``value``."""
    moment = read_moment(value)
    kind = is_local(inner)
    if moment is None or kind is None or unit not in UNITS:
        return None
    if kind:
        return None if zone is not None else _by_local_unit(inner, unit, operator, moment, folding)
    zone = zone or folding.zone
    local = to_local(moment, zone)
    begin = truncate(local, unit, zone)
    end = following(begin, unit, zone) if begin is not None else None
    if begin is None or end is None:
        return None
    slack = _ODD if unit in _CLOCK_UNITS and not is_utc(zone) else _NOTHING
    (first, first_again), (last_before, last) = instants(begin, zone), instants(end, zone)
    bounds = _unit_bounds(
        operator, begin == local, (first - slack, first_again + slack), (last_before - slack, last + slack)
    )
    return Step(inner, bounds, is_utc(zone) and (begin == local or operator is not Operator.EQUAL))


def _by_local_unit(inner: Node, unit: str, operator: Operator, moment: datetime.date, folding: Folding) -> Step | None:
    low, high, is_exact = local_range(moment, folding)
    begin, last_begin = truncate(low, unit, folding.zone), truncate(high, unit, folding.zone)
    if begin is None or last_begin is None:
        return None
    end, last_end = following(begin, unit, folding.zone), following(last_begin, unit, folding.zone)
    if end is None or last_end is None:
        return None
    is_begin = is_exact and begin == low
    if not is_exact:
        # The unit in question is any of those that the range touches.
        end = begin
    bounds = _unit_bounds(operator, is_begin, (begin, last_begin), (end, last_end))
    return Step(inner, bounds, is_exact and (is_begin or operator is not Operator.EQUAL))


_Range = tuple[datetime.datetime, datetime.datetime]


def _unit_bounds(
    operator: Operator, is_begin: bool, begin: _Range, end: _Range
) -> tuple[tuple[Operator, datetime.datetime], ...]:
    """The bounds of a time in a unit, of which begin and end are known by earliest and latest."""
    match operator:
        case Operator.EQUAL:
            return (Operator.GREATER_OR_EQUAL, begin[0]), (Operator.LESS, end[1])
        case Operator.LESS:
            return ((Operator.LESS, begin[1] if is_begin else end[1]),)
        case Operator.LESS_OR_EQUAL:
            return ((Operator.LESS, end[1]),)
        case Operator.GREATER:
            return ((Operator.GREATER_OR_EQUAL, end[0]),)
        case _:
            return ((Operator.GREATER_OR_EQUAL, begin[0] if is_begin else end[0]),)
