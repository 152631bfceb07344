"""Parameters through the whole driver, in both modes: every type comes back, and what is wrong is said."""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Any

import numpy
import pandas
import pytest

import heymarket_dbapi

UTC = datetime.UTC
EAST = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
SAME: list[Any] = [
    None,
    True,
    False,
    0,
    -(2**63),
    2**63,
    2**70,
    -(2**90),
    1.5,
    1e300,
    decimal.Decimal("12345678901234567890.123456789"),
    decimal.Decimal("-0.001"),
    "",
    'O\'Brien said "no"; -- /* ? :name %s %% \\',
    "Größe 日本 🎉\n\t",
    b"",
    b"\x00\xff'",
    datetime.date(1969, 7, 20),
    datetime.time(23, 59, 59, 999999),
    datetime.datetime(2024, 2, 29, 12, 30, 45, 123456, UTC),
    datetime.timedelta(days=3, seconds=7, microseconds=5),
    datetime.timedelta(days=-1),
    uuid.UUID("12345678-1234-5678-1234-567812345678"),
]
CHANGED: list[tuple[Any, Any]] = [
    (datetime.datetime(2024, 3, 1, 8, 0), datetime.datetime(2024, 3, 1, 8, 0, tzinfo=UTC)),
    (datetime.datetime(2024, 3, 1, 8, 0, tzinfo=EAST), datetime.datetime(2024, 3, 1, 2, 30, tzinfo=UTC)),
    (bytearray(b"ab"), b"ab"),
    (memoryview(b"ab"), b"ab"),
    (numpy.int64(7), 7),
    (numpy.uint8(7), 7),
    (numpy.float64(1.5), 1.5),
    (numpy.bool_(True), True),
    (numpy.str_("x"), "x"),
    (numpy.datetime64("2024-03-01T08:00:00.000001"), datetime.datetime(2024, 3, 1, 8, 0, 0, 1, UTC)),
    (numpy.timedelta64(90, "s"), datetime.timedelta(seconds=90)),
    (pandas.Timestamp("2024-03-01 08:00"), datetime.datetime(2024, 3, 1, 8, 0, tzinfo=UTC)),
    (pandas.Timestamp("2024-03-01 08:00", tz="Asia/Kolkata"), datetime.datetime(2024, 3, 1, 2, 30, tzinfo=UTC)),
    (pandas.Timedelta(seconds=90), datetime.timedelta(seconds=90)),
    (pandas.NA, None),
    (pandas.NaT, None),
]


@pytest.mark.parametrize("value", SAME, ids=repr)
def test_a_value_comes_back(value: Any, cursor: Any) -> None:
    (got,) = cursor.execute("SELECT ?", (value,)).fetchone()
    assert got == value and type(got) is type(value)
    assert cursor.execute("SELECT :v AS v", {"v": value}).fetchone() == (value,)


@pytest.mark.parametrize(
    ("given", "expected"), CHANGED, ids=[f"{place} {type(given).__name__}" for place, (given, _) in enumerate(CHANGED)]
)
def test_a_value_comes_back_as_the_plain_one(given: Any, expected: Any, cursor: Any) -> None:
    (got,) = cursor.execute("SELECT ?", [given]).fetchone()
    assert got == expected and type(got) is type(expected)


@pytest.mark.parametrize("value", ["a\x00b", "\x00"])
def test_a_text_with_a_zero_byte_comes_back_or_is_refused(value: str, cursor: Any) -> None:
    try:
        assert cursor.execute("SELECT ?", (value,)).fetchone() == (value,)
    except heymarket_dbapi.Error as error:
        assert value not in str(error)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM contacts WHERE id IN ?",
        "SELECT id FROM contacts WHERE id IN (?)",
        "SELECT id FROM contacts WHERE id = ANY(?)",
    ],
)
def test_lists_serve_in(sql: str, cursor: Any, ids: list[int]) -> None:
    for given in (ids[:3], tuple(ids[:3]), set(ids[:3]), numpy.array(ids[:3])):
        assert sorted(cursor.execute(sql, (given,)).fetchall()) == [(key,) for key in ids[:3]]
    assert cursor.execute(sql, ([],)).fetchall() == []
    assert cursor.execute(sql, ([ids[0], None],)).fetchall() == [(ids[0],)]


def test_a_list_comes_back(cursor: Any) -> None:
    assert cursor.execute("SELECT ?", ([1, 2],)).fetchone() == ([1, 2],)


def test_a_parameter_narrows_as_a_constant_does(cursor: Any, ids: list[int]) -> None:
    cursor.execute("SELECT id FROM contacts WHERE id = ?", (ids[4],))
    assert cursor.fetchall() == [(ids[4],)] and len(cursor.api_calls) == 1
    cursor.execute("SELECT id FROM contacts WHERE id = :key OR id = :key", {"key": ids[4]})
    assert cursor.fetchall() == [(ids[4],)]


def test_a_name_may_be_used_twice_and_a_question_mark_in_a_text_is_none(cursor: Any) -> None:
    assert cursor.execute("SELECT :a + :a, '?', ':b' -- ?", {"a": 2}).fetchone() == (4, "?", ":b")


def test_percent_signs_mean_nothing(cursor: Any) -> None:
    assert cursor.execute("SELECT 'a%s' LIKE 'a%', '%%', 7 % 4").fetchone() == (True, "%%", 3)
    assert cursor.execute("SELECT 'a%s' LIKE 'a%', '%%', 7 % ?", (4,)).fetchone() == (True, "%%", 3)


@pytest.mark.parametrize(
    ("sql", "given"),
    [
        ("SELECT ?", None),
        ("SELECT ?", ()),
        ("SELECT ?", (1, 2)),
        ("SELECT ?, ?", (1,)),
        ("SELECT 1", (1,)),
        ("SELECT 1", {"a": 1}),
        ("SELECT :a", {}),
        ("SELECT :a", (1,)),
        ("SELECT :a", {"a": 1, "b": 2}),
        ("SELECT ?", {"a": 1}),
        ("SELECT ?, :a", (1, 2)),
        ("SELECT ?", 5),
        ("SELECT ?", "x"),
        ("SELECT ?", (NotImplemented,)),
        ("SELECT ?", (1j,)),
        ("SELECT ?", ({"a": 1},)),
        ("SET heymarket.timeout = 5", (1,)),
        ("SHOW ALL", (1,)),
        ("BEGIN", {"a": 1}),
    ],
    ids=str,
)
def test_wrong_parameters_are_refused_without_a_call(sql: str, given: Any, cursor: Any, sandbox: Any) -> None:
    with pytest.raises(heymarket_dbapi.ProgrammingError):
        cursor.execute(sql, given)
    assert len(sandbox.log) == 0


@pytest.mark.parametrize("given", [2**200, decimal.Decimal("1." + "1" * 60)], ids=["int", "Decimal"])
def test_a_number_that_does_not_fit_is_an_error_that_does_not_show_it(given: Any, cursor: Any) -> None:
    with pytest.raises(heymarket_dbapi.DataError) as caught:
        cursor.execute("SELECT ?", (given,)).fetchall()
    assert str(given) not in str(caught.value)


def test_a_value_is_never_in_an_error(cursor: Any) -> None:
    with pytest.raises(heymarket_dbapi.Error) as caught:
        cursor.execute("SELECT CAST(? AS INTEGER)", ("top-secret-text",)).fetchall()
    assert "top-secret-text" not in str(caught.value)


def test_a_value_is_never_sql(cursor: Any, ids: list[int]) -> None:
    text = "' OR 1 = 1 --"
    assert cursor.execute("SELECT id FROM contacts WHERE first_name = ?", (text,)).fetchall() == []
    assert cursor.execute("SELECT id FROM contacts WHERE first_name IN ?", ([text, "'; SELECT 1"],)).fetchall() == []
