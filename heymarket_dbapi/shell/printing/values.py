"""Values as texts: for tables, for CSV, and as JSON."""

from __future__ import annotations

import base64
import datetime
import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from heymarket_dbapi.shell.widths import harmless

_SPECIAL = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
_MOST_BYTES_SHOWN = 32
_MOST_DIGITS = 50


def shown(value: object) -> str:
    """The value as a cell of a table, on one line and harmless to a terminal."""
    match value:
        case None:
            return "NULL"
        case datetime.datetime():
            return value.isoformat(sep=" ")
        case datetime.timedelta():
            return str(value)
        case bytes():
            start = value[:_MOST_BYTES_SHOWN].hex()
            return f"\\x{start}" + (f"… ({len(value):,} bytes)" if len(value) > _MOST_BYTES_SHOWN else "")
    return harmless(plain(value))


def plain(value: object) -> str:
    """The value as a field of CSV: ISO times, base64 for bytes, JSON for what is nested."""
    match value:
        case None:
            return ""
        case str():
            return value
        case list() | tuple() | dict():
            return as_json(value)
        case datetime.timedelta() | datetime.date() | datetime.time():
            return _iso(value)
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case bool() | int() | float() | Decimal():
            return as_json(value).strip('"')
    return str(value)


def as_json(value: object, *, is_document: bool = False) -> str:
    """The value as JSON on one line; ``is_document``: a text that is JSON already stays what it means."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float() if not math.isfinite(value):
            return f'"{_SPECIAL[str(value)]}"'
        case float():
            return repr(value)
        case Decimal() if not value.is_finite():
            return f'"{_SPECIAL[str(float(value))]}"'
        case Decimal():
            # A number such as 1e999999, which a document may hold, would be a megabyte of zeros.
            return f"{value:f}" if abs(value.adjusted()) <= _MOST_DIGITS else str(value)
        case str() if is_document:
            return _document(value)
        case list() | tuple():
            return f"[{', '.join(as_json(item) for item in value)}]"
        case dict():
            return json_object(value)
    return json.dumps(value if isinstance(value, str) else plain(value), ensure_ascii=False)


def json_object(value: Mapping[Any, object]) -> str:
    """A mapping as a JSON object; keys that are no text are written as texts."""
    parts = (f"{json.dumps(plain(name), ensure_ascii=False)}: {as_json(item)}" for name, item in value.items())
    return f"{{{', '.join(parts)}}}"


def _document(text: str) -> str:
    """JSON text on one line, numbers digit by digit as they were; what is not JSON becomes a JSON string."""
    try:
        return as_json(json.loads(text, parse_float=Decimal))
    except (ValueError, RecursionError):
        return json.dumps(text, ensure_ascii=False)


def _iso(value: datetime.date | datetime.time | datetime.timedelta) -> str:
    if not isinstance(value, datetime.timedelta):
        return value.isoformat()
    sign, value = ("-", -value) if value < datetime.timedelta(0) else ("", value)
    hours, left = divmod(value.seconds, 3600)
    minutes, seconds = divmod(left, 60)
    fraction = f".{value.microseconds:06d}" if value.microseconds else ""
    return f"{sign}P{value.days}DT{hours}H{minutes}M{seconds}{fraction}S"
