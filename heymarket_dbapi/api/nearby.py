"""Rows found again in a listing by their time: one page each, where the listing may begin at a time.

A row may have moved or gone since, the server may compare times coarsely, and many rows may have that time: the walk
goes on within the time, and a row that is not there is left to the caller.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from heymarket_dbapi.api import records as reading
from heymarket_dbapi.api import times
from heymarket_dbapi.api.aim import Aim
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.filling import Values
from heymarket_dbapi.api.listing import Listing
from heymarket_dbapi.api.points import Unusable
from heymarket_dbapi.api.records import Key, Record
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Read, Walk
from heymarket_dbapi.effects import Flow, gather
from heymarket_dbapi.plan.span import Span

# A listing that shows so many pages before the row does not begin at its time.
_MOST_PAGES = 3

Facets = tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row stood: its time, and the values of the listing's facet under which it may be found, in order."""

    moment: int
    facets: Facets = (None,)


@dataclass(frozen=True, slots=True)
class Nearby:
    """Finds rows of a table at their times, by the first of its listings that works."""

    table: Table
    reads: Sequence[Read]
    exchange: Exchange
    values: Values

    def find(self, spots: Mapping[Key, Spot]) -> Flow[dict[Key, Record]]:
        """The records of the rows that are still there, by key; ``Unusable`` where the listing is better read whole."""
        first, *rest = spots
        # The first row teaches how the listing is asked, and its page may show others.
        found = yield from self._look(first, spots)
        groups: dict[int, list[Key]] = {}
        for key in rest:
            groups.setdefault(spots[key].moment // times.SECOND, []).append(key)
        parts = [self._look_at_all([key for key in group if key not in found], spots) for group in groups.values()]
        for part in (yield from gather(parts)):
            found.update(part)
        return found

    def _look_at_all(self, keys: Sequence[Key], spots: Mapping[Key, Spot]) -> Flow[dict[Key, Record]]:
        """Rows of about one time, one after the other: a page may show several."""
        found: dict[Key, Record] = {}
        for key in keys:
            if key not in found:
                found.update((yield from self._look(key, spots)))
        return found

    def _look(self, key: Key, spots: Mapping[Key, Spot]) -> Flow[dict[Key, Record]]:
        """The row, and others that its pages show under the facet under which they are to be looked for."""
        span = Span(spots[key].moment, spots[key].moment)
        found: dict[Key, Record] = {}
        for facet in spots[key].facets:
            aim = Aim(facet=facet, is_whole=False, is_probe=facet is not None, span=span)
            others = {other for other, spot in spots.items() if spot.facets[0] is facet} | {key}
            listing = Listing(self.table, self.reads, self.exchange, self.values, aim)
            found.update((yield from self._read(listing, key, others)))
            if key in found:
                break
        return found

    def _read(self, listing: Listing, key: Key, others: Collection[Key]) -> Flow[dict[Key, Record]]:
        found: dict[Key, Record] = {}
        while key not in found and (batch := (yield from listing.next())) is not None:
            found.update((one, record) for record in batch if (one := key_of(self.table, record)) in others)
            if len(listing.births) > _MOST_PAGES * listing.desk.largest:
                raise Unusable
        if listing.proof.failed and key not in found:
            self.exchange.withdraw(str(listing.desk.read.endpoint))
            raise Unusable
        return found


def key_of(table: Table, record: Record) -> Key:
    """The key of a row whose key is one column."""
    return reading.value_of(table, table.key[0], record)


def moment_of(reads: Sequence[Read], record: Record) -> int | None:
    """The time at which the listings have a record; None where it does not tell."""
    pager = reads[0].pager
    assert isinstance(pager, Walk)
    return reading.moment_of(record, pager.time)
