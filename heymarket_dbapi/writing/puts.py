"""Updates by one call a row: what is set is said, with what the call would blank; what came of it is looked at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from heymarket_dbapi.api import faults
from heymarket_dbapi.api.phrase import phrase
from heymarket_dbapi.api.records import Record, carries, find, is_empty, shown
from heymarket_dbapi.api.scan import sample
from heymarket_dbapi.api.telling import Done, Refused
from heymarket_dbapi.catalog.writes import Put, Untold, Writable
from heymarket_dbapi.effects import Flow, Request, gather
from heymarket_dbapi.errors import Error, NotSupportedError, OperationalError
from heymarket_dbapi.outcome import RowOutcome
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.bodies import Body
from heymarket_dbapi.writing.looking import Looking
from heymarket_dbapi.writing.lookups import find as find_rows
from heymarket_dbapi.writing.otherwise import (
    call_by_other_key,
    check_reply,
    other_key,
    remember_other_key,
    tell_older,
)
from heymarket_dbapi.writing.rows import Call, Row, Work
from heymarket_dbapi.writing.values import custom_key, is_same, source_paths, stored_form

# So many rows are read one by one without asking whether that is needed.
FEW = 3


@dataclass(slots=True)
class Puts:
    """The updates of one table's rows by its ``Put``."""

    work: Work
    put: Put
    _looking: Looking = field(init=False)

    def __post_init__(self) -> None:
        self._looking = Looking(self.work, self.put)

    # Before ----------------------------------------------------------------------------------------------------------

    def prepare(self, rows: Sequence[Row]) -> Flow[list[Row]]:
        """The rows that have to be written, with all that their bodies need."""
        changed = []
        for row in rows:
            if self._is_unchanged(row):
                self.work.settle(row, RowOutcome.UNCHANGED)
                continue
            refusal = self._refusal(row)
            if refusal is not None:
                self.work.fail(row, refusal)
                continue
            changed.append(row)
        for untold in self.put.untold:
            if not self._is_told(untold) and not (self._may_try(untold) and len(changed) > FEW):
                yield from self._ask_untold(changed, untold)
        return [row for row in changed if row.index not in self.work.results]

    def prepare_for_others(self, rows: Sequence[Row], among: int) -> Flow[None]:
        """Ask for all that no listing carries of rows that go by a call which may blank what this one is seen to keep.

        ``among``: of how many prepared rows they are a part.
        """
        for untold in self.put.untold:
            is_left = self._is_told(untold) or (self._may_try(untold) and among > FEW)
            if is_left and not self.work.is_carried(self.work.table, untold.column):
                yield from self._ask_untold(rows, untold)

    def flows(self, rows: Sequence[Row]) -> list[Flow[None]]:
        """The flows that write the rows: each for itself, or all after one with which something is found out."""
        if len(rows) > FEW and any(not self._is_told(one) and self._may_try(one) for one in self.put.untold):
            return [self._write_after_trial(rows)]
        return [self.write(row) for row in rows]

    def _refusal(self, row: Row) -> Error | None:
        """Why the API cannot update the row; None where it can."""
        table, record = self.work.table, row.record
        if record is None:
            return OperationalError(f"{row.place}: {table.name} does not show it any more")
        held = {name for name in self._said if self._form(row, name) is not None}
        missing = [name for name in self.put.required if name not in held and not self._is_given(row, name)]
        other = self.put.by_other_key
        if missing and other_key(self.work, other, row) is None:
            known = f", nor with its {other.column} unknown" if other is not None else ""
            return NotSupportedError(
                f"{row.place}: the API cannot update a row of {table.name} without {' and '.join(missing)}{known}"
            )
        if missing and None in bodies.custom_values(table, row.given).values():
            return NotSupportedError(f"{row.place}: the API cannot take a custom field from such a row of {table.name}")
        if self.put.needs and not held.intersection(self.put.needs):
            return NotSupportedError(
                f"{row.place}: the API replaces the whole row of {table.name}, and does not show which of"
                f" {', '.join(self.put.needs)} it has; delete it and insert it anew"
            )
        return None

    def _is_given(self, row: Row, name: str) -> bool:
        """Whether the statement says the column, or a part of it."""
        by_name = self.work.writes.by_name
        part = f"{by_name[name].name}."
        return name in row.given or any(by_name[one].name.startswith(part) for one in row.given if one in by_name)

    @property
    def _said(self) -> tuple[str, ...]:
        return (*self.put.required, *self.put.carried)

    def _form(self, row: Row, name: str) -> Any:
        assert row.record is not None
        return bodies.stored(self.work.table, self.work.writes.by_name[name], row.record)

    def _is_unchanged(self, row: Row) -> bool:
        """Whether the row has the values already, and shows them."""
        table, record = self.work.table, row.record
        if record is None:
            return False
        for name, wanted in row.given.items():
            if custom_key(table, name) is not None:
                if not self._looking.shows_custom(record):
                    return False
                known = bodies.stored_custom(table, record).get(str(custom_key(table, name)))
                if known != wanted:
                    return False
            elif not (carries(record, source_paths(table, name)) or self.work.is_carried(table, name)) or not is_same(
                self._form(row, name), wanted
            ):
                return False
        return True

    def looks_again(self, row: Row) -> bool:
        """Whether the row has to be read beside its own call: something is taken away, or has to be found out."""
        is_tried = any(not self._is_told(one) and self._may_try(one) for one in self.put.untold)
        return is_tried or any(self._looking.is_emptied(row, name) for name in row.given)

    # What replies may not tell ---------------------------------------------------------------------------------------

    def _is_told(self, untold: Untold) -> bool:
        """Whether nothing has to be asked: the listing carries the column, or the write was seen to keep it."""
        known = self.work.context.exchange.facts.get(self._fact(untold))
        return known is True or self.work.is_carried(self.work.table, untold.column)

    def _may_try(self, untold: Untold) -> bool:
        """Whether it is to be found out whether the write keeps the column."""
        if self.work.context.settings.journal is not None:
            return False  # what the journal is to finish has to be said whole
        return untold.may_be_tried and self.work.context.exchange.facts.get(self._fact(untold)) is None

    def _fact(self, untold: Untold) -> str:
        return f"{self.work.table.name}/{self.put.endpoint}/keeps {untold.column}"

    def _ask_untold(self, rows: Sequence[Row], untold: Untold) -> Flow[None]:
        """Ask for the column of rows whose records do not tell it; a row fails that might lose what must be kept."""
        asked = [row for row in rows if untold.column not in row.given and row.record is not None]
        told = yield from gather([self._looking.ask_all(row, untold) for row in asked])
        for row, record in zip(asked, told, strict=True):
            if record is not None:
                self._remember(row, untold, find(record, untold.path))
        silent = [row for row, record in zip(asked, told, strict=True) if record is None]
        if not silent or untold.may_be_tried:
            return
        # Where other rows show the column, one without it has no value.
        work = self.work
        yield from sample(work.table, (untold.column,), work.known.tables, work.context.exchange)
        for row in silent if not self._is_told(untold) else ():
            text = f"the write may blank {untold.column}, and the API refuses to tell what it is"
            work.fail(row, OperationalError(f"{row.place}: {text}; the row was not written"))

    def _remember(self, row: Row, untold: Untold, value: Any) -> None:
        if value is not None and row.record is not None:
            row.record[source_paths(self.work.table, untold.column)[0][0]] = value

    def _write_after_trial(self, rows: Sequence[Row]) -> Flow[None]:
        """Write row after row until one has shown whether the write keeps what it does not say; then the others."""
        left = list(rows)
        tried = [one for one in self.put.untold if not self._is_told(one) and self._may_try(one)]
        while left and any(self._may_try(one) for one in tried) and not self.work.has_stopped:
            row = left.pop(0)
            for untold in tried:
                yield from self._try(row, untold)
            if row.index not in self.work.results:
                yield from self.write(row)
        for untold in tried:
            if self.work.context.exchange.facts.get(self._fact(untold)) is not True:
                yield from self._ask_untold(left, untold)
        yield from gather([self.write(row) for row in left])

    def _try(self, row: Row, untold: Untold) -> Flow[None]:
        """Write a row that has a value in the column without saying it, and put it right where it is lost."""
        value = yield from self._looking.ask(row, untold)
        writable = self.work.writes.by_name[untold.column]
        if untold.column in row.given or stored_form(writable, value) is None:
            return
        yield from self.write(row)
        if self.work.results[row.index].error is not None:
            return
        is_kept = not is_empty((yield from self._looking.ask(row, untold)))
        self.work.context.exchange.facts.learn(self._fact(untold), is_kept)
        if not is_kept:
            self._remember(row, untold, value)
            if row.record is not None and "rev" in row.made:
                row.record["rev"] = row.made["rev"]
            yield from self.write(row)

    # The calls -------------------------------------------------------------------------------------------------------

    def call(self, row: Row) -> Call:
        """The call that writes the row."""
        work, put, record = self.work, self.put, row.record or {}
        body: Body = {}
        given = {name: form for name, form in row.given.items() if name in work.writes.by_name}
        deltas = {name: form for name, form in given.items() if work.writes.by_name[name].deltas}
        plain = {name: form for name, form in given.items() if name not in deltas}
        bodies.say_carried(body, work.writes, work.table, record, self._said, plain)
        for name, form in deltas.items():
            self._say_delta(body, work.writes.by_name[name], form, record)
        query: tuple[tuple[str, str], ...] = ()
        custom = bodies.custom_values(work.table, row.given)
        if custom and work.writes.custom is not None:
            query = bodies.say_custom(body, work.writes.custom, work.table, record, custom)
        path = bodies.path_of(put.endpoint, put.slots, row.key)
        call = Call(put.endpoint, bodies.request(put.endpoint, path, body, query), (row,))
        if put.by_other_key is not None and any(work.writes.by_name[name].name not in body for name in put.required):
            return call_by_other_key(work, put.by_other_key, call)
        return call

    def reverse(self, row: Row) -> Request | None:
        """The call that makes the row what it was."""
        if row.record is None:
            return None
        by_name = self.work.writes.by_name
        deltas = [by_name[name].deltas for name in row.given if name in by_name]
        swapped = next((one for one in deltas if one is not None), None)
        before: dict[str, Any] = {}
        for name in row.given:
            key = custom_key(self.work.table, name)
            if key is not None:
                before[name] = bodies.stored_custom(self.work.table, row.record).get(key)
            elif name not in by_name or by_name[name].deltas is None:
                before[name] = self._form(row, name)
        old = Row(row.index, row.key, before, row.record)
        request = self.call(old).request
        told_of = json.loads(request.body or "{}")
        if any(by_name[name].name.partition(".")[0] not in told_of for name in self.put.required):
            return None
        if swapped is None:
            return request
        told = json.loads(self.call(row).request.body or "{}")
        turned = {swapped[1 - at]: told[name] for at, name in enumerate(swapped) if name in told}
        whole = {**json.loads(request.body or "{}"), **turned}
        return bodies.request(self.put.endpoint, request.path, whole, request.query)

    def _say_delta(self, body: Body, writable: Writable, form: Any, record: Record) -> None:
        assert writable.deltas is not None
        before = bodies.stored(self.work.table, writable, record) or []
        added, removed = writable.deltas
        wanted = form or []
        more, less = [one for one in wanted if one not in before], [one for one in before if one not in wanted]
        if more:
            body[added] = more
        if less:
            body[removed] = less

    def write(self, row: Row) -> Flow[None]:
        """Write the row, and note what came of it."""
        if self.work.has_stopped:
            return
        if not (yield from self._read_just_before(row)):
            return
        call = self.call(row)
        told = yield from self.work.tell(call)
        if isinstance(told, Refused) and told.status in faults.GONE and self.put.older is not None:
            told = yield from tell_older(self.work, self.put, self.put.older, call)
        done = self.work.judge(told, (row,), f"{self.work.table.name} with {row.place}")
        other = self.put.by_other_key
        if done is None or (other is not None and not check_reply(self.work, other, row, done)):
            return
        self._settle(row, done)
        remember_other_key(self.work, row)

    def _read_just_before(self, row: Row) -> Flow[bool]:
        """Read the row anew where all that it does not say would be lost; whether it is there."""
        custom, table = self.work.writes.custom, self.work.table
        removed = [one for one in bodies.custom_values(table, row.given).values() if one is None]
        if custom is None or not removed:
            return True
        values = [row.key[name] for name in table.key]
        request = phrase(custom.read.endpoint, zip(custom.read.slots, values, strict=True))
        answer = yield from self.work.context.exchange.ask(request, fresh=True)
        record = shown(answer, ()) if answer.is_success else None
        if record is None:
            found = yield from find_rows(self.work, table, table.key[0], values)
            record = found[0] if found else None
        if record is None:
            self.work.settle(row, RowOutcome.GONE)
            return False
        asked = [source_paths(table, untold.column)[0][0] for untold in self.put.untold]
        known = {name: row.record[name] for name in asked if row.record is not None and name in row.record}
        row.record = {**known, **record}
        if not self._looking.shows_custom(record):
            text = f"{row.place}: no reply shows custom fields, and to take one away all others have to be said again"
            self.work.fail(row, NotSupportedError(text))
            return False
        return True

    def _settle(self, row: Row, done: Done) -> None:
        data = self._of_row(row, done.data)
        row.made = {name: value for name, value in data.items() if not is_empty(value)}
        self._looking.note(row, done)
        self.work.settle(row, self._outcome(row, done))

    def _of_row(self, row: Row, data: Any) -> Record:
        """What a reply tells of the row: its object, or the one among several that has its key."""
        key = self.work.table.key[0]
        several = [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
        found = next((one for one in several if str(one.get(key)) == str(row.key.get(key))), {})
        return data if isinstance(data, dict) else found

    def _outcome(self, row: Row, done: Done) -> RowOutcome:
        """Whether somebody else wrote the row since it was read, as its revision tells."""
        path = self.work.writes.revision
        before = find(row.record, path) if path is not None else None
        after = row.made.get("rev")
        if done.is_repeated or not isinstance(before, int) or not isinstance(after, int) or not before:
            return RowOutcome.UPDATED
        return RowOutcome.CONFLICT if after > before + 1 else RowOutcome.UPDATED

    def verify(self) -> Flow[None]:
        """Look at the rows of which the replies do not tell all."""
        yield from self._looking.verify()
