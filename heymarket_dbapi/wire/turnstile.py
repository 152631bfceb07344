"""The governor where threads and event loops meet: locked, with a wake-up for whoever is next."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable
from typing import Protocol

from heymarket_dbapi.wire.advice import NONE, Advice
from heymarket_dbapi.wire.governor import Governor, Slot


class Stated(Protocol):
    """What a connection states about the pace it wants."""

    @property
    def requests_per_minute(self) -> int: ...

    @property
    def concurrency(self) -> int: ...


class Member:
    """A connection whose budget counts for as long as it lives."""

    def __init__(self, stated: Stated) -> None:
        self.requests_per_minute = stated.requests_per_minute
        self.concurrency = stated.concurrency


class Turnstile:
    """Lets requests of one credential through; the smallest budget stated by a living connection holds."""

    def __init__(self, governor: Governor) -> None:
        self._governor = governor
        self._lock = threading.RLock()
        self._wakes: dict[Slot, Callable[[], None]] = {}
        self._members: weakref.WeakSet[Member] = weakref.WeakSet()
        self._process = os.getpid()

    def join(self, member: Member) -> None:
        """Let the budget that ``member`` states count."""
        with self._lock:
            self._members.add(member)

    def enter(self) -> Slot:
        """A place in the queue."""
        with self._lock:
            return self._governor.enter()

    def reserve(self, slot: Slot, wake: Callable[[], None]) -> float | None:
        """None where the request may be sent now; else how long to wait before asking again, unless woken before."""
        with self._lock:
            members = list(self._members)
            if members:
                self._governor.budget = min(member.requests_per_minute for member in members)
                self._governor.concurrency = min(member.concurrency for member in members)
            seconds = self._governor.reserve(slot)
            if seconds is None:
                self._wake_next()
            else:
                self._wakes[slot] = wake
            return seconds

    def release(self, slot: Slot, was_sent: bool, advice: Advice = NONE) -> None:
        """The request is over; whoever is next is woken."""
        if self._process != os.getpid():
            return  # a flow of the parent ends in a child, where a thread that is not there may hold the lock
        with self._lock:
            self._wakes.pop(slot, None)
            self._governor.release(slot, was_sent, advice)
            self._wake_next()

    def close(self) -> None:
        """Leave the budget to other processes, until the next request."""
        if self._process != os.getpid():
            return
        with self._lock:
            self._governor.close()

    def _wake_next(self) -> None:
        head = self._governor.head
        wake = None if head is None else self._wakes.pop(head, None)
        if wake is not None:
            wake()
