"""What came of a statement: rows that are read batch by batch, counts, and what is to be told."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from heymarket_dbapi.effects import Flow
from heymarket_dbapi.errors import Error

if TYPE_CHECKING:
    import pyarrow

    from heymarket_dbapi.engine import ResultColumn
    from heymarket_dbapi.plan.explain import QueryPlan


class Rows(Protocol):
    """Rows as Arrow tables, pulled by the reader."""

    def next(self, wanted: int | None) -> Flow[pyarrow.Table | None]:
        """Some rows, or None at the end; ``wanted`` is how many the reader waits for, or None for all.

        Where it raises, the next call tries again or raises again: a failure never looks like the end.
        """

    def empty(self) -> Flow[pyarrow.Table]:
        """A table of no rows in the types of the result."""

    def close(self) -> None:
        """Drop what is unread, and give back what was held."""

    @property
    def completeness(self) -> str:
        """``complete`` or ``incomplete: `` and why, as far as is known."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A query's plan, and how many rows of each relation were read so far."""

    plan: QueryPlan
    rows: Callable[[], Mapping[str, int]]


class Remark(str):
    """A notice of a write: nothing is missing in an answer."""


class RowOutcome(enum.StrEnum):
    """What came of one row of a write."""

    INSERTED = "inserted"
    PRESENT = "present"  # made, or there before: ON CONFLICT DO NOTHING asked not which
    UPDATED = "updated"
    UNCHANGED = "unchanged"  # it has these values already, so that nothing was written
    DELETED = "deleted"
    GONE = "gone"  # it was found, and was not there any more when it was to be written
    SKIPPED = "skipped"  # ON CONFLICT left it as it is
    SENT = "sent"
    CONFLICT = "conflict"  # written, but somebody else wrote it since it was read
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class RowResult:
    """What came of one row of a write: its number from 0, the outcome, its id, and the error where there is one."""

    index: int
    outcome: RowOutcome
    id: object = None
    error: Error | None = None


@dataclass(slots=True)
class Outcome:
    """A statement's result.

    ``columns`` is None for a statement without rows. ``rowcount`` is -1 where it is not known. ``row_results`` and
    ``last_id`` are filled by writes, ``run`` by queries of live tables.
    """

    columns: tuple[ResultColumn, ...] | None = None
    rows: Rows | None = None
    rowcount: int = -1
    row_results: Sequence[RowResult] = ()
    last_id: object = None
    journal_entry: str | None = None
    plan: str = ""
    notices: list[str] = field(default_factory=list)
    run: Measured | None = None


class Stored:
    """Rows that are all there."""

    completeness = "complete"

    def __init__(self, table: pyarrow.Table) -> None:
        self._table: pyarrow.Table | None = table
        self._empty = table.slice(0, 0)

    def next(self, wanted: int | None) -> Flow[pyarrow.Table | None]:
        """The rows, once."""
        table, self._table = self._table, None
        yield from ()
        return table

    def empty(self) -> Flow[pyarrow.Table]:
        """The table without its rows."""
        yield from ()
        return self._empty

    def close(self) -> None:
        """Drop the rows."""
        self._table = None
