"""Rows that are made one by one: each by the first of the table's ways whose columns are given."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from heymarket_dbapi.api import faults
from heymarket_dbapi.api.records import Record, is_empty
from heymarket_dbapi.api.telling import Done, Refused, Told, Unknown
from heymarket_dbapi.catalog.writes import Insert
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.errors import IntegrityError, NotSupportedError, OperationalError
from heymarket_dbapi.outcome import RowOutcome
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.bodies import Body
from heymarket_dbapi.writing.lookups import find as find_rows
from heymarket_dbapi.writing.lookups import forget_pages
from heymarket_dbapi.writing.otherwise import remember_other_key
from heymarket_dbapi.writing.rows import Call, Row, Work
from heymarket_dbapi.writing.values import is_same


def way_of(work: Work, row: Row) -> Insert:
    """How the row is made; an error names what has to be given."""
    problems = []
    for insert in work.writes.inserts:
        missing = [group for group in insert.required if all(row.given.get(name) is None for name in group)]
        if not missing:
            return insert
        problems.append(" and ".join(" or ".join(group) for group in missing))
    raise IntegrityError(f"{row.place} of {work.table.name}: a value is needed for {', or for '.join(problems)}")


def body_of(work: Work, insert: Insert, row: Row, *, is_whole: bool = False) -> Body:
    """What makes the row; ``is_whole``: columns that are not given are said to be empty."""
    body: Body = {}
    writes = work.writes
    columns = insert.columns or writes.columns
    if is_whole:
        bodies.say_given(body, columns, {name: row.given.get(name) for name in writes.by_name})
    else:
        bodies.say_filled(body, columns, row.given)
    for writable in insert.more:
        if row.given.get(writable.column) is not None:
            bodies.say(body, writable, row.given[writable.column])
    custom = {key: value for key, value in bodies.custom_values(work.table, row.given).items() if value is not None}
    if custom and writes.custom is not None:
        body[writes.custom.name] = custom
    if insert.local_id is not None and insert.local_id not in body:
        body[insert.local_id] = row.made.setdefault("local_id", str(uuid.uuid4()))
    return body


@dataclass(slots=True)
class Inserts:
    """The rows of one table that are made one by one."""

    work: Work
    _doubtful: list[Row] = field(default_factory=list)

    def call(self, row: Row, insert: Insert | None = None) -> Call:
        """The call that makes the row."""
        insert = insert or way_of(self.work, row)
        if insert.endpoint is None:
            raise NotSupportedError(f"we have not built a single INSERT into {self.work.table.name}")
        path = bodies.path_of(insert.endpoint, [slot for slot in insert.slots if slot[1] in row.given], row.given)
        return Call(insert.endpoint, bodies.request(insert.endpoint, path, body_of(self.work, insert, row)), (row,))

    def write(self, row: Row) -> Flow[None]:
        """Make the row, and note what came of it."""
        if self.work.has_stopped:
            return
        call = self.call(row)
        told = yield from self.work.tell(call)
        if isinstance(told, Refused) and told.status in faults.GONE:
            told = yield from self._tell_otherwise(row, told)
        if isinstance(told, Unknown):
            yield from self._look(row, told)
            return
        done = self.work.judge(told, (row,), self.work.table.name)
        if done is None:
            return
        if is_empty(_shown(done.data, row).get("id")):
            yield from self._look(row, Unknown(call.request, "the reply tells no id", done.request_id))
            return
        self._settle(row, done)

    def _tell_otherwise(self, row: Row, refused: Told) -> Flow[Told]:
        """What came of making the row in the table's next way, where the server has not the first."""
        ways = self.work.writes.inserts
        for insert in ways[ways.index(way_of(self.work, row)) + 1 :]:
            if all(any(row.given.get(name) is not None for name in group) for group in insert.required):
                return (yield from self.work.tell(self.call(row, insert)))
        return refused

    def _settle(self, row: Row, done: Done) -> None:
        data = _shown(done.data, row)
        row.made.update({name: value for name, value in data.items() if not is_empty(value)})
        identity = row.made.get("id")
        if identity is not None and self.work.table.key == ("id",):
            row.key["id"] = identity
        self.work.settle(row, RowOutcome.INSERTED, identity)
        remember_other_key(self.work, row)
        if any(row.given.get(name) for name in way_of(self.work, row).doubtful):
            self._doubtful.append(row)

    def verify(self) -> Flow[None]:
        """Look whether the server took what some drop in silence; an error for a row where it did not."""
        table = self.work.table
        rows = [row for row in self._doubtful if row.key.get("id") is not None]
        if not rows:
            return
        records = yield from find_rows(self.work, table, "id", [row.key["id"] for row in rows])
        by_id = {str(record.get("id")): record for record in records}
        for row in rows:
            record = by_id.get(str(row.key["id"]), {})
            for name in way_of(self.work, row).doubtful:
                wanted = row.given.get(name)
                if not wanted or not (record and self.work.is_carried(table, name)):
                    continue
                if not is_same(bodies.stored(table, self.work.writes.by_name[name], record), wanted):
                    text = f"{row.place} was made, but the server dropped its {name}"
                    self.work.fail(row, OperationalError(text))

    def _look(self, row: Row, told: Unknown) -> Flow[None]:
        """Look for the row whose call had no reply: by what no other row has."""
        insert, table = way_of(self.work, row), self.work.table
        found: list[Record] = []
        if insert.unique is not None:
            found = yield from find_rows(self.work, table, insert.unique, [row.given[insert.unique]])
        elif insert.local_id is not None and insert.local_id in table.by_name and not table.required:
            local_id = row.given.get("local_id") or row.made.get("local_id")
            forget_pages(self.work)
            found = yield from find_rows(self.work, table, insert.local_id, [local_id])
        if found:
            self._settle(row, Done(told.request, found[-1], told.request_id, is_repeated=True))
            return
        self.work.fail(row, told.error(f"{table.name} before it is written again"), RowOutcome.UNKNOWN)


def _shown(data: Any, row: Row) -> dict[str, Any]:
    """The object of a reply; of several the one that was made last."""
    if isinstance(data, list):
        of_type = [one for one in data if isinstance(one, dict)]
        same = [one for one in of_type if one.get("channel_id") == row.given.get("channel_id")]
        return (same or of_type or [{}])[-1]
    return data if isinstance(data, dict) else {}


def refuse_doubles(work: Work, rows: Sequence[Row], column: str) -> list[Row]:
    """The rows without those that repeat a value of the column, which fail."""
    seen: set[Any] = set()
    left = []
    for row in rows:
        value = row.given.get(column)
        if value is not None and value in seen:
            work.fail(row, IntegrityError(f"{row.place} of {work.table.name}: an earlier row has the same {column}"))
            continue
        seen.add(value)
        left.append(row)
    return left


def values_by_row(work: Work, records: Sequence[Record], column: str) -> dict[Any, list[Record]]:
    """The records by the form of their value in the column."""
    found: dict[Any, list[Record]] = {}
    writable = work.writes.by_name[column]
    for record in records:
        form = bodies.stored(work.table, writable, record)
        if form is not None:
            found.setdefault(form, []).append(record)
    return found
