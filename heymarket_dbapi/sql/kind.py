"""What kind of statement a text is, by its first word alone.

Known before parsing, because sqlglot writes the text of what it does not know to a log.
"""

from __future__ import annotations

import difflib
import enum
import re

from heymarket_dbapi.errors import NotSupportedError, ProgrammingError


class StatementKind(enum.Enum):
    """The kinds of statements, and what is no statement of ours."""

    QUERY = "query"
    EXPLAIN = "explain"
    CALL = "call"
    SHOW = "show"
    SET = "set"
    RESET = "reset"
    DESCRIBE = "describe"
    BEGIN = "begin"
    COMMIT = "commit"
    ROLLBACK = "rollback"
    SAVEPOINT = "savepoint"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"
    MERGE = "merge"
    CREATE = "create"
    DROP = "drop"
    ALTER = "alter"
    COMMENT = "comment"
    TRUNCATE = "truncate"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"
    EMPTY = "empty"


_WORDS = {
    **{kind.value: kind for kind in StatementKind if kind.value not in ("query", "forbidden", "unknown", "empty")},
    **dict.fromkeys(("select", "with", "values", "table", "from", "("), StatementKind.QUERY),
    **dict.fromkeys(("desc",), StatementKind.DESCRIBE),
    **dict.fromkeys(("start",), StatementKind.BEGIN),
    **dict.fromkeys(("end",), StatementKind.COMMIT),
    **dict.fromkeys(("abort",), StatementKind.ROLLBACK),
    **dict.fromkeys(("release",), StatementKind.SAVEPOINT),
    **dict.fromkeys(
        (
            *("analyze", "attach", "checkpoint", "close", "cluster", "copy", "deallocate", "declare", "detach"),
            *("discard", "do", "execute", "export", "fetch", "force", "grant", "import", "install", "listen", "load"),
            *("lock", "move", "notify", "pivot", "pivot_longer", "pivot_wider", "pragma", "prepare", "reassign"),
            *("refresh", "reindex", "replace", "revoke", "security", "summarize", "undo", "unlisten", "unpivot"),
            *("use", "vacuum"),
        ),
        StatementKind.FORBIDDEN,
    ),
}

CHANGES = (StatementKind.INSERT, StatementKind.UPDATE, StatementKind.DELETE)

_WORD = re.compile(r"\w+|\S")
_BEFORE = re.compile(r"[\s;\ufeff]+|--[^\n]*")
_COMMENT_EDGE = re.compile(r"/\*|\*/")


def statement_kind(text: str) -> StatementKind:
    """The kind of the statement that ``text`` begins with."""
    word = first_word(text)
    if not word:
        return StatementKind.EMPTY
    if word.lower() == "with":
        return _kind_after_with(text)
    return _WORDS.get(word.lower(), StatementKind.UNKNOWN)


_PIECE = re.compile(r"'(?:''|[^'])*'|\"(?:\"\"|[^\"])*\"|--[^\n]*|/\*.*?\*/|\w+|\S", re.DOTALL)


def _kind_after_with(text: str) -> StatementKind:
    """The kind of the statement that follows the queries of a WITH."""
    depth = 0
    for piece in _PIECE.finditer(text, _start(text)):
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        kind = _WORDS.get(piece[0].lower(), StatementKind.UNKNOWN)
        if depth == 0 and (kind in CHANGES or piece[0].lower() in ("select", "values", "table")):
            return kind
    return StatementKind.QUERY


def permit_statement(text: str) -> StatementKind:
    """The kind of ``text``'s statement, if it is one that the driver has; an error that names it otherwise."""
    kind = statement_kind(text)
    position = _position(text, _start(text))
    match kind:
        case StatementKind.EMPTY:
            raise ProgrammingError("the statement is empty")
        case StatementKind.FORBIDDEN:
            raise NotSupportedError(
                f"{first_word(text).upper()} is closed off: SQL reaches Heymarket's tables and local tables, not "
                "files, other databases or the engine's settings",
                position=position,
            )
        case StatementKind.UNKNOWN:
            raise ProgrammingError(_unknown(first_word(text)), position=position)
        case _:
            return kind


def first_word(text: str) -> str:
    """The first word or sign of ``text`` after blanks, comments and empty statements; empty where there is none."""
    found = _WORD.match(text, _start(text))
    return found[0] if found else ""


def _start(text: str) -> int:
    """Where the first word begins."""
    at = 0
    while True:
        skipped = _BEFORE.match(text, at)
        if skipped is not None:
            at = skipped.end()
        elif text.startswith("/*", at):
            at = _after_comment(text, at)
        else:
            return at


def _after_comment(text: str, start: int) -> int:
    """Where the comment at ``start`` ends; comments nest, as in PostgreSQL."""
    depth = 0
    for edge in _COMMENT_EDGE.finditer(text, start):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    return len(text)


def _position(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _unknown(word: str) -> str:
    """The message for a word that begins no statement; a word of data (a quoted one) is not repeated."""
    if not word.isidentifier() or len(word) > 30:
        return "no statement begins like this; begin with SELECT, or another statement's first word"
    near = difflib.get_close_matches(word.lower(), _WORDS, n=1)
    hint = f"; did you mean {near[0].upper()}?" if near else "; begin with SELECT, for example"
    return f"no statement begins with {word}{hint}"
