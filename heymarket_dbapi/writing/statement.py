"""One INSERT, UPDATE or DELETE of Heymarket's tables from its tree to its outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from heymarket_dbapi import metadata
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.writing import writes_of
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow, compute
from heymarket_dbapi.errors import Error, NotSupportedError, ProgrammingError
from heymarket_dbapi.many import parameter_sets_table, told_together
from heymarket_dbapi.metadata import Metadata
from heymarket_dbapi.outcome import Outcome, RowResult
from heymarket_dbapi.selecting import Ground, known_now
from heymarket_dbapi.sql.change import SETS
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.live_change import LiveChange, refuse_what_is_not
from heymarket_dbapi.sql.names import LocalTable
from heymarket_dbapi.sql.parse import Parsed
from heymarket_dbapi.writing.carrying import carry_out, plan
from heymarket_dbapi.writing.making import Plan
from heymarket_dbapi.writing.rows import Work
from heymarket_dbapi.writing.values import check_columns

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
    return (yield from watched(parsed, parameters, context, is_forced=is_forced))


def watched(
    parsed: Parsed,
    parameters: Parameters,
    context: Context,
    watch: Callable[[Work, Plan], None] | None = None,
    *,
    is_forced: bool = False,
) -> Flow[Outcome]:
    """The same; ``watch`` is shown the plan before the API is told anything."""

    def run() -> Flow[Outcome]:
        work = yield from _work(parsed, parameters, None, context)
        assert work is not None
        work.is_forced = is_forced
        return (yield from carry_out(work, None if watch is None else partial(watch, work)))

    return (yield from _alone(run, context))


def write_many(parsed: Parsed, parameter_sets: Sequence[Parameters], context: Context) -> Flow[Outcome]:
    """The outcome for all sets of parameters: at once where that means the same, else one after the other."""
    outcome = yield from write_at_once(parsed, parameter_sets, context)
    if outcome is not None:
        return outcome
    return (yield from _write_one_by_one(parsed, parameter_sets, context))


def write_at_once(parsed: Parsed, parameter_sets: Sequence[Parameters], context: Context) -> Flow[Outcome | None]:
    """The outcome of one statement over all sets; None where that would not mean the same as one after the other."""
    from heymarket_dbapi.sql.parameters import match_parameters

    values = [match_parameters(parsed, one) for one in parameter_sets]
    if len(values) < 2:
        return None
    return (yield from _alone(partial(_write_at_once, parsed, values, context), context))


def _write_one_by_one(parsed: Parsed, parameter_sets: Sequence[Parameters], context: Context) -> Flow[Outcome]:
    results, outcomes = list[Any](), list[Outcome]()
    for given in parameter_sets:
        try:
            outcomes.append((yield from write(parsed, given, context)))
        except Error as error:
            error.row_results = _numbered([*results, *error.row_results])
            raise
        results += outcomes[-1].row_results
    counts = [one.rowcount for one in outcomes]
    whole = Outcome(
        rowcount=-1 if -1 in counts else sum(counts),
        row_results=_numbered(results),
        last_id=outcomes[-1].last_id if outcomes else None,
        notices=context.exchange.notices,
    )
    return (yield from told_together(outcomes, parsed, whole))


def _numbered(results: Sequence[Any]) -> list[RowResult]:
    """The results of several statements as those of one."""
    return [replace(one, index=at) for at, one in enumerate(results)]


def _write_at_once(parsed: Parsed, sets: Sequence[dict[str, object]], context: Context) -> Flow[Outcome | None]:
    work = yield from _work(parsed, None, sets, context)
    return None if work is None else (yield from carry_out(work))


def preview(parsed: Parsed, parameters: Parameters, context: Context) -> Flow[tuple[Work, Plan]]:
    """What a statement would tell the API, after what it has to read; nothing is told."""

    def look() -> Flow[tuple[Work, Plan]]:
        work = yield from _work(parsed, parameters, None, context, is_preview=True)
        assert work is not None
        planned = yield from plan(work)
        planned.close()
        return work, planned

    return (yield from _alone(look, context))


def _alone(flow: Callable[[], Flow[Result]], context: Context) -> Flow[Result]:
    """What the flow gives; that local tables have changed since it was planned shows before the API is told."""
    return (yield from context.desk.alone(flow, is_single=context.settings.autocommit))


def _work(
    parsed: Parsed,
    parameters: Parameters,
    sets: Sequence[dict[str, object]] | None,
    context: Context,
    *,
    is_preview: bool = False,
) -> Flow[Work | None]:
    """What the statement is about, permitted; None where the sets of parameters cannot be taken at once."""
    from heymarket_dbapi.sql.read_write import live_target

    ground = Ground(context.desk.definitions, is_part=True)
    known = known_now(context, ground)
    table = live_target(parsed, known.names)
    assert table is not None
    _permit(parsed, table, context, is_preview=is_preview)
    known, live = yield from _read(parsed, table, known, ground, context)
    writes = writes_of(table.name)
    _check(parsed, live, known, context)
    if sets is not None:
        taken = yield from _at_once(live, parsed, sets, context)
        if taken is None:
            return None
        live, ground = taken[0], replace(ground, tables=(taken[1],), rows={SETS: taken[2]})
    return Work(context, known, live, writes, parameters, ground, is_preview=is_preview)


def _permit(parsed: Parsed, table: Table, context: Context, *, is_preview: bool) -> None:
    verb, writes = parsed.kind.name, writes_of(table.name)
    if verb not in writes.verbs.split(", "):
        raise refuse_what_is_not(verb, table.name, writes.verbs)
    if context.settings.read_only and not is_preview:
        raise NotSupportedError(f"read_only: this connection changes nothing, so no {verb} of {table.name}")


def _read(
    parsed: Parsed, table: Table, known: Metadata, ground: Ground, context: Context
) -> Flow[tuple[Metadata, LiveChange]]:
    """The statement taken apart; custom fields are read where a name may mean one."""
    from heymarket_dbapi.sql.read_write import live_target, read_write, shows_more

    inputs = writes_of(table.name).inputs
    may_show_custom = known.fields is None and table.custom is not None and shows_more(parsed, table)
    try:
        if not may_show_custom:
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
    from heymarket_dbapi.sql.many import lists_told_whole, over_many

    told = lists_told_whole(live.change, sets)
    if told is None:
        return None
    shown = live.change.returning if live.change.kind is StatementKind.INSERT else None
    whole = over_many(replace(live.change, returning=shown), told)
    if whole is None:
        return None
    table, columns = yield from compute(lambda: parameter_sets_table(parsed, told, context))
    return replace(live, change=whole), LocalTable(*SETS, columns, is_stored=False), table
