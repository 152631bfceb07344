"""What is known of the tables of one schema: read by a few SELECTs, kept as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True)
class Identity:
    """How an identity column is given numbers."""

    always: bool
    start: int
    increment: int
    minimum: int
    maximum: int
    cycles: bool


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
    identity: Identity | None = None


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
    """An index; an expression stands in ``columns`` as its text, in parentheses."""

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


# None of them joins: the driver plans a plain SELECT in a fraction of the time, and what belongs together is small.
_COLUMNS = """
SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale,
       is_nullable, column_default, column_comment, is_extended, is_hint, needs_filter,
       identity_generation, identity_start, identity_increment, identity_minimum, identity_maximum, identity_cycle
FROM information_schema.columns WHERE table_schema = ?"""
_TABLES = "SELECT table_name, table_comment FROM information_schema.tables WHERE table_schema = ?"
_CONSTRAINTS = """
SELECT table_name, constraint_name, constraint_type FROM information_schema.table_constraints
WHERE table_schema = ? ORDER BY table_name, constraint_name"""
_KEY_COLUMNS = """
SELECT table_name, constraint_name, column_name, position_in_unique_constraint
FROM information_schema.key_column_usage WHERE table_schema = ? ORDER BY ordinal_position"""
_REFERENCES = """
SELECT table_name, constraint_name, unique_constraint_schema, unique_constraint_table, unique_constraint_name,
       update_rule, delete_rule
FROM information_schema.referential_constraints WHERE constraint_schema = ?"""
_CHECKS = """
SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints
WHERE constraint_schema = ? ORDER BY constraint_name"""
_INDEXES = """
SELECT table_name, index_name, is_unique, column_name FROM sys.indexes
WHERE table_schema = ? ORDER BY table_name, index_name, ordinal_position"""

# The columns of keys by (table, constraint), each with its number in the key that it means.
KeyColumns = dict[tuple[str, str], list[tuple[str, int | None]]]


def read_columns(connection: Connection, schema: str, table: str | None = None) -> dict[str, list[Column]]:
    """The columns of the tables and views of ``schema`` by table: of all, or of ``table`` alone.

    Those of one table alone cost no call where it has no custom fields.
    """
    narrowed = "" if table is None else " AND table_name = ?"
    parameters = (schema,) if table is None else (schema, table)
    rows = connection.exec_driver_sql(f"{_COLUMNS}{narrowed} ORDER BY table_name, ordinal_position", parameters)
    found: dict[str, list[Column]] = {}
    for name, *facts in rows:
        found.setdefault(name, []).append(_column(facts))
    return found


def _column(facts: Sequence[Any]) -> Column:
    generation, *numbers, cycle = facts[11:]
    identity = None
    if generation is not None:
        start, increment, minimum, maximum = map(int, numbers)
        identity = Identity(generation == "ALWAYS", start, increment, minimum, maximum, cycle == "YES")
    name, data_type, length, precision, scale, is_nullable, default, comment, *flags = facts[:11]
    is_extended, is_hint, needs_filter = flags
    return Column(
        *(name, data_type, length, precision, scale, is_nullable == "YES", default, comment),
        *(is_extended, is_hint, needs_filter, identity),
    )


def read_tables(connection: Connection, schema: str) -> dict[str, Description]:
    """The tables and views of ``schema`` by name; it costs no call."""

    def rows(statement: str, of: str = schema) -> Sequence[Any]:
        return connection.exec_driver_sql(statement, (of,)).fetchall()

    found = {str(name): Description(comment) for name, comment in rows(_TABLES)}
    columns = {schema: _key_columns(rows(_KEY_COLUMNS))}
    references = {(row[0], row[1]): row[2:] for row in rows(_REFERENCES)}
    for other in {target[0] for target in references.values()} - {schema}:
        columns[other] = _key_columns(rows(_KEY_COLUMNS, other))
    for table, name, kind in rows(_CONSTRAINTS):
        if kind != "CHECK":
            own = columns[schema][table, name]
            found[table].keys.append(_key(name, kind, own, references.get((table, name)), columns))
    for table, constraint, condition in rows(_CHECKS):
        found[table].checks.append((constraint, condition))
    for table, index in _indexes(rows(_INDEXES)):
        found[table].indexes.append(index)
    return found


def _key_columns(rows: Iterable[Any]) -> KeyColumns:
    found: KeyColumns = {}
    for table, name, column, meant in rows:
        found.setdefault((table, name), []).append((column, meant))
    return found


def _key(
    name: str, kind: str, own: list[tuple[str, int | None]], reference: Any, columns: dict[str, KeyColumns]
) -> Key:
    names = tuple(column for column, _ in own)
    if reference is None:
        return Key(name, kind, names)
    schema, table, key, update_rule, delete_rule = reference
    target = columns[schema][table, key]
    meant = tuple(target[(position or at) - 1][0] for at, (_, position) in enumerate(own, 1))
    return Key(name, kind, names, (schema, table, meant), update_rule, delete_rule)


def _indexes(rows: Sequence[Any]) -> Iterator[tuple[str, Index]]:
    """The indexes of the tables, whose rows come one a column."""
    grouped: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        grouped.setdefault((row[0], row[1]), []).append(row)
    for (table, name), parts in grouped.items():
        yield table, Index(name, parts[0][2], tuple(part[3] for part in parts))
