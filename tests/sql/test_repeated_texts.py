"""A text that comes again means what it would mean if it had never come before."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from heymarket_dbapi.sql.names import LocalColumn, LocalTable, Names, View
from heymarket_dbapi.sql.parameters import match_parameters
from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.sql.query import Query
from heymarket_dbapi.sql.residual import make_query
from heymarket_dbapi.sql.resolve import resolve

from .world import MOMENT, NAMES

Values = Sequence[object] | Mapping[str, object] | None
UTC = datetime.UTC
INSTANT = datetime.datetime(2025, 6, 1, 12, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")

# Texts, each with values that lead to different queries, though many of them are equal in Python.
CASES: list[tuple[str, list[Values]]] = [
    ("SELECT id FROM contacts WHERE id = ?", [[5], [6], [5], [None], [5.0], [True], [1], ["5"]]),
    ("SELECT id FROM contacts WHERE id IN ?", [[[5, 6]], [[5]], [[]], [(5, 6)], [[5, 6]], [[True]], [[1]], [[None]]]),
    ("SELECT id FROM contacts WHERE id IN (:a, :b)", [{"a": 1, "b": 2}, {"a": 2, "b": 1}, {"b": 2, "a": 1}]),
    ("SELECT id FROM contacts WHERE id > ? AND id < ?", [[5, 3], [3, 5], [5, 5], [3, 5]]),
    ("SELECT id FROM contacts LIMIT ? OFFSET ?", [[3, 0], [0, 3], [None, 2], [3, 0]]),
    ("SELECT id FROM contacts WHERE phone = ?", [["+1 (510) 555-3344"], ["15105553344"], ["x"]]),
    ("SELECT id, ? AS v FROM contacts", [[0.0], [-0.0], [decimal.Decimal("1.0")], [decimal.Decimal("1.00")], [1]]),
    (
        "SELECT id FROM messages WHERE created_date > ?",
        [
            [INSTANT],
            [INSTANT.astimezone(NEW_YORK)],
            [INSTANT.replace(tzinfo=None)],
            [INSTANT.date()],
            [INSTANT.replace(hour=13)],
            [str(INSTANT)],
        ],
    ),
    ("SELECT id FROM messages WHERE CAST(created_date AS DATE) = ?", [[INSTANT.date()], [datetime.date(2024, 1, 1)]]),
    ("SELECT extract(? FROM created_date) FROM messages", [["month"], ["year"], ["month"]]),
]
CLOCKS = (
    "SELECT id FROM messages WHERE created_date > now() - INTERVAL '7 days'",
    "SELECT id FROM messages WHERE created_date >= CURRENT_DATE",
    "SELECT current_timestamp AS at",
    "SELECT age(created_date) FROM messages",
    "SELECT id FROM recent",
)


def asked(
    text: str, values: Values = None, names: Names = NAMES, moment: datetime.datetime = MOMENT, zone: str = "UTC"
) -> Query:
    """What the text means, with whatever is remembered of it."""
    return resolve(parse(text), names, values, moment, zone)


def anew(
    text: str, values: Values = None, names: Names = NAMES, moment: datetime.datetime = MOMENT, zone: str = "UTC"
) -> Query:
    """What the text means, without anything that is remembered."""
    parsed = parse(text + " ")
    return make_query(parsed, names, match_parameters(parsed, values), moment, zone)[0]


@pytest.mark.parametrize(("text", "given"), CASES, ids=[text for text, _ in CASES])
def test_other_values_make_another_query(text: str, given: list[Values]) -> None:
    for zone in ("UTC", "America/New_York", "UTC"):
        for values in given:
            found, expected = asked(text, values, zone=zone), anew(text, values, zone=zone)
            assert found == expected
            assert repr(found) == repr(expected)


def test_what_is_the_same_is_not_read_again() -> None:
    text = "SELECT id FROM contacts WHERE id = ?"
    assert parse(text) is parse(text)
    assert asked(text, [5]) is asked(text, [5])


@pytest.mark.parametrize("text", CLOCKS)
def test_time_goes_on(text: str) -> None:
    names = NAMES.with_local([View("heymarket", "recent", CLOCKS[0])])
    later = MOMENT + datetime.timedelta(days=40)
    first = asked(text, names=names)
    assert asked(text, names=names, moment=later) == anew(text, names=names, moment=later) != first
    assert asked(text, names=names) == first


def test_a_table_may_be_made_anew() -> None:
    text = "SELECT * FROM things WHERE a = 1"
    numbers = LocalTable("heymarket", "things", (LocalColumn("a", "BIGINT"),))
    words = LocalTable("heymarket", "things", (LocalColumn("b", "VARCHAR"), LocalColumn("a", "INTEGER")))
    view = View("heymarket", "things", "SELECT id AS a, name FROM tags")
    for things in (numbers, words, view, replace(view, text="SELECT id AS a FROM lists"), numbers):
        names = NAMES.with_local([things])
        assert asked(text, names=names) == anew(text, names=names)
    assert asked(text, names=NAMES.with_local([numbers])).names == ("a",)
    assert asked(text, names=NAMES.with_local([words])).names == ("b", "a")


def test_values_that_cannot_be_compared_are_taken_each_time() -> None:
    class Number(int):
        """A number that a program made itself."""

    text = "SELECT id FROM contacts WHERE id = ?"
    assert asked(text, [Number(5)]) == anew(text, [Number(5)])
    assert asked(text, [Number(6)]) == anew(text, [Number(6)])
    many: list[Values] = [[list(range(100))], [list(range(1, 101))]]
    for values in many:
        assert asked("SELECT id FROM contacts WHERE id IN ?", values) == anew(
            "SELECT id FROM contacts WHERE id IN ?", values
        )
