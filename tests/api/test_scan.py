"""Scans: rows of a listing, of single reads, of entries, and rows completed by a second source."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.catalog.ways import Operator
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.errors import OperationalError, ProgrammingError
from heymarket_dbapi.plan.access import choose
from heymarket_dbapi.sandbox import Fail, readings
from heymarket_dbapi.sql.query import Conjunct, Relation

from .accounts import BY_NAME, Account, shared_world

WORLD = shared_world(contacts=70, messages=100, crowd=24, lists=44, tags=44, templates=44, surveys=44)
READINGS = [name for name in readings() if name != "hollow"]
_NOT_SHOWN = {("observed", "contact_tags"), ("old", "template_files"), ("new", "template_files")}
SIZE = {"largest_page": 30, "default_page": 30}


def rows(account: Account, table: str, columns: Sequence[str], *conjuncts: Conjunct) -> list[dict[str, Any]]:
    """The rows of a table that its access path gives, in the order of their values."""
    access = choose(Relation("r", "heymarket", table, tuple(columns), conjuncts), BY_NAME[table], BY_NAME)
    scan = Scan(access, columns, BY_NAME, account.exchange())

    def drain() -> Flow[list[dict[str, Any]]]:
        found = []
        while (batch := (yield from scan.next())) is not None:
            found += batch.to_pylist()
        return found

    found: list[dict[str, Any]] = account.run(drain())
    assert str(scan.proof) == ""
    return sorted(found, key=repr)


def equal(column: str, *values: object) -> Conjunct:
    return Conjunct(column, Operator.IN, values)


def expected(pairs: Sequence[Sequence[Any]], *names: str) -> list[dict[str, Any]]:
    return sorted((dict(zip(names, pair, strict=True)) for pair in pairs), key=repr)


def entries(table: str) -> list[tuple[Any, Any]]:
    """The key of each row of an exploded table, as the world has them."""
    match table:
        case "contact_tags":
            return [(one["id"], tag["tag_id"]) for one in WORLD.contacts for tag in one["tags"] or ()]
        case "inbox_members":
            return [(one["id"], member) for one in WORLD.inboxes for member in one["members"] or ()]
        case "list_members":
            return [(one["id"], phone) for one in WORLD.lists for phone in one["targets"] or ()]
        case _:
            files = [
                (
                    one["id"],
                    [
                        *((one["content"] or {}).get("gallery") or ()),
                        *((one["content"] or {}).get("attachments") or ()),
                    ],
                )
                for one in WORLD.templates
            ]
            return [(identity, place) for identity, found in files for place in range(len(found))]


@pytest.mark.parametrize("table", ["contact_tags", "inbox_members", "list_members", "template_files"])
@pytest.mark.parametrize("reading", READINGS)
def test_entries_are_rows_under_every_reading(reading: str, table: str) -> None:
    if (reading, table) in _NOT_SHOWN:
        pytest.skip("the API cannot: this server's records do not show all entries")
    account = Account.of(WORLD, reading=reading, **SIZE)
    key = BY_NAME[table].key
    assert rows(account, table, key) == expected(entries(table), *key)


@pytest.mark.parametrize("size", [10, 30])
@pytest.mark.parametrize("reading", list(readings()))
def test_closed_conversations_are_told_under_every_reading(reading: str, size: int) -> None:
    account = Account.of(WORLD, reading=reading, largest_page=size, default_page=size)
    closed = [(one["id"], one["status"] == "closed") for one in WORLD.conversations]
    found = rows(account, "conversations", ["id", "is_closed"])
    if reading == "deaf":
        # Where the filter is ignored the status tells.
        assert account.sandbox.reading.status_shown
    assert found == expected(closed, "id", "is_closed")


@pytest.mark.parametrize("reading", READINGS)
def test_members_are_completed_by_users_under_every_reading(reading: str) -> None:
    account = Account.of(WORLD, reading=reading)
    found = rows(account, "members", ["id", "name", "role"])
    assert found == expected([(one["id"], one["name"], one["role"]) for one in WORLD.members], "id", "name", "role")
    assert [row["id"] for row in rows(account, "members", ["id", "email", "created_date"])] == [
        row["id"] for row in rows(account, "members", ["id"])
    ]


def test_the_second_source_is_asked_only_for_its_own_columns() -> None:
    account = Account.of(WORLD)
    rows(account, "members", ["id", "name"])
    assert [request.path for request in account.trace.requests] == ["/v1/team"]
    rows(account, "members", ["id", "email"])
    assert [request.path for request in account.trace.requests[1:]] == ["/v1/team", "/v1/users/get"]


def paths_and_bodies(account: Account) -> list[tuple[str, str | None]]:
    return [(request.path, request.body) for request in account.trace.requests if request.path != "/v1/team"]


def test_users_are_asked_for_by_the_emails_that_the_team_shows() -> None:
    account = Account.of(WORLD, member_email=True, empty_lookup="none")
    found = rows(account, "members", ["id", "phone"])
    assert found == expected([(one["id"], one["phone"]) for one in WORLD.users], "id", "phone")
    ((path, body),) = paths_and_bodies(account)
    assert path == "/v1/users/get"
    assert json.loads(body or "") == {"email": [one["email"] for one in WORLD.members]}
    assert account.broken_rules() == []


def test_many_emails_are_asked_for_in_batches() -> None:
    account = Account.of(contacts=3, messages=0, members=230, member_email=True, empty_lookup="none")
    found = rows(account, "members", ["id", "role_id"])
    assert len(found) == 230
    assert None not in [row["role_id"] for row in found]
    assert len(paths_and_bodies(account)) == 3


def test_what_the_team_shows_of_all_members_is_not_asked_for() -> None:
    account = Account.of(WORLD, member_email=True)
    assert [row["email"] for row in rows(account, "members", ["email"])] == sorted(
        one["email"] for one in WORLD.members
    )
    assert paths_and_bodies(account) == []


def test_the_source_that_completed_the_members_is_asked_first_the_next_time() -> None:
    account = Account.of(WORLD, member_email=True, users_listed=True, empty_lookup="none", get_body_dropped=True)
    for calls in (3, 1):
        account.trace.requests.clear()
        assert all(row["role_id"] for row in rows(account, "members", ["id", "role_id"]))
        assert len(paths_and_bodies(account)) == calls
    account.sandbox.read_as(users_listed=False, get_body_dropped=False)
    assert all(row["role_id"] for row in rows(account, "members", ["id", "role_id"]))


@pytest.mark.parametrize("gone", ["list_users", "lookup_users", "list_users,lookup_users"])
def test_members_are_there_without_the_second_source(gone: str) -> None:
    account = Account.of(WORLD, gone=gone)
    assert len(rows(account, "members", ["id", "email"])) == len(WORLD.members)


@pytest.mark.parametrize("table", ["contacts", "conversations", "lists", "tags", "templates", "surveys", "schedules"])
@pytest.mark.parametrize("reading", list(readings()))
def test_single_reads_find_what_is_there_and_nothing_else(reading: str, table: str) -> None:
    account = Account.of(WORLD, reading=reading)
    operation = {"contacts": "get_contact_v1"}.get(table, f"get_{table.rstrip('s')}")
    if operation in account.sandbox.reading.gone:
        pytest.skip("the API cannot: single rows are not read")
    there = account.ids(table)[:2]
    found = rows(account, table, ["id"], equal("id", 1, *there, 2))
    assert [row["id"] for row in found] == there
    assert account.broken_rules() == []


@pytest.mark.parametrize(("fault", "kind"), [(Fail(403), ProgrammingError), (Fail(500), OperationalError)])
def test_a_single_read_that_fails_is_an_error(fault: Fail, kind: type[Exception]) -> None:
    account = Account.of(WORLD)
    account.sandbox.mischief.add(fault, times=99)
    with pytest.raises(kind, match="/v1/tag/"):
        rows(account, "tags", ["id"], equal("id", *account.ids("tags")[:2]))


def test_channels_know_the_contact_that_they_were_asked_for() -> None:
    account = Account.of(WORLD)
    contact = next(one for one in WORLD.contacts if one["contact_channels"])
    found = rows(account, "contact_channels", ["contact_uuid", "channel_type"], equal("contact_uuid", contact["uuid"]))
    assert found
    assert {row["contact_uuid"] for row in found} == {contact["uuid"]}


def test_a_contact_that_was_asked_for_by_uuid_shows_it() -> None:
    account = Account.of(WORLD)
    contact = WORLD.contacts[3]
    found = rows(account, "contacts", ["id", "uuid"], equal("uuid", contact["uuid"]))
    assert found == [{"id": contact["id"], "uuid": contact["uuid"]}]


@pytest.mark.parametrize("fields", [12, 20, 25, 47, 60])
@pytest.mark.parametrize("page", [20, 25, 30, 50])
def test_names_of_custom_fields_are_given_among_all_of_them(page: int, fields: int) -> None:
    account = Account.of(contacts=3, messages=0)
    for number in range(fields - len(account.sandbox.world.custom_fields)):
        account.sandbox.world.insert("custom_fields", title=f"Field {number // 2}")
    whole = rows(account, "custom_fields", ["id", "column_name"])
    account.facts.forget()
    account.sandbox.read_as(
        contact_fields_paged=True, contact_fields_largest_page=page, contact_fields_default_page=page
    )
    assert rows(account, "custom_fields", ["id", "column_name"]) == whole
    assert len({row["column_name"] for row in whole}) == fields
