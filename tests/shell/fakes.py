"""Connections of a smaller world: cursors whose rows are given, and outputs that are read back."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, Self

import pyarrow

from heymarket_dbapi.errors import Error
from heymarket_dbapi.shell.output import Output

Row = tuple[Any, ...]


class FakeCursor:
    """A cursor that answers with pages of rows; each page after the first costs one call."""

    def __init__(self, columns: Sequence[tuple[str, str]] | None = None, pages: Sequence[Sequence[Row]] = ()) -> None:
        self.columns = columns
        self.pages = [list(page) for page in pages]
        self.rows: list[Row] = []
        self.api_calls: list[object] = []
        self.messages: list[tuple[type[Exception], Exception | str]] = []
        self.rowcount = -1
        self.rownumber: int | None = 0
        self.executed: list[tuple[str, Any]] = []
        self.before_fetch: Callable[[], None] = lambda: None
        self.failure: BaseException | None = None
        self.is_cancelled = self.is_closed = False

    @property
    def description(self) -> list[tuple[str, str]] | None:
        return None if self.columns is None else list(self.columns)

    def execute(self, operation: str, parameters: Any = None) -> Self:
        self.executed.append((operation, parameters))
        if self.failure is not None:
            raise self.failure
        self._take_page()
        return self

    def fetchmany(self, size: int | None = None) -> list[Row]:
        self.before_fetch()
        wanted = 1 if size is None else size
        while len(self.rows) < wanted and self._take_page():
            pass
        taken, self.rows = self.rows[:wanted], self.rows[wanted:]
        return taken

    def fetch_record_batch(self, rows: int = 10_000) -> pyarrow.RecordBatchReader:
        batches = [self._batch(self.rows)]
        self.rows = []
        schema = batches[0].schema

        def read() -> Any:
            yield from batches
            while self._take_page():
                page, self.rows = self.rows, []
                yield self._batch(page).cast(schema)

        return pyarrow.RecordBatchReader.from_batches(schema, read())

    def cancel(self) -> None:
        self.is_cancelled = True

    def close(self) -> None:
        self.is_closed = True

    def _take_page(self) -> bool:
        if not self.pages:
            return False
        self.rows += self.pages.pop(0)
        self.api_calls.append(object())
        return True

    def _batch(self, rows: Sequence[Row]) -> pyarrow.RecordBatch:
        names = [name for name, _ in self.columns or ()]
        arrays = [pyarrow.array([row[place] for row in rows]) for place in range(len(names))]
        return pyarrow.RecordBatch.from_arrays(arrays, names=names)


class FakeConnection:
    """A connection that hands out the cursors it was given, in turn."""

    def __init__(self, *cursors: FakeCursor) -> None:
        self.cursors = list(cursors)
        self.on_progress: Any = None

    def cursor(self) -> FakeCursor:
        return self.cursors.pop(0)


class Written:
    """An output in memory."""

    def __init__(self, *, is_terminal: bool = False, encoding: str = "utf-8") -> None:
        self.stream = io.BytesIO()
        self.output = Output(self.stream, is_terminal=is_terminal, encoding=encoding)

    @property
    def text(self) -> str:
        return self.stream.getvalue().decode("utf-8")


def failing(error: Error) -> FakeCursor:
    """A cursor whose statements fail."""
    cursor = FakeCursor()
    cursor.failure = error
    return cursor
