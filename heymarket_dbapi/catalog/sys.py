"""The driver's description of itself, in SQL: the schema ``sys``."""

from __future__ import annotations

from heymarket_dbapi.catalog.local import LocalTable, Row, Snapshot, flag, integer, text
from heymarket_dbapi.catalog.pushdown import pushdowns
from heymarket_dbapi.catalog.sources import Own
from heymarket_dbapi.catalog.spec import Column
from heymarket_dbapi.datatypes import DataType

SCHEMA = "sys"


def _pushdown(snapshot: Snapshot) -> list[Row]:
    return [
        (found.table, found.column, found.operator, found.effect, found.endpoint, found.note)
        for found in pushdowns(snapshot.tables)
    ]


def _api_calls(snapshot: Snapshot) -> list[Row]:
    return [
        (
            *(call.statement, call.method, call.path, call.page),
            *(call.status, call.milliseconds, call.bytes, call.request_id),
        )
        for call in snapshot.api_calls
    ]


def _custom_fields(snapshot: Snapshot) -> list[Row]:
    return [
        (name.id, name.title, name.column_name, name.until is None, name.since, name.until)
        for name in snapshot.field_names
    ]


def _settings(snapshot: Snapshot) -> list[Row]:
    return [(setting.name, setting.value, setting.default, setting.doc) for setting in snapshot.settings]


def _procedures(snapshot: Snapshot) -> list[Row]:
    return [(procedure.name, procedure.arguments, procedure.doc) for procedure in snapshot.procedures]


def _comments(snapshot: Snapshot) -> list[Row]:
    rows: list[Row] = []
    for relation in snapshot.relations:
        rows.append((relation.schema, relation.name, None, relation.comment, bool(relation.needs_filter)))
        rows += [
            (relation.schema, relation.name, attribute.name, attribute.comment, attribute.name in relation.needs_filter)
            for attribute in relation.attributes
        ]
    return rows


def _indexes(snapshot: Snapshot) -> list[Row]:
    return [
        (relation.schema, relation.name, index.name, index.is_unique, position, column)
        for relation in snapshot.relations
        for index in relation.indexes
        for position, column in enumerate(index.columns, 1)
    ]


def _moment(name: str, doc: str) -> Column:
    return Column(name, DataType.TIMESTAMP, Own(), doc)


SYS: tuple[LocalTable, ...] = (
    LocalTable(
        SCHEMA,
        "pushdown",
        "What the API can do for a query; everything else is computed here.",
        (
            text("table_name", "The table."),
            text("column_name", "The column; NULL for a count of all rows."),
            text("operator", "The comparison; NULL where the note says something of the column."),
            text(
                "effect", "exact: just the rows that are asked for; narrowing: these, and others that are dropped here."
            ),
            text("endpoint", "The call that does it."),
            text("note", "What it needs, or what is peculiar."),
        ),
        _pushdown,
    ),
    LocalTable(
        SCHEMA,
        "api_calls",
        "The last HTTP requests of this connection, one row a request.",
        (
            integer("statement", "The statement's number within the connection, from 1."),
            text("method", "The HTTP method."),
            text("path", "What was asked for."),
            integer("page", "The page of a listing."),
            integer("status", "The HTTP status; NULL where no whole reply came."),
            Column("ms", DataType.DOUBLE, Own(), "Milliseconds from the request to the end of the reply."),
            integer("bytes", "The reply's size."),
            text("request_id", "The API's id of the request, which its support asks for."),
        ),
        _api_calls,
    ),
    LocalTable(
        SCHEMA,
        "custom_fields",
        "Custom fields under each title that was seen, one row a title.",
        (
            integer("id", "The field's id."),
            text("title", "The field's title."),
            text("column_name", "The name of its column in contacts."),
            flag("is_current", "Whether the field has this title now."),
            _moment("seen_from", "When it was first seen."),
            _moment("seen_until", "When it was first seen no more; NULL while it is current."),
        ),
        _custom_fields,
        needs_custom_fields=True,
    ),
    LocalTable(
        SCHEMA,
        "settings",
        "Options of this connection, one row an option; no secrets.",
        (
            text("name", "The option."),
            text("value", "Its value as text."),
            text("default_value", "Its value where nothing was said."),
            text("meaning", "What it does."),
        ),
        _settings,
    ),
    LocalTable(
        SCHEMA,
        "procedures",
        "What CALL can run, one row a procedure.",
        (
            text("name", "The procedure."),
            text("arguments", "Its arguments."),
            text("meaning", "What it does."),
        ),
        _procedures,
    ),
    LocalTable(
        SCHEMA,
        "comments",
        "Comments of tables and columns, one row a comment.",
        (
            text("table_schema", "The table's schema."),
            text("table_name", "The table."),
            text("column_name", "The column; NULL for the table's own comment."),
            text("comment", "What it means."),
            flag("needs_filter", "Whether a query must narrow by it, or for a table: by one of its columns."),
        ),
        _comments,
        needs_custom_fields=True,
    ),
    LocalTable(
        SCHEMA,
        "indexes",
        "Indexes of local tables, one row a column of an index.",
        (
            text("table_schema", "The table's schema."),
            text("table_name", "The table."),
            text("index_name", "The index."),
            flag("is_unique", "Whether it forbids duplicates."),
            integer("ordinal_position", "The column's number within the index, from 1."),
            text("column_name", "The column, or the expression."),
        ),
        _indexes,
    ),
)
