"""What of a plan stands in the journal: each call with what its rows are found by, and the call that undoes it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from heymarket_dbapi.account import note_writes
from heymarket_dbapi.api.telling import Refused, Told, Unknown, tell
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.writes import Insert
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow, Request
from heymarket_dbapi.writing.journal import Journal, Log, Planned
from heymarket_dbapi.writing.making import Plan
from heymarket_dbapi.writing.rows import Call, Row, Work


def journal_of(context: Context) -> Journal | None:
    """The connection's journal, where it keeps one."""
    path = context.settings.journal
    if path is None:
        return None
    account = hashlib.sha256(repr(context.account.key).encode()).hexdigest()[:16]
    return Journal(path, account)


def planned(work: Work, call: Call, reverse: Request | None = None) -> Planned:
    """A call as the journal has it."""
    rows = tuple(
        {
            **{"index": row.index, "key": _plain(row.key), "by": _found_by(work, row, call)},
            "new": call.is_making and row.record is None,
        }
        for row in call.rows
    )
    return Planned(call.endpoint, call.request, rows, reverse)


def _found_by(work: Work, row: Row, call: Call) -> list[Any] | None:
    """The column and the value by which a row is found that the call may have made; None where there is none."""
    writes = work.writes
    local_id = row.given.get("local_id") or row.made.get("local_id")
    if writes.sends is not None:
        return [writes.sends.found_by[1], local_id]
    insert = next((one for one in writes.inserts if _makes(one, call)), None)
    if insert is None:
        return None
    if insert.unique is not None:
        return [insert.unique, row.mark if row.mark is not None else row.given.get(insert.unique)]
    if insert.local_id is not None and insert.local_id in work.table.by_name and not work.table.required:
        return [insert.local_id, local_id]
    return None


def _makes(insert: Insert, call: Call) -> bool:
    return call.endpoint in (insert.endpoint, insert.batch.endpoint if insert.batch is not None else None)


def _plain(key: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int | str) or value is None else str(value) for name, value in key.items()}


def make_calls(context: Context, table: Table, verb: str, calls: Sequence[Planned]) -> Flow[str | None]:
    """Make calls that are no statement's, one after the other, and note them; the entry's name where there is one.

    An error where one is refused, or its outcome is unknown; those after it are not made.
    """
    journal = journal_of(context)
    log = None if journal is None else journal.begin(table.name, verb, calls)
    desk = context.desk
    desk.has_told_api |= desk.is_explicit or not context.settings.autocommit
    is_open = False
    try:
        for call in calls:
            number = 0 if log is None else log.start(call)
            is_open = True
            told = yield from tell(call.request, call.endpoint.repeat, context.exchange)
            is_open = False
            if log is not None:
                log.finish(number, told)
            if isinstance(told, Refused):
                raise told.error
            if isinstance(told, Unknown):
                raise told.error(table.name)
    finally:
        note_writes(context.account, table)
        if log is not None:
            (log.stop if is_open else log.end)()
    return None if log is None else log.identity


@dataclass(slots=True)
class JournalKeeper:
    """Notes the calls of one statement in the journal."""

    work: Work
    log: Log
    reverses: dict[Request, Request]

    @property
    def identity(self) -> str:
        """The entry's name."""
        return self.log.identity

    def start(self, call: Call) -> int:
        """Note that a call is about to be made."""
        return self.log.start(planned(self.work, call, self.reverses.get(call.request)))

    def finish(self, number: int, told: Told) -> None:
        """Note what came of it."""
        self.log.finish(number, told)

    def leave(self, *, is_ended: bool) -> None:
        """The statement is over; ``is_ended``: no call is open."""
        if is_ended:
            self.log.end()
        else:
            self.log.stop()


def keeper_of(work: Work, plan: Plan) -> JournalKeeper | None:
    """What notes the statement's calls, all of which stand in the journal from now on; None without a journal."""
    journal = journal_of(work.context)
    if journal is None:
        return None
    reverses = {}
    for call in plan.calls:
        reverse = plan.reverse(call)
        if reverse is not None:
            reverses[call.request] = reverse
    calls = [planned(work, call, reverses.get(call.request)) for call in plan.calls]
    log = journal.begin(work.table.name, work.live.change.kind.name, calls)
    return JournalKeeper(work, log, reverses)
