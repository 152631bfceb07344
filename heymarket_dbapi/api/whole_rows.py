"""Rows read by key, with what such a reply lacks: each is found again in a listing, at its time.

What no reply by key carries comes from the row's own page of the listing. So does the flag that only a listing's filter
tells, where the row does not. A row that moved meanwhile is read again, once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.facets import Seen, facet_fact, is_flagged, is_untold
from heymarket_dbapi.api.filling import Values
from heymarket_dbapi.api.nearby import Facets, Nearby, Spot, key_of, moment_of
from heymarket_dbapi.api.points import Found, Points, Unusable
from heymarket_dbapi.api.records import FACET, Key, Record
from heymarket_dbapi.catalog.ways import Facet, Read, Walk
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.plan.access import Pointed, listings, takes_times

_BOTH: Facets = (None, True)  # as the listing shows rows unasked, and the flagged ones alone


@dataclass(frozen=True, slots=True)
class WholeRows:
    """Reads rows by key whose ``columns`` are wanted; ``reads``: the listings that show what single replies lack."""

    points: Points
    columns: Collection[str]
    exchange: Exchange
    values: Values
    reads: Sequence[Read]
    is_lacking: bool

    @staticmethod
    def of(path: Pointed, points: Points, columns: Collection[str], exchange: Exchange, values: Values) -> WholeRows:
        """The reader for an access path."""
        reads = path.completed_by or tuple(read for read in listings(points.table) if takes_times(read))
        return WholeRows(points, columns, exchange, values, reads, bool(path.completed_by))

    def find(self, wanted: Sequence[tuple[object, ...]]) -> Flow[list[Found]]:
        """What the API has for each point; ``Unusable`` where the listing has to be read."""
        found = yield from self.points.find(wanted)
        spots = self._spots(found)
        if not spots:
            return found
        nearby = Nearby(self.points.table, self.reads, self.exchange, self.values)
        shown = yield from nearby.find(spots)
        self._learn(spots, shown)
        missing = [one for one in found if self._keys(one) & (spots.keys() - shown.keys())]
        if missing:
            found = [one for one in found if one not in missing]
            found += yield from self._again(missing, nearby, shown)
        return [self._united(one, shown) for one in found]

    def _learn(self, spots: Mapping[Key, Spot], shown: Mapping[Key, Record]) -> None:
        """Remember that flagged rows are shown to those alone who ask, where one was."""
        facet = self._facet
        if facet is not None and any(shown[key].get(FACET) and spots[key].facets == _BOTH for key in shown):
            self.exchange.facts.learn(facet_fact(self.points.table, facet), str(Seen.HIDDEN))

    def _again(self, missing: Sequence[Found], nearby: Nearby, shown: dict[Key, Record]) -> Flow[list[Found]]:
        """Rows that were not at their time: they moved, are gone, or are nowhere to be found by a time."""
        if not all(one.asked for one in missing):
            raise Unusable
        again = yield from self.points.find([tuple(one.asked.values()) for one in missing], fresh=True)
        spots = self._spots(again)
        if spots:
            shown.update((yield from nearby.find(spots)))
        if not spots.keys() <= shown.keys():
            raise Unusable
        return again

    def _keys(self, found: Found) -> set[Key]:
        return {key_of(self.points.table, record) for record in found.records}

    def _united(self, found: Found, shown: dict[Key, Record]) -> Found:
        """The records with what the listing shows, which is the newer one."""
        table = self.points.table
        return Found([{**record, **shown.get(key_of(table, record), {})} for record in found.records], found.asked)

    # Where a row is to be looked for ---------------------------------------------------------------------------------

    def _spots(self, found: Sequence[Found]) -> dict[Key, Spot]:
        """The rows that do not tell all that is wanted, and where the listing has them."""
        spots: dict[Key, Spot] = {}
        for record in (record for one in found for record in one.records):
            if not self.is_lacking and not self._is_flag_missing(record):
                continue
            moment = moment_of(self.reads, record)
            if moment is None:
                raise Unusable
            spots[key_of(self.points.table, record)] = Spot(moment, self._facets(record))
        return spots

    @property
    def _facet(self) -> Facet | None:
        pagers = [read.pager for read in self.reads]
        return next((pager.facet for pager in pagers if isinstance(pager, Walk) and pager.facet), None)

    def _is_flag_missing(self, record: Record) -> bool:
        facet = self._facet
        return facet is not None and facet.column in self.columns and is_untold(self.points.table, facet, record)

    def _facets(self, record: Record) -> Facets:
        """The filters under which the listing may show the row, the likeliest first."""
        table, facet = self.points.table, self._facet
        if facet is None:
            return (None,)
        if self._is_flag_missing(record):
            # A filter that is not heeded shows the row under either value: it is not flagged then.
            return (False, True, None)
        if is_untold(table, facet, record):
            return _BOTH
        if not is_flagged(table, facet, record):
            return (None,)
        is_hidden = self.exchange.facts.get(facet_fact(table, facet)) == Seen.HIDDEN
        return (True, None) if is_hidden else _BOTH
