"""Dates, times and intervals as PostgreSQL computes them."""

from __future__ import annotations

import re

from sqlglot import exp

from heymarket_dbapi.sql.translate_nodes import FunctionRule, Node, Rule, duck, refuse, string_value
from heymarket_dbapi.sql.translate_types import TEXTS, Type, kind

_PARTS = {
    "SECOND": "(extract(microsecond FROM {0}) * 0.000001)",
    "SECONDS": "(extract(microsecond FROM {0}) * 0.000001)",
    "MILLISECOND": "(extract(microsecond FROM {0}) * 0.001)",
    "MILLISECONDS": "(extract(microsecond FROM {0}) * 0.001)",
    "EPOCH": "CAST(epoch({0}) AS DECIMAL(38, 6))",
}
_UNITS = ("years", "months", "weeks", "days", "hours", "mins", "secs")
_MAKERS = ("to_years", "to_months", "to_weeks", "to_days", "to_hours", "to_minutes", "to_seconds")
_MICROSECONDS = (
    "(extract(hour FROM {0}) * 3600000000 + extract(minute FROM {0}) * 60000000 + extract(microsecond FROM {0}))"
)
_MONTHS = "(extract(year FROM {0}) * 12 + extract(month FROM {0}))"
_DAY = 86_400_000_000
_TOTAL = f"(({_MONTHS} * 30 + extract(day FROM {{0}})) * {_DAY} + {_MICROSECONDS})"


def extract(node: exp.Extract) -> Node:
    """EXTRACT keeps the fraction of seconds."""
    template = _PARTS.get(node.name.upper())
    return node if template is None else duck(template, node.expression)


def truncate(node: exp.TimestampTrunc | exp.DateTrunc) -> Node:
    """DATE_TRUNC of a date gives an instant."""
    given = node.args["unit"]
    unit = given if isinstance(given, exp.Placeholder) and string_value(given) is None else _unit(given)
    if (zone := node.args.get("zone")) is not None:
        return _truncate([unit, node.this, zone], node)
    if kind(node.this) in {Type.DATE, *TEXTS}:
        return duck("date_trunc({0}, CAST({1} AS TIMESTAMPTZ))", unit, node.this)
    return duck("date_trunc({0}, {1})", unit, node.this)


def _unit(node: Node) -> Node:
    text = string_value(node)
    return exp.Literal.string((node.name if text is None else text).lower())


def _truncate(arguments: list[Node], node: Node) -> Node:
    if len(arguments) == 2:
        return duck("date_trunc({0}, {1})", *arguments)
    return duck("timezone({2}, date_trunc({0}, timezone({2}, CAST({1} AS TIMESTAMPTZ))))", *arguments)


def shift(node: exp.AtTimeZone) -> Node:
    """AT TIME ZONE takes an interval and an offset too."""
    return _shift([node.args["zone"], node.this], node)


def _shift(arguments: list[Node], node: Node) -> Node:
    zone, value = arguments
    text = string_value(zone)
    offset = re.fullmatch(r"([+-]?)(\d{1,2})(?::(\d\d))?", text.strip()) if text else None
    if offset is not None:
        # A number alone counts westward, as POSIX has it.
        minutes = (int(offset[2]) * 60 + int(offset[3] or 0)) * (1 if offset[1] == "-" else -1)
        zone = duck(f"to_minutes({minutes})")
    elif kind(zone) != Type.INTERVAL:
        return duck("timezone({0}, {1})", zone, value)
    if kind(value) == Type.TIMESTAMPTZ:
        return duck("(timezone('UTC', {1}) + {0})", zone, value)
    return duck("timezone('UTC', CAST({1} AS TIMESTAMP) - {0})", zone, value)


def make_interval(node: exp.MakeInterval) -> Node:
    """make_interval, by place or by name."""
    parts: dict[str, Node] = {}
    for place, value in enumerate(value for value in node.args.values() if isinstance(value, exp.Expression)):
        if isinstance(value, (exp.Kwarg, exp.PropertyEQ)):
            parts[value.this.name.lower()] = value.expression
        else:
            parts[_UNITS[place]] = value
    singular = dict(zip(("year", "month", "week", "day", "hour", "minute", "second"), _UNITS, strict=True))
    if not any(isinstance(value, (exp.Kwarg, exp.PropertyEQ)) for value in node.args.values()):
        parts = {singular[name]: value for name, value in node.args.items() if value is not None}
    terms = [f"{_MAKERS[_UNITS.index(name)]}({{{place}}})" for place, name in enumerate(parts)]
    return duck("(" + " + ".join(terms or ["to_days(0)"]) + ")", *parts.values())


def bin_date(node: exp.DateBin) -> Node:
    """date_bin, as the engine's time_bucket."""
    arguments = [value for value in (node.this, node.expression, *node.args.values()) if value is not None]
    width, value, origin = list(dict.fromkeys(arguments))[:3]
    return duck("time_bucket({0}, {1}, {2})", _interval(width), value, origin)


def _interval(node: Node) -> Node:
    return duck("CAST({0} AS INTERVAL)", node) if kind(node) in TEXTS else node


def series(node: exp.ExplodingGenerateSeries | exp.GenerateSeries) -> Node:
    """A series from a date is one of instants."""
    for name in ("start", "end"):
        if kind(node.args.get(name)) == Type.DATE:
            node.set(name, duck("CAST({0} AS TIMESTAMPTZ)", node.args[name]))
    return node


def interval(node: exp.Interval) -> Node:
    """An interval written as one text."""
    if node.args.get("unit") is None and string_value(node.this) is not None:
        return duck("CAST({0} AS INTERVAL)", node.this)
    amount = string_value(node.this)
    if amount is not None and not amount.strip().lstrip("+-").isdigit():
        return duck("CAST({0} AS INTERVAL)", f"{amount} {node.text('unit')}")
    return node


_JUSTIFIED = {
    "justify_days": (
        f"(to_months(CAST({_MONTHS} + extract(day FROM {{0}}) // 30 AS INTEGER)) "
        f"+ to_days(CAST(extract(day FROM {{0}}) % 30 AS INTEGER)) + to_microseconds({_MICROSECONDS}))"
    ),
    "justify_hours": (
        f"(to_months(CAST({_MONTHS} AS INTEGER)) "
        f"+ to_days(CAST(extract(day FROM {{0}}) + {_MICROSECONDS} // {_DAY} AS INTEGER)) "
        f"+ to_microseconds({_MICROSECONDS} % {_DAY}))"
    ),
    "justify_interval": (
        f"(to_months(CAST({_TOTAL} // {30 * _DAY} AS INTEGER)) "
        f"+ to_days(CAST({_TOTAL} % {30 * _DAY} // {_DAY} AS INTEGER)) + to_microseconds({_TOTAL} % {_DAY}))"
    ),
}


def _justify(template: str) -> Rule:
    def rule(node: Node) -> Node:
        return duck(template, node.this)

    return rule


def _no_function(name: str, instead: str = "") -> FunctionRule:
    def rule(arguments: list[Node], node: Node) -> Node:
        raise refuse(f"{name}()", instead)

    return rule


RULES: dict[str, Rule] = {
    "Extract": extract,
    "TimestampTrunc": truncate,
    "DateTrunc": truncate,
    "AtTimeZone": shift,
    "MakeInterval": make_interval,
    "DateBin": bin_date,
    "ExplodingGenerateSeries": series,
    "GenerateSeries": series,
    "Interval": interval,
    "JustifyDays": _justify(_JUSTIFIED["justify_days"]),
    "JustifyHours": _justify(_JUSTIFIED["justify_hours"]),
    "JustifyInterval": _justify(_JUSTIFIED["justify_interval"]),
}
FUNCTIONS: dict[str, FunctionRule | str] = {
    "date_trunc": _truncate,
    "timezone": _shift,
    "clock_timestamp": "current_timestamp",
    "statement_timestamp": "current_timestamp",
    "transaction_timestamp": "current_timestamp",
    "pg_sleep": _no_function("pg_sleep"),
    **_JUSTIFIED,
}
