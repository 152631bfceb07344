"""The calls that a statement's rows need, made, and what came of each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.account import note_writes
from heymarket_dbapi.catalog.writes import Actions, Entries, Put
from heymarket_dbapi.effects import Flow, gather
from heymarket_dbapi.errors import Error, NotSupportedError, OperationalError
from heymarket_dbapi.options import Conflicts
from heymarket_dbapi.outcome import Outcome, Remark, RowOutcome, RowResult
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.writing.actions import ManyActions
from heymarket_dbapi.writing.deletes import Deletes
from heymarket_dbapi.writing.deletes_together import DeletesTogether
from heymarket_dbapi.writing.entries import ManyEntries
from heymarket_dbapi.writing.keeping import keeper_of
from heymarket_dbapi.writing.lookups import forget_pages
from heymarket_dbapi.writing.making import Plan, plan_insert
from heymarket_dbapi.writing.parts import Parts
from heymarket_dbapi.writing.puts import Puts
from heymarket_dbapi.writing.reading import found_rows, given_rows
from heymarket_dbapi.writing.references import check_references
from heymarket_dbapi.writing.returning import TOUCHED, resolved, returned
from heymarket_dbapi.writing.rows import Row, Work
from heymarket_dbapi.writing.sends import ManySends
from heymarket_dbapi.writing.values import failures

if TYPE_CHECKING:
    from heymarket_dbapi.sql.query import Query


def plan(work: Work) -> Flow[Plan]:
    """The calls that the statement needs, its rows being found or given; those that are wrong have failed."""
    work.rows = yield from _rows(work)
    return (yield from _plan(work, work.rows))


def _rows(work: Work) -> Flow[list[Row]]:
    if work.live.change.kind is StatementKind.INSERT:
        return (yield from given_rows(work))
    return (yield from found_rows(work))


def _plan(work: Work, rows: Sequence[Row]) -> Flow[Plan]:
    """The calls that the rows need."""
    most = work.context.settings.max_affected_rows
    if most is not None and len(rows) > most:
        raise NotSupportedError(
            f"the statement would touch {len(rows)} rows of {work.table.name}, more than max_affected_rows = {most};"
            " nothing was written"
        )
    if work.results and not work.may_go_on:
        return Plan()
    writes, kind = work.writes, work.live.change.kind
    if writes.part is not None:
        conflict = work.live.change.conflict
        return (yield from _prepared(rows, Parts(work, writes.part, conflict is not None)))
    match kind:
        case StatementKind.INSERT if writes.sends is not None:
            return (yield from _prepared(rows, ManySends(work, writes.sends)))
        case StatementKind.INSERT:
            return (yield from plan_insert(work, rows))
        case StatementKind.DELETE:
            return _plan_delete(work, rows)
        case _:
            return (yield from _plan_update(work, rows))


def _plan_delete(work: Work, rows: Sequence[Row]) -> Plan:
    assert work.writes.delete is not None
    made, together = Plan(), work.writes.delete.together
    alone = Deletes(work, work.writes.delete)
    if together is not None:
        many = DeletesTogether(work, together, alone)
        taken = many.takes(rows)
        made.calls = many.calls(taken)
        made.flows = [many.write(call) for call in made.calls]
        indices = {row.index for row in taken}
        rows = [row for row in rows if row.index not in indices]
    made.add_single(alone, rows)
    made.after.append(alone)
    return made


def _plan_update(work: Work, rows: Sequence[Row]) -> Flow[Plan]:
    made = Plan()
    match work.writes.update:
        case Put() as put:
            rows = yield from check_references(work, rows)
            return (yield from _prepared(rows, Puts(work, put)))
        case Entries() as entries:
            many = ManyEntries(work, entries)
            made.calls = many.calls(rows)
            made.flows = [many.write(call) for call in made.calls]
            made.after.append(many)
        case Actions() as actions:
            acting = ManyActions(work, actions)
            changed = yield from acting.prepare(rows)
            steps = [step for row in changed for step in acting.calls(row)]
            made.calls = [call for call, _ in steps]
            made.reversing = {id(call): back for call, back in steps}
            made.flows = [acting.write(row) for row in changed]
    return made


def _prepared(rows: Sequence[Row], maker: Puts | Parts | ManySends) -> Flow[Plan]:
    """One call for each row that has to be written."""
    made = Plan()
    made.add_single(maker, (yield from maker.prepare(rows)))
    if not isinstance(maker, ManySends):
        made.after.append(maker)
    return made


def carry_out(work: Work, watch: Callable[[Plan], None] | None = None) -> Flow[Outcome]:
    """The outcome of the statement; ``watch`` is shown the plan before the API is told anything."""
    returning = yield from resolved(work)
    try:
        planned = yield from plan(work)
        if watch is not None:
            watch(planned)
        if work.has_stopped and not work.may_go_on:
            planned.close()
        else:
            yield from _tell_all(work, planned)
    except Error as error:
        for row in work.in_flight.values():
            for one in row.parts or (row,):
                work.settle(one, RowOutcome.UNKNOWN)
        error.row_results = _results(work, work.rows)
        raise
    return (yield from _outcome(work, work.rows, returning))


def _tell_all(work: Work, planned: Plan) -> Flow[None]:
    """Make the calls, and look at what came of them; whatever happens, what was read before is read anew."""
    if not planned.flows:
        return
    keeper = keeper_of(work, planned)
    work.keeper = keeper
    try:
        yield from gather(planned.flows)
        for one in planned.after:
            yield from one.verify()
    finally:
        note_writes(work.context.account, work.table)
        forget_pages(work)
        if keeper is not None:
            keeper.leave(is_ended=not work.in_flight)


def _results(work: Work, rows: Sequence[Row]) -> list[RowResult]:
    for row in rows:
        if row.index not in work.results:
            work.settle(row, RowOutcome.NOT_TRIED)
    return [work.results[index] for index in sorted(work.results)]


def _outcome(work: Work, rows: Sequence[Row], returning: tuple[Query, Any] | None) -> Flow[Outcome]:
    results = _results(work, rows)
    failed = {one.index: one.error for one in results if one.error is not None}
    done = [one for one in results if one.outcome in TOUCHED]
    if failed and not work.may_go_on:
        error = failures(failed, len(results), len(done), work.table.name)
        error.row_results = results
        raise error
    outcome = Outcome()
    if returning is not None:
        outcome = yield from returned(work, rows, *returning)
    _tell_conflicts(work, results)
    conflict = work.live.change.conflict
    is_updating = conflict is not None and conflict.update is not None
    is_counted = is_updating or all(one.outcome is not RowOutcome.PRESENT for one in results)
    outcome.rowcount = len(done) if is_counted else -1
    outcome.row_results = results
    outcome.notices = work.context.exchange.notices
    made = [one for one in done if one.outcome in (RowOutcome.INSERTED, RowOutcome.SENT)]
    outcome.journal_entry = work.keeper.identity if work.keeper is not None else None
    outcome.last_id = made[0].id if len(results) == 1 and made else None
    return outcome


def _tell_conflicts(work: Work, results: Sequence[RowResult]) -> None:
    met = [one for one in results if one.outcome is RowOutcome.CONFLICT]
    if not met:
        return
    text = (
        f"{len(met)} rows of {work.table.name} were written by somebody else between read and write; what they wrote"
        " in columns that were sent again is lost: see cursor.row_results"
    )
    if work.context.settings.conflicts is Conflicts.ERROR:
        error = OperationalError(text)
        error.row_results = list(results)
        raise error
    work.context.exchange.notices.append(Remark(text))
