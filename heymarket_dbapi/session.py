"""What both shells remember of a connection and a cursor: state, description, fetch bookkeeping, closed checks.

The methods that may ask the API or the engine are flows; ``connection`` drives them blocking, ``aio`` awaiting.
"""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from heymarket_dbapi import frames, metadata, statement
from heymarket_dbapi.account import account_of
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.datatypes import TypeCode
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.engine import ResultColumn, python_rows
from heymarket_dbapi.errors import Error, IncompleteWarning, InterfaceError, ProgrammingError
from heymarket_dbapi.options import Settings
from heymarket_dbapi.outcome import Outcome
from heymarket_dbapi.wire import ApiCall, Errand

if TYPE_CHECKING:
    import pyarrow

Description = tuple[tuple[str, TypeCode, None, None, int | None, int | None, bool | None], ...]
Progress = Callable[[int, int, "int | None"], None]
_MOST_CALLS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One HTTP request of a connection, as ``sys.api_calls`` shows it."""

    statement: int
    call: ApiCall
    page: int | None

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.call.method

    @property
    def path(self) -> str:
        """What was asked for, without the query."""
        return urlsplit(self.call.path).path if self.call.path.startswith("/") else self.call.path

    @property
    def status(self) -> int | None:
        """The HTTP status, or None where no whole reply came."""
        return self.call.status

    @property
    def milliseconds(self) -> float:
        """From the request to the end of the reply."""
        return self.call.milliseconds

    @property
    def bytes(self) -> int:
        """The reply's size."""
        return self.call.bytes

    @property
    def request_id(self) -> str | None:
        """The API's id of the request."""
        return self.call.request_id


class Session:
    """The state of one connection, whichever shell it has."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.given = settings
        self.account = account_of(settings)
        self.on_progress: Progress | None = None
        self.messages: list[tuple[type[Exception], Exception | str]] = []
        self.is_closed = False
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._statements = 0
        self._log: deque[LoggedCall] = deque(maxlen=_MOST_CALLS_KEPT)
        self._running: dict[int, Task] = {}

    def check(self) -> None:
        """Raise ``InterfaceError`` where the connection is closed, or belongs to the process that forked."""
        if self.is_closed:
            raise InterfaceError("the connection is closed")
        if self._process != os.getpid():
            raise InterfaceError("this connection belongs to the parent process; connect again after a fork")

    def begin(self, text: object) -> Task:
        """A new statement's task."""
        self.check()
        if not isinstance(text, str):
            raise ProgrammingError(f"a statement is text, not {type(text).__name__}")
        with self._lock:
            self._statements += 1
            number = self._statements
            task = Task(self, number, text)
            self._running[number] = task
        return task

    def end(self, task: Task) -> None:
        """Forget a task that has nothing left to do, keeping its calls."""
        with self._lock:
            self._running.pop(task.number, None)

    def log(self, number: int, call: ApiCall) -> None:
        """Remember a request."""
        self._log.append(LoggedCall(number, call, None))

    def api_calls(self) -> list[LoggedCall]:
        """The last requests of this connection."""
        return list(self._log)

    def set_option(self, name: str, value: object) -> None:
        """Change one option, from the next statement on."""
        self.settings = self.settings.changed(name, value)

    def reset_option(self, name: str) -> None:
        """Give one option the value it had at connect."""
        self.settings = self.settings.changed(name, getattr(self.given, name))

    def ping(self) -> Flow[None]:
        """Read the custom fields where they are not remembered: that shows whether the credential is taken."""
        exchange = Exchange(self.account.facts, self.settings.retries, kept=self.account.kept)
        yield from metadata.load(self.account.facts, exchange)

    def close(self) -> None:
        """End all running work; harmless twice, from any thread."""
        self.is_closed = True
        if self._process != os.getpid():
            return
        with self._lock:
            running = list(self._running.values())
            self._running.clear()
        for task in running:
            task.cancel()
            task.drop()


class Task:
    """One statement being carried out: its budget, its exchange with the API, its outcome."""

    def __init__(self, session: Session, number: int, text: str) -> None:
        settings = session.settings
        self.session = session
        self.number = number
        self.text = text
        self.exchange = Exchange(session.account.facts, settings.retries, kept=session.account.kept)
        self.errand = Errand(timeout=settings.timeout, max_calls=settings.max_calls, on_call=self._called)
        self.outcome = Outcome()
        self._context = statement.Context(
            settings=settings,
            account=session.account,
            exchange=self.exchange,
            moment=datetime.fromtimestamp(time.time(), UTC),
            api_calls=session.api_calls,
            set_option=session.set_option,
            reset_option=session.reset_option,
        )

    def execute(self, parameters: Any) -> Flow[None]:
        """Carry the statement out as far as ``execute`` does."""
        self.outcome = yield from statement.run(self.text, parameters, self._context)

    def cancel(self) -> None:
        """End what runs, soon."""
        self.errand.cancel()

    def drop(self) -> None:
        """Drop what is unread."""
        if self.outcome.rows is not None:
            self.outcome.rows.close()
        self.session.end(self)

    def _called(self, call: ApiCall) -> None:
        self.session.log(self.number, call)
        if self.session.on_progress is not None:
            self.session.on_progress(len(self.errand.calls), self.exchange.rows_read, None)


class CursorState:
    """The state of one cursor, whichever shell it has."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.arraysize = 1
        self.is_closed = False
        self.messages: list[tuple[type[Exception], Exception | str]] = []
        self.row_factory: None = None
        self._task: Task | None = None
        self._rows: deque[tuple[object, ...]] = deque()
        self._page: pyarrow.Table | None = None  # the table that the rows come from
        self._empty: pyarrow.Table | None = None
        self._fetched = 0
        self._at_end = True
        self._failed: Error | None = None
        self._told = 0

    # PEP 249 attributes ----------------------------------------------------------------------------------------------

    @property
    def outcome(self) -> Outcome:
        """The outcome of the last statement; an empty one before the first."""
        return self._task.outcome if self._task is not None else Outcome()

    @property
    def description(self) -> Description | None:
        """One 7-tuple a column, or None where the statement has no rows."""
        columns = self.outcome.columns
        if columns is None:
            return None
        return tuple((c.name, TypeCode(c.type_name), None, None, c.precision, c.scale, None) for c in columns)

    @property
    def rowcount(self) -> int:
        """The rows of the result once all were read, or that a write touched; -1 while it is not known."""
        if self.outcome.rows is not None and self._at_end and self._failed is None:
            return self._fetched + len(self._rows)
        return self.outcome.rowcount

    @property
    def rownumber(self) -> int | None:
        """The number of rows fetched so far; None where there is no result."""
        return self._fetched if self.outcome.rows is not None else None

    @property
    def calls(self) -> list[ApiCall]:
        """Every HTTP request of the statement."""
        return self._task.errand.calls if self._task is not None else []

    @property
    def as_of(self) -> datetime | None:
        """The time before which nothing of the answer was read."""
        moment = self._task.errand.as_of if self._task is not None else None
        return None if moment is None else datetime.fromtimestamp(moment, UTC)

    @property
    def completeness(self) -> str:
        """``complete``, or ``incomplete: `` and why, as far as was read."""
        return self.outcome.rows.completeness if self.outcome.rows is not None else "complete"

    # Executing -------------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Raise ``InterfaceError`` where cursor or connection is closed."""
        if self.is_closed:
            raise InterfaceError("the cursor is closed")
        self.session.check()

    def begin(self, text: object) -> Task:
        """Drop the last result and begin a new statement."""
        self.check()
        self.drop()
        del self.messages[:]
        self._task = self.session.begin(text)
        self._at_end, self._fetched, self._failed, self._told = True, 0, None, 0
        self._page = self._empty = None
        return self._task

    def execute(self, task: Task, parameters: Any) -> Flow[None]:
        """Carry out a statement that was begun."""
        try:
            yield from task.execute(parameters)
        except BaseException:
            self.session.end(task)
            self._task = None
            raise
        self._at_end = task.outcome.rows is None
        if self._at_end:
            self.session.end(task)
        self._tell()

    def drop(self) -> None:
        """Drop what is unread of the last result."""
        self._rows.clear()
        if self._task is not None:
            self._task.drop()
            self._task = None

    def close(self) -> None:
        """Drop what is unread; harmless twice."""
        self.is_closed = True
        task = self._task
        if task is not None:
            task.cancel()
        self.drop()

    def cancel(self) -> None:
        """End what the cursor runs, soon; from any thread."""
        task = self._task
        if task is not None:
            task.cancel()

    def call_text(self, name: object, parameters: Sequence[object]) -> str:
        """The CALL statement of a procedure."""
        if not isinstance(name, str) or not name.replace(".", "_").isidentifier():
            raise ProgrammingError("a procedure is called by its name; sys.procedures lists them")
        return f"CALL {name}({', '.join('?' for _ in parameters)})"

    # Fetching --------------------------------------------------------------------------------------------------------

    def task(self) -> Task:
        """The statement whose rows are fetched; an error where there is none."""
        self.check()
        if self._task is None or self.outcome.rows is None:
            raise ProgrammingError("there are no rows to fetch: execute a SELECT first")
        return self._task

    def fetch(self, wanted: int | None) -> Flow[list[tuple[object, ...]]]:
        """The next ``wanted`` rows, or all that are left."""
        while not self._at_end and (wanted is None or len(self._rows) < wanted):
            left = None if wanted is None else wanted - len(self._rows)
            table = yield from self._next(left)
            if table is not None:
                self._page = table if self._page is None or not self._rows else frames.joined([table], self._page)
                self._rows.extend(python_rows(table, self._columns))
        count = len(self._rows) if wanted is None else min(wanted, len(self._rows))
        rows = [self._rows.popleft() for _ in range(count)]
        self._fetched += len(rows)
        return rows

    def fetch_table(self, wanted: int | None) -> Flow[pyarrow.Table | None]:
        """The next rows as an Arrow table of any size, or None at the end."""
        table = self._unread()
        if table is None and not self._at_end:
            table = yield from self._next(wanted)
        if table is not None:
            self._fetched += table.num_rows
        return table

    def fetch_whole(self) -> Flow[pyarrow.Table]:
        """All rows that are left, as one Arrow table."""
        empty = yield from self._empty_table()
        tables = []
        while (table := (yield from self.fetch_table(None))) is not None:
            tables.append(table)
        return frames.joined(tables, empty)

    def fetch_schema(self) -> Flow[pyarrow.Schema]:
        """The Arrow schema of the result."""
        return (yield from self._empty_table()).schema

    def _empty_table(self) -> Flow[pyarrow.Table]:
        rows = self.task().outcome.rows
        assert rows is not None
        if self._empty is None:
            self._empty = yield from rows.empty()
        return self._empty

    def _unread(self) -> pyarrow.Table | None:
        """The part of the last table whose rows were not fetched one by one."""
        table, left = self._page, len(self._rows)
        self._page = None
        self._rows.clear()
        return table.slice(table.num_rows - left) if table is not None and left else None

    @property
    def _columns(self) -> Sequence[ResultColumn]:
        return self.outcome.columns or ()

    def _next(self, wanted: int | None) -> Flow[pyarrow.Table | None]:
        task = self.task()
        assert task.outcome.rows is not None
        try:
            table = yield from task.outcome.rows.next(wanted)
        except Error as error:
            self._failed = error
            raise
        self._failed = None
        self._tell()
        if table is None:
            self._at_end = True
            self.session.end(task)
            return None
        return table

    def _tell(self) -> None:
        """Pass new notices on: as messages, and as warnings where an answer may not be whole."""
        notices = self.outcome.notices
        for notice in notices[self._told :]:
            warning = IncompleteWarning(notice)
            self.messages.append((IncompleteWarning, warning))
            warnings.warn(warning, stacklevel=2)
        self._told = len(notices)


def parameter_sets(given: Any) -> list[Sequence[object] | Mapping[str, object]]:
    """The parameter sets of ``executemany``."""
    if isinstance(given, str | bytes | Mapping):
        raise ProgrammingError("executemany takes a sequence of parameter sets")
    return list(given)
