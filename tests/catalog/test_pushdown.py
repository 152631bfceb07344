"""sys.pushdown says what the API can do, as the reads say it."""

from __future__ import annotations

import dataclasses

import pytest

from heymarket_dbapi.catalog import TABLES
from heymarket_dbapi.catalog.pushdown import inherited_columns, pushdowns
from heymarket_dbapi.catalog.ways import Counter, Endpoint

FOUND = pushdowns(TABLES)
BY_NAME = {table.name: table for table in TABLES}

# Table, column (- for a count of all rows), operators, effect, endpoint.
CASES = """
    contacts          id               =,IN           exact      GET /v1/contact/{id}
    contacts          uuid             =,IN           exact      GET /v2/contact/{contactID}
    contacts          phone            =,IN           narrowing  POST /v2/contacts/search
    contacts          email            =,IN           narrowing  POST /v2/contacts/search
    contacts          updated_date     <,<=,>,>=      narrowing  POST /v2/contacts/list
    contacts          updated_date     ORDER BY       exact      POST /v2/contacts/list
    contacts          -                COUNT(*)       exact      POST /v1/contacts/count
    contacts          updated_date     >,>=           exact      POST /v1/contacts/count
    contact_tags      contact_id       =,IN           exact      GET /v1/contact/{id}
    contact_channels  contact_uuid     =,IN           exact      GET /v2/contact/{contactID}/channels
    conversations     id               =,IN           exact      GET /v1/conversations/{id}
    conversations     inbox_id         =,IN           exact      POST /v1/conversations
    conversations     is_closed        =              narrowing  POST /v1/conversations
    conversations     updated_date     <,<=,>,>=      narrowing  POST /v1/conversations
    conversations     updated_date     <,<=           exact      POST /v1/conversations/count
    messages          target           =,IN           exact      GET /v1/messages
    messages          inbox_id         =,IN           exact      GET /v1/messages
    messages          created_date     <,<=,>,>=      narrowing  POST /v1/messages/all
    messages          -                COUNT(*)       exact      POST /v1/messages/all/count
    lists             id               =,IN           exact      GET /v1/list/{id}
    lists             updated_date     <,<=,>,>=      narrowing  POST /v1/lists
    list_members      list_id          =,IN           exact      GET /v1/list/{id}
    tags              id               =,IN           exact      GET /v1/tag/{id}
    tags              updated_date     <,<=,>,>=      narrowing  POST /v1/tags
    templates         id               =,IN           exact      GET /v1/template/{id}
    templates         updated_date     <,<=,>,>=      narrowing  POST /v1/templates
    template_files    template_id      =,IN           exact      GET /v1/template/{id}
    surveys           id               =,IN           exact      GET /v1/survey/{id}
    schedules         id               =,IN           exact      GET /v1/schedule/{id}
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_pushdown(line: str) -> None:
    table, column, operators, effect, endpoint = line.replace("ORDER BY", "ORDER_BY").split(maxsplit=4)
    found = {
        row.operator
        for row in FOUND
        if (row.table, row.column or "-", row.effect, row.endpoint) == (table, column, effect, endpoint)
    }

    assert set(operators.replace("_", " ").split(",")) <= found


@pytest.mark.parametrize("row", FOUND, ids=lambda row: f"{row.table}.{row.column} {row.operator}")
def test_row_is_whole(row: object) -> None:
    found = next(candidate for candidate in FOUND if candidate is row)

    assert found.column is None or found.column in BY_NAME[found.table].by_name
    assert (found.operator is None) == (found.effect is None)
    assert found.operator is None or found.endpoint
    assert found.operator or found.note


def test_rows_are_told_once() -> None:
    keys = [(row.table, row.column, row.operator, row.effect, row.endpoint, row.note) for row in FOUND]

    assert len(set(keys)) == len(keys)


def test_history_needs_both_of_its_columns() -> None:
    notes = {row.column: row.note for row in FOUND if row.endpoint == "GET /v1/messages" and row.operator == "="}

    assert notes == {"target": "together with inbox_id", "inbox_id": "together with target"}


def test_fields_that_no_reply_carried_are_marked() -> None:
    marked = {(row.table, row.column) for row in FOUND if row.endpoint is None}

    assert {("contacts", "is_opted_out"), ("contacts", "uuid"), ("contacts", "contact_channels")} <= marked


def test_extended_columns_are_priced() -> None:
    notes = {
        (row.table, row.column): row.endpoint for row in FOUND if row.note == "extended: one more call for each row"
    }

    assert notes[("contacts", "avatar_file_name")] == "GET /v1/contact/{id}"
    assert notes[("messages", "media_file_content")] == "GET of the link"


def test_exploded_table_inherits_what_it_shows_of_its_parent() -> None:
    assert inherited_columns(BY_NAME["list_members"], BY_NAME["lists"]) == {"id": "list_id"}
    assert inherited_columns(BY_NAME["tags"], BY_NAME["tags"])["name"] == "name"


def test_counter_without_a_time_counts_all_rows_only() -> None:
    tags = dataclasses.replace(BY_NAME["tags"], counter=Counter(Endpoint("POST", "/v1/tags/count", "none")))

    assert [row.operator for row in pushdowns([tags]) if row.endpoint == "POST /v1/tags/count"] == ["COUNT(*)"]
