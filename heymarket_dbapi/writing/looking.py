"""What the server made of updates: what no reply tells is looked at, and an error for a row where it was not done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from heymarket_dbapi.api.phrase import Filled, phrase
from heymarket_dbapi.api.records import Record, carries, find, is_empty, shown
from heymarket_dbapi.api.telling import Done, Unknown
from heymarket_dbapi.catalog.writes import Put, Untold
from heymarket_dbapi.effects import Flow, gather
from heymarket_dbapi.errors import OperationalError
from heymarket_dbapi.outcome import RowOutcome
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.lookups import find as find_rows
from heymarket_dbapi.writing.rows import Call, Row, Work
from heymarket_dbapi.writing.values import custom_key, is_same, source_paths


@dataclass(slots=True)
class Looking:
    """The rows of one table that were updated, and what of each is doubtful: a column; without a name, all of it."""

    work: Work
    put: Put
    _doubtful: list[tuple[Row, str]] = field(default_factory=list)
    _answers: dict[int, Done] = field(default_factory=dict)

    def note(self, row: Row, done: Done) -> None:
        """Remember what is doubtful of a row whose call was answered."""
        if "id" not in row.made:
            # Some servers answer so where there is no such row.
            self._doubtful.append((row, ""))
            self._answers[row.index] = done
        self._doubtful += [(row, name) for name in row.given if self.is_emptied(row, name)]
        self._doubtful += [(row, name) for name, path in self.put.unsaid if not is_empty(find(row.record, path))]

    def is_emptied(self, row: Row, name: str) -> bool:
        """Whether the write took something away, which a server may take for having said nothing."""
        wanted, table = row.given[name], self.work.table
        if custom_key(table, name) is not None:
            return wanted is None
        before = self._form(row.record, name) if row.record is not None and name in self.work.writes.by_name else None
        if isinstance(wanted, list) or isinstance(before, list):
            return _has_more(before, wanted)
        return (wanted is None and before is not None) or (wanted is False and before is not False)

    def shows_custom(self, record: Record) -> bool:
        """Whether replies carry custom fields, so that a row without them has none."""
        table = self.work.table
        seen = (record, *self.work.records.get(table.name, {}).values())
        return table.custom is not None and any(carries(one, (table.custom,)) for one in seen)

    def ask(self, row: Row, untold: Untold) -> Flow[Any]:
        """What the API tells of a column that listings may not carry; None where it tells nothing."""
        record = yield from self.ask_all(row, untold)
        return None if record is None else find(record, untold.path)

    def ask_all(self, row: Row, untold: Untold) -> Flow[Record | None]:
        """The reply that tells the column, unless it is empty; None where the API refuses to tell."""
        lookup, key = untold.lookup, self.work.table.key[0]
        values = [row.key[name] for name in self.work.table.key]
        record = yield from self._shown(untold, zip(lookup.slots, values, strict=True))
        if record is not None or untold.by is None or row.record is None:
            return record
        column, slot = untold.by
        value = self._form(row.record, column)
        record = None if value is None else (yield from self._shown(untold, [(slot, value)]))
        # Others may have the same value.
        return record if record is not None and record.get(key) in (None, row.key[key]) else None

    def _shown(self, untold: Untold, filled: Iterable[Filled]) -> Flow[Record | None]:
        request = phrase(untold.lookup.endpoint, filled)
        answer = yield from self.work.context.exchange.ask(request, fresh=True)
        return shown(answer, (untold.path,)) if answer.is_success else None

    def verify(self) -> Flow[None]:
        """Look whether the server took away what it was to take away; an error for a row where it did not."""
        table = self.work.table
        rows = list({row.index: row for row, _ in self._doubtful}.values())
        if not rows:
            return
        is_told = {one.column: self.work.is_carried(table, one.column) for one in self.put.untold}
        key, by = table.key[0], self.put.slots[0][1]
        records = yield from find_rows(self.work, table, by, [row.key[by] for row in rows])
        by_key = {str(record.get(key)): record for record in records}
        for untold in self.put.untold:
            asked = [row for row, name in self._doubtful if name == untold.column]
            yield from self._clear(asked, untold, by_key, is_told=is_told[untold.column])
        for row, name in self._doubtful:
            self._check(row, name, by_key.get(str(row.key[key])))

    def _clear(self, rows: Sequence[Row], untold: Untold, by_key: dict[str, Record], *, is_told: bool) -> Flow[None]:
        """Take the column's value away by its own call, where the write has not; ``by_key`` then says what is there."""
        if not rows:
            return
        table, path = self.work.table, source_paths(self.work.table, untold.column)[0][0]
        told = [None] * len(rows) if is_told else (yield from gather([self.ask(row, untold) for row in rows]))
        for row, value in zip(rows, told, strict=True):
            record = by_key.get(str(row.key[table.key[0]]))
            if record is None:
                continue
            if not is_told:
                record[path] = value
            if is_empty(record.get(path)) or untold.clearing is None:
                continue
            endpoint, more = untold.clearing
            body = {table.key[0]: row.key[table.key[0]], **dict(more)}
            done = yield from self.work.tell(Call(endpoint, bodies.request(endpoint, endpoint.path, body), (row,)))
            if isinstance(done, Done):
                record[path] = (yield from self.ask(row, untold)) if not is_told else None

    def _check_whole(self, row: Row, record: Record) -> None:
        """Note whether a row of whose call the reply told nothing was written, as far as it shows."""
        table, told = self.work.table, self._answers[row.index]
        unlike = [name for name in row.given if not is_same(self._form(record, name), row.given[name])]
        if len(unlike) < len(row.given):
            return
        if not all(self._shows(name, record) for name in unlike):
            unknown = Unknown(told.request, "the reply told nothing", told.request_id)
            self.work.fail(row, unknown.error(f"{table.name} with {row.place}"), RowOutcome.UNKNOWN)
        elif all(is_same(self._form(record, name), self._form(row.record or {}, name)) for name in unlike):
            text = f"{row.place}: the reply told nothing, and the row of {table.name} is as it was: it was not written"
            self.work.fail(row, OperationalError(text, request_id=told.request_id))

    def _shows(self, name: str, record: Record) -> bool:
        is_custom = custom_key(self.work.table, name) is not None
        return self.shows_custom(record) if is_custom else self.work.is_carried(self.work.table, name)

    def _form(self, record: Record, name: str) -> Any:
        """The form of a column, a custom field's too."""
        return bodies.shown(self.work.table, self.work.writes, record, name)

    def _check(self, row: Row, name: str, record: Record | None) -> None:
        """Note what a new reading of the row tells of one doubt."""
        table = self.work.table
        unsaid = dict(self.put.unsaid).get(name)
        text = None
        if record is None:
            self.work.settle(row, RowOutcome.GONE)
        elif not name:
            self._check_whole(row, record)
        elif unsaid is not None:
            text = f"the server dropped {name}, which no call can say again; the columns were written"
            text = text if is_empty(find(record, unsaid)) else None
        elif self._is_kept(row, record, name):
            text = f"the server kept what was to be taken away from {table.name}.{name}; the other columns were written"
        if text is not None:
            self.work.fail(row, OperationalError(f"{row.place}: {text}"))

    def _is_kept(self, row: Row, record: Record, name: str) -> bool:
        """Whether something is there still that the write was to take away."""
        if custom_key(self.work.table, name) is not None:
            return self._form(record, name) is not None
        now, wanted = self._form(record, name), row.given[name]
        if isinstance(now, list) or isinstance(wanted, list):
            return _has_more(now, wanted)
        return not is_empty(now)


def _has_more(one: Any, other: Any) -> bool:
    """Whether the first list has an entry that the second lacks; None is an empty one."""
    return not set(map(str, one or ())).issubset(map(str, other or ()))
