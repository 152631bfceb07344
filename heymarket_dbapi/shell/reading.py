"""Texts of several statements, taken apart at the semicolons that stand outside strings and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from heymarket_dbapi.sql.kind import StatementKind, statement_kind

_PART = re.compile(
    r"""
      --[^\n]*
    | (?P<comment>/\*)
    | [eE]'(?:[^'\\]|\\.|'')*(?:'|\Z)
    | '(?:[^']|'')*(?:'|\Z)
    | "(?:[^"]|"")*(?:"|\Z)
    | \$(?P<tag>(?:[^\W\d]\w*)?)\$.*?(?:\$(?P=tag)\$|\Z)
    | \w[\w$]*
    | (?P<end>;)
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with its place in the text that it was taken from.

    ``source`` is the file's name, or None where somebody typed it.
    """

    text: str
    line: int = 1
    column: int = 1
    source: str | None = None

    def place(self, position: tuple[int, int]) -> tuple[int, int]:
        """The line and column in the source of a position within the statement."""
        line, column = position
        return self.line + line - 1, column + (self.column - 1 if line == 1 else 0)


def split(text: str, source: str | None = None) -> list[Statement]:
    """The statements of a text, in order; those that hold nothing but comments are left out."""
    found = []
    for start, end, _ in _pieces(text):
        piece = text[start:end]
        if statement_kind(piece) is not StatementKind.EMPTY:
            begin = start + len(piece) - len(piece.lstrip())
            line, column = text.count("\n", 0, begin) + 1, begin - text.rfind("\n", 0, begin)
            found.append(Statement(piece.strip(), line, column, source))
    return found


def is_whole(text: str) -> bool:
    """Whether the last statement of the text is ended by a semicolon."""
    pieces = list(_pieces(text))
    start, end, _ = pieces[-1]
    return len(pieces) > 1 and statement_kind(text[start:end]) is StatementKind.EMPTY


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end, and whether a semicolon ended it, of what stands between semicolons; the last is never ended."""
    start = at = 0
    while (part := _PART.match(text, at)) is not None:
        at = part.end() if part["comment"] is None else _after_comment(text, part.start())
        if part["end"] is not None:
            yield start, part.start(), True
            start = at
    yield start, len(text), False


def _after_comment(text: str, start: int) -> int:
    """Where the comment at ``start`` ends; comments nest, as in PostgreSQL."""
    depth = 0
    for edge in _COMMENT_EDGE.finditer(text, start):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    return len(text)
