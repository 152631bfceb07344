"""The API's times as nanoseconds: exact, whatever the number of digits and the zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from heymarket_dbapi.api import times

MOMENTS = some.integers(0, times.ticks("2299-12-31T23:59:59.999999999Z"))


@pytest.mark.parametrize(
    ("text", "ticks"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("1969-12-31T23:59:59.9Z", -100_000_000),
        ("2024-02-29T12:00:00Z", 1_709_208_000 * times.SECOND),
        ("2024-02-29t12:00:00z", 1_709_208_000 * times.SECOND),
        ("2024-02-29 12:00:00+00:00", 1_709_208_000 * times.SECOND),
        ("2024-02-29T14:30:00+02:30", 1_709_208_000 * times.SECOND),
        ("2024-02-29T07:00:00-0500", 1_709_208_000 * times.SECOND),
        ("2024-02-29T12:00:00.5Z", 1_709_208_000 * times.SECOND + 500_000_000),
        ("2024-02-29T12:00:00.1234567Z", 1_709_208_000 * times.SECOND + 123_456_700),
        ("2024-02-29T12:00:00.1234567891Z", 1_709_208_000 * times.SECOND + 123_456_789),
        ("2016-12-31T23:59:60Z", times.ticks("2017-01-01T00:00:00Z")),
    ],
)
def test_a_text_is_so_many_nanoseconds(text: str, ticks: int) -> None:
    assert times.ticks(text) == ticks


@pytest.mark.parametrize(
    "text",
    [
        *("", "2024-02-29", "2024-02-29T12:00:00", "2024-02-30T12:00:00Z", "2024-13-01T00:00:00Z"),
        *("2024-02-29T24:00:00Z", "2024-02-29T12:60:00Z", "2024-02-29T12:00:61Z", "2024-02-29T12:00:00.Z"),
        *("٢٠٢٤-02-29T12:00:00Z", "2024-02-29T12:00:00Z ", "1709208000", "x2024-02-29T12:00:00Z"),
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        times.ticks(text)


@given(MOMENTS)
def test_a_moment_survives_its_text(moment: int) -> None:
    assert times.ticks(times.text(moment)) == moment


@given(MOMENTS, some.integers(0, 9))
def test_a_text_with_fewer_digits_is_the_moment_cut(moment: int, digits: int) -> None:
    cut = moment // 10 ** (9 - digits) * 10 ** (9 - digits)
    whole, fraction = times.text(moment)[:19], f"{moment % times.SECOND:09d}"[:digits]
    text = f"{whole}.{fraction}Z" if digits else f"{whole}Z"
    assert (times.ticks(text), times.digits(text)) == (cut, digits)


@given(MOMENTS, some.integers(-14 * 60 + 1, 14 * 60 - 1))
def test_a_zone_changes_the_text_and_not_the_moment(moment: int, minutes: int) -> None:
    local = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=moment // times.SECOND, minutes=minutes)
    hours, rest = divmod(abs(minutes), 60)
    text = f"{local:%Y-%m-%dT%H:%M:%S}{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
    assert times.ticks(text) == moment // times.SECOND * times.SECOND


@given(some.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)))
def test_every_year_has_four_digits(moment: datetime) -> None:
    text = moment.isoformat(timespec="seconds") + "Z"
    assert times.text(times.ticks(text)) == text


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("2024-02-29T12:00:00Z", 0),
        ("2024-02-29T12:00:00.1Z", 1),
        ("2024-02-29T12:00:00.1000000Z", 7),
        ("2024-02-29T12:00:00.1234567891Z", 9),
        ("no time", 0),
    ],
)
def test_the_digits_that_a_text_shows(text: str, digits: int) -> None:
    assert times.digits(text) == digits


@pytest.mark.parametrize(("digits", "step"), [(0, 10**9), (3, 10**6), (6, 1000), (7, 1000), (9, 1000)])
def test_a_step_is_a_digit_and_at_least_a_microsecond(digits: int, step: int) -> None:
    assert times.step(digits) == step
