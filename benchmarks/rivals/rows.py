"""Records as the API gave them become tables of a DuckDB, so that others need not do SQL by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from tests.oracle import value_of
from tests.oracle_names import column_names
from tests.oracle_readings import Shown
from tests.oracle_rows import rows_of_tables
from tests.oracle_tables import TABLES, OracleColumn

Record = Mapping[str, Any]
Records = dict[str, dict[Any, Record]]

_TYPES = {"BIGINT": pa.int64(), "BOOLEAN": pa.bool_(), "TIMESTAMPTZ": pa.timestamp("us", "UTC"), "BLOB": pa.binary()}


def empty() -> Records:
    """Records by endpoint and id, none so far."""
    return defaultdict(dict)


def connection() -> duckdb.DuckDBPyConnection:
    """A DuckDB that has nothing yet."""
    made = duckdb.connect(config={"ieee_floating_point_ops": "false"})
    made.execute("SET TimeZone = 'UTC'")
    return made


def told(table: str, record: Record) -> Record:
    """A record with what the tables tell beside the API's own fields."""
    match table:
        case "conversations":
            return {**record, "is_closed": record.get("status") == "closed"}
        case "messages":
            conversation = record["conversation"]
            own = {name: record.get(name) or conversation.get(name) for name in ("target", "channel")}
            return {**record, **own, "is_inbound": not record.get("user")}
    return record


def custom_columns(fields: Iterable[Record]) -> tuple[OracleColumn, ...]:
    """The columns of contacts that custom fields are, by their records."""
    names = column_names(fields, (one.name for one in TABLES["contacts"]))
    return tuple(OracleColumn(name, "VARCHAR", ("custom", str(number))) for number, name in names.items())


def fill(database: duckdb.DuckDBPyConnection, records: Records, tables: Iterable[str]) -> None:
    """Let the tables hold what was read, and those of extended columns beside them."""
    shown = _shown(records)
    custom = custom_columns(shown.custom_fields)
    rows = rows_of_tables(shown, {one.path[-1]: one.name for one in custom})
    for table in tables:
        columns = (*TABLES[table], *(custom if table == "contacts" else ()))
        database.register("batch", pa.table({one.name: _column(one, rows[table]) for one in columns}))
        kept = ", ".join(f'"{one.name}"::{one.sql_type} AS "{one.name}"' for one in columns)
        database.execute(f"CREATE OR REPLACE TABLE all_{table} AS SELECT {kept} FROM batch")
        plain = ", ".join(f'"{one.name}"' for one in columns if not one.extended)
        database.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT {plain} FROM all_{table}")
        database.unregister("batch")


def _column(column: OracleColumn, rows: list[Mapping[str, Any]]) -> pa.Array[Any]:
    return pa.array([value_of(column, row) for row in rows], _TYPES.get(column.sql_type, pa.string()))


def _shown(records: Records) -> Shown:
    listed = {name: [told(name, one) for one in records[name].values()] for name in records}
    team = next(iter(listed.get("team", ())), {})
    kinds = ("contacts", "conversations", "messages", "lists", "tags", "templates", "surveys", "inboxes", "schedules")
    return Shown(
        **{name: listed.get(name, []) for name in (*kinds, "custom_fields", "channels", "statuses", "users")},
        uuids={},
        members=list(team.get("members", ())),
        team=team,
        media={},
    )
