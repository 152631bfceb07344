"""Deletes by one call a row; what says that there is no such row is looked at, for it may mean no such call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from heymarket_dbapi.api import faults
from heymarket_dbapi.api.telling import Refused, Told
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

    def call(self, row: Row) -> Call:
        """The call that takes the row away."""
        path = bodies.path_of(self.delete.endpoint, self.delete.slots, row.key)
        return Call(self.delete.endpoint, bodies.request(self.delete.endpoint, path), (row,))

    def write(self, row: Row) -> Flow[None]:
        """Take the row away, and note what came of it."""
        if self.work.has_stopped:
            return
        told = yield from self._tell(row)
        if isinstance(told, Refused) and told.status in faults.GONE | faults.BAD_REQUEST:
            self._doubtful.append((row, told))
        elif self.work.judge(told, (row,), f"{self.work.table.name} with {row.place}") is not None:
            self.work.settle(row, RowOutcome.DELETED)

    def write_again(self, row: Row) -> Flow[None]:
        """Take away a row that a call was said to have taken away, and that was seen after it."""
        if self.work.has_stopped:
            return
        told = yield from self._tell(row)
        is_gone = isinstance(told, Refused) and told.status in faults.GONE
        if is_gone or self.work.judge(told, (row,), f"{self.work.table.name} with {row.place}") is not None:
            self.work.settle(row, RowOutcome.DELETED)

    def _tell(self, row: Row) -> Flow[Told]:
        """What came of the row's call, or of the older one where the server has not the newer."""
        told = yield from self.work.tell(self.call(row))
        older = self.delete.older
        if isinstance(told, Refused) and told.status in faults.GONE and older is not None:
            path = bodies.path_of(older, self.delete.slots, row.key)
            told = yield from self.work.tell(Call(older, bodies.request(older, path), (row,)))
        return told

    def verify(self) -> Flow[None]:
        """Look whether rows are there that the API says are not: then it has no such call, or refuses it."""
        work, table = self.work, self.work.table
        if not self._doubtful:
            return
        there = yield from still_there(work, [row.key for row, _ in self._doubtful])
        for row, told in self._doubtful:
            if row.key not in there:
                work.settle(row, RowOutcome.GONE)
            elif told.status in faults.GONE:
                work.fail(row, NotSupportedError(f"the API cannot delete a row of {table.name}: {told.error.message}"))
            else:
                work.fail(row, told.error)


def still_there(work: Work, keys: Sequence[dict[str, Any]]) -> Flow[list[dict[str, Any]]]:
    """Those of the keys whose rows a new reading shows."""
    assert work.writes.delete is not None
    table, by = work.table, work.writes.delete.slots[0][1]
    found = yield from select(work, table, (by, *table.key), by, [key[by] for key in keys])
    names = tuple(dict.fromkeys((by, *table.key)))
    shown = [{name: str(value) for name, value in zip(names, row, strict=True)} for row in found]
    return [key for key in keys if {name: str(key.get(name)) for name in names} in shown]
