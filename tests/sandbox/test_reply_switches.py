"""Switches of replies: fields, emptiness, spelling, times, errors, missing rows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .asking import client, flat

V2 = "/v2/contacts/list"


def row_of(kind: str, path: str, want: Any, **options: Any) -> Any:
    """A row with something wanted, as a single read shows it under some switches."""
    asked = client(**options)
    full = next(row for row in asked.sandbox.world.rows(kind) if want(row))
    return asked.get(path.format(**full))


CONTACT = "/v1/contact/{id}"


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("omitted", {"shared": False}),
        ("omitted_flags", {}),
        ("null", {"shared": False, "email": None, "tags": None}),
        ("zero", {"shared": False, "email": "", "tags": [], "assigned_user_id": 0, "custom": {}}),
    ],
)
def test_empties(style: str, shown: dict[str, Any]) -> None:
    def bare(row: dict[str, Any]) -> bool:
        return not (row["shared"] or row["email"] or row["tags"] or row["assigned_user_id"] or row["custom"])

    row = row_of("contacts", CONTACT, bare, empties=style, contacts=2000, messages=0)
    names = ("shared", "email", "tags", "assigned_user_id", "custom")
    assert {name: row[name] for name in names if name in row} == {
        **({"assigned_user_id": None, "custom": None} if style == "null" else {}),
        **shown,
    }


def test_a_zero_time_is_the_year_one() -> None:
    row = row_of("conversations", "/v1/conversations/{id}", lambda row: not row["snooze_till"], empties="zero")
    assert row["snooze_till"] == "0001-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("item", "entry"),
    [("reference", ["tag_id"]), ("id", ["id"]), ("bare", None), ("full", ["tag_id", "tag", "color"])],
)
def test_tag_items(item: str, entry: list[str] | None) -> None:
    row = row_of("contacts", CONTACT, lambda row: row["tags"], tag_items=item)
    assert (list(row["tags"][0]) == entry) if entry else isinstance(row["tags"][0], int)


def any_row(row: dict[str, Any]) -> bool:
    return bool(row["id"])


@pytest.mark.parametrize(
    ("kind", "path", "options", "has", "lacks"),
    [
        ("contacts", CONTACT, {"fields": "old"}, {"phone"}, {"note", "type", "external_id"}),
        ("contacts", CONTACT, {"fields": "new"}, {"phone"}, {"is_opted_out"}),
        ("contacts", CONTACT, {"opted_out_shown": False}, {"phone"}, {"is_opted_out"}),
        ("contacts", CONTACT, {"uuid_shown": "always"}, {"uuid"}, set()),
        ("contacts", CONTACT, {"uuid_shown": "v2"}, {"id"}, {"uuid"}),
        ("contacts", "/v2/contact/{uuid}", {"uuid_shown": "v2"}, {"uuid"}, {"contact_channels"}),
        ("contacts", "/v2/contact/{uuid}", {"channels_shown": True}, {"contact_channels"}, {"uuid"}),
        ("contacts", CONTACT, {"letters": "camel"}, {"displayName", "teamId"}, {"display_name"}),
        ("contacts", CONTACT, {"extra_fields": True}, {"x_links"}, set()),
        ("conversations", "/v1/conversations/{id}", {"status_shown": False}, {"inbox"}, {"status"}),
        ("conversations", "/v1/conversations/{id}", {"fields": "new"}, {"status"}, {"unread"}),
    ],
)
def test_fields(kind: str, path: str, options: dict[str, Any], has: set[str], lacks: set[str]) -> None:
    row = row_of(kind, path, lambda row: row.get("phone") or kind == "conversations", **options)
    assert has <= set(row) and not lacks & set(row)


def test_list_avatar() -> None:
    for shown in (True, False):
        assert any("avatar" in row for row in client(list_avatar=shown).post(V2, limit=100)) is shown


def test_message_time_field() -> None:
    asked = client(message_time_field="created_at")
    row = asked.post("/v1/messages/all", limit=1)[0]
    full = asked.sandbox.world.messages.get(row["id"])
    assert full and row["created_at"] == full["date"] and "date" not in row


@pytest.mark.parametrize("digits", [0, 3, 6, 9])
def test_time_digits(digits: int) -> None:
    asked = client(time_digits=digits)
    texts = [row["date"] for row in asked.post("/v1/messages/all", limit=200)]
    assert max(len(text.partition(".")[2].rstrip("Z")) for text in texts) == digits
    padded = client(time_digits=6, time_padded=True).post("/v1/messages/all", limit=200)
    assert {len(row["date"]) for row in padded} == {27}


def test_bounds_see_the_stored_or_the_shown_time() -> None:
    stored, shown = client(time_digits=0), client(time_digits=0, time_compared="shown")
    for asked, found in ((stored, True), (shown, False)):
        row = next(row for row in asked.sandbox.world.contacts if row["updated"].endswith(".1234567Z"))
        cut = row["updated"].replace(".1234567Z", "Z")
        seen = flat(asked.pages(V2, first=0, limit=100, date=cut, ascending=True))
        assert (row["id"] in seen) is found


@pytest.mark.parametrize(
    ("shape", "body"),
    [
        ("message", b'{"message":"page not found"}'),
        ("error", b'{"error":"page not found"}'),
        ("detail", b'{"detail":"page not found"}'),
        ("string", b'"page not found"'),
        ("text", b"page not found"),
        ("error_code", b'{"error_code":"not_found","message":"page not found"}'),
        ("empty", b""),
    ],
)
def test_error_bodies(shape: str, body: bytes) -> None:
    assert client(contacts=1, messages=1, error_body=shape).send("GET", "/v1/nothing").body == body
    assert b"<html>" in client(contacts=1, messages=1, error_body="html").send("GET", "/v1/nothing").body


@pytest.mark.parametrize(
    ("missing", "status", "body"),
    [("not_found", 404, None), ("bad_request", 400, None), ("empty_object", 200, {}), ("null", 200, None)],
)
def test_missing_ids(missing: str, status: int, body: Any) -> None:
    reply = client(contacts=1, messages=1, missing=missing).send("GET", "/v1/tag/1")
    assert reply.status == status and (status != 200 or json.loads(reply.body) == body)
    zero = client(contacts=1, messages=1, missing="zero_object").get("/v1/tag/1")
    assert zero["id"] == 0 and zero["tag"] == "" and zero["created"].startswith("0001")
