"""What the journal holds open is finished or told, and what it holds as done is undone where the API allows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from heymarket_dbapi.account import note_writes
from heymarket_dbapi.api.records import is_empty
from heymarket_dbapi.api.telling import Done, Refused, Unknown, tell
from heymarket_dbapi.catalog.ways import Repeat
from heymarket_dbapi.catalog.writing import writes_of
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.errors import Error, NotSupportedError, OperationalError, ProgrammingError
from heymarket_dbapi.local.definitions import quoted
from heymarket_dbapi.metadata import Metadata
from heymarket_dbapi.outcome import Outcome, RowOutcome
from heymarket_dbapi.selecting import Ground, known_now
from heymarket_dbapi.sql.change import Change
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.live_change import LiveChange, as_local
from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.writing.deletes import still_there
from heymarket_dbapi.writing.journal import Entry, Journal, Log, Planned
from heymarket_dbapi.writing.keeping import journal_of, make_calls
from heymarket_dbapi.writing.lookups import find
from heymarket_dbapi.writing.rows import Work
from heymarket_dbapi.writing.statement import write

COLUMNS = ("entry", "index", "outcome", "id", "error")
Line = tuple[str, int, str, object, str | None]
_DONE = {
    "INSERT": RowOutcome.INSERTED,
    "UPDATE": RowOutcome.UPDATED,
    "DELETE": RowOutcome.DELETED,
}
RUNNING = "running"
_PASSED_OVER = "the API did not take the row, and did not say why"


def resume_journal(context: Context) -> Flow[list[Line]]:
    """What was open in the journal: finished, or told as it is; a line a row."""
    journal = _journal(context)
    if context.settings.read_only:
        raise NotSupportedError("read_only: this connection changes nothing, so that nothing is finished")
    lines: list[Line] = []
    for entry in journal.entries():
        if entry.is_ended:
            continue
        if entry.is_running:
            lines += [(entry.identity, at, RUNNING, None, None) for at in _indexes(entry)]
            continue
        lines += yield from _Resuming(context, journal, entry).run()
    return lines


def _journal(context: Context) -> Journal:
    journal = journal_of(context)
    if journal is None:
        raise ProgrammingError("this connection keeps no journal: connect with journal=FILE")
    return journal


def _indexes(entry: Entry) -> list[int]:
    return sorted({int(row["index"]) for call in entry.calls.values() for row in call.rows})


def _work(context: Context, table: str, kind: StatementKind) -> Work:
    """What looks for rows of the table."""
    ground = Ground(context.desk.definitions, is_part=True)
    known: Metadata = known_now(context, ground)
    change = Change(kind, as_local(known.tables[table]), table, (), None)
    live = LiveChange(change, known.tables[table], known.tables[table].key)
    return Work(context, known, live, writes_of(table), None, ground)


@dataclass(slots=True)
class _Resuming:
    """One statement that was left open."""

    context: Context
    journal: Journal
    entry: Entry

    @property
    def _made(self) -> RowOutcome:
        """What a row is whose call was carried out."""
        if writes_of(self.entry.table).sends is not None:
            return RowOutcome.SENT
        return _DONE[self.entry.verb]

    def run(self) -> Flow[list[Line]]:
        """Finish it; what came of each of its rows."""
        log = self.journal.again(self.entry)
        lines: list[Line] = []
        is_sending = writes_of(self.entry.table).sends is not None
        try:
            for number, call in sorted(self.entry.calls.items()):
                done = self.entry.done.get(number)
                if done is not None:
                    lines += yield from self._told(call, done)
                elif number in self.entry.begun:
                    lines += yield from self._unclear(log, number, call)
                elif not self.entry.is_whole or self.entry.is_stopped:
                    lines += [self._line(row, RowOutcome.NOT_TRIED) for row in call.rows]
                elif is_sending and not self.context.settings.allow_send:
                    raise NotSupportedError("allow_send is false: what was not sent yet cannot be sent")
                else:
                    lines += yield from self._make(log, call)
        except BaseException:
            log.leave()
            raise
        finally:
            known = known_now(self.context, Ground(self.context.desk.definitions))
            note_writes(self.context.account, known.tables[self.entry.table])
        log.end()
        return _last(lines)

    def _told(self, call: Planned, done: dict[str, Any]) -> Flow[list[Line]]:
        """What was known already."""
        match done.get("outcome"):
            case "done":
                return (yield from self._carried_out(call, done.get("told")))
            case "failed":
                return [self._line(row, RowOutcome.FAILED, error=str(done.get("error"))) for row in call.rows]
            case _:
                error = _unknown(done.get("error"), done.get("request_id"))
                return [self._line(row, RowOutcome.UNKNOWN, error=error) for row in call.rows]

    def _make(self, log: Log, call: Planned) -> Flow[list[Line]]:
        """Make a call that was not begun, or may be repeated."""
        number = log.start(call)
        told = yield from tell(call.request, call.endpoint.repeat, self.context.exchange)
        log.finish(number, told)
        match told:
            case Done(_, data):
                return (yield from self._carried_out(call, data))
            case Refused(_, error) if self._is_delete:
                # It is refused also where the first attempt has done it.
                return (yield from self._looked_gone(call, RowOutcome.FAILED, str(error)))
            case Refused(_, error):
                return [self._line(row, RowOutcome.FAILED, error=str(error)) for row in call.rows]
            case Unknown(_, reason):
                return (yield from self._looked(call, reason, told.request_id))

    @property
    def _is_delete(self) -> bool:
        return self.entry.verb == StatementKind.DELETE.name and writes_of(self.entry.table).delete is not None

    def _carried_out(self, call: Planned, data: Any) -> Flow[list[Line]]:
        """What came of the rows of a call that was answered; what the reply does not tell is looked for."""
        if self._is_delete and len(call.rows) > 1:
            return (yield from self._looked_gone(call, RowOutcome.FAILED, _PASSED_OVER))
        if len(call.rows) > 1 or (_found_by(call.rows[0]) is not None and not _tells_id(data)):
            return (yield from self._looked(call, None))
        return [self._line(row, self._made, _id(row, data)) for row in call.rows]

    def _looked_gone(self, call: Planned, outcome: RowOutcome, error: str) -> Flow[list[Line]]:
        """The rows of a DELETE: what came of those that are there still is ``outcome``."""
        work = _work(self.context, self.entry.table, StatementKind.DELETE)
        left = yield from still_there(work, [row["key"] for row in call.rows])
        return [
            self._line(row, outcome, error=error) if row["key"] in left else self._line(row, self._made)
            for row in call.rows
        ]

    def _unclear(self, log: Log, number: int, call: Planned) -> Flow[list[Line]]:
        """A call that was begun and has no end: repeated where that is safe, else looked for."""
        if call.endpoint.repeat is Repeat.SAFE:
            log.begun.discard(number)
            return (yield from self._make(log, call))
        return (yield from self._looked(call, "the process ended while it was on its way"))

    def _looked(self, call: Planned, reason: str | None, request_id: str | None = None) -> Flow[list[Line]]:
        """The rows that are there now, by what they are found by; ``reason``: why the call itself does not tell."""
        if self._is_delete:
            return (yield from self._looked_gone(call, RowOutcome.UNKNOWN, _unknown(reason, request_id)))
        lines: list[Line] = []
        work = _work(self.context, self.entry.table, StatementKind.INSERT)
        by = _found_by(call.rows[0])
        known: dict[str, object] = {}
        if by is not None:
            wanted = [row["by"][1] for row in call.rows if row.get("by")]
            try:
                records = yield from find(work, work.table, by[0], wanted)
            except Error as error:
                reason = f"{reason or 'the call was made'}; to look for it failed: {error.message}"
                records = []
            for record in records:
                known[_value(work, by[0], record)] = record.get("id")
        for row in call.rows:
            if by is None and call.endpoint.repeat is Repeat.SAFE:
                lines.append(self._line(row, self._made))
            elif row.get("by") and str(row["by"][1]) in known:
                lines.append(self._line(row, self._made, known[str(row["by"][1])]))
            elif reason is None and len(call.rows) > 1:
                lines.append(self._line(row, RowOutcome.FAILED, error=_PASSED_OVER))
            else:
                told = f"{reason or 'the call was made'}: look at {self.entry.table} before it is done again"
                lines.append(self._line(row, RowOutcome.UNKNOWN, error=_unknown(told, request_id)))
        return lines

    def _line(
        self, row: dict[str, Any], outcome: RowOutcome, identity: object = None, error: str | None = None
    ) -> Line:
        key = row.get("key") or {}
        shown = identity if identity is not None else next((one for one in key.values() if one is not None), None)
        return self.entry.identity, int(row["index"]), str(outcome), shown, error


def _found_by(row: dict[str, Any]) -> list[Any] | None:
    by = row.get("by")
    return by if isinstance(by, list) and by[1] is not None else None


def _value(work: Work, column: str, record: dict[str, Any]) -> str:
    writable = work.writes.by_name.get(column)
    raw = record.get(writable.name if writable is not None else column)
    return str(writable.stored(raw) if writable is not None and raw is not None else raw)


def _tells_id(data: Any) -> bool:
    return isinstance(data, dict) and not is_empty(data.get("id"))


def _id(row: dict[str, Any], data: Any) -> object:
    return data["id"] if _tells_id(data) else None


def _unknown(reason: object, request_id: object) -> str:
    return f"unknown ({reason})" + (f" [request id {request_id}]" if request_id else "")


def _last(lines: Sequence[Line]) -> list[Line]:
    """One line for each row: the last that was told."""
    return [*{line[1]: line for line in sorted(lines, key=lambda line: line[1])}.values()]


# Undo -----------------------------------------------------------------------------------------------------------------


def undo(context: Context, identity: str) -> Flow[Outcome]:
    """The outcome of undoing a statement, as far as it was done."""
    journal = _journal(context)
    entry = journal.entry(identity)
    if entry is None:
        raise ProgrammingError(f"the journal has no entry {identity!r} of this account")
    if not entry.is_ended:
        raise ProgrammingError(f"the entry {identity} is open: CALL resume_journal() first")
    if context.settings.read_only:
        raise NotSupportedError("read_only: this connection changes nothing, so that nothing is undone")
    done = [entry.calls[number] for number in sorted(entry.done) if entry.done[number].get("outcome") == "done"]
    making = [call for call in done if call.reverse is None]
    count = 0 if not making else (yield from _unmake(context, entry, making))
    work = _work(context, entry.table, StatementKind.UPDATE)
    reverses = [Planned(one.endpoint, one.reverse, one.rows) for one in reversed(done) if one.reverse is not None]
    made = None if not reverses else (yield from make_calls(context, work.table, "UPDATE", reverses))
    count += sum(len(call.rows) for call in reverses)
    return Outcome(rowcount=count, journal_entry=made, notices=context.exchange.notices)


def _unmake(context: Context, entry: Entry, done: Sequence[Planned]) -> Flow[int]:
    """Delete what was made; how many rows."""
    writes = writes_of(entry.table)
    if entry.verb != "INSERT" or writes.sends is not None or writes.delete is None:
        raise NotSupportedError(f"the API cannot undo {entry.verb} of {entry.table}")
    if not all(row.get("new", True) for call in done for row in call.rows):
        raise NotSupportedError(
            f"the entry {entry.identity} cannot be undone: its rows of {entry.table} may have been there before, so"
            " that to delete them would take away what it did not make; DELETE those that it made"
        )
    by: dict[str, list[Any]] = {}
    for number, call in entry.calls.items():
        if call not in done:
            continue
        told = entry.done[number].get("told")
        if isinstance(told, dict) and _tells_id(told):
            by.setdefault("id", []).append(told["id"])
            continue
        for row in call.rows:
            found = _found_by(row)
            if found is None:
                raise OperationalError(f"the entry {entry.identity} does not tell which rows were made")
            by.setdefault(str(found[0]), []).append(found[1])
    count = 0
    for column, values in by.items():
        marks = ", ".join("?" for _ in values)
        text = f"DELETE FROM heymarket.{quoted(entry.table)} WHERE {quoted(column)} IN ({marks})"
        outcome = yield from write(parse(text), tuple(values), context)
        count += max(0, outcome.rowcount)
    return count
