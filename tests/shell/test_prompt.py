"""Lines typed in, statements carried out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.shell.completion import KnownTables
from heymarket_dbapi.shell.formats import Format
from heymarket_dbapi.shell.history import history_file
from heymarket_dbapi.shell.options import ShellOptions
from heymarket_dbapi.shell.prompt import CONTINUED, PROMPT, Prompt, is_finished, plain_reader, prompt_reader
from heymarket_dbapi.shell.running import Runner
from heymarket_dbapi.shell.slash import HELP, Ask, Leave, Say, read_command
from heymarket_dbapi.shell.typing_aids import TableCompleter, prompt_history

from .fakes import FakeConnection, FakeCursor, Written, failing

ONE = [("x", "BIGINT")]


def no_rows(sql: str) -> list[tuple[Any, ...]]:
    return []


def typing(lines: Iterable[str | BaseException]) -> Callable[[], str]:
    left: Iterator[str | BaseException] = iter(lines)

    def read() -> str:
        line = next(left, EOFError())
        if isinstance(line, BaseException):
            raise line
        return line

    return read


def answered(lines: Iterable[str | BaseException], *cursors: FakeCursor) -> tuple[str, list[str]]:
    """What was printed, and what was said."""
    written, said = Written(), list[str]()
    options = ShellOptions(format=Format.CSV)
    runner = Runner(FakeConnection(*cursors), options, written.output, io.StringIO())
    Prompt(typing(lines), runner, said.append, KnownTables(no_rows)).run()
    return written.text, said


def test_each_text_is_carried_out_until_the_end() -> None:
    cursors = [FakeCursor(ONE, [[(1,)]]), FakeCursor(ONE, [[(2,)]])]
    assert answered(["SELECT 1;", "", "SELECT 2;"], *cursors) == ("x\r\n1\r\nx\r\n2\r\n", [""])
    assert [cursor.is_closed for cursor in cursors] == [True, True]


def test_an_error_is_told_and_the_prompt_goes_on() -> None:
    bad = failing(ProgrammingError("unknown column", position=(1, 8)))
    printed, said = answered(["SELECT nam;", "SELECT 2;"], bad, FakeCursor(ONE, [[(2,)]]))
    assert said[0] == "error: unknown column (line 1, column 8)\n  SELECT nam\n         ^"
    assert printed == "x\r\n2\r\n"


def test_ctrl_c_drops_the_text() -> None:
    assert answered([KeyboardInterrupt(), "SELECT 2;"], FakeCursor(ONE, [[(2,)]])) == ("x\r\n2\r\n", ["", ""])


def test_ctrl_c_cancels_what_runs_and_the_prompt_goes_on() -> None:
    cursor = FakeCursor(ONE, [[(1,)]])
    cursor.failure = KeyboardInterrupt()
    assert answered(["SELECT 1;", "SELECT 2;"], cursor, FakeCursor(ONE, [[(2,)]])) == (
        "x\r\n2\r\n",
        ["cancelled", ""],
    )


def test_a_second_result_is_refused_only_within_one_text() -> None:
    said = answered(["SELECT 1; SELECT 2;"], FakeCursor(ONE, [[(1,)]]), FakeCursor(ONE, [[(2,)]]))[1]
    assert said[0].startswith("error: csv holds one result")


@pytest.mark.parametrize("word", ["\\q", "\\q;", "exit", "QUIT;"])
def test_words_that_leave(word: str) -> None:
    assert answered([word, "SELECT 1;"]) == ("", [])


def test_help_is_said() -> None:
    assert answered(["\\?", "\\nothing"])[1][:2] == [
        HELP,
        f"there is no command \\nothing, or it is not written so\n{HELP}",
    ]


def test_a_table_that_is_unknown_is_an_error_before_its_columns_are_asked_for() -> None:
    printed, said = answered(["\\d tgas"], failing(ProgrammingError("there is no table 'tgas'; did you mean tags?")))
    assert (printed, said[0]) == ("", "error: there is no table 'tgas'; did you mean tags?")


def test_a_table_s_columns_are_asked_for_by_name() -> None:
    check, columns = FakeCursor(ONE), FakeCursor(ONE, [[(1,)]])
    answered(["\\d Tags"], check, columns)
    assert check.executed == [("DESCRIBE Tags", None)]
    assert columns.executed[0][1] == ("heymarket", "tags")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("\\q", Leave()),
        ("\\?", Say(HELP)),
        ("\\d sys.settings;", ("sys", "settings")),
        ('\\d "Odd Name"', ("heymarket", "Odd Name")),
    ],
)
def test_commands(line: str, expected: object) -> None:
    command = read_command(line)
    assert (command.parameters if isinstance(command, Ask) else command) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", True), ("\\d", True), ("exit", True), ("SELECT 1", False), ("SELECT 1;", True), ("SELECT 'a;", False)],
)
def test_when_enter_sends(text: str, expected: bool) -> None:
    assert is_finished(text) is expected


def test_plain_lines_are_read_until_the_statement_ends() -> None:
    asked: list[str] = []
    lines = iter(["SELECT", "1;"])

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return next(lines)

    assert plain_reader(ask)() == "SELECT\n1;"
    assert asked == [PROMPT, CONTINUED]


def test_typed_keys_are_a_statement_of_several_lines() -> None:
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("SELECT\r1;\r")
        assert prompt_reader(KnownTables(no_rows))() == "SELECT\n1;"


def test_the_completer_replaces_the_word() -> None:
    completer = TableCompleter(KnownTables(lambda sql: [("heymarket", "tags", "name")]))
    found = list(completer.get_completions(Document("SELECT t.na FROM tags t", 11), CompleteEvent()))
    assert [(one.text, one.start_position) for one in found] == [("t.name", -4)]


def test_history_is_the_user_s_alone(tmp_path: Path) -> None:
    path = history_file({"XDG_STATE_HOME": str(tmp_path / "state")})
    assert path == tmp_path / "state" / "heymarket_dbapi" / "history"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    prompt_history(path).append_string("SELECT 1;")
    assert "SELECT 1;" in path.read_text()


def test_history_lies_in_the_home_folder_where_nothing_else_is_said(tmp_path: Path) -> None:
    path = history_file({"HOME": str(tmp_path), "XDG_STATE_HOME": "relative"})
    assert path == tmp_path / ".local" / "state" / "heymarket_dbapi" / "history"


def test_history_is_off_where_it_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert history_file({"XDG_STATE_HOME": str(tmp_path / "file")}) is None


def test_a_history_that_becomes_unwritable_is_no_error(tmp_path: Path) -> None:
    history = prompt_history(tmp_path / "gone" / "history")
    assert not isinstance(history, InMemoryHistory)
    history.append_string("SELECT 1;")
    assert history.get_strings() == ["SELECT 1;"]
