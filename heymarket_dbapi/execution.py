"""A resolved SELECT at work: scans, pages pushed to the engine, rows out as the reader pulls.

Two kinds. A *row-wise* query computes over the pages that have arrived since the last fetch, and its LIMIT is counted
here, so that no page is read that is not needed. A *blocking* one reads its scans and computes once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.api.counting import count
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.hydrate import Wish, hydrate
from heymarket_dbapi.api.jump import jump
from heymarket_dbapi.api.range_count import count_rows
from heymarket_dbapi.api.records import Record
from heymarket_dbapi.catalog.relations import LIVE_SCHEMA
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.effects import Flow, compute, gather
from heymarket_dbapi.engine import Workbench
from heymarket_dbapi.errors import DatabaseError, OperationalError
from heymarket_dbapi.local.definitions import quoted
from heymarket_dbapi.paced import Paced
from heymarket_dbapi.source import Source, groups, share_pages
from heymarket_dbapi.sql.query import Counting, Hydration, Link, Order, Query, Relation

if TYPE_CHECKING:
    import pyarrow

_MOST_PAGES_AT_ONCE = 20


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
        keep: Callable[[Mapping[str, int]], None],
    ) -> None:
        self._query = query
        self._keep = keep
        self._sources = {source.relation.name: source for source in sources}
        self._tables = tables
        self._bench = bench
        self._exchange = exchange
        self._manner = manner
        exchange.keeps_pages = share_pages(sources, tables)
        origins = {source.link.relation for source in sources if source.link is not None}
        is_streamed = query.stream is not None and query.stream.relation not in origins
        self._stream = self._sources[query.stream.relation] if query.stream is not None and is_streamed else None
        self._parameters = query.parameters
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

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each relation were read."""
        return {name: source.count for name, source in self._sources.items()}

    def begin(self) -> Flow[None]:
        """Read the first page, so that what is wrong with the credential or the request shows at once."""
        if self._query.is_empty or self._left == 0 or self._query.count is not None:
            return
        for source in [*self._others, *([self._stream] if self._stream else [])]:
            if source.begin is not None and source.link is None:
                yield from source.open(None)
                if not (yield from self._jump(source)):
                    yield from source.step()
                return

    def next(self, wanted: int | None) -> Flow[pyarrow.Table | None]:
        """The next rows, or None at the end."""
        if self._is_done:
            return None
        self._exchange.is_drained = wanted is None or self._stream is None
        table = yield from self._next(wanted)
        if self._is_done:
            self._keep(self.counts)
        return table

    def _next(self, wanted: int | None) -> Flow[pyarrow.Table | None]:
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

    def _jump(self, source: Source) -> Flow[bool]:
        """Read the pages of the rows behind OFFSET alone, where that is proved to be right; whether they were."""
        skip, scan = self._query.skip, source.scan
        if skip is None or scan is None or skip.relation != source.relation.name or skip.limit is None:
            return False
        if not scan.is_jumpable(skip.order):
            return False
        found = yield from jump(scan, skip.offset, skip.limit, self._tables, self._exchange)
        if found is None:
            return False
        left_out, records = found
        source.batches, source.is_read = [(yield from scan.take(records))], True
        if skip.parameter is None:
            self._skip -= left_out
        else:
            self._parameters = {**self._parameters, skip.parameter: skip.offset - left_out}
        return True

    # Scans -----------------------------------------------------------------------------------------------------------

    @property
    def _others(self) -> list[Source]:
        """All relations but the streamed one, in the order in which they are read."""
        return [source for source in self._sources.values() if source is not self._stream]

    def _load_others(self) -> Flow[None]:
        """Read all relations but the streamed one, and give them to the engine: first those that wait for no other."""
        if self._are_others_loaded:
            return
        waiting, done = self._others, set[str]()
        last: list[Source] = []
        dependents: list[Source] = []
        while waiting:
            ready = [source for source in waiting if source.link is None or source.link.relation in done]
            yield from self._open(ready)
            ordered = [source for source in ready if source.is_in_order and not self._is_hydrated_first]
            last += [source for source in ordered if not source.relation.is_headed]
            plain = [source for source in ready if source not in ordered]
            yield from gather([self._read_in_turn(group) for group in groups(plain)])
            for source in plain:
                self._bench.load(source.relation.name, source.arrived())
            for source in ordered:
                if source.relation.is_headed:
                    yield from self._read_in_order(source)
            done.update(source.relation.name for source in ready if source not in last)
            paced = {source.relation.name for source in last}
            waiting = [source for source in waiting if source not in ready]
            dependents += [source for source in waiting if source.link is not None and source.link.relation in paced]
            waiting = [source for source in waiting if source not in dependents]
        for source in last:
            yield from self._read_first_rows(source, dependents)
        if self._stream is not None:
            yield from self._open([self._stream])
        self._check([source for source in self._others if source.scan is not None])
        for source in self._others:
            source.batches = []
        self._are_others_loaded = True

    def _open(self, sources: Sequence[Source]) -> Flow[None]:
        """Begin scans, with the values that they wait for."""
        values = []
        for source in sources:
            values.append((yield from self._values(source.link)) if source.link is not None else None)
        yield from gather([source.open(given) for source, given in zip(sources, values, strict=True)])

    def _values(self, link: Link) -> Flow[tuple[object, ...]]:
        """The distinct values of a column, of the rows that satisfy what is said of their relation alone."""
        predicate = self._sources[link.relation].relation.predicate
        values = f"SELECT DISTINCT {quoted(link.other)} FROM {quoted(link.relation)}"
        try:
            table = yield from self._run(f"{values} WHERE {predicate}" if predicate else values)
        except DatabaseError:
            # A row for which a condition cannot be computed: the query itself may not come to it.
            table = yield from self._run(values)
        return tuple(sorted(value for value in table.column(0).to_pylist() if value is not None))

    @property
    def _is_hydrated_first(self) -> bool:
        """Whether extended columns decide which rows there are: then the first rows are not known without them."""
        return bool(self._query.hydrations) and self._query.stage is None

    def _read_in_turn(self, group: Sequence[Source]) -> Flow[None]:
        """Read scans that share pages one after the other, so that a page is asked for once."""
        for source in group:
            while not source.is_enough:
                if not (yield from source.step()):
                    break
            else:
                source.is_read = True

    def _read_first_rows(self, source: Source, others: Sequence[Source]) -> Flow[None]:
        """Read the first rows of a relation until the query has as many as it shows, and what belongs to them."""
        name = source.relation.name
        dependents = [other for other in others if other.link is not None and other.link.relation == name]
        if not dependents:
            yield from self._read_in_order(source)
            return
        yield from Paced(source, dependents, self._bench.load, self._values, self._count_shown).read()

    def _count_shown(self) -> Flow[int]:
        """How many rows the query shows over what is loaded."""
        sql = self._query.stage.sql if self._query.stage is not None else self._query.residual
        return (yield from self._run(sql)).num_rows

    def _read_in_order(self, source: Source) -> Flow[None]:
        """Read pages until the query has as many rows as it shows: the others come behind them."""
        order = source.relation.order
        assert order is not None
        assert source.scan is not None
        while not source.is_read:
            if source.is_sorted(source.arrived()) and (yield from self._has_enough(source, order)):
                yield from source.leave()
                break
            yield from source.step()
        self._bench.load(source.relation.name, source.arrived())

    def _has_enough(self, source: Source, order: Order) -> Flow[bool]:
        """Whether the rows that were read are those that matter, or the query shows as many rows as it can."""
        relation = source.relation
        # Rows that tie with the last one may be still to come, and go before it by what else the query sorts by.
        rows = source.first_rows(source.rows(), order.column, ties=order.ties)
        if relation.is_headed and relation.predicate is None:
            return rows.num_rows >= order.limit
        self._bench.load(relation.name, rows)
        if relation.is_headed:
            sql = f"SELECT count(*) FROM {quoted(relation.name)} WHERE {relation.predicate}"
            return bool((yield from self._run(sql)).column(0)[0].as_py() >= order.limit)
        return (yield from self._count_shown()) >= order.shown

    def _count(self, counting: Counting) -> Flow[pyarrow.Table | None]:
        """The result from the table's counter; None where it has none, or counts other rows than are wanted."""
        import pyarrow

        relation = self._query.relation(counting.relation)
        table = self._tables.get(relation.table)
        if table is None or relation.schema != LIVE_SCHEMA:
            return None
        rows = yield from self._counted_by_api(relation, table)
        if rows is None:
            return None
        return pyarrow.table([pyarrow.array([rows], pyarrow.int64())] * len(counting.names), list(counting.names))

    def _counted_by_api(self, relation: Relation, table: Table) -> Flow[int | None]:
        if not relation.conjuncts:
            counted = yield from count(table, self._exchange)
            return None if counted is None else counted.rows
        return (yield from count_rows(relation, table, self._tables, self._exchange))

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
        bench, parameters = self._bench, self._parameters
        return (yield from compute(lambda: bench.compute(sql, parameters), bench.interrupt))

    def _hydrate(self, hydration: Hydration) -> Flow[None]:
        """Fetch the extended columns of the rows that survive, and give them to the engine."""
        survivors = yield from self._run(hydration.survivors)
        source = self._sources[hydration.relation]
        table = self._tables[hydration.table]
        wish = Wish(
            table,
            self._tables,
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
