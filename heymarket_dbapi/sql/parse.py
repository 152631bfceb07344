"""From text to one parsed statement: its kind, its tree if it is a query, and its parameters."""

from __future__ import annotations

import enum
import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.kind import CHANGES, StatementKind, permit_statement
from heymarket_dbapi.sql.places import place, two_statements

if TYPE_CHECKING:
    from sqlglot import exp


class ParameterStyle(enum.Enum):
    """How a statement writes its parameters."""

    NONE = "none"
    POSITIONAL = "?"
    NAMED = ":name"


@dataclass(frozen=True, slots=True)
class Parsed:
    """One statement.

    ``tree`` is a query's, or that of an INSERT, UPDATE or DELETE, with a placeholder for each parameter; other kinds
    have none. ``parameters`` are the
    placeholders' names in the order of the text: ``p1``, ``p2``, … for ``?``, each name once for ``:name``.
    """

    text: str
    kind: StatementKind
    tree: exp.Expression | None = field(repr=False)
    style: ParameterStyle
    parameters: tuple[str, ...]


def parse(text: str) -> Parsed:
    """The one statement that ``text`` holds, or an error that shows the place; nobody may change its tree."""
    return _parse_once(text) if len(text) <= _LONGEST_KEPT else _parse(text)


def _parse(text: str) -> Parsed:
    kind = permit_statement(text)
    if kind is not StatementKind.QUERY and kind not in CHANGES:
        return _parse_other(text, kind)
    from heymarket_dbapi.sql.syntax import parse_change, parse_query

    try:
        tree, written = (parse_change if kind in CHANGES else parse_query)(text)
    except RecursionError:
        raise too_deep() from None
    return Parsed(text, kind, tree, *_describe(text, written))


# A program asks the same texts again and again; longer ones carry rows, and their trees take much memory.
_LONGEST_KEPT = 10_000
_parse_once = functools.lru_cache(maxsize=200)(_parse)


def too_deep() -> ProgrammingError:
    """The error of a statement that is nested beyond what can be taken apart."""
    return ProgrammingError(
        "the statement is nested too deeply; write it with fewer levels of parentheses or subqueries"
    )


_PIECES = re.compile(
    r"--[^\n]*|/\*.*?\*/|[eE]'(?:\\.|''|[^'\\])*'|'(?:''|[^'])*'|\"(?:\"\"|[^\"])*\"|\$(\w*)\$.*?\$\1\$|::"
    r"|(?P<end>;)|(?P<positional>\?)|:(?P<named>[A-Za-z_]\w*)|\S",
    re.DOTALL,
)


def _parse_other(text: str, kind: StatementKind) -> Parsed:
    """A statement that is no query: its parameters are found by reading over strings, names and comments."""
    written: list[tuple[str, int]] = []
    ended = False
    for found in _PIECES.finditer(text):
        if found[0].startswith(("--", "/*")):
            continue
        if found["end"]:
            ended = True
        elif ended:
            raise two_statements(text, found.start())
        elif found["positional"] or found["named"]:
            written.append((found[0], found.start()))
    return Parsed(text, kind, None, *_describe(text, written))


def _describe(text: str, written: list[tuple[str, int]]) -> tuple[ParameterStyle, tuple[str, ...]]:
    """The style of the parameters as they are written, and their names."""
    named = [name for name, _ in written if name != "?"]
    if not written:
        return ParameterStyle.NONE, ()
    if not named:
        return ParameterStyle.POSITIONAL, tuple(f"p{number}" for number in range(1, len(written) + 1))
    if len(named) < len(written):
        first = written[0][0] == "?"
        mixed = next(at for name, at in written if (name == "?") is not first)
        raise ProgrammingError(
            "parameters are written ? or :name, not both in one statement", position=place(text, mixed)
        )
    return ParameterStyle.NAMED, tuple(dict.fromkeys(name[1:] for name in named))
