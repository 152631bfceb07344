"""What both shells show alike: the attributes of PEP 249's connection and cursor, and ours."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime

from heymarket_dbapi import errors
from heymarket_dbapi.cursors import CursorState, Description
from heymarket_dbapi.options import Settings
from heymarket_dbapi.outcome import RowResult
from heymarket_dbapi.session import Message, Progress, Session
from heymarket_dbapi.wire import ApiCall


class ConnectionFace:
    """The attributes of a connection."""

    Warning = errors.Warning
    Error = errors.Error
    InterfaceError = errors.InterfaceError
    DatabaseError = errors.DatabaseError
    DataError = errors.DataError
    OperationalError = errors.OperationalError
    IntegrityError = errors.IntegrityError
    InternalError = errors.InternalError
    ProgrammingError = errors.ProgrammingError
    NotSupportedError = errors.NotSupportedError

    def __init__(self, settings: Settings) -> None:
        self._session = Session(settings)

    def __repr__(self) -> str:
        state = "closed" if self._session.is_closed else "open"
        return f"<{type(self).__module__}.{type(self).__qualname__} to {self._session.settings.base_url}, {state}>"

    def __del__(self) -> None:
        session = getattr(self, "_session", None)
        if session is not None and not session.is_closed and not session.is_inherited:
            text = f"unclosed {self!r}"
            session.close()
            warnings.warn(text, ResourceWarning, source=self, stacklevel=2)

    @property
    def autocommit(self) -> bool:
        """Whether each statement on local tables commits itself."""
        return self._session.settings.autocommit

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        self._session.check()
        self._session.desk.change_mode()
        self._session.set_option("autocommit", bool(value))

    @property
    def on_progress(self) -> Progress | None:
        """None, or what is called after each reply with calls made, rows read, and calls expected or None."""
        return self._session.on_progress

    @on_progress.setter
    def on_progress(self, value: Progress | None) -> None:
        self._session.on_progress = value

    @property
    def messages(self) -> list[Message]:
        """PEP 249's list of messages of the connection."""
        return self._session.messages

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._session.is_closed


class CursorFace:
    """The attributes of a cursor, and what asks nothing of the API."""

    def __init__(self, state: CursorState) -> None:
        self._state = state

    @property
    def description(self) -> Description | None:
        """One 7-tuple a column of the result, types even for zero rows; None where there are no rows to fetch."""
        return self._state.description

    @property
    def rowcount(self) -> int:
        """The number of rows, once all were read; -1 while it is not known."""
        return self._state.rowcount

    @property
    def rownumber(self) -> int | None:
        """The number of rows fetched so far; None where there is no result."""
        return self._state.rownumber

    @property
    def lastrowid(self) -> object:
        """The id of the last row inserted, or None."""
        return self._state.outcome.last_id

    @property
    def arraysize(self) -> int:
        """How many rows ``fetchmany`` gives."""
        return self._state.arraysize

    @arraysize.setter
    def arraysize(self, value: int) -> None:
        self._state.arraysize = value

    @property
    def messages(self) -> list[Message]:
        """What the last statement had to tell, as (class, value)."""
        return self._state.messages

    # Beyond PEP 249 --------------------------------------------------------------------------------------------------

    @property
    def options(self) -> Mapping[str, object]:
        """What ``SET heymarket.NAME = value`` would change, changed for the statements of this cursor alone."""
        return self._state.options

    @options.setter
    def options(self, value: Mapping[str, object]) -> None:
        self._state.options = dict(value)

    @property
    def plan(self) -> str:
        """What the last statement asks the API, as EXPLAIN shows it."""
        return self._state.outcome.plan

    @property
    def api_calls(self) -> list[ApiCall]:
        """Every HTTP request of the last statement, in the order of their ends."""
        return self._state.calls

    @property
    def completeness(self) -> str:
        """``complete``, or ``incomplete: `` and why."""
        return self._state.completeness

    @property
    def as_of(self) -> datetime | None:
        """The time before which nothing of the answer was read."""
        return self._state.as_of

    @property
    def row_results(self) -> Sequence[RowResult]:
        """What came of each row of a write to Heymarket, whether it went well or not."""
        return self._state.outcome.row_results

    @property
    def journal_entry(self) -> str | None:
        """The last write's name in the journal, for ``CALL undo(…)``; None where no journal is kept."""
        return self._state.outcome.journal_entry

    def cancel(self) -> None:
        """End what the cursor runs, from any thread or task."""
        self._state.cancel()

    def setinputsizes(self, sizes: Sequence[object]) -> None:
        """Nothing: sizes need not be known beforehand."""
        self._state.prepare()

    def setoutputsize(self, size: int, column: int | None = None) -> None:
        """Nothing: large values come whole."""
        self._state.prepare()
