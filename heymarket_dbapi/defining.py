"""CREATE, DROP, ALTER, COMMENT and TRUNCATE: planned as values, then done in the connection's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from heymarket_dbapi.catalog.relations import Attribute, Relation, RelationKind, relation_of
from heymarket_dbapi.changing import incoming_rows
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.engine import ResultColumn
from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.local.altering import alter_table, comment_on, make_index, move_object, rename_object
from heymarket_dbapi.local.definitions import Key, Schema, is_temporary, key_of, quoted
from heymarket_dbapi.local.desk import Moved
from heymarket_dbapi.local.draft import Draft
from heymarket_dbapi.local.dropping import drop
from heymarket_dbapi.local.sequences import create_sequence
from heymarket_dbapi.local.tables import create_table, table_text
from heymarket_dbapi.local.turn import Token
from heymarket_dbapi.outcome import Outcome
from heymarket_dbapi.selecting import Ground, describe_query, known_now, load, perform, prepare
from heymarket_dbapi.sql.definitions import (
    AlterTable,
    Comment,
    CreateIndex,
    CreateSchema,
    CreateSequence,
    CreateTable,
    CreateTableAs,
    CreateView,
    Definition,
    Drop,
    MoveObject,
    Name,
    RenameObject,
    Truncate,
)
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.parse import Parsed, parse
from heymarket_dbapi.sql.read_definition import read_definition

Parameters = Any


def define(parsed: Parsed, parameters: Parameters, context: Context) -> Flow[Outcome]:
    """The outcome of a definition; it is whole when this ends."""
    desk = context.desk
    desk.check()
    wanted = read_definition(parsed.text)
    token = Token()
    try:
        yield from desk.turn.take(token)
        while True:
            try:
                return (yield from _define(wanted, parameters, context, Ground(desk.definitions, is_part=True)))
            except Moved:
                continue
    finally:
        desk.settle(is_single=context.settings.autocommit)
        desk.turn.leave(token)


def _define(wanted: Definition, parameters: Parameters, context: Context, ground: Ground) -> Flow[Outcome]:
    draft = _draft(context, ground)
    match wanted:
        case CreateTableAs():
            return (yield from _create_table_as(draft, wanted, parameters, context, ground))
        case CreateView():
            yield from _create_view(draft, wanted, context, ground)
        case Truncate():
            return (yield from _carry_out(draft, context, ground, _truncate(draft, wanted)))
        case _:
            _plan(draft, wanted)
    return (yield from _carry_out(draft, context, ground))


def _draft(context: Context, ground: Ground) -> Draft:
    known = known_now(context, ground)
    live = {name: partial(relation_of, table) for name, table in known.tables.items()}
    return Draft(ground.seen, known.names, live)


def _plan(draft: Draft, wanted: Definition) -> None:
    match wanted:
        case CreateTable():
            create_table(draft, wanted)
        case CreateSchema():
            _create_schema(draft, wanted)
        case CreateSequence():
            create_sequence(draft, wanted)
        case CreateIndex():
            make_index(draft, wanted)
        case Drop():
            drop(draft, wanted)
        case AlterTable():
            alter_table(draft, wanted)
        case RenameObject():
            rename_object(draft, wanted)
        case MoveObject():
            move_object(draft, wanted)
        case Comment():
            comment_on(draft, wanted)


def _carry_out(draft: Draft, context: Context, ground: Ground, emptied: Iterable[Key] = ()) -> Flow[Outcome]:
    if not draft.statements and not draft.changes:
        return Outcome()
    desk = context.desk

    def work() -> None:
        for statement in draft.statements:
            desk.bench.change(statement)
        desk.define(draft.changes)
        desk.marks.reshaped |= draft.reshaped
        for key in emptied:
            desk.marks.delete(key, None)

    yield from perform(work, replace(ground, is_part=False), context, is_change=True)
    return Outcome()


def _create_schema(draft: Draft, wanted: CreateSchema) -> None:
    if wanted.may_exist and draft.now.has_schema(wanted.name):
        return
    draft.new_schema(wanted.name)
    if any(name.lower() == wanted.name.lower() for name in draft.now.schemas):
        raise ProgrammingError(f"the schema {wanted.name} exists already")
    draft.run(f"CREATE SCHEMA {quoted(draft.now.database)}.{quoted(wanted.name)}")
    draft.put(Schema(wanted.name))


def _truncate(draft: Draft, wanted: Truncate) -> list[Key]:
    tables = [draft.table(name, "TRUNCATE") for name in wanted.names]
    for table in tables:
        draft.run(f"TRUNCATE {draft.now.place(table)}")
    return [key_of(table) for table in tables]


# Queries --------------------------------------------------------------------------------------------------------------


def _create_view(draft: Draft, wanted: CreateView, context: Context, ground: Ground) -> Flow[None]:
    from heymarket_dbapi.sql.parts import named_tables

    schema, name = draft.new_name(wanted.name)
    old = draft.now.relation(schema, name)
    if draft.is_taken(schema, name) and not (wanted.may_replace and old is not None and old.kind.is_view):
        raise ProgrammingError(f"{wanted.name} exists already")
    parsed = _query(wanted.query, "CREATE VIEW")
    if parsed.parameters:
        raise ProgrammingError("a view's query takes no parameters; write the values out")
    query, known = yield from prepare(parsed, None, context, ground)
    columns = yield from describe_query(query, known, ground, context)
    reads = tuple(named_tables(parsed, known.names))
    if (schema, name) in reads:
        raise ProgrammingError(f"the view {wanted.name} cannot read itself")
    # As in PostgreSQL: what reads something temporary is temporary, too.
    is_own = wanted.is_temporary or any(is_temporary(draft.now.relation(*one)) for one in reads)
    kind = RelationKind.TEMPORARY_VIEW if is_own else RelationKind.VIEW
    if old is not None and old.kind is not kind:
        raise ProgrammingError(f"{wanted.name} exists already, and is {'not ' if is_own else ''}temporary")
    draft.put(
        Relation(
            *(schema, name, kind, _attributes(columns, wanted.columns, wanted.name)),
            definition=wanted.query.strip().rstrip(";").rstrip(),
            reads=reads,
        )
    )


def _create_table_as(
    draft: Draft, wanted: CreateTableAs, parameters: Parameters, context: Context, ground: Ground
) -> Flow[Outcome]:
    schema, name = draft.new_name(wanted.name)
    if draft.is_taken(schema, name):
        if wanted.may_exist:
            return Outcome()
        raise ProgrammingError(f"{wanted.name} exists already")
    parsed = _query(wanted.query, "CREATE TABLE AS")
    query, known = yield from prepare(parsed, parameters, context, ground)
    columns = yield from describe_query(query, known, ground, context)
    kind = RelationKind.TEMPORARY if wanted.is_temporary else RelationKind.TABLE
    relation = Relation(schema, name, kind, _attributes(columns, wanted.columns, wanted.name))
    draft.run(f"CREATE {table_text(draft, relation, name)}")
    draft.put(relation)
    if not wanted.has_data:
        return (yield from _carry_out(draft, context, ground))
    incoming = yield from incoming_rows(parsed, parameters, context, ground)
    desk = context.desk

    def work() -> int:
        for statement in draft.statements:
            desk.bench.change(statement)
        load(incoming.loaded, desk.bench)
        place = draft.now.place(relation)
        count = desk.bench.change(f"INSERT INTO {place} SELECT * FROM {incoming.text}", incoming.parameters)
        desk.define(draft.changes)
        return count

    count = yield from perform(work, replace(ground, is_part=False), context, is_change=True)
    return Outcome(rowcount=count, notices=context.exchange.notices)


def _query(text: str, what: str) -> Parsed:
    parsed = parse(text)
    if parsed.kind is not StatementKind.QUERY:
        raise ProgrammingError(f"{what} takes a query")
    return parsed


def _attributes(columns: tuple[ResultColumn, ...], renamed: tuple[str, ...], relation: Name) -> tuple[Attribute, ...]:
    if len(renamed) > len(columns):
        raise ProgrammingError(f"{relation} has {len(columns)} columns, and {len(renamed)} are named")
    names = [*renamed, *(column.name for column in columns[len(renamed) :])]
    if len({name.lower() for name in names}) < len(names):
        raise ProgrammingError(f"{relation}: two columns of the query are called alike; give them aliases")
    # What is nothing but NULL is a text, as in PostgreSQL.
    types = ["VARCHAR" if column.type_name == "NULL" else column.type_name for column in columns]
    return tuple(Attribute(name, data_type) for name, data_type in zip(names, types, strict=True))
