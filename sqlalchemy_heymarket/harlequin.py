"""Harlequin's adapter ``heymarket``, under its entry point ``harlequin.adapter``: ``harlequin -a heymarket DSN``."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from harlequin.adapter import HarlequinAdapter, HarlequinConnection, HarlequinCursor
from harlequin.catalog import Catalog, CatalogItem
from harlequin.exception import HarlequinConfigError, HarlequinConnectionError, HarlequinQueryError
from harlequin.options import TextOption

import heymarket_dbapi

_DEFAULT_SCHEMA = "heymarket"
# Harlequin's short signs for types, by how the names of ours begin.
_SIGNS = {
    **{"BIGINT": "##", "INTEGER": "#", "SMALLINT": "#", "DOUBLE": "#.#", "FLOAT": "#.#", "DECIMAL": "#.#"},
    **{"VARCHAR": "s", "BOOLEAN": "t/f", "TIMESTAMP": "ts", "DATE": "d", "TIME": "t", "JSON": "{}", "BLOB": "b"},
}
_COLUMNS = """
SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns
ORDER BY table_schema, table_name, ordinal_position"""


def _sign(data_type: str) -> str:
    if data_type.endswith("[]"):
        return "[]"
    found = [name for name in _SIGNS if data_type.startswith(name)]
    return _SIGNS[max(found, key=len)] if found else "?"


class HeymarketCursor(HarlequinCursor):  # type: ignore[misc]  # Harlequin is not installed where types are checked
    """The rows of one statement; no more of them are read than Harlequin shows."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._limit: int | None = None

    def columns(self) -> list[tuple[str, str]]:
        """The names and short types of the columns."""
        return [(column[0], _sign(str(column[1]))) for column in self._cursor.description or ()]

    def set_limit(self, limit: int) -> HeymarketCursor:
        """The same cursor, which gives so many rows at most."""
        self._limit = limit
        return self

    def fetchall(self) -> list[Any] | None:
        """The rows, or None where there are none."""
        try:
            rows = self._cursor.fetchall() if self._limit is None else self._cursor.fetchmany(self._limit)
        except heymarket_dbapi.Error as error:
            raise _refused(error) from error
        finally:
            self._cursor.close()
        return rows or None


class HeymarketConnection(HarlequinConnection):  # type: ignore[misc]  # as above
    """A connection; local tables commit each statement."""

    def __init__(self, connection: Any, init_message: str = "") -> None:
        self.init_message = init_message
        self._connection = connection
        self._running: Any = None

    def execute(self, query: str) -> HeymarketCursor | None:
        """The rows of a statement, or None where it has none."""
        self._running = self._connection.cursor()
        try:
            self._running.execute(query)
        except heymarket_dbapi.Error as error:
            raise _refused(error) from error
        return HeymarketCursor(self._running) if self._running.description else None

    def cancel(self) -> None:
        """Stop the statement that runs."""
        if self._running is not None:
            self._running.cancel()

    def get_catalog(self) -> Catalog:
        """Schemas, their tables, their columns; it costs one call where custom fields are not known."""
        rows = self._connection.execute(_COLUMNS).fetchall()
        schemas = [_schema(str(name), list(own)) for name, own in groupby(rows, key=lambda row: row[0])]
        return Catalog(sorted(schemas, key=lambda item: item.label != _DEFAULT_SCHEMA))

    def close(self) -> None:
        """End it."""
        self._connection.close()


class HeymarketAdapter(HarlequinAdapter):  # type: ignore[misc]  # as above
    """Heymarket in Harlequin; without a DSN, the account of the environment."""

    ADAPTER_OPTIONS = (
        TextOption(name="max-calls", description="The most API calls that a statement may make."),
        TextOption(name="timezone", description="The zone of date_trunc, extract and casts between time types."),
    )
    IMPLEMENTS_CANCEL = True
    IMPLEMENTS_READ_ONLY = True
    ADAPTER_DETAILS = "Heymarket as a database: `harlequin -a heymarket heymarket://sandbox`."

    def __init__(self, conn_str: Sequence[str], read_only: bool = False, **options: Any) -> None:
        if len(conn_str) > 1:
            raise HarlequinConfigError("one DSN, such as heymarket://sandbox, is what a connection takes", "Heymarket")
        self._dsn = conn_str[0] if conn_str else None
        given = {name: options.get(name) for name in ("max_calls", "timezone")}
        self._options = {name: value for name, value in given.items() if value is not None}
        if read_only:
            self._options["read_only"] = True

    def connect(self) -> HeymarketConnection:
        """A connection; it makes no call."""
        options: dict[str, Any] = self._options
        try:
            connection = heymarket_dbapi.connect(self._dsn, autocommit=True, **options)
        except heymarket_dbapi.Error as error:
            raise HarlequinConnectionError(str(error), "Heymarket refuses to connect") from error
        return HeymarketConnection(connection)

    @property
    def connection_id(self) -> str:
        """What names the account in Harlequin's cache, and tells nothing of its key."""
        return hashlib.sha256((self._dsn or "").encode()).hexdigest()


def _refused(error: heymarket_dbapi.Error) -> HarlequinQueryError:
    return HarlequinQueryError(str(error), type(error).__name__)


def _schema(name: str, rows: Sequence[Any]) -> CatalogItem:
    tables = [_table(name, str(table), list(own)) for table, own in groupby(rows, key=lambda row: row[1])]
    return CatalogItem(_quoted(name), _quoted(name), name, "sch", tables)


def _table(schema: str, name: str, rows: Sequence[Any]) -> CatalogItem:
    whole = f"{_quoted(schema)}.{_quoted(name)}"
    columns = [
        CatalogItem(f"{whole}.{_quoted(column)}", _quoted(column), column, _sign(data_type), type_name=data_type)
        for *_, column, data_type in rows
    ]
    return CatalogItem(whole, _quoted(name) if schema == _DEFAULT_SCHEMA else whole, name, "t", columns)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
