"""Replies as records: every envelope, every spelling, and errors for what is not what the specification says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from heymarket_dbapi.api import records as reading
from heymarket_dbapi.api.exchange import Answer
from heymarket_dbapi.api.records import Row, carries, first, is_empty, key_of, time_of
from heymarket_dbapi.catalog.sources import paths
from heymarket_dbapi.catalog.spec import Explode
from heymarket_dbapi.catalog.ways import Endpoint, Read, Single, Whole
from heymarket_dbapi.effects import Request
from heymarket_dbapi.errors import DataError

from .accounts import BY_NAME
from .driving import reply

ENDPOINT = Endpoint("GET", "/v1/things", "test")
MANY = Read("list", ENDPOINT, Whole())
ONE = Read("get", ENDPOINT, Single())
INSIDE = Read("team", ENDPOINT, Whole(), rows=("memberships",))
DEEP = Read("deep", ENDPOINT, Whole(), rows=("data", "all_rows"))


def answer(data: Any) -> Answer:
    return Answer(Request.of("GET", "/v1/things"), reply(data, X_Request_Id="r-3"), json.loads(json.dumps(data)))


@pytest.mark.parametrize(
    ("read", "data", "records"),
    [
        (MANY, [], []),
        (MANY, None, []),
        (MANY, [{"id": 1}, {}], [{"id": 1}, {}]),
        (MANY, [{"firstName": 1, "x": {"lastMsg": 2}}], [{"first_name": 1, "x": {"last_msg": 2}}]),
        (MANY, [{"teamID": 1, "updatedAt": "x"}], [{"team_id": 1, "updated_at": "x"}]),
        (MANY, [{"a": [{"tagId": 1}], "aB": 1}], [{"a": [{"tag_id": 1}], "a_b": 1}]),
        # Nested names change only where the record's own are in camel case: a custom field's value is not ours.
        (MANY, [{"id": 1, "custom": {"fooBar": 2}}], [{"id": 1, "custom": {"fooBar": 2}}]),
        (MANY, [{"id": 1}, {"id": 2, "aB": 3}], [{"id": 1}, {"id": 2, "a_b": 3}]),
        (ONE, {"id": 1, "a": 2}, [{"id": 1, "a": 2}]),
        (ONE, {"lastName": "x"}, [{"last_name": "x"}]),
        (ONE, None, []),
        (ONE, {}, []),
        (ONE, {"id": 0, "name": "", "made": "0001-01-01T00:00:00Z", "all": [], "is": False, "on": None}, []),
        (ONE, {"id": 0, "name": "nobody"}, []),
        (ONE, {"blocked": True}, [{"blocked": True}]),
        (INSIDE, {"memberships": [{"id": 1}]}, [{"id": 1}]),
        (INSIDE, {"memberships": {"7": {"id": 1}}}, [{"id": 1}]),
        (INSIDE, {"memberships": None}, []),
        (INSIDE, {"other": 1}, []),
        (INSIDE, None, []),
        (DEEP, {"data": {"allRows": [{"id": 1}]}}, [{"id": 1}]),
        (DEEP, {"data": {"all_rows": [{"id": 1}]}}, [{"id": 1}]),
        (DEEP, {"data": None}, []),
    ],
)
def test_a_reply_holds_records(read: Read, data: Any, records: list[Any]) -> None:
    assert reading.records(read, answer(data)) == records


@pytest.mark.parametrize(
    ("read", "data", "words"),
    [
        (MANY, {"id": 1}, "expected an array at $, got an object"),
        (MANY, {}, "expected an array at $, got an object"),
        (MANY, "x", "expected an array at $, got a string"),
        (MANY, 7, "expected an array at $, got a number"),
        (MANY, True, "expected an array at $, got a boolean"),
        (MANY, [{"id": 1}, None], "expected an object at $[1], got null"),
        (MANY, [[1]], "expected an object at $[0], got an array"),
        (ONE, [], "expected an object at $, got an array"),
        (ONE, [{"id": 1}], "expected an object at $, got an array"),
        (ONE, "x", "expected an object at $, got a string"),
        (INSIDE, [], "expected an object with 'memberships' at $, got an array"),
        (INSIDE, {"memberships": 7}, "expected an array at $, got a number"),
        (INSIDE, {"memberships": [7]}, "expected an object at $[0], got a number"),
    ],
)
def test_a_page_that_is_not_as_specified_is_an_error(read: Read, data: Any, words: str) -> None:
    with pytest.raises(DataError) as raised:
        reading.records(read, answer(data))
    assert str(raised.value) == f"GET /v1/things: {words} [request id r-3]"


@pytest.mark.parametrize(
    ("value", "empty"),
    [
        *((None, True), (False, True), ("", True), (0, True), (0.0, True), ([], True), ({}, True)),
        *(("0001-01-01T00:00:00Z", True), ("0001-01-01T00:00:00.000Z", True), ("0001-01-01T00:00:00+00:00", True)),
        *((True, False), ("0", False), (" ", False), (1, False), ([0], False), ({"a": None}, False)),
        *(("0001-5", False), ("2024-01-01T00:00:00Z", False), ("false", False)),
    ],
)
def test_the_ways_of_saying_nothing(value: Any, empty: bool) -> None:
    assert is_empty(value) is empty


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (paths("a"), 1),
        (paths("b.c"), 2),
        (paths("x", "b.c"), 2),
        (paths("zero", "a"), 1),
        (paths("a.b", "x"), None),
        (paths("b", "a"), {"c": 2}),
        (paths("list.x"), None),
    ],
)
def test_the_first_path_that_says_something(found: Any, value: Any) -> None:
    assert first({"a": 1, "b": {"c": 2}, "zero": 0, "list": [1]}, found) == value


def test_an_entry_may_be_its_own_value() -> None:
    assert first(5, paths("tag_id", "id", "")) == 5
    assert first({"id": 5}, paths("tag_id", "id", "")) == 5
    assert first({"other": 5}, paths("tag_id", "id", "")) is None


@pytest.mark.parametrize(
    ("record", "carried"),
    [
        ({"a": None}, True),
        ({"a": ""}, True),
        ({"b": {"c": 0}}, True),
        ({"b": {}}, False),
        ({"b": 5}, False),
        ({}, False),
    ],
)
def test_a_record_carries_a_field_even_if_it_is_empty(record: Any, carried: bool) -> None:
    assert carries(record, paths("a", "b.c")) is carried


def test_a_key_is_an_integer_or_a_text() -> None:
    assert key_of(BY_NAME["tags"], {"id": 7}, answer([])) == 7
    assert key_of(BY_NAME["contact_channels"], {"id": "x-7"}, answer([])) == "x-7"


@pytest.mark.parametrize("value", [None, "", True, 1.5, [], {}])
def test_a_row_without_its_key_is_an_error(value: Any) -> None:
    with pytest.raises(DataError, match=r"GET /v1/things: a record of tags without its key 'id' \[request id r-3\]"):
        key_of(BY_NAME["tags"], {"id": value}, answer([]))


def test_a_row_has_a_time_in_the_order_of_its_listing() -> None:
    found = paths("updated", "updated_at")
    assert time_of(BY_NAME["tags"], found, {"updated_at": "1970-01-01T00:00:01.25Z"}, answer([])) == (1_250_000_000, 2)


@pytest.mark.parametrize("value", [None, "", "yesterday", 17, {}, "2024-02-30T00:00:00Z", "0001-01-01T00:00:00Z"])
def test_a_row_without_its_time_is_an_error(value: Any) -> None:
    with pytest.raises(DataError, match="a record of tags whose 'updated' is no time"):
        time_of(BY_NAME["tags"], paths("updated"), {"updated": value}, answer([]))


def test_entries_are_rows_of_their_own() -> None:
    record = {"id": 1, "gallery": ["a", "b"], "files": ["c"]}
    exploded = list(reading.rows([record, {"id": 2}], Explode("x", paths("gallery", "files"))))
    assert exploded == [Row(record, "a", None, 0), Row(record, "b", None, 1), Row(record, "c", None, 2)]


def test_an_object_of_entries_gives_their_names() -> None:
    record = {"targets": {"1510": {"first": "Ann"}, "1511": None}}
    exploded = list(reading.rows([record], Explode("x", paths("targets"))))
    assert exploded == [Row(record, {"first": "Ann"}, "1510", 0), Row(record, None, "1511", 1)]


def test_whole_records_are_rows() -> None:
    assert list(reading.rows([{"id": 1}], None)) == [Row({"id": 1})]
