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
from heymarket_dbapi.writing.journal import Entry, Journal, Log, Planned
from heymarket_dbapi.writing.keeping import journal_of
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
                    lines += self._told(call, done)
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

    def _told(self, call: Planned, done: dict[str, Any]) -> list[Line]:
        """What was known already."""
        match done.get("outcome"):
            case "done":
                return [self._line(row, self._made, _id(row, done.get("told"))) for row in call.rows]
            case "failed":
                return [self._line(row, RowOutcome.FAILED, error=str(done.get("error"))) for row in call.rows]
            case _:
                return [self._line(row, RowOutcome.UNKNOWN, error=_unknown(done)) for row in call.rows]

    def _make(self, log: Log, call: Planned) -> Flow[list[Line]]:
        """Make a call that was not begun, or may be repeated."""
        number = log.start(call)
        told = yield from tell(call.request, call.endpoint.repeat, self.context.exchange)
        log.finish(number, told)
        match told:
            case Done(_, data):
                if len(call.rows) > 1 or (_found_by(call.rows[0]) is not None and not _tells_id(data)):
                    return (yield from self._looked(call, "the call was made"))
                return [self._line(row, self._made, _id(row, data)) for row in call.rows]
            case Refused(_, error):
                return [self._line(row, RowOutcome.FAILED, error=str(error)) for row in call.rows]
            case Unknown(_, reason):
                return (yield from self._looked(call, reason, told.request_id))

    def _unclear(self, log: Log, number: int, call: Planned) -> Flow[list[Line]]:
        """A call that was begun and has no end: repeated where that is safe, else looked for."""
        if call.endpoint.repeat is Repeat.SAFE:
            log.begun.discard(number)
            return (yield from self._make(log, call))
        return (yield from self._looked(call, "the process ended while it was on its way"))

    def _looked(self, call: Planned, reason: str, request_id: str | None = None) -> Flow[list[Line]]:
        """The rows that are there now, by what they are found by."""
        lines: list[Line] = []
        work = _work(self.context, self.entry.table, StatementKind.INSERT)
        by = _found_by(call.rows[0])
        known: dict[str, object] = {}
        if by is not None:
            wanted = [row["by"][1] for row in call.rows if row.get("by")]
            try:
                records = yield from find(work, work.table, by[0], wanted)
            except Error as error:
                reason = f"{reason}; to look for it failed: {error.message}"
                records = []
            for record in records:
                known[_value(work, by[0], record)] = record.get("id")
        for row in call.rows:
            if by is None and call.endpoint.repeat is Repeat.SAFE:
                lines.append(self._line(row, self._made))
            elif row.get("by") and str(row["by"][1]) in known:
                lines.append(self._line(row, self._made, known[str(row["by"][1])]))
            else:
                told = f"unknown ({reason}): look at {self.entry.table} before it is done again"
                told += f" [request id {request_id}]" if request_id else ""
                lines.append(self._line(row, RowOutcome.UNKNOWN, error=told))
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


def _unknown(done: dict[str, Any]) -> str:
    told = f"unknown ({done.get('error')})"
    return f"{told} [request id {done['request_id']}]" if done.get("request_id") else told


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
    if any(call.reverse is None for call in done):
        return (yield from _unmake(context, entry, done))
    work = _work(context, entry.table, StatementKind.UPDATE)
    log = journal.begin(entry.table, "UPDATE", [Planned(c.endpoint, _reverse(c), c.rows) for c in done])
    count = 0
    try:
        for call in reversed(done):
            number = log.start(Planned(call.endpoint, _reverse(call), call.rows))
            told = yield from tell(_reverse(call), call.endpoint.repeat, context.exchange)
            log.finish(number, told)
            if isinstance(told, Refused):
                raise told.error
            if isinstance(told, Unknown):
                raise told.error(entry.table)
            count += len(call.rows)
    finally:
        note_writes(context.account, work.table)
        log.end()
    return Outcome(rowcount=count, notices=context.exchange.notices)


def _reverse(call: Planned) -> Any:
    assert call.reverse is not None
    return call.reverse


def _unmake(context: Context, entry: Entry, done: Sequence[Planned]) -> Flow[Outcome]:
    """Delete what was made."""
    writes = writes_of(entry.table)
    if entry.verb != "INSERT" or writes.sends is not None or writes.delete is None:
        raise NotSupportedError(f"the API cannot undo {entry.verb} of {entry.table}")
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
    return Outcome(rowcount=count, notices=context.exchange.notices)
