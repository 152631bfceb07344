"""One INSERT, UPDATE or DELETE of Heymarket's tables from its tree to its outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from heymarket_dbapi import metadata
from heymarket_dbapi.account import note_writes
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.writes import Actions, Entries, Put
from heymarket_dbapi.catalog.writing import writes_of
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow, compute, gather
from heymarket_dbapi.errors import Error, NotSupportedError, OperationalError, ProgrammingError
from heymarket_dbapi.local.desk import Moved
from heymarket_dbapi.local.turn import Token
from heymarket_dbapi.many import parameter_sets_table
from heymarket_dbapi.metadata import Metadata
from heymarket_dbapi.options import Conflicts
from heymarket_dbapi.outcome import Outcome, Remark, RowOutcome, RowResult
from heymarket_dbapi.selecting import Ground, known_now
from heymarket_dbapi.sql.change import SETS
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.live_change import LiveChange, refuse_what_is_not
from heymarket_dbapi.sql.names import LocalTable
from heymarket_dbapi.sql.parse import Parsed
from heymarket_dbapi.writing.actions import ManyActions
from heymarket_dbapi.writing.deletes import Deletes
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
from heymarket_dbapi.writing.values import check_columns, failures

if TYPE_CHECKING:
    from heymarket_dbapi.sql.query import Query

Parameters = Any
Result = TypeVar("Result")


def target(parsed: Parsed, context: Context) -> Table | None:
    """The table of Heymarket that the statement is to change; None where it changes a local one."""
    from heymarket_dbapi.sql.read_write import live_target

    return live_target(parsed, known_now(context, Ground(context.desk.definitions)).names)


def write(parsed: Parsed, parameters: Parameters, context: Context, *, is_forced: bool = False) -> Flow[Outcome]:
    """The outcome of an INSERT, UPDATE or DELETE of one of Heymarket's tables.

    ``is_forced``: the API is asked to do also what seems to be done.
    """
    outcome = yield from _in_turn(lambda: _write(parsed, parameters, None, context, is_forced=is_forced), context)
    assert outcome is not None
    return outcome


def _write(
    parsed: Parsed,
    parameters: Parameters,
    sets: Sequence[dict[str, object]] | None,
    context: Context,
    *,
    is_forced: bool = False,
) -> Flow[Outcome | None]:
    work = yield from _work(parsed, parameters, sets, context)
    if work is None:
        return None
    work.is_forced = is_forced
    return (yield from _carry_out(work))


def write_many(parsed: Parsed, parameter_sets: Sequence[Parameters], context: Context) -> Flow[Outcome]:
    """The outcome for all sets of parameters: at once where that means the same, else one after the other."""
    from heymarket_dbapi.sql.parameters import match_parameters

    values = [match_parameters(parsed, one) for one in parameter_sets]
    if len(values) > 1:
        outcome = yield from _in_turn(lambda: _write(parsed, None, values, context), context)
        if outcome is not None:
            return outcome
    total, results = 0, list[RowResult]()
    last = Outcome()
    for given in parameter_sets:
        last = yield from write(parsed, given, context)
        results += [replace(one, index=len(results) + at) for at, one in enumerate(last.row_results)]
        total = -1 if total < 0 or last.rowcount < 0 else total + last.rowcount
    return Outcome(rowcount=total, row_results=results, last_id=last.last_id, notices=context.exchange.notices)


def preview(parsed: Parsed, parameters: Parameters, context: Context) -> Flow[tuple[Work, Plan]]:
    """What a statement would tell the API, after what it has to read; nothing is told."""

    def look() -> Flow[tuple[Work, Plan]]:
        work = yield from _work(parsed, parameters, None, context)
        assert work is not None
        plan = yield from _plan(work, (yield from _rows(work)))
        for flow in plan.flows:
            flow.close()
        return work, plan

    return (yield from _in_turn(look, context))


def _in_turn(flow: Callable[[], Flow[Result]], context: Context) -> Flow[Result]:
    """What the flow gives, which has the connection's local tables to itself.

    It is begun anew where these have changed since it was planned; that shows before the API is told anything.
    """
    desk = context.desk
    desk.check()
    token = Token()
    try:
        yield from desk.turn.take(token)
        while True:
            try:
                return (yield from flow())
            except Moved:
                continue
    finally:
        desk.settle(is_single=context.settings.autocommit)
        desk.turn.leave(token)


def _work(
    parsed: Parsed, parameters: Parameters, sets: Sequence[dict[str, object]] | None, context: Context
) -> Flow[Work | None]:
    """What the statement is about, permitted; None where the sets of parameters cannot be taken at once."""
    from heymarket_dbapi.sql.read_write import live_target

    ground = Ground(context.desk.definitions, is_part=True)
    known = known_now(context, ground)
    table = live_target(parsed, known.names)
    assert table is not None
    _permit(parsed, table, context)
    known, live = yield from _read(parsed, table, known, ground, context)
    writes = writes_of(table.name)
    _check(parsed, live, known, context)
    if sets is not None:
        taken = yield from _at_once(live, parsed, sets, context)
        if taken is None:
            return None
        live, ground = taken[0], replace(ground, tables=(taken[1],), rows={SETS: taken[2]})
    return Work(context, known, live, writes, parameters, ground)


def _permit(parsed: Parsed, table: Table, context: Context) -> None:
    verb, writes = parsed.kind.name, writes_of(table.name)
    if verb not in writes.verbs.split(", "):
        raise refuse_what_is_not(verb, table.name, writes.verbs)
    if context.settings.read_only:
        raise NotSupportedError(f"read_only: this connection changes nothing, so no {verb} of {table.name}")


def _read(
    parsed: Parsed, table: Table, known: Metadata, ground: Ground, context: Context
) -> Flow[tuple[Metadata, LiveChange]]:
    """The statement taken apart; custom fields are read where a name may mean one."""
    from heymarket_dbapi.sql.read_write import live_target, read_write

    inputs = writes_of(table.name).inputs
    try:
        return known, read_write(parsed, known.names, table, inputs)
    except ProgrammingError:
        if known.fields is not None or table.custom is None:
            raise
    yield from metadata.load(context.account.facts, context.exchange)
    known = known_now(context, ground)
    found = live_target(parsed, known.names)
    assert found is not None
    return known, read_write(parsed, known.names, found, inputs)


def _check(parsed: Parsed, live: LiveChange, known: Metadata, context: Context) -> None:
    """Refuse what no call can say, and what would touch all rows without a bound."""
    writes, table = writes_of(live.table.name), known.tables[live.table.name]
    change = live.change
    columns = change.columns
    if change.kind is StatementKind.INSERT:
        if change.conflict is not None and change.conflict.columns == ("id",):
            columns = tuple(name for name in columns if name != "id")
        if writes.sends is None and change.source is not None:
            check_columns(writes, table, columns, is_insert=True)
        if change.conflict is not None:
            check_columns(writes, table, change.conflict.assigned, is_insert=False)
    else:
        check_columns(writes, table, columns, is_insert=False)
    if not live.is_narrowed and context.settings.max_affected_rows is None:
        raise ProgrammingError(
            f"{parsed.kind.name} of {table.name} without WHERE would touch every row; write WHERE, or set"
            " max_affected_rows to the most rows that it may touch"
        )


def _at_once(
    live: LiveChange, parsed: Parsed, sets: Sequence[dict[str, object]], context: Context
) -> Flow[tuple[LiveChange, LocalTable, Any] | None]:
    from heymarket_dbapi.sql.many import over_many
    from heymarket_dbapi.sql.parameters import members

    if any(members(value) is not None for value in sets[0].values()):
        return None
    whole = over_many(replace(live.change, returning=None), sets)
    if whole is None:
        return None
    table, columns = yield from compute(lambda: parameter_sets_table(parsed, sets, context))
    return replace(live, change=whole), LocalTable(*SETS, columns, is_stored=False), table


# Carrying out ---------------------------------------------------------------------------------------------------------


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
        return (yield from _single(work, rows, Parts(work, writes.part, conflict is not None)))
    match kind:
        case StatementKind.INSERT if writes.sends is not None:
            return (yield from _single(work, rows, ManySends(work, writes.sends)))
        case StatementKind.INSERT:
            return (yield from plan_insert(work, rows))
        case StatementKind.DELETE:
            assert writes.delete is not None
            return (yield from _single(work, rows, Deletes(work, writes.delete)))
        case _:
            return (yield from _plan_update(work, rows))


def _plan_update(work: Work, rows: Sequence[Row]) -> Flow[Plan]:
    plan = Plan()
    match work.writes.update:
        case Put() as put:
            rows = yield from check_references(work, rows)
            return (yield from _single(work, rows, Puts(work, put)))
        case Entries() as entries:
            many = ManyEntries(work, entries)
            plan.calls = many.calls(rows)
            plan.flows = [many.write(call) for call in plan.calls]
            plan.after.append(many)
        case Actions() as actions:
            acting = ManyActions(work, actions)
            changed = yield from acting.prepare(rows)
            plan.calls = [call for row in changed for call in acting.calls(row)]
            plan.flows = [acting.write(row) for row in changed]
    return plan


def _single(work: Work, rows: Sequence[Row], maker: Any) -> Flow[Plan]:
    plan = Plan()
    plan.add_single(maker, (yield from maker.prepare(rows)))
    if hasattr(maker, "verify"):
        plan.after.append(maker)
    return plan


def _carry_out(work: Work) -> Flow[Outcome]:
    returning = yield from resolved(work)
    try:
        rows = work.rows = yield from _rows(work)
        plan = yield from _plan(work, rows)
        if work.has_stopped and not work.may_go_on:
            for flow in plan.flows:
                flow.close()
        else:
            yield from _tell_all(work, plan)
    except Error as error:
        for row in work.in_flight.values():
            work.settle(row, RowOutcome.UNKNOWN)
        error.row_results = _results(work, work.rows)
        raise
    return (yield from _outcome(work, rows, returning))


def _tell_all(work: Work, plan: Plan) -> Flow[None]:
    """Make the calls, and look at what came of them; whatever happens, what was read before is read anew."""
    if not plan.flows:
        return
    keeper = keeper_of(work, plan)
    work.keeper = keeper
    work.context.desk.has_told_api = True
    try:
        yield from gather(plan.flows)
        for one in plan.after:
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
    is_counted = all(one.outcome is not RowOutcome.PRESENT for one in results)
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
