"""The standard's description of all tables, in SQL: ``information_schema``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heymarket_dbapi.catalog.local import LocalTable, Row, Snapshot, flag, integer, text
from heymarket_dbapi.catalog.relations import (
    CATALOG,
    LIVE_SCHEMA,
    Attribute,
    Constraint,
    ConstraintKind,
    Relation,
    RelationKind,
    SequenceGenerator,
)

SCHEMA = "information_schema"

_KEYS = frozenset({ConstraintKind.PRIMARY_KEY, ConstraintKind.FOREIGN_KEY, ConstraintKind.UNIQUE})
_BITS = {
    **{"TINYINT": 8, "SMALLINT": 16, "INTEGER": 32, "BIGINT": 64, "HUGEINT": 128},
    **{"UTINYINT": 8, "USMALLINT": 16, "UINTEGER": 32, "UBIGINT": 64, "UHUGEINT": 128},
    **{"FLOAT": 24, "DOUBLE": 53},
}
_FRACTION_DIGITS = {
    **{"DATE": 0, "TIME": 6, "TIME WITH TIME ZONE": 6, "INTERVAL": 6},
    **{"TIMESTAMP": 6, "TIMESTAMP WITH TIME ZONE": 6, "TIMESTAMP_S": 0, "TIMESTAMP_MS": 3, "TIMESTAMP_NS": 9},
}


def _yes(value: bool) -> str:
    return "YES" if value else "NO"


def _schemata(snapshot: Snapshot) -> list[Row]:
    names = dict.fromkeys((LIVE_SCHEMA, *(relation.schema for relation in snapshot.relations), *snapshot.schemas))
    return [(CATALOG, name, CATALOG) for name in names]


def _tables(snapshot: Snapshot) -> list[Row]:
    return [
        (
            *(CATALOG, relation.schema, relation.name, relation.kind.value),
            *("NO", "PRESERVE" if relation.kind is RelationKind.TEMPORARY else None),
            *(relation.is_live, relation.comment),
        )
        for relation in snapshot.relations
    ]


def _type_facts(data_type: str) -> Row:
    """The type's name, length, precision, radix, scale and digits of a second's fraction."""
    match = re.fullmatch(r"(VARCHAR|CHAR|DECIMAL|NUMERIC)\((\d+)(?:,\s*(\d+))?\)", data_type)
    if match is None:
        bits, digits = _BITS.get(data_type), _FRACTION_DIGITS.get(data_type)
        scale = 0 if bits is not None and data_type not in ("FLOAT", "DOUBLE") else None
        return (data_type, None, bits, None if bits is None else 2, scale, digits)
    name, first, second = match.groups()
    if name in ("VARCHAR", "CHAR"):
        return (name, int(first), None, None, None, None)
    return (name, None, int(first), 10, int(second or 0), None)


def _identity(attribute: Attribute, sequence: SequenceGenerator | None) -> Row:
    """Whether the column is an identity, how its numbers are given, and its default where it is none."""
    if attribute.identity is None or sequence is None:
        return (attribute.default, "NO", None, None, None, None, None, None)
    return (
        *(None, "YES", attribute.identity, str(sequence.start), str(sequence.increment)),
        *(str(sequence.minimum), str(sequence.maximum), _yes(sequence.cycles)),
    )


def _columns(snapshot: Snapshot) -> list[Row]:
    owned = {sequence.owner: sequence for sequence in snapshot.sequences if sequence.owner is not None}

    def described(relation: Relation, attribute: Attribute) -> Row:
        default, *identity = _identity(attribute, owned.get((relation.schema, relation.name, attribute.name)))
        return (
            *(default, _yes(attribute.is_nullable), *_type_facts(attribute.data_type)),
            *(attribute.is_extended, attribute.is_hint, attribute.comment, *identity),
            attribute.name in relation.needs_filter,
        )

    return [
        (*(CATALOG, relation.schema, relation.name, attribute.name, position), *described(relation, attribute))
        for relation in snapshot.relations
        for position, attribute in enumerate(relation.attributes, 1)
    ]


def _constraints(snapshot: Snapshot) -> Iterator[tuple[Relation, Constraint]]:
    for relation in snapshot.relations:
        for constraint in relation.constraints:
            yield relation, constraint


def _key_column_usage(snapshot: Snapshot) -> list[Row]:
    return [
        (
            *(CATALOG, relation.schema, constraint.name, CATALOG, relation.schema, relation.name, column, position),
            position if constraint.target else None,
        )
        for relation, constraint in _constraints(snapshot)
        if constraint.kind in _KEYS
        for position, column in enumerate(constraint.columns, 1)
    ]


def _table_constraints(snapshot: Snapshot) -> list[Row]:
    return [
        (
            *(CATALOG, relation.schema, constraint.name, CATALOG, relation.schema, relation.name),
            *(constraint.kind.value, "NO", "NO", _yes(constraint.is_enforced)),
        )
        for relation, constraint in _constraints(snapshot)
    ]


def _referential_constraints(snapshot: Snapshot) -> list[Row]:
    tables = {(relation.schema, one.name): relation.name for relation, one in _constraints(snapshot)}
    return [
        (
            *(CATALOG, relation.schema, constraint.name, CATALOG, *constraint.target),
            *("NONE", constraint.update_rule, constraint.delete_rule),
            *(relation.name, tables.get(constraint.target)),
        )
        for relation, constraint in _constraints(snapshot)
        if constraint.target
    ]


def _views(snapshot: Snapshot) -> list[Row]:
    return [
        (CATALOG, relation.schema, relation.name, relation.definition, "NONE", "NO")
        for relation in snapshot.relations
        if relation.kind.is_view
    ]


def _sequences(snapshot: Snapshot) -> list[Row]:
    return [
        (
            *(CATALOG, sequence.schema, sequence.name, "BIGINT", 64, 2, 0),
            *(str(sequence.start), str(sequence.minimum), str(sequence.maximum), str(sequence.increment)),
            _yes(sequence.cycles),
        )
        for sequence in snapshot.sequences
    ]


def _check_constraints(snapshot: Snapshot) -> list[Row]:
    return [
        (CATALOG, relation.schema, constraint.name, constraint.check, relation.name)
        for relation, constraint in _constraints(snapshot)
        if constraint.kind is ConstraintKind.CHECK
    ]


_table = (
    text("table_catalog", "The database: heymarket."),
    text("table_schema", "The table's schema."),
    text("table_name", "The table."),
)
_constraint = (
    text("constraint_catalog", "The database: heymarket."),
    text("constraint_schema", "The constraint's schema."),
    text("constraint_name", "The constraint."),
)

INFORMATION_SCHEMA: tuple[LocalTable, ...] = (
    LocalTable(
        SCHEMA,
        "schemata",
        "Schemas, one row a schema.",
        (
            text("catalog_name", "The database: heymarket."),
            text("schema_name", "The schema."),
            text("schema_owner", "Always heymarket."),
        ),
        _schemata,
    ),
    LocalTable(
        SCHEMA,
        "tables",
        "Tables and views, one row a table.",
        (
            *_table,
            text("table_type", "BASE TABLE, LOCAL TEMPORARY, VIEW, or SYSTEM VIEW for the driver's own."),
            text("is_typed", "Always NO."),
            text("commit_action", "PRESERVE for temporary tables."),
            flag("is_live", "Whether the rows are Heymarket's."),
            text("table_comment", "What a row is; not in the standard."),
        ),
        _tables,
    ),
    LocalTable(
        SCHEMA,
        "columns",
        "Columns, one row a column; extended ones, which SELECT * leaves out, too.",
        (
            *_table,
            text("column_name", "The column."),
            integer("ordinal_position", "The column's number within its table, from 1."),
            text("column_default", "The default, as SQL."),
            text("is_nullable", "YES or NO."),
            text("data_type", "The type's name."),
            integer("character_maximum_length", "The longest text that fits."),
            integer("numeric_precision", "Digits, in the radix."),
            integer("numeric_precision_radix", "The base of the precision: 2 or 10."),
            integer("numeric_scale", "Digits after the point."),
            integer("datetime_precision", "Digits of a second's fraction."),
            flag("is_extended", "Whether it costs one more API call a row; not in the standard."),
            flag("is_hint", "Whether it is written and never read back; not in the standard."),
            text("column_comment", "What it means; not in the standard."),
            text("is_identity", "Whether it is GENERATED … AS IDENTITY: YES or NO."),
            text("identity_generation", "ALWAYS, where nobody else may give it numbers, or BY DEFAULT."),
            text("identity_start", "Its first number."),
            text("identity_increment", "The step."),
            text("identity_minimum", "Its least number."),
            text("identity_maximum", "Its greatest number."),
            text("identity_cycle", "Whether it begins again at its end: YES or NO."),
            flag("needs_filter", "Whether a query must narrow by it; not in the standard."),
        ),
        _columns,
        needs_custom_fields=True,
    ),
    LocalTable(
        SCHEMA,
        "key_column_usage",
        "Columns of keys, one row a column of a key.",
        (
            *_constraint,
            *_table,
            text("column_name", "The column."),
            integer("ordinal_position", "The column's number within the key, from 1."),
            integer(
                "position_in_unique_constraint", "The number of the column that a foreign key means, within its key."
            ),
        ),
        _key_column_usage,
    ),
    LocalTable(
        SCHEMA,
        "table_constraints",
        "Constraints, one row a constraint. Foreign keys of Heymarket's tables are a promise of the API's meaning.",
        (
            *_constraint,
            *_table,
            text("constraint_type", "PRIMARY KEY, FOREIGN KEY, UNIQUE or CHECK."),
            text("is_deferrable", "Always NO."),
            text("initially_deferred", "Always NO."),
            text("enforced", "NO for foreign keys of Heymarket's tables, which nothing checks."),
        ),
        _table_constraints,
    ),
    LocalTable(
        SCHEMA,
        "referential_constraints",
        "Foreign keys, one row a foreign key.",
        (
            *_constraint,
            text("unique_constraint_catalog", "The database: heymarket."),
            text("unique_constraint_schema", "The schema of the key that is meant."),
            text("unique_constraint_name", "The key that is meant."),
            text("match_option", "Always NONE."),
            text("update_rule", "What a change of the key does."),
            text("delete_rule", "What a deletion of the row does."),
            text("table_name", "The table with the foreign key; not in the standard."),
            text("unique_constraint_table", "The table of the key that is meant; not in the standard."),
        ),
        _referential_constraints,
    ),
    LocalTable(
        SCHEMA,
        "views",
        "Views that CREATE VIEW made, one row a view.",
        (
            *_table,
            text("view_definition", "The view's query."),
            text("check_option", "Always NONE."),
            text("is_updatable", "Always NO."),
        ),
        _views,
    ),
    LocalTable(
        SCHEMA,
        "sequences",
        "Sequences that CREATE SEQUENCE made, one row a sequence.",
        (
            text("sequence_catalog", "The database: heymarket."),
            text("sequence_schema", "The sequence's schema."),
            text("sequence_name", "The sequence."),
            text("data_type", "Always BIGINT."),
            integer("numeric_precision", "Bits of a number."),
            integer("numeric_precision_radix", "Always 2."),
            integer("numeric_scale", "Always 0."),
            text("start_value", "The first number."),
            text("minimum_value", "The least number."),
            text("maximum_value", "The greatest number."),
            text("increment", "The step."),
            text("cycle_option", "Whether it begins again at its end: YES or NO."),
        ),
        _sequences,
    ),
    LocalTable(
        SCHEMA,
        "check_constraints",
        "Checks of local tables, one row a check.",
        (
            *_constraint,
            text("check_clause", "What must hold."),
            text("table_name", "The table; not in the standard."),
        ),
        _check_constraints,
    ),
)
