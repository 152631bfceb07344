"""What lies at the edges of writes: channels of other services, several rows for one person, odd combinations."""

from __future__ import annotations

from typing import Any

import pytest

from .scene import ANN, BOB, INBOX, NEW, Scene, scene

FACEBOOK = {"channel_type": "facebook", "channel_id": "fb1", "channel_handle": "@ann"}


@pytest.fixture
def at() -> Scene:
    return scene()


def channels(at: Scene, contact: dict[str, Any]) -> dict[str, str]:
    rows = at.call("GET", f"/v2/contact/{contact['uuid']}/channels")
    return {one["channel_type"]: one["channel_id"] for one in rows}


def test_channels_of_other_services(at: Scene) -> None:
    at.call("POST", "/v2/contacts", {"contacts": [{"contact_id": at.ann["uuid"], "contact_channels": [FACEBOOK]}]})
    assert channels(at, at.ann) == {"phone": ANN, "email": "ann@example.com", "facebook": "fb1"}
    path = f"/v2/contact/{at.ann['uuid']}/channel"
    at.call("PUT", path, {"channel_type": "facebook", "channel_id": "fb2"})
    assert at.call("GET", f"{path}/facebook")["channel_handle"] == "@ann"
    at.call("DELETE", f"{path}/facebook")
    assert channels(at, at.ann) == {"phone": ANN, "email": "ann@example.com"} and at.ann["email"]


def test_channels_follow_phone_and_email(at: Scene) -> None:
    at.put(phone=NEW, email="")
    assert channels(at, at.ann) == {"phone": NEW}
    assert at.world.statuses.get(at.ann["id"])["phone"] == NEW
    at.put(phone=NEW, email="new@example.com")
    assert channels(at, at.ann) == {"phone": NEW, "email": "new@example.com"}
    search = {"contact_channels": [{"channel_ids": ["new@example.com"]}]}
    assert [one["id"] for one in at.call("POST", "/v2/contacts/search", search)] == [at.ann["id"]]


def test_one_person_twice_in_a_batch(at: Scene) -> None:
    rows = [{"phone": NEW, "first": "A"}, {"phone": NEW, "first": "B"}]
    assert at.call("POST", "/v1/batch/contacts", rows) == "ok"
    assert (at.count(NEW), at.contact(NEW)["first"]) == (1, "A")  # type: ignore[index]
    at.asked.sandbox.read_as(known_channel="updated")
    answer = at.call("POST", "/v2/contacts", {"contacts": [*rows, {"first": "nobody"}]})
    assert [one["first"] for one in answer["contacts"]] == ["B", "B"] and at.count(NEW) == 1
    assert answer["failed_contacts"] == [
        {"contact": {"first": "nobody"}, "error": "bad_data: contact_channels: is required"}
    ]


def test_a_name_that_is_given_is_kept(at: Scene) -> None:
    at.put(first="Ann", last="Lee", display_name="The Lees")
    assert at.ann["display_name"] == "The Lees"


def test_the_status_of_nobody(at: Scene) -> None:
    assert at.call("POST", "/v1/contact/set_status", {"phone": NEW, "status": "active"}) == 404


def test_actions_on_nothing_that_answer_well(at: Scene) -> None:
    at.asked.sandbox.read_as(action_missing="ok")
    version = at.world.version
    for name in ("open", "read", "unread", "reassign"):
        more = {"reassign_id": at.member} if name == "reassign" else {}
        assert at.act(name, target=NEW, **more) == "ok"
    transfer = {"conversation_id": 1, "transfer_inbox_id": INBOX}
    assert at.call("POST", "/v1/conversations/transfer", transfer) == "ok" and at.world.version == version


def test_a_list_of_v1_with_the_local_id_of_another(at: Scene) -> None:
    first = at.call("POST", "/v1/list", {"title": "L", "local_id": "x"})
    assert at.call("POST", "/v1/list", {"title": "M", "local_id": "x"})["id"] == first["id"]


def test_addresses_that_are_nobodys(at: Scene) -> None:
    at.asked.sandbox.read_as(new_numbers="dropped")
    at.call("POST", "/v2/lists", {"title": "L", "local_id": "l", "emails": ["x@example.org"], "phones": [ANN]})
    row = at.newest("lists")
    at.call("PUT", f"/v2/lists/{row['id']}", {"remove_contacts": [1], "remove_emails": ["x@example.org"]})
    assert list(row["targets"]) == [ANN]


def test_a_user_who_is_no_member(at: Scene) -> None:
    at.world.delete("members", at.stranger)
    user = at.world.users[-1]
    at.world.insert("users", id=1, name=None, role_id=4)
    at.call("POST", "/v1/users/update", {"users": [{"id": 1, "first_name": "Solo"}, {"id": user["id"], "role_id": 9}]})
    assert at.world.users.get(1)["name"] == "Solo" and user["role_id"] == 9


def test_what_a_schedule_holds(at: Scene) -> None:
    content = {"text": "Hi", "template": {"id": 7}, "gallery": [{"url": "https://example.com/a"}], "offset": 5}
    body = {"inbox_id": INBOX, "execute_at": "2100-01-01T15:30:00Z", "content": content, "targets": [{"phone": ANN}]}
    row = at.call("GET", f"/v1/schedule/{at.call('POST', '/v1/schedule', body)['id']}")
    assert row["meta"]["content"] == content
    body = {**body, "conversation_id": at.chat["id"]}
    del body["targets"]
    row = at.call("GET", f"/v1/schedule/{at.call('POST', '/v1/schedule', body)['id']}")
    assert row["meta"]["conversation_id"] == at.chat["id"]


def test_a_message_that_comes_when_its_conversation_is_gone() -> None:
    at = scene(sends_appear_after=2)
    at.send()
    at.call("DELETE", f"/v1/contact/{at.ann['id']}")
    at.act("open", target=BOB)
    assert at.world.conversations.get(at.chat["id"]) is None
    assert not any(one["conversation"] is at.chat for one in at.world.messages)


def test_two_contacts_with_one_phone_share_their_conversation(at: Scene) -> None:
    at.asked.sandbox.read_as(known_phone="doubled")
    at.call("POST", "/v1/contact", {"phone": ANN, "first": "Twin"})
    assert at.call("DELETE", f"/v1/contact/{at.ann['id']}") == "ok"
    assert at.world.conversations.get(at.chat["id"]) is at.chat and at.count(ANN) == 1


def test_a_contact_that_is_known_by_another_channel(at: Scene) -> None:
    at.call("POST", f"/v2/contact/{at.ann['uuid']}/channel", FACEBOOK)
    at.asked.sandbox.read_as(known_channel="returned", batch_invalid="all_refused")
    assert at.call("POST", "/v2/contact", {"contact_channels": [FACEBOOK]})["id"] == at.ann["id"]
    (known,) = at.call("POST", "/v2/contacts", {"contacts": [{"contact_channels": [FACEBOOK]}]})["contacts"]
    assert known["id"] == at.ann["id"]
