"""Values of constant expressions, where they are beyond doubt."""

from __future__ import annotations

import datetime
import decimal
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlglot import exp

from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.sql.moments import Span, add, find_zone, parse_moment, parse_span, to_instant, to_local, truncate
from heymarket_dbapi.sql.parameters import plain
from heymarket_dbapi.sql.scopes import Node

_INTEGER = re.compile(r"\s*[+-]?\d+\s*")


@dataclass(frozen=True, slots=True)
class Constant:
    """A known value. None is NULL; a naive datetime is a local time, an aware one an instant."""

    value: Any


@dataclass(frozen=True, slots=True)
class Folding:
    """What constant expressions are computed with, and what is known of columns: types, and which are never NULL."""

    values: Mapping[str, object]
    zone: ZoneInfo
    type_of: Callable[[Node], DataType | None] = lambda _: None
    is_never_null: Callable[[Node], bool] = lambda _: False

    def fold(self, node: Node) -> Constant | None:
        """The value of ``node``, or None where it is no constant or its value is in doubt."""
        match node:
            case exp.Paren():
                return self.fold(node.this)
            case exp.Literal():
                return _literal(node)
            case exp.Boolean():
                return Constant(bool(node.this))
            case exp.Null():
                return Constant(None)
            case exp.Placeholder():
                return Constant(plain(self.values[node.name])) if node.name in self.values else None
            case exp.Neg():
                return self._negate(node)
            case exp.Cast():
                return self._cast(node)
            case exp.Interval():
                return _interval(node)
            case exp.Add() | exp.Sub():
                return self._sum(node)
            case exp.Mul():
                return self._product(node)
            case exp.StrToTime() | exp.StrToDate() | exp.UnixToTime():
                return self._read(node)
            case exp.Anonymous() | exp.TimestampFromParts() | exp.MakeInterval():
                return self._make(node)
            case exp.Coalesce() | exp.Least() | exp.Greatest():
                return self._choose(node)
            case exp.Subquery():
                return self._selected(node)
            case exp.TimestampTrunc() | exp.DateTrunc():
                return self._truncate(node)
            case exp.AtTimeZone():
                return self._at_zone(node)
        return None

    def _negate(self, node: Node) -> Constant | None:
        inner = self.fold(node.this)
        if inner is None or isinstance(inner.value, bool) or not isinstance(inner.value, (int, float, decimal.Decimal)):
            return None
        return Constant(-inner.value)

    def _sum(self, node: Node) -> Constant | None:
        left, right = self.fold(node.this), self.fold(node.expression)
        if left is None or right is None:
            return None
        one, other = left.value, right.value
        if isinstance(one, Span) and isinstance(node, exp.Add):
            one, other = other, one
        sign = 1 if isinstance(node, exp.Add) else -1
        if isinstance(other, datetime.timedelta):
            other = Span.of(other)
        if isinstance(one, datetime.date) and isinstance(other, Span):
            moved = add(one, other.times(sign), self.zone)
            return None if moved is None else Constant(moved)
        if type(one) is int and type(other) is int:
            return Constant(one + sign * other)
        if type(one) is datetime.date and type(other) is int:
            return Constant(one + datetime.timedelta(days=sign * other))
        return None

    def _product(self, node: Node) -> Constant | None:
        factors = [self.fold(node.this), self.fold(node.expression)]
        values = [factor.value for factor in factors if factor is not None]
        spans = [value for value in values if isinstance(value, Span)]
        numbers = [value for value in values if type(value) is int]
        if len(spans) == len(numbers) == 1:
            return Constant(spans[0].times(numbers[0]))
        return Constant(numbers[0] * numbers[1]) if len(numbers) == 2 else None

    def _read(self, node: Node) -> Constant | None:
        """A time read from a text in the order of ISO 8601, or from seconds since 1970."""
        if isinstance(node, exp.UnixToTime):
            return self._since_epoch(node)
        text, form = self.fold(node.this), self.fold(node.args["format"])
        if text is None or form is None or form.value not in _FORMATS or not isinstance(text.value, str):
            return None
        moment = parse_moment(text.value)
        if moment is None:
            return None
        return Constant(
            to_local(moment, self.zone).date() if isinstance(node, exp.StrToDate) else to_instant(moment, self.zone)
        )

    def _since_epoch(self, node: Node) -> Constant | None:
        seconds = self.fold(node.this)
        if seconds is None or type(seconds.value) is not int or any(node.args.get(one) for one in ("scale", "zone")):
            return None
        try:
            return Constant(datetime.datetime.fromtimestamp(seconds.value, datetime.UTC))
        except (OverflowError, ValueError, OSError):
            return None

    def _make(self, node: Node) -> Constant | None:
        """A date, a time or an interval made of numbers."""
        word = str(node.this).lower() if isinstance(node, exp.Anonymous) else MAKERS.get(type(node), "")
        names, written = [], []
        for name, value in node.args.items() if not isinstance(node, exp.Anonymous) else ():
            is_named = isinstance(value, (exp.Kwarg, exp.PropertyEQ))
            names.append(str(value.this.name).lower() if is_named else name)
            written.append(value.expression if is_named else value)
        if isinstance(node, exp.Anonymous):
            written = list(node.expressions)
        found = [self.fold(one) if one is not None else None for one in written]
        numbers = [one.value for one in found if one is not None and type(one.value) is int]
        return (
            Constant(made) if len(numbers) == len(written) and (made := make(word, names, numbers, self.zone)) else None
        )

    def _choose(self, node: Node) -> Constant | None:
        """The first, least or greatest of constants."""
        found = [self.fold(one) for one in (node.this, *node.expressions)]
        if isinstance(node, exp.Coalesce):
            return next((one for one in found if one is None or one.value is not None), Constant(None))
        values = [one.value for one in found if one is not None and one.value is not None]
        kinds = {(type(value), getattr(value, "tzinfo", None) is None) for value in values}
        if len(values) < len(found) or len(kinds) > 1 or type(values[0]) not in (int, datetime.date, datetime.datetime):
            return None
        return Constant(min(values) if isinstance(node, exp.Least) else max(values))

    def _selected(self, node: Node) -> Constant | None:
        """A query of one constant, without a FROM."""
        inner = node.this
        if isinstance(inner, (exp.Subquery, exp.Paren)):
            return self.fold(inner)
        parts = ("from_", "where", "having", "qualify", "limit", "offset", "with_", "joins", "laterals")
        if (
            not isinstance(inner, exp.Select)
            or len(inner.expressions) != 1
            or any(inner.args.get(one) for one in parts)
        ):
            return None
        shown = inner.expressions[0]
        return self.fold(shown.this if isinstance(shown, exp.Alias) else shown)

    def _truncate(self, node: Node) -> Constant | None:
        inner = self.fold(node.this)
        unit = node.args.get("unit")
        if inner is None or unit is None or node.args.get("zone") is not None:
            return None
        value = inner.value
        if type(value) is datetime.date:
            value = to_instant(value, self.zone)
        if not isinstance(value, datetime.datetime):
            return None
        found = truncate(value, unit.name.lower(), self.zone)
        return None if found is None else Constant(found)

    def _at_zone(self, node: Node) -> Constant | None:
        inner, name = self.fold(node.this), self.fold(node.args["zone"])
        if inner is None or name is None or not isinstance(inner.value, datetime.datetime):
            return None
        zone = find_zone(name.value)
        if zone is None:
            return None
        if inner.value.tzinfo is None:
            return Constant(inner.value.replace(tzinfo=zone))
        return Constant(inner.value.astimezone(zone).replace(tzinfo=None))

    def _cast(self, node: Node) -> Constant | None:
        inner = self.fold(node.this)
        if inner is None:
            return None
        found = _convert(inner.value, type_word(node.args["to"]), self.zone)
        return None if found is _DOUBT else Constant(found)


_DOUBT = object()
_TEXTS = frozenset({"TEXT", "VARCHAR"})
_FORMATS = ("YYYY-MM-DD", "YYYY-MM-DD HH24:MI:SS", "YYYY-MM-DD HH24:MI:SS.US", "YYYY-MM-DD HH24:MI:SS.MS")
_INTEGERS = frozenset({"INT", "BIGINT", "SMALLINT", "INT128"})


def type_word(kind: Node) -> str:
    """sqlglot's word for a type; empty where the type has a length or precision, which changes values."""
    if kind.expressions:
        return ""
    return str(getattr(kind.this, "name", kind.this))


def _convert(value: Any, word: str, zone: ZoneInfo) -> Any:
    """``value`` as the type, or doubt."""
    if value is None:
        return None
    if word in _TEXTS:
        return value if isinstance(value, str) else str(value) if type(value) is int else _DOUBT
    if word in _INTEGERS:
        return _integer(value)
    if word == "BOOLEAN":
        return value if isinstance(value, bool) else _DOUBT
    if word in ("DATE", "TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMPNTZ", "TIMESTAMPLTZ"):
        found = _time(value, word, zone)
        return _DOUBT if found is None else found
    if word == "INTERVAL" and isinstance(value, str):
        return parse_span(value) or _DOUBT
    return _DOUBT


def _integer(value: Any) -> Any:
    if type(value) is int:
        return value
    return int(value) if isinstance(value, str) and _INTEGER.fullmatch(value) else _DOUBT


def _time(value: Any, word: str, zone: ZoneInfo) -> Any:
    if isinstance(value, str):
        value = parse_moment(value)
    if not isinstance(value, datetime.date):
        return None
    if word in ("TIMESTAMPTZ", "TIMESTAMPLTZ"):
        return to_instant(value, zone)
    local = to_local(value, zone)
    return local.date() if word == "DATE" else local


MAKERS = {exp.TimestampFromParts: "make_timestamp", exp.MakeInterval: "make_interval"}
_SPANS = ("years", "months", "weeks", "days", "hours", "mins", "secs")


def make(word: str, names: list[str], numbers: list[int], zone: ZoneInfo) -> datetime.date | Span | None:
    """What make_date and its like make of whole numbers; for an interval, ``names`` are those of its parts."""
    try:
        match word:
            case "make_date" if len(numbers) == 3:
                return datetime.date(*numbers)
            case "make_timestamp" if len(numbers) == 6:
                return datetime.datetime(*numbers)  # type: ignore[arg-type]  # six numbers, and no zone
            case "make_timestamptz" if len(numbers) == 6:
                return to_instant(datetime.datetime(*numbers), zone)  # type: ignore[arg-type]  # the same
            case "make_interval" if names:
                units = [next((one for one in _SPANS if one.startswith(name[:3])), name) for name in names]
                return parse_span(" ".join(f"{number} {unit}" for number, unit in zip(numbers, units, strict=True)))
    except (ValueError, OverflowError):
        return None
    return None


def _literal(node: Node) -> Constant | None:
    text = str(node.this)
    if node.is_string:
        return Constant(text)
    if node.is_int:
        return Constant(int(text))
    try:
        return Constant(decimal.Decimal(text))
    except decimal.InvalidOperation:
        return None


def _interval(node: Node) -> Constant | None:
    inner = node.this
    if not isinstance(inner, exp.Literal):
        return None
    unit = node.args.get("unit")
    found = parse_span(f"{inner.this} {unit.name if unit is not None else ''}")
    return None if found is None else Constant(found)
