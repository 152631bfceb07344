"""What the shell says when something fails, and the exit code that tells it to scripts."""

from __future__ import annotations

import enum
import unicodedata

from heymarket_dbapi.effects import NetworkFault
from heymarket_dbapi.errors import Error
from heymarket_dbapi.shell.reading import Statement
from heymarket_dbapi.shell.widths import display_width, harmless

_REACH = 60
_REFUSED = 401


class ExitCode(enum.IntEnum):
    """How the shell ended."""

    FINE = 0
    STATEMENT = 1
    USAGE = 2
    CONNECTION = 3
    INTERRUPTED = 130


class ShellError(Exception):
    """Something that is wrong before or beside SQL: the command line, a file."""

    def __init__(self, message: str, code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def exit_code(error: Error) -> ExitCode:
    """The exit code of an error of a statement: a connection's where the API was not reached or refused the key."""
    is_connection = error.status == _REFUSED or isinstance(error.__context__, NetworkFault)
    return ExitCode.CONNECTION if is_connection else ExitCode.STATEMENT


def describe(error: Error, statement: Statement | None = None) -> str:
    """The message, with the place: a caret under a typed statement, else the line of the file."""
    if statement is None or error.position is None:
        name = "" if statement is None or statement.source is None else f"{statement.source}:{statement.line}: "
        return f"{name}error: {harmless(str(error))}"
    line, column = statement.place(error.position)
    if statement.source is not None:
        message = type(error)(error.message, request_id=error.request_id)
        return f"{statement.source}:{line}:{column}: error: {harmless(str(message))}"
    return f"error: {harmless(str(error))}\n{_marked(statement.text, error.position)}"


def _marked(text: str, position: tuple[int, int]) -> str:
    """The line of the place, cut to what is near it, and a caret under the place."""
    lines = text.split("\n")
    line = lines[min(position[0], len(lines)) - 1]
    at = min(position[1] - 1, len(line))
    start = max(0, at - _REACH)
    before, after = _on_one_line(line[start:at]), _on_one_line(line[at : at + _REACH])
    opening = "…" if start else ""
    closing = "…" if len(line) > at + _REACH else ""
    return f"  {opening}{before}{after}{closing}\n  {' ' * display_width(opening + before)}^"


def _on_one_line(text: str) -> str:
    """The text without signs that move the cursor."""
    return "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in text)
