"""Parts and texts of a time that are compared with a constant: EXTRACT, to_char, a text that begins like a date."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable, Iterator
from typing import Any

from sqlglot import exp

from heymarket_dbapi.catalog.ways import Operator
from heymarket_dbapi.sql.clocks import Step, between, by_unit, is_local
from heymarket_dbapi.sql.folding import Folding, type_word
from heymarket_dbapi.sql.scopes import Node

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_YEARS = range(2, 9998)
_PARTS: dict[str, str] = {"Year": "year", "Month": "month", "Day": "day", "DayOfMonth": "day", "Quarter": "quarter"}
_WHOLE = ("year", "month", "day", "quarter")
_ROUNDING = ("Trunc", "Floor", "Ceil", "Round")  # sqlglot 28 has no node for the first
_MONTHS = {"month": 1, "quarter": 3}
# A text in such a form is greater if the time is, and the text alone tells the beginning of the unit.
_FORMATS = {
    "YYYY": ("year", "%Y"),
    "YYYY-MM": ("month", "%Y-%m"),
    "YYYY/MM": ("month", "%Y/%m"),
    "YYYYMM": ("month", "%Y%m"),
    "YYYY-MM-DD": ("day", "%Y-%m-%d"),
    "YYYY/MM/DD": ("day", "%Y/%m/%d"),
    "YYYYMMDD": ("day", "%Y%m%d"),
    "YYYY-MM-DD HH24": ("hour", "%Y-%m-%d %H"),
    "YYYY-MM-DD HH24:MI": ("minute", "%Y-%m-%d %H:%M"),
    "YYYY-MM-DD HH24:MI:SS": ("second", "%Y-%m-%d %H:%M:%S"),
}
_BY_PATTERN = {pattern: unit for unit, pattern in _FORMATS.values()}


def calendar_form(node: Node, operator: Operator, value: Any, folding: Folding) -> Step | None:
    """The bounds of the time of which a part or a text is compared."""
    if isinstance(node, exp.TimeToStr):
        form = folding.fold(node.args["format"])
        unit, pattern = _FORMATS.get(str(form.value).upper() if form is not None else "", ("", ""))
        return _as_text(node.this, unit, pattern, operator, value, folding)
    if isinstance(node, exp.Anonymous):
        return _named(node, operator, value, folding)
    if isinstance(node, exp.Cast) and isinstance(part_of(node.this)[1], exp.Expression):
        return _as_integer(node, operator, value)
    unit, inner = part_of(node)
    if inner is None:
        return None
    if unit == "epoch":
        return _since_epoch(inner, operator, value)
    if unit == "year" and type(value) is int and value in _YEARS:
        return by_unit(inner, "year", operator, datetime.date(value, 1, 1), folding)
    return None


def part_of(node: Node) -> tuple[str, Node | None]:
    """The part of a time that an expression is, and the time; an empty word where it is none."""
    while isinstance(node, exp.Paren):
        node = node.this
    rounded = _rounded(node)
    if rounded is not None:
        found = part_of(rounded)
        return found if found[0] in _WHOLE else ("", None)
    if isinstance(node, exp.Extract):
        return str(node.this.name).lower().removesuffix("s"), node.expression
    unit = _PARTS.get(type(node).__name__)
    if unit is None:
        return "", None
    inner = node.this
    # sqlglot 28 has a date in between, which changes none of these parts.
    return unit, inner.this if isinstance(inner, exp.TsOrDsToDate) else inner


def _rounded(node: Node) -> Node | None:
    """What is rounded, which changes nothing of a part that is whole."""
    if isinstance(node, exp.Anonymous):
        return node.expressions[0] if str(node.this).lower() == "trunc" and len(node.expressions) == 1 else None
    is_rounding = type(node).__name__ in _ROUNDING and not node.args.get("decimals")
    return node.this if is_rounding else None


def _as_integer(node: Node, operator: Operator, value: Any) -> Step | None:
    """A part of a time that is whole already, made an integer."""
    is_whole = part_of(node.this)[0] in _WHOLE
    is_number = type_word(node.args["to"]) in ("INT", "BIGINT", "SMALLINT", "DOUBLE", "DECIMAL", "FLOAT")
    return Step(node.this, ((operator, value),)) if is_whole and is_number and type(value) is int else None


def _named(node: Node, operator: Operator, value: Any, folding: Folding) -> Step | None:
    arguments = node.expressions
    match str(node.this).lower():
        case "epoch" if len(arguments) == 1:
            return _since_epoch(arguments[0], operator, value)
        case "strftime" if len(arguments) == 2:
            form = folding.fold(arguments[1])
            pattern = str(form.value) if form is not None else ""
            return _as_text(arguments[0], _BY_PATTERN.get(pattern, ""), pattern, operator, value, folding)
    return None


def _since_epoch(inner: Node, operator: Operator, value: Any) -> Step | None:
    """Seconds since 1970."""
    kind = is_local(inner)
    if kind is None or isinstance(value, bool) or not isinstance(value, (int, float, decimal.Decimal)):
        return None
    moment = _EPOCH + datetime.timedelta(seconds=float(value))
    # A number with a point may be rounded.
    slack = datetime.timedelta() if type(value) is int else datetime.timedelta(microseconds=2)
    if kind:
        moment = moment.replace(tzinfo=None)
    return Step(inner, between(operator, moment - slack, moment + slack), is_exact=False)


def _as_text(inner: Node, unit: str, pattern: str, operator: Operator, value: Any, folding: Folding) -> Step | None:
    """A time written in a form."""
    if not unit or not isinstance(value, str):
        return None
    begin = _read(value, pattern)
    return by_unit(inner, unit, operator, begin, folding) if begin is not None else None


def _read(text: str, pattern: str) -> datetime.datetime | None:
    """The time that a text in a form means, if it is written just so."""
    try:
        found = datetime.datetime.strptime(text, pattern)
    except ValueError:
        return None
    return found if found.strftime(pattern) == text and found.year in _YEARS and found.year > 999 else None


def begins_like(node: Node, pattern: str, folding: Folding) -> Step | None:
    """A time as text LIKE a beginning such as ``2024-03%``."""
    prefix = pattern.removesuffix("%")
    if not isinstance(node, exp.Cast) or type_word(node.args["to"]) not in ("TEXT", "VARCHAR") or prefix == pattern:
        return None
    if any(sign in prefix for sign in "%_\\"):
        return None
    for length, unit in ((4, "year"), (7, "month"), (10, "day"), (13, "hour"), (16, "minute")):
        form = next(form for named, form in _FORMATS.values() if named == unit)
        begin = _read(prefix[:length], form) if len(prefix.rstrip("- :")) == length else None
        if begin is not None:
            found = by_unit(node.this, unit, Operator.EQUAL, begin, folding)
            return Step(found.inner, found.bounds, is_exact=False) if found is not None else None
    return None


# Several parts of one time -------------------------------------------------------------------------------------------


def joint_parts(tests: Iterable[tuple[Node, list[int]]], folding: Folding) -> Iterator[Step]:
    """What equalities of several parts of one time say together: of a year and a month in it, for example.

    ``tests`` are expressions with the values that each may have.
    """
    times: dict[Node, dict[str, list[int]]] = {}
    for node, values in tests:
        unit, inner = part_of(_without_cast(node))
        if inner is not None and unit and values:
            times.setdefault(inner, {}).setdefault(unit, values)
    for inner, parts in times.items():
        found = _hull(parts)
        if found is None:
            continue
        unit, first, last = found
        for operator, begin in ((Operator.GREATER_OR_EQUAL, first), (Operator.LESS_OR_EQUAL, last)):
            step = by_unit(inner, unit, operator, begin, folding)
            if step is not None:
                yield Step(step.inner, step.bounds, is_exact=False)


def _without_cast(node: Node) -> Node:
    return node.this if isinstance(node, exp.Cast) else node


def _hull(parts: dict[str, list[int]]) -> tuple[str, datetime.date, datetime.date] | None:
    """The first and the last unit in which a time with such parts may lie."""
    years = parts.get("year")
    unit = "month" if "month" in parts else "quarter"
    if years is None or unit not in parts or not all(year in _YEARS for year in years):
        return None
    wide = _MONTHS[unit]
    low, high = min(parts[unit]) * wide - wide + 1, max(parts[unit]) * wide - wide + 1
    if low < 1 or high > 12:
        return None
    first, last = datetime.date(min(years), low, 1), datetime.date(max(years), high, 1)
    days = parts.get("day")
    if unit == "month" and days and min(days) >= 1 and max(days) <= 28:
        return "day", first.replace(day=min(days)), last.replace(day=max(days))
    return unit, first, last
