"""The API's times as integers: nanoseconds since the epoch, exactly as the raw text says.

RFC 3339 with 0 to 9 fraction digits (messages.md, section 5). A cursor made from a rounded time loses rows or repeats
them, so walks count in nanoseconds and never in datetimes.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

SECOND = 10**9
MICROSECOND = 1000
EPOCH = "1970-01-01T00:00:00Z"
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_PATTERN = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):?(\d\d))", re.ASCII
)


def ticks(text: str) -> int:
    """Nanoseconds since the epoch; a ``ValueError`` where the text is no RFC 3339 time."""
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise ValueError("not an RFC 3339 time")
    year, month, day, hour, minute, second, fraction, sign, zone_hour, zone_minute = match.groups()
    seconds = (date(int(year), int(month), int(day)).toordinal() - _EPOCH_DAY) * 86400
    if int(hour) > 23 or int(minute) > 59 or int(second) > 60:
        raise ValueError("not a time of day")
    seconds += int(hour) * 3600 + int(minute) * 60 + int(second)
    if sign is not None:
        offset = int(zone_hour) * 3600 + int(zone_minute) * 60
        seconds += offset if sign == "-" else -offset
    return seconds * SECOND + (int(fraction[:9].ljust(9, "0")) if fraction else 0)


def digits(text: str) -> int:
    """How many fraction digits the text shows, at most nine."""
    match = _PATTERN.fullmatch(text)
    return 0 if match is None or match[7] is None else min(len(match[7]), 9)


def text(moment: int) -> str:
    """The RFC 3339 text of a number of nanoseconds since the epoch, trailing zeros dropped."""
    seconds, fraction = divmod(moment, SECOND)
    stamp = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).isoformat()[:19]
    shown = f"{fraction:09d}".rstrip("0")
    return f"{stamp}.{shown}Z" if shown else f"{stamp}Z"


def step(shown: int) -> int:
    """The smallest distance between two times that show so many fraction digits, but at least a microsecond.

    A server that prints more digits may still compare in microseconds; a wider step only repeats rows.
    """
    return int(max(10 ** (9 - shown), MICROSECOND))
