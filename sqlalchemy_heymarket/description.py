"""What is known of the tables of one schema: read by a few SELECTs, kept as values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``length``, ``precision`` and ``scale`` belong to its ``data_type``.

    ``needs_filter``: a query of the table must narrow by it.
    """

    name: str
    data_type: str
    length: int | None
    precision: int | None
    scale: int | None
    is_nullable: bool
    default: str | None
    comment: str | None
    is_extended: bool
    is_hint: bool
    needs_filter: bool


@dataclass(frozen=True, slots=True)
class Key:
    """A primary, unique or foreign key; ``target`` is the (schema, table, columns) that a foreign key means."""

    name: str
    kind: str
    columns: tuple[str, ...]
    target: tuple[str, str, tuple[str, ...]] | None = None
    update_rule: str | None = None
    delete_rule: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """An index; an expression stands in ``columns`` as its text."""

    name: str
    is_unique: bool
    columns: tuple[str, ...]


@dataclass(slots=True)
class Description:
    """A table or view without its columns; ``checks`` are (name, condition)."""

    comment: str | None
    keys: list[Key] = field(default_factory=list)
    checks: list[tuple[str, str]] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)


# The table's name stands at both places, so that columns of a table without custom fields cost no call.
_COLUMNS = """
SELECT t.table_name, t.column_name, t.data_type, t.character_maximum_length, t.numeric_precision, t.numeric_scale,
       t.is_nullable = 'YES', t.column_default, t.column_comment, t.is_extended, t.is_hint,
       COALESCE(m.needs_filter, FALSE)
FROM information_schema.columns AS t
LEFT JOIN sys.comments AS m ON m.table_schema = t.table_schema AND m.table_name = t.table_name
 AND m.column_name = t.column_name {joined}
WHERE t.table_schema = ? {asked}
ORDER BY t.table_name, t.ordinal_position"""
_TABLES = "SELECT table_name, table_comment FROM information_schema.tables WHERE table_schema = ?"
_KEYS = """
SELECT t.table_name, t.constraint_name, c.constraint_type, t.column_name,
       r.update_rule, r.delete_rule, m.table_schema, m.table_name, m.column_name
FROM information_schema.key_column_usage AS t
JOIN information_schema.table_constraints AS c
  ON c.table_schema = t.table_schema AND c.table_name = t.table_name AND c.constraint_name = t.constraint_name
LEFT JOIN information_schema.referential_constraints AS r
  ON r.constraint_schema = t.constraint_schema AND r.constraint_name = t.constraint_name
 AND c.constraint_type = 'FOREIGN KEY'
LEFT JOIN information_schema.key_column_usage AS m
  ON m.constraint_schema = r.unique_constraint_schema AND m.constraint_name = r.unique_constraint_name
 AND m.ordinal_position = t.position_in_unique_constraint
WHERE t.table_schema = ?
ORDER BY t.table_name, t.constraint_name, t.ordinal_position"""
_CHECKS = """
SELECT t.table_name, t.constraint_name, c.check_clause
FROM information_schema.table_constraints AS t
JOIN information_schema.check_constraints AS c
  ON c.constraint_schema = t.constraint_schema AND c.constraint_name = t.constraint_name
WHERE t.constraint_type = 'CHECK' AND t.table_schema = ?
ORDER BY t.table_name, t.constraint_name"""
_INDEXES = """
SELECT table_name, index_name, is_unique, column_name FROM sys.indexes
WHERE table_schema = ? ORDER BY table_name, index_name, ordinal_position"""


def read_columns(connection: Connection, schema: str, table: str | None = None) -> dict[str, list[Column]]:
    """The columns of the tables and views of ``schema`` by table: of all, or of ``table`` alone."""
    found: dict[str, list[Column]] = {}
    for name, *facts in connection.exec_driver_sql(*_narrowed(schema, table)):
        found.setdefault(name, []).append(Column(*facts))
    return found


def _narrowed(schema: str, table: str | None) -> tuple[str, tuple[str, ...]]:
    if table is None:
        return _COLUMNS.format(joined="", asked=""), (schema,)
    return _COLUMNS.format(joined="AND m.table_name = ?", asked="AND t.table_name = ?"), (table, schema, table)


def read_tables(connection: Connection, schema: str) -> dict[str, Description]:
    """The tables and views of ``schema`` by name; it costs no call."""

    def rows(statement: str) -> Sequence[Any]:
        return connection.exec_driver_sql(statement, (schema,)).fetchall()

    found = {str(name): Description(comment) for name, comment in rows(_TABLES)}
    for name, key in _keys(rows(_KEYS)):
        found[name].keys.append(key)
    for name, constraint, condition in rows(_CHECKS):
        found[name].checks.append((constraint, condition))
    for name, index in _indexes(rows(_INDEXES)):
        found[name].indexes.append(index)
    return found


def _keys(rows: Sequence[Any]) -> Iterator[tuple[str, Key]]:
    """The keys of the tables, whose rows come one a column."""
    grouped: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        grouped.setdefault((row[0], row[1]), []).append(row)
    for (table, name), parts in grouped.items():
        _, _, kind, _, update_rule, delete_rule, target_schema, target_table, _ = parts[0]
        columns = tuple(part[3] for part in parts)
        target = None if target_table is None else (target_schema, target_table, tuple(part[8] for part in parts))
        yield table, Key(name, kind, columns, target, update_rule, delete_rule)


def _indexes(rows: Sequence[Any]) -> Iterator[tuple[str, Index]]:
    """The indexes of the tables, whose rows come one a column."""
    grouped: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        grouped.setdefault((row[0], row[1]), []).append(row)
    for (table, name), parts in grouped.items():
        yield table, Index(name, parts[0][2], tuple(part[3] for part in parts))
