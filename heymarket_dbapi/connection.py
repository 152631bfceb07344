"""The blocking shells of PEP 249: Connection and Cursor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from heymarket_dbapi import frames
from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.faces import ConnectionFace, CursorFace
from heymarket_dbapi.options import Settings
from heymarket_dbapi.session import CursorState, parameter_sets
from heymarket_dbapi.wire import Errand, Wire

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
        """Nothing is pending: what was read needs no commit."""
        self._session.check()

    def rollback(self) -> None:
        """Nothing is pending: what was read needs no rollback."""
        self._session.check()

    def ping(self) -> None:
        """Nothing; the first of an account reads the custom fields, so that a wrong credential fails here."""
        self._session.check()
        self._wire.run(self._session.ping(), Errand(timeout=self._session.settings.timeout))

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
        """Execute a statement without rows for each set of parameters."""
        for parameters in parameter_sets(seq_of_parameters):
            self.execute(operation, parameters)
            if self.description is not None:
                self._state.drop()
                raise ProgrammingError("executemany is for statements without rows; use execute for a SELECT")
        return self

    def callproc(self, procname: str, parameters: Sequence[object] = ()) -> Sequence[object]:
        """Call a procedure; gives the parameters back."""
        self.execute(self._state.call_text(procname, parameters), tuple(parameters))
        return parameters

    def nextset(self) -> None:
        """None: a statement has one result."""
        self._state.check()

    # Fetching --------------------------------------------------------------------------------------------------------

    def fetchone(self) -> Row | None:
        """The next row, or None at the end."""
        rows = self._fetch(1)
        return rows[0] if rows else None

    def fetchmany(self, size: int | None = None) -> list[Row]:
        """The next ``size`` rows (``arraysize`` by default), fewer at the end."""
        return self._fetch(self._state.arraysize if size is None else size)

    def fetchall(self) -> list[Row]:
        """All rows that are left."""
        return self._fetch(None)

    def _fetch(self, wanted: int | None) -> list[Row]:
        task = self._state.task()
        return self._wire.run(self._state.fetch(wanted), task.errand)

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
        return self._wire.run(self._state.fetch_whole(), task.errand)

    def fetch_record_batch(self, rows: int = 10_000) -> pyarrow.RecordBatchReader:
        """A reader of the rows that are left, page by page, in batches of at most ``rows``."""
        import pyarrow

        size = frames.checked_size(rows)
        task = self._state.task()
        schema = self._wire.run(self._state.fetch_schema(), task.errand)
        return pyarrow.RecordBatchReader.from_batches(schema, self._batches(schema, size))

    def _batches(self, schema: pyarrow.Schema, size: int) -> Iterator[pyarrow.RecordBatch]:
        while True:
            task = self._state.task()
            table = self._wire.run(self._state.fetch_table(size), task.errand)
            if table is None:
                return
            yield from frames.sliced(frames.fitted(table, schema), size)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows that are left, as an Arrow stream: for ``polars.DataFrame(cursor)``, ``pyarrow.table(cursor)`` …"""
        return self.fetch_record_batch().__arrow_c_stream__(requested_schema)

    def fetch_df(self) -> Any:
        """All rows that are left, as a pandas data frame."""
        return frames.to_pandas(self.fetch_arrow_table())

    def fetch_polars(self) -> Any:
        """All rows that are left, as a polars data frame."""
        return frames.to_polars(self.fetch_arrow_table())

    # Ending ----------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Drop what is unread; harmless twice, and from any thread."""
        self._state.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
