"""A small Heymarket in DuckDB: every live table with some rows, and the names that a statement may use."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from typing import Any

import duckdb

from heymarket_dbapi.catalog import TABLES
from heymarket_dbapi.catalog.sources import Field
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.sql.names import LocalColumn, LocalTable, Names, View

MOMENT = datetime.datetime(2026, 3, 1, 12, 30, tzinfo=datetime.UTC)
ROWS = 24

_CUSTOM = tuple(
    Column(name, DataType.VARCHAR, Field((("custom", name),)), "A custom field.") for name in ("account_number", "vip")
)


def _with_custom_fields(table: Table) -> Table:
    return table.with_columns(_CUSTOM) if table.custom is not None else table


LIVE = tuple(map(_with_custom_fields, TABLES))
LOCAL = (
    LocalTable(
        "heymarket",
        "notes",
        (LocalColumn("id", "BIGINT"), LocalColumn("Text", "VARCHAR"), LocalColumn("at", "TIMESTAMP WITH TIME ZONE")),
    ),
    LocalTable(
        "information_schema",
        "tables",
        (LocalColumn("table_schema", "VARCHAR"), LocalColumn("table_name", "VARCHAR")),
        is_stored=False,
    ),
    View(
        "heymarket", "open_conversations", "SELECT id, inbox_id, target AS who FROM conversations WHERE NOT is_closed"
    ),
    View("heymarket", "renamed", "SELECT id, count(*) FROM tags GROUP BY id", ("tag", "many")),
)
NAMES = Names.of(LIVE, LOCAL, {"contacts": {"Account Number": "account_number", "V.I.P.": "vip"}})
WITHOUT_CUSTOM_FIELDS = Names.of(TABLES, LOCAL, custom_fields_known=False)

_ZONE = datetime.UTC
_VALUES: dict[DataType, Callable[[random.Random], Any]] = {
    DataType.BIGINT: lambda chance: chance.choice([None, 1, 2, 3, 4, 5, 7]),
    DataType.VARCHAR: lambda chance: chance.choice([None, "a", "b", "Ann", "x_y", "100%", "15105553344", "5"]),
    DataType.BOOLEAN: lambda chance: chance.choice([None, True, False]),
    DataType.TIMESTAMP: lambda chance: datetime.datetime(
        2024, chance.randint(1, 12), chance.choice([1, 9, 28]), chance.choice([0, 5, 23]), tzinfo=_ZONE
    ),
    DataType.JSON: lambda chance: chance.choice([None, "[1, 2]", '{"a": {"b": 1}}']),
    DataType.BLOB: lambda chance: chance.choice([None, b"\x00x"]),
    DataType.DOUBLE: lambda chance: chance.choice([None, 0.5, 2.0]),
}


def _value(table: Table, column: Column, number: int, chance: random.Random) -> Any:
    if column.is_hint:
        return None
    if column.name in table.key:
        return number if column.type is DataType.BIGINT else f"k{number}"
    return _VALUES[column.type](chance)


def open_world(seed: int = 1) -> duckdb.DuckDBPyConnection:
    """A database with the full tables, extended columns included."""
    chance = random.Random(seed)
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("CREATE SCHEMA heymarket")
    for table in LIVE:
        columns = ", ".join(f'"{column.name}" {column.type.value}' for column in table.columns)
        connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
        rows = [[_value(table, column, number, chance) for column in table.columns] for number in range(1, ROWS + 1)]
        marks = ", ".join("?" * len(table.columns))
        connection.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)
    for schema in ("heymarket", "main"):
        connection.execute(f'CREATE TABLE {schema}.notes (id BIGINT, "Text" VARCHAR, "at" TIMESTAMPTZ)')
        connection.execute(f"INSERT INTO {schema}.notes VALUES (1, 'one', NULL), (2, NULL, '2024-01-01')")
    for view in LOCAL:
        if isinstance(view, View):
            columns = f" ({', '.join(view.columns)})" if view.columns else ""
            connection.execute(f"CREATE VIEW {view.name}{columns} AS {view.text}")
    return connection
