"""Switches of single operations: conversations, messages, history, team, search, leniency."""

from __future__ import annotations

import json
from typing import Any

import pytest

from heymarket_dbapi.sandbox.moments import read_time, write_time

from .asking import client, flat, ids

CONVERSATIONS = "/v1/conversations"
FIRST_MEMBER = client(contacts=5, messages=5).sandbox.world.members[0]["id"]


@pytest.mark.parametrize(
    ("options", "body", "status"),
    [
        ({"conversation_user": "required"}, {}, 400),
        ({"conversation_user": "required"}, {"id": 0}, 200),
        ({"conversation_user": "member_or_400"}, {"id": 0}, 400),
        ({"conversation_user": "member_or_403"}, {"id": 5}, 403),
        ({"conversation_user": "member_or_403"}, {"id": FIRST_MEMBER}, 200),
        ({"conversation_filters": "inboxes_required"}, {}, 400),
        ({"conversation_filters": "inboxes_required"}, {"filters": {"closed": True}}, 400),
        ({"conversation_filters": "inboxes_required"}, {"filters": {"inboxes": [42]}}, 200),
        ({"conversation_filters": "required"}, {}, 400),
        ({"conversation_filters": "required"}, {"filters": {}}, 200),
        ({}, {"filters": {}}, 200),
    ],
)
def test_what_conversations_require(options: dict[str, Any], body: dict[str, Any], status: int) -> None:
    assert client(contacts=5, messages=5, **options).status(CONVERSATIONS, **body) == status


def test_closed_conversations() -> None:
    asked = client(closed_omitted="open")
    statuses = {row["status"] for page in asked.pages(CONVERSATIONS, first=1) for row in page}
    assert statuses == {"open", "pending"}
    deaf = client(conversation_filters="ignored")
    assert len(flat(deaf.pages(CONVERSATIONS, first=1, filters={"inboxes": [42], "closed": True}))) == 250


def test_a_member_may_see_less() -> None:
    asked = client(conversation_scope="narrowed")
    world = asked.sandbox.world
    member = next(one["id"] for one in world.members if one["id"] not in world.inboxes[0]["members"])
    own = {one["id"] for one in world.inboxes if member in one["members"]}
    rows = [row for page in asked.pages(CONVERSATIONS, first=1, limit=100, id=member) for row in page]
    assert {row["inbox"] for row in rows} == own
    assert asked.post(CONVERSATIONS, id=member, filters={"inboxes": [world.inboxes[0]["id"]]}) == []


def test_message_switches() -> None:
    date = client(message_bound="date")
    order = client()
    row = next(
        row for row in order.sandbox.world.messages if read_time(row["updated"]) > read_time(row["date"]) + 10**9
    )
    bound = write_time(read_time(row["date"]) + 1)
    for asked, seen in ((date, False), (order, True)):
        rows = asked.post("/v1/messages/all", order="updated_at", ascending=True, created_at=bound, limit=200)
        assert (row["id"] in ids(rows)) is seen
    child = client(message_parent=True)
    own = child.post("/v1/messages/all", parent_id=row["conversation"]["id"])
    assert {one["conversation"]["id"] for one in own} == {row["conversation"]["id"]}
    before = client(message_date_bound=True).post("/v1/messages/all", date=row["date"], limit=5)
    assert all(read_time(one["date"]) < read_time(row["date"]) for one in before)
    plain = client(message_updated_order=False)
    assert plain.post("/v1/messages/all", order="updated_at") == plain.post("/v1/messages/all")


def test_history_switches() -> None:
    world = client().sandbox.world
    row = next(row for row in world.messages if row["phone"] and row["date"].count(".") == 0)
    second = read_time(row["date"]) // 10**9
    path = f"/v1/messages?phoneNumber={row['target']}&inboxID={row['conversation']['inbox']}&timestamp="
    assert row["id"] not in ids(client().get(f"{path}{second}"))
    assert row["id"] in ids(client(history_timestamp="at_or_before").get(f"{path}{second}"))
    assert client(history_timestamp="milliseconds").get(f"{path}{second}") == []
    assert row["id"] in ids(client(history_timestamp="milliseconds").get(f"{path}{second}001"))
    assert client(history_timestamp="ignored").get(f"{path}0")
    newest = client().get(f"{path}9999999999")
    assert client(history_order="oldest_first").get(f"{path}9999999999") == newest[::-1]


def test_team_switches() -> None:
    asked = client(contacts=5, messages=5, inbox_plus=True, invited_list=True, member_email=True, users_listed=True)
    inboxes = asked.get("/v1/inboxes")
    assert all(inbox["phone"].startswith("+") and inbox["phones"][0].startswith("+") for inbox in inboxes)
    assert inboxes[2]["invited"] == ["new@example.com"]
    assert all(member["email"] for member in asked.get("/v1/team")["members"])
    assert len(asked.get("/v1/users")["memberships"]) == 12
    assert client(contacts=5, messages=5).get("/v1/inboxes")[2]["invited"] is True
    camel = client(contacts=5, messages=5, letters="camel_inboxes").get("/v1/inboxes")[0]
    assert "createdAt" in camel and "backgroundColor" in camel["widgetSettings"]


@pytest.mark.parametrize(("empty", "answer"), [("all", 12), ("none", 0), ("refused", 400)])
def test_an_empty_lookup_of_users(empty: str, answer: int) -> None:
    asked = client(contacts=5, messages=5, empty_lookup=empty)
    reply = asked.send("GET", "/v1/users/get", {})
    assert (len(json.loads(reply.body)["memberships"]) if reply.status == 200 else reply.status) == answer
    asked.sandbox.read_as(get_body_dropped=True)
    assert asked.send("GET", "/v1/users/get", {"email": ["member1@example.com"]}).body == reply.body


def test_channel_ids() -> None:
    for value, kind in (("integers", int), ("strings", str)):
        asked = client(channel_ids=value)
        row = next(row for row in asked.sandbox.world.contacts if row["phone"])
        channel = asked.get(f"/v2/contact/{row['uuid']}/channels")[0]
        assert isinstance(channel["id"], kind)
        assert channel["contact_id"] == (row["id"] if kind is int else row["uuid"])


def test_search_switches() -> None:
    def search(value: str, kind: str | None = None, **options: Any) -> Any:
        entry = {"channel_ids": [value]} if kind is None else {"channel_type": kind, "channel_ids": [value]}
        reply = client(**options).send("POST", "/v2/contacts/search", {"contact_channels": [entry]})
        return ids(json.loads(reply.body)) if reply.status == 200 else reply.status

    row = next(row for row in client().sandbox.world.contacts if row["email"] and row["email"] != row["email"].upper())
    assert search(row["email"].upper()) == []
    assert row["id"] in search(row["email"].upper(), search_folded=True)
    assert search(row["uuid"], "id") == 400
    assert search(row["uuid"], "id", search_by_id="accepted") == [row["id"]]
    assert search(row["uuid"], "id", search_by_id="empty") == []
    assert search("x", "custom") == search("x", "uuid") == []
    many = client(search_values=2)
    assert many.status("/v2/contacts/search", contact_channels=[{"channel_ids": ["1", "2", "3"]}]) == 400


def test_archived_and_private_rows() -> None:
    world = client().sandbox.world

    def count(**options: Any) -> int:
        body = options.pop("body", {})
        return len(flat(client(**options).pages("/v1/lists", first=1, limit=100, **body)))

    archived = sum(row["archived"] for row in world.lists)
    assert count(archived="hidden") == len(world.lists) - archived
    assert count(archived="hidden", body={"archived": True}) == archived
    assert count(archived="filters") == count(body={"archived": True}) == len(world.lists)
    assert count(archived="filters", body={"archived": True}) == archived
    assert count(private_hidden=True) == sum(row["shared"] for row in world.lists)
    assert count(private_hidden=True, body={"filter": "ALL"}) == len(world.lists)


@pytest.mark.parametrize(
    ("options", "body", "status"),
    [
        ({}, {"quux": 1}, 200),
        ({"unknown_keys": "refused"}, {"quux": 1}, 400),
        ({"unknown_keys": "refused"}, {"limit": 5}, 200),
        ({"unknown_keys": "refused_strictly"}, {"limit": 5}, 400),
        ({"quoted_integers": True}, {"limit": "5"}, 200),
        ({}, {"limit": "5"}, 400),
    ],
)
def test_leniency(options: dict[str, Any], body: dict[str, Any], status: int) -> None:
    assert client(contacts=1, messages=1, **options).status("/v1/tags", **body) == status


def test_content_type() -> None:
    for required, status in ((True, 400), (False, 200)):
        asked = client(contacts=1, messages=1, content_type_required=required)
        del asked.headers["content-type"]
        assert asked.status("/v1/tags") == status


def test_contact_fields_by_pages() -> None:
    asked = client(contact_fields_paged=True, default_page=3)
    assert [len(page) for page in asked.pages("/v1/contact-fields", first=1)] == [3, 3, 1]
