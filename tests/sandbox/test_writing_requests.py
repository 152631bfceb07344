"""Writes that break the contract or ask for what cannot be: noted, refused, and nothing is changed."""

from __future__ import annotations

from typing import Any

import pytest

from .scene import ANN, BOB, INBOX, NEW, Scene, scene

MANY = [{"tag_id": place} for place in range(6)]
BREACHES: list[tuple[str, str, Any]] = [
    ("POST", "/v1/contact", {"first": "Ann"}),
    ("POST", "/v1/contact", {"phone": "+15105550100"}),
    ("POST", "/v1/contact", {"phone": NEW, "custom": {"41": 5}}),
    ("POST", "/v1/contact", {"phone": NEW, "tags": MANY}),
    ("POST", "/v1/contact", {"phone": NEW, "assignee_id": "7"}),
    ("POST", "/v1/batch/contacts", {"contacts": []}),
    ("POST", "/v2/contact", {"first": "Ann"}),
    ("POST", "/v2/contact", {"contact_channels": [{"channel_type": "phone"}]}),
    ("POST", "/v2/contacts", [{"phone": NEW}]),
    ("POST", "/v1/contact/set_status", {"phone": ANN, "status": "gone"}),
    ("POST", "/v1/contact/set_status", {"status": "active"}),
    ("POST", "/v1/contacts/fields", [{"name": "x"}]),
    ("POST", "/v2/lists", {"title": "L"}),
    ("POST", "/v1/list", {"local_id": "L"}),
    ("POST", "/v1/tag", {"color": "#fff"}),
    ("POST", "/v1/template", {"title": "T"}),
    ("POST", "/v1/template", {"title": "T", "content": {}}),
    ("POST", "/v1/message/send", {"inbox_id": INBOX, "creator_id": 1, "text": "Hi"}),
    ("POST", "/v1/message/send", {"inbox_id": INBOX, "creator_id": 1, "list_id": 1, "text": "Hi"}),
    ("POST", "/v1/message/send", {"inbox_id": INBOX, "creator_id": 1, "phone_number": ANN, "chat_id": 1}),
    ("POST", "/v1/email/send", {"inbox": INBOX, "creator_id": 1, "text": "Hi"}),
    ("POST", "/v1/email/send", {"inbox": INBOX, "creator_id": 1, "text": "Hi", "targets": [], "convo_id": 1}),
    ("POST", "/v1/conversations/open", {"inbox_id": INBOX, "user_id": 1}),
    ("POST", "/v1/conversations/read", {"inbox_id": INBOX, "user_id": 1}),
    ("POST", "/v1/conversations/reassign", {"inbox_id": INBOX, "user_id": 1, "target": ANN}),
    ("POST", "/v1/conversations/transfer", {"conversation_id": 1}),
    ("POST", "/v1/users/update", {"users": [{"first_name": "x"}]}),
    ("POST", "/v1/schedule", {"inbox_id": INBOX, "execute_at": "2100-01-01T15:00:00Z", "content": {}}),
    ("POST", "/v1/schedule", {"inbox_id": INBOX, "execute_at": "soon", "content": {}, "phone_number": ANN}),
    ("DELETE", "/v2/contacts", {"contact_channels": [{"channel_type": "phone", "channel_ids": [ANN]}]}),
]


@pytest.fixture(scope="module")
def shared() -> Scene:
    return scene()


@pytest.mark.parametrize(("method", "path", "body"), BREACHES)
def test_a_breach_is_refused_and_noted(shared: Scene, method: str, path: str, body: Any) -> None:
    version = shared.world.version
    assert shared.call(method, path, body) == 400
    assert shared.asked.sandbox.log[-1].violations and shared.world.version == version


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/contact", {"phone": NEW, "custom": {"Plan": "pro"}}),
        ("/v1/contact", {"phone": NEW, "nickname": "x"}),
        ("/v1/conversations/read", {"inbox_id": INBOX, "target": ANN, "chat_id": 1}),
        ("/v1/conversations/read", {"inbox_id": INBOX, "target": ANN, "reassign_id": 1}),
    ],
)
def test_a_breach_that_a_server_lets_pass_is_noted(path: str, body: dict[str, Any]) -> None:
    at = scene()
    body = {**body, "user_id": at.member} if "inbox_id" in body else body
    assert not isinstance(at.call("POST", path, body), int)
    assert len(at.asked.sandbox.log[-1].violations) == 1


REFUSED: list[tuple[str, dict[str, Any], int]] = [
    ("/v1/contact", {"phone": "123"}, 400),
    ("/v1/contact", {"phone": NEW, "email": "nobody"}, 400),
    ("/v1/message/send", {"inbox_id": 1}, 400),
    ("/v1/message/send", {"text": ""}, 400),
    ("/v1/message/send", {"template_id": 1}, 400),
    ("/v1/message/send", {"survey_id": 1}, 400),
    ("/v1/message/send", {"phone_number": "nobody"}, 400),
    ("/v1/message/send", {"phone_number": NEW, "private": True}, 400),
    ("/v1/message/send", {"phone_number": None, "chat_id": 1}, 400),
    ("/v1/message/send", {"phone_number": None, "targets": []}, 400),
    ("/v1/message/send", {"phone_number": None, "targets": [ANN, BOB]}, 400),
    ("/v1/message/send", {"phone_number": None, "list_id": 1, "local_id": "x"}, 400),
    ("/v1/email/send", {"targets": ["x@example.org"]}, 400),
    ("/v1/email/send", {"targets": ["to:nobody"]}, 400),
    ("/v1/email/send", {"text": ""}, 400),
    ("/v1/email/send", {"targets": None, "convo_id": 1}, 400),
    ("/v1/conversations/close", {"user_id": 1}, 403),
    ("/v1/conversations/close", {"inbox_id": 1}, 400),
    ("/v1/conversations/close", {"target": None, "chat_id": 1}, 404),
    ("/v1/conversations/reassign", {"reassign_id": 1}, 400),
    ("/v1/conversations/transfer", {"conversation_id": 1, "transfer_inbox_id": INBOX}, 404),
    ("/v1/schedule", {"list_id": 1}, 400),
    ("/v1/schedule", {"inbox_id": 1, "phone_number": ANN}, 400),
]


@pytest.mark.parametrize(("path", "body", "status"), REFUSED)
def test_what_cannot_be_is_refused(shared: Scene, path: str, body: dict[str, Any], status: int) -> None:
    bases: dict[str, dict[str, Any]] = {
        "/v1/message/send": {"inbox_id": INBOX, "creator_id": shared.member, "phone_number": ANN, "text": "Hi"},
        "/v1/email/send": {"inbox": INBOX, "creator_id": shared.member, "targets": ["to:x@example.org"], "text": "Hi"},
        "/v1/conversations/close": {"inbox_id": INBOX, "user_id": shared.member, "target": ANN},
        "/v1/conversations/reassign": {"inbox_id": INBOX, "user_id": shared.member, "target": ANN},
        "/v1/schedule": {"inbox_id": INBOX, "execute_at": "2100-01-01T15:00:00Z", "content": {"text": "x"}},
    }
    if "template_id" in body or "survey_id" in body:
        bases["/v1/message/send"].pop("text")
    whole = {name: value for name, value in {**bases.get(path, {}), **body}.items() if value is not None}
    rows = {kind: len(shared.world.rows(kind)) for kind in ("contacts", "messages", "conversations", "schedules")}
    assert shared.call("POST", path, whole) == status
    assert not shared.asked.sandbox.log[-1].violations
    assert rows == {kind: len(shared.world.rows(kind)) for kind in rows}


def test_sends_of_every_kind() -> None:
    at = scene()
    at.send(targets=[ANN, NEW, "15105550198"])
    group = at.newest("messages")
    assert group["conversation"]["type"] == "group" and list(group["targets"]) == [ANN, NEW, "15105550198"]
    at.send(targets=["15105550198", NEW, ANN])
    assert at.newest("messages")["conversation"] is group["conversation"]
    at.send(chat_id=at.chat["id"], survey_id=at.world.surveys[1]["id"], text="Rate us")
    assert (at.newest("messages")["type"], at.newest("messages")["text"]) == ("survey", "Rate us")
    at.send(media_url="https://example.com/a.png")
    assert (at.newest("messages")["type"], at.newest("messages")["media"]) == ("image", "https://example.com/a.png")
    first = at.mail(targets=["to:ann@example.com,x@example.org", "cc:y@example.org"], conv_title="Offer")
    mail = at.newest("messages")["conversation"]
    assert (mail["name"], mail["channel"], len(mail["targets"])) == ("Offer", "email", 3)
    again = {"inbox": INBOX, "creator_id": at.member, "convo_id": first["convo_id"], "text": "More"}
    assert at.call("POST", "/v1/email/send", again)["convo_id"] == first["convo_id"]
    assert (at.newest("messages")["text"], mail["last_msg"], mail["replied"]) == ("More", "More", True)
    assert (
        at.call("POST", "/v1/conversations/transfer", {"conversation_id": mail["id"], "transfer_inbox_id": 95}) == 400
    )


def test_a_conversation_that_is_there_is_not_transferred() -> None:
    at = scene()
    at.send(inbox_id=95)
    body = {"conversation_id": at.chat["id"], "transfer_inbox_id": 95}
    assert at.call("POST", "/v1/conversations/transfer", body) == 400 and at.chat["inbox"] == INBOX


def test_a_list_nobody_can_be_written_to() -> None:
    at = scene()
    at.call("POST", "/v2/lists", {"title": "L", "local_id": "l", "phones": [BOB]})
    assert at.send(list_id=at.newest("lists")["id"], local_id="b") == 400


def test_all_list_deltas() -> None:
    at = scene()
    at.call("POST", "/v1/list", {"title": "L", "add_phone": ANN, "remove_phone": BOB})
    row = at.newest("lists")
    at.call("PUT", f"/v1/list/{row['id']}", {"title": "M", "add_phone": BOB, "remove_phone": ANN, "local_id": "x"})
    assert (row["name"], row["local_id"], list(row["targets"]), row["rev"]) == ("M", "x", [BOB], 2)
    path = f"/v2/lists/{row['id']}"
    assert sorted(at.call("PUT", path, {"add_contacts": [at.ann["id"]], "remove_phones": [BOB]})) == ["id", "rev"]
    assert list(row["targets"]) == [ANN]
    at.call("PUT", path, {"remove_emails": ["ann@example.com"], "add_emails": ["new@example.org"], "add_phones": [BOB]})
    assert list(row["targets"]) == [BOB] and at.newest("contacts")["email"] == "new@example.org"
    at.call("PUT", path, {"contacts": [at.cid["id"]]})
    assert list(row["targets"]) == [at.cid["phone"]]
