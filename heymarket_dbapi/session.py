"""What both shells remember of a connection and of each of its statements.

The methods that may ask the API or the engine are flows; ``connection`` drives them blocking, ``aio`` awaiting.
"""

from __future__ import annotations

import math
import os
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from heymarket_dbapi import commands, metadata, statement
from heymarket_dbapi.account import account_of
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.errors import Error, InterfaceError, ProgrammingError
from heymarket_dbapi.local.desk import Desk
from heymarket_dbapi.options import Settings
from heymarket_dbapi.outcome import Outcome, RowResult
from heymarket_dbapi.wire import ApiCall, Errand
from heymarket_dbapi.writing.procedures import LISTED

Result = TypeVar("Result")
Progress = Callable[[int, int, "int | None"], None]
Message = tuple[type[Exception], Exception | str]
_MOST_CALLS_KEPT = 10_000
_UNCHANGED: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One HTTP request of a connection, as ``sys.api_calls`` shows it."""

    statement: int
    call: ApiCall

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.call.method

    @property
    def path(self) -> str:
        """What was asked for, without the query."""
        return urlsplit(self.call.path).path if self.call.path.startswith("/") else self.call.path

    @property
    def page(self) -> int | None:
        """The page number that was asked for, if one was."""
        return self.call.page

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
        self.desk = Desk(lambda: self.account.engine, is_file=self.account.is_file)
        self.on_progress: Progress | None = None
        self.messages: list[Message] = []
        self.is_closed = False
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._statements = 0
        self._log: deque[LoggedCall] = deque(maxlen=_MOST_CALLS_KEPT)
        # Weak, so that a cursor that is forgotten takes its unread rows with it.
        self._running: weakref.WeakValueDictionary[int, Task] = weakref.WeakValueDictionary()

    @property
    def is_inherited(self) -> bool:
        """Whether it belongs to the process that forked: its locks may be held by threads that are not here."""
        return self._process != os.getpid()

    def check(self) -> None:
        """Raise ``InterfaceError`` where the connection is closed, or belongs to the process that forked."""
        if self.is_closed:
            raise InterfaceError("the connection is closed")
        if self.is_inherited:
            raise InterfaceError("this connection belongs to the parent process; connect again after a fork")

    def begin(self, text: object, options: Mapping[str, object] = _UNCHANGED) -> Task:
        """A new statement's task, with options changed for it alone."""
        self.check()
        if not isinstance(text, str):
            raise ProgrammingError(f"a statement is text, not {type(text).__name__}")
        with self._lock:
            self.check()
            self._statements += 1
            task = Task(self, self._statements, text, options)
            self._running[task.number] = task
        return task

    def end(self, task: Task) -> None:
        """Forget a task that has nothing left to do, keeping its calls."""
        with self._lock:
            self._running.pop(task.number, None)

    def log(self, number: int, call: ApiCall) -> None:
        """Remember a request."""
        with self._lock:
            self._log.append(LoggedCall(number, call))

    def api_calls(self) -> list[LoggedCall]:
        """The last requests of this connection."""
        with self._lock:
            return list(self._log)

    def set_option(self, name: str, value: object) -> None:
        """Change one option, from the next statement on."""
        with self._lock:
            self.settings = self.settings.changed(name, value)

    def reset_option(self, name: str) -> None:
        """Give one option the value it had at connect."""
        self.set_option(name, getattr(self.given, name))

    def close(self) -> None:
        """End all running work; harmless twice, from any thread."""
        if self.is_inherited:
            self.is_closed = True
            return
        with self._lock:
            self.is_closed = True
            running = list(self._running.values())
            self._running.clear()
        for task in running:
            task.drop()
        self.desk.close()


class Task:
    """One statement being carried out: its budget, its exchange with the API, its outcome.

    One thread works at it at a time; ``cancel`` and ``drop`` may come from any other.
    """

    def __init__(self, session: Session, number: int, text: str, options: Mapping[str, object]) -> None:
        settings = commands.with_options(session.settings, options)
        self.session = session
        self.number = number
        self.text = text
        account = session.account
        self.exchange = Exchange(account.facts, settings.retries, kept=account.kept, told=account.told)
        self.errand = Errand(timeout=settings.timeout, max_calls=settings.max_calls, on_call=self._called)
        self.outcome = Outcome()
        self._lock = threading.Lock()
        self._is_busy = False
        self._is_dropped = False
        self._as_of: float | None = None
        self._completeness = "complete"
        self._progress = (0, 0)
        self._context = Context(
            settings=settings,
            account=session.account,
            exchange=self.exchange,
            moment=datetime.fromtimestamp(time.time(), UTC),
            api_calls=session.api_calls,
            procedures=LISTED,
            desk=session.desk,
            set_option=session.set_option,
            reset_option=session.reset_option,
        )

    @property
    def as_of(self) -> float | None:
        """The time before which nothing was read, kept replies included."""
        if self._is_dropped:
            return self._as_of
        moment = min(self.exchange.earliest, math.inf if self.errand.as_of is None else self.errand.as_of)
        return None if moment == math.inf else moment

    @property
    def completeness(self) -> str:
        """``complete``, or ``incomplete: `` and why, as far as was read."""
        if self._is_dropped or self.outcome.rows is None:
            return self._completeness
        return self.outcome.rows.completeness

    def execute(self, parameters: Any) -> Flow[None]:
        """Carry the statement out as far as ``execute`` does."""
        yield from self._told(statement.run(self.text, parameters, self._context))

    def execute_many(self, parameter_sets: Sequence[Any]) -> Flow[None]:
        """Carry the statement out for all sets of parameters."""
        yield from self._told(statement.run_many(self.text, parameter_sets, self._context))

    def _told(self, flow: Flow[Outcome]) -> Flow[None]:
        """Keep the outcome; of a write that failed in part, what came of each row."""
        try:
            self.outcome = yield from flow
        except Error as error:
            told = [one for one in error.row_results if isinstance(one, RowResult)]
            self.outcome = Outcome(row_results=told, notices=self.exchange.notices)
            raise

    def ping(self) -> Flow[None]:
        """Read the custom fields where they are not remembered: that shows whether the credential is taken."""
        yield from metadata.load(self.session.account.facts, self.exchange)

    def work(self, flow: Flow[Result]) -> Flow[Result]:
        """The result of ``flow``, which has the statement to itself."""
        with self._alone():
            return (yield from flow)

    def cancel(self) -> None:
        """End what runs, soon."""
        self.errand.cancel()

    def drop(self) -> None:
        """Drop what is unread: now, or as soon as who is at work has been stopped."""
        if self.session.is_inherited:
            return
        if self._is_busy:
            self.errand.cancel()
        self.finish()

    def finish(self) -> None:
        """Keep nothing but the record of what was done; who is at work ends first."""
        self.session.end(self)
        with self._lock:
            if self._is_dropped:
                return
            self._as_of, self._completeness = self.as_of, self.completeness
            self._is_dropped = True
            is_busy = self._is_busy
        if not is_busy:
            self._release()

    def tell_progress(self) -> None:
        """Call ``on_progress`` where there is something new to tell."""
        progress = (len(self.errand.calls), self.exchange.rows_read)
        if self.session.on_progress is not None and progress != self._progress:
            self._progress = progress
            run = self.outcome.run
            self.session.on_progress(*progress, None if run is None else run.plan.expected)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._lock:
            if self._is_dropped:
                raise InterfaceError("the statement was closed")
            if self._is_busy:
                raise InterfaceError("the cursor is at work for another thread or task; take a cursor for each")
            self._is_busy = True

    def _leave(self) -> None:
        with self._lock:
            self._is_busy = False
            is_dropped = self._is_dropped
        if is_dropped:
            self._release()

    def _release(self) -> None:
        if self.outcome.rows is not None:
            self.outcome.rows.close()
        self.exchange.pages = {}

    def _called(self, call: ApiCall) -> None:
        self.session.log(self.number, call)
        self.tell_progress()
