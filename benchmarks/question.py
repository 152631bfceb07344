"""The shape of a question: its SQL, the least of calls with the reason, and how others have to ask."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.oracle_tables import TABLES

from .ground import Ground
from .steps import Step, Whole

_TABLE = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)\b(?!\.)")


@dataclass(frozen=True, slots=True)
class Question:
    """One question; names in braces are words of the account.

    ``sqlite`` is how the same is asked in SQLite's language, where that differs, and empty where it cannot be.
    ``is_part``: any rows of the query without its LIMIT are right, as many as there are. ``plain`` is what plain DuckDB
    is asked, where it would read the text otherwise.
    """

    kind: str
    sql: str
    least: Callable[[Ground], int]
    why: str
    by_hand: tuple[Step, ...] | None = None
    sqlite: str | None = None
    is_part: bool = False
    plain: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is about the driver itself, so that others have no such thing."""
        return "information_schema." in self.sql or "sys." in self.sql

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it names."""
        return tuple(dict.fromkeys(name for name in _TABLE.findall(self.sql) if name in TABLES))

    @property
    def steps(self) -> tuple[Step, ...]:
        """What a person's script does: all rows of all tables, where nobody would think of better."""
        return tuple(map(Whole, self.tables)) if self.by_hand is None else self.by_hand


def costs(calls: int) -> Callable[[Ground], int]:
    """So many, whatever the account holds."""
    return lambda ground: calls
