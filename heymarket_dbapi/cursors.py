"""What both shells remember of a cursor: its statement, what of the result was fetched, and what was told."""

from __future__ import annotations

import operator
import sys
import warnings
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from heymarket_dbapi import frames
from heymarket_dbapi.datatypes import TypeCode
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.engine import python_rows
from heymarket_dbapi.errors import Error, IncompleteWarning, InterfaceError, OperationalError, ProgrammingError, Warning
from heymarket_dbapi.outcome import Outcome, Remark
from heymarket_dbapi.session import Message, Session, Task
from heymarket_dbapi.sql.kind import StatementKind, statement_kind
from heymarket_dbapi.wire import ApiCall

if TYPE_CHECKING:
    import pyarrow

Row = tuple[object, ...]
ParameterSet = Sequence[object] | Mapping[str, object] | None
Description = tuple[tuple[str, TypeCode, None, None, int | None, int | None, bool | None], ...]

_WITH_ROWS = (StatementKind.QUERY, StatementKind.EXPLAIN, StatementKind.SHOW, StatementKind.DESCRIBE)
_PACKAGE = __name__.partition(".")[0]


class CursorState:
    """The state of one cursor, whichever shell it has."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.is_closed = False
        self.messages: list[Message] = []
        self.options: Mapping[str, object] = {}
        self._arraysize = 1
        self._task: Task | None = None
        self._tables: deque[pyarrow.Table] = deque()  # arrived, and not looked at
        self._page: pyarrow.Table | None = None  # the table that the rows are the end of
        self._rows: deque[Row] = deque()
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
        if self.outcome.rows is not None and self._at_end:
            return self._fetched + self._available
        return self.outcome.rowcount

    @property
    def rownumber(self) -> int | None:
        """The number of rows fetched so far; None where there is no result."""
        return self._fetched if self.outcome.rows is not None else None

    @property
    def arraysize(self) -> int:
        """How many rows ``fetchmany`` gives."""
        return self._arraysize

    @arraysize.setter
    def arraysize(self, value: int) -> None:
        size = _whole(value, "arraysize")
        if size < 1:
            raise ProgrammingError("arraysize is at least 1")
        self._arraysize = size

    @property
    def calls(self) -> list[ApiCall]:
        """Every HTTP request of the statement."""
        return self._task.errand.calls if self._task is not None else []

    @property
    def as_of(self) -> datetime | None:
        """The time before which nothing of the answer was read."""
        moment = self._task.as_of if self._task is not None else None
        return None if moment is None else datetime.fromtimestamp(moment, UTC)

    @property
    def completeness(self) -> str:
        """``complete``, or ``incomplete: `` and why, as far as was read."""
        return self._task.completeness if self._task is not None else "complete"

    # Executing -------------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Raise ``InterfaceError`` where cursor or connection is closed."""
        if self.is_closed:
            raise InterfaceError("the cursor is closed")
        self.session.check()

    def prepare(self) -> None:
        """Check, and clear the messages, as PEP 249 has it before every method but the fetching ones."""
        self.check()
        del self.messages[:]

    def begin(self, text: object) -> Task:
        """Drop the last result and begin a new statement."""
        self.prepare()
        self._drop()
        self._task = self.session.begin(text, self.options)
        return self._task

    def begin_many(self, text: object, parameter_sets: Any) -> list[ParameterSet]:
        """Drop the last result; the parameter sets of ``executemany``."""
        self.prepare()
        self._drop()
        if isinstance(text, str) and statement_kind(text) in _WITH_ROWS:
            raise ProgrammingError("executemany is for statements without rows; use execute for a SELECT")
        if isinstance(parameter_sets, str | bytes | Mapping) or not hasattr(parameter_sets, "__iter__"):
            raise ProgrammingError("executemany takes a sequence of parameter sets")
        return list(parameter_sets)

    def execute(self, task: Task, parameters: Any) -> Flow[None]:
        """Carry out a statement that was begun."""
        yield from self._carry_out(task, task.execute(parameters))

    def execute_many(self, task: Task, parameter_sets: Sequence[ParameterSet]) -> Flow[None]:
        """Carry out a statement that was begun, for all sets of parameters."""
        yield from self._carry_out(task, task.execute_many(parameter_sets))

    def _carry_out(self, task: Task, flow: Flow[None]) -> Flow[None]:
        try:
            yield from task.work(flow)
        except BaseException:
            task.drop()
            raise
        self._at_end = task.outcome.rows is None
        if self._at_end:
            task.finish()
        task.tell_progress()
        self._tell()

    def close(self) -> None:
        """Drop what is unread; harmless twice, and from any thread."""
        self.is_closed = True
        self._forget()
        if self._task is not None:
            self._task.drop()

    def cancel(self) -> None:
        """End what the cursor runs, soon; from any thread."""
        task = self._task
        if task is not None and not self.session.is_inherited:
            task.cancel()

    def call_text(self, name: object, parameters: Any) -> str:
        """The CALL statement of a procedure."""
        if not isinstance(name, str) or not name.replace(".", "_").isidentifier():
            raise ProgrammingError("a procedure is called by its name; sys.procedures lists them")
        if isinstance(parameters, str | bytes | Mapping) or not hasattr(parameters, "__len__"):
            raise ProgrammingError("the parameters of a procedure are given as a sequence, such as a tuple")
        return f"CALL {name}({', '.join('?' for _ in parameters)})"

    def _drop(self) -> None:
        """Drop the last statement and what is unread of it."""
        task, self._task = self._task, None
        if task is not None:
            task.drop()
        self._forget()
        self._empty = self._failed = None
        self._at_end, self._fetched, self._told = True, 0, 0

    def _forget(self) -> None:
        # Made anew and not cleared: another thread may be taking rows.
        self._tables, self._rows, self._page = deque(), deque(), None

    # Fetching --------------------------------------------------------------------------------------------------------

    def task(self) -> Task:
        """The statement whose rows are fetched; an error where there is none."""
        self.check()
        if self._task is None or self.outcome.rows is None:
            raise ProgrammingError("there are no rows to fetch: execute a SELECT first")
        return self._task

    def wanted(self, size: object) -> int:
        """How many rows ``fetchmany`` is asked for."""
        wanted = self._arraysize if size is None else _whole(size, "the size of fetchmany")
        if wanted < 0:
            raise ProgrammingError("the size of fetchmany is at least 0")
        return wanted

    def fetch(self, task: Task, wanted: int | None) -> Flow[list[Row]]:
        """The next ``wanted`` rows, or all that are left; where it fails, what has arrived stays for the next."""
        if not self._at_end and (wanted is None or wanted > self._available):
            yield from task.work(self._await_rows(task, wanted))
        return self._take_rows(wanted)

    def fetch_table(self, task: Task, most: int) -> Flow[pyarrow.Table | None]:
        """The next rows as an Arrow table of at most so many, or None at the end."""
        if not self._at_end and not self._available:
            yield from task.work(self._await_rows(task, 1, ahead=most))
        return self._take_table(most)

    def fetch_whole(self, task: Task) -> Flow[pyarrow.Table]:
        """All rows that are left, as one Arrow table."""
        schema = yield from self.fetch_schema(task)
        if not self._at_end:
            yield from task.work(self._await_rows(task, None))
        tables = []
        while (table := self._take_table(None)) is not None:
            tables.append(table)
        return frames.joined(tables, schema.empty_table())

    def fetch_schema(self, task: Task) -> Flow[pyarrow.Schema]:
        """The Arrow schema of the result."""
        if self._empty is None:
            yield from task.work(self._await_shape(task))
        assert self._empty is not None
        return self._empty.schema

    @property
    def _available(self) -> int:
        return len(self._rows) + sum(table.num_rows for table in self._tables)

    def _await_rows(self, task: Task, wanted: int | None, ahead: int | None = None) -> Flow[None]:
        """Read until ``wanted`` rows are there or no more come; the reader is said to wait for ``ahead``."""
        while not self._at_end and (wanted is None or self._available < wanted):
            left = None if wanted is None else wanted - self._available
            yield from self._next(task, ahead or left)

    def _next(self, task: Task, wanted: int | None) -> Flow[None]:
        rows = task.outcome.rows
        assert rows is not None
        if self._failed is not None:
            raise self._failed.with_traceback(None)
        try:
            table = yield from rows.next(wanted)
        except OperationalError:
            raise  # asked again, it may go well
        except Error as error:
            self._failed = error
            raise
        if table is None:
            if self._empty is None:
                yield from self._await_shape(task)
            self._at_end = True
            task.finish()
        else:
            self._tables.append(table)
            if self._empty is None:
                self._empty = table.slice(0, 0)
        task.tell_progress()
        self._tell()

    def _await_shape(self, task: Task) -> Flow[None]:
        rows = task.outcome.rows
        assert rows is not None
        self._empty = yield from rows.empty()

    def _take_rows(self, wanted: int | None) -> list[Row]:
        """So many of the rows that have arrived, or all."""
        rows, tables, columns = self._rows, self._tables, self.outcome.columns or ()
        taken: list[Row] = []
        while (rows or tables) and (wanted is None or len(taken) < wanted):
            if not rows:
                self._page = tables.popleft()
                rows.extend(python_rows(self._page, columns))
            left = len(rows) if wanted is None else min(len(rows), wanted - len(taken))
            taken += [rows.popleft() for _ in range(left)]
        self._fetched += len(taken)
        return taken

    def _take_table(self, most: int | None) -> pyarrow.Table | None:
        """The next of the tables that have arrived, cut to ``most`` rows; what is left stays."""
        tables = self._tables
        if self._page is not None and self._rows:
            tables.appendleft(self._page.slice(self._page.num_rows - len(self._rows)))
        self._rows, self._page = deque(), None
        while tables and not tables[0].num_rows:
            tables.popleft()
        if not tables:
            return None
        table = tables.popleft()
        if most is not None and table.num_rows > most:
            tables.appendleft(table.slice(most))
            table = table.slice(0, most)
        self._fetched += table.num_rows
        return table

    # Telling ---------------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Pass new notices on: as messages, and as warnings where an answer may not be whole."""
        notices = self.outcome.notices[self._told :]
        self._told += len(notices)
        tell(notices, self.messages)


def tell(notices: Sequence[str], messages: list[Message]) -> None:
    """Add notices to PEP 249's messages, and warn: where an answer may not be whole, or of a write."""
    told = [Warning(notice) if isinstance(notice, Remark) else IncompleteWarning(notice) for notice in notices]
    messages += [(type(warning), warning) for warning in told]
    for warning in told:
        warnings.warn(warning, stacklevel=_depth_of_caller())


def _whole(value: object, what: str) -> int:
    try:
        return operator.index(value)  # type: ignore[arg-type]  # whatever is no number raises
    except TypeError:
        raise ProgrammingError(f"{what} is a whole number, not {type(value).__name__}") from None


def _depth_of_caller() -> int:
    """The stack level of the first frame outside the driver, so that each place that reads is warned."""
    depth, frame = 1, sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).partition(".")[0] == _PACKAGE:
        depth, frame = depth + 1, frame.f_back
    return depth
