"""What one credential sent in the last window, and which processes share its budget: pure logic, told the time.

A request counts from its sending until a window after its reply: the server may have counted it at any moment between
them, so no window of its clock holds more than the budget. Replies are counted in slices of the window, so that a
ledger is small however large the budget is.
"""

from __future__ import annotations

import math
import struct
import zlib
from array import array
from dataclasses import dataclass, field

MOST_SEATS = 80
SLICES = 250
# A slice more for the one that is begun, the rest for a server's clock that runs slower than ours.
RING = 256
SLACK = 1 / 1000
# How long one process is waited for whose turn it is, and how soon the others ask again.
GRACE = 0.1
TURN = 0.01
# What a process was served is remembered for some windows, so that who came late catches up.
FADING = 2
# A process is busy that asked so lately, longer where it has a request in flight. Without one it is expected to send no
# more in a window than it did of late: who asks now and then does not slow down others.
BUSY = 0.5
BUSY_IN_FLIGHT = 5.0
PACE = 20
# A pause that harms nobody, though it may concern one endpoint alone.
SHORT = 3.0
# What the server says of its limit holds for so many windows.
MEMORY = 10
_LARGEST = 2**32 - 1
_MAGIC = b"HEYLEDG1"
_HEAD = struct.Struct("=8sddqdqd")
_SEAT = struct.Struct("=IIIffdd")
_CHECK = struct.Struct("=II")
# Smaller than a page of memory, which no system writes by halves.
SIZE = _CHECK.size + _HEAD.size + 4 * RING + _SEAT.size * MOST_SEATS


@dataclass(slots=True)
class Seat:
    """One process: the budget it states, its requests in flight, how much it was served, when it asked and will ask.

    ``served`` fades with windows, ``recent`` with a small part of one.
    """

    budget: int
    flying: int = 0
    served: float = 0.0
    recent: float = 0.0
    active: float = -math.inf
    due: float = 0.0


@dataclass(slots=True)
class Ledger:
    """What is known of one budget; ``moment`` and ``wall`` are the times of both clocks when it was last used."""

    window: float
    moment: float = 0.0
    wall: float = 0.0
    oldest: int = 0
    paused_until: float = 0.0
    told: int = 0
    told_until: float = 0.0
    counts: list[int] = field(default_factory=lambda: [0] * RING)
    seats: dict[int, Seat] = field(default_factory=dict)

    def advance(self, now: float, wall: float) -> None:
        """Let time pass: forget what is older than a window.

        The monotonic clock is one for all processes and never jumps, but begins anew with the machine. Where it does,
        everything counts as sent just now, unless the wall clock says that it was long ago.
        """
        if now < self.moment:
            self._begin_anew(now, is_long_ago=wall - self.wall > self.window * (1 + 2 / SLICES))
        past = (self.moment - now) / self.window
        for seat in self.seats.values():
            seat.served *= math.exp(past / FADING)
            seat.recent *= math.exp(past * PACE)
        self.moment, self.wall = now, wall
        newest_free = math.floor((now - self.window * (1 + SLACK)) / self._slice) - 1
        if newest_free - self.oldest >= RING:
            self.counts, self.oldest = [0] * RING, newest_free + 1
        while self.oldest <= newest_free:
            self.counts[self.oldest % RING] = 0
            self.oldest += 1

    def take(self, number: int, budget: int) -> float | None:
        """None where the process at a seat may send a request now; else the seconds until it is worth asking again."""
        seat, now = self.seats[number], self.moment
        seat.budget, seat.active, seat.due = max(1, min(budget, _LARGEST)), now, 0.0
        if self.paused_until > now:
            return self.paused_until - now
        free = self._budget() - sum(self.counts) - sum(other.flying for other in self.seats.values())
        if free > self._reserved(number):
            seat.flying += 1
            seat.served += 1.0
            seat.recent += 1.0
            return None
        return TURN if free > 0 else self._until_free(1 - free)

    def promise(self, number: int, seconds: float) -> None:
        """The process at a seat asks again after so many seconds, and has its turn then."""
        self.seats[number].due = self.moment + seconds

    def settle(self, number: int, was_sent: bool) -> None:
        """A request of the process at a seat is over; where it never left, its place is free at once."""
        seat = self.seats[number]
        seat.flying = max(0, seat.flying - 1)
        if was_sent:
            self._count(1)

    def hear(self, pause: float, limit: int | None) -> None:
        """Heed what the server said: nobody sends for ``pause`` seconds, and ``limit`` is its budget.

        A long pause while little was sent is a matter of the one request: the others find out for themselves.
        """
        if 0 < pause <= SHORT or (pause > SHORT and 2 * sum(self.counts) >= self._budget()):
            self.paused_until = max(self.paused_until, self.moment + pause)
        if limit is not None:
            self.told, self.told_until = max(1, min(limit, _LARGEST)), self.moment + MEMORY * self.window

    def sit(self, number: int) -> None:
        """A process takes a seat; what its last owner left in flight counts as answered now."""
        self.leave(number)
        self.seats[number] = Seat(budget=_LARGEST)

    def leave(self, number: int) -> None:
        """The process at a seat is gone."""
        seat = self.seats.pop(number, None)
        if seat is not None and seat.flying:
            self._count(seat.flying)

    @property
    def _slice(self) -> float:
        return self.window / SLICES

    def _begin_anew(self, now: float, is_long_ago: bool) -> None:
        total = 0 if is_long_ago else sum(self.counts)
        self.counts, self.oldest = [0] * RING, math.floor(now / self._slice)
        self.moment, self.paused_until, self.told_until = now, 0.0, 0.0
        for seat in self.seats.values():
            seat.active, seat.due = now, 0.0
        self._count(total)

    def _budget(self) -> int:
        """The smallest budget that a process states which asked within a window, or that the server told."""
        since = self.moment - self.window
        stated = [seat.budget for seat in self.seats.values() if seat.active >= since or seat.flying]
        return min(*stated, self.told if self.told_until > self.moment else _LARGEST)

    def _reserved(self, number: int) -> float:
        """How much is left to others that were served less: what brings them level, where they are likely to ask.

        A process that waits asks at once, one that is busy goes on, and one that is neither gets nothing.
        """
        own, reserved = self.seats[number], 0.0
        for other, seat in self.seats.items():
            lead = own.served - seat.served
            if lead < 0 or (lead == 0 and other >= number):
                continue
            if abs(seat.due - self.moment) <= GRACE:
                reserved += lead + 1
            elif seat.flying and self.moment - seat.active <= BUSY_IN_FLIGHT:
                reserved += lead
            elif self.moment - seat.active <= BUSY:
                reserved += min(lead, seat.recent * PACE)
        return reserved

    def _until_free(self, wanted: int) -> float:
        for number in range(self.oldest, self.oldest + RING):
            wanted -= self.counts[number % RING]
            if wanted <= 0:
                return max(0.0, (number + 1) * self._slice + self.window * (1 + SLACK) - self.moment) + 1e-6
        return math.inf

    def _count(self, replies: int) -> None:
        place = math.floor(self.moment / self._slice) % RING
        self.counts[place] = min(_LARGEST, self.counts[place] + replies)


def write(ledger: Ledger) -> bytes:
    """The ledger as bytes, with their number and check sum before them."""
    times = ledger.moment, ledger.wall, ledger.oldest, ledger.paused_until, ledger.told, ledger.told_until
    seats = [
        _SEAT.pack(number, seat.budget, seat.flying, seat.served, seat.recent, seat.active, seat.due)
        for number, seat in ledger.seats.items()
    ]
    data = b"".join((_HEAD.pack(_MAGIC, *times), array("I", ledger.counts).tobytes(), *seats))
    return _CHECK.pack(len(data), zlib.crc32(data)) + data


def read(content: bytes, window: float) -> Ledger:
    """The ledger at the beginning of ``content``; an empty one where none is whole."""
    if len(content) < _CHECK.size:
        return Ledger(window)
    length, check = _CHECK.unpack_from(content)
    data = content[_CHECK.size : _CHECK.size + length]
    if zlib.crc32(data) != check or data[: len(_MAGIC)] != _MAGIC:
        return Ledger(window)
    _, moment, wall, oldest, paused_until, told, told_until = _HEAD.unpack_from(data)
    counts = array("I", data[_HEAD.size : _HEAD.size + 4 * RING]).tolist()
    seats = {
        number: Seat(budget, flying, served, recent, active, due)
        for number, budget, flying, served, recent, active, due in _SEAT.iter_unpack(data[_HEAD.size + 4 * RING :])
    }
    return Ledger(window, moment, wall, oldest, paused_until, told, told_until, counts, seats)
