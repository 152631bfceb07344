"""Options of a cursor hold for its statements alone, in both modes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi import NotSupportedError, OperationalError, ProgrammingError

ALL = "SELECT id FROM messages"


def test_they_hold_for_the_cursor_alone(connect: Callable[..., Any]) -> None:
    connection = connect()
    cursor = connection.cursor()
    cursor.options = {"max_calls": 1}
    with pytest.raises(OperationalError, match="max_calls = 1"):
        cursor.execute(ALL)
        cursor.fetchall()
    assert connection.execute(ALL).fetchall()
    cursor.options = {}
    assert cursor.execute(ALL).fetchall()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"max_cals": 1}, ProgrammingError, "did you mean max_calls"),
        ({"allow_send": True}, ProgrammingError, "give it to connect"),
        ({"read_only": False}, NotSupportedError, "read_only protects"),
    ],
)
def test_only_what_set_may_change_is_taken(
    connect: Callable[..., Any], options: dict[str, object], error: type[Exception], message: str
) -> None:
    cursor = connect().cursor()
    cursor.options = options
    with pytest.raises(error, match=message):
        cursor.execute("SELECT 1")


def test_what_is_read_only_stays_so(connect: Callable[..., Any]) -> None:
    cursor = connect(read_only=True).cursor()
    cursor.options = {"read_only": False}
    cursor.execute("SHOW heymarket.read_only")
    assert cursor.fetchall() == [("true",)]
