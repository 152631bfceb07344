"""A listing whose server may hide rows unless they are asked for by a filter: closed conversations, archived lists.

Leaving the filter out shows all rows, or only some. A row that shows the flag without having been asked for proves that
nothing is hidden; else one call asks for the flagged rows. Where rows do not tell the flag themselves, both values are
asked for, and the filter that returned a row tells it.

Where rows of one value alone are wanted, only these are asked for: a filter that is not heeded shows more. A filter
that finds nothing is believed unless a page without it shows a row that it should have found.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import replace

from heymarket_dbapi.api.aim import Aim
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.listing import Listing
from heymarket_dbapi.api.pages import Desk
from heymarket_dbapi.api.proof import Obligation, Proof
from heymarket_dbapi.api.records import Key, Record, find, first, is_empty
from heymarket_dbapi.catalog.sources import Field, Matches
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Facet, Read, Walk
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.errors import ProgrammingError

Births = dict[Key, int | None]
Make = Callable[[Aim, Births], Listing]


class Phase(enum.Enum):
    """How far the reading of both values of the facet has come."""

    OPEN = "without the filter"
    ASKED = "the flagged rows asked for"
    HEAD = "without the filter, as far as rows came meanwhile that were flagged before"
    AGAIN = "without the filter once more, since rows are missing"
    WANTED = "the rows of the wanted value alone"


class Seen(enum.StrEnum):
    """What replies have shown of the filter."""

    SHOWN = "flagged rows are shown unasked"
    UNHEEDED = "the filter changes nothing"
    HIDDEN = "flagged rows are shown to those alone who ask"
    INCLUDED = "with the filter rows of both values are shown"


class FacetedListing:
    """The records of a listing over both values of its facet, each row once.

    ``make`` begins a listing of ``read`` for an aim, sharing the rows that were read; ``is_flag_wanted``: the column
    that the facet tells is asked for; ``wanted``: the one value that matters, or None.
    """

    def __init__(
        self,
        make: Make,
        aim: Aim,
        table: Table,
        read: Read,
        exchange: Exchange,
        *,
        is_flag_wanted: bool,
        wanted: bool | None = None,
    ) -> None:
        assert isinstance(read.pager, Walk)
        assert read.pager.facet is not None
        self.proof = Proof()
        self.is_done = False
        self.births: Births = {}
        self.prepared = None  # records are given what the filter tells of them after they came
        self._make = make
        self._aim = aim
        self._table = table
        self._facet = read.pager.facet
        self._facts = exchange.facts
        self._fact = facet_fact(table, self._facet)
        self._is_flag_wanted = is_flag_wanted
        self._wanted = wanted
        self._is_in_two = False
        self._phase = Phase.OPEN
        # Where a counter counts the flagged rows too, the rows that are shown unasked may be fewer.
        self._is_including = self._learned is Seen.INCLUDED  # the filter is sent, and shows rows of both values
        self._listing = self._make_open()
        self._open = self._listing
        self._next_listing: Listing | None = None  # goes on where the first page of the other ended
        self._was_flagged = False
        self._was_hidden = False
        self._shows_all = self._learned in (Seen.SHOWN, Seen.UNHEEDED, Seen.INCLUDED)
        if wanted is not None and not _names_all(Desk(table, read, exchange)):
            self._begin(Phase.WANTED, replace(aim, facet=wanted, is_probe=True))

    def next(self) -> Flow[list[Record] | None]:
        """The next records that were not seen before, or None when all were read."""
        while not self.is_done:
            is_first = not self.births
            if self._next_listing is not None:
                self._listing, self._next_listing = self._next_listing, None
            try:
                found = yield from self._listing.next()
            except ProgrammingError:
                if self._phase is not Phase.WANTED or self.births:
                    raise
                # What the filter needs is not to be had: the rows are read without it.
                self._phase, self._listing = Phase.OPEN, self._open
                continue
            if self._phase is Phase.WANTED:
                if (shown := (yield from self._wanted_alone(found, is_first=is_first))) is not None:
                    return shown
                continue
            if is_first and self._is_including and all(map(self._is_flagged, found or ())):
                self._include_no_more()
                continue
            if found is None:
                self._go_on()
                continue
            if is_first and self._is_flag_wanted and any(self._is_untold(record) for record in found):
                return (yield from self._both())
            if self._phase is Phase.ASKED:
                self._look_at_asked(found)
                return found
            self._was_flagged = self._was_flagged or any(self._is_flagged(record) for record in found)
            if is_first and self._aim.ascending is not None and self._is_open_question:
                yield from self._probe()
            return found
        return None

    @property
    def is_in_order(self) -> bool:
        """Whether the rows come in the order that is wanted, none of them hidden."""
        shows_all = self._phase is Phase.WANTED or (
            self._phase is Phase.OPEN and (self._was_flagged or self._shows_all)
        )
        return shows_all and not self._is_in_two and self._listing.is_in_order

    @property
    def is_at_end(self) -> bool:
        """Whether the walk over what is being read has nothing left to ask for."""
        return self._listing.is_at_end

    def leave(self) -> Flow[list[Record]]:
        """The walk is left early: the rows that came to the head meanwhile."""
        self.is_done = True
        return (yield from self._listing.leave())

    # What the flag and the filter are ------------------------------------------------------------------------------

    @property
    def _is_counted(self) -> bool:
        return self._table.counter is not None

    @property
    def _learned(self) -> Seen | None:
        known = self._facts.get(self._fact) if self._facet.is_learned else None
        return None if known is None else Seen(known)

    def _learn(self, seen: Seen) -> None:
        self._facts.learn(self._fact, str(seen))

    @property
    def _is_open_question(self) -> bool:
        return self._facet.is_learned and self._learned is None and not self._was_flagged

    def _is_untold(self, record: Record) -> bool:
        return is_untold(self._table, self._facet, record)

    def _is_flagged(self, record: Record) -> bool:
        return is_flagged(self._table, self._facet, record)

    def _make_open(self) -> Listing:
        """The listing without the filter; or with it, where that shows rows of both values."""
        facet = True if self._is_including else None
        return self._make(replace(self._aim, facet=facet, is_part=self._is_counted), self.births)

    def _include(self, probe: Listing) -> None:
        """With the filter rows come that are not flagged: all rows, whether or not it is heeded. So it goes on."""
        self._learn(Seen.INCLUDED)
        self._is_including = self._shows_all = True
        self._next_listing = self._make_open()
        self._next_listing.follow(probe)

    def _include_no_more(self) -> None:
        """What the filter shows is flagged, or nothing: the rows are read without it, and then with it."""
        self._facts.forget(self._fact)
        self._is_including = self._shows_all = False
        self.births.clear()
        self._listing = self._open = self._make_open()

    # From one listing to the next ----------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """A listing has ended: choose the next one, or be done."""
        listing = self._listing
        match self._phase:
            case Phase.OPEN:
                self.proof = listing.proof
                self._end_open()
            case Phase.ASKED:
                self.proof.failed |= listing.proof.failed
                if self.proof.count is not None and len(self.births) >= self.proof.count:
                    self.proof.meet(Obligation.COUNT)
                self._end_asked()
            case Phase.HEAD:
                self.proof.failed |= listing.proof.failed
                self.is_done = True
            case Phase.AGAIN | Phase.WANTED:
                self.proof = listing.proof
                self.is_done = True

    def _end_open(self) -> None:
        if self._is_including:
            self._finish()
        elif self._was_flagged:
            self._learn(Seen.SHOWN)
            self._finish()
        elif self._believes_that_all_is_shown():
            self._finish()
        else:
            self._ask_for_flagged()

    def _believes_that_all_is_shown(self) -> bool:
        """Whether no call is needed: a listing read as a whole that shows no flagged row says otherwise than before."""
        is_whole = self._aim.span.is_open and not self._aim.filled
        return self._learned is Seen.UNHEEDED or (self._learned is Seen.SHOWN and not is_whole)

    def _end_asked(self) -> None:
        if not self._was_hidden and (self._listing.has_rows or self._listing.was_refused):
            self._learn(Seen.UNHEEDED)
        if self._was_hidden and not self._is_counted:
            self._begin(Phase.HEAD, replace(self._aim, is_whole=False, is_part=True, is_probe=True))
            self._listing.follow(self._open)
        else:
            self._finish()

    def _finish(self) -> None:
        """All is read, unless a count says that rows are missing."""
        self.is_done = not self.proof.failed or not self._is_counted
        if not self.is_done:
            self._begin(Phase.AGAIN, self._aim)

    def _begin(self, phase: Phase, aim: Aim) -> None:
        self._phase = phase
        self._listing = self._make(aim, self.births)

    def _ask_for_flagged(self) -> None:
        is_known = self._learned is Seen.HIDDEN
        aim = replace(self._aim, facet=True, is_part=self._is_counted, is_probe=not is_known)
        self._begin(Phase.ASKED, replace(aim, is_whole=aim.is_whole and not self._is_counted))
        self._listing.follow(self._open)
        is_all_seen = self.proof.count is not None and len(self.births) >= self.proof.count
        self._listing.is_thorough = not is_all_seen
        if is_all_seen or not (self._is_counted or is_known or self._open.hides_at_first):
            # An empty reply is no surprise.
            self._listing.proof.count = 0

    def _look_at_asked(self, found: Sequence[Record]) -> None:
        """The filter brought rows that were not shown without it."""
        if not self._is_counted:
            self._listing.proof.count = None
        if any(map(self._is_flagged, found)):
            self._was_hidden = True
            self._learn(Seen.HIDDEN)

    def _probe(self) -> Flow[None]:
        """Ask for a page of flagged rows before the others are read on: where there are none, none can be hidden."""
        probe = self._make(replace(self._aim, facet=True, is_whole=False, is_probe=True), {})
        probe.follow(self._open)
        probe.proof.count = None if self._open.hides_at_first else 0
        found = yield from probe.next()
        if probe.was_refused:
            self._shows_all = True
            self._learn(Seen.UNHEEDED)
        elif found is not None and not any(map(self._is_flagged, found)):
            self._include(probe)
        else:
            self._shows_all = found is None

    def _both(self) -> Flow[list[Record]]:
        """All records, each told by the filter that returned it; a filter that is not heeded tells nothing."""
        flagged = yield from self._half({}, value=True)
        others = yield from self._half({}, value=False)
        self.is_done = self._is_in_two = True
        return list({record["id"]: record for record in flagged + others}.values())

    def _half(self, seen: Births, *, value: bool) -> Flow[list[Record]]:
        """All records that the filter returns for a value."""
        listing = self._make(replace(self._aim, facet=value, is_whole=False), seen)
        half: list[Record] = []
        while (found := (yield from listing.next())) is not None:
            half += found
        self.proof.failed |= listing.proof.failed
        return half

    # One value alone -------------------------------------------------------------------------------------------------

    def _wanted_alone(self, found: list[Record] | None, *, is_first: bool) -> Flow[list[Record] | None]:
        """The records to show of those that the filter brought for the wanted value; None where there are none yet."""
        if found is None:
            if self._listing.was_refused or (is_first and not (yield from self._is_nothing_believed())):
                self._begin_open()
            else:
                self._go_on()
            return None
        if is_first and _names_all(self._listing.desk):
            # Asked in a member's name it may hide rows, and without a filter the count tells.
            self._begin_open()
            return None
        if self._wanted and self._is_flag_wanted and any(map(self._is_untold, found)):
            return (yield from self._told_flagged(found))
        if any(self._is_flagged(record) is self._wanted for record in found):
            self._facts.learn(self._finds, True)
        return found

    @property
    def _finds(self) -> str:
        """The name of the fact that the filter finds rows of the wanted value."""
        return f"{self._fact} finds {self._wanted}".lower()

    def _begin_open(self) -> None:
        """Read over both values after all."""
        self.births.clear()
        self._begin(Phase.OPEN, replace(self._aim, is_part=self._is_counted))
        self._open = self._listing

    def _is_nothing_believed(self) -> Flow[bool]:
        """Whether there is no row of the wanted value: a page without the filter shows none either."""
        if self._facts.get(self._finds):
            return True
        page = self._make(replace(self._aim, is_whole=False, is_part=True), {})
        page.follow(self._listing)
        found = yield from page.next()
        told = [record for record in found or () if not self._is_untold(record)]
        return not any(self._is_flagged(record) is self._wanted for record in told)

    def _told_flagged(self, found: list[Record]) -> Flow[list[Record]]:
        """All records that the filter returned as flagged, but those that it returns as not flagged too."""
        self.is_done = self._is_in_two = True
        while (more := (yield from self._listing.next())) is not None:
            found = found + more
        self.proof.failed |= self._listing.proof.failed
        seen: Births = {}
        probe = self._make(replace(self._aim, facet=False, is_whole=False, is_probe=True), seen)
        yield from probe.next()
        if not seen.keys() & self.births.keys():
            return found
        others = yield from self._half({}, value=False)
        return list({record["id"]: record for record in found + others}.values())


def _names_all(desk: Desk) -> bool:
    """Whether the server wants all prerequisites, a member's name among them."""
    needed = desk.walk.prerequisites
    if not needed or int(desk.fact("level", 0)) >= len(needed):
        return bool(needed)
    return any(slot == needed[-1].slot and value != needed[-1].constant for slot, value in desk.filled)


def facet_fact(table: Table, facet: Facet) -> str:
    """The name of the fact what replies have shown of a filter."""
    return f"{table.name}/{facet.slot.name} filter"


def is_untold(table: Table, facet: Facet, record: Record) -> bool:
    """Whether the record does not tell the flag itself."""
    source = table.by_name[facet.column].source
    return isinstance(source, Matches) and is_empty(find(record, source.path))


def is_flagged(table: Table, facet: Facet, record: Record) -> bool:
    """Whether the record says that it is flagged."""
    match table.by_name[facet.column].source:
        case Matches(path, value):
            return str(find(record, path)).casefold() == value
        case Field(paths):
            return first(record, paths) is not None
        case _:
            return False
