"""The API's times as integers: nanoseconds since the epoch, exactly as the raw text says.

RFC 3339 with 0 to 9 fraction digits (messages.md, section 5). A cursor made from a rounded time loses rows or repeats
them, so walks count in nanoseconds and never in datetimes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

SECOND = 10**9
MICROSECOND = 1000
EPOCH = "1970-01-01T00:00:00Z"
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_PATTERN = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):?(\d\d))", re.ASCII
)


# How nearly all of them are written; a day and a minute of it are counted once for many rows.
_PLAIN = re.compile(r"(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?Z", re.ASCII).fullmatch
_WORTH = [10 ** (9 - shown) for shown in range(10)]


@functools.lru_cache(maxsize=4096)  # a page's times are read by the walk, and then again as a column
def ticks(text: str) -> int:
    """Nanoseconds since the epoch; a ``ValueError`` where the text is no RFC 3339 time."""
    match = _PLAIN(text)
    if match is None:
        return _exact(text)
    day, minute, second, fraction = match.groups()
    moment = _day(day) + _minute(minute) + int(second) * SECOND
    return moment if fraction is None else moment + int(fraction) * _WORTH[len(fraction)]


@functools.lru_cache(maxsize=4096)
def _day(text: str) -> int:
    return _exact(f"{text}T00:00:00Z")


@functools.lru_cache(maxsize=1440)
def _minute(text: str) -> int:
    return (int(text[:2]) * 60 + int(text[3:])) * 60 * SECOND


def _exact(text: str) -> int:
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


def most_digits(texts: Sequence[str]) -> int:
    """The most fraction digits that one of the texts shows."""
    if all(text.endswith("Z") for text in texts):
        texts = list({len(text): text for text in texts}.values())  # of one length, they show as many
    return max(map(digits, texts), default=0)


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
