"""What a statement answered, as the printers read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from heymarket_dbapi.datatypes import NUMBER, TypeCode

if TYPE_CHECKING:
    import pyarrow

Row = tuple[Any, ...]
_ROWS_AT_ONCE = 500
_ROWS_A_BATCH = 10_000


class AnswerCursor(Protocol):
    """The part of a cursor that printers need."""

    @property
    def description(self) -> Sequence[Sequence[Any]] | None: ...
    @property
    def api_calls(self) -> Sequence[object]: ...
    def fetchmany(self, size: int | None = None) -> list[Row]: ...
    def fetch_record_batch(self, rows: int = 10_000) -> pyarrow.RecordBatchReader: ...


class Answer:
    """The rows of a cursor; ``check`` is asked before each fetch, and raises where the user wants no more."""

    def __init__(self, cursor: AnswerCursor, check: Callable[[], None] = lambda: None) -> None:
        self._cursor = cursor
        self._check = check

    @property
    def names(self) -> list[str]:
        """The columns' names, doubles included."""
        return [column[0] for column in self._cursor.description or ()]

    @property
    def unique_names(self) -> list[str]:
        """The columns' names, later ones of a double with a number after them."""
        taken = set(self.names)
        seen: set[str] = set()
        return [_unique(name, seen, taken) for name in self.names]

    @property
    def types(self) -> list[TypeCode]:
        """The columns' types."""
        return [TypeCode(column[1]) for column in self._cursor.description or ()]

    @property
    def are_numbers(self) -> list[bool]:
        """Which columns are aligned as numbers."""
        return [kind == NUMBER and kind != "BOOLEAN" for kind in self.types]

    @property
    def are_documents(self) -> list[bool]:
        """Which columns hold JSON as text."""
        return [kind == "JSON" for kind in self.types]

    def pages(self, size: int = _ROWS_AT_ONCE) -> Iterator[list[Row]]:
        """The rows that are left, some at a time."""
        while rows := self.fetch(size):
            yield rows

    def fetch(self, size: int) -> list[Row]:
        """The next rows; fewer than ``size`` at the end only."""
        self._check()
        return self._cursor.fetchmany(size)

    def batches(self) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
        """The rows that are left as Arrow batches, with their schema."""
        reader = self._cursor.fetch_record_batch(_ROWS_A_BATCH)
        return reader.schema, self._checked(reader)

    def count_left(self) -> tuple[int, bool]:
        """How many rows are left, and whether that is all: counting ends where it would cost more calls."""
        calls = len(self._cursor.api_calls)
        count = 0
        for batch in self.batches()[1]:
            count += batch.num_rows
            if len(self._cursor.api_calls) > calls:
                return count, False
        return count, True

    def _checked(self, reader: pyarrow.RecordBatchReader) -> Iterator[pyarrow.RecordBatch]:
        for batch in reader:
            self._check()
            yield batch


def _unique(name: str, seen: set[str], taken: set[str]) -> str:
    number, unique = 2, name
    while unique in seen or (unique != name and unique in taken):
        unique = f"{name}_{number}"
        number += 1
    seen.add(unique)
    return unique
