"""Every write under the documented reading: what is stored afterwards, field by field, and what listings show."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from heymarket_dbapi.sandbox import World
from heymarket_dbapi.sandbox.moments import read_time
from heymarket_dbapi.sandbox.operations import OPERATIONS

from .asking import Client, writer
from .writes import WRITES, Pick, Row, Write, action, by_id, by_uuid, contact, first, thread, user

FOLLOWING = {"updated", "updated_at", "rev", "op", "members", "meta", "contact_channels", "assigned", "content"}


@pytest.fixture
def asked() -> Client:
    return writer()


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_what_is_stored(asked: Client, write: Write) -> None:
    world = asked.sandbox.world
    body, wanted = write.body(world), dict(write.stored(world))
    before = copy.deepcopy(write.row(world)) if write.row else None
    known = {one["id"] for one in world.rows(write.kind)}
    newest = max((read_time(one["updated"]) for one in world.rows(write.kind) if one.get("updated")), default=0)
    reply = asked.send(*address(write, write.path(world)), body)
    assert reply.status == 200 and not asked.sandbox.log[-1].violations, reply.body
    if write.reply is not None:
        assert json.loads(reply.body) == write.reply
    row = after(world, write, before, known)
    assert {name: row[name] for name in wanted} == wanted
    if before is None:
        assert "updated" not in row or read_time(row["updated"]) > newest
    else:
        same = before.keys() - wanted.keys() - FOLLOWING - {"read"}
        assert {name: row[name] for name in same} == {name: before[name] for name in same}
        time = "updated_at" if write.kind == "users" else "updated"
        assert (read_time(row[time]) > read_time(before[time])) is write.moves
        assert row.get("rev") == (before["rev"] + 1 if "rev" in before else None)


def address(write: Write, parts: Row) -> tuple[str, str]:
    operation = OPERATIONS[write.name]
    return operation.method, operation.path.format(**parts) + write.query


def after(world: World, write: Write, before: Row | None, known: set[int]) -> Row:
    if before is not None:
        found = world.rows(write.kind).get(before["id"])
        assert found is not None
        return found
    (made,) = [row for row in world.rows(write.kind) if row["id"] not in known]
    return made


LISTED = [
    ("create_contact_v1", "/v2/contacts/list"),
    ("update_contact_v1", "/v1/contacts"),
    ("write_contacts_v2", "/v2/contacts/list"),
    ("set_contact_status", "/v2/contacts/list"),
    ("create_channel", "/v2/contacts/list"),
    ("create_list_v2", "/v1/lists"),
    ("update_list_v2", "/v1/lists"),
    ("create_tag", "/v1/tags"),
    ("update_template", "/v1/templates"),
    ("send_message", "/v1/messages/all"),
    ("send_message", "/v1/conversations"),
    ("send_email", "/v1/conversations"),
    ("close_conversation", "/v1/conversations"),
    ("transfer_conversation", "/v1/conversations"),
]


@pytest.mark.parametrize(("name", "path"), LISTED)
def test_the_listing_shows_it_first(asked: Client, name: str, path: str) -> None:
    write = next(one for one in WRITES if one.name == name)
    world = asked.sandbox.world
    kind = "conversations" if path.endswith("conversations") else write.kind
    chosen = write.row(world)["id"] if write.row else None
    asked.send(*address(write, write.path(world)), write.body(world))
    newest = max(world.rows(kind), key=lambda row: read_time(row["date" if kind == "messages" else "updated"]))
    head = asked.post(path, limit=1)[0]
    assert head["id"] == newest["id"] == (chosen or newest["id"])


DELETES = [
    ("delete_contact_v1", "contacts", by_id(contact), None, "ok"),
    ("delete_contact_v2", "contacts", by_uuid(contact), None, "ok"),
    ("delete_list_v1", "lists", by_id(first("lists")), None, "ok"),
    ("delete_list_v2", "lists", by_id(first("lists")), {"contact_ids": [1]}, None),
    ("delete_tag", "tags", by_id(first("tags")), None, "ok"),
    ("delete_template", "templates", by_id(first("templates")), None, "ok"),
    ("delete_schedule", "schedules", by_id(first("schedules")), None, "ok"),
]


@pytest.mark.parametrize(("name", "kind", "path", "body", "reply"), DELETES, ids=[case[0] for case in DELETES])
def test_what_is_deleted(asked: Client, name: str, kind: str, path: Pick, body: Any, reply: Any) -> None:
    world, operation = asked.sandbox.world, OPERATIONS[name]
    row = contact(world) if kind == "contacts" else world.rows(kind)[0]
    target, count = operation.path.format(**path(world)), len(world.rows(kind))
    answer = asked.delete(target, body)
    assert json.loads(answer.body) == (reply or {"deleted": True, "id": row["id"]})
    assert world.rows(kind).get(row["id"]) is None and len(world.rows(kind)) == count - 1
    assert asked.delete(target).status == 404


def test_a_deleted_contact_takes_its_conversations_along(asked: Client) -> None:
    world = asked.sandbox.world
    row = next(row for row in world.contacts if any(one["target"] == row["phone"] for one in world.conversations))
    phones = [one["phone"] for one in world.contacts]
    assert phones.count(row["phone"]) == 1
    threads = {one["id"] for one in world.conversations if one["target"] == row["phone"]}
    world.lists[0]["targets"][row["phone"]] = {"f": "", "l": ""}
    asked.delete(f"/v1/contact/{row['id']}")
    assert not threads & {one["id"] for one in world.conversations}
    assert not threads & {one["conversation"]["id"] for one in world.messages}
    assert row["phone"] not in world.lists[0]["targets"]
    assert not [one for one in world.channels if one["contact_id"] == row["id"]]


def test_a_channel_is_removed(asked: Client) -> None:
    row = contact(asked.sandbox.world)
    updated = row["updated"]
    assert asked.delete(f"/v2/contact/{row['uuid']}/channel/email").body == b'"ok"'
    kinds = [one["channel_type"] for one in asked.get(f"/v2/contact/{row['uuid']}/channels")]
    assert row["email"] is None and "email" not in kinds and read_time(row["updated"]) > read_time(updated)
    assert asked.delete(f"/v2/contact/{row['uuid']}/channel/email").status == 404


def test_many_contacts_are_deleted_at_once(asked: Client) -> None:
    world = asked.sandbox.world
    gone = [one["uuid"] for one in list(world.contacts)[:7]]
    body = {"contact_channels": [{"channel_type": "id", "channel_ids": [*gone, "nobody"]}]}
    assert asked.delete("/v2/contacts", body).body == b'"ok"'
    assert len(world.contacts) == 33 and not set(gone) & {one["uuid"] for one in world.contacts}


def test_every_write_has_a_test() -> None:
    elsewhere = {"delete_channel", "delete_contacts_v2", "read_conversation"}
    tested = {one.name for one in WRITES} | {case[0] for case in DELETES} | elsewhere
    assert tested == {one.name for one in OPERATIONS.values() if not one.reads}


def test_read_marks_for_one_user(asked: Client) -> None:
    world = asked.sandbox.world
    row = thread(world)
    row["unread_users"], row["unread"] = [user(world), 5], True
    asked.post("/v1/conversations/read", **action()(world))
    assert (row["unread_users"], row["unread"], row["read"]) == ([5], True, row["read"])
    row["unread_users"] = [user(world)]
    asked.post("/v1/conversations/read", **action()(world))
    assert (row["unread_users"], row["unread"]) == ([], False) and row["read"] > 1_700_000_000


@pytest.mark.parametrize("name", [one.name for one in OPERATIONS.values() if not one.reads and "{" in one.path])
def test_what_does_not_exist_is_not_written(asked: Client, name: str) -> None:
    operation = OPERATIONS[name]
    path = operation.path.format(id=1, uuid="00000000-0000-4000-8000-000000000000", type="phone")
    body = next((one.body(asked.sandbox.world) for one in WRITES if one.name == name), None)
    assert asked.send(operation.method, path, body).status == 404
    for missing, answer in (("empty_object", b"{}"), ("null", b"null"), ("zero_object", b'{"id":0,"rev":0,"uuid":""}')):
        asked.sandbox.read_as(missing=missing)
        assert asked.send(operation.method, path, body).body == answer
    asked.sandbox.read_as(missing="bad_request")
    assert asked.send(operation.method, path, body).status == 400
