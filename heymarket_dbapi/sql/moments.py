"""Times as PostgreSQL counts them: reading, truncating, adding intervals, in a time zone."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MOMENT = re.compile(
    r"\s*(\d{4})-(\d\d?)-(\d\d?)(?:[ T](\d\d?)(:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?\s*"
)
_PART = re.compile(r"\s*([+-]?\d+)\s*([a-z]+)\s*", re.IGNORECASE)
_MONTHS = {"month": 1, "mon": 1, "quarter": 3, "year": 12, "yr": 12, "y": 12, "decade": 120}
_DAYS = {"day": 1, "d": 1, "week": 7, "w": 7}
_SECONDS = {"hour": 3600, "hr": 3600, "h": 3600, "minute": 60, "min": 60, "second": 1, "sec": 1, "s": 1}
UNITS = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")


@dataclass(frozen=True, slots=True)
class Span:
    """An interval: months, days and seconds, which PostgreSQL keeps apart."""

    months: int = 0
    days: int = 0
    rest: datetime.timedelta = datetime.timedelta()

    @staticmethod
    def of(value: datetime.timedelta) -> Span:
        """The span of Python's duration."""
        return Span(0, value.days, value - datetime.timedelta(days=value.days))

    def times(self, factor: int) -> Span:
        """The span so many times."""
        return Span(self.months * factor, self.days * factor, self.rest * factor)


def find_zone(name: object) -> ZoneInfo | None:
    """The time zone of that name, if there is one."""
    try:
        return ZoneInfo(name) if isinstance(name, str) else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def parse_span(text: str) -> Span | None:
    """The span of an interval written in units, such as ``1 month 2 days``; None where it is written otherwise."""
    months = days = seconds = 0
    at = 0
    while at < len(text.rstrip()):
        found = _PART.match(text, at)
        if found is None:
            return None
        number, unit = int(found[1]), found[2].lower()
        unit = unit if unit in _DAYS | _SECONDS | _MONTHS else unit.removesuffix("s")
        if unit in _MONTHS:
            months += number * _MONTHS[unit]
        elif unit in _DAYS:
            days += number * _DAYS[unit]
        elif unit in _SECONDS:
            seconds += number * _SECONDS[unit]
        else:
            return None
        at = found.end()
    return Span(months, days, datetime.timedelta(seconds=seconds))


def parse_moment(text: str) -> datetime.date | None:
    """The date, local time or instant that the text is; None where it is written in another way than ISO's."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, clock, offset = found.groups()
    date = f"{year}-{month:0>2}-{day:0>2}"
    try:
        if clock is None:
            return datetime.date.fromisoformat(date)
        return datetime.datetime.fromisoformat(f"{date}T{hour:0>2}{clock}{(offset or '').replace('UTC', 'Z')}")
    except ValueError:
        return None


def to_local(value: datetime.date, zone: ZoneInfo) -> datetime.datetime:
    """The local time of an instant, of a local time itself, of a date's beginning."""
    if not isinstance(value, datetime.datetime):
        return datetime.datetime(value.year, value.month, value.day)
    return value if value.tzinfo is None else value.astimezone(zone).replace(tzinfo=None, fold=0)


def to_instant(value: datetime.date, zone: ZoneInfo) -> datetime.datetime:
    """The instant, in UTC, of a local time or of a date's beginning."""
    if not isinstance(value, datetime.datetime) or value.tzinfo is None:
        value = to_local(value, zone).replace(tzinfo=zone)
    return value.astimezone(datetime.UTC)


def instants(local: datetime.date, zone: ZoneInfo) -> tuple[datetime.datetime, datetime.datetime]:
    """The earliest and the latest instant that may be meant: clocks that are put back show a time twice."""
    if isinstance(local, datetime.datetime) and local.tzinfo is not None:
        instant = local.astimezone(datetime.UTC)
        return instant, instant
    both = [to_local(local, zone).replace(tzinfo=zone, fold=fold).astimezone(datetime.UTC) for fold in (0, 1)]
    return min(both), max(both)


def add(value: datetime.date, span: Span, zone: ZoneInfo) -> datetime.datetime | None:
    """The time a span later: months and days by the calendar of ``zone``, the rest by the clock."""
    local = to_local(value, zone)
    month = local.year * 12 + local.month - 1 + span.months
    if not 12 <= month < 9999 * 12:
        return None
    year, month = month // 12, month % 12 + 1
    try:
        moved = local.replace(year=year, month=month, day=min(local.day, calendar.monthrange(year, month)[1]))
        moved += datetime.timedelta(days=span.days)
        if isinstance(value, datetime.datetime) and value.tzinfo is not None:
            return (
                value.astimezone(datetime.UTC) if not span.months and not span.days else to_instant(moved, zone)
            ) + span.rest
        return moved + span.rest
    except OverflowError:
        return None


def truncate(value: datetime.datetime, unit: str, zone: ZoneInfo) -> datetime.datetime | None:
    """The beginning of the unit in which the time lies; None for a unit that is not among ``UNITS``."""
    local = to_local(value, zone)
    match unit:
        case "year":
            local = local.replace(month=1, day=1)
        case "quarter":
            local = local.replace(month=(local.month - 1) // 3 * 3 + 1, day=1)
        case "month":
            local = local.replace(day=1)
        case "week":
            local -= datetime.timedelta(days=local.weekday())
        case "day":
            pass
        case "hour" | "minute" | "second":
            return _truncate_clock(value, unit)
        case _:
            return None
    local = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return local if value.tzinfo is None else to_instant(local, zone)


def _truncate_clock(value: datetime.datetime, unit: str) -> datetime.datetime:
    parts = {
        "hour": ("minute", "second", "microsecond"),
        "minute": ("second", "microsecond"),
        "second": ("microsecond",),
    }
    return value.replace(**dict.fromkeys(parts[unit], 0))  # type: ignore[arg-type]  # the keys are replace's own


def following(local: datetime.datetime, unit: str, zone: ZoneInfo) -> datetime.datetime | None:
    """The beginning of the next unit after one that begins at ``local``."""
    spans = {
        "year": Span(12),
        "quarter": Span(3),
        "month": Span(1),
        "week": Span(0, 7),
        "day": Span(0, 1),
        "hour": Span.of(datetime.timedelta(hours=1)),
        "minute": Span.of(datetime.timedelta(minutes=1)),
        "second": Span.of(datetime.timedelta(seconds=1)),
    }
    return add(local, spans[unit], zone)
