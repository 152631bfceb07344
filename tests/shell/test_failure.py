"""Errors in, messages and exit codes out."""

from __future__ import annotations

import pytest

from heymarket_dbapi.effects import NetworkFault
from heymarket_dbapi.errors import Error, InterfaceError, OperationalError, ProgrammingError
from heymarket_dbapi.shell.failure import ExitCode, describe, exit_code
from heymarket_dbapi.shell.reading import Statement


def test_a_typed_statement_shows_the_place() -> None:
    error = ProgrammingError("unknown column nam", position=(2, 8), request_id="r1")
    assert describe(error, Statement("SELECT 1,\n  日本, nam\nFROM tags")) == (
        "error: unknown column nam (line 2, column 8) [request id r1]\n    日本, nam\n           ^"
    )


def test_a_long_line_is_cut_around_the_place() -> None:
    text = f"SELECT {'a' * 300}, nam, {'b' * 300}"
    shown = describe(ProgrammingError("unknown", position=(1, 310)), Statement(text)).splitlines()
    assert shown[1][shown[2].index("^")] == "n"
    assert shown[1].startswith("  …")
    assert shown[1].endswith("…")
    assert len(shown[1]) < 130


def test_a_tab_takes_one_column() -> None:
    shown = describe(ProgrammingError("x", position=(1, 9)), Statement("SELECT\t nam")).splitlines()
    assert shown[1][shown[2].index("^")] == "n"


def test_a_place_beyond_the_text_is_its_end() -> None:
    assert describe(ProgrammingError("x", position=(9, 9)), Statement("ab")).splitlines()[1:] == ["  ab", "    ^"]


def test_a_file_is_named_with_the_line_in_it_and_without_its_text() -> None:
    statement = Statement("SELECT\n nam", 3, 5, "a.sql")
    assert describe(ProgrammingError("unknown", position=(1, 1)), statement) == "a.sql:3:5: error: unknown"
    assert describe(ProgrammingError("unknown", position=(2, 2)), statement) == "a.sql:4:2: error: unknown"
    assert describe(OperationalError("no"), statement) == "a.sql:3: error: no"
    assert describe(OperationalError("no")) == "error: no"


def test_a_message_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in describe(OperationalError("\x1b[2J"))


def network_error() -> Error:
    try:
        try:
            raise NetworkFault("no connection")
        except NetworkFault:
            raise OperationalError("no whole reply") from None
    except OperationalError as error:
        return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ProgrammingError("x"), ExitCode.STATEMENT),
        (OperationalError("timeout"), ExitCode.STATEMENT),
        (OperationalError("x", status=500), ExitCode.STATEMENT),
        (OperationalError("x", status=401), ExitCode.CONNECTION),
        (InterfaceError("option timeout: expected seconds"), ExitCode.STATEMENT),
        (network_error(), ExitCode.CONNECTION),
    ],
)
def test_exit_codes_tell_a_connection_from_a_statement(error: Error, code: ExitCode) -> None:
    assert exit_code(error) is code
