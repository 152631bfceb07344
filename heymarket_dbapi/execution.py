"""A resolved SELECT at work: scans, pages pushed to the engine, rows out as the reader pulls.

Two kinds. A *row-wise* query computes over the pages that have arrived since the last fetch, and its LIMIT is counted
here, so that no page is read that is not needed. A *blocking* one reads its scans and computes once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.api.counting import count
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.hydrate import Wish, hydrate
from heymarket_dbapi.api.records import Record
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.catalog.relations import LIVE_SCHEMA
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.effects import Flow, compute, gather
from heymarket_dbapi.engine import Workbench
from heymarket_dbapi.errors import OperationalError
from heymarket_dbapi.sql.query import Counting, Hydration, Link, Query, Relation

if TYPE_CHECKING:
    import pyarrow

_MOST_PAGES_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Late:
    """A scan that waits for the values of another relation's column: the API lists the table by such values only."""

    link: Link
    begin: Callable[[tuple[object, ...]], Scan]


@dataclass(slots=True)
class Source:
    """A relation of the query with its scan, and what the scan gave so far; without one, all its rows are there."""

    relation: Relation
    scan: Scan | None
    empty: pyarrow.Table
    batches: list[pyarrow.Table] = field(default_factory=list)
    is_read: bool = False
    late: Late | None = None

    def step(self) -> Flow[bool]:
        """Read one batch more; whether there was one."""
        if self.scan is None or self.is_read:
            self.is_read = True
            return False
        batch = yield from self.scan.next()
        if batch is None:
            self.is_read = True
            return False
        self.batches.append(batch)
        return True

    def read(self) -> Flow[None]:
        """Read all that is left."""
        while (yield from self.step()):
            pass

    @property
    def is_in_order(self) -> bool:
        """Whether the first rows may be enough: they come in the order in which they are wanted."""
        return self.relation.order is not None and self.scan is not None and self.scan.access.is_in_order

    @property
    def reach(self) -> int | None:
        """So many rows of any kind are enough, or None."""
        return self.relation.reach if not self.relation.conjuncts else None

    def rows(self) -> int:
        """How many rows arrived."""
        return sum(batch.num_rows for batch in self.batches)

    def leave(self) -> Flow[None]:
        """End early: what was read is enough, with the rows that came to the head meanwhile."""
        assert self.scan is not None
        more = yield from self.scan.leave()
        self.is_read = True
        if more is not None:
            self.batches.append(more)

    def arrived(self) -> pyarrow.Table:
        """What arrived and was not computed over yet, as one table."""
        import pyarrow

        return pyarrow.concat_tables([self.empty, *self.batches])


@dataclass(frozen=True, slots=True)
class Manner:
    """How strictly a query is carried out, from the options."""

    is_lenient: bool
    is_suppressed: bool
    media_max_bytes: int


class Execution:
    """The rows of one SELECT."""

    def __init__(
        self,
        query: Query,
        sources: Sequence[Source],
        tables: dict[str, Table],
        bench: Workbench,
        exchange: Exchange,
        manner: Manner,
    ) -> None:
        self._query = query
        self._sources = {source.relation.name: source for source in sources}
        self._tables = tables
        self._bench = bench
        self._exchange = exchange
        self._manner = manner
        exchange.keeps_pages = any(len(group) > 1 for group in _groups(sources))
        is_late = any(source.late is not None for source in sources)
        self._stream = self._sources[query.stream.relation] if query.stream is not None and not is_late else None
        self._skip = query.stream.offset if query.stream is not None else 0
        self._left = query.stream.limit if query.stream is not None else None
        self._pages = 1
        self._are_others_loaded = False
        self._is_done = False
        self._empty: pyarrow.Table | None = None

    @property
    def completeness(self) -> str:
        """Whether all obligations of the scans were met so far, and which were not."""
        open_ends = self._open_ends()
        return f"incomplete: {open_ends}" if open_ends else "complete"

    def begin(self) -> Flow[None]:
        """Read the first page, so that what is wrong with the credential or the request shows at once."""
        if self._query.is_empty or self._left == 0 or self._query.count is not None:
            return
        others = [source for source in self._sources.values() if source is not self._stream]
        for source in [*others, *([self._stream] if self._stream else [])]:
            if source.scan is not None:
                yield from source.step()
                return

    def next(self, wanted: int | None) -> Flow[pyarrow.Table | None]:
        """The next rows, or None at the end."""
        if self._is_done:
            return None
        if self._query.is_empty or self._left == 0:
            self._is_done = True
            return (yield from self._compute()) if self._query.is_empty else None
        if self._query.count is not None and (counted := (yield from self._count(self._query.count))) is not None:
            self._is_done = True
            return counted
        yield from self._load_others()
        if self._stream is None:
            table = self._counted((yield from self._compute()))
            self._is_done = True
            return table
        return (yield from self._next_of_stream(self._stream, wanted))

    def empty(self) -> Flow[pyarrow.Table]:
        """The result over relations without rows, cut to none."""
        if self._empty is None:
            bench, query = self._bench, self._query
            table = yield from compute(lambda: bench.shape(query.residual, query.parameters), bench.interrupt)
            self._empty = table.rename_columns(list(query.names)) if query.names else table
        return self._empty

    def close(self) -> None:
        """End the engine's work and drop what is unread."""
        self._is_done = True
        self._sources = {}
        self._stream = None
        self._bench.close()

    # Scans -----------------------------------------------------------------------------------------------------------

    def _load_others(self) -> Flow[None]:
        """Read all relations but the streamed one, and give them to the engine."""
        if self._are_others_loaded:
            return
        others = [source for source in self._sources.values() if source is not self._stream]
        ordered = [source for source in others if source.is_in_order and not self._is_hydrated_first]
        plain = [source for source in others if source not in ordered and source.late is None]
        yield from gather([self._read_in_turn(group) for group in _groups(plain)]) if plain else iter(())
        for source in others:
            if source.late is not None:
                yield from self._read_late(source, source.late)
        for source in others:
            if source not in ordered:
                self._bench.load(source.relation.name, source.arrived())
        for source in ordered:
            yield from self._read_in_order(source)
        self._check([source for source in others if source.scan is not None])
        for source in others:
            source.batches = []
        self._are_others_loaded = True

    @property
    def _is_hydrated_first(self) -> bool:
        """Whether extended columns decide which rows there are: then the first rows are not known without them."""
        return bool(self._query.hydrations) and self._query.stage is None

    def _read_in_turn(self, group: Sequence[Source]) -> Flow[None]:
        """Read scans that share pages one after the other, so that a page is asked for once."""
        for source in group:
            while source.reach is None or source.rows() < source.reach:
                if not (yield from source.step()):
                    break
            else:
                source.is_read = True

    def _read_late(self, source: Source, late: Late) -> Flow[None]:
        """Read a relation by the values of another one's column."""
        if source.scan is None:
            given = self._sources[late.link.relation].arrived().column(late.link.other).to_pylist()
            source.scan = late.begin(tuple(value for value in dict.fromkeys(given) if value is not None))
        yield from source.read()

    def _read_in_order(self, source: Source) -> Flow[None]:
        """Read pages until the query has as many rows as it shows: the others come behind them."""
        order, edge = source.relation.order, None
        assert order is not None
        assert source.scan is not None
        while not source.is_read:
            values = [batch.column(order.column) for batch in source.batches if batch.num_rows]
            # Rows of one time alone do not show that they come in the order asked for.
            if values and source.scan.is_in_order and values[0][0] != values[-1][-1]:
                if edge is None and (yield from self._shows(source, order.shown)):
                    edge = values[-1][-1]
                if edge is not None and (not order.ties or values[-1][-1] != edge):
                    yield from source.leave()
                    break
            yield from source.step()
        self._bench.load(source.relation.name, source.arrived())

    def _shows(self, source: Source, rows: int) -> Flow[bool]:
        """Whether the query gives so many rows over what was read so far."""
        self._bench.load(source.relation.name, source.arrived())
        sql = self._query.stage.sql if self._query.stage is not None else self._query.residual
        return (yield from self._run(sql)).num_rows >= rows

    def _count(self, counting: Counting) -> Flow[pyarrow.Table | None]:
        """The result from the table's counter; None where it has none, or counts other rows than are wanted."""
        import pyarrow

        relation = self._query.relation(counting.relation)
        table = self._tables.get(relation.table)
        if table is None or relation.schema != LIVE_SCHEMA or relation.conjuncts or table.counter is None:
            return None
        found = yield from count(table, self._exchange)
        if found is None:
            return None
        return pyarrow.table([pyarrow.array([found.rows], pyarrow.int64())] * len(counting.names), list(counting.names))

    def _check(self, sources: Sequence[Source]) -> None:
        """Raise, or note, where a scan could not prove that it showed all rows."""
        for source in sources:
            if source.scan is None or not source.scan.proof.failed:
                continue
            text = f"the rows of {source.relation.table} cannot be proved complete: {source.scan.proof}"
            if not self._manner.is_lenient:
                raise OperationalError(f"{text}; ask again, or set incomplete=warn")
            if text not in self._exchange.notices:
                self._exchange.notices.append(text)

    def _open_ends(self) -> str:
        scans = [source.scan for source in self._sources.values() if source.scan is not None]
        return "; ".join(dict.fromkeys(str(scan.proof) for scan in scans if scan.proof.failed))

    # Row-wise --------------------------------------------------------------------------------------------------------

    def _next_of_stream(self, stream: Source, wanted: int | None) -> Flow[pyarrow.Table | None]:
        while self._left is None or self._left > 0:
            yield from self._collect(stream, wanted)
            if stream.is_read and not stream.batches:
                break
            self._bench.load(stream.relation.name, stream.arrived())
            table = yield from self._compute()
            stream.batches = []  # not before: where the computation fails or is given up, it is tried again
            table = self._counted(table)
            if table.num_rows:
                return table
        if stream.is_read:
            self._check([stream])
        self._is_done = True
        return None

    def _collect(self, stream: Source, wanted: int | None) -> Flow[None]:
        """Read pages of the stream: one at first, more at once as the reader drains without a limit."""
        pages = self._pages if self._left is None else 1
        while len(stream.batches) < pages and (yield from stream.step()):
            pass
        if wanted is None:
            self._pages = min(_MOST_PAGES_AT_ONCE, 2 * self._pages)

    def _counted(self, table: pyarrow.Table) -> pyarrow.Table:
        """The rows that OFFSET and LIMIT leave."""
        skipped = min(self._skip, table.num_rows)
        self._skip -= skipped
        table = table.slice(skipped, self._left)
        if self._left is not None:
            self._left -= table.num_rows
        return table

    # The engine ------------------------------------------------------------------------------------------------------

    def _compute(self) -> Flow[pyarrow.Table]:
        query = self._query
        if query.stage is not None:
            self._bench.load(query.stage.name, (yield from self._run(query.stage.sql)))
        for hydration in query.hydrations:
            yield from self._hydrate(hydration)
        table = yield from self._run(query.residual)
        return table.rename_columns(list(query.names)) if query.names else table

    def _run(self, sql: str) -> Flow[pyarrow.Table]:
        bench, parameters = self._bench, self._query.parameters
        return (yield from compute(lambda: bench.compute(sql, parameters), bench.interrupt))

    def _hydrate(self, hydration: Hydration) -> Flow[None]:
        """Fetch the extended columns of the rows that survive, and give them to the engine."""
        survivors = yield from self._run(hydration.survivors)
        source = self._sources[hydration.relation]
        table = self._tables[hydration.table]
        wish = Wish(
            table,
            hydration.columns,
            survivors.to_pylist(),
            _carried(table, source),
            self._manner.media_max_bytes,
            is_suppressed=self._manner.is_suppressed,
            is_lenient=self._manner.is_lenient,
        )
        self._bench.load(hydration.name, (yield from hydrate(wish, self._exchange)))


def _carried(table: Table, source: Source) -> dict[tuple[Any, ...], Record]:
    """The records of the scan by key, where the table's rows are records."""
    if source.scan is None or table.explode is not None:
        return {}
    return {tuple(record.get(name) for name in table.key): record for record in source.scan.records}


def _groups(sources: Sequence[Source]) -> list[list[Source]]:
    """The sources in groups that read pages of the same listing."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        if source.scan is not None:
            groups.setdefault(source.scan.listing, []).append(source)
    return list(groups.values())
