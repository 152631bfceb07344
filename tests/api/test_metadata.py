"""Custom fields: read with one call, remembered for as long as facts live, renamed without losing their names."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from heymarket_dbapi import metadata
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.api.fields import remember
from heymarket_dbapi.catalog.naming import CustomField
from heymarket_dbapi.errors import OperationalError

from .driving import Clock, Script, Trace, drive, reply

FIELDS = reply([{"id": 47, "title": "Account Number"}, {"id": 52, "title": "VIP"}])


def loaded(facts: Facts, *replies: object) -> metadata.Metadata:
    return drive(metadata.load(facts, Exchange(facts)), Script(replies))  # type: ignore[arg-type]


def test_nothing_is_known_without_a_call() -> None:
    known = metadata.known(Facts())
    assert known.fields is None
    assert known.tables["contacts"].custom is not None
    assert "account_number" not in known.tables["contacts"].by_name


def test_fields_are_columns_and_are_read_once() -> None:
    facts, trace = Facts(), Trace()
    for replies in ([FIELDS], []):
        known = drive(metadata.load(facts, Exchange(facts)), Script(replies), trace)
        assert known.fields == (CustomField(47, "Account Number"), CustomField(52, "VIP"))
        assert [*known.tables["contacts"].by_name][-2:] == ["account_number", "vip"]
    assert [str(request) for request in trace.requests] == ["POST /v1/contact-fields {}"]
    assert metadata.known(facts).fields == known.fields


@pytest.mark.parametrize(
    ("lifetime", "after", "known"), [(60, 59, True), (60, 61, False), (0, 0, False), (math.inf, 1e9, True)]
)
def test_fields_are_remembered_for_a_time(lifetime: float, after: float, known: bool) -> None:
    clock = Clock()
    facts = Facts(lifetime, clock=clock)
    loaded(facts, FIELDS)
    clock.now += after
    assert (metadata.known(facts).fields is not None) is known


def test_fields_are_remembered_in_a_folder(tmp_path: Path) -> None:
    loaded(Facts(60, str(tmp_path), "a"), FIELDS)
    assert metadata.known(Facts(60, str(tmp_path), "a")).fields is not None
    assert metadata.known(Facts(60, str(tmp_path), "b")).fields is None


def test_no_fields_are_fields_too() -> None:
    facts = Facts()
    # An empty page is no proof of an empty table: it is asked for once more.
    assert loaded(facts, reply([]), reply([])).fields == ()
    assert metadata.known(facts).fields == ()


@pytest.mark.parametrize("name", ["title", "name"])
def test_a_fields_title_has_two_names(name: str) -> None:
    assert loaded(Facts(), reply([{"id": 47, name: "Vip"}])).fields == (CustomField(47, "Vip"),)


def test_a_call_that_fails_teaches_nothing() -> None:
    facts = Facts()
    with pytest.raises(OperationalError):
        loaded(facts, reply({"message": "who?"}, 401))
    assert metadata.known(facts).fields is None


def test_a_renamed_field_has_a_history() -> None:
    facts = Facts()
    remember([CustomField(47, "Colour"), CustomField(52, "Size")], facts)
    remember([CustomField(47, "Tint"), CustomField(52, "Size")], facts)
    found = [(one.id, one.title, one.column_name, one.until is None) for one in metadata.field_names(facts)]
    assert found == [(47, "Colour", "colour", False), (52, "Size", "size", True), (47, "Tint", "tint", True)]


def test_a_field_keeps_its_name_while_another_takes_its_title() -> None:
    facts = Facts()
    remember([CustomField(50, "Size")], facts)
    remember([CustomField(40, "Size"), CustomField(50, "Size")], facts)
    names = [*metadata.known(facts).tables["contacts"].by_name]
    assert names[-2:] == ["size_custom_40", "size"]


def test_a_field_that_goes_and_comes_back_is_there_once() -> None:
    facts = Facts()
    for fields in ([CustomField(47, "Colour")], [], [CustomField(47, "Colour")]):
        remember(fields, facts)
    assert [one.until is None for one in metadata.field_names(facts)] == [False, True]
