"""INSERT, UPDATE and DELETE of local tables: their queries answered, and what came of them written at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.catalog.relations import ConstraintKind, Relation
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.engine import ResultColumn, TransactionBench
from heymarket_dbapi.errors import NotSupportedError, ProgrammingError
from heymarket_dbapi.frames import joined
from heymarket_dbapi.local.definitions import Key, Kind, engine_type, quoted
from heymarket_dbapi.local.desk import Desk
from heymarket_dbapi.local.marks import Marks
from heymarket_dbapi.local.tables import fitting
from heymarket_dbapi.outcome import Outcome, Rows, Stored
from heymarket_dbapi.selecting import (
    Ground,
    describe_query,
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
from heymarket_dbapi.sql.change import NUMBER, OTHER, ROW, Change
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.names import LocalColumn, LocalTable, Names
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
    flow = partial(change_once, parsed, parameters, context)
    return (yield from context.desk.alone(flow, is_single=context.settings.autocommit))


def change_once(parsed: Parsed, parameters: Parameters, context: Context) -> Flow[Outcome]:
    """The outcome of a change whose turn it is."""
    from heymarket_dbapi.sql.read_change import read_change

    ground = Ground(context.desk.definitions, is_part=True)
    planned = read_change(parsed, known_now(context, ground).names)
    return (yield from carry_out(planned, parameters, context, ground))


def change_source(parsed: Parsed, context: Context) -> Parsed | None:
    """The query that gives or finds the rows of a change; None where it needs none."""
    from heymarket_dbapi.sql.read_change import read_change

    return read_change(parsed, known_now(context, Ground(context.desk.definitions)).names).source


def carry_out(planned: Change, parameters: Parameters, context: Context, ground: Ground) -> Flow[Outcome]:
    """The outcome of a change that was taken apart."""
    names = known_now(context, ground).names
    others = yield from other_columns(planned, parameters, context, ground)
    returning = _returning(planned, others, names, parameters, context)
    incoming = None
    if planned.source is not None:
        incoming = yield from incoming_rows(planned.source, parameters, context, ground)
    relation = ground.seen.relation(planned.target.schema, planned.target.name)
    assert relation is not None
    match planned.kind:
        case StatementKind.INSERT:
            sql, more = _insert(planned, incoming, relation, names, parameters, context)
        case StatementKind.UPDATE:
            sql, more = _update(planned, _settling(planned, incoming), relation), {}
        case _:
            sql, more = _delete(planned, _settling(planned, incoming)), {}
    values = {**(incoming.parameters if incoming is not None else {}), **more}
    work = _Work(planned, relation, sql, values, incoming, returning)
    desk, notices = context.desk, context.exchange.notices
    outcome: Outcome = yield from perform(
        lambda: work.run(desk, notices), replace(ground, is_part=False), context, is_change=True
    )
    return outcome


@dataclass(frozen=True, slots=True)
class _Work:
    """A change as the engine carries it out, and as the transaction notes it."""

    planned: Change
    relation: Relation
    sql: str
    values: Mapping[str, object]
    incoming: Incoming | None
    returning: Returning | None

    def run(self, desk: Desk, notices: list[str]) -> Outcome:
        """The outcome, within the transaction."""
        bench = desk.bench
        load(self.incoming.loaded if self.incoming is not None else {}, bench)
        if self.planned.others:
            bench.load(_SETTLED, self._settled(bench))
        met = self._met(bench) if self.planned.kind is StatementKind.UPDATE else []
        touched = bench.compute(self._with_others(), {}) if self.planned.others else None
        count, gone, rows = self._change(bench)
        self._note(desk.marks, met, gone)
        if self.planned.is_many and self.planned.kind is StatementKind.UPDATE:
            # Sets that meet one row each change it, so that each counts.
            count = len(met)
        if self.returning is None:
            return Outcome(rowcount=count, notices=notices)
        shown = rows if touched is None else touched
        assert shown is not None
        load({_TOUCHED: shown}, bench)
        columns, table = bench.answer(self._returned(self.returning), self.returning.query.parameters)
        return _outcome(named(columns, self.returning.query), table, count, notices)

    def _change(self, bench: TransactionBench) -> tuple[int, list[int], pyarrow.Table | None]:
        """How many rows were touched, the numbers of those that are gone, and the rows where they are returned."""
        if self.planned.kind is StatementKind.DELETE:
            number = quoted(ROW)
            rows = bench.changed(f"{self.sql} RETURNING *, rowid AS {number}", self.values)
            last = rows.num_columns - 1
            return rows.num_rows, _numbers(rows, last), rows.remove_column(last)
        if self.returning is None or self.planned.others:
            return bench.change(self.sql, self.values), [], None
        rows = bench.changed(f"{self.sql} RETURNING *", self.values)
        return rows.num_rows, [], rows

    def _returned(self, returning: Returning) -> str:
        """The query of RETURNING over the rows that were touched, with the types that were lost on their way here."""
        casts = [
            f"CAST({quoted(one.name)} AS {engine_type(one.data_type)}) AS {quoted(one.name)}"
            for one in self.relation.attributes
            if any(lost in one.data_type for lost in _LOST_IN_ARROW)
        ]
        changed = f" REPLACE ({', '.join(casts)})" if casts else ""
        typed = f"SELECT *{changed} FROM {quoted(_TOUCHED)}"
        named = ", ".join(f"{quoted(name)} AS ({typed})" for name in returning.relations)
        return f"WITH {named} SELECT * FROM ({returning.query.residual})" if named else returning.query.residual

    def _note(self, marks: Marks, met: list[int], gone: list[int]) -> None:
        key: Key = (Kind.RELATION, self.relation.schema, self.relation.name)
        marks.written.add(key)
        if met:
            marks.update(key, met)
        elif self.planned.conflict is not None and self.planned.conflict.assigned:
            marks.update(key, None)
        if gone:
            marks.delete(key, gone)

    def _met(self, bench: TransactionBench) -> list[int]:
        """The engine's numbers of the rows that an UPDATE meets."""
        assert self.incoming is not None
        text = _SETTLED_TEXT if self.planned.others else self.incoming.text
        parameters = {} if self.planned.others else self.incoming.parameters
        table = bench.compute(f"SELECT {quoted(ROW)} FROM {text} AS incoming({quoted(ROW)})", parameters)
        return _numbers(table, 0)

    def _settled(self, bench: TransactionBench) -> pyarrow.Table:
        """What the change's query gives, once for each row that is met: it is used twice."""
        assert self.incoming is not None
        once = f"row_number() OVER (PARTITION BY {quoted(ROW)}) = 1"
        text = f"SELECT * FROM {self.incoming.text} AS incoming({quoted(ROW)}) QUALIFY {once}"
        _, table = bench.answer(text, self.incoming.parameters)
        return table.rename_columns([f"c{at}" for at in range(table.num_columns)])

    def _with_others(self) -> str:
        """The rows that are met as they will be, beside the other relations' columns that RETURNING names."""
        columns = self.planned.columns
        types = {one.name: engine_type(one.data_type) for one in self.relation.attributes}
        new = [
            f"CAST({fitting(self.relation, name, f'met.c{at}')} AS {types[name]}) AS {quoted(name)}"
            for at, name in enumerate(columns, 1)
        ]
        changed = f" REPLACE ({', '.join(new)})" if new else ""
        first = len(columns) + 1
        others = [f"met.c{first + at} AS {quoted(f'{OTHER} {at}')}" for at in range(self.planned.others)]
        return (
            f"SELECT own.*{changed}, {', '.join(others)}"
            f" FROM {self.planned.target.place} AS own JOIN {_SETTLED_TEXT} AS met ON own.rowid = met.c0"
        )


_SETTLED = "incoming rows"
_TOUCHED = "touched rows"
_LOST_IN_ARROW = ("UUID", "HUGEINT", "BIT", "JSON", "TIME WITH TIME ZONE")
_SETTLED_TEXT = quoted(_SETTLED)


def _outcome(columns: tuple[ResultColumn, ...], table: pyarrow.Table, rowcount: int, notices: list[str]) -> Outcome:
    named = table.rename_columns([column.name for column in columns])
    return Outcome(columns, Stored(named), rowcount=rowcount, notices=notices)


def _numbers(table: pyarrow.Table, place: int) -> list[int]:
    found: list[Any] = table.column(place).to_pylist()
    return found


def _settling(planned: Change, incoming: Incoming | None) -> Incoming | None:
    """The rows that come in as the change reads them: settled before, where RETURNING needs them too."""
    return replace(incoming, text=_SETTLED_TEXT) if incoming is not None and planned.others else incoming


def other_columns(
    planned: Change, parameters: Parameters, context: Context, ground: Ground
) -> Flow[tuple[LocalColumn, ...]]:
    """The other relations' columns that RETURNING names, with their types."""
    if not planned.others or planned.source is None:
        return ()
    query, known = yield from prepare(planned.source, parameters, context, ground)
    columns = yield from describe_query(query, known, ground, context)
    last = columns[-planned.others :]
    return tuple(LocalColumn(f"{OTHER} {at}", column.type_name) for at, column in enumerate(last))


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
        table = yield from all_rows(outcome.rows)
        return Incoming('"incoming rows"', table.num_columns, {}, {"incoming rows": table})
    loaded = yield from own_rows(query, known, ground, context)
    text = query.residual
    if query.stream is not None:
        limit = "" if query.stream.limit is None else f" LIMIT {query.stream.limit}"
        text = f"SELECT * FROM ({text}){limit} OFFSET {query.stream.offset}"
    if not query.names:
        raise NotSupportedError("the columns of this query are not known; name them in the select list")
    return Incoming(f"({text})", len(query.names), query.parameters, loaded)


def all_rows(rows: Rows) -> Flow[pyarrow.Table]:
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
    # The columns that only RETURNING wants come after these.
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


def _returning(
    planned: Change, more: tuple[LocalColumn, ...], names: Names, parameters: Parameters, context: Context
) -> Returning | None:
    """RETURNING as a query over a relation that is to hold the rows that were touched."""
    if planned.returning is None:
        return None
    copy = LocalTable(planned.target.schema, planned.target.name, (*planned.target.columns, *more), is_stored=False)
    query = resolve(planned.returning, names.with_local([copy]), parameters, context.moment, context.settings.timezone)
    others = [one for one in query.relations if (one.schema, one.table) != (copy.schema, copy.name)]
    if others or query.hydrations:
        raise NotSupportedError("we have not built RETURNING over other tables than the one that is changed")
    return Returning(query, tuple(relation.name for relation in query.relations))
