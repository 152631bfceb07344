"""Records to columns: every way of saying nothing is one NULL, every value is checked, no digit is invented."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from heymarket_dbapi.api.decode import decode
from heymarket_dbapi.api.records import FACET, Record, Row, rows
from heymarket_dbapi.catalog.naming import CustomField, contacts_with
from heymarket_dbapi.catalog.sources import (
    Asked,
    ElementKey,
    Field,
    Lacks,
    Matches,
    Nothing,
    Outer,
    Position,
    Source,
    paths,
)
from heymarket_dbapi.catalog.spec import Column, Explode, Table
from heymarket_dbapi.catalog.ways import Endpoint, Form, Read, Whole
from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.errors import DataError

from .accounts import BY_NAME

YEAR_ONE = "0001-01-01T00:00:00Z"
ABSENT = "(absent)"  # stands for a record that lacks the field


def column(kind: DataType, source: Source | None = None, form: Form = Form.PLAIN, *, not_null: bool = False) -> Column:
    return Column("value", kind, source or Field(paths("value")), "A value.", form=form, not_null=not_null)


def table(*columns: Column, explode: Explode | None = None) -> Table:
    identity = Column("id", DataType.BIGINT, Field(paths("id")), "The key.", not_null=True)
    reads = () if explode else (Read("list", Endpoint("GET", "/v1/things", "test"), Whole()),)
    return Table("things", "Things.", ("id",), (identity, *columns), reads, explode=explode)


def value(of: Column, given: Any) -> Any:
    """The value of one column in a record that holds ``given``, or lacks it."""
    record = {"id": 1} if given == ABSENT else {"id": 1, "value": given}
    return decode([Row(record)], table(of), ["value"])["value"].to_pylist()[0]


EMPTY: list[Any] = [ABSENT, None, "", 0, [], {}, YEAR_ONE]
NULLS = {
    DataType.BIGINT: EMPTY,
    DataType.VARCHAR: [nothing for nothing in EMPTY if nothing != YEAR_ONE],  # a text may read like a time
    DataType.TIMESTAMP: EMPTY,
    DataType.JSON: EMPTY,
    DataType.DOUBLE: [*EMPTY, 0.0],
}


@pytest.mark.parametrize(
    ("kind", "given"), [(kind, given) for kind, nothings in NULLS.items() for given in nothings], ids=repr
)
def test_every_way_of_saying_nothing_is_null(kind: DataType, given: Any) -> None:
    assert value(column(kind), given) is None


@pytest.mark.parametrize("given", [*EMPTY, False])
def test_a_flag_that_is_absent_or_empty_is_false(given: Any) -> None:
    assert value(column(DataType.BOOLEAN), given) is False


@pytest.mark.parametrize(
    ("kind", "form", "given", "read"),
    [
        (DataType.BIGINT, Form.PLAIN, 7, 7),
        (DataType.BIGINT, Form.PLAIN, -7, -7),
        (DataType.BIGINT, Form.PLAIN, 7.0, 7),
        (DataType.BIGINT, Form.PLAIN, 2**53 + 1, 2**53 + 1),
        (DataType.BIGINT, Form.PLAIN, 2**63 - 1, 2**63 - 1),
        (DataType.BIGINT, Form.PLAIN, -(2**63), -(2**63)),
        (DataType.BOOLEAN, Form.PLAIN, True, True),
        (DataType.DOUBLE, Form.PLAIN, 1.5, 1.5),
        (DataType.DOUBLE, Form.PLAIN, 7, 7.0),
        (DataType.VARCHAR, Form.PLAIN, "Zoë 🙂\n", "Zoë 🙂\n"),
        (DataType.VARCHAR, Form.PLAIN, " ", " "),
        (DataType.VARCHAR, Form.PLAIN, "0", "0"),
        (DataType.VARCHAR, Form.PLAIN, "+1510", "+1510"),
        (DataType.VARCHAR, Form.DIGITS, "+15105553344", "15105553344"),
        (DataType.VARCHAR, Form.DIGITS, "15105553344", "15105553344"),
        (DataType.VARCHAR, Form.DIGITS, "+", None),
        (DataType.VARCHAR, Form.TEXT, 7, "7"),
        (DataType.VARCHAR, Form.TEXT, 2**64, str(2**64)),
        (DataType.VARCHAR, Form.TEXT, "7-a", "7-a"),
        (DataType.VARCHAR, Form.TEXT, 0, None),
        (DataType.JSON, Form.DIGITS, ["+1510", "1511"], ["1510", "1511"]),
    ],
)
def test_a_value_is_read(kind: DataType, form: Form, given: Any, read: Any) -> None:
    found = value(column(kind, form=form), given)
    assert (json.loads(found) if kind is DataType.JSON else found) == read
    assert type(found) is str or type(found) is type(read)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        *((DataType.BIGINT, given) for given in ("7", 1.5, True, [1], {"a": 1}, 2**63, -(2**63) - 1)),
        *((DataType.VARCHAR, given) for given in (7, True, ["a"], {"a": 1}, 1.5)),
        *((DataType.BOOLEAN, given) for given in ("true", 1, ["a"], {"a": 1})),
        *((DataType.DOUBLE, given) for given in ("1.5", True, [1])),
        *((DataType.TIMESTAMP, given) for given in ("yesterday", 1_700_000_000, True, ["x"], {"a": 1}, "2024-01-01")),
    ],
    ids=repr,
)
def test_a_wrong_value_names_table_and_column_and_does_not_repeat_the_value(kind: DataType, given: Any) -> None:
    with pytest.raises(DataError) as raised:
        value(column(kind), given)
    assert str(raised.value).startswith(f"things.value: expected {kind.value} at $.value, got a")
    assert repr(given) not in str(raised.value).partition(" at ")[2]


@pytest.mark.parametrize("given", ["2024-02-30T00:00:00Z", "2024-00-10T00:00:00Z", "2023-02-29T10:00:00.5Z"])
def test_a_day_that_is_not_in_the_calendar_is_an_error(given: str) -> None:
    with pytest.raises(DataError, match="value"):
        value(column(DataType.TIMESTAMP), given)


@pytest.mark.parametrize(
    ("given", "microseconds"),
    [
        ("2024-02-29T12:00:00Z", 0),
        ("2024-02-29T12:00:00.1Z", 100_000),
        ("2024-02-29T12:00:00.123456Z", 123_456),
        ("2024-02-29T12:00:00.1234569Z", 123_456),
        ("2024-02-29T12:00:00.123456999Z", 123_456),
        ("2024-02-29T12:00:00.999999999Z", 999_999),
        ("2024-02-29T12:00:00.9999999999Z", 999_999),
        ("2024-02-29t12:00:00.5z", 500_000),
        ("2024-02-29 12:00:00.5Z", 500_000),
        ("2024-02-29T14:00:00.1234569+02:00", 123_456),
        ("2024-02-29T05:30:00-06:30", 0),
    ],
)
def test_a_time_is_cut_to_microseconds_and_not_rounded(given: str, microseconds: int) -> None:
    expected = datetime(2024, 2, 29, 12, 0, 0, microseconds, tzinfo=UTC)
    assert value(column(DataType.TIMESTAMP), given) == expected


@pytest.mark.parametrize("given", ["1969-07-20T20:17:40.1234567Z", "0999-01-01T00:00:00+00:00", "9999-12-31T23:59:59Z"])
def test_times_far_away_are_read(given: str) -> None:
    assert value(column(DataType.TIMESTAMP), given).isoformat()[:10] == given[:10]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"a": 1, "b": None, "c": "", "d": 0, "e": [], "f": {}, "g": False, "h": YEAR_ONE}, '{"a":1}'),
        ({"a": {"b": {"c": None}, "d": 1}}, '{"a":{"d":1}}'),
        ([{"a": 1, "b": None}, {"b": ""}], '[{"a":1},{}]'),
        ([0, "", None], '[0,"",null]'),
        ("text", '"text"'),
        (7, "7"),
        (True, "true"),
        ({"a": 2**70}, '{"a":1180591620717411303424}'),
        ({"a": "Zoë"}, '{"a":"Zoë"}'),
        ({"15105553344": {}, "15105553345": {"f": "", "l": "L"}}, '{"15105553344":{},"15105553345":{"l":"L"}}'),
    ],
)
def test_json_leaves_out_what_says_nothing(given: Any, text: str) -> None:
    assert value(column(DataType.JSON), given) == text


@pytest.mark.parametrize("given", [{"a": {"b": None}}, {"a": {"b": {"c": []}}}, {"a": [], "b": {"c": ""}}])
def test_json_in_which_nothing_is_left_is_null(given: Any) -> None:
    assert value(column(DataType.JSON), given) is None


def test_nested_empties_are_the_same_however_they_are_written() -> None:
    nothings: list[Any] = [None, "", 0, [], {}, False]
    written = [{"a": 1, "b": {"c": nothing}} for nothing in nothings]
    assert {value(column(DataType.JSON), given) for given in [*written, {"a": 1, "b": {}}, {"a": 1}]} == {'{"a":1}'}


@pytest.mark.parametrize(("kind", "given"), [(DataType.BIGINT, ABSENT), (DataType.TIMESTAMP, YEAR_ONE)])
def test_what_every_row_must_have_is_never_null(kind: DataType, given: Any) -> None:
    with pytest.raises(DataError, match="a row of things without 'value', which every row must have"):
        value(column(kind, not_null=True), given)


def test_a_key_may_be_zero() -> None:
    assert value(column(DataType.BIGINT, not_null=True), 0) == 0


# Where values come from ------------------------------------------------------------------------------------------


def test_the_first_path_that_says_something_is_taken() -> None:
    of = column(DataType.BIGINT, Field(paths("team_id", "team")))
    given: list[Record] = [{"id": 1, "team_id": 5, "team": 6}, {"id": 2, "team_id": 0, "team": 6}, {"id": 3}]
    assert decode([Row(one) for one in given], table(of), ["value"])["value"].to_pylist() == [5, 6, None]


@pytest.mark.parametrize(
    ("record", "closed"),
    [
        ({"status": "closed"}, True),
        ({"status": "Closed"}, True),
        ({"status": "open", FACET: True}, False),
        ({"status": "closed", FACET: False}, True),
        ({FACET: True}, True),
        ({"status": "", FACET: True}, True),
        ({FACET: False}, False),
        ({}, False),
    ],
)
def test_a_flag_is_told_by_the_field_else_by_the_filter(record: Record, closed: bool) -> None:
    of = column(DataType.BOOLEAN, Matches(("status",), "closed"))
    assert decode([Row({"id": 1, **record})], table(of), ["value"])["value"].to_pylist() == [closed]


@pytest.mark.parametrize(("record", "lacks"), [({}, True), ({"user": 0}, True), ({"user": 3}, False)])
def test_a_flag_may_say_that_a_field_is_absent(record: Record, lacks: bool) -> None:
    of = column(DataType.BOOLEAN, Lacks(paths("user", "user_id")))
    assert decode([Row({"id": 1, **record})], table(of), ["value"])["value"].to_pylist() == [lacks]


def test_a_value_may_be_the_one_asked_with() -> None:
    assert decode([Row({"id": 1})], table(column(DataType.VARCHAR, Asked())), ["value"], {"value": "u-1"})[
        "value"
    ].to_pylist() == ["u-1"]


def test_what_is_only_written_reads_as_null() -> None:
    assert value(column(DataType.VARCHAR, Nothing()), "x") is None


def test_entries_know_their_record_their_name_and_their_place() -> None:
    explode = Explode("parents", paths("entries"))
    made = Table(
        "things",
        "Things.",
        ("parent_id", "position"),
        (
            Column("parent_id", DataType.BIGINT, Outer(paths("id")), "The record.", not_null=True),
            Column("position", DataType.BIGINT, Position(), "The place.", not_null=True),
            Column("name", DataType.VARCHAR, ElementKey(), "The name."),
            Column("word", DataType.VARCHAR, Field(paths("word", "")), "The word."),
        ),
        explode=explode,
    )
    found = list(rows([{"id": 5, "entries": {"a": {"word": "one"}, "b": "two"}}], explode))
    assert decode(found, made, list(made.by_name)).to_pylist() == [
        {"parent_id": 5, "position": 0, "name": "a", "word": "one"},
        {"parent_id": 5, "position": 1, "name": "b", "word": "two"},
    ]


def test_only_wanted_columns_are_looked_at() -> None:
    wrong = {"id": 1, "tag": 17, "updated": "never"}
    assert decode([Row(wrong)], BY_NAME["tags"], ["id"]).to_pylist() == [{"id": 1}]


def test_no_rows_are_typed_columns() -> None:
    empty = decode([], BY_NAME["tags"], ["id", "name", "updated_date"])
    assert empty.num_rows == 0
    assert [str(kind) for kind in empty.schema.types] == ["int64", "string", "timestamp[us, tz=UTC]"]


@pytest.mark.parametrize(
    ("custom", "read"),
    [({"47": "A-1"}, "A-1"), ({"47": ""}, None), ({"47": None}, None), ({}, None), (None, None), (ABSENT, None)],
)
def test_custom_fields_follow_the_same_rule(custom: Any, read: str | None) -> None:
    contacts = contacts_with([CustomField(47, "Account Number")])
    record = {"id": 1} if custom == ABSENT else {"id": 1, "custom": custom}
    assert decode([Row(record)], contacts, ["account_number"]).to_pylist() == [{"account_number": read}]


def test_a_wrong_custom_field_is_named() -> None:
    contacts = contacts_with([CustomField(47, "Account Number")])
    with pytest.raises(DataError, match=r"contacts.account_number: expected VARCHAR at \$.custom.47, got a number"):
        decode([Row({"id": 1, "custom": {"47": 7}})], contacts, ["account_number"])
