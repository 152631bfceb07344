"""One change for many sets of parameters: a single statement over a table of them, where that means the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.changing import all_rows, carry_out, change
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow, compute
from heymarket_dbapi.engine import parameter_table
from heymarket_dbapi.frames import joined
from heymarket_dbapi.outcome import Outcome, Stored
from heymarket_dbapi.selecting import Ground, known_now
from heymarket_dbapi.sql.change import NUMBER, SETS
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.names import LocalColumn, LocalTable
from heymarket_dbapi.sql.parse import Parsed

if TYPE_CHECKING:
    import pyarrow

Parameters = Any


def change_many(parsed: Parsed, parameter_sets: Sequence[Parameters], context: Context) -> Flow[Outcome]:
    """The outcome of an INSERT, UPDATE or DELETE for all sets; of RETURNING the rows of an INSERT, in their order."""
    is_returning = parsed.kind is StatementKind.INSERT
    outcome = yield from change_at_once(parsed, parameter_sets, context, is_returning=is_returning)
    if outcome is None:
        outcome = yield from _one_by_one(parsed, parameter_sets, context)
    return outcome


def change_at_once(
    parsed: Parsed, parameter_sets: Sequence[Parameters], context: Context, *, is_returning: bool
) -> Flow[Outcome | None]:
    """The outcome of one statement over all sets; None where that would not mean the same as one after the other."""
    from heymarket_dbapi.sql.parameters import match_parameters

    context.desk.check()
    values = yield from compute(lambda: [match_parameters(parsed, one) for one in parameter_sets])
    flow = partial(_change, parsed, values, context, is_returning=is_returning)
    return (yield from context.desk.alone(flow, is_single=context.settings.autocommit))


def _change(
    parsed: Parsed, values: Sequence[dict[str, object]], context: Context, *, is_returning: bool
) -> Flow[Outcome | None]:
    from heymarket_dbapi.sql.many import over_many
    from heymarket_dbapi.sql.parameters import members
    from heymarket_dbapi.sql.read_change import read_change

    ground = Ground(context.desk.definitions, is_part=True)
    planned = read_change(parsed, known_now(context, ground).names)
    if not is_returning:
        planned = replace(planned, returning=None)
    if len(values) < 2 or any(members(value) is not None for value in values[0].values()):
        return None
    whole = over_many(planned, values)
    if whole is None:
        return None
    table, types = yield from compute(lambda: parameter_sets_table(parsed, values, context))
    sets = LocalTable(*SETS, types, is_stored=False)
    return (yield from carry_out(whole, None, context, replace(ground, tables=(sets,), rows={SETS: table})))


def parameter_sets_table(
    parsed: Parsed, values: Sequence[dict[str, object]], context: Context
) -> tuple[pyarrow.Table, tuple[LocalColumn, ...]]:
    """The sets as a table, and its columns as the engine knows them."""
    columns = {name: [one[name] for one in values] for name in parsed.parameters}
    table = parameter_table({**columns, NUMBER: range(len(values))})
    bench = context.account.engine.workbench()
    try:
        bench.load("sets", table)
        described = bench.describe("SELECT * FROM sets", {})
    finally:
        bench.close()
    return table, tuple(LocalColumn(one.name, one.type_name) for one in described)


def _one_by_one(parsed: Parsed, parameter_sets: Sequence[Parameters], context: Context) -> Flow[Outcome]:
    outcomes = []
    for parameters in parameter_sets:
        outcomes.append((yield from change(parsed, parameters, context)))
    total = sum(max(0, one.rowcount) for one in outcomes)
    return (yield from told_together(outcomes, parsed, Outcome(rowcount=total, notices=context.exchange.notices)))


def told_together(outcomes: Sequence[Outcome], parsed: Parsed, whole: Outcome) -> Flow[Outcome]:
    """The whole outcome, with the rows that RETURNING gave of each INSERT; those of other changes are dropped."""
    shown = [one for one in outcomes if one.rows is not None]
    if not shown or parsed.kind is not StatementKind.INSERT:
        return whole
    columns = shown[0].columns
    assert columns is not None
    tables = []
    for one in shown:
        assert one.rows is not None
        tables.append((yield from all_rows(one.rows)))
    rows = joined(tables, tables[0].slice(0, 0)).rename_columns([column.name for column in columns])
    return replace(whole, columns=columns, rows=Stored(rows))
