"""The first rows of a relation, and of others what belongs to these: a join that shows a few rows reads a few.

The rows are read in the order in which they are wanted. For the first of them the rows of the other relations are
asked for by the keys that these have; where the query then shows as many rows as it can, all others come behind them.
Else the same is done for twice as many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heymarket_dbapi.effects import Flow
from heymarket_dbapi.plan.access import Listed
from heymarket_dbapi.source import Source
from heymarket_dbapi.sql.query import Link

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True, slots=True)
class Paced:
    """``source`` is read in its order, ``dependents`` by the values that its rows have.

    ``load`` gives the engine rows of a relation, ``values`` are what a link carries of the rows loaded, and ``shows``
    is how many rows the query shows over what is loaded.
    """

    source: Source
    dependents: Sequence[Source]
    load: Callable[[str, pyarrow.Table], None]
    values: Callable[[Link], Flow[tuple[object, ...]]]
    shows: Callable[[], Flow[int]]

    def read(self) -> Flow[None]:
        """Read as many rows as it takes, and give them to the engine."""
        order, source = self.source.relation.order, self.source
        assert order is not None
        assert source.scan is not None
        wanted = order.limit
        while True:
            while source.rows() <= wanted and (yield from source.step()):
                pass
            rows = source.arrived()
            if not source.is_sorted(rows):
                yield from source.read()
                rows = source.arrived()
            elif not source.is_read or rows.num_rows > wanted:
                rows = source.first_rows(wanted, order.column, ties=order.ties)
            yield from self._extend(rows)
            if source.is_read and rows.num_rows == source.rows():
                return
            if (yield from self.shows()) >= order.shown:
                break
            wanted *= 2
        before = len(source.batches)
        yield from source.leave()
        if source.batches[before:]:
            import pyarrow

            yield from self._extend(pyarrow.concat_tables([rows, *source.batches[before:]]))

    def _extend(self, rows: pyarrow.Table) -> Flow[None]:
        """Give the engine these rows, and those of the dependents that belong to them."""
        self.load(self.source.relation.name, rows)
        for dependent in self.dependents:
            assert dependent.link is not None
            yield from self._follow(dependent, (yield from self.values(dependent.link)))
            self.load(dependent.relation.name, dependent.arrived())

    def _follow(self, dependent: Source, values: tuple[object, ...]) -> Flow[None]:
        """Read the rows of values that were not asked for yet; the listing, where all values cost more."""
        new = tuple(value for value in values if value not in dependent.asked)
        if not new or dependent.is_whole:
            return
        assert dependent.begin is not None
        dependent.asked.update(new)
        scan = yield from dependent.begin(tuple(dependent.asked))
        dependent.is_whole = isinstance(scan.access.path, Listed)
        if dependent.is_whole:
            dependent.batches = []
        elif len(new) < len(dependent.asked):
            scan = yield from dependent.begin(new)
        dependent.scan, dependent.is_read = scan, False
        yield from dependent.read()
