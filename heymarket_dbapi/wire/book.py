"""Where a ledger is kept: in this process alone, or in a file that the processes of a user share.

The clock is the monotonic one, the same for all processes of a machine; what happens where it begins anew is the
ledger's concern. The file is held for some microseconds at a time and never waited for: who finds it held is told to
ask again, so that an event loop does not stand still.
"""

from __future__ import annotations

import contextlib
import math
import os
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Protocol

from heymarket_dbapi.errors import Warning as DriverWarning
from heymarket_dbapi.wire.advice import NONE, Advice
from heymarket_dbapi.wire.folder import prepare
from heymarket_dbapi.wire.guard import SharedFile
from heymarket_dbapi.wire.job import Job
from heymarket_dbapi.wire.ledger import MOST_SEATS, SIZE, TURN, Ledger, read, write

Clock = Callable[[], float]

_HEAD_OF_TABLE = MOST_SEATS
# How often a held file is tried, and how long to rest before each try.
RESTS = (0.0, 0.0, 0.0, 5e-5, 5e-5, 1e-4, 1e-4, 1e-4)
# A process that waits looks again so often in a window: another may have died, or have given a place back.
LOOKS = 64
# How long the end of a request is brought to a file that is always held.
PATIENCE = 10.0


class Book(Protocol):
    """The budget as one process sees it."""

    def take(self, budget: int) -> float | None:
        """None where a request may be sent now; else the seconds to wait, infinite until another request ends."""

    def settle(self, was_sent: bool, advice: Advice = NONE) -> None:
        """A request is over; heed what its reply said."""

    def close(self) -> None:
        """This process sends no more."""


class MemoryBook:
    """A ledger in memory with one seat; its owner locks."""

    def __init__(self, window: float, clock: Clock = time.monotonic) -> None:
        self._ledger = Ledger(window)
        self._ledger.sit(0)
        self._clock = clock

    def take(self, budget: int) -> float | None:
        """See ``Book``."""
        self._ledger.advance(self._clock(), 0.0)
        return self._ledger.take(0, budget)

    def settle(self, was_sent: bool, advice: Advice = NONE) -> None:
        """See ``Book``."""
        self._ledger.advance(self._clock(), 0.0)
        self._ledger.settle(0, was_sent)
        self._ledger.hear(advice.pause, advice.limit)

    def close(self) -> None:
        """See ``Book``."""


class CarefulBook:
    """A book that goes over to memory alone, with one warning, where its file cannot be used; its owner locks."""

    def __init__(self, path: str, window: float) -> None:
        self._window = window
        self._book: Book = SharedBook(path, window)

    def take(self, budget: int) -> float | None:
        """See ``Book``."""
        try:
            return self._book.take(budget)
        except OSError as error:
            self._book = MemoryBook(self._window)
            _warn(error)
            return self._book.take(budget)

    def settle(self, was_sent: bool, advice: Advice = NONE) -> None:
        """See ``Book``."""
        with contextlib.suppress(OSError):  # the next request finds out that the file cannot be used
            self._book.settle(was_sent, advice)

    def close(self) -> None:
        """See ``Book``."""
        with contextlib.suppress(OSError):
            self._book.close()


warned: list[str] = []


def _warn(error: OSError) -> None:
    if not warned:
        warned.append(str(error))
        warnings.warn(
            "the folder of state_dir cannot be used, so that this process does not share its budget of API calls with"
            f" others ({error.strerror or error}); give a folder that can be written, or state_dir=memory",
            DriverWarning,
            stacklevel=2,
        )


class SharedBook:
    """A ledger in a file, with a seat for this process, whose byte it holds while it lives; safe for threads."""

    def __init__(self, path: str, window: float, clock: Clock = time.monotonic, wall: Clock = time.time) -> None:
        self._path = path
        self._window = window
        self._clock = clock
        self._wall = wall
        self._lock = threading.RLock()
        self._process = os.getpid()
        self._file: SharedFile | None = None
        self._seat = -1
        self._looked_at = -math.inf
        self._unsettled: list[tuple[bool, Advice]] = []

    def take(self, budget: int) -> float | None:
        """See ``Book``; an infinite wait is none here, for other processes wake nobody."""
        with self._lock, self._held() as ledger:
            if ledger is None:
                return TURN
            wait = ledger.take(self._seat, budget)
            if wait is not None:
                wait = TURN if wait == math.inf else min(wait, self._window / LOOKS)
                ledger.promise(self._seat, wait)
            return wait

    def settle(self, was_sent: bool, advice: Advice = NONE) -> None:
        """See ``Book``; where the file is held, a thread brings it there."""
        if self._process != os.getpid():
            return  # a matter of the process that this one was forked from
        with self._lock:
            if self._file is None:
                return  # counted when the file was closed
            self._unsettled.append((was_sent, advice))
            with self._held() as ledger:
                if ledger is not None:
                    return
        Job(self._settle_patiently, lambda: None)

    def close(self) -> None:
        """See ``Book``; it is opened anew by whoever takes."""
        if self._process != os.getpid():
            return
        with self._lock:
            if self._file is not None and not self._file.is_gone():
                with self._held() as ledger:
                    if ledger is not None:
                        ledger.leave(self._seat)
            self._let_go()

    def _opened(self) -> SharedFile:
        if self._file is not None and self._file.is_gone():
            self._let_go()
        if self._file is None:
            prepare(os.path.dirname(self._path))
            self._file = SharedFile(self._path)
            self._seat = -1
        return self._file

    def _let_go(self) -> None:
        file, self._file = self._file, None
        self._unsettled.clear()
        if file is not None:
            file.close()

    def _settle_patiently(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with self._lock:
                if self._file is None or not self._unsettled:
                    return
                with self._held():
                    pass
            time.sleep(TURN)

    @contextlib.contextmanager
    def _held(self) -> Iterator[Ledger | None]:
        """The ledger, written back afterwards; None where another process has it."""
        file = self._opened()
        if not _hold_soon(file):
            yield None
            return
        try:
            ledger = read(file.read(SIZE), self._window)
            ledger.advance(self._clock(), self._wall())
            self._look_around(ledger, file)
            for was_sent, advice in self._unsettled:
                ledger.settle(self._seat, was_sent)
                ledger.hear(advice.pause, advice.limit)
            self._unsettled.clear()
            yield ledger
            file.write(write(ledger))
        finally:
            file.let_go(_HEAD_OF_TABLE)

    def _look_around(self, ledger: Ledger, file: SharedFile) -> None:
        """Sit down, and now and then see who is gone."""
        if self._seat not in ledger.seats:
            self._sit(ledger, file)
        elif ledger.moment - self._looked_at >= self._window / LOOKS or ledger.moment < self._looked_at:
            self._looked_at = ledger.moment
            for number in [number for number in ledger.seats if number != self._seat]:
                if file.hold(number):
                    ledger.leave(number)
                    file.let_go(number)

    def _sit(self, ledger: Ledger, file: SharedFile) -> None:
        if self._seat < 0:
            free = next((number for number in range(MOST_SEATS) if file.hold(number)), None)
            if free is None:
                raise OSError(f"more than {MOST_SEATS} processes use one credential")
            self._seat = free
        ledger.sit(self._seat)


def _hold_soon(file: SharedFile) -> bool:
    for rest in RESTS:
        if file.hold(_HEAD_OF_TABLE):
            return True
        time.sleep(rest)
    return False
