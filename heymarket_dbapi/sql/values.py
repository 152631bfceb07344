"""Tells whether the values of two runs of one statement are the same, to the last digit."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Hashable, Mapping
from zoneinfo import ZoneInfo

_PLAIN = (type(None), bool, int, str, bytes)
# Equal ones may still differ: 0.0 and -0.0, 1.0 and 1.00, one instant in two zones.
_BY_TEXT = (float, decimal.Decimal, datetime.date, datetime.timedelta)
_WITH_ZONE = (datetime.datetime, datetime.time)
_ZONES = (type(None), datetime.timezone, ZoneInfo)
_MOST_MEMBERS = 50
_LONGEST = 1000


def fingerprint(values: Mapping[str, object]) -> Hashable | None:
    """What is equal for equal values of equal types alone; None where that cannot be told, or they are too many."""
    found = []
    for name, value in values.items():
        shown = _shown(value)
        if shown is None:
            return None
        found.append((name, shown))
    return tuple(found)


def _shown(value: object) -> Hashable | None:
    kind = type(value)
    if kind in _PLAIN:
        return None if isinstance(value, (str, bytes)) and len(value) > _LONGEST else (kind, value)
    if kind in _BY_TEXT:
        return kind, repr(value)
    if isinstance(value, (datetime.datetime, datetime.time)) and kind in _WITH_ZONE:
        return (kind, repr(value)) if type(value.tzinfo) in _ZONES else None
    if isinstance(value, (list, tuple)) and kind in (list, tuple) and len(value) <= _MOST_MEMBERS:
        members = tuple(map(_shown, value))
        return None if None in members else (kind, members)
    return None
