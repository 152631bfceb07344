"""One statement from text to outcome: the rooms below put together, as flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from heymarket_dbapi import commands, metadata
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.catalog import LOCAL_TABLES
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow, compute
from heymarket_dbapi.engine import Workbench, arrow_type, empty_table
from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.execution import Execution, Manner, Source
from heymarket_dbapi.metadata import Metadata
from heymarket_dbapi.options import Incomplete
from heymarket_dbapi.outcome import Outcome
from heymarket_dbapi.plan.access import choose
from heymarket_dbapi.plan.explain import plan_query
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.parse import Parsed, parse
from heymarket_dbapi.sql.query import Hydration, Query, Relation
from heymarket_dbapi.sql.resolve import needs_custom_fields, resolve

Parameters = Any  # a sequence, a mapping or None, as PEP 249 has it

_LOCAL = {(table.schema, table.name): table for table in LOCAL_TABLES}


def run(text: str, parameters: Parameters, context: Context) -> Flow[Outcome]:
    """The outcome of one statement."""
    parsed = parse(text)
    match parsed.kind:
        case StatementKind.QUERY:
            return (yield from select(parsed, parameters, context))
        case StatementKind.EXPLAIN:
            return (yield from explain(parsed, parameters, context))
        case _:
            return (yield from commands.run(parsed, parameters, context))


def select(parsed: Parsed, parameters: Parameters, context: Context) -> Flow[Outcome]:
    """The outcome of a SELECT: described without a call, its first page read."""
    prepared = yield from prepare(parsed, parameters, context)
    query, known = prepared
    bench = context.account.engine.workbench(context.settings.timezone)
    try:
        sources = [_source(relation, query, known, context) for relation in query.relations]
        local = [source for source in sources if source.scan is None]
        yield from _fill(local, known, context)
        columns = yield from compute(lambda: _describe(query, sources, known, bench), bench.interrupt)
        manner = Manner(
            context.settings.incomplete is Incomplete.WARN,
            context.settings.suppress_extended_requests,
            context.settings.media_max_bytes,
        )
        execution = Execution(query, sources, known.tables, bench, context.exchange, manner)
        yield from execution.begin()
    except BaseException:
        bench.close()
        raise
    plan = plan_query(query, known.tables, context.settings, context.account.facts)
    return Outcome(columns=columns, rows=execution, plan=str(plan), notices=context.exchange.notices)


def prepare(parsed: Parsed, parameters: Parameters, context: Context) -> Flow[tuple[Query, Metadata]]:
    """The resolved query; custom fields are read where its names need them."""
    facts = context.account.facts
    known = metadata.known(facts)
    if known.fields is None and needs_custom_fields(parsed, known.names):
        known = yield from metadata.load(facts, context.exchange)
    settings = context.settings
    try:
        query = resolve(parsed, known.names, parameters, context.moment, settings.timezone)
    except ProgrammingError:
        # A field that was made since may be what an unknown name means.
        if known.fields is None or not needs_custom_fields(parsed, metadata.known(_nothing()).names):
            raise
        facts.forget(metadata.FIELDS)
        context.exchange.forget("/v1/contact-fields")
        known = yield from metadata.load(facts, context.exchange)
        query = resolve(parsed, known.names, parameters, context.moment, settings.timezone)
    return query, known


def explain(parsed: Parsed, parameters: Parameters, context: Context) -> Flow[Outcome]:
    """The plan of a statement as rows, without a call."""
    inner, is_json = commands.explained(parsed)
    facts = context.account.facts
    known = metadata.known(facts)
    query = resolve(parse(inner), known.names, parameters, context.moment, context.settings.timezone)
    plan = plan_query(query, known.tables, context.settings, facts)
    yield from ()
    return commands.plan_outcome(plan, is_json=is_json)


def _nothing() -> Any:
    from heymarket_dbapi.api.facts import Facts

    return Facts(0)


def _source(relation: Relation, query: Query, known: Metadata, context: Context) -> Source:
    """The relation with its scan, or without one where its rows are the driver's own or not needed."""
    empty = _empty(relation, known)
    if (relation.schema, relation.table) in _LOCAL or relation.is_empty or query.is_empty:
        return Source(relation, None, empty)
    table = known.tables[relation.table]
    stream = query.stream
    may_end_early = stream is not None and stream.relation == relation.name and stream.limit is not None
    ahead = 1 if may_end_early else context.settings.concurrency
    access = choose(relation, table, known.tables, ahead=ahead, is_whole=not may_end_early)
    columns = relation.columns or table.key
    hydrated = any(hydration.relation == relation.name for hydration in query.hydrations)
    scan = Scan(access, columns, known.tables, context.exchange, keeps_records=hydrated)
    return Source(relation, scan, empty)


def _empty(relation: Relation, known: Metadata) -> Any:
    local = _LOCAL.get((relation.schema, relation.table))
    columns = local.by_name if local is not None else known.tables[relation.table].by_name
    names = relation.columns or tuple(columns)[:1]
    return empty_table([(name, columns[name].type) for name in names])


def _fill(sources: Sequence[Source], known: Metadata, context: Context) -> Flow[None]:
    """Give relations of ``sys`` and ``information_schema`` their rows."""
    import pyarrow

    local = [source for source in sources if (source.relation.schema, source.relation.table) in _LOCAL]
    if not local:
        return
    if known.fields is None and any(_asks_for_custom_fields(source) for source in local):
        known = yield from metadata.load(context.account.facts, context.exchange)
    snapshot = context.snapshot(known)
    for source in local:
        table = _LOCAL[_name(source)]
        rows = table.rows(snapshot)
        arrays = {}
        for place, column in enumerate(table.columns):
            if column.name in source.empty.column_names:
                arrays[column.name] = pyarrow.array([row[place] for row in rows], arrow_type(column.type))
        source.batches = [pyarrow.table(arrays)]


def _asks_for_custom_fields(source: Source) -> bool:
    """Whether the rows of the driver's own table are whole only with custom fields, as far as the query narrows it."""
    if not _LOCAL[_name(source)].needs_custom_fields:
        return False
    named = [conjunct.values for conjunct in source.relation.conjuncts if conjunct.column == "table_name"]
    return not any(metadata.WITH_CUSTOM not in values for values in named)


def _name(source: Source) -> tuple[str, str]:
    return source.relation.schema, source.relation.table


def _describe(query: Query, sources: Sequence[Source], known: Metadata, bench: Workbench) -> Any:
    """The residual's columns, over relations that hold no row yet."""
    for source in sources:
        bench.load(source.relation.name, source.empty)
    for hydration in query.hydrations:
        bench.load(hydration.name, _empty_hydration(hydration, known))
    if query.stage is not None:
        bench.load(query.stage.name, bench.compute(f"SELECT * FROM ({query.stage.sql}) LIMIT 0", query.parameters))
    columns = bench.describe(query.residual, query.parameters)
    return tuple(replace(c, name=name) for c, name in zip(columns, query.names, strict=True)) if query.names else columns


def _empty_hydration(hydration: Hydration, known: Metadata) -> Any:
    table = known.tables[hydration.table]
    return empty_table([(name, table.by_name[name].type) for name in (*table.key, *hydration.columns)])
