"""When the next request of this process may be sent: so many in flight, first come first served, within the budget."""

from __future__ import annotations

import math
from collections import deque

from heymarket_dbapi.wire.advice import NONE, Advice
from heymarket_dbapi.wire.book import Book

WINDOW = 60.0


class Slot:
    """One place in the queue, then in flight."""

    __slots__ = ()


class Governor:
    """The queue of one process and credential: it neither waits nor locks. ``book`` holds the budget of a window."""

    def __init__(self, book: Book, budget: int, concurrency: int) -> None:
        self.budget = budget
        self.concurrency = concurrency
        self._book = book
        self._queue: deque[Slot] = deque()
        self._flying: set[Slot] = set()

    def enter(self) -> Slot:
        """A new place at the end of the queue."""
        slot = Slot()
        self._queue.append(slot)
        return slot

    def reserve(self, slot: Slot) -> float | None:
        """None where the request may be sent now; else the seconds to wait, infinite until another slot moves."""
        if self._queue[0] is not slot or len(self._flying) >= self.concurrency:
            return math.inf
        seconds = self._book.take(self.budget)
        if seconds is None:
            self._queue.popleft()
            self._flying.add(slot)
        return seconds

    def release(self, slot: Slot, was_sent: bool = True, advice: Advice = NONE) -> None:
        """The request is over; where it never left, its place is free at once."""
        if slot in self._flying:
            self._flying.remove(slot)
            self._book.settle(was_sent, advice)
        elif slot in self._queue:
            self._queue.remove(slot)

    def close(self) -> None:
        """This process sends no more."""
        self._book.close()

    @property
    def head(self) -> Slot | None:
        """Who is next."""
        return self._queue[0] if self._queue else None
