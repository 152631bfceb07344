"""Rows that are made many in one call; whichever of three replies comes, what came of each row is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from heymarket_dbapi.api.records import is_empty
from heymarket_dbapi.api.telling import Refused, Unknown
from heymarket_dbapi.catalog.writes import Batch, Insert
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.errors import IntegrityError, OperationalError
from heymarket_dbapi.outcome import RowOutcome
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.bodies import Body
from heymarket_dbapi.writing.inserts import body_of, values_by_row
from heymarket_dbapi.writing.lookups import find as find_rows
from heymarket_dbapi.writing.rows import Call, Row, Work

_TOO_MUCH = frozenset({400, 413, 422})


@dataclass(slots=True)
class Batches:
    """The rows of one table that go in batches.

    ``is_whole``: a row that is there gets all that the row has, what is not given is said to be empty.
    ``overwrites``: rows that are there are written. ``is_known``: which rows are there was asked before.
    """

    work: Work
    insert: Insert
    batch: Batch
    overwrites: bool = False
    is_whole: bool = False
    is_known: bool = True
    bodies_of: dict[int, Body] = field(default_factory=dict)
    _doubtful: list[Row] = field(default_factory=list)
    _unclear: list[tuple[Row, Unknown]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many rows one call takes."""
        learned = self.work.context.exchange.facts.get(self._fact)
        return min(self.batch.size, learned) if isinstance(learned, int) else self.batch.size

    @property
    def _fact(self) -> str:
        return f"{self.work.table.name}/{self.batch.endpoint}/batch"

    def calls(self, rows: Sequence[Row]) -> list[Call]:
        """The calls, with as many rows each as one takes."""
        size = self.size
        return [self._call(rows[at : at + size]) for at in range(0, len(rows), size)]

    def _call(self, rows: Sequence[Row]) -> Call:
        entries = [
            self.bodies_of.get(row.index) or body_of(self.work, self.insert, row, is_whole=self.is_whole)
            for row in rows
        ]
        body: object = entries if self.batch.wrapped is None else {self.batch.wrapped: entries}
        query = self.batch.overwriting if self.overwrites else ()
        endpoint = self.batch.endpoint
        return Call(endpoint, bodies.request(endpoint, endpoint.path, body, query), tuple(rows))

    def write(self, call: Call) -> Flow[None]:
        """Make one call, and note what came of its rows; in halves where it is refused as a whole."""
        if self.work.has_stopped:
            return
        told = yield from self.work.tell(call)
        if isinstance(told, Refused) and told.status in _TOO_MUCH and len(call.rows) > 1:
            yield from self._write_halves(call)
            return
        if isinstance(told, Unknown):
            self._unclear += [(row, told) for row in call.rows]
            self.work.has_stopped = self.work.has_stopped or not self.work.may_go_on
            return
        done = self.work.judge(told, call.rows, self.work.table.name)
        if done is not None:
            self._read(call.rows, done.data)

    def _write_halves(self, call: Call) -> Flow[None]:
        half = len(call.rows) // 2
        for part in (call.rows[:half], call.rows[half:]):
            yield from self.write(self._call(part))

    def _read(self, rows: Sequence[Row], data: Any) -> None:
        """Note what the reply says: nothing of failed rows, the rows that failed, or those that were written."""
        key = self.batch.key
        if isinstance(data, str) or key is None:
            for row in rows:
                self._settle(row)
            return
        entries = [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
        written = {self._value(one): one for one in entries if not is_empty(one.get("id"))}
        failed = {self._value(one) for one in entries if is_empty(one.get("id"))}
        for row in rows:
            value = self._mark(row)
            if value in written:
                self._settle(row, written[value])
            elif value in failed and not written:
                self._fail(row)
            elif written or not entries:
                self._doubtful.append(row)
            else:
                self._settle(row)

    def _mark(self, row: Row) -> Any:
        return row.mark if row.mark is not None else row.given[str(self.batch.key)]

    def _value(self, entry: dict[str, Any]) -> Any:
        assert self.batch.key is not None
        writable = self.work.writes.by_name[self.batch.key]
        value = entry.get(writable.name)
        return writable.stored(value) if value is not None else None

    def _settle(self, row: Row, shown: dict[str, Any] | None = None) -> None:
        told = shown or {}
        if told.get("duplicate") is True:
            self.work.fail(row, self._double(row))
            return
        row.made.update({name: told[name] for name in ("id", "rev", "uuid") if not is_empty(told.get(name))})
        if "id" in row.made and "id" not in row.key:
            row.key["id"] = row.made["id"]
        if row.record is not None:
            self.work.settle(row, RowOutcome.UPDATED)
        else:
            self.work.settle(row, RowOutcome.INSERTED if self.is_known else RowOutcome.PRESENT)

    def _fail(self, row: Row) -> None:
        if not self.is_known:
            self._doubtful.append(row)
            return
        text = f"{row.place} of {self.work.table.name}: the API did not take the row, and did not say why"
        self.work.fail(row, OperationalError(text))

    def _double(self, row: Row) -> IntegrityError:
        return IntegrityError(f"{row.place} of {self.work.table.name}: there is one with this {self.batch.key} already")

    def verify(self) -> Flow[None]:
        """Look for the rows of which no reply said whether they were made."""
        key = self.batch.key
        rows = [*self._doubtful, *(row for row, _ in self._unclear)]
        if not rows or key is None:
            return
        records = yield from find_rows(self.work, self.work.table, key, [self._mark(row) for row in rows])
        there = values_by_row(self.work, records, key)
        for row, told in self._unclear:
            shown = there.get(self._mark(row))
            if shown is None or row.record is not None:
                error = told.error(f"{self.work.table.name} before it is written again")
                self.work.fail(row, error, RowOutcome.UNKNOWN)
            else:
                self._settle(row, shown[0])
        for row in self._doubtful:
            shown = there.get(self._mark(row))
            if shown is None:
                text = f"{row.place} of {self.work.table.name}: the API did not take the row, and did not say why"
                self.work.fail(row, OperationalError(text))
            else:
                self._settle(row, shown[0])
