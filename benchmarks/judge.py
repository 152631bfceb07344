"""Whether an answer is right: its rows are those of plain DuckDB over the account's true rows.

The first rows of an order end with the column that they are ordered by: of rows that share a time, any is right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tests.comparison import Answer, difference, is_part, plain_rows

from .ground import Ground
from .question import Question

_LIMIT = re.compile(r"(?i)\s+LIMIT \d+( OFFSET \d+)?\s*$")
_LINK = re.compile(r"http://127\.0\.0\.1:\d+/media/")


def is_right(ground: Ground, question: Question, rows: Sequence[Sequence[Any]]) -> bool:
    """Whether the rows answer the question; what is about the driver itself has rows at all."""
    if question.is_own:
        return bool(rows)
    text = (question.plain or question.sql).format(**ground.words)
    expected = _truth(ground, question, text)
    is_json = [code == "JSON" for code in expected.types]
    given = Answer(expected.names, expected.types, [_read(row, expected.types) for row in rows])
    if any(len(row) != len(expected.types) for row in rows):
        return False
    found, wanted = plain_rows(given, is_json), plain_rows(expected, is_json)
    if question.is_part or question.kind == "first":
        if question.kind == "first" and sorted(row[-1] for row in found) != sorted(row[-1] for row in wanted):
            return False
        whole = plain_rows(_truth(ground, question, _LIMIT.sub("", text)), is_json)
        return len(found) == len(wanted) and is_part(found, whole)
    return not difference(wanted, found, ordered=False)


def _truth(ground: Ground, question: Question, text: str) -> Answer:
    schema = "extended" if question.kind == "extended" else "heymarket"
    ground.database.execute(f"SET schema = '{schema}'")
    done = ground.database.execute(text)
    entries = done.description
    return Answer(tuple(entry[0] for entry in entries), tuple(str(entry[1]) for entry in entries), done.fetchall())


def _read(row: Sequence[Any], types: Sequence[str]) -> tuple[Any, ...]:
    """A row in the types that it should have: SQLite has neither flags nor times."""
    return tuple(_value(value, code) for value, code in zip(row, types, strict=False))


def _value(value: Any, code: str) -> Any:
    match code, value:
        case _, None:
            return None
        case "BOOLEAN", int() | float():
            return bool(value)
        case "TIMESTAMP WITH TIME ZONE", str():
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        case "DATE", str():
            return datetime.fromisoformat(value).date()
        case "BIGINT" | "INTEGER" | "HUGEINT", bool():
            return int(value)
        case _, str():
            return _LINK.sub("http://sandbox/media/", value)
    return value
