"""A plain DuckDB that holds every table of schema.md, filled from a sandbox's world by a mapping of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa

from heymarket_dbapi.sandbox import Reading
from tests.oracle_names import column_names
from tests.oracle_readings import Shown, shown
from tests.oracle_rows import rows_of_tables
from tests.oracle_tables import TABLES, OracleColumn

_ARROW = {
    "BIGINT": pa.int64(),
    "VARCHAR": pa.string(),
    "JSON": pa.string(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMPTZ": pa.timestamp("us", "UTC"),
    "BLOB": pa.binary(),
}
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|z|\+00:00)")


def database(world: Any, reading: Reading | None = None) -> duckdb.DuckDBPyConnection:
    """A connection whose schema ``heymarket`` holds what ``*`` shows and ``extended`` holds extended columns too.

    The rows are those that the replies of the reading hold; without one, of the documented reading.
    """
    account = shown(world, reading or Reading())
    connection = duckdb.connect(config={"ieee_floating_point_ops": "false"})
    connection.execute("SET TimeZone = 'UTC'")
    # With it, DuckDB 2.0.1 loses the LIMIT over a LEFT JOIN whose condition never holds and a WHERE of certain forms.
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    connection.execute("CREATE SCHEMA heymarket")
    connection.execute("CREATE SCHEMA extended")
    custom = _custom_columns(account)
    rows = rows_of_tables(account, {column.path[-1]: column.name for column in custom})
    for table, columns in TABLES.items():
        _fill(connection, table, (*columns, *(custom if table == "contacts" else ())), rows[table])
    connection.execute("SET schema = 'heymarket'")
    return connection


def value_of(column: OracleColumn, row: Mapping[str, Any]) -> Any:
    """What schema.md's rules 2 and 4 make of the field: empty values NULL, flags false, times cut, phones digits."""
    found: Any = row
    for step in column.path:
        found = found.get(step) if isinstance(found, Mapping) else None
    match column.kind:
        case _ if column.path == ("hint",):
            return None
        case "BOOLEAN":
            return bool(found)
        case "KEY":
            return int(found)
        case "BIGINT":
            return int(found) if found else None
        case "TIMESTAMPTZ":
            return read_time(found)
        case "PHONE":
            return digits(found) or None
        case "PHONES":
            return json.dumps([digits(one) for one in found]) if found else None
        case "JSON":
            found = _without_empties(found)
            return None if found is False or is_empty(found) else json.dumps(found)
        case "BLOB":
            return found if isinstance(found, bytes) else None
    return None if is_empty(found) else str(found)


def is_empty(value: Any) -> bool:
    """Whether the API means no value by it."""
    if isinstance(value, bool):
        return False
    return value is None or value in ("", 0, [], {}) or (isinstance(value, str) and value.startswith("0001-01-01T"))


def _without_empties(value: Any) -> Any:
    """JSON without members that mean no value, since one reading of the API writes them and another leaves them out."""
    if isinstance(value, Mapping):
        inner = {name: _without_empties(item) for name, item in value.items()}
        return {name: item for name, item in inner.items() if not is_empty(item)}
    return [_without_empties(item) for item in value] if isinstance(value, list) else value


def digits(phone: Any) -> str:
    """The phone without its plus sign."""
    return str(phone or "").removeprefix("+")


def read_time(text: Any) -> datetime | None:
    """The moment in UTC, further digits than microseconds cut; None for no value."""
    if is_empty(text):
        return None
    found = _TIME.fullmatch(text)
    assert found is not None, text
    day, clock, fraction = found.groups()
    return datetime.fromisoformat(f"{day}T{clock}.{(fraction or '')[:6]:0<6}").replace(tzinfo=UTC)


def _custom_columns(account: Shown) -> tuple[OracleColumn, ...]:
    """The columns of the contacts' custom fields, in the order of their ids."""
    names = column_names(account.custom_fields, (column.name for column in TABLES["contacts"]))
    return tuple(OracleColumn(name, "VARCHAR", ("custom", str(number))) for number, name in names.items())


def _fill(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Iterable[OracleColumn],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    columns, rows = list(columns), list(rows)
    for schema, wanted in (("extended", columns), ("heymarket", [one for one in columns if not one.extended])):
        declared = ", ".join(f'"{column.name}" {column.sql_type}' for column in wanted)
        connection.execute(f"CREATE TABLE {schema}.{table} ({declared})")
        if rows:
            batch = {
                column.name: pa.array([value_of(column, row) for row in rows], _ARROW[column.sql_type])
                for column in wanted
            }
            connection.register("batch", pa.table(batch))
            connection.execute(f"INSERT INTO {schema}.{table} SELECT * FROM batch")
            connection.unregister("batch")
