"""Updates by a call for each column that is set, one after the other for a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from heymarket_dbapi.api.decode import getter, reader
from heymarket_dbapi.api.records import FACET, carries, find, is_empty
from heymarket_dbapi.api.records import Row as RecordRow
from heymarket_dbapi.api.telling import Done, Refused, Told, Unknown, says_done
from heymarket_dbapi.catalog.sources import Matches
from heymarket_dbapi.catalog.writes import Action, Actions, Word
from heymarket_dbapi.effects import Flow, Request
from heymarket_dbapi.errors import OperationalError
from heymarket_dbapi.outcome import RowOutcome
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.acting import acting_member
from heymarket_dbapi.writing.lookups import find as find_rows
from heymarket_dbapi.writing.rows import Call, Row, Work
from heymarket_dbapi.writing.values import source_paths

_IN_A_NAME = (Word.ACTING, Word.OWNER)


@dataclass(slots=True)
class ManyActions:
    """The updates of one table's rows by its ``Actions``; ``acting``: who asks, where the statement says it."""

    work: Work
    actions: Actions
    acting: int | None = None

    def prepare(self, rows: Sequence[Row]) -> Flow[list[Row]]:
        """The rows of which something changes."""
        changed = []
        for row in rows:
            if any(True for _ in self._needed(row)):
                changed.append(row)
            else:
                self.work.settle(row, RowOutcome.UNCHANGED)
        words = {word for row in changed for action in self._needed(row) for _, word in action.body}
        if self.acting is None and words.intersection(_IN_A_NAME):
            self.acting = yield from acting_member(self.work, what=f"an UPDATE of {self.work.table.name}")
        return changed

    def _needed(self, row: Row) -> Iterator[Action]:
        """The actions that change something, in their order."""
        for action in self.actions.actions:
            if action.column not in row.given:
                continue
            if self.work.is_forced or not self._is_unchanged(row, action.column):
                yield action

    def _is_unchanged(self, row: Row, name: str) -> bool:
        return self._shows(row, name) and bool(self._stored(row, name) == row.given[name])

    def _shows(self, row: Row, name: str) -> bool:
        """Whether replies tell the column of the row."""
        record, table = row.record or {}, self.work.table
        source = table.by_name[name].source
        if isinstance(source, Matches):
            return not is_empty(find(record, source.path)) or record.get(FACET) is not None
        return carries(record, source_paths(table, name)) or self.work.is_carried(table, name)

    def calls(self, row: Row) -> list[tuple[Call, Back]]:
        """The calls that change the row, in their order, each with what undoes it."""
        return [(self._call(row, one, self._value(row, one)), Back(self, one)) for one in self._needed(row)]

    def call_back(self, row: Row, action: Action) -> Call | None:
        """The call that says again what the row has now; None where that is nothing, or no reply tells it."""
        before = self._stored(row, action.column) if self._shows(row, action.column) else None
        if before is None:
            return None
        changed = dict(row.record or {})
        for path in source_paths(self.work.table, action.column):
            changed[path[0]] = row.given[action.column]
        return self._call(Row(row.index, row.key, {action.column: before}, changed), action, before)

    def _value(self, row: Row, action: Action) -> Any:
        wanted = row.given[action.column]
        return action.nothing[0] if wanted is None and action.nothing else wanted

    def _call(self, row: Row, action: Action, value: Any) -> Call:
        endpoint = action.endpoint if value or action.off is None else action.off
        body: dict[str, Any] = {}
        for name, word in action.body:
            self._say(body, name, word, row, value)
        return Call(endpoint, bodies.request(endpoint, endpoint.path, body), (row,))

    def _say(self, body: dict[str, Any], name: str, word: Word, row: Row, value: Any) -> None:
        record = row.record or {}
        match word:
            case Word.CONVERSATION:
                body[name] = row.key[self._key]
            case Word.INBOX:
                body[name] = row.made.get("inbox_id") or self._stored(row, "inbox_id")
            case Word.ACTING:
                body[name] = self.acting
            case Word.OWNER:
                body[name] = self._stored(row, "assigned_user_id") or self.acting
            case Word.VALUE:
                body[name] = value
            case Word.TARGETS:
                group = record.get("targets")
                target = str(self._stored(row, "target") or "")
                members = list(group) if isinstance(group, dict | list) and group else target.split(",")
                body["targets" if len(members) > 1 else name] = members if len(members) > 1 else target

    def _stored(self, row: Row, name: str) -> Any:
        column = self.work.table.by_name[name]
        return reader(column)(getter(self.work.table, column, {})(RecordRow(row.record or {})))

    def write(self, row: Row) -> Flow[None]:
        """Make the calls of one row, and note what came of them."""
        done: list[str] = []
        for action in list(self._needed(row)):
            if self.work.has_stopped:
                return
            if row.given[action.column] is None:
                told = yield from self._empty(row, action)
            else:
                told = yield from self.work.tell(self._call(row, action, row.given[action.column]))
            look_at = f"{self.work.table.name} with {row.place}"
            answer = None if told is None else self.work.judge(told, (row,), look_at)
            if answer is None or not (yield from self._is_done(row, action, answer)):
                self._note_half(row, done, action)
                return
            done.append(action.column)
            row.made[action.column] = row.given[action.column]
        self.work.settle(row, RowOutcome.UPDATED)

    def _is_done(self, row: Row, action: Action, answer: Done) -> Flow[bool]:
        """Whether the reply says so, or a new reading does not deny it."""
        if says_done(answer.data) or row.given[action.column] is None:
            return True
        before = self._stored(row, action.column)
        yield from self._read_again(row)
        now = self._stored(row, action.column)
        if now == row.given[action.column] or now != before or not self._shows(row, action.column):
            return True
        text = f"{row.place}: the reply told nothing, and {action.column} is as it was"
        self.work.fail(row, OperationalError(text, request_id=answer.request_id))
        return False

    def _empty(self, row: Row, action: Action) -> Flow[Told | None]:
        """What came of taking a value away, in one of the ways to say it; None where the server kept it."""
        told: Told | None = None
        for value in action.nothing:
            told = yield from self.work.tell(self._call(row, action, value))
            if isinstance(told, Unknown):
                return told
            if isinstance(told, Done) and not (yield from self._is_kept(row, action)):
                return told
        if isinstance(told, Refused):
            return told
        text = f"{row.place}: the server kept {action.column}, though it was asked to take it away"
        self.work.fail(row, OperationalError(text))
        return None

    def _note_half(self, row: Row, done: Sequence[str], failed: Action) -> None:
        """Say in the error what of the row was changed before."""
        result = self.work.results[row.index]
        if done and result.error is not None:
            result.error.message += f"; {' and '.join(done)} had been changed, {failed.column} was not"

    def _is_kept(self, row: Row, action: Action) -> Flow[bool]:
        """Whether the row still has a value in the column."""
        return (yield from self._read_again(row)) and self._stored(row, action.column) is not None

    def _read_again(self, row: Row) -> Flow[bool]:
        """Whether a new reading shows the row, whose record it is from now on."""
        records = yield from find_rows(self.work, self.work.table, self._key, [row.key[self._key]])
        row.record = dict(records[0]) if records else row.record
        return bool(records)

    @property
    def _key(self) -> str:
        return self.work.table.key[0]


@dataclass(frozen=True, slots=True)
class Back:
    """What undoes one action of a row."""

    many: ManyActions
    action: Action

    def reverse(self, row: Row) -> Request | None:
        """The call that sets the column to what it was."""
        call = self.many.call_back(row, self.action)
        return None if call is None else call.request
