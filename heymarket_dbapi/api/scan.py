"""One relation's rows, batch by batch, by the access path that was planned.

A scan gives rows of one table: from a listing, from single reads of given keys, or from replies that hold all rows;
rows of exploded tables from their parent's records; completed by a second source where the table has one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.api import records as reading
from heymarket_dbapi.api.aim import Aim
from heymarket_dbapi.api.completing import Sought, complete
from heymarket_dbapi.api.decode import decode
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.facets import Births, FacetedListing
from heymarket_dbapi.api.fields import field_of, remember, remembered
from heymarket_dbapi.api.listing import Listing
from heymarket_dbapi.api.nearby import Nearby, Spot, key_of, moment_of
from heymarket_dbapi.api.parts import read_parts
from heymarket_dbapi.api.points import Points, Unusable
from heymarket_dbapi.api.proof import Proof
from heymarket_dbapi.api.records import Record
from heymarket_dbapi.api.whole_rows import WholeRows
from heymarket_dbapi.catalog.sources import Named
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Operator, Prerequisite, Walk
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.errors import DatabaseError
from heymarket_dbapi.plan.access import Access, Listed, Pointed, Walked, choose, listings
from heymarket_dbapi.plan.statistics import Statistics
from heymarket_dbapi.sql.query import Conjunct, Order, Relation

if TYPE_CHECKING:
    import pyarrow


class Scan:
    """The rows of one relation along an access path.

    ``tables`` are all tables by name. ``keeps_records``: ``records`` holds what was read, for extended columns that a
    listing may carry. ``shared`` are listings whose pages are in the page store. ``sought``: the values of which rows
    that matter have one, by column.

    After ``next`` has given None, ``proof`` says whether all rows were shown.
    """

    def __init__(
        self,
        access: Access,
        columns: Sequence[str],
        tables: Mapping[str, Table],
        exchange: Exchange,
        *,
        keeps_records: bool = False,
        shared: frozenset[str] = frozenset(),
        sought: Sought | None = None,
    ) -> None:
        self.access = access
        self.table = access.table
        self.columns = tuple(columns)
        self.records: list[Record] = []
        self._keeps_records = keeps_records
        self._shared = shared
        self._sought: Sought = sought or {}
        self._tables = tables
        self._exchange = exchange
        self._is_done = False
        self._source = self._listing() if isinstance(access.path, Listed) else None

    @property
    def listing(self) -> str:
        """The name of the listing whose pages are read; scans of the same one share them."""
        return self.table.records_of

    @property
    def _parent(self) -> Table:
        """The table whose records are read: the rows are theirs, or entries of one of their fields."""
        return self._tables[self.table.records_of]

    @property
    def proof(self) -> Proof:
        """What could not be shown so far."""
        return self._source.proof if self._source is not None else Proof()

    def next(self) -> Flow[pyarrow.Table | None]:
        """The next rows as an Arrow table of the wanted columns, or None at the end."""
        if self._is_done:
            return None
        if self._source is None:
            self._is_done = True
            return (yield from self._at_once())
        found = yield from self._source.next()
        if found is None:
            self._is_done = True
            return None
        if self._is_named:
            found = yield from self._rest(found)
            remember([field_of(record) for record in found], self._exchange.facts)
        return (yield from self._decoded(found, {}, self._source.prepared))

    @property
    def is_in_order(self) -> bool:
        """Whether the rows come in the order that the access path asks for, so that the first ones may be enough."""
        return self._source is not None and self._source.is_in_order

    @property
    def is_at_end(self) -> bool:
        """Whether the last page that was read holds all that is left of what is wanted."""
        return self._is_done or (self._source is not None and self._source.is_at_end)

    def shows_order(self, rows: pyarrow.Table, column: str) -> bool:
        """Whether the rows show that they come in that order: those of one time alone do not."""
        values = rows.column(column)
        return bool(rows.num_rows and self.is_in_order and values[0] != values[-1])

    def is_jumpable(self, order: Order | None) -> bool:
        """Whether the rows are wanted as the whole listing has them, newest first."""
        path = self.access.path
        if not isinstance(path, Listed) or path.filled or not path.span.is_open or self.table.explode is not None:
            return False
        return order is None or (order.column == self.table.listing_order and order.descending)

    def take(self, found: Sequence[Record]) -> Flow[pyarrow.Table]:
        """The rows of records that were read elsewhere; none are to come after them."""
        self._is_done = True
        return (yield from self._decoded(found, {}))

    def leave(self) -> Flow[pyarrow.Table | None]:
        """End early, the rows read being enough: those that came to the head meanwhile, if any."""
        self._is_done = True
        found = [] if self._source is None else (yield from self._source.leave())
        return (yield from self._decoded(found, {})) if found else None

    def _rest(self, found: list[Record]) -> Flow[list[Record]]:
        """All records: a name that depends on the other rows is given when they are all there."""
        assert self._source is not None
        while (more := (yield from self._source.next())) is not None:
            found = found + more
        return found

    @property
    def _is_named(self) -> bool:
        """Whether a name is wanted that depends on the other rows."""
        return any(isinstance(self.table.by_name[name].source, Named) for name in self.columns)

    def _prepare(self, found: Sequence[Record]) -> pyarrow.Table | None:
        """The rows of a page when it has just come; None where they cannot be told, or not by the page alone."""
        completed: frozenset[str] = frozenset() if self.table.complete is None else self.table.complete.columns
        if self._is_named or completed.intersection(self.columns):
            return None
        try:
            return self._decode(found, {})
        except DatabaseError:
            return None  # it is raised when the page's turn comes

    def _decode(self, found: Sequence[Record], asked: dict[str, object]) -> pyarrow.Table:
        if self._exchange.told is not None and self.table.explode is None:
            self._exchange.told.fill_in(self.table, self.columns, found)
        rows = list(reading.rows(found, self.table.explode))
        return decode(rows, self.table, self.columns, asked, remembered(self._exchange.facts))

    def _decoded(
        self, found: Sequence[Record], asked: dict[str, object], prepared: pyarrow.Table | None = None
    ) -> Flow[pyarrow.Table]:
        if self.table.is_remembered:
            self._note_times(found)
        found = yield from complete(self.table, self.columns, found, self._exchange, self._sought)
        if self._keeps_records:
            self.records.extend(found)
        if self._exchange.recorder is not None:
            self._exchange.recorder(self.listing, found)
        return self._decode(found, asked) if prepared is None else prepared

    def _note_times(self, found: Sequence[Record]) -> None:
        """Remember when the rows stood in the listing."""
        read = listings(self.table)[0]
        assert isinstance(read.pager, Walk)
        times: Iterable[tuple[object, int | None]]
        if self._source is not None and read.pager.born == read.pager.time:
            # The listing has just noted them, as its newest ones.
            times = itertools.islice(reversed(self._source.births.items()), len(found))
        else:
            times = ((key_of(self.table, record), moment_of((read,), record)) for record in found)
        self._exchange.facts.note_times(self.table.name, ((key, one) for key, one in times if one is not None))

    # Listings --------------------------------------------------------------------------------------------------------

    def _listing(self) -> Listing | FacetedListing:
        path = self.access.path
        assert isinstance(path, Listed)
        parent = self._parent
        faceted = [(read, read.pager.facet) for read in path.reads if isinstance(read.pager, Walk) and read.pager.facet]
        read, facet = faceted[0] if faceted else (path.reads[0], None)
        filled = tuple((slot, value) for slot, value in path.filled if facet is None or slot != facet.slot)
        aim = Aim(
            filled=filled,
            is_whole=path.is_whole,
            ahead=path.ahead,
            span=path.span,
            ascending=path.ascending,
            enough=path.enough,
        )

        def make(wanted: Aim, births: Births | None = None) -> Listing:
            listing = Listing(parent, path.reads, self._exchange, self._values, wanted, births)
            listing.prepare = self._prepare if facet is None else None
            return listing

        if facet is None:
            return make(aim)
        wanted = next((value for slot, value in path.filled if slot == facet.slot), None)
        assert wanted is None or isinstance(wanted, bool)
        is_flag_wanted = facet.column in self.columns
        return FacetedListing(make, aim, parent, read, self._exchange, is_flag_wanted=is_flag_wanted, wanted=wanted)

    def _values(self, prerequisite: Prerequisite) -> Flow[list[object]]:
        """All values of a column of another table, for a parameter that needs them."""
        table = self._tables[prerequisite.table]
        access = Access.whole(table, self._tables)
        scan = Scan(access, (prerequisite.column,), self._tables, self._exchange)
        values: list[object] = []
        while (batch := (yield from scan.next())) is not None:
            values += batch.column(0).to_pylist()
        return list(dict.fromkeys(values))

    # Single and whole replies ----------------------------------------------------------------------------------------

    def _at_once(self) -> Flow[pyarrow.Table | None]:
        """The rows of single reads; along the listing instead, where the endpoint does not find what is there."""
        path = self.access.path
        if isinstance(path, Walked):
            return (yield from self._in_parts(path))
        assert isinstance(path, Pointed)
        points = Points(self._parent, path.read, path.binds, self._exchange, self._sample)
        rows = WholeRows.of(path, points, self.columns, self._exchange, self._values)
        try:
            found = yield from rows.find(path.points)
        except Unusable:
            return (yield from self._by_listing(Listed(path.completed_by or listings(self._parent))))
        tables = []
        for one in found:
            self._exchange.rows_read += len(one.records)
            tables.append((yield from self._decoded(one.records, one.asked)))
        import pyarrow

        return pyarrow.concat_tables(tables) if tables else None

    def _in_parts(self, path: Walked) -> Flow[pyarrow.Table | None]:
        """The rows of the parts that are wanted; of the listing of all, where a part is not reached by itself."""
        if not path.points and not path.keys:
            return None
        try:
            looked_up = (yield from self._looked_up(path)) if path.read.through and path.keys else []
            if path.times:
                found = yield from self._seen(path)
            else:
                found = yield from read_parts(self.table, path, looked_up, self._exchange, self._values)
        except Unusable:
            return (yield from self._by_listing(path.otherwise))
        return (yield from self._decoded(found, {}))

    def _seen(self, path: Walked) -> Flow[list[Record]]:
        """Rows that were seen before, at their times; ``Unusable`` where one is there no more."""
        spots = {key: Spot(moment) for key, moment in zip(path.keys, path.times, strict=True)}
        found = yield from Nearby(self.table, (path.read,), self._exchange, self._values).find(spots)
        missing = spots.keys() - found.keys()
        if missing:
            self._exchange.facts.forget_times(self.table.name, missing)
            raise Unusable
        return list(found.values())

    def _looked_up(self, path: Walked) -> Flow[list[dict[str, Any]]]:
        """The rows of the other table that the keys mean."""
        through = path.read.through
        assert through is not None
        table = self._tables[through.table]
        (key,) = table.key
        relation = Relation("", "", table.name, (key, *through.columns), (Conjunct(key, Operator.IN, path.keys),))
        statistics = Statistics(self._exchange.facts, self._shared)
        scan = Scan(choose(relation, table, self._tables, statistics), relation.columns, self._tables, self._exchange)
        rows: list[dict[str, Any]] = []
        while (batch := (yield from scan.next())) is not None:
            rows += [row for row in batch.to_pylist() if row[key] in path.keys]
        return rows

    def _by_listing(self, path: Listed) -> Flow[pyarrow.Table | None]:
        self._is_done = False
        self.access = Access(self.table, path)
        self._source = self._listing()
        return (yield from self.next())

    def _sample(self, column: str) -> Flow[Any]:
        """A value of the column that some row of the listing's first page has; None where there is none."""
        shown = yield from sample(self._parent, (column,), self._tables, self._exchange)
        return None if shown is None else shown[0]


def sample(
    table: Table, columns: Sequence[str], tables: Mapping[str, Table], exchange: Exchange
) -> Flow[tuple[Any, ...] | None]:
    """The values of the columns in a row of the listing's first page that has them all; None where there is none."""
    reads = listings(table)
    if not reads:
        return None
    scan = Scan(Access(table, Listed(reads, is_whole=False)), columns, tables, exchange)
    batch = yield from scan.next()
    rows = [] if batch is None else batch.to_pylist()
    return next((tuple(row[name] for name in columns) for row in rows if None not in row.values()), None)
