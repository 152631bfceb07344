"""Counters: every shape of a count, and servers that have none."""

from __future__ import annotations

from typing import Any

import pytest

from heymarket_dbapi.api.counting import Count, count, number
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.effects import Reply

from .accounts import BY_NAME
from .driving import Script, Trace, drive, reply

CONTACTS = BY_NAME["contacts"]


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        *((7, 7), (0, 0), ("7", 7), (" 7 ", 7), ({"count": 7}, 7), ({"count": "7"}, 7), ({"count": 0}, 0)),
        *((-1, None), (True, None), (None, None), (7.0, None), ("", None), ("many", None), ("-7", None), ("٧", None)),
        *(([], None), ({}, None), ({"total": 7}, None), ({"count": {"count": 7}}, None), ({"count": None}, None)),
    ],
)
def test_a_count_is_read(data: Any, rows: int | None) -> None:
    assert number(data) == rows


def test_a_count_knows_the_servers_time() -> None:
    answer = reply("7", Date="Thu, 01 Jan 1970 00:01:00 GMT")
    assert drive(count(CONTACTS, Exchange(Facts())), Script([answer])) == Count(7, 60 * 10**9)


def test_a_count_without_a_date_has_no_time() -> None:
    assert drive(count(CONTACTS, Exchange(Facts())), Script([reply(7, Date="today")])) == Count(7, None)


@pytest.mark.parametrize("answer", [reply({"message": "no"}, 400), reply({"message": "no"}, 403), reply("lots")])
def test_a_counter_that_gives_no_number_is_asked_next_time(answer: Reply) -> None:
    exchange = Exchange(Facts())
    assert drive(count(CONTACTS, exchange), Script([answer])) is None
    assert drive(count(CONTACTS, exchange, fresh=True), Script([reply(7)])) == Count(7, None)


def test_a_counter_that_is_gone_is_not_asked_again() -> None:
    facts, trace = Facts(), Trace()
    for _ in range(2):
        assert drive(count(CONTACTS, Exchange(facts)), Script([reply(b"", 404)]), trace) is None
    assert [str(request) for request in trace.requests] == ["POST /v1/contacts/count {}"]


def test_a_table_without_a_counter_costs_no_call() -> None:
    assert drive(count(BY_NAME["tags"], Exchange(Facts())), Script([])) is None
