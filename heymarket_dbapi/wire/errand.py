"""What one statement may spend and has spent: time, calls, and whether it was told to stop."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from heymarket_dbapi.errors import OperationalError
from heymarket_dbapi.wire.signal import Signal


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One HTTP request that was sent; ``status`` is None where no whole reply came.

    ``path`` holds the query; of a media link, the address without it.
    """

    number: int
    method: str
    path: str
    status: int | None
    milliseconds: float
    bytes: int
    request_id: str | None
    sent_at: float
    page: int | None = None


class Errand:
    """The budget and the record of one statement; ``cancel`` may be called from any thread and any loop.

    ``timeout`` counts the seconds spent inside ``run``, not those in which the caller reads what it was given.
    """

    def __init__(
        self,
        *,
        timeout: float | None = None,
        max_calls: int | None = None,
        on_call: Callable[[ApiCall], None] | None = None,
    ) -> None:
        self.timeout = timeout
        self.max_calls = max_calls
        self.on_call = on_call
        self.signal = Signal()
        self.as_of: float | None = None
        self._calls: list[ApiCall] = []
        self._begun = 0
        self._lock = threading.RLock()
        self._halt: str | None = None
        self._spent = 0.0
        self._running = 0
        self._started = 0.0

    @property
    def calls(self) -> list[ApiCall]:
        """The requests sent so far, in the order of their ends."""
        with self._lock:
            return list(self._calls)

    @property
    def is_halted(self) -> bool:
        """Whether it may do nothing any more."""
        return self._halt is not None or self.signal.is_fired

    def cancel(self) -> None:
        """End what runs, soon; what is asked for later fails as well."""
        self._stop("the statement was cancelled")
        self.signal.fire()

    def remaining(self) -> float | None:
        """Seconds until the deadline, or None where there is none."""
        if self.timeout is None:
            return None
        with self._lock:
            since = time.monotonic() - self._started if self._running else 0.0
            return max(0.0, self.timeout - self._spent - since)

    def check(self) -> None:
        """Raise where the errand was cancelled, or has spent its time or its calls."""
        if self.remaining() == 0.0:
            self.expire()
        if self._halt is not None:
            raise OperationalError(self._halt)

    def expire(self) -> None:
        """A wait ended with the deadline: raise, though a clock may be a moment behind."""
        if self.timeout is not None:
            self._stop(
                f"the statement took longer than its timeout of {self.timeout:g} s;"
                " raise the option timeout, or ask for less"
            )
        if self._halt is not None:
            raise OperationalError(self._halt)

    @contextmanager
    def working(self) -> Iterator[None]:
        """The clock of the timeout runs."""
        with self._lock:
            if self._running == 0:
                self._started = time.monotonic()
            self._running += 1
        try:
            yield
        finally:
            with self._lock:
                self._running -= 1
                if self._running == 0:
                    self._spent += time.monotonic() - self._started

    def begin_call(self, now: float) -> None:
        """Take one of the calls allowed."""
        self.check()
        with self._lock:
            if self.max_calls is not None and self._begun >= self.max_calls:
                self._stop(
                    f"the statement needs more than max_calls = {self.max_calls}; {self._begun} calls were made;"
                    " raise max_calls, or ask for less"
                )
                self.check()
            self._begun += 1
            self.as_of = now if self.as_of is None else min(now, self.as_of)

    def give_back(self) -> None:
        """The call taken was never sent."""
        with self._lock:
            self._begun -= 1

    def record(self, call: ApiCall) -> None:
        """Remember a request sent; its number is given here."""
        with self._lock:
            self._calls.append(dataclasses.replace(call, number=len(self._calls) + 1))

    def _stop(self, reason: str) -> None:
        with self._lock:
            self._halt = self._halt or reason
