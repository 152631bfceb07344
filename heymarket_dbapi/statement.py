"""One statement from text to outcome: which of the rooms below has to answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from heymarket_dbapi import commands
from heymarket_dbapi.catalog import ENDPOINTS
from heymarket_dbapi.changing import change, change_source
from heymarket_dbapi.context import Context
from heymarket_dbapi.defining import define
from heymarket_dbapi.effects import Flow, compute
from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.local.turn import Token
from heymarket_dbapi.many import change_at_once, change_many
from heymarket_dbapi.outcome import Outcome, Remark
from heymarket_dbapi.plan.analyze import AnalyzedPlan
from heymarket_dbapi.plan.explain import CUSTOM_FIELDS_STEP, QueryPlan
from heymarket_dbapi.selecting import Ground, known_now, plan_now, select
from heymarket_dbapi.sourcing import stage_of
from heymarket_dbapi.sql.kind import CHANGES, StatementKind
from heymarket_dbapi.sql.parse import Parsed, parse
from heymarket_dbapi.sql.repeated import one_row
from heymarket_dbapi.sql.resolve import needs_custom_fields, resolve
from heymarket_dbapi.sql.transactions import permit_transaction
from heymarket_dbapi.writing import statement as writes
from heymarket_dbapi.writing.explaining import analyze_write, explain_write
from heymarket_dbapi.writing.procedures import call

Parameters = Any  # a sequence, a mapping or None, as PEP 249 has it


def run(text: str, parameters: Parameters, context: Context) -> Flow[Outcome]:
    """The outcome of one statement."""
    yield from context.desk.ready()
    repeated = one_row(text, parameters)
    if repeated is not None:
        outcome = yield from _run_repeated(parse(repeated[0]), repeated[1], context)
        if outcome is not None:
            return outcome
    parsed = parse(text)
    match parsed.kind:
        case StatementKind.QUERY:
            context.desk.check()
            return (yield from select(parsed, parameters, context))
        case StatementKind.INSERT | StatementKind.UPDATE | StatementKind.DELETE:
            if writes.target(parsed, context) is not None:
                return (yield from writes.write(parsed, parameters, context))
            return (yield from change(parsed, parameters, context))
        case (
            StatementKind.CREATE
            | StatementKind.DROP
            | StatementKind.ALTER
            | StatementKind.COMMENT
            | StatementKind.TRUNCATE
        ):
            _check_parameters(parsed, parameters)
            return (yield from define(parsed, parameters, context))
        case StatementKind.BEGIN | StatementKind.COMMIT | StatementKind.ROLLBACK:
            _check_parameters(parsed, parameters)
            permit_transaction(parsed.text)
            return (yield from transact(parsed.kind, context))
        case StatementKind.CALL:
            return (yield from call(parsed, parameters, context))
        case StatementKind.EXPLAIN:
            return (yield from explain(parsed, parameters, context))
        case _:
            return (yield from commands.run(parsed, parameters, context))


def _run_repeated(parsed: Parsed, parameter_sets: Sequence[Parameters], context: Context) -> Flow[Outcome | None]:
    """The outcome of an INSERT of rows that are written alike; None where they have to be read one by one."""
    if writes.target(parsed, context) is not None:
        return (yield from writes.write_at_once(parsed, parameter_sets, context))
    return (yield from change_at_once(parsed, parameter_sets, context, is_returning=True))


def _check_parameters(parsed: Parsed, parameters: Parameters) -> None:
    """An error where other parameters are given than the statement has."""
    if parsed.parameters or parameters:
        from heymarket_dbapi.sql.parameters import match_parameters

        match_parameters(parsed, parameters)


def run_many(text: str, parameter_sets: Sequence[Parameters], context: Context) -> Flow[Outcome]:
    """The outcome of one statement for many sets of parameters."""
    parsed = parse(text)
    if parsed.kind in CHANGES:
        yield from context.desk.ready()
        if writes.target(parsed, context) is not None:
            return (yield from writes.write_many(parsed, parameter_sets, context))
        return (yield from change_many(parsed, parameter_sets, context))
    outcome = Outcome()
    for parameters in parameter_sets:
        outcome = yield from run(text, parameters, context)
    return outcome


def transact(kind: StatementKind, context: Context) -> Flow[Outcome]:
    """Nothing, after the transaction was begun, committed or rolled back."""
    desk = context.desk
    token = Token()
    try:
        yield from desk.turn.take(token)
        match kind:
            case StatementKind.BEGIN:
                desk.begin()
            case StatementKind.COMMIT:
                yield from compute(desk.commit)
                desk.has_told_api = False
            case _:
                yield from compute(desk.rollback)
                if desk.has_told_api:
                    context.exchange.notices.append(Remark(_NOT_ROLLED_BACK))
                desk.has_told_api = False
    finally:
        desk.turn.leave(token)
    return Outcome(notices=context.exchange.notices)


_NOT_ROLLED_BACK = (
    "what was written to Heymarket since the last commit stays written: the API has no transactions, and only local"
    " tables are rolled back"
)


def explain(parsed: Parsed, parameters: Parameters, context: Context) -> Flow[Outcome]:
    """The plan of a statement as rows: without a call, or beside what came of it where ANALYZE is said."""
    asked = commands.explained(parsed)
    inner = parse(asked.text)
    if inner.kind in CHANGES:
        return (yield from _explain_change(inner, parameters, context, asked))
    if asked.is_analyzed:
        return (yield from _analyze(asked, parameters, context))
    plan = _planned(inner, parameters, context)
    yield from ()
    return commands.plan_outcome(plan, is_json=asked.is_json)


def _planned(parsed: Parsed, parameters: Parameters, context: Context) -> QueryPlan:
    """What a query would ask, as far as that is known without a call."""
    known = known_now(context, Ground(context.desk.definitions))
    needs_fields = known.fields is None and needs_custom_fields(parsed, known.names)
    try:
        query = resolve(parsed, known.names, parameters, context.moment, context.settings.timezone)
    except ProgrammingError:
        if not needs_fields:
            raise
        return QueryPlan((CUSTOM_FIELDS_STEP,), context.settings.requests_per_minute)
    plan = plan_now(query, stage_of(query, known, context), context)
    return replace(plan, steps=(CUSTOM_FIELDS_STEP, *plan.steps)) if needs_fields else plan


def _explain_change(
    parsed: Parsed, parameters: Parameters, context: Context, asked: commands.Explained
) -> Flow[Outcome]:
    """The plan of an INSERT, UPDATE or DELETE; of a local table it shows what its query asks of Heymarket."""
    if writes.target(parsed, context) is not None and not asked.is_analyzed:
        plan: QueryPlan | AnalyzedPlan = yield from explain_write(parsed, parameters, context)
    elif writes.target(parsed, context) is not None:
        plan, outcome = yield from analyze_write(parsed, parameters, context)
        shown = commands.plan_outcome(plan, is_json=asked.is_json)
        return replace(shown, row_results=outcome.row_results, notices=outcome.notices)
    else:
        source = change_source(parsed, context)
        plan = _NO_CALL if source is None else _planned(source, parameters, context)
        if asked.is_analyzed:
            yield from change(parsed, parameters, context)
            plan = AnalyzedPlan(plan, context.exchange.tally.by_endpoint(ENDPOINTS), {})
    return commands.plan_outcome(plan, is_json=asked.is_json)


def _analyze(asked: commands.Explained, parameters: Parameters, context: Context) -> Flow[Outcome]:
    """The plan of a query that is carried out, its rows being dropped."""
    context.desk.check()
    outcome = yield from select(parse(asked.text), parameters, context)
    rows = outcome.rows
    try:
        while rows is not None and (yield from rows.next(None)) is not None:
            pass
        plan, read = (outcome.run.plan, outcome.run.rows()) if outcome.run else (_NO_CALL, {})
    finally:
        if rows is not None:
            rows.close()
    calls = context.exchange.tally.by_endpoint(ENDPOINTS)
    analyzed = AnalyzedPlan(replace(plan, requests_per_minute=context.settings.requests_per_minute), calls, read)
    return commands.plan_outcome(analyzed, is_json=asked.is_json)


_NO_CALL = QueryPlan((), 1)
