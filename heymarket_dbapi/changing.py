"""INSERT, UPDATE and DELETE of local tables: their queries answered, and what came of them written at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.catalog.relations import ConstraintKind, Relation
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.engine import ResultColumn, TransactionBench
from heymarket_dbapi.errors import NotSupportedError, ProgrammingError
from heymarket_dbapi.frames import joined
from heymarket_dbapi.local.definitions import quoted
from heymarket_dbapi.local.desk import Moved
from heymarket_dbapi.local.tables import fitting
from heymarket_dbapi.local.turn import Token
from heymarket_dbapi.outcome import Outcome, Rows, Stored
from heymarket_dbapi.selecting import (
    Ground,
    given_rows,
    is_live,
    known_now,
    load,
    named,
    open_query,
    own_rows,
    perform,
    prepare,
    select_stored,
)
from heymarket_dbapi.sql.change import NUMBER, ROW, Change
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.names import LocalTable, Names
from heymarket_dbapi.sql.parse import Parsed
from heymarket_dbapi.sql.query import Query
from heymarket_dbapi.sql.resolve import resolve

if TYPE_CHECKING:
    import pyarrow

Parameters = Any


@dataclass(frozen=True, slots=True)
class Incoming:
    """The rows of a query, as they stand in a FROM: computed already, or by the engine on the way."""

    text: str
    width: int
    parameters: Mapping[str, object] = field(default_factory=dict)
    loaded: Mapping[str, pyarrow.Table] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Returning:
    """What RETURNING asks for, over the relations that are to hold the rows that were touched."""

    query: Query
    relations: tuple[str, ...]


def change(parsed: Parsed, parameters: Parameters, context: Context) -> Flow[Outcome]:
    """The outcome of an INSERT, UPDATE or DELETE."""
    desk = context.desk
    desk.check()
    token = Token()
    try:
        yield from desk.turn.take(token)
        while True:
            try:
                return (yield from change_once(parsed, parameters, context))
            except Moved:
                continue
    finally:
        desk.settle(is_single=context.settings.autocommit)
        desk.turn.leave(token)


def change_once(parsed: Parsed, parameters: Parameters, context: Context) -> Flow[Outcome]:
    """The outcome of a change whose turn it is."""
    from heymarket_dbapi.sql.read_change import read_change

    ground = Ground(context.desk.definitions, is_part=True)
    planned = read_change(parsed, known_now(context, ground).names)
    return (yield from carry_out(planned, parameters, context, ground))


def carry_out(planned: Change, parameters: Parameters, context: Context, ground: Ground) -> Flow[Outcome]:
    """The outcome of a change that was taken apart."""
    names = known_now(context, ground).names
    returning = _returning(planned, names, parameters, context)
    incoming = None
    if planned.source is not None:
        incoming = yield from incoming_rows(planned.source, parameters, context, ground)
    relation = ground.seen.relation(planned.target.schema, planned.target.name)
    assert relation is not None
    match planned.kind:
        case StatementKind.INSERT:
            sql, more = _insert(planned, incoming, relation, names, parameters, context)
        case StatementKind.UPDATE:
            sql, more = _update(planned, incoming, relation), {}
        case _:
            sql, more = _delete(planned, incoming), {}
    values = {**(incoming.parameters if incoming is not None else {}), **more}
    # Sets that meet one row each change it, so that each counts.
    counted = incoming if planned.is_many and planned.kind is StatementKind.UPDATE else None
    return (yield from _write(sql, values, incoming, returning, context, ground, counted))


def _write(
    sql: str,
    values: Mapping[str, object],
    incoming: Incoming | None,
    returning: Returning | None,
    context: Context,
    ground: Ground,
    counted: Incoming | None,
) -> Flow[Outcome]:
    desk, notices = context.desk, context.exchange.notices

    def work() -> Outcome:
        load(incoming.loaded if incoming is not None else {}, desk.bench)
        if returning is None:
            count = None if counted is None else _count(counted, desk.bench)
            changed = desk.bench.change(sql, values)
            return Outcome(rowcount=changed if count is None else count, notices=notices)
        touched = desk.bench.changed(f"{sql} RETURNING *", values)
        load(dict.fromkeys(returning.relations, touched), desk.bench)
        columns, table = desk.bench.answer(returning.query.residual, returning.query.parameters)
        return _outcome(named(columns, returning.query), table, touched.num_rows, notices)

    outcome: Outcome = yield from perform(work, replace(ground, is_part=False), context, is_change=True)
    return outcome


def _count(incoming: Incoming, bench: TransactionBench) -> int:
    table = bench.compute(f"SELECT count(*) AS n FROM {incoming.text}", incoming.parameters)
    return int(table.column("n")[0].as_py())


def _outcome(columns: tuple[ResultColumn, ...], table: pyarrow.Table, rowcount: int, notices: list[str]) -> Outcome:
    named = table.rename_columns([column.name for column in columns])
    return Outcome(columns, Stored(named), rowcount=rowcount, notices=notices)


# The rows that come in ------------------------------------------------------------------------------------------------


def incoming_rows(parsed: Parsed, parameters: Parameters, context: Context, ground: Ground) -> Flow[Incoming]:
    """The rows of a query; those of Heymarket are read before the engine is asked for anything."""
    query, known = yield from prepare(parsed, parameters, context, ground)
    if is_live(query):
        stored = bool(query.stored)
        flow = select_stored(parsed, parameters, query, known, ground, context) if stored else None
        given = given_rows(query, ground)
        outcome = yield from flow if flow is not None else open_query(query, known, context, given)
        assert outcome.rows is not None and outcome.columns is not None
        table = yield from _all(outcome.rows)
        return Incoming('"incoming rows"', table.num_columns, {}, {"incoming rows": table})
    loaded = yield from own_rows(query, known, ground, context)
    text = query.residual
    if query.stream is not None:
        limit = "" if query.stream.limit is None else f" LIMIT {query.stream.limit}"
        text = f"SELECT * FROM ({text}){limit} OFFSET {query.stream.offset}"
    if not query.names:
        raise NotSupportedError("the columns of this query are not known; name them in the select list")
    return Incoming(f"({text})", len(query.names), query.parameters, loaded)


def _all(rows: Rows) -> Flow[pyarrow.Table]:
    """All rows, read to the end."""
    try:
        empty = yield from rows.empty()
        tables = []
        while (table := (yield from rows.next(None))) is not None:
            tables.append(table)
        whole = joined(tables, empty)
    finally:
        rows.close()
    return whole.rename_columns([f"c{at}" for at in range(whole.num_columns)])


# SQL ------------------------------------------------------------------------------------------------------------------


def _insert(
    planned: Change,
    incoming: Incoming | None,
    relation: Relation,
    names: Names,
    parameters: Parameters,
    context: Context,
) -> tuple[str, Mapping[str, object]]:
    into = f"INSERT INTO {planned.target.place} AS {quoted(planned.alias)}"
    conflict, values = _conflict(planned, relation, names, parameters, context)
    if incoming is None:
        return f"{into} DEFAULT VALUES{conflict}", values
    columns = planned.columns[: incoming.width]
    if incoming.width > len(planned.columns):
        raise ProgrammingError(f"INSERT of {incoming.width} values into {len(planned.columns)} columns")
    listed = ", ".join(quoted(name) for name in columns)
    given = [f"c{at}" for at in range(incoming.width)]
    fitted = ", ".join(fitting(relation, name, cell) for name, cell in zip(columns, given, strict=True))
    return f"{into} ({listed}) SELECT {fitted} FROM {incoming.text} AS incoming({', '.join(given)}){conflict}", values


def _update(planned: Change, incoming: Incoming | None, relation: Relation) -> str:
    assert incoming is not None
    given = [f"c{at}" for at in range(len(planned.columns))]
    order = f" ORDER BY {NUMBER} DESC" if planned.is_many else ""
    cells = ", ".join((quoted(ROW), *given, *([NUMBER] if order else [])))
    rows = f"{incoming.text} AS incoming({cells})"
    if planned.is_joined:
        # Where several rows meet one, any of them is taken; of sets of parameters the last.
        once = f"row_number() OVER (PARTITION BY {quoted(ROW)}{order}) = 1"
        rows = f"(SELECT * FROM {rows} QUALIFY {once}) AS incoming"
    fitted = [fitting(relation, name, f"incoming.{cell}") for name, cell in zip(planned.columns, given, strict=True)]
    sets = ", ".join(f"{quoted(name)} = {value}" for name, value in zip(planned.columns, fitted, strict=True))
    alias = quoted(planned.alias) if planned.alias != "incoming" else '"changed rows"'
    return (
        f"UPDATE {planned.target.place} AS {alias} SET {sets} FROM {rows} WHERE {alias}.rowid = incoming.{quoted(ROW)}"
    )


def _delete(planned: Change, incoming: Incoming | None) -> str:
    assert incoming is not None
    number = f", {NUMBER}" if planned.is_many else ""
    found = f"SELECT {quoted(ROW)} FROM {incoming.text} AS incoming({quoted(ROW)}{number})"
    return f"DELETE FROM {planned.target.place} WHERE rowid IN ({found})"


def _conflict(
    planned: Change, relation: Relation, names: Names, parameters: Parameters, context: Context
) -> tuple[str, Mapping[str, object]]:
    conflict = planned.conflict
    if conflict is None:
        return "", {}
    columns = conflict.columns if conflict.constraint is None else _key(relation, conflict.constraint)
    if columns and not _is_key(relation, columns):
        raise ProgrammingError(
            f"ON CONFLICT ({', '.join(columns)}): {relation.name} has no primary key, unique constraint or unique "
            "index of these columns"
        )
    target = f" ({', '.join(map(quoted, columns))})" if columns else ""
    if conflict.update is None:
        return f" ON CONFLICT{target} DO NOTHING", {}
    from heymarket_dbapi.sql.parts import translate_select

    parts = translate_select(conflict.update, names, parameters, context.moment, context.settings.timezone)
    fitted = [fitting(relation, name, text) for name, text in zip(conflict.assigned, parts.selected, strict=True)]
    sets = ", ".join(f"{quoted(name)} = {value}" for name, value in zip(conflict.assigned, fitted, strict=True))
    condition = "" if parts.condition is None else f" WHERE {parts.condition}"
    return f" ON CONFLICT{target} DO UPDATE SET {sets}{condition}", parts.parameters


def _key(relation: Relation, name: str) -> tuple[str, ...]:
    for constraint in relation.constraints:
        if constraint.name == name and constraint.kind in (ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE):
            return constraint.columns
    raise ProgrammingError(f"{relation.name} has no key that is called {name}")


def _is_key(relation: Relation, columns: Sequence[str]) -> bool:
    keys = [set(one.columns) for one in relation.constraints if one.kind in _KEYS]
    keys += [set(index.columns) for index in relation.indexes if index.is_unique]
    return set(columns) in keys


_KEYS = (ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE)


def _returning(planned: Change, names: Names, parameters: Parameters, context: Context) -> Returning | None:
    """RETURNING as a query over a relation that is to hold the rows that were touched."""
    if planned.returning is None:
        return None
    copy = LocalTable(planned.target.schema, planned.target.name, planned.target.columns, is_stored=False)
    query = resolve(planned.returning, names.with_local([copy]), parameters, context.moment, context.settings.timezone)
    others = [one for one in query.relations if (one.schema, one.table) != (copy.schema, copy.name)]
    if others or query.hydrations:
        raise NotSupportedError("we have not built RETURNING over other tables than the one that is changed")
    return Returning(query, tuple(relation.name for relation in query.relations))
