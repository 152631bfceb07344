"""What must be shown before an answer may be called whole: the obligations of a walk.

* *end*: the last row was seen with nothing behind it, or a counter agrees;
* *overlap*: pages that follow each other share a row, so that nothing lies between them;
* *head*: the front of a listing whose order moves is as it was when the walk began;
* *count*: what a counter said before the walk does not exceed what was read.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from heymarket_dbapi.api.records import Key


class Obligation(enum.Enum):
    """One thing that a walk has to show."""

    END = "the end was not seen"
    OVERLAP = "two pages did not meet"
    HEAD = "rows kept moving while they were read"
    COUNT = "the API counts more rows than it shows"


class Contradiction(Exception):
    """A reply says that a steer does not do what it is thought to do; another one is tried."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Proof:
    """The obligations of one walk that are still open, and the count that was taken before it.

    ``counted_at``: the server's time of the count; ``head_at``: the time of the row at the head when the walk began.
    ``reason``: why no way leads to the end. ``asked_at``: this machine's time at which the count was asked for;
    ``is_late``: the count was of no use, since kept pages are older.
    """

    count: int | None = None
    counted_at: int | None = None
    head_at: int | None = None
    failed: set[Obligation] = field(default_factory=set)
    reason: str = ""
    asked_at: float = -math.inf
    is_late: bool = False

    def note(self, count: int | None = None, counted_at: int | None = None, asked_at: float = -math.inf) -> None:
        """Remember a count, or that there is none."""
        self.count, self.counted_at, self.asked_at, self.is_late = count, counted_at, asked_at, False

    def see(self, received_at: float) -> None:
        """A page of the walk came at that time: a count that was taken later says nothing of it.

        Rows that were deleted in between would stand in for others that the count holds.
        """
        if received_at < self.asked_at and self.count is not None:
            self.count, self.is_late = None, True

    def fail(self, obligation: Obligation) -> None:
        """Note that an obligation could not be met."""
        self.failed.add(obligation)

    def meet(self, obligation: Obligation) -> None:
        """Note that it is met after all."""
        self.failed.discard(obligation)

    def covers(self, keys: Iterable[Key], births: Mapping[Key, int | None]) -> bool:
        """Whether so many of these rows existed when they were counted that none can be missing.

        A row that was made later may stand in for one that was missed, so that only older rows prove anything.
        """
        if self.count is None:
            return False
        bounds = [bound for bound in (self.counted_at, self.head_at) if bound is not None]
        if not bounds:
            return sum(1 for _ in keys) >= self.count
        latest = min(bounds)
        old = sum(1 for key in keys if (birth := births.get(key)) is None or birth <= latest)
        return old >= self.count

    def __str__(self) -> str:
        text = "; ".join(obligation.value for obligation in Obligation if obligation in self.failed)
        return f"{text} ({self.reason})" if text and self.reason else text
