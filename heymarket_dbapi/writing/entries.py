"""Updates of many rows by one call, each of which says its key and what is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from heymarket_dbapi.api.records import is_empty
from heymarket_dbapi.api.telling import Done, Unknown
from heymarket_dbapi.catalog.writes import Entries
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.outcome import RowOutcome
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.lookups import select
from heymarket_dbapi.writing.rows import Call, Row, Work


@dataclass(slots=True)
class ManyEntries:
    """The updates of one table's rows by its ``Entries``."""

    work: Work
    entries: Entries
    _doubtful: list[tuple[Row, Done]] = field(default_factory=list)

    def calls(self, rows: Sequence[Row]) -> list[Call]:
        """The calls, with as many rows each as one takes."""
        size = self.entries.size
        return [self._call(rows[at : at + size]) for at in range(0, len(rows), size)]

    def _call(self, rows: Sequence[Row]) -> Call:
        entries = []
        for row in rows:
            body: dict[str, Any] = {name: row.key[name] for name in self.work.table.key}
            bodies.say_given(body, self.work.writes.columns, row.given)
            entries.append(body)
        endpoint = self.entries.endpoint
        request = bodies.request(endpoint, endpoint.path, {self.entries.wrapped: entries})
        return Call(endpoint, request, tuple(rows))

    def write(self, call: Call) -> Flow[None]:
        """Make one call, and note what came of its rows."""
        if self.work.has_stopped:
            return
        told = yield from self.work.tell(call)
        done = self.work.judge(told, call.rows, self.work.table.name)
        if done is None:
            return
        key = self.work.table.key[0]
        shown = _entries(done.data)
        told_of = {str(one.get(key)) for one in shown if not is_empty(one.get(key))}
        for row in call.rows:
            if str(row.key[key]) not in told_of:
                self._doubtful.append((row, done))
            self.work.settle(row, RowOutcome.UPDATED)

    def verify(self) -> Flow[None]:
        """Look whether rows are there of which the reply said nothing."""
        if not self._doubtful:
            return
        table, key = self.work.table, self.work.table.key[0]
        found = yield from select(self.work, table, (key,), key, [row.key[key] for row, _ in self._doubtful])
        there = {str(one[0]) for one in found}
        for row, done in self._doubtful:
            if str(row.key[key]) in there:
                unknown = Unknown(done.request, "the reply told nothing of the row", done.request_id)
                self.work.fail(row, unknown.error(f"{table.name} with {row.place}"), RowOutcome.UNKNOWN)
            else:
                self.work.settle(row, RowOutcome.GONE)


def _entries(data: Any) -> list[dict[str, Any]]:
    """The objects of a reply: in an array, or in the array that its object holds."""
    if isinstance(data, dict):
        data = next((value for value in data.values() if isinstance(value, list)), [])
    return [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
