"""When the next request may be sent: so many in any window, so many in flight, first come first served."""

from __future__ import annotations

import math
from collections import deque

WINDOW = 60.0


class Slot:
    """One place in the queue, then in the budget."""

    __slots__ = ()


class Governor:
    """The budget of one credential as pure logic: it is told the time, and neither waits nor locks.

    A slot is free again ``window`` seconds after its reply: the server may have counted the request at any moment
    before that, so no window of its clock holds more than the budget.
    """

    def __init__(self, budget: int, concurrency: int, window: float = WINDOW) -> None:
        self.budget = budget
        self.concurrency = concurrency
        self.window = window
        self._queue: deque[Slot] = deque()
        self._flying: set[Slot] = set()
        self._replied: deque[float] = deque()

    def enter(self) -> Slot:
        """A new place at the end of the queue."""
        slot = Slot()
        self._queue.append(slot)
        return slot

    def reserve(self, slot: Slot, now: float) -> float | None:
        """None where the request may be sent now; else the seconds to wait, infinite until another slot moves."""
        self._forget(now)
        if self._queue[0] is not slot or len(self._flying) >= self.concurrency:
            return math.inf
        over = len(self._flying) + len(self._replied) - self.budget
        if over < 0:
            self._queue.popleft()
            self._flying.add(slot)
            return None
        if over >= len(self._replied):
            return math.inf
        return max(0.0, self._replied[over] + self.window - now)

    def release(self, slot: Slot, now: float, was_sent: bool = True) -> None:
        """The request is over; where it never left, its place is free at once."""
        if slot in self._flying:
            self._flying.remove(slot)
            if was_sent:
                self._replied.append(now)
        elif slot in self._queue:
            self._queue.remove(slot)

    @property
    def head(self) -> Slot | None:
        """Who is next."""
        return self._queue[0] if self._queue else None

    def _forget(self, now: float) -> None:
        while self._replied and self._replied[0] + self.window <= now:
            self._replied.popleft()
