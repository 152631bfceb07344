"""When rows stood in their listing: the times at which the rows that were read last can be found again.

Of tables whose rows are shown by no read by key. It only ever saves calls: a row that is not found at its time is
looked for in the whole listing.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable

MOST_ROWS = 100_000

_Times = dict[object, int]


class Sightings:
    """The times of at most ``most`` rows of each table, by key; safe for threads.

    Two generations: once the younger one is full, the elder is dropped, so that nothing is ever moved.
    """

    def __init__(self, most: int = MOST_ROWS) -> None:
        self._most = most // 2
        self._lock = threading.Lock()
        self._tables: dict[str, tuple[_Times, _Times]] = {}

    def time_of(self, table: str, key: object) -> int | None:
        """The time of a row, in nanoseconds; None where it was not seen, or long ago."""
        with self._lock:
            young, old = self._tables.get(table, ({}, {}))
            return young.get(key, old.get(key))

    def note(self, table: str, rows: Iterable[tuple[object, int]]) -> None:
        """Remember rows of a table: their keys and times."""
        with self._lock:
            young, old = self._tables.get(table, ({}, {}))
            young.update(rows)
            if len(young) >= self._most:
                young, old = {}, young
            self._tables[table] = (young, old)

    def forget(self, table: str, keys: Collection[object]) -> None:
        """Drop rows that were not found at their time."""
        with self._lock:
            for times in self._tables.get(table, ()):
                for key in keys:
                    times.pop(key, None)

    def clear(self) -> None:
        """Drop all rows."""
        with self._lock:
            self._tables = {}
