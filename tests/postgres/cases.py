"""Reads the case files: one SQL text per line, then what PostgreSQL 15 answers to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).parent / "answers"
REFUSED = Path(__file__).parent / "refused.txt"
SETUP = (Path(__file__).parent / "setup.sql").read_text()
SCHEMA: dict[str, Any] = {
    "people": {
        "id": "BIGINT", "name": "VARCHAR", "team": "INTEGER", "score": "DOUBLE", "amount": "DECIMAL(12,2)",
        "active": "BOOLEAN", "born": "DATE", "seen": "TIMESTAMP WITH TIME ZONE",
    },
    "texts": {"id": "BIGINT", "sender": "BIGINT", "body": "VARCHAR", "meta": "JSON", "length": "INTEGER"},
}  # fmt: skip
_WHOLE = re.compile(r"(SELECT|VALUES|WITH|TABLE)\b")


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a case file."""

    topic: str
    text: str
    answer: str

    @property
    def sql(self) -> str:
        """The statement; a line that is no query of its own is a select list."""
        return self.text if _WHOLE.match(self.text) else f"SELECT {self.text}"


def read(topic: str) -> list[Case]:
    """The cases of one topic, in order."""
    return read_file(ANSWERS / f"{topic}.txt")


def read_file(path: Path) -> list[Case]:
    """The cases of one file, in order."""
    cases = []
    for line in path.read_text().splitlines():
        text, _, answer = line.partition(" --> ")
        if text and not text.startswith("#"):
            cases.append(Case(path.stem, text.strip(), answer.strip()))
    return cases


def show(value: str) -> str:
    """A value such that blanks at its ends, and where columns end, can be seen."""
    value = value.replace("\n", "\\n").replace("\t", "\\t")
    if value == "":
        return "''"
    return value.replace(" ", "·") if value != value.strip() or "|" in value else value


def write_rows(types: list[str], rows: list[list[str]]) -> str:
    """An answer as the case files spell it: types, then rows of values."""
    shown = " / ".join(" | ".join(map(show, row)) for row in rows)
    return f"{', '.join(types)}: {shown}" if rows else f"{', '.join(types)}: no rows"
