"""information_schema and sys describe all tables, themselves too, and agree with each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from heymarket_dbapi.catalog import LOCAL_TABLES, TABLES
from heymarket_dbapi.catalog.local import FieldName, LocalTable, Procedure, Row, Setting, Snapshot, text
from heymarket_dbapi.catalog.naming import CustomField, contacts_with
from heymarket_dbapi.catalog.relations import (
    Attribute,
    Constraint,
    ConstraintKind,
    Index,
    Relation,
    RelationKind,
    SequenceGenerator,
    primary_key,
)
from heymarket_dbapi.datatypes import DataType

NOON = datetime(2026, 4, 12, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Call:
    statement: int = 1
    method: str = "GET"
    path: str = "/v1/team"
    page: int | None = None
    status: int | None = 200
    milliseconds: float = 12.5
    bytes: int = 512
    request_id: str | None = "b3c0"


ORDERS = Relation(
    "heymarket",
    "orders",
    RelationKind.TABLE,
    (
        Attribute("id", "BIGINT", is_nullable=False, default="nextval('orders_id_seq')"),
        Attribute("contact_id", "BIGINT"),
        Attribute("code", "VARCHAR(20)", "The code."),
        Attribute("price", "DECIMAL(18, 3)"),
        Attribute("weight", "DOUBLE"),
        Attribute("placed", "DATE"),
    ),
    constraints=(
        primary_key("orders", ("id",)),
        Constraint("orders_code_key", ConstraintKind.UNIQUE, ("code",)),
        Constraint(
            "orders_contact_id_fkey", ConstraintKind.FOREIGN_KEY, ("contact_id",), ("heymarket", "contacts_pkey")
        ),
        Constraint("orders_price_check", ConstraintKind.CHECK, ("price",), check="price > 0"),
    ),
    indexes=(Index("orders_code", ("code", "placed"), is_unique=True),),
)
OPEN_ORDERS = Relation(
    "mine", "open_orders", RelationKind.VIEW, (Attribute("id", "BIGINT"),), definition="SELECT id FROM orders"
)
SCRATCH = Relation("heymarket", "scratch", RelationKind.TEMPORARY, (Attribute("x", "INTEGER"),))

SNAPSHOT = Snapshot(
    tables=(contacts_with([CustomField(47, "VIP")]), *TABLES[1:]),
    local_tables=LOCAL_TABLES,
    field_names=(FieldName(47, "Star", "star", NOON, NOON), FieldName(47, "VIP", "vip", NOON)),
    api_calls=(Call(), Call(statement=2, status=None, request_id=None, page=3)),
    settings=(Setting("timezone", "UTC", "UTC", "The zone."), Setting("timeout", None, None, "Seconds.")),
    procedures=(Procedure("refresh_metadata", "", "Reads custom fields again."),),
    made=(ORDERS, OPEN_ORDERS, SCRATCH),
    sequences=(SequenceGenerator("heymarket", "orders_id_seq"),),
    schemas=("empty",),
)

PYTHON_TYPES: dict[DataType, type] = {
    DataType.VARCHAR: str,
    DataType.BIGINT: int,
    DataType.BOOLEAN: bool,
    DataType.DOUBLE: float,
    DataType.TIMESTAMP: datetime,
}


def rows(name: str) -> list[dict[str, object]]:
    schema, _, table_name = name.partition(".")
    table = next(table for table in LOCAL_TABLES if (table.schema, table.name) == (schema, table_name))
    return [dict(zip(table.by_name, row, strict=True)) for row in table.rows(SNAPSHOT)]


def values(name: str, *columns: str, **where: object) -> list[Row]:
    return [
        tuple(row[column] for column in columns)
        for row in rows(name)
        if all(row[column] == value for column, value in where.items())
    ]


@pytest.mark.parametrize("table", LOCAL_TABLES, ids=lambda table: f"{table.schema}.{table.name}")
def test_rows_have_the_types_of_the_columns(table: LocalTable) -> None:
    found = table.rows(SNAPSHOT)

    assert found
    for row in found:
        for column, value in zip(table.columns, row, strict=True):
            assert value is None or type(value) is PYTHON_TYPES[column.type], column.name


@pytest.mark.parametrize("table", LOCAL_TABLES, ids=lambda table: f"{table.schema}.{table.name}")
def test_local_table_describes_itself(table: LocalTable) -> None:
    assert values("information_schema.tables", "table_type", table_schema=table.schema, table_name=table.name) == [
        ("SYSTEM VIEW",)
    ]
    assert values("information_schema.columns", "column_name", table_schema=table.schema, table_name=table.name) == [
        (name,) for name in table.by_name
    ]
    assert all(column.comment == column.doc for column in table.columns)


def test_local_tables_are_those_of_the_schema() -> None:
    assert [f"{table.schema}.{table.name}" for table in LOCAL_TABLES] == [
        *(f"information_schema.{name}" for name in ("schemata", "tables", "columns", "key_column_usage")),
        *(f"information_schema.{name}" for name in ("table_constraints", "referential_constraints", "views")),
        *(f"information_schema.{name}" for name in ("sequences", "check_constraints")),
        *(f"sys.{name}" for name in ("pushdown", "api_calls", "custom_fields", "settings", "procedures")),
        *(f"sys.{name}" for name in ("comments", "indexes")),
    ]


def test_schemata_hold_all_schemas_once() -> None:
    assert values("information_schema.schemata", "schema_name") == [
        *(("heymarket",), ("mine",), ("information_schema",), ("sys",), ("empty",))
    ]


@pytest.mark.parametrize(
    ("table", "kind", "is_live"),
    [
        ("messages", "BASE TABLE", True),
        ("orders", "BASE TABLE", False),
        ("scratch", "LOCAL TEMPORARY", False),
        ("open_orders", "VIEW", False),
        ("pushdown", "SYSTEM VIEW", False),
    ],
)
def test_kinds_of_tables(table: str, kind: str, is_live: bool) -> None:
    assert values("information_schema.tables", "table_type", "is_live", table_name=table) == [(kind, is_live)]


@pytest.mark.parametrize(
    ("column", "facts"),
    [
        ("id", ("BIGINT", None, 64, 0, None, "NO", "nextval('orders_id_seq')")),
        ("code", ("VARCHAR", 20, None, None, None, "YES", None)),
        ("price", ("DECIMAL", None, 18, 3, None, "YES", None)),
        ("weight", ("DOUBLE", None, 53, None, None, "YES", None)),
        ("placed", ("DATE", None, None, None, 0, "YES", None)),
    ],
)
def test_facts_of_types(column: str, facts: Row) -> None:
    names = ("data_type", "character_maximum_length", "numeric_precision", "numeric_scale", "datetime_precision")
    found = values(
        "information_schema.columns", *names, "is_nullable", "column_default", table_name="orders", column_name=column
    )

    assert found == [facts]


def test_columns_are_numbered_from_one_and_hold_custom_and_extended_ones() -> None:
    found = values("information_schema.columns", "ordinal_position", table_name="contacts")

    assert found == [(number,) for number in range(1, len(found) + 1)]
    assert values("information_schema.columns", "data_type", table_name="contacts", column_name="vip") == [("VARCHAR",)]
    assert ("avatar_file_name",) in values("information_schema.columns", "column_name", is_extended=True)
    assert ("conv_title",) in values("information_schema.columns", "column_name", is_hint=True)
    assert values(
        *("information_schema.columns", "data_type", "is_nullable", "datetime_precision"),
        table_name="messages",
        column_name="created_date",
    ) == [("TIMESTAMP WITH TIME ZONE", "NO", 6)]


def test_keys_name_columns_that_exist() -> None:
    columns = set(values("information_schema.columns", "table_schema", "table_name", "column_name"))
    used = values("information_schema.key_column_usage", "table_schema", "table_name", "column_name")

    assert set(used) <= columns
    assert ("heymarket", "template_files", "position") in used


def test_every_foreign_key_means_a_key_of_as_many_columns() -> None:
    keys: dict[object, int] = {}
    for (name,) in values("information_schema.key_column_usage", "constraint_name"):
        keys[name] = keys.get(name, 0) + 1
    found = values("information_schema.referential_constraints", "constraint_name", "unique_constraint_name")

    assert ("messages_conversation_id_fkey", "conversations_pkey") in found
    assert ("orders_contact_id_fkey", "contacts_pkey") in found
    assert all(keys[name] == keys[target] == 1 for name, target in found)
    assert len(found) == len(values("information_schema.table_constraints", constraint_type="FOREIGN KEY"))


def test_names_of_constraints_are_unique() -> None:
    names = values("information_schema.table_constraints", "constraint_schema", "constraint_name")

    assert len(set(names)) == len(names)


def test_only_promises_of_the_api_are_not_enforced() -> None:
    assert values("information_schema.table_constraints", "enforced", constraint_name="orders_contact_id_fkey") == [
        ("YES",)
    ]
    assert values("information_schema.table_constraints", "enforced", constraint_name="contacts_team_id_fkey") == [
        ("NO",)
    ]
    assert values("information_schema.table_constraints", "enforced", constraint_name="contacts_pkey") == [("YES",)]


def test_local_objects_are_described() -> None:
    assert values("information_schema.views", "table_schema", "table_name", "view_definition") == [
        ("mine", "open_orders", "SELECT id FROM orders")
    ]
    assert values("information_schema.sequences", "sequence_name", "start_value", "maximum_value", "cycle_option") == [
        ("orders_id_seq", "1", "9223372036854775807", "NO")
    ]
    assert values("information_schema.check_constraints", "constraint_name", "check_clause") == [
        ("orders_price_check", "price > 0")
    ]
    assert values("sys.indexes", "table_name", "index_name", "is_unique", "ordinal_position", "column_name") == [
        ("orders", "orders_code", True, 1, "code"),
        ("orders", "orders_code", True, 2, "placed"),
    ]


def test_comments_are_those_of_the_columns() -> None:
    of_columns = values("information_schema.columns", "table_schema", "table_name", "column_name", "column_comment")
    of_tables = values("information_schema.tables", "table_schema", "table_name", "table_comment")
    comments = values("sys.comments", "table_schema", "table_name", "column_name", "comment")

    assert set(comments) == {*of_columns, *((schema, name, None, comment) for schema, name, comment in of_tables)}
    assert all(comment for schema, _, _, comment in comments if schema in ("sys", "information_schema"))


def test_tables_that_need_a_filter_are_marked() -> None:
    assert set(values("sys.comments", "table_name", "column_name", needs_filter=True)) == {
        *(("contact_channels", None), ("contact_channels", "contact_uuid"), ("schedules", None), ("schedules", "id"))
    }
    assert values("information_schema.tables", "table_comment", table_name="schedules") == [
        ("Messages that wait for their time, one row a schedule. Needs a filter: id = or IN.",)
    ]


def test_api_calls_settings_procedures_and_history_are_shown() -> None:
    assert values("sys.api_calls", "statement", "method", "path", "page", "status", "ms", "bytes", "request_id") == [
        (1, "GET", "/v1/team", None, 200, 12.5, 512, "b3c0"),
        (2, "GET", "/v1/team", 3, None, 12.5, 512, None),
    ]
    assert values("sys.settings", "name", "value") == [("timezone", "UTC"), ("timeout", None)]
    assert values("sys.procedures", "name", "arguments") == [("refresh_metadata", "")]
    assert values("sys.custom_fields", "title", "is_current", "seen_until") == [
        ("Star", False, NOON),
        ("VIP", True, None),
    ]


def test_wrong_local_table_fails_where_it_is_made() -> None:
    with pytest.raises(ValueError, match=r"table sys\.twice: a column is there twice"):
        LocalTable("sys", "twice", "Wrong.", (text("a", "One."), text("a", "Two.")), lambda _: [])
