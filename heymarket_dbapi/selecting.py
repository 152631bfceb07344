"""A SELECT from its tree to its rows: over live tables page by page, over local ones in the transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from heymarket_dbapi import metadata
from heymarket_dbapi.api.fields import FIELDS
from heymarket_dbapi.catalog import ENDPOINTS
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow, compute
from heymarket_dbapi.engine import ResultColumn, TransactionBench, Workbench, arrow_type, empty_table
from heymarket_dbapi.errors import OperationalError, ProgrammingError
from heymarket_dbapi.execution import Execution, Manner
from heymarket_dbapi.local.definitions import Definitions, quoted
from heymarket_dbapi.local.desk import Moved
from heymarket_dbapi.local.turn import Token
from heymarket_dbapi.metadata import Metadata
from heymarket_dbapi.options import Incomplete
from heymarket_dbapi.outcome import Measured, Outcome, Stored
from heymarket_dbapi.plan.experience import Run
from heymarket_dbapi.plan.explain import QueryPlan, plan_query
from heymarket_dbapi.plan.plain import without_pushdown
from heymarket_dbapi.source import Source
from heymarket_dbapi.sourcing import OWN, Staging, empty_of, sources_of, stage_of
from heymarket_dbapi.sql.names import UNWRITABLE, LocalTable, Names
from heymarket_dbapi.sql.parse import Parsed
from heymarket_dbapi.sql.query import Hydration, Query
from heymarket_dbapi.sql.resolve import needs_custom_fields, resolve

if TYPE_CHECKING:
    import pyarrow

Parameters = Any  # a sequence, a mapping or None, as PEP 249 has it
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """On what a statement is planned: the definitions that are seen, and tables that it alone knows, with their rows.

    ``is_part``: it is a part of a larger statement, after which the transaction goes on.
    """

    seen: Definitions
    tables: tuple[LocalTable, ...] = ()
    rows: Mapping[Key, pyarrow.Table] = field(default_factory=dict)
    is_part: bool = False


def select(parsed: Parsed, parameters: Parameters, context: Context) -> Flow[Outcome]:
    """The outcome of a SELECT: described without a call, its first page read; over local tables alone it is whole."""
    desk = context.desk
    while True:
        ground = Ground(desk.definitions)
        query, known = yield from prepare(parsed, parameters, context, ground)
        if not query.stored and (not query.uses_sequences or is_live(query)):
            return (yield from open_query(query, known, context))
        token = Token()
        try:
            yield from desk.turn.take(token)
            return (yield from select_stored(parsed, parameters, query, known, ground, context))
        except Moved:
            continue
        finally:
            desk.turn.leave(token)


def select_stored(
    parsed: Parsed, parameters: Parameters, query: Query, known: Metadata, ground: Ground, context: Context
) -> Flow[Outcome]:
    """The outcome of a SELECT that reads local tables, whose turn it is."""
    if not is_live(query):
        return (yield from _select_here(query, known, ground, context))
    # Joined with live tables, it reads the local ones as they are now, and then needs the transaction no more.
    names = known.names.with_local(_copies(query, known.names))
    copied = resolve(parsed, names, parameters, context.moment, context.settings.timezone)
    rows = yield from _read_stored(copied, known.names, ground, context)
    return (yield from open_query(copied, replace(known, names=names), context, {**given_rows(copied, ground), **rows}))


def _select_here(query: Query, known: Metadata, ground: Ground, context: Context) -> Flow[Outcome]:
    """The rows of a query over nothing live, computed in the transaction."""
    loaded = yield from own_rows(query, known, ground, context)
    desk = context.desk

    def work() -> tuple[tuple[ResultColumn, ...], pyarrow.Table]:
        load(loaded, desk.bench)
        columns, table = desk.bench.answer(query.residual, query.parameters)
        return named(columns, query), table

    columns, table = yield from perform(work, ground, context, is_change=False)
    if query.stream is not None:
        table = table.slice(query.stream.offset, query.stream.limit)
    table = table.rename_columns([column.name for column in columns])
    return Outcome(columns, Stored(table), rowcount=table.num_rows, plan="no call", notices=context.exchange.notices)


def perform(work: Any, ground: Ground, context: Context, *, is_change: bool) -> Flow[Any]:
    """What ``work`` gives, done in the connection's transaction."""
    desk, zone = context.desk, context.settings.timezone
    is_single = context.settings.autocommit and not ground.is_part
    return (
        yield from compute(
            lambda: desk.perform(work, ground.seen, zone, is_change=is_change, is_single=is_single), desk.interrupt
        )
    )


def load(relations: Mapping[str, pyarrow.Table], bench: Workbench) -> None:
    """Give the engine relations by name."""
    for name, table in relations.items():
        bench.load(name, table)


def described(query: Query, bench: Workbench) -> tuple[ResultColumn, ...]:
    """The columns of the query, whose relations are loaded."""
    return named(bench.describe(query.residual, query.parameters), query)


def named(columns: tuple[ResultColumn, ...], query: Query) -> tuple[ResultColumn, ...]:
    """The columns with the names that the caller sees."""
    if not query.names:
        return columns
    return tuple(replace(column, name=name) for column, name in zip(columns, query.names, strict=True))


def describe_query(query: Query, known: Metadata, ground: Ground, context: Context) -> Flow[tuple[ResultColumn, ...]]:
    """The columns that a query has, without its rows and without a call."""
    sources = [Source(relation, empty_of(relation, known)) for relation in query.relations]
    desk = context.desk
    columns: tuple[ResultColumn, ...] = yield from perform(
        lambda: _describe(query, sources, known, desk.bench), ground, context, is_change=False
    )
    return columns


# Local rows ----------------------------------------------------------------------------------------------------------


def is_live(query: Query) -> bool:
    """Whether rows of Heymarket are wanted."""
    return not query.is_empty and any(
        (relation.schema, relation.table) not in OWN and relation.schema != UNWRITABLE and not relation.is_empty
        for relation in query.relations
    )


def _copies(query: Query, names: Names) -> list[LocalTable]:
    """The stored tables that the query reads, as relations to be loaded."""
    tables = [names.tables[key] for key in query.stored]
    return [replace(table, is_stored=False) for table in tables if isinstance(table, LocalTable)]


def _read_stored(query: Query, names: Names, ground: Ground, context: Context) -> Flow[dict[str, pyarrow.Table]]:
    """The rows of the local tables that the query reads as relations, by the relations' names."""
    stored = {
        relation.name: (table.place, relation.columns)
        for relation in query.relations
        if isinstance(table := names.tables.get((relation.schema, relation.table)), LocalTable) and table.is_stored
    }
    desk = context.desk

    def work() -> dict[str, pyarrow.Table]:
        return {name: _copy(place, columns, desk.bench) for name, (place, columns) in stored.items()}

    rows: dict[str, pyarrow.Table] = yield from perform(work, ground, context, is_change=False)
    return rows


def _copy(place: str, columns: Sequence[str], bench: TransactionBench) -> pyarrow.Table:
    return bench.compute(f"SELECT {', '.join(quoted(name) for name in columns)} FROM {place}", {})


def given_rows(query: Query, ground: Ground) -> dict[str, pyarrow.Table]:
    """The rows of tables that the statement alone knows, by the relations' names."""
    return {
        relation.name: ground.rows[relation.schema, relation.table].select(list(relation.columns))
        for relation in query.relations
        if (relation.schema, relation.table) in ground.rows
    }


def own_rows(query: Query, known: Metadata, ground: Ground, context: Context) -> Flow[dict[str, pyarrow.Table]]:
    """The rows of relations none of which is live."""
    given = given_rows(query, ground)
    sources = sources_of(query, stage_of(query, known, context, given), known, context, given)
    yield from _fill(sources, known, context)
    return {source.relation.name: source.arrived() for source in sources}


# Live rows -----------------------------------------------------------------------------------------------------------


def open_query(
    query: Query, known: Metadata, context: Context, stored: Mapping[str, pyarrow.Table] | None = None
) -> Flow[Outcome]:
    """The outcome of a query, its first page read; ``stored`` are the rows of local tables by relation."""
    bench = context.account.engine.workbench(context.settings.timezone)
    try:
        stage = stage_of(query, known, context, stored or {})
        sources = sources_of(query, stage, known, context, stored or {})
        yield from _fill(sources, known, context)
        columns = yield from _columns(query, sources, known, bench)
        manner = Manner(
            context.settings.incomplete is Incomplete.WARN,
            context.settings.suppress_extended_requests,
            context.settings.media_max_bytes,
        )
        plan = plan_now(query, stage, context)
        if context.exchange.kept is None:
            _check_calls(plan, context.settings.max_calls)
        version, tally = context.account.facts.version, context.exchange.tally

        def keep(rows: Mapping[str, int]) -> None:
            if not (tally.has_repeated or tally.has_kept):
                taken = tally.by_endpoint(ENDPOINTS)
                calls = {endpoint: number for endpoint, (number, _) in taken.items()}
                is_settled = context.account.facts.version == version
                context.account.experience.keep(query, Run(calls, rows, is_settled))

        execution = Execution(query, sources, known.tables, bench, context.exchange, manner, keep)
        yield from execution.begin()
    except BaseException:
        bench.close()
        raise
    run = Measured(plan, lambda: execution.counts)
    return Outcome(columns=columns, rows=execution, plan=str(plan), notices=context.exchange.notices, run=run)


def _check_calls(plan: QueryPlan, most: int | None) -> None:
    """``OperationalError`` where sizes tell before the first call that there would be too many."""
    if most is not None and plan.least > most:
        raise OperationalError(
            f"the statement takes {plan.least} calls, more than max_calls = {most} allows; none was made. EXPLAIN shows"
            " them; narrow the query, raise max_calls, or CALL refresh_metadata() if the sizes are out of date"
        )


def plan_now(query: Query, stage: Staging, context: Context) -> QueryPlan:
    """What the query would ask now."""
    run, minute = context.account.experience.get(query), context.settings.requests_per_minute
    plan = plan_query(query, stage.scene, stage.turns, minute, run)
    kept = context.exchange.kept
    return plan if kept is None else plan.with_kept(kept.has_any)


def prepare(parsed: Parsed, parameters: Parameters, context: Context, ground: Ground) -> Flow[tuple[Query, Metadata]]:
    """The resolved query; custom fields are read where its names need them."""
    facts = context.account.facts
    known = known_now(context, ground)
    if known.fields is None and needs_custom_fields(parsed, known.names):
        known = _with_local((yield from metadata.load(facts, context.exchange)), ground)
    settings = context.settings
    try:
        query = resolve(parsed, known.names, parameters, context.moment, settings.timezone)
    except ProgrammingError:
        # A field that was made since may be what an unknown name means.
        without = _with_local(metadata.known(_nothing()), ground)
        if known.fields is None or not needs_custom_fields(parsed, without.names):
            raise
        facts.forget(FIELDS)
        context.exchange.forget("/v1/contact-fields")
        known = _with_local((yield from metadata.load(facts, context.exchange)), ground)
        query = resolve(parsed, known.names, parameters, context.moment, settings.timezone)
    return query if settings.pushdown else without_pushdown(query, known.tables), known


def known_now(context: Context, ground: Ground) -> Metadata:
    """The metadata without a call, and local tables."""
    return _with_local(metadata.known(context.account.facts), ground)


def _with_local(known: Metadata, ground: Ground) -> Metadata:
    seen = ground.seen
    if not seen.entries and not ground.tables:
        return known
    return replace(known, names=known.names.with_local((*seen.named, *ground.tables), seen.sequence_names))


def _nothing() -> Any:
    from heymarket_dbapi.api.facts import Facts

    return Facts(0)


def _fill(sources: Sequence[Source], known: Metadata, context: Context) -> Flow[None]:
    """Give relations of ``sys`` and ``information_schema`` their rows."""
    import pyarrow

    own = [source for source in sources if _name(source) in OWN]
    if not own:
        return
    if known.fields is None and any(_asks_for_custom_fields(source) for source in own):
        known = yield from metadata.load(context.account.facts, context.exchange)
    snapshot = context.snapshot(known)
    for source in own:
        table = OWN[_name(source)]
        rows = table.rows(snapshot)
        arrays = {}
        for place, column in enumerate(table.columns):
            if column.name in source.empty.column_names:
                arrays[column.name] = pyarrow.array([row[place] for row in rows], arrow_type(column.type))
        source.batches = [pyarrow.table(arrays)]


def _asks_for_custom_fields(source: Source) -> bool:
    """Whether the rows of the driver's own table are whole only with custom fields, as far as the query narrows it."""
    if not OWN[_name(source)].needs_custom_fields:
        return False
    named = [conjunct.values for conjunct in source.relation.conjuncts if conjunct.column == "table_name"]
    return not any(metadata.WITH_CUSTOM not in values for values in named)


def _name(source: Source) -> Key:
    return source.relation.schema, source.relation.table


def _columns(query: Query, sources: Sequence[Source], known: Metadata, bench: Workbench) -> Flow[Any]:
    """The residual's columns; the engine is asked where it was not before."""
    _declare(query, sources, known, bench)
    recalled = bench.recall(query.residual, query.parameters) if query.stage is None else None
    if recalled is not None:
        return named(recalled, query)
    return (yield from compute(lambda: _describe(query, sources, known, bench), bench.interrupt))


def _declare(query: Query, sources: Sequence[Source], known: Metadata, bench: Workbench) -> None:
    """Let the engine know the relations while they hold no row yet."""
    for source in sources:
        bench.load(source.relation.name, source.empty)
    for hydration in query.hydrations:
        bench.load(hydration.name, _empty_hydration(hydration, known))


def _describe(query: Query, sources: Sequence[Source], known: Metadata, bench: Workbench) -> Any:
    """The residual's columns, over relations that hold no row yet."""
    _declare(query, sources, known, bench)
    if query.stage is not None:
        bench.load(query.stage.name, bench.compute(f"SELECT * FROM ({query.stage.sql}) LIMIT 0", query.parameters))
    return described(query, bench)


def _empty_hydration(hydration: Hydration, known: Metadata) -> Any:
    table = known.tables[hydration.table]
    return empty_table([(name, table.by_name[name].type) for name in (*table.key, *hydration.columns)])
