"""Times as the API writes them (RFC 3339, 0 to 9 fraction digits) and as nanoseconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
YEAR_ONE = "0001-01-01T00:00:00Z"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PATTERN = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)",
    re.ASCII,
)


@lru_cache(maxsize=1 << 18)
def read_time(text: str) -> int:
    """Nanoseconds since 1970 of an RFC 3339 text; a ValueError for anything else."""
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise ValueError(f"not an RFC 3339 time: {text!r}")
    day, clock, fraction, zone = found.groups()
    moment = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if zone in 'Zz' else zone}")
    passed = moment - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * SECOND + int((fraction or "0").ljust(9, "0"))


def write_time(nanoseconds: int) -> str:
    """The UTC text of a moment, trailing zeros of the fraction dropped."""
    seconds, fraction = divmod(nanoseconds, SECOND)
    text = (_EPOCH + timedelta(seconds=seconds)).isoformat()[:19]
    return f"{text}.{fraction:09d}".rstrip("0") + "Z" if fraction else text + "Z"


def cut_time(text: str, digits: int, *, padded: bool = False) -> str:
    """The text with at most so many fraction digits, cut and not rounded."""
    whole, _, fraction = text[:-1].partition(".")
    fraction = fraction[:digits]
    fraction = fraction.ljust(digits, "0") if padded else fraction.rstrip("0")
    return f"{whole}.{fraction}Z" if fraction else whole + "Z"


def cut_nanoseconds(nanoseconds: int, digits: int) -> int:
    """The moment at a resolution of so many fraction digits."""
    step: int = 10 ** (9 - digits)
    return nanoseconds // step * step
