"""Deletes of many rows by one call; since it may pass over rows in silence, those that are seen after it go alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heymarket_dbapi.api.telling import Done, Refused
from heymarket_dbapi.catalog.writes import Together
from heymarket_dbapi.effects import Flow, gather
from heymarket_dbapi.outcome import RowOutcome
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.deletes import Deletes
from heymarket_dbapi.writing.lookups import select
from heymarket_dbapi.writing.otherwise import known_key
from heymarket_dbapi.writing.rows import Call, Row, Work

# The call, and the search after it, are two.
_FEWEST = 3


@dataclass(slots=True)
class DeletesTogether:
    """The deletes of rows whose other key is known; ``alone`` deletes what is left."""

    work: Work
    together: Together
    alone: Deletes

    def takes(self, rows: Sequence[Row]) -> list[Row]:
        """The rows that go together; none where they are so few that each may go alone."""
        known = [row for row in rows if self._names(row) is not None and self._form(row) is not None]
        return known if len(known) >= _FEWEST else []

    def _names(self, row: Row) -> object:
        return known_key(self.work, self.together.column, row)

    def _form(self, row: Row) -> object:
        """The value by which the row is looked for."""
        writable = self.work.writes.by_name[self.together.seen_by]
        return None if row.record is None else bodies.stored(self.work.table, writable, row.record)

    def calls(self, rows: Sequence[Row]) -> list[Call]:
        """The calls, with as many rows each as one takes."""
        size = self.together.size
        return [self._call(rows[at : at + size]) for at in range(0, len(rows), size)]

    def _call(self, rows: Sequence[Row]) -> Call:
        endpoint = self.together.endpoint
        body = {self.together.wrapped: self.together.told([str(self._names(row)) for row in rows])}
        return Call(endpoint, bodies.request(endpoint, endpoint.path, body), tuple(rows))

    def write(self, call: Call) -> Flow[None]:
        """Make one call, and note what came of its rows."""
        if self.work.has_stopped:
            return
        told = yield from self.work.tell(call)
        if isinstance(told, Refused) and told.is_for_all:
            self.work.judge(told, call.rows, self.work.table.name)
            return
        left = list(call.rows) if isinstance(told, Refused) else (yield from self._seen(call.rows))
        for row in call.rows:
            if row not in left:
                self.work.settle(row, RowOutcome.DELETED)
        write = self.alone.write_again if isinstance(told, Done) else self.alone.write
        yield from gather([write(row) for row in left])

    def _seen(self, rows: Sequence[Row]) -> Flow[list[Row]]:
        """The rows that are there still."""
        table, by = self.work.table, self.together.seen_by
        found = yield from select(self.work, table, (table.key[0],), by, [self._form(row) for row in rows])
        there = {str(one[0]) for one in found}
        return [row for row in rows if str(row.key[table.key[0]]) in there]
