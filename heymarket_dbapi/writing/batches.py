"""Rows that are made many in one call; whichever of three replies comes, what came of each row is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from heymarket_dbapi.api import faults
from heymarket_dbapi.api.records import Record, is_empty
from heymarket_dbapi.api.telling import Refused, Unknown, says_done
from heymarket_dbapi.catalog.writes import Batch, Insert
from heymarket_dbapi.effects import Flow, gather
from heymarket_dbapi.errors import IntegrityError, OperationalError
from heymarket_dbapi.outcome import RowOutcome
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.bodies import Body
from heymarket_dbapi.writing.inserts import Inserts, body_of, values_by_row
from heymarket_dbapi.writing.lookups import find as find_rows
from heymarket_dbapi.writing.rows import Call, Row, Work
from heymarket_dbapi.writing.values import is_same

_TOO_MUCH = frozenset({400, 413, 422})


@dataclass(slots=True)
class Batches:
    """The rows of one table that go in batches.

    ``is_whole``: a row that is there gets all that the row has, what is not given is said to be empty.
    ``overwrites``: rows that are there are written. ``is_known``: which rows are there was asked before.
    ``passes_over``: rows that are there are to be left as they are.
    """

    work: Work
    insert: Insert
    batch: Batch
    overwrites: bool = False
    is_whole: bool = False
    is_known: bool = True
    passes_over: bool = False
    bodies_of: dict[int, Body] = field(default_factory=dict)
    _doubtful: list[Row] = field(default_factory=list)
    _unclear: list[tuple[Row, Unknown]] = field(default_factory=list)
    _passed_over: set[int] = field(default_factory=set)
    _repeated: set[int] = field(default_factory=set)
    _present: list[Row] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many rows one call takes."""
        learned = self.work.context.exchange.facts.get(self._fact)
        return min(self.batch.size, learned) if isinstance(learned, int) else self.batch.size

    @property
    def _fact(self) -> str:
        return f"{self.work.table.name}/{self.batch.endpoint}/batch"

    @property
    def tells(self) -> bool:
        """Whether replies were seen to tell which rows are passed over."""
        return self.work.context.exchange.facts.get(self._telling) is True

    @property
    def _telling(self) -> str:
        return f"{self.work.table.name}/{self.batch.endpoint}/tells what it passes over"

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
        request = bodies.request(endpoint, endpoint.path, body, query)
        return Call(endpoint, request, tuple(rows), is_making=self.is_known)

    def write(self, call: Call) -> Flow[None]:
        """Make one call, and note what came of its rows; in halves where it is refused as a whole."""
        if self.work.has_stopped:
            return
        told = yield from self.work.tell(call)
        if isinstance(told, Refused) and told.status in _TOO_MUCH and len(call.rows) > 1:
            yield from self._write_halves(call)
            return
        if isinstance(told, Refused) and told.status in faults.GONE and self._may_go_singly:
            yield from self._write_singly(call.rows)
            return
        if isinstance(told, Unknown):
            self._unclear += [(row, told) for row in call.rows]
            self.work.has_stopped = self.work.has_stopped or not self.work.may_go_on
            return
        done = self.work.judge(told, call.rows, self.work.table.name)
        if done is not None:
            if done.is_repeated:
                # What the first of the calls made, the second passes over.
                self._repeated.update(row.index for row in call.rows)
            self._read(call.rows, done.data)

    @property
    def _may_go_singly(self) -> bool:
        """Whether rows can be made one by one where the server has no batches: what is there is not written."""
        return self.insert.endpoint is not None and not self.overwrites

    def _write_singly(self, rows: Sequence[Row]) -> Flow[None]:
        key, singles = self.insert.unique, Inserts(self.work)
        there: dict[Any, list[Record]] = {}
        if key is not None and not self.is_known:
            records = yield from find_rows(self.work, self.work.table, key, [row.given[key] for row in rows])
            there = values_by_row(self.work, records, key)
        known = [row for row in rows if key is not None and row.given[key] in there]
        for row in known:
            self.work.settle(row, RowOutcome.SKIPPED, there[row.given[str(key)]][0].get("id"))
        yield from gather([singles.write(row) for row in rows if row not in known])
        yield from singles.verify()

    def _write_halves(self, call: Call) -> Flow[None]:
        half = len(call.rows) // 2
        for part in (call.rows[:half], call.rows[half:]):
            yield from self.write(self._call(part))

    def _read(self, rows: Sequence[Row], data: Any) -> None:
        """Note what the reply says: nothing of failed rows, the rows that failed, or those that were written."""
        key = self.batch.key
        if says_done(data) or key is None:
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
            elif written:
                self._passed_over.add(row.index)
                self._doubtful.append(row)
            elif not entries:
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
        elif self.is_known or (self.tells and self._can_tell(row)):
            self.work.settle(row, RowOutcome.INSERTED)
        else:
            self._present.append(row)
            self.work.settle(row, RowOutcome.PRESENT)

    def _can_tell(self, row: Row) -> bool:
        """Whether the reply tells that the row was made, where it tells what is passed over."""
        return self.passes_over and row.index not in self._repeated

    def _fail(self, row: Row) -> None:
        if (self.passes_over or not self.is_known) and not self.overwrites:
            self._passed_over.add(row.index)
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
        self._repeated.update(row.index for row, _ in self._unclear)
        for row, told in self._unclear:
            shown = there.get(self._mark(row))
            if shown is None or not self._is_as_given(row, shown[0]):
                error = told.error(f"{self.work.table.name} before it is written again")
                self.work.fail(row, error, RowOutcome.UNKNOWN)
            else:
                self._settle(row, shown[0])
        for row in self._doubtful:
            shown = there.get(self._mark(row))
            if shown is None or not self._is_as_given(row, shown[0]):
                text = f"{row.place} of {self.work.table.name}: the API did not take the row, and did not say why"
                self.work.fail(row, OperationalError(text))
            elif self._can_tell(row) and row.index in self._passed_over:
                self.work.settle(row, RowOutcome.SKIPPED, shown[0].get("id"))
                self._learn_that_it_tells()
            else:
                self._settle(row, shown[0])

    def _is_as_given(self, row: Row, record: Record) -> bool:
        """Whether a row that was to be written, if it was there, shows what it was given."""
        if not self.overwrites:
            return True
        table, writes = self.work.table, self.work.writes
        told = {name: form for name, form in row.given.items() if form is not None}
        return not told or any(is_same(bodies.shown(table, writes, record, name), form) for name, form in told.items())

    def _learn_that_it_tells(self) -> None:
        """A reply named a row that is there: so would it have named the others, had they been."""
        if not self.tells:
            self.work.context.exchange.facts.learn(self._telling, True)
        for row in self._present:
            if self._can_tell(row):
                self.work.settle(row, RowOutcome.INSERTED)
        self._present = []
