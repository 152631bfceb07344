"""The blocking shells of PEP 249: Connection and Cursor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from heymarket_dbapi import frames
from heymarket_dbapi.cursors import CursorState, tell
from heymarket_dbapi.faces import ConnectionFace, CursorFace
from heymarket_dbapi.options import Settings
from heymarket_dbapi.wire import Wire

if TYPE_CHECKING:
    import pyarrow

Row = tuple[Any, ...]
Parameters = Sequence[object] | Mapping[str, object] | None


class Connection(ConnectionFace):
    """A connection to a Heymarket account. Making one costs no call; threads may share it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._wire = Wire(settings)

    def cursor(self) -> Cursor:
        """A new cursor."""
        self._session.check()
        return Cursor(self, CursorState(self._session), self._wire)

    def execute(self, operation: str, parameters: Parameters = None) -> Cursor:
        """A new cursor with the statement executed."""
        return self.cursor().execute(operation, parameters)

    def commit(self) -> None:
        """Commit what was done to local tables; what was written to Heymarket was so at once."""
        self._transact("COMMIT")

    def rollback(self) -> None:
        """Undo what was done to local tables since the last commit; what was written to Heymarket stays."""
        self._transact("ROLLBACK")

    def _transact(self, statement: str) -> None:
        task = self._session.begin(statement)
        try:
            self._wire.run(task.work(task.execute(None)), task.errand)
        finally:
            task.finish()
        tell(task.outcome.notices, self._session.messages)

    def ping(self) -> None:
        """Nothing; the first of an account reads the custom fields, so that a wrong credential fails here."""
        task = self._session.begin("")
        try:
            self._wire.run(task.work(task.ping()), task.errand)
        finally:
            task.finish()

    def close(self) -> None:
        """End all that runs, from any thread; harmless twice."""
        self._session.close()

    def __enter__(self) -> Self:
        self._session.check()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Cursor(CursorFace):
    """A cursor: one statement at a time, its rows page by page as they are fetched."""

    def __init__(self, connection: Connection, state: CursorState, wire: Wire) -> None:
        super().__init__(state)
        self._connection = connection
        self._wire = wire

    def __repr__(self) -> str:
        return f"<heymarket_dbapi.Cursor of {self._connection!r}>"

    @property
    def connection(self) -> Connection:
        """The connection that made it."""
        return self._connection

    # Executing -------------------------------------------------------------------------------------------------------

    def execute(self, operation: str, parameters: Parameters = None) -> Self:
        """Execute one statement; ``?`` takes a sequence of parameters, ``:name`` a mapping."""
        task = self._state.begin(operation)
        self._wire.run(self._state.execute(task, parameters), task.errand)
        return self

    def executemany(self, operation: str, seq_of_parameters: Sequence[Parameters]) -> Self:
        """Execute a change for each set, at once where that means the same; an INSERT gives what RETURNING shows."""
        parameter_sets = self._state.begin_many(operation, seq_of_parameters)
        if parameter_sets:
            task = self._state.begin(operation)
            self._wire.run(self._state.execute_many(task, parameter_sets), task.errand)
        return self

    def callproc(self, procname: str, parameters: Sequence[object] = ()) -> Sequence[object]:
        """Call a procedure; gives the parameters back."""
        self.execute(self._state.call_text(procname, parameters), tuple(parameters))
        return parameters

    def nextset(self) -> None:
        """None: a statement has one result."""
        self._state.prepare()

    # Fetching --------------------------------------------------------------------------------------------------------

    def fetchone(self) -> Row | None:
        """The next row, or None at the end."""
        rows = self._fetch(1)
        return rows[0] if rows else None

    def fetchmany(self, size: int | None = None) -> list[Row]:
        """The next ``size`` rows (``arraysize`` by default), fewer at the end."""
        return self._fetch(self._state.wanted(size))

    def fetchall(self) -> list[Row]:
        """All rows that are left."""
        return self._fetch(None)

    def _fetch(self, wanted: int | None) -> list[Row]:
        task = self._state.task()
        return self._wire.run(self._state.fetch(task, wanted), task.errand)

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        row = self.fetchone()
        if row is None:
            raise StopIteration
        return row

    # Arrow and data frames -------------------------------------------------------------------------------------------

    def fetch_arrow_table(self) -> pyarrow.Table:
        """All rows that are left, as an Arrow table."""
        task = self._state.task()
        return self._wire.run(self._state.fetch_whole(task), task.errand)

    def fetch_record_batch(self, rows: int = 10_000) -> pyarrow.RecordBatchReader:
        """A reader of the rows that are left, page by page, in batches of at most ``rows``."""
        import pyarrow

        size = frames.checked_size(rows)
        task = self._state.task()
        schema = self._wire.run(self._state.fetch_schema(task), task.errand)
        return pyarrow.RecordBatchReader.from_batches(schema, Batches(self, schema, size))

    def _table(self, most: int) -> pyarrow.Table | None:
        task = self._state.task()
        return self._wire.run(self._state.fetch_table(task, most), task.errand)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows that are left, as an Arrow stream: for ``polars.DataFrame(cursor)``, ``pyarrow.table(cursor)`` …"""
        return self.fetch_record_batch().__arrow_c_stream__(requested_schema)  # type: ignore[no-untyped-call]  # pyarrow-stubs

    def fetch_df(self) -> Any:
        """All rows that are left, as a pandas data frame."""
        return frames.to_pandas(self.fetch_arrow_table())

    def fetch_polars(self) -> Any:
        """All rows that are left, as a polars data frame."""
        frames.check_names([column[0] for column in self.description or ()])
        return frames.to_polars(self.fetch_arrow_table())

    # Ending ----------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Drop what is unread; harmless twice, and from any thread."""
        self._state.close()

    def __enter__(self) -> Self:
        self._state.check()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Batches:
    """The rows of a result in record batches; after an error it asks again, where a generator would be at its end."""

    def __init__(self, cursor: Cursor, schema: pyarrow.Schema, size: int) -> None:
        self._cursor = cursor
        self._schema = schema
        self._size = size

    def __iter__(self) -> Iterator[pyarrow.RecordBatch]:
        return self

    def __next__(self) -> pyarrow.RecordBatch:
        table = self._cursor._table(self._size)
        if table is None:
            raise StopIteration
        return frames.batch(table, self._schema)
