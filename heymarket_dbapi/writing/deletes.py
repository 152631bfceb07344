"""Deletes by one call a row; what says that there is no such row is looked at, for it may mean no such call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from heymarket_dbapi.api import faults
from heymarket_dbapi.api.telling import Refused
from heymarket_dbapi.catalog.writes import Delete
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.errors import NotSupportedError
from heymarket_dbapi.outcome import RowOutcome
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.lookups import select
from heymarket_dbapi.writing.rows import Call, Row, Work


@dataclass(slots=True)
class Deletes:
    """The deletes of one table's rows."""

    work: Work
    delete: Delete
    _doubtful: list[tuple[Row, Refused]] = field(default_factory=list)

    def prepare(self, rows: Sequence[Row]) -> Flow[list[Row]]:
        """All of them."""
        yield from ()
        return list(rows)

    def call(self, row: Row) -> Call:
        """The call that takes the row away."""
        path = bodies.path_of(self.delete.endpoint, self.delete.slots, row.key)
        return Call(self.delete.endpoint, bodies.request(self.delete.endpoint, path), (row,))

    def write(self, row: Row) -> Flow[None]:
        """Take the row away, and note what came of it."""
        if self.work.has_stopped:
            return
        told = yield from self.work.tell(self.call(row))
        older = self.delete.older
        if isinstance(told, Refused) and told.status in faults.GONE and older is not None:
            path = bodies.path_of(older, self.delete.slots, row.key)
            told = yield from self.work.tell(Call(older, bodies.request(older, path), (row,)))
        if isinstance(told, Refused) and told.status in faults.GONE | faults.BAD_REQUEST:
            self._doubtful.append((row, told))
            return
        if self.work.judge(told, (row,), f"{self.work.table.name} with {row.place}") is not None:
            self.work.settle(row, RowOutcome.DELETED)

    def verify(self) -> Flow[None]:
        """Look whether rows are there that the API says are not: then it has no such call, or refuses it."""
        work, table = self.work, self.work.table
        if not self._doubtful:
            return
        by = self.delete.slots[0][1]
        there = set()
        for row, _ in self._doubtful:
            found = yield from select(work, table, (*table.key, by), by, [row.key[by]])
            there |= {(str(one[0]), row.index) for one in found if str(one[0]) == str(row.key[table.key[0]])}
        for row, told in self._doubtful:
            if (str(row.key[table.key[0]]), row.index) not in there:
                work.settle(row, RowOutcome.GONE)
            elif told.status in faults.GONE:
                work.fail(row, NotSupportedError(f"the API cannot delete a row of {table.name}: {told.error.message}"))
            else:
                work.fail(row, told.error)
