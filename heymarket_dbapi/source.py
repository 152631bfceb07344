"""A relation of a query while it is read: its scan, what arrived of it, and when that is enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.engine.matching import count_matching
from heymarket_dbapi.sql.query import Link, Relation

if TYPE_CHECKING:
    import pyarrow

# Begins the scan of a relation, narrowed by the values that another relation has, where it waits for them.
Begin = Callable[[tuple[object, ...] | None], Flow[Scan]]


@dataclass(slots=True)
class Source:
    """A relation of the query with its scan, and what the scan gave so far.

    ``begin`` makes the scan; without one, all rows are there. ``link``: the values for which it waits. ``asked``: those
    by which it was asked so far, and ``is_whole``: it was read as a whole instead.
    """

    relation: Relation
    empty: pyarrow.Table
    batches: list[pyarrow.Table] = field(default_factory=list)
    begin: Begin | None = None
    link: Link | None = None
    scan: Scan | None = None
    is_read: bool = False
    count: int = 0  # rows that were read
    asked: set[object] = field(default_factory=set)
    is_whole: bool = False

    def open(self, values: tuple[object, ...] | None) -> Flow[None]:
        """Begin the scan, where there is one to begin."""
        if self.scan is None and self.begin is not None:
            self.scan = yield from self.begin(values)

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
        self.count += batch.num_rows
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
    def is_enough(self) -> bool:
        """Whether as many rows that satisfy the conjuncts arrived as matter."""
        reach, conjuncts = self.relation.reach, self.relation.conjuncts
        if reach is None or (not conjuncts and self.rows() < reach):
            return False
        return not conjuncts or sum(count_matching(batch, conjuncts) for batch in self.batches) >= reach

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

    def is_sorted(self, rows: pyarrow.Table) -> bool:
        """Whether rows that arrived show that they come as they are wanted."""
        assert self.scan is not None
        assert self.relation.order is not None
        return self.scan.shows_order(rows, self.relation.order.column)

    def first_rows(self, most: int, column: str, *, ties: bool) -> pyarrow.Table:
        """The first rows that arrived; with ``ties`` none of those that equal the next one in the column."""
        import pyarrow.compute

        rows = self.arrived()
        first = rows.slice(0, most)
        if not ties or not first.num_rows:
            return first
        following = rows.column(column)[min(most, rows.num_rows - 1)]
        return first.filter(pyarrow.compute.not_equal(first.column(column), following))


def groups(sources: Sequence[Source]) -> list[list[Source]]:
    """The sources in groups that read pages of the same listing."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        if source.scan is not None:
            groups.setdefault(source.scan.listing, []).append(source)
    return list(groups.values())


def share_pages(sources: Sequence[Source], tables: Mapping[str, Table]) -> bool:
    """Whether two relations may read pages of the same listing."""
    names: list[str] = []
    for source in sources:
        if source.begin is not None:
            table = tables[source.relation.table]
            names += [table.records_of, *(read.through.table for read in table.reads if read.through is not None)]
    return len(set(names)) < len(names)
