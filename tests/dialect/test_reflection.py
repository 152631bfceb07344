"""What the Inspector shows of Heymarket's tables, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, Table, event, inspect, select, text
from sqlalchemy.exc import NoSuchTableError
from sqlalchemy.types import JSON, TIMESTAMP

from heymarket_dbapi.catalog import TABLES
from sqlalchemy_heymarket.reflection import HeymarketInspector

from .conftest import Ask


@contextmanager
def statements(connection: Connection) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield sent
    event.remove(connection, "before_cursor_execute", note)


def test_schemas_tables_and_views(ask: Ask) -> None:
    def names(connection: Connection) -> None:
        inspector = inspect(connection)
        assert inspector.get_schema_names() == ["heymarket", "information_schema", "sys"]
        assert inspector.get_table_names() == sorted(table.name for table in TABLES)
        assert inspector.get_table_names("heymarket") == inspector.get_table_names()
        assert inspector.get_view_names() == inspector.get_temp_table_names() == inspector.get_temp_view_names() == []
        assert inspector.get_sequence_names() == []
        assert not inspect(connection).has_sequence("contacts_id_seq")
        assert "pushdown" in inspector.get_view_names("sys")
        assert "columns" in inspector.get_view_names("information_schema")
        assert inspector.get_view_definition("pushdown", "sys") == ""
        with pytest.raises(NoSuchTableError, match="pushup"):
            inspector.get_view_definition("pushup", "sys")

    ask(names)


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_the_columns_are_those_of_a_star_and_hints(ask: Ask, table: str) -> None:
    def columns(connection: Connection) -> tuple[list[str], list[str]]:
        star = connection.exec_driver_sql(f"SELECT * FROM {table} WHERE FALSE")
        found: list[Any] = inspect(connection).get_columns(table)
        return [column["name"] for column in found if "hint" not in column["info"]], list(star.keys())

    reflected, shown = ask(columns)
    assert reflected == shown


def test_a_column_has_its_type_nullability_and_comment(ask: Ask) -> None:
    columns = ask(lambda connection: {c["name"]: c for c in inspect(connection).get_columns("contacts")})
    assert isinstance(columns["tags"]["type"], JSON)
    assert isinstance(columns["created_date"]["type"], TIMESTAMP)
    assert columns["created_date"]["type"].timezone
    assert not columns["id"]["nullable"]
    assert columns["email"]["nullable"]
    assert columns["account_number"]["comment"] is not None
    assert "Custom field 41" in columns["account_number"]["comment"]


def test_extended_columns_are_shown_only_with_the_option(ask: Ask) -> None:
    def extended(connection: Connection) -> dict[str, Any]:
        columns: list[Any] = inspect(connection).get_columns("contacts")
        return {column["name"]: column for column in columns if column["info"].get("extended")}

    assert ask(extended) == {}
    column = ask(extended, connect_args={"reflect_extended_columns": True})["is_blocked"]
    assert column["info"] == {"extended": True, "calls_per_row": 1}
    assert "one more API call for each row" in column["comment"]


def test_hints_are_marked(ask: Ask) -> None:
    columns: dict[str, Any] = ask(
        lambda connection: {c["name"]: c for c in inspect(connection).get_columns("messages")}
    )
    assert columns["is_private"]["info"] == {"hint": True}


def test_keys_lead_from_table_to_table(ask: Ask) -> None:
    def keys(connection: Connection) -> None:
        inspector = inspect(connection)
        assert inspector.get_pk_constraint("contact_tags") == {
            "name": "contact_tags_pkey",
            "constrained_columns": ["contact_id", "tag_id"],
        }
        key: Any = {
            "name": "conversations_inbox_id_fkey",
            "constrained_columns": ["inbox_id"],
            "referred_schema": None,
            "referred_table": "inboxes",
            "referred_columns": ["id"],
            "options": {},
        }
        assert key in inspector.get_foreign_keys("conversations")
        assert {**key, "referred_schema": "heymarket"} in inspector.get_foreign_keys("conversations", "heymarket")
        assert inspector.get_pk_constraint("pushdown", "sys") == {"name": None, "constrained_columns": []}
        for empty in ("get_unique_constraints", "get_check_constraints", "get_indexes"):
            assert getattr(inspector, empty)("conversations") == []

    ask(keys)


def test_the_whole_schema_is_one_graph(ask: Ask) -> None:
    def reflect(connection: Connection) -> MetaData:
        metadata = MetaData()
        metadata.reflect(connection)
        return metadata

    tables = ask(reflect).tables
    assert set(tables) == {table.name for table in TABLES}
    assert tables["messages"].c.conversation_id.references(tables["conversations"].c.id)
    assert tables["contacts"].comment == "People, one row a contact; the team's custom fields are columns too."


def test_a_table_that_needs_a_filter_says_so(ask: Ask) -> None:
    def reflect(connection: Connection) -> Table:
        return Table("schedules", MetaData(), autoload_with=connection)

    table = ask(reflect)
    assert table.info["needs_filter"] == ["id"]
    assert table.c.id.info["needs_filter"]
    assert table.comment is not None
    assert "Needs a filter" in table.comment


def test_what_is_no_table_is_none_and_costs_nothing(ask_cold: Ask) -> None:
    def has(connection: Connection) -> list[bool]:
        inspector: Any = inspect(connection)
        assert isinstance(inspector, HeymarketInspector)
        asked: list[Any] = ["contacts", "Contacts", "SELECT 1", "SELECT '" + "x" * 5000 + "'", "", "a'b\n;"]
        asked += [text("SELECT 1"), select(text("1")), None, 5]
        return [inspector.has_table(name) for name in asked] + [inspector.has_table("pushdown", schema="sys")]

    assert ask_cold(has) == [True, *[False] * 9, True]
    assert ask_cold.place.calls == 0


@pytest.mark.parametrize("method", ["get_columns", "get_pk_constraint", "get_foreign_keys", "get_table_comment"])
def test_a_table_that_is_not_there_is_an_error(ask: Ask, method: str) -> None:
    with pytest.raises(NoSuchTableError, match=r"sys\.nothing"):
        ask(lambda connection: getattr(inspect(connection), method)("nothing", schema="sys"))
    with pytest.raises(NoSuchTableError, match="nothing"):
        ask(lambda connection: getattr(inspect(connection), method)("nothing"))


def test_all_tables_cost_one_call_and_afterwards_none(ask_cold: Ask) -> None:
    def reflect(connection: Connection) -> None:
        with statements(connection) as sent:
            MetaData().reflect(connection)
        assert len(sent) <= 12

    ask_cold(reflect)
    assert ask_cold.place.calls == 1
    ask_cold(reflect)
    assert ask_cold.place.calls == 1


def test_a_table_without_custom_fields_costs_no_call(ask_cold: Ask) -> None:
    ask_cold(lambda connection: Table("messages", MetaData(), autoload_with=connection, resolve_fks=False))
    assert ask_cold.place.calls == 0


def test_an_inspector_remembers(ask: Ask) -> None:
    def twice(connection: Connection) -> None:
        inspector = inspect(connection)
        inspector.get_columns("contacts")
        inspector.get_pk_constraint("tags")
        inspector.get_table_names().clear()
        inspector.has_table("contacts")
        with statements(connection) as sent:
            inspector.get_columns("contacts")
            inspector.get_pk_constraint("contacts")
            inspector.has_table("contacts")
            assert inspector.get_table_names() != []
        assert sent == []
        inspector.clear_cache()
        with statements(connection) as sent:
            inspector.get_table_names()
        assert len(sent) == 1

    ask(twice)


def test_several_tables_at_once(ask: Ask) -> None:
    found = ask(lambda connection: inspect(connection).get_multi_columns(filter_names=["tags", "team"]))
    assert {name for _, name in found} == {"tags", "team"}


def test_without_a_cache_everything_is_read(ask: Ask) -> None:
    def read(connection: Connection) -> tuple[Any, Any]:
        dialect: Any = connection.dialect
        return dialect.get_table_names(connection), dialect.get_columns(connection, "tags")

    names, columns = ask(read)
    assert "tags" in names
    assert columns[0]["name"] == "id"
