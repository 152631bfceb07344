"""One change for many sets of parameters: a single statement over a table of them, where that means the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.changing import carry_out, change_once
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow, compute
from heymarket_dbapi.engine import parameter_table
from heymarket_dbapi.local.desk import Moved
from heymarket_dbapi.local.turn import Token
from heymarket_dbapi.outcome import Outcome
from heymarket_dbapi.selecting import Ground, known_now
from heymarket_dbapi.sql.changes import read_change
from heymarket_dbapi.sql.many import SETS, over_many
from heymarket_dbapi.sql.names import LocalColumn, LocalTable
from heymarket_dbapi.sql.parameters import match_parameters, members
from heymarket_dbapi.sql.parse import Parsed

if TYPE_CHECKING:
    import pyarrow

Parameters = Any


def change_many(parsed: Parsed, parameter_sets: Sequence[Parameters], context: Context) -> Flow[Outcome]:
    """The outcome of an INSERT, UPDATE or DELETE for all sets; rows that RETURNING gives are dropped."""
    desk = context.desk
    desk.check()
    values = [match_parameters(parsed, one) for one in parameter_sets]
    token = Token()
    try:
        yield from desk.turn.take(token)
        while True:
            try:
                return (yield from _change_many(parsed, parameter_sets, values, context))
            except Moved:
                continue
    finally:
        desk.settle(is_single=context.settings.autocommit)
        desk.turn.leave(token)


def _change_many(
    parsed: Parsed,
    parameter_sets: Sequence[Parameters],
    values: Sequence[dict[str, object]],
    context: Context,
) -> Flow[Outcome]:
    ground = Ground(context.desk.definitions, is_part=True)
    planned = replace(read_change(parsed, known_now(context, ground).names), returning=None)
    whole = None
    if len(values) > 1 and not any(members(value) is not None for one in values[:1] for value in one.values()):
        whole = over_many(planned, values)
    if whole is None:
        return (yield from _one_by_one(parsed, parameter_sets, context))
    columns = {name: [one[name] for one in values] for name in parsed.parameters}
    table = parameter_table({**columns, "number": range(len(values))})
    types = yield from compute(lambda: _types(table, context))
    sets = LocalTable(SETS[0], SETS[1], types, is_stored=False)
    return (yield from carry_out(whole, None, context, replace(ground, tables=(sets,), rows={SETS: table})))


def _types(table: pyarrow.Table, context: Context) -> tuple[LocalColumn, ...]:
    bench = context.account.engine.workbench()
    try:
        bench.load("sets", table)
        return tuple(LocalColumn(one.name, one.type_name) for one in bench.describe("SELECT * FROM sets", {}))
    finally:
        bench.close()


def _one_by_one(parsed: Parsed, parameter_sets: Sequence[Parameters], context: Context) -> Flow[Outcome]:
    total = 0
    outcome = Outcome(rowcount=0)
    for parameters in parameter_sets:
        outcome = yield from change_once(parsed, parameters, context)
        total += max(0, outcome.rowcount)
    return Outcome(rowcount=total, notices=outcome.notices)
