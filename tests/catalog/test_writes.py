"""What can be written is data that fits the tables."""

from __future__ import annotations

import pytest

from heymarket_dbapi.catalog import TABLES
from heymarket_dbapi.catalog.writes import Actions, Entries, Put, Writable, Writes
from heymarket_dbapi.catalog.writing import WRITES, check, writes_of

VERBS = {
    "contacts": "INSERT, UPDATE, DELETE",
    "contact_tags": "INSERT, DELETE",
    "contact_channels": "INSERT, UPDATE, DELETE",
    "custom_fields": "INSERT",
    "conversations": "UPDATE",
    "messages": "INSERT",
    "lists": "INSERT, UPDATE, DELETE",
    "list_members": "INSERT, DELETE",
    "tags": "INSERT, DELETE",
    "templates": "INSERT, UPDATE, DELETE",
    "members": "UPDATE",
    "schedules": "INSERT, UPDATE, DELETE",
}


def test_what_each_table_can_be_told() -> None:
    told = {table.name: writes_of(table.name).verbs for table in TABLES}
    assert {name: verbs for name, verbs in told.items() if verbs != "nothing"} == VERBS


def test_wrong_column_fails_with_the_name_of_the_table() -> None:
    table = next(table for table in TABLES if table.name == "tags")
    with pytest.raises(ValueError, match=r"table tags.*shoe"):
        check(Writes("tags", (Writable("shoe", "shoe"),)), table)


@pytest.mark.parametrize("writes", WRITES.values(), ids=[*WRITES])
def test_endpoints_name_their_document(writes: Writes) -> None:
    endpoints = [insert.endpoint for insert in writes.inserts if insert.endpoint is not None]
    endpoints += [insert.batch.endpoint for insert in writes.inserts if insert.batch is not None]
    match writes.update:
        case Put() | Entries():
            endpoints.append(writes.update.endpoint)
        case Actions():
            endpoints += [action.endpoint for action in writes.update.actions]
    for endpoint in endpoints:
        assert endpoint.source.endswith(("(documented)", "(observed)", "(guessed)"))
