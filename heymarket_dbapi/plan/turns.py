"""In which order relations are read: who waits for whose values, so that they narrow its scan (dynamic filters).

A relation that is narrowed by constants is read first; its values are carried to those that can be asked for by them.
Whether the carried values or a scan of its own cost fewer calls is decided when the values are there.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from heymarket_dbapi.catalog.pushdown import inherited_columns
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Endpoint, Read, Slot, Walk
from heymarket_dbapi.effects import Request
from heymarket_dbapi.plan.access import Pointed, Walked, choose, is_usable, listings, needed_columns, pages
from heymarket_dbapi.plan.statistics import Statistics
from heymarket_dbapi.sql.query import End, Extreme, Link, Order, Query, Relation

# A scan of so few calls is not worth waiting for other rows.
_CHEAP = 2


# How a request to an endpoint is phrased, with values in its slots and what its body holds anyway.
Phrase = Callable[[Endpoint, Sequence[tuple[Slot, object]], Mapping[str, Any] | None], Request]


def unphrased(endpoint: Endpoint, filled: Sequence[tuple[Slot, object]], body: Mapping[str, Any] | None) -> Request:
    """A request that says nothing but where it goes."""
    return Request.of(endpoint.method, endpoint.path)


class Rank(enum.IntEnum):
    """How early a relation is read; up to ``FILTERED`` its values may narrow others."""

    HERE = 0  # its rows are here already
    KEYED = 1  # read by keys that the query tells
    CARRIED = 2  # read by another relation's values
    CUT = 3  # a part of a listing
    FILTERED = 4  # a whole listing, of which the query drops rows
    PACED = 5  # a listing in an order, as far as the query shows rows: by these others may be asked for step by step
    WHOLE = 6  # a whole listing
    STUCK = 7  # the API lists it only by values that no constant tells


@dataclass(frozen=True, slots=True)
class Turn:
    """One relation, and the link for whose values it waits: None where it is read at once.

    ``shared``: listings that other relations read whole, so that they cost this one nothing.
    """

    relation: Relation
    link: Link | None = None
    shared: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scene:
    """The tables by name, those relations of a query that are live, and what is known of sizes.

    ``streamed``: the relation that is read no further than rows are wanted, so that nothing may wait for all of it.
    ``phrase``: how requests are phrased, for those who want to see them.
    """

    tables: Mapping[str, Table]
    live: Collection[str]
    statistics: Statistics
    streamed: str | None = None
    phrase: Phrase = field(default=unphrased, compare=False)

    def take_turns(self, query: Query) -> list[Turn]:
        """The query's relations in the order in which they begin."""
        relations = [_with_order(relation, query.extremes) for relation in query.relations]
        ranks = {relation.name: self._rank(relation) for relation in relations}
        turns = self._take_turns(relations, dict(ranks))
        paced = {turn.relation.name for turn in turns if ranks[turn.relation.name] is Rank.PACED}
        followers = {turn.relation.name for turn in turns if turn.link is not None and turn.link.relation in paced}
        if any(turn.link is not None and turn.link.relation in followers for turn in turns):
            # What waits for those that are asked step by step would have to be asked so too.
            for name in paced:
                ranks[name] = Rank.WHOLE
            return self._take_turns(relations, ranks)
        return turns

    def _take_turns(self, relations: Sequence[Relation], ranks: dict[str, Rank]) -> list[Turn]:
        waiting = {relation.name: relation for relation in relations}
        ordered: list[Relation] = []
        links: dict[str, Link] = {}
        while waiting:
            name = min(waiting, key=lambda one: (ranks[one], one == self.streamed))
            ordered.append(waiting.pop(name))
            is_narrow = ranks[name] <= (Rank.CARRIED if name == self.streamed else Rank.PACED)
            for other in waiting.values():
                link = self._usable(other, name, is_narrow=is_narrow) if ranks[other.name] > Rank.CARRIED else None
                if link is None or (ranks[name] is Rank.PACED and other.order is not None):
                    continue
                shared = self._shared(other, relations, ranks)
                if link.column in self._required(other) or not self._is_cheap(other, shared):
                    links[other.name] = link
                    ranks[other.name] = Rank.CARRIED
        return [Turn(one, links.get(one.name), self._shared(one, relations, ranks)) for one in ordered]

    def _shared(self, relation: Relation, relations: Sequence[Relation], ranks: Mapping[str, Rank]) -> frozenset[str]:
        """The listings that other relations read whole."""
        return frozenset(
            self.source(other).name
            for other in relations
            if other.name != relation.name and ranks[other.name] in (Rank.FILTERED, Rank.WHOLE)
        )

    def source(self, relation: Relation) -> Table:
        """The table whose records hold the relation's rows."""
        return self.tables[self.tables[relation.table].records_of]

    def _rank(self, relation: Relation) -> Rank:
        if relation.name not in self.live or relation.is_empty:
            return Rank.HERE
        if self._required(relation):
            return Rank.STUCK
        path = choose(relation, self.tables[relation.table], self.tables, self.statistics).path
        if isinstance(path, Walked) or (isinstance(path, Pointed) and path.binds):
            return Rank.KEYED
        if isinstance(path, Pointed):
            return Rank.CUT
        if path.ascending is not None and not relation.is_headed:
            return Rank.PACED
        if path.filled or not path.span.is_open or relation.reach is not None or relation.is_headed:
            return Rank.CUT
        if relation.order is not None:
            return Rank.WHOLE
        is_filtered = relation.conjuncts or relation.predicate is not None
        return Rank.FILTERED if is_filtered else Rank.WHOLE

    def _required(self, relation: Relation) -> Collection[str]:
        """The columns by one of whose values the relation must be asked for, where no constant tells one."""
        if relation.name not in self.live:
            return ()
        required = self.tables[relation.table].required
        return () if any(conjunct.column in required for conjunct in relation.conjuncts) else required

    def _usable(self, relation: Relation, origin: str, *, is_narrow: bool) -> Link | None:
        """The link from the origin by whose values rows can be asked for."""
        if relation.name not in self.live:
            return None
        required = self._required(relation)
        if not required and not is_narrow:
            return None
        table, source = self.tables[relation.table], self.source(relation)
        names = {own: name for name, own in inherited_columns(table, source).items()}
        keys = self._keys(relation)
        for link in relation.links:
            if link.relation == origin and names.get(link.column) in keys:
                return link
        return None

    def _keys(self, relation: Relation) -> set[str]:
        """The columns by whose values alone rows can be asked for, as the records' table names them."""
        table = self.tables[relation.table]
        wanted = needed_columns(relation, table)
        return {
            column
            for read in self.source(relation).reads
            if table.explode is not None or is_usable(table, read, wanted)
            for column in keys_of(read)
            # Of rows in an order the first ones are read, which takes fewer calls than parts of a listing.
            if read.through is None or (table.explode is None and relation.order is None)
        }

    def _is_cheap(self, relation: Relation, shared: frozenset[str]) -> bool:
        """Whether the whole listing takes no more calls than waiting for keys would save, or is read anyway."""
        source = self.source(relation)
        walks = listings(source)
        if not walks:
            return any(not read.required for read in source.reads)
        if source.name in shared:
            return True
        rows = self.statistics.rows(source)
        return rows is not None and 1 + pages(rows, self.statistics.page_size(source, walks[0]), walks[0]) <= _CHEAP


def keys_of(read: Read) -> tuple[str, ...]:
    """The columns by whose values alone the read can be asked."""
    if read.through is not None:
        return (read.through.column,)
    if len(read.required) == 1 and not isinstance(read.pager, Walk):
        return (read.required[0].column,)
    return ()


def first(relation: Relation, column: str, *, ascending: bool) -> Relation:
    """The relation of which the first row alone matters."""
    return replace(relation, order=Order(column, not ascending, 1, 1))


def has_both_ends(relation: Relation, extremes: Extreme, table: Table) -> bool:
    """Whether the least and the greatest value of the listing's order are all that is wanted of it."""
    is_listed = extremes.column == table.listing_order and table.explode is None
    return is_listed and extremes.relation == relation.name and not relation.conjuncts and len(set(extremes.ends)) > 1


def _with_order(relation: Relation, extremes: Extreme | None) -> Relation:
    """The relation; of one end of a column alone, the first row in its order is wanted."""
    if extremes is None or extremes.relation != relation.name or relation.conjuncts or len(set(extremes.ends)) > 1:
        return relation
    return first(relation, extremes.column, ascending=extremes.ends[0] is End.LEAST)
