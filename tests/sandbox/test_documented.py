"""The default reading: what each read answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from heymarket_dbapi.sandbox.moments import read_time

from .asking import Client, client, flat, ids


@pytest.fixture
def asked() -> Client:
    return client()


LISTINGS = [
    ("/v1/contacts", "contacts", "updated", 1),
    ("/v2/contacts/list", "contacts", "updated", 0),
    ("/v1/lists", "lists", "updated", 1),
    ("/v1/tags", "tags", "updated", 1),
    ("/v1/templates", "templates", "updated", 1),
    ("/v1/surveys", "surveys", "id", 1),
    ("/v1/messages/all", "messages", "date", 1),
    ("/v1/conversations", "conversations", "updated", 1),
]


@pytest.mark.parametrize(("path", "kind", "field", "first"), LISTINGS)
def test_pages_hold_every_row_once_newest_first(asked: Client, path: str, kind: str, field: str, first: int) -> None:
    seen = flat(asked.pages(path, first=first, limit=100))
    assert sorted(seen) == sorted(ids(list(asked.sandbox.world.rows(kind))))
    rows = [asked.sandbox.world.rows(kind).get(one) for one in seen]
    moments = [row[field] if field == "id" else read_time(row[field]) for row in rows if row]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize(("path", "kind", "field", "first"), LISTINGS)
def test_thirty_rows_unless_asked(asked: Client, path: str, kind: str, field: str, first: int) -> None:
    assert len(asked.post(path)) == 30
    assert len(asked.post(path, limit=7)) == 7
    assert asked.post(path) == asked.post(path, page=first)


@pytest.mark.parametrize("path", ["/v1/contacts", "/v1/conversations"])
def test_v1_date_is_an_exclusive_upper_bound(asked: Client, path: str) -> None:
    rows = asked.post(path, limit=50)
    bound = rows[9]["updated"]
    after = asked.post(path, limit=50, date=bound)
    assert after and all(read_time(row["updated"]) < read_time(bound) for row in after)


def test_v2_date_is_an_exclusive_lower_bound(asked: Client) -> None:
    bound = asked.post("/v2/contacts/list", limit=20)[-1]["updated"]
    rows = asked.post("/v2/contacts/list", limit=100, date=bound)
    assert len(rows) == 19 and all(read_time(row["updated"]) > read_time(bound) for row in rows)


def test_messages_created_at_is_an_inclusive_lower_bound(asked: Client) -> None:
    rows = asked.post("/v1/messages/all", ascending=True, limit=200)
    bound = rows[150]["date"]
    after = asked.post("/v1/messages/all", ascending=True, limit=200, created_at=bound)
    assert ids(after)[0] == rows[150]["id"]
    assert asked.post("/v1/messages/all", created_at=bound, limit=1)[0]["id"] != rows[150]["id"]


def test_messages_by_updated_at(asked: Client) -> None:
    rows = asked.post("/v1/messages/all", order="updated_at", limit=100)
    moments = [read_time(row["updated"]) for row in rows]
    assert moments == sorted(moments, reverse=True)


def test_largest_pages(asked: Client) -> None:
    assert len(asked.post("/v1/messages/all", limit=1000)) == 200
    assert len(asked.post("/v1/contacts", limit=1000)) == 100
    assert asked.status("/v2/contacts/list", limit=101) == 400


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/contacts/count", "contacts"),
        ("/v1/messages/all/count", "messages"),
        ("/v1/conversations/count", "conversations"),
    ],
)
def test_counts_are_strings(asked: Client, path: str, kind: str) -> None:
    assert asked.post(path) == str(len(asked.sandbox.world.rows(kind)))


def test_count_of_contacts_after_a_date(asked: Client) -> None:
    bound = asked.post("/v2/contacts/list", limit=20)[-1]["updated"]
    assert asked.post("/v1/contacts/count", date=bound) == "19"
    assert asked.post("/v1/contacts/count", date="2999-01-01T00:00:00Z") == "0"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/contact/{}", "contacts"),
        ("/v1/list/{}", "lists"),
        ("/v1/tag/{}", "tags"),
        ("/v1/template/{}", "templates"),
        ("/v1/survey/{}", "surveys"),
        ("/v1/conversations/{}", "conversations"),
        ("/v1/schedule/{}", "schedules"),
    ],
)
def test_one_row_by_id(asked: Client, path: str, kind: str) -> None:
    identity = asked.sandbox.world.rows(kind)[1]["id"]
    assert asked.get(path.format(identity))["id"] == identity
    assert asked.send("GET", path.format(1)).status == 404
    assert asked.send("GET", path.format("one")).status in (404, 405)
    assert asked.send("PATCH", path.format(identity)).status == 405


def test_empty_fields_are_left_out(asked: Client) -> None:
    rows = [row for page in asked.pages("/v2/contacts/list", first=0, limit=100) for row in page]
    stored = asked.sandbox.world.contacts
    for row in rows:
        full = stored.get(row["id"])
        assert full is not None and "uuid" not in row and "avatar" not in row
        assert not any(value in (None, "", [], {}) for value in row.values())
        assert ("phone" in row) is bool(full["phone"])


def test_lists_and_reads_show_different_fields(asked: Client) -> None:
    world = asked.sandbox.world
    contact = next(row for row in world.contacts if row["avatar"])
    assert asked.get(f"/v1/contact/{contact['id']}")["avatar"] == contact["avatar"]
    conversation = next(row for row in world.conversations if row["unread_users"])
    alone = asked.get(f"/v1/conversations/{conversation['id']}")
    listed = next(
        row
        for page in asked.pages("/v1/conversations", first=1, limit=100)
        for row in page
        if row["id"] == conversation["id"]
    )
    assert "unread_users" in alone and "members" not in alone and "last_msg" not in alone
    assert "unread_users" not in listed and "members" in listed


def test_search_by_many_channels(asked: Client) -> None:
    world = asked.sandbox.world
    one = next(row for row in world.contacts if row["phone"])
    two = next(row for row in world.contacts if row["email"] and row is not one)
    found = asked.post(
        "/v2/contacts/search",
        contact_channels=[{"channel_ids": [one["phone"], two["email"], "10000000000"]}],
    )
    assert {one["id"], two["id"]} <= set(ids(found)) and len(found) < 5


def test_two_contacts_share_a_phone(asked: Client) -> None:
    contacts = list(asked.sandbox.world.contacts)
    phones = [row["phone"] for row in contacts if row["phone"]]
    twice = next(phone for phone in phones if phones.count(phone) == 2)
    found = asked.post("/v2/contacts/search", contact_channels=[{"channel_type": "phone", "channel_ids": [twice]}])
    assert len(found) == 2
    assert asked.post("/v1/contact/get", phone=twice)["id"] == min(ids(found))


def test_contact_by_uuid_its_channels_and_status(asked: Client) -> None:
    row = next(row for row in asked.sandbox.world.contacts if row["phone"] and row["email"])
    assert asked.get(f"/v2/contact/{row['uuid']}")["id"] == row["id"]
    channels = asked.get(f"/v2/contact/{row['uuid']}/channels")
    assert {one["channel_type"] for one in channels} >= {"phone", "email"}
    assert asked.get(f"/v2/contact/{row['uuid']}/channel/email")["channel_id"] == row["email"]
    assert asked.send("GET", f"/v2/contact/{row['uuid']}/channel/fax").status == 404
    assert asked.post("/v1/contact/get", id=str(row["id"]))["id"] == row["id"]
    status = asked.post("/v1/contact/status", phone=row["phone"])
    assert status == asked.post("/v1/contact/status", id=row["id"])
    assert status["unsubscribed"] is row["is_opted_out"]


def test_history_is_the_newest_fifty_of_a_phone(asked: Client) -> None:
    world = asked.sandbox.world
    single = [row for row in world.conversations if row["channel"] == "sms" and not row["targets"]]
    counts = {row["id"]: sum(one["conversation"] is row for one in world.messages) for row in single}
    busiest = max(single, key=lambda row: counts[row["id"]])
    path = f"/v1/messages?phoneNumber={busiest['target']}&inboxID={busiest['inbox']}"
    rows = asked.get(path)
    assert len(rows) == min(50, counts[busiest["id"]])
    moments = [read_time(row["date"]) for row in rows]
    assert moments == sorted(moments, reverse=True)
    second = moments[3] // 10**9
    older = asked.get(f"{path}&timestamp={second}")
    assert older and all(read_time(row["date"]) < second * 10**9 for row in older)
    assert asked.get("/v1/messages?phoneNumber=19&inboxID=42") == []


def test_conversations_by_filters(asked: Client) -> None:
    world = asked.sandbox.world
    inbox = world.inboxes[1]["id"]

    def seen(**filters: Any) -> set[int]:
        return set(flat(asked.pages("/v1/conversations", first=1, limit=100, id=0, filters=filters)))

    own = {row["id"]: row["status"] for row in world.conversations if row["inbox"] == inbox}
    assert seen(inboxes=[inbox]) == set(own)
    assert seen(inboxes=[inbox], closed=True) == {one for one, status in own.items() if status == "closed"}
    assert seen(inboxes=[inbox], closed=False) == {one for one, status in own.items() if status != "closed"}


def test_a_member_sees_its_own_inboxes(asked: Client) -> None:
    world = asked.sandbox.world
    member = next(one["id"] for one in world.members if one["id"] not in world.inboxes[0]["members"])
    refused = asked.status("/v1/conversations", id=member, filters={"inboxes": [world.inboxes[0]["id"]]})
    assert refused == 403
    assert asked.status("/v1/conversations", id=world.members[0]["id"]) == 200


def test_team_inboxes_users(asked: Client) -> None:
    world = asked.sandbox.world
    assert len(asked.get("/v1/inboxes")) == 4
    assert set(asked.get("/v1/team")["members"][0]) == {"id", "name", "role"}
    assert asked.send("GET", "/v1/users").status == 404
    email = world.users[2]["email"]
    found = json.loads(asked.send("GET", "/v1/users/get", {"email": [email.upper()]}).body)
    assert [one["email"] for one in found["memberships"]] == [email]
    assert len(json.loads(asked.send("GET", "/v1/users/get", {}).body)["memberships"]) == len(world.users)


def test_custom_fields(asked: Client) -> None:
    assert len(asked.post("/v1/contact-fields")) == len(asked.sandbox.world.custom_fields)
    assert json.loads(asked.send("POST", "/v1/contact-fields").body)


def test_media_needs_no_credential(asked: Client) -> None:
    by_status = {media.status: name for name, media in asked.sandbox.world.media.items()}
    reply = asked.sandbox.handle("GET", f"http://sandbox/media/{by_status[200]}")
    assert reply.status == 200 and reply.body == asked.sandbox.world.media[by_status[200]].content
    assert asked.sandbox.handle("GET", f"/media/{by_status[404]}").status == 404
    moved = asked.sandbox.handle("GET", f"/media/{by_status[302]}")
    assert (moved.header("location") or "").startswith("http://sandbox/media/moved/")
    assert [(entry.is_media, entry.has_credential) for entry in asked.sandbox.log] == [(True, False)] * 3
    asked.send("GET", f"/media/{by_status[200]}")
    assert asked.sandbox.log[-1].has_credential and asked.sandbox.log.calls == []


def test_every_reply_has_a_request_id_and_a_date(asked: Client) -> None:
    replies = [asked.send("GET", "/v1/team"), asked.send("GET", "/nowhere"), asked.sandbox.handle("GET", "/v1/team")]
    assert [reply.status for reply in replies] == [200, 404, 401]
    assert all(reply.header("date") for reply in replies)
    assert len({reply.header("x-request-id") for reply in replies}) == 3


def test_the_log_says_what_was_asked(asked: Client) -> None:
    asked.post("/v1/tags", date="2025-01-01T00:00:00Z")
    asked.get("/v1/messages?phoneNumber=15&inboxID=42")
    tags, history = asked.sandbox.log
    assert (tags.method, tags.path, tags.body) == ("POST", "/v1/tags", {"date": "2025-01-01T00:00:00Z"})
    assert (tags.operation, tags.status, tags.scheme, tags.rows) == ("list_tags", 200, "key", 14)
    assert history.query == {"phoneNumber": "15", "inboxID": "42"} and str(history) == "2 GET /v1/messages 200"
    assert "authorization" not in tags.headers
    asked.sandbox.log.clear()
    assert len(asked.sandbox.log) == 0
