"""A listing whose server may hide rows unless they are asked for by a filter (conversations: the closed ones).

Leaving the filter out shows all rows, or only some. A row that shows the flag without having been asked for proves that
nothing is hidden; else one call asks for the flagged rows. Where rows do not tell the flag themselves, both values are
asked for, and the filter that returned a row tells it.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import replace

from heymarket_dbapi.api.listing import Aim, Listing
from heymarket_dbapi.api.proof import Obligation, Proof
from heymarket_dbapi.api.records import FACET, Key, Record, find, is_empty
from heymarket_dbapi.catalog.sources import Matches
from heymarket_dbapi.catalog.spec import Column
from heymarket_dbapi.effects import Flow

Births = dict[Key, int | None]
Make = Callable[[Aim, Births], Listing]


class Phase(enum.Enum):
    """How far the reading of both values of the facet has come."""

    OPEN = "without the filter"
    ASKED = "the flagged rows asked for"
    AGAIN = "without the filter once more, since rows are missing"


class FacetedListing:
    """The records of a listing over both values of its facet, each row once.

    ``make`` begins a listing for an aim, sharing the rows that were read; ``is_flag_wanted``: the column that the facet
    tells is asked for.
    """

    def __init__(self, make: Make, aim: Aim, flag: Column, *, is_flag_wanted: bool) -> None:
        assert isinstance(flag.source, Matches)
        self.proof = Proof()
        self.is_done = False
        self.births: Births = {}
        self._make = make
        self._aim = aim
        self._flag = flag.source
        self._is_flag_wanted = is_flag_wanted
        self._phase = Phase.OPEN
        self._listing = make(replace(aim, is_part=True), self.births)
        self._was_flagged = False

    def next(self) -> Flow[list[Record] | None]:
        """The next records that were not seen before, or None when all were read."""
        while not self.is_done:
            is_first = not self.births
            found = yield from self._listing.next()
            if found is None:
                self._go_on()
            elif is_first and self._is_flag_wanted and any(self._is_untold(record) for record in found):
                return (yield from self._both())
            else:
                self._was_flagged = self._was_flagged or any(self._is_flagged(record) for record in found)
                return found
        return None

    @property
    def is_in_order(self) -> bool:
        """Whether the rows come in the order that is wanted, none of them hidden."""
        return self._was_flagged and self._phase is Phase.OPEN and self._listing.is_in_order

    def leave(self) -> Flow[list[Record]]:
        """The walk is left early: the rows that came to the head meanwhile."""
        self.is_done = True
        return (yield from self._listing.leave())

    def _is_untold(self, record: Record) -> bool:
        return is_empty(find(record, self._flag.path))

    def _is_flagged(self, record: Record) -> bool:
        return str(find(record, self._flag.path)).casefold() == self._flag.value

    def _go_on(self) -> None:
        """A listing has ended: choose the next one, or be done."""
        listing = self._listing
        match self._phase:
            case Phase.OPEN:
                self.proof = listing.proof
                if self._was_flagged:
                    self.is_done = not self.proof.failed
                    self._phase = Phase.AGAIN
                    self._listing = self._make(self._aim, self.births)
                else:
                    self._ask_for_flagged()
            case Phase.ASKED:
                self.proof.failed |= listing.proof.failed
                if self.proof.count is not None and len(self.births) >= self.proof.count:
                    self.proof.meet(Obligation.COUNT)
                self.is_done = not self.proof.failed
                self._phase = Phase.AGAIN
                self._listing = self._make(self._aim, self.births)
            case Phase.AGAIN:
                self.proof = listing.proof
                self.is_done = True

    def _ask_for_flagged(self) -> None:
        self._phase = Phase.ASKED
        self._listing = self._make(
            replace(self._aim, facet=True, is_whole=False, is_part=True, is_probe=True), self.births
        )
        if self.proof.count is not None and len(self.births) >= self.proof.count:
            # All that are counted were seen: an empty reply is no surprise.
            self._listing.proof.count = 0

    def _both(self) -> Flow[list[Record]]:
        """All records, each told by the filter that returned it; a filter that is not heeded tells nothing."""
        halves: list[list[Record]] = []
        keys: list[set[Key]] = []
        for value in (True, False):
            seen: Births = {}
            listing = self._make(replace(self._aim, facet=value, is_whole=False), seen)
            half: list[Record] = []
            while (found := (yield from listing.next())) is not None:
                half += found
            halves.append(half)
            keys.append(set(seen))
            self.proof.failed |= listing.proof.failed
        self.is_done = True
        if not keys[0] & keys[1]:
            return halves[0] + halves[1]
        told = {record["id"]: {**record, FACET: False} for half in halves for record in half}
        return list(told.values())
