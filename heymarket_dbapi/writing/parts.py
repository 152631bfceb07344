"""Rows that are entries of another table's rows: to make or delete them is to update those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from heymarket_dbapi.api.scan import sample
from heymarket_dbapi.catalog.writes import Part, Put
from heymarket_dbapi.catalog.writing import writes_of
from heymarket_dbapi.effects import Flow, Request
from heymarket_dbapi.errors import DataError, Error, IntegrityError, NotSupportedError
from heymarket_dbapi.outcome import RowOutcome
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.lookups import find
from heymarket_dbapi.writing.puts import Puts
from heymarket_dbapi.writing.references import missing_values, no_such
from heymarket_dbapi.writing.rows import Call, Row, Work

# Where none of so many rows has the column, replies do not show it.
MANY = 10


@dataclass(slots=True)
class Parts:
    """The rows of one table that are parts; ``passes_over``: what is there already is no error."""

    work: Work
    part: Part
    passes_over: bool = False
    _owners_rows: dict[int, Row] = field(default_factory=dict)
    _puts: Puts | None = None

    @property
    def puts(self) -> Puts:
        """The updates of the rows that they are parts of."""
        if self._puts is None:
            table = self.work.known.tables[self.part.table]
            writes = writes_of(self.part.table)
            assert isinstance(writes.update, Put)
            owner = replace(self.work, live=replace(self.work.live, table=table), writes=writes, results={})
            self._puts = Puts(owner, writes.update)
        return self._puts

    @property
    def _is_insert(self) -> bool:
        return self.work.live.change.kind is StatementKind.INSERT

    def prepare(self, rows: Sequence[Row]) -> Flow[list[Row]]:
        """The rows of the other table that have to be written."""
        owners = yield from self._owners(rows)
        if self._is_insert:
            rows = yield from self._new(rows, owners)
        else:
            rows = [row for row in rows if self._is_there(row, owners)]
        made = [self._owner_row(owner, members, owners) for owner, members in self._grouped(rows).items()]
        self.puts.work.results = {}
        changed = yield from self.puts.prepare([row for row in made if row is not None])
        self._spread()
        return changed

    def _value(self, row: Row, name: str) -> Any:
        return row.given.get(name) if self._is_insert else row.key.get(name)

    def _grouped(self, rows: Sequence[Row]) -> dict[Any, list[Row]]:
        found: dict[Any, list[Row]] = {}
        for row in rows:
            found.setdefault(self._value(row, self.part.owner), []).append(row)
        return found

    def _owners(self, rows: Sequence[Row]) -> Flow[dict[str, dict[str, Any]]]:
        """The records of the rows whose parts they are, by key."""
        table = self.puts.work.table
        wanted = [one for one in dict.fromkeys(self._value(row, self.part.owner) for row in rows) if one is not None]
        if not self._is_insert:
            seen = {str(one): self.work.record(table, (one,)) for one in wanted}
            return {key: record for key, record in seen.items() if record is not None}
        records = yield from find(self.work, table, table.key[0], wanted)
        yield from self._check_shown(records)
        return {str(record.get(table.key[0])): record for record in records}

    def _check_shown(self, records: Sequence[dict[str, Any]]) -> Flow[None]:
        """An error where no reply shows the column: to add one entry, all others have to be said again."""
        table, column = self.puts.work.table, self.part.column
        writable = self.puts.work.writes.by_name[column]
        if not records or writable.deltas is not None or self.work.is_carried(table, column):
            return
        yield from sample(table, (column,), self.work.known.tables, self.work.context.exchange)
        if not self.work.is_carried(table, column) and len(self.work.records.get(table.name, {})) >= MANY:
            raise NotSupportedError(
                f"no reply of the API shows {table.name}.{column}, and to add one all others have to be said again:"
                f" {self.work.table.name} cannot be written"
            )

    def _entries(self, record: dict[str, Any] | None) -> list[Any]:
        writable = self.puts.work.writes.by_name[self.part.column]
        return list(bodies.stored(self.puts.work.table, writable, record) or []) if record is not None else []

    def _is_there(self, row: Row, owners: dict[str, dict[str, Any]]) -> bool:
        record = owners.get(str(row.key[self.part.owner]))
        is_there = row.key[self.part.entry] in self._entries(record)
        if not is_there:
            self.work.settle(row, RowOutcome.GONE)
        return is_there

    def _new(self, rows: Sequence[Row], owners: dict[str, dict[str, Any]]) -> Flow[list[Row]]:
        """The rows that are to be made, and can be."""
        work, part = self.work, self.part
        refers = self.puts.work.writes.by_name[part.column].refers
        held = {key: set(self._entries(record)) for key, record in owners.items()}
        wanted, left = [], []
        for row in rows:
            error = self._refusal(row, owners)
            if error is not None:
                work.fail(row, error)
                continue
            entry, owner = row.given[part.entry], str(row.given[part.owner])
            if entry not in held[owner]:
                held[owner].add(entry)
                wanted.append(entry)
                left.append(row)
            elif self.passes_over:
                work.settle(row, RowOutcome.SKIPPED)
            else:
                work.fail(row, IntegrityError(f"{row.place} of {work.table.name}: it is there already"))
        missing = (yield from missing_values(work, refers, list(dict.fromkeys(wanted)))) if refers else set()
        found = []
        for row in left:
            if row.given[part.entry] in missing:
                writable = replace(work.writes.by_name[part.entry], refers=refers)
                work.fail(row, no_such(row, work.table.name, writable, [row.given[part.entry]]))
            else:
                found.append(row)
        return found

    def _refusal(self, row: Row, owners: dict[str, dict[str, Any]]) -> Error | None:
        part, name = self.part, self.work.table.name
        for column in (part.owner, part.entry):
            if row.given.get(column) is None:
                return IntegrityError(f"{row.place} of {name}: a value is needed for {column}")
        if str(row.given[part.owner]) not in owners:
            owner = row.given[part.owner]
            return IntegrityError(f"{row.place} of {name}: {part.owner} {owner} is no row of {part.table}")
        return None

    def _owner_row(self, owner: Any, members: list[Row], owners: dict[str, dict[str, Any]]) -> Row | None:
        """The row of the other table as it is to be; None where it cannot be so."""
        record, index = owners[str(owner)], members[0].index
        entries = [self._value(member, self.part.entry) for member in members]
        now = self._entries(record)
        wanted = now + entries if self._is_insert else [one for one in now if one not in entries]
        try:
            shaped = self.puts.work.writes.by_name[self.part.column].shape(wanted)
        except ValueError as error:
            for member in members:
                self.work.fail(member, DataError(f"{member.place}: the row of {self.part.table} {error}"))
            return None
        row = Row(index, {self.puts.work.table.key[0]: owner}, {self.part.column: shaped}, record, parts=tuple(members))
        self._owners_rows[index] = row
        return row

    def call(self, row: Row) -> Call:
        """The call that writes the other table's row."""
        return self.puts.call(row)

    def reverse(self, row: Row) -> Request | None:
        """The call that makes the other table's row what it was."""
        return self.puts.reverse(row)

    def write(self, row: Row) -> Flow[None]:
        """Write the other table's row."""
        return self._told(self.puts.write(row))

    def flows(self, rows: Sequence[Row]) -> list[Flow[None]]:
        """The flows that write the other table's rows."""
        return [self._told(flow) for flow in self.puts.flows(rows)]

    def _told(self, flow: Flow[None]) -> Flow[None]:
        self.puts.work.keeper = self.work.keeper
        self.puts.work.has_stopped = self.puts.work.has_stopped or self.work.has_stopped
        yield from flow
        self._spread()

    def looks_again(self, row: Row) -> bool:
        """Whether the row that they are parts of has to be read beside its own call."""
        return self.puts.looks_again(row)

    def verify(self) -> Flow[None]:
        """Look at what was taken away."""
        yield from self.puts.verify()
        self._spread()

    def _spread(self) -> None:
        """Say of the parts what was said of the rows that they are parts of."""
        done = RowOutcome.INSERTED if self._is_insert else RowOutcome.DELETED
        written = (RowOutcome.UPDATED, RowOutcome.UNCHANGED, RowOutcome.CONFLICT)
        for index, result in list(self.puts.work.results.items()):
            for member in self._owners_rows[index].parts if index in self._owners_rows else ():
                if result.error is not None:
                    self.work.fail(member, result.error, result.outcome)
                else:
                    outcome = done if result.outcome in written else result.outcome
                    self.work.settle(member, outcome, self._value(member, self.part.owner))
