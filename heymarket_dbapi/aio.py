"""The awaiting face: ``connect``, AsyncConnection and AsyncCursor, with the behaviour of the blocking ones.

Tasks may share a connection where threads may. The event loop goes on while the engine computes; a cancelled task
raises ``CancelledError`` and leaves the connection usable.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from heymarket_dbapi import frames
from heymarket_dbapi.cursors import CursorState, tell
from heymarket_dbapi.faces import ConnectionFace, CursorFace
from heymarket_dbapi.options import Settings
from heymarket_dbapi.wire import AwaitingWire

if TYPE_CHECKING:
    import pyarrow

Row = tuple[Any, ...]
Parameters = Sequence[object] | Mapping[str, object] | None


class AsyncConnection(ConnectionFace):
    """A connection to a Heymarket account for an event loop. Making one costs no call; tasks may share it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._wire = AwaitingWire(settings)

    def cursor(self) -> AsyncCursor:
        """A new cursor."""
        self._session.check()
        return AsyncCursor(self, CursorState(self._session), self._wire)

    async def execute(self, operation: str, parameters: Parameters = None) -> AsyncCursor:
        """A new cursor with the statement executed."""
        return await self.cursor().execute(operation, parameters)

    async def commit(self) -> None:
        """Commit what was done to local tables; what was written to Heymarket was so at once."""
        await self._transact("COMMIT")

    async def rollback(self) -> None:
        """Undo what was done to local tables since the last commit; what was written to Heymarket stays."""
        await self._transact("ROLLBACK")

    async def _transact(self, statement: str) -> None:
        task = self._session.begin(statement)
        try:
            await self._wire.run(task.work(task.execute(None)), task.errand)
        finally:
            task.finish()
        tell(task.outcome.notices, self._session.messages)

    async def ping(self) -> None:
        """Nothing; the first of an account reads the custom fields, so that a wrong credential fails here."""
        task = self._session.begin("")
        try:
            await self._wire.run(task.work(task.ping()), task.errand)
        finally:
            task.finish()

    async def close(self) -> None:
        """End all that runs; harmless twice."""
        self._session.close()

    async def __aenter__(self) -> Self:
        self._session.check()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class AsyncCursor(CursorFace):
    """A cursor whose statements and fetches are awaited."""

    def __init__(self, connection: AsyncConnection, state: CursorState, wire: AwaitingWire) -> None:
        super().__init__(state)
        self._connection = connection
        self._wire = wire

    def __repr__(self) -> str:
        return f"<heymarket_dbapi.aio.AsyncCursor of {self._connection!r}>"

    @property
    def connection(self) -> AsyncConnection:
        """The connection that made it."""
        return self._connection

    # Executing -------------------------------------------------------------------------------------------------------

    async def execute(self, operation: str, parameters: Parameters = None) -> Self:
        """Execute one statement; ``?`` takes a sequence of parameters, ``:name`` a mapping."""
        task = self._state.begin(operation)
        await self._wire.run(self._state.execute(task, parameters), task.errand)
        return self

    async def executemany(self, operation: str, seq_of_parameters: Sequence[Parameters]) -> Self:
        """Execute a change for each set, at once where that means the same; an INSERT gives what RETURNING shows."""
        parameter_sets = self._state.begin_many(operation, seq_of_parameters)
        if parameter_sets:
            task = self._state.begin(operation)
            await self._wire.run(self._state.execute_many(task, parameter_sets), task.errand)
        return self

    async def callproc(self, procname: str, parameters: Sequence[object] = ()) -> Sequence[object]:
        """Call a procedure; gives the parameters back."""
        await self.execute(self._state.call_text(procname, parameters), tuple(parameters))
        return parameters

    async def nextset(self) -> None:
        """None: a statement has one result."""
        self._state.prepare()

    # Fetching --------------------------------------------------------------------------------------------------------

    async def fetchone(self) -> Row | None:
        """The next row, or None at the end."""
        rows = await self._fetch(1)
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> list[Row]:
        """The next ``size`` rows (``arraysize`` by default), fewer at the end."""
        return await self._fetch(self._state.wanted(size))

    async def fetchall(self) -> list[Row]:
        """All rows that are left."""
        return await self._fetch(None)

    async def _fetch(self, wanted: int | None) -> list[Row]:
        task = self._state.task()
        return await self._wire.run(self._state.fetch(task, wanted), task.errand)

    def __aiter__(self) -> AsyncIterator[Row]:
        return self

    async def __anext__(self) -> Row:
        row = await self.fetchone()
        if row is None:
            raise StopAsyncIteration
        return row

    # Arrow and data frames -------------------------------------------------------------------------------------------

    async def fetch_arrow_table(self) -> pyarrow.Table:
        """All rows that are left, as an Arrow table."""
        task = self._state.task()
        return await self._wire.run(self._state.fetch_whole(task), task.errand)

    def fetch_record_batch(self, rows: int = 10_000) -> Batches:
        """The rows that are left in batches of at most ``rows``.

        ``async for batch in …`` reads page by page; ``await …`` reads all and gives a ``pyarrow.RecordBatchReader``.
        """
        return Batches(self, frames.checked_size(rows))

    async def fetch_df(self) -> Any:
        """All rows that are left, as a pandas data frame."""
        return frames.to_pandas(await self.fetch_arrow_table())

    async def fetch_polars(self) -> Any:
        """All rows that are left, as a polars data frame."""
        frames.check_names([column[0] for column in self.description or ()])
        return frames.to_polars(await self.fetch_arrow_table())

    # Ending ----------------------------------------------------------------------------------------------------------

    async def close(self) -> None:
        """Drop what is unread; harmless twice."""
        self._state.close()

    async def __aenter__(self) -> Self:
        self._state.check()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _table(self, most: int) -> pyarrow.Table | None:
        task = self._state.task()
        return await self._wire.run(self._state.fetch_table(task, most), task.errand)


class Batches:
    """The rows of a result in record batches: iterated page by page, or awaited as one reader."""

    def __init__(self, cursor: AsyncCursor, size: int) -> None:
        self._cursor = cursor
        self._size = size

    def __await__(self) -> Generator[Any, None, pyarrow.RecordBatchReader]:
        return self._reader().__await__()

    def __aiter__(self) -> AsyncIterator[pyarrow.RecordBatch]:
        return self

    async def __anext__(self) -> pyarrow.RecordBatch:
        table = await self._cursor._table(self._size)
        if table is None:
            raise StopAsyncIteration
        return frames.batch(table, table.schema)

    async def _reader(self) -> pyarrow.RecordBatchReader:
        import pyarrow

        table = await self._cursor.fetch_arrow_table()
        return pyarrow.RecordBatchReader.from_batches(table.schema, frames.sliced(table, self._size))


class Connecting:
    """A connection that is awaited, or entered."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def __await__(self) -> Generator[Any, None, AsyncConnection]:
        return self._give().__await__()

    async def _give(self) -> AsyncConnection:
        return self._connection

    async def __aenter__(self) -> AsyncConnection:
        return self._connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._connection.close()


def connect(
    dsn: str | None = None,
    *,
    api_key: str | None = None,
    secret_id: str | None = None,
    secret_key: str | None = None,
    base_url: str | None = None,
    tls: bool | None = None,
    acting_member: int | str | None = None,
    suppress_extended_requests: bool | None = None,
    pushdown: bool | None = None,
    metadata_cache_ttl: float | str | None = None,
    metadata_cache: str | None = None,
    read_only: bool | None = None,
    allow_send: bool | None = None,
    max_calls: int | None = None,
    timeout: float | None = None,
    max_affected_rows: int | None = None,
    requests_per_minute: int | None = None,
    concurrency: int | None = None,
    autocommit: bool | None = None,
    timezone: str | None = None,
    reflect_extended_columns: bool | None = None,
    state_dir: str | None = None,
    retries: int | None = None,
    incomplete: str | None = None,
    local: str | None = None,
    media_max_bytes: int | None = None,
    result_cache_ttl: float | None = None,
    journal: str | None = None,
    on_row_error: str | None = None,
    conflicts: str | None = None,
    connect_timeout: float | None = None,
    read_timeout: float | None = None,
    proxy: str | None = None,
    ca_bundle: str | None = None,
    user_agent: str | None = None,
    memory_limit: str | None = None,
    **unknown: object,
) -> Connecting:
    """A connection to a Heymarket account for an event loop, with the arguments of ``heymarket_dbapi.connect``.

    ``await connect(…)`` gives it; ``async with connect(…) as connection`` closes it at the end.
    """
    given: dict[str, Any] = {name: value for name, value in locals().items() if name not in ("dsn", "unknown")}
    from heymarket_dbapi.options import settings

    return Connecting(AsyncConnection(settings(dsn, **given, **unknown)))
