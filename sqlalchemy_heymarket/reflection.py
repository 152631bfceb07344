"""What the Inspector shows: SELECTs over ``information_schema`` and ``sys``, the same in both modes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import util
from sqlalchemy.engine import Connection, default
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.exc import NoSuchTableError

from sqlalchemy_heymarket.description import Column, Description, Index, Key, read_columns, read_tables
from sqlalchemy_heymarket.sqltypes import column_type

DEFAULT_SCHEMA = "heymarket"
LIVE_OPTION = "reflect_live_tables"

Facts = dict[str, Any]
Kept = TypeVar("Kept")
_NO_RULE = "NO ACTION"
_HAS = "SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND table_name = ?"
_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND table_type ~ ? ORDER BY 1"
_LOCAL_TABLES = _TABLES.replace(" ORDER", " AND NOT is_live ORDER")
_SCHEMAS = "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE ? ORDER BY 1"
_SEQUENCES = "SELECT sequence_name FROM information_schema.sequences WHERE sequence_schema = ? ORDER BY 1"
_VIEW = "SELECT view_definition FROM information_schema.views WHERE table_schema = ? AND table_name = ?"
_OPTION = "SHOW heymarket.reflect_extended_columns"


class HeymarketInspector(Inspector):
    """An Inspector whose tables know which columns a query must narrow by: ``table.info["needs_filter"]``."""

    def reflect_table(self, table: Any, *arguments: Any, **keywords: Any) -> None:
        """Fill ``table`` with what is known of it."""
        super().reflect_table(table, *arguments, **keywords)
        needed = [column.name for column in table.columns if column.info.get("needs_filter")]
        if needed:
            table.info["needs_filter"] = needed


class Reflection(default.DefaultDialect):
    """The reflecting part of the dialect; what it reads is kept in the Inspector's cache."""

    inspector = HeymarketInspector
    default_schema_name = DEFAULT_SCHEMA
    _reflects_live_tables = True

    # Names -----------------------------------------------------------------------------------------------------------

    def has_table(self, connection: Connection, table_name: Any, schema: str | None = None, **keywords: Any) -> bool:
        """Whether there is such a table or view; False for what is no name, such as a statement."""
        return isinstance(table_name, str) and bool(_names(connection, keywords, _HAS, schema, table_name))

    def has_sequence(
        self, connection: Connection, sequence_name: str, schema: str | None = None, **keywords: Any
    ) -> bool:
        """Whether there is such a sequence."""
        return sequence_name in self.get_sequence_names(connection, schema, **keywords)

    def get_schema_names(self, connection: Connection, **keywords: Any) -> list[str]:
        """All schemas."""
        return _names(connection, keywords, _SCHEMAS, "%")

    def get_table_names(self, connection: Connection, schema: str | None = None, **keywords: Any) -> list[str]:
        """The tables of a schema; without Heymarket's own where ``reflect_live_tables`` is false."""
        with_live = connection.get_execution_options().get(LIVE_OPTION, self._reflects_live_tables)
        statement = _TABLES if with_live else _LOCAL_TABLES
        return _names(connection, keywords, statement, schema, "^BASE TABLE$")

    def get_temp_table_names(self, connection: Connection, schema: str | None = None, **keywords: Any) -> list[str]:
        """The temporary tables."""
        return _names(connection, keywords, _TABLES, schema, "^LOCAL TEMPORARY$")

    def get_view_names(self, connection: Connection, schema: str | None = None, **keywords: Any) -> list[str]:
        """The views of a schema; the driver's own tables are views of the system."""
        return _names(connection, keywords, _TABLES, schema, "^(SYSTEM )?VIEW$")

    def get_temp_view_names(self, connection: Connection, schema: str | None = None, **keywords: Any) -> list[str]:
        """The temporary views."""
        return _names(connection, keywords, _TABLES, schema, "^LOCAL TEMPORARY VIEW$")

    def get_sequence_names(self, connection: Connection, schema: str | None = None, **keywords: Any) -> list[str]:
        """The sequences of a schema."""
        return _names(connection, keywords, _SEQUENCES, schema)

    def get_view_definition(
        self, connection: Connection, view_name: str, schema: str | None = None, **keywords: Any
    ) -> str:
        """The query of a view; empty for the driver's own."""
        for definition in _names(connection, keywords, _VIEW, schema, view_name):
            return definition
        if view_name not in self.get_view_names(connection, schema, **keywords):
            raise _missing(view_name, schema)
        return ""

    # One table -------------------------------------------------------------------------------------------------------

    def get_columns(
        self, connection: Connection, table_name: str, schema: str | None = None, **keywords: Any
    ) -> list[Any]:
        """The columns; extended ones only with the option ``reflect_extended_columns``."""
        columns = self._columns(connection, table_name, schema, keywords)
        with_extended = any(column.is_extended for column in columns) and _with_extended(connection, keywords)
        return [_column(column) for column in columns if with_extended or not column.is_extended]

    def get_pk_constraint(
        self, connection: Connection, table_name: str, schema: str | None = None, **keywords: Any
    ) -> Any:
        """The primary key."""
        for key in self._keys(connection, table_name, schema, "PRIMARY KEY", keywords):
            return {"name": key.name, "constrained_columns": list(key.columns)}
        return {"name": None, "constrained_columns": []}

    def get_foreign_keys(
        self, connection: Connection, table_name: str, schema: str | None = None, **keywords: Any
    ) -> list[Any]:
        """The foreign keys; a target in the default schema has none, unless the table was asked for by schema."""
        keys = self._keys(connection, table_name, schema, "FOREIGN KEY", keywords)
        return [_foreign_key(key, schema) for key in keys if key.target is not None]

    def get_unique_constraints(
        self, connection: Connection, table_name: str, schema: str | None = None, **keywords: Any
    ) -> list[Any]:
        """The unique keys."""
        keys = self._keys(connection, table_name, schema, "UNIQUE", keywords)
        return [{"name": key.name, "column_names": list(key.columns)} for key in keys]

    def get_check_constraints(
        self, connection: Connection, table_name: str, schema: str | None = None, **keywords: Any
    ) -> list[Any]:
        """The checks."""
        described = self._described(connection, table_name, schema, keywords)
        return [{"name": name, "sqltext": condition} for name, condition in described.checks]

    def get_indexes(
        self, connection: Connection, table_name: str, schema: str | None = None, **keywords: Any
    ) -> list[Any]:
        """The indexes."""
        described = self._described(connection, table_name, schema, keywords)
        return [_index(index) for index in described.indexes if _is_plain(index)]

    def get_table_comment(
        self, connection: Connection, table_name: str, schema: str | None = None, **keywords: Any
    ) -> Any:
        """What a row of the table is."""
        return {"text": self._described(connection, table_name, schema, keywords).comment}

    # Several tables --------------------------------------------------------------------------------------------------

    def get_multi_columns(self, connection: Connection, **keywords: Any) -> Any:
        """The columns of several tables."""
        self._read_ahead(connection, keywords)
        default_way: Any = super()
        return default_way.get_multi_columns(connection, **keywords)

    def _read_ahead(self, connection: Connection, keywords: Facts) -> None:
        """Read all columns of the schema at once where those of more than one table are wanted."""
        cache, names = keywords.get("info_cache"), keywords.get("filter_names")
        if cache is not None and (not names or len(names) > 1):
            place = keywords.get("schema") or DEFAULT_SCHEMA
            _kept(keywords, ("columns", place), lambda: read_columns(connection, place))

    # Reading ---------------------------------------------------------------------------------------------------------

    def _columns(self, connection: Connection, table: str, schema: str | None, keywords: Facts) -> list[Column]:
        place = schema or DEFAULT_SCHEMA
        found: dict[str, list[Column]] | None = (keywords.get("info_cache") or {}).get(("columns", place))
        if found is None:
            found = _kept(keywords, ("columns", place, table), lambda: read_columns(connection, place, table))
        if table not in found:
            raise _missing(table, schema)
        return found[table]

    def _described(self, connection: Connection, table: str, schema: str | None, keywords: Facts) -> Description:
        place = schema or DEFAULT_SCHEMA
        found = _kept(keywords, ("tables", place), lambda: read_tables(connection, place))
        if table not in found:
            raise _missing(table, schema)
        return found[table]

    def _keys(self, connection: Connection, table: str, schema: str | None, kind: str, keywords: Facts) -> list[Key]:
        return [key for key in self._described(connection, table, schema, keywords).keys if key.kind == kind]


def _kept(keywords: Facts, key: tuple[object, ...], read: Callable[[], Kept]) -> Kept:
    """What ``read`` gives, from the Inspector's cache where it has been read.

    SQLAlchemy 1.4's own ``reflection.cache`` cannot take functions with annotations of today.
    """
    cache = keywords.get("info_cache")
    if cache is None:
        return read()
    if key not in cache:
        cache[key] = read()
    kept: Kept = cache[key]
    return kept


def _names(connection: Connection, keywords: Facts, statement: str, schema: str | None, *others: str) -> list[str]:
    """The one column of ``statement``, whose first parameter is the schema."""
    parameters = (schema or DEFAULT_SCHEMA, *others)

    def read() -> list[str]:
        return [str(name) for (name,) in connection.exec_driver_sql(statement, parameters)]

    return list(_kept(keywords, (statement, *parameters), read))


def _with_extended(connection: Connection, keywords: Facts) -> bool:
    """Whether the connection asks for extended columns."""
    return _kept(keywords, (_OPTION,), lambda: connection.exec_driver_sql(_OPTION).scalar()) == "true"


def _missing(table: str, schema: str | None) -> NoSuchTableError:
    return NoSuchTableError(table if schema is None else f"{schema}.{table}")


def _column(column: Column) -> Facts:
    facts = {"extended": column.is_extended, "hint": column.is_hint, "needs_filter": column.needs_filter}
    described: Facts = {
        "name": column.name,
        "type": column_type(column.data_type, column.length, column.precision, column.scale),
        "nullable": column.is_nullable,
        "default": column.default,
        "comment": column.comment,
        "info": {name: True for name, value in facts.items() if value} | _price(column),
    }
    if column.identity is not None:
        one = column.identity
        described["autoincrement"] = True
        described["identity"] = {
            **{"always": one.always, "start": one.start, "increment": one.increment},
            **{"minvalue": one.minimum, "maxvalue": one.maximum, "cycle": one.cycles},
        }
    return described


def _price(column: Column) -> Facts:
    return {"calls_per_row": 1} if column.is_extended else {}


def _is_plain(index: Index) -> bool:
    """Whether this SQLAlchemy can show the index; 1.4 knows none with expressions."""
    if hasattr(Inspector, "get_multi_indexes") or not any(column.startswith("(") for column in index.columns):
        return True
    util.warn(f"Skipped unsupported reflection of expression-based index {index.name}")
    return False


def _index(index: Index) -> Facts:
    """An index; of one with expressions SQLAlchemy wants the columns' names, or None, beside all expressions."""
    facts: Facts = {"name": index.name, "column_names": list(index.columns), "unique": index.is_unique}
    facts["dialect_options"] = {}
    if any(column.startswith("(") for column in index.columns):
        facts["column_names"] = [None if column.startswith("(") else column for column in index.columns]
        facts["expressions"] = [column[1:-1] if column.startswith("(") else column for column in index.columns]
    return facts


def _foreign_key(key: Key, schema: str | None) -> Facts:
    assert key.target is not None
    target_schema, target_table, target_columns = key.target
    rules = {"onupdate": key.update_rule, "ondelete": key.delete_rule}
    return {
        "name": key.name,
        "constrained_columns": list(key.columns),
        "referred_schema": None if schema is None and target_schema == DEFAULT_SCHEMA else target_schema,
        "referred_table": target_table,
        "referred_columns": list(target_columns),
        "options": {name: rule for name, rule in rules.items() if rule not in (None, _NO_RULE)},
    }
