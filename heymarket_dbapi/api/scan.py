"""One relation's rows, batch by batch, by the access path that was planned.

A scan gives rows of one table: from a listing, from single reads of given keys, or from replies that hold all rows;
rows of exploded tables from their parent's records; completed by a second source where the table has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.api import records as reading
from heymarket_dbapi.api.decode import decode
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.facets import Births, FacetedListing
from heymarket_dbapi.api.listing import Aim, Listing
from heymarket_dbapi.api.phrase import phrase
from heymarket_dbapi.api.points import Points, Unusable
from heymarket_dbapi.api.proof import Proof
from heymarket_dbapi.api.records import Record
from heymarket_dbapi.catalog.sources import Named
from heymarket_dbapi.catalog.spec import Prerequisite, Table, Walk
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.plan.access import Access, Listed, Pointed, listings

if TYPE_CHECKING:
    import pyarrow


class Scan:
    """The rows of one relation along an access path.

    ``tables`` are all tables by name. ``keeps_records``: ``records`` holds what was read, for extended columns that a
    listing may carry. After ``next`` has given None, ``proof`` says whether all rows were shown.
    """

    def __init__(
        self,
        access: Access,
        columns: Sequence[str],
        tables: Mapping[str, Table],
        exchange: Exchange,
        *,
        keeps_records: bool = False,
    ) -> None:
        self.access = access
        self.table = access.table
        self.columns = tuple(columns)
        self.records: list[Record] = []
        self._keeps_records = keeps_records
        self._tables = tables
        self._exchange = exchange
        self._is_done = False
        self._source = self._listing() if isinstance(access.path, Listed) else None

    @property
    def listing(self) -> str:
        """The name of the listing whose pages are read; scans of the same one share them."""
        return self.table.explode.parent if self.table.explode else self.table.name

    @property
    def _parent(self) -> Table:
        """The table whose records are read: the rows are theirs, or entries of one of their fields."""
        return self._tables[self.table.explode.parent] if self.table.explode else self.table

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
        if any(isinstance(self.table.by_name[name].source, Named) for name in self.columns):
            found = yield from self._rest(found)
        return (yield from self._decoded(found, {}))

    @property
    def is_in_order(self) -> bool:
        """Whether the rows come in the order that the access path asks for, so that the first ones may be enough."""
        return self._source is not None and self._source.is_in_order

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

    def _decoded(self, found: Sequence[Record], asked: dict[str, object]) -> Flow[pyarrow.Table]:
        found = yield from self._completed(found)
        if self._keeps_records:
            self.records.extend(found)
        rows = list(reading.rows(found, self.table.explode))
        return decode(rows, self.table, self.columns, asked)

    # Listings --------------------------------------------------------------------------------------------------------

    def _listing(self) -> Listing | FacetedListing:
        path = self.access.path
        assert isinstance(path, Listed)
        parent = self._parent
        aim = Aim(
            filled=path.filled, is_whole=path.is_whole, ahead=path.ahead, span=path.span, ascending=path.ascending
        )
        facet = next((r.pager.facet for r in path.reads if isinstance(r.pager, Walk) and r.pager.facet), None)

        def make(wanted: Aim, births: Births | None = None) -> Listing:
            return Listing(parent, path.reads, self._exchange, self._values, wanted, births)

        if facet is None:
            return make(aim)
        flag = parent.by_name[facet.column]
        return FacetedListing(make, aim, flag, is_flag_wanted=facet.column in self.columns)

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
        assert isinstance(path, Pointed)
        points = Points(self._parent, path.read, path.binds, self._exchange, self._sample)
        try:
            found = yield from points.find(path.points)
        except Unusable:
            self._is_done = False
            self.access = Access(self.table, Listed(listings(self._parent)))
            self._source = self._listing()
            return (yield from self.next())
        tables = []
        for one in found:
            self._exchange.rows_read += len(one.records)
            tables.append((yield from self._decoded(one.records, one.asked)))
        import pyarrow

        return pyarrow.concat_tables(tables) if tables else None

    def _sample(self, column: str) -> Flow[Any]:
        """A value of the column that some row of the listing's first page has; None where there is none."""
        reads = listings(self._parent)
        if not reads:
            return None
        scan = Scan(Access(self._parent, Listed(reads, is_whole=False)), (column,), self._tables, self._exchange)
        batch = yield from scan.next()
        values = [] if batch is None else batch.column(0).to_pylist()
        return next((value for value in values if value is not None), None)

    # Completion ------------------------------------------------------------------------------------------------------

    def _completed(self, found: Sequence[Record]) -> Flow[Sequence[Record]]:
        """The records with the fields that only a second source has, where a wanted column needs them."""
        complete = self.table.complete
        if complete is None or not complete.columns.intersection(self.columns) or not found:
            return found
        for read in complete.reads:
            answer = yield from self._exchange.ask(
                phrase(read.endpoint, (), dict(read.body) if read.body is not None else None)
            )
            if not answer.is_success:
                continue
            more = {record.get("id"): record for record in reading.records(read, answer)}
            if more:
                return [{**more.get(record.get("id"), {}), **_told(record)} for record in found]
        return found


def _told(record: Record) -> dict[str, Any]:
    return {name: value for name, value in record.items() if not reading.is_empty(value)}
