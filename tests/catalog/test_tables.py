"""Each table and each read says what the fact sheets say."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest

from heymarket_dbapi.catalog import TABLES
from heymarket_dbapi.catalog.sources import Asked, ElementKey, Field, Lacks, Matches, Outer, Path, Position
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.catalog.ways import ByTime, Endpoint, Place, Read, Single, Slot, Walk, Whole
from heymarket_dbapi.datatypes import DataType

from .properties import EXTENDED, HINTS, KEYS, OPERATIONS, PROPERTIES, REQUIRED

BY_NAME = {table.name: table for table in TABLES}
READS = [
    (table, read) for table in TABLES for read in (*table.reads, *(table.complete.reads if table.complete else ()))
]
COLUMNS = [(table, column) for table in TABLES for column in table.columns]


def read_paths(column: Column) -> tuple[Path, ...]:
    match column.source:
        case Field(found) | Outer(found) | Lacks(found):
            return found
        case Matches(path, _):
            return (path,)
        case _:
            return ()


def endpoints() -> Iterator[Endpoint]:
    for _, read in READS:
        yield read.endpoint
    for table in TABLES:
        if table.counter:
            yield table.counter.endpoint
        for column in table.columns:
            if column.extended:
                yield from (lookup.endpoint for lookup in column.extended.lookups)


def path_parameters(endpoint: Endpoint) -> set[str]:
    return set(re.findall(r"{(\w+)}", endpoint.path))


def parameters(endpoint: Endpoint) -> set[str]:
    return set(OPERATIONS[str(endpoint)].split())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_property_of_the_object_is_a_column(table: Table) -> None:
    read = {".".join(path) for column in table.columns for path in read_paths(column)}
    read |= {".".join(table.custom)} if table.custom else set()

    assert set(PROPERTIES[table.name].split()) <= read


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_table_has_its_key_its_hints_and_its_extended_columns(table: Table) -> None:
    assert ", ".join(table.key) == KEYS[table.name]
    assert table.required == REQUIRED.get(table.name, ())
    assert {column.name for column in table.columns if column.is_hint} == HINTS.get(table.name, set())
    assert {column.name for column in table.columns if column.extended} == EXTENDED.get(table.name, set())


def test_every_table_is_in_the_table_of_contents() -> None:
    assert [table.name for table in TABLES] == list(dict.fromkeys(table.name for table in TABLES))
    assert set(BY_NAME) == set(KEYS)


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda value: value.name)
def test_column_is_described(table: Table, column: Column) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
    assert column.doc.endswith(".")
    assert column.not_null == (column.name in table.key or column.name == table.listing_order)
    if column.extended:
        assert "one more API call for each row" in column.comment
    if column.is_hint:
        assert "reads as NULL" in column.comment


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda value: value.name)
def test_reference_means_the_key_of_a_table_of_the_same_type(table: Table, column: Column) -> None:
    if column.references:
        target, name = column.references.split(".")
        assert BY_NAME[target].key == (name,)
        assert BY_NAME[target].by_name[name].type is column.type
        assert target != table.name


@pytest.mark.parametrize(
    "name", ["assigned_user_id", "creator_id", "user_id", "inbox_id", "team_id", "conversation_id"]
)
def test_ids_of_other_tables_are_references(name: str) -> None:
    found = [table.by_name[name] for table in TABLES if name in table.by_name]

    assert found
    assert all(column.references for column in found)


@pytest.mark.parametrize("name", ["created_date", "updated_date", "execute_date", "snooze_till"])
def test_times_are_timestamps(name: str) -> None:
    assert {table.by_name[name].type for table in TABLES if name in table.by_name} == {DataType.TIMESTAMP}


@pytest.mark.parametrize(("table", "read"), READS, ids=lambda value: value.name)
def test_read_asks_what_the_endpoint_takes(table: Table, read: Read) -> None:
    asked = {slot.name for slot in slots(read)} | {name for name, _ in read.body or ()}
    if isinstance(read.pager, Walk):
        asked |= {steer.parameter for steer in read.pager.steers}
        asked |= {read.pager.limit_parameter} if read.pager.limits != (None,) else set()

    assert asked <= parameters(read.endpoint)
    assert {bind.slot.name for bind in read.binds if bind.slot.place is Place.PATH} == path_parameters(read.endpoint)


def slots(read: Read) -> list[Slot]:
    found = [bind.slot for bind in read.binds]
    if isinstance(read.pager, Walk):
        found += [needed.slot for needed in read.pager.prerequisites]
        found += [read.pager.facet.slot] if read.pager.facet else []
    return found


@pytest.mark.parametrize(("table", "read"), READS, ids=lambda value: value.name)
def test_slots_stand_where_the_method_has_room(table: Table, read: Read) -> None:
    bodies = {Place.BODY} if read.endpoint.method == "POST" or read.body is not None else {Place.QUERY}
    room = {Place.PATH} | bodies

    assert {slot.place for slot in slots(read)} <= room
    assert isinstance(read.pager, Single) <= bool(read.required or table.name == "team")


@pytest.mark.parametrize(("table", "read"), READS, ids=lambda value: value.name)
def test_walk_by_time_reads_the_column_by_which_the_listing_is_ordered(table: Table, read: Read) -> None:
    if not isinstance(read.pager, Walk):
        assert isinstance(read.pager, Single | Whole)
    elif read.pager.time:
        assert table.listing_order is not None
        source = table.by_name[table.listing_order].source
        assert isinstance(source, Field)
        assert set(read.pager.time) <= set(source.paths)
        assert read.pager.moves == (table.listing_order == "updated_date")
    else:
        assert not any(isinstance(steer, ByTime) for steer in read.pager.steers)


def test_prerequisites_and_facets_name_columns_that_exist() -> None:
    for table, read in READS:
        if isinstance(read.pager, Walk):
            assert read.pager.facet is None or read.pager.facet.column in table.by_name
            for needed in read.pager.prerequisites:
                assert needed.column in BY_NAME[needed.table].by_name


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda value: value.name)
def test_call_for_an_extended_column_is_told_which_row_is_meant(table: Table, column: Column) -> None:
    if column.extended is None:
        return
    assert column.extended.inputs
    for lookup in column.extended.lookups:
        assert {slot.name for slot in lookup.slots} <= parameters(lookup.endpoint)
        assert path_parameters(lookup.endpoint) <= {slot.name for slot in lookup.slots}
        assert len(lookup.slots) == len(column.extended.inputs)


def test_every_endpoint_is_one_of_the_api_and_none_is_left_out() -> None:
    assert {str(endpoint) for endpoint in endpoints()} == set(OPERATIONS)
    assert all(re.fullmatch(r"\w+ \((documented|observed|guessed)\)", endpoint.source) for endpoint in endpoints())


@pytest.mark.parametrize("table", [table for table in TABLES if table.counter], ids=lambda table: table.name)
def test_counter_takes_the_time_of_the_listing(table: Table) -> None:
    assert table.counter is not None
    assert table.counter.parameter in parameters(table.counter.endpoint)
    assert table.counter.bound is not None


@pytest.mark.parametrize("table", [table for table in TABLES if table.explode], ids=lambda table: table.name)
def test_exploded_table_shows_its_parent(table: Table) -> None:
    assert table.explode is not None
    parent = BY_NAME[table.explode.parent]
    outer = [column for column in table.columns if isinstance(column.source, Outer)]

    assert parent.explode is None
    assert [column.references for column in outer] == [f"{parent.name}.id"]
    assert not table.reads


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_sources_of_elements_and_of_asked_values_stand_where_they_can(table: Table) -> None:
    for column in table.columns:
        if isinstance(column.source, Outer | ElementKey | Position):
            assert table.explode is not None
        if isinstance(column.source, Asked):
            assert any(bind.column == column.name and bind.required for read in table.reads for bind in read.binds)


def test_completing_reads_bring_the_columns_that_the_list_lacks() -> None:
    members = BY_NAME["members"]

    assert members.complete is not None
    assert members.complete.columns == members.reads[0].lacks
    assert all(not (members.complete.columns & read.lacks) for read in members.complete.reads)
    assert [
        (read.name, str(read.endpoint), [bind.column for bind in read.required]) for read in members.complete.reads
    ] == [
        ("users by email", "GET /v1/users/get", ["email"]),
        ("users by phone", "GET /v1/users/get", ["phone"]),
        ("users", "GET /v1/users/get", []),
        ("all users", "GET /v1/users", []),
    ]


STEERS = """
    contacts/list           page from 0 desc; date >= asc; date <= desc
    contacts/list v1        date <= desc; date >= asc; page from 0 desc
    conversations/list      date <= desc; date >= asc; page from 0 desc
    custom_fields/list      page from 0
    lists/list              date <= desc; date >= asc; page from 0 desc
    messages/history        timestamp <= desc; timestamp <= milliseconds desc
    messages/list           created_at >= asc; created_at <= desc; date <= desc; date >= asc; page from 0 desc
    surveys/list            page from 1
    tags/list               date <= desc; date >= asc; page from 0 desc
    templates/list          date <= desc; date >= asc; page from 0 desc
"""


def test_listings_are_driven_in_the_order_of_preference() -> None:
    direction = {True: " asc", False: " desc", None: ""}
    found = {
        f"{table.name}/{read.name}": "; ".join(f"{steer}{direction[steer.ascending]}" for steer in read.pager.steers)
        for table, read in READS
        if isinstance(read.pager, Walk)
    }

    assert found == dict(re.split(r"\s{2,}", line.strip()) for line in STEERS.strip().splitlines())


BAD_TABLES = {
    "there twice": {"columns": (BY_NAME["tags"].columns[0], *BY_NAME["tags"].columns)},
    "does not exist": {"key": ("tag",)},
    "may be NULL": {"key": ("name",)},
    "binds unknown column": {"reads": BY_NAME["messages"].reads},
    "no way to get its rows": {"reads": ()},
}


@pytest.mark.parametrize("message", BAD_TABLES)
def test_wrong_table_fails_where_it_is_made(message: str) -> None:
    with pytest.raises(ValueError, match=f"table tags: .*{message}"):
        dataclasses.replace(BY_NAME["tags"], **BAD_TABLES[message])  # type: ignore[arg-type]  # fields of several types


def test_read_finds_its_bind_by_column() -> None:
    history = BY_NAME["messages"].reads[0]

    assert history.bind("inbox_id") is history.binds[1]
    assert history.bind("text") is None


def test_media_is_fetched_from_its_own_host() -> None:
    extended = {column.name: column.extended for _, column in COLUMNS if column.extended}

    assert {name for name, hydrate in extended.items() if hydrate.endpoint is None} == {"media_file_content", "content"}
