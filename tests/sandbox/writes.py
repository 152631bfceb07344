"""The writes, one of each kind: what is asked, and which fields the row then has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from heymarket_dbapi.sandbox import World

Row = dict[str, Any]
Pick = Callable[[World], Any]
SOON = "2100-01-01T15:00:00Z"


@dataclass(frozen=True)
class Write:
    """One write: its request, the row that it changes or makes, and the fields that this row then has."""

    name: str
    kind: str
    body: Pick = field(default=lambda _: None)
    row: Pick | None = None
    stored: Pick = field(default=lambda _: {})
    query: str = ""
    reply: Any = None
    path: Pick = field(default=lambda _: {})
    moves: bool = True


def contact(world: World) -> Row:
    return next(row for row in world.contacts if row["phone"] and row["email"] and row["custom"] and row["tags"])


def plain(world: World) -> Row:
    """A contact that may be written to, whose phone is its own."""
    phones = [row["phone"] for row in world.contacts]
    return next(
        row
        for row in world.contacts
        if row["phone"] and phones.count(row["phone"]) == 1 and not row["is_opted_out"]
        if not world.statuses.get(row["id"])["blocked"]  # type: ignore[index]
    )


def thread(world: World) -> Row:
    """An open conversation about which its inbox's members may be asked."""
    return next(row for row in world.conversations if row["status"] == "open" and not row["targets"])


def first(kind: str) -> Pick:
    return lambda world: world.rows(kind)[0]


def by_id(pick: Pick) -> Pick:
    return lambda world: {"id": pick(world)["id"]}


def by_uuid(pick: Pick) -> Pick:
    return lambda world: {"uuid": pick(world)["uuid"]}


def action(**more: Any) -> Pick:
    def body(world: World) -> Row:
        row = thread(world)
        return {"inbox_id": row["inbox"], "user_id": user(world), "target": row["target"], **more}

    return body


def user(world: World) -> int:
    return int(world.members[0]["id"])


def target_inbox(world: World) -> int:
    row = thread(world)
    taken = {one["inbox"] for one in world.conversations if one["target"] == row["target"]}
    return next(int(one["id"]) for one in world.inboxes if one["id"] not in taken)


NEW = {"phone": "15105550100", "first": "Ann", "last": "Lee", "email": "ann@example.com", "custom": {"41": "A1"}}
NEW_STORED = {**NEW, "display_name": "Ann Lee", "op": "create", "rev": 1, "is_opted_out": False, "tags": []}
CHANNELS = [{"channel_type": "phone", "channel_id": "15105550100"}, {"channel_type": "facebook", "channel_id": "fb1"}]
SCHEDULE = {"inbox_id": 42, "execute_at": SOON, "phone_number": "15105550100", "content": {"text": "Soon"}}
WRITES = [
    Write("create_contact_v1", "contacts", lambda _: NEW, stored=lambda _: NEW_STORED),
    Write(
        "update_contact_v1",
        "contacts",
        lambda world: {"phone": contact(world)["phone"], "first": "Zed", "custom": {"44": "pro"}},
        contact,
        lambda world: {
            "first": "Zed",
            "last": None,
            "display_name": "Zed",
            "custom": {**contact(world)["custom"], "44": "pro"},
        },
        path=by_id(contact),
    ),
    Write(
        "update_contact_v2",
        "contacts",
        lambda world: {"phone": contact(world)["phone"], "last": "Zed", "assignee_id": -1, "custom": {"44": "pro"}},
        contact,
        lambda _: {"first": None, "last": "Zed", "display_name": "Zed", "assigned_user_id": 0, "custom": {"44": "pro"}},
        "?overwrite=true",
        path=by_uuid(contact),
    ),
    Write(
        "set_contact_status",
        "contacts",
        lambda world: {"id": plain(world)["id"], "status": "unsubscribed"},
        plain,
        lambda _: {"is_opted_out": True},
        reply="success",
    ),
    Write("create_contacts_v1", "contacts", lambda _: [NEW], stored=lambda _: NEW_STORED, reply="ok"),
    Write(
        "create_contact_v2",
        "contacts",
        lambda _: {"contact_channels": CHANNELS, "first": "Ann", "is_opted_out": True},
        stored=lambda _: {"phone": "15105550100", "email": None, "display_name": "Ann", "is_opted_out": True},
    ),
    Write(
        "write_contacts_v2",
        "contacts",
        lambda world: {"contacts": [{"contact_id": contact(world)["uuid"], "first": "Zed", "custom": {"44": "pro"}}]},
        contact,
        lambda world: {
            "first": "Zed",
            "last": None,
            "display_name": "Zed",
            "custom": {**contact(world)["custom"], "44": "pro"},
        },
    ),
    Write(
        "create_contact_fields",
        "custom_fields",
        lambda _: [{"title": "Shoe size"}],
        stored=lambda _: {"title": "Shoe size"},
        reply=[{"id": 60, "title": "Shoe size", "duplicate": False}],
    ),
    Write(
        "create_channel",
        "contacts",
        lambda _: {"channel_type": "whatsapp", "channel_id": "w1"},
        contact,
        path=by_uuid(contact),
    ),
    Write(
        "update_channel",
        "contacts",
        lambda _: {"channel_type": "email", "channel_id": "new@example.com"},
        contact,
        lambda _: {"email": "new@example.com"},
        path=by_uuid(contact),
    ),
    Write(
        "create_list_v1",
        "lists",
        lambda world: {"title": "L", "members": {plain(world)["phone"]: {"f": "A", "l": "B"}}},
        stored=lambda world: {"name": "L", "targets": {plain(world)["phone"]: {"f": "A", "l": "B"}}, "archived": False},
    ),
    Write(
        "update_list_v1",
        "lists",
        lambda _: {"title": "M"},
        first("lists"),
        lambda _: {"name": "M"},
        path=by_id(first("lists")),
    ),
    Write(
        "create_list_v2",
        "lists",
        lambda world: {"title": "L", "local_id": "one", "contacts": [plain(world)["id"]]},
        stored=lambda world: {
            "name": "L",
            "local_id": "one",
            "targets": {plain(world)["phone"]: {"f": plain(world)["first"] or "", "l": plain(world)["last"] or ""}},
        },
    ),
    Write(
        "update_list_v2",
        "lists",
        lambda world: {"remove_phones": list(world.lists[0]["targets"])[1:]},
        first("lists"),
        lambda world: {"targets": dict(list(world.lists[0]["targets"].items())[:1])},
        path=by_id(first("lists")),
    ),
    Write(
        "create_tag",
        "tags",
        lambda _: {"tag": "hot", "color": "#FF0000"},
        stored=lambda _: {"tag": "hot", "color": "#FF0000", "rev": 1},
    ),
    Write(
        "create_template",
        "templates",
        lambda _: {"title": "T", "content": {"text": "Hi", "gallery": [{"url": "https://example.com/a.png"}]}},
        stored=lambda _: {"name": "T", "archived": False},
    ),
    Write(
        "update_template",
        "templates",
        lambda _: {"title": "T", "content": {"text": "Hi"}},
        first("templates"),
        lambda world: {
            "name": "T",
            "archived": False,
            "content": {"text": "Hi", "gallery": [], "attachments": world.templates[0]["content"]["attachments"]},
        },
        path=by_id(first("templates")),
    ),
    Write(
        "send_message",
        "messages",
        lambda world: {
            "inbox_id": 42,
            "creator_id": user(world),
            "phone_number": plain(world)["phone"],
            "text": "Hi {{first_name}}",
            "local_id": "m1",
        },
        stored=lambda world: {
            "text": f"Hi {plain(world)['first'] or ''}",
            "type": "text",
            "status": "queued",
            "user": user(world),
            "target": plain(world)["phone"],
            "phone": plain(world)["phone"],
            "local_id": "m1",
            "channel": "sms",
            "broadcast_id": 0,
        },
    ),
    Write(
        "send_email",
        "messages",
        lambda world: {"inbox": 42, "creator_id": user(world), "targets": ["to:x@example.org"], "text": "<p>Hi</p>"},
        stored=lambda world: {"text": "<p>Hi</p>", "target": "x@example.org", "channel": "email", "phone": None},
    ),
    Write("open_conversation", "conversations", action(), thread, lambda _: {"status": "open"}, reply="ok"),
    Write("close_conversation", "conversations", action(), thread, lambda _: {"status": "closed"}, reply="ok"),
    Write(
        "unread_conversation",
        "conversations",
        action(),
        thread,
        lambda world: {
            "unread": True,
            "unread_users": list(dict.fromkeys([*thread(world)["unread_users"], user(world)])),
        },
        reply="ok",
        moves=False,
    ),
    Write(
        "reassign_conversation",
        "conversations",
        lambda world: {**action()(world), "reassign_id": user(world)},
        thread,
        lambda world: {"assigned": user(world)},
        reply="ok",
    ),
    Write(
        "transfer_conversation",
        "conversations",
        lambda world: {"conversation_id": thread(world)["id"], "transfer_inbox_id": target_inbox(world)},
        thread,
        lambda world: {"inbox": target_inbox(world)},
        reply="ok",
    ),
    Write(
        "update_users",
        "users",
        lambda world: {"users": [{"id": user(world), "first_name": "Zed", "last_name": "Z", "role_id": 4}]},
        first("users"),
        lambda _: {"name": "Zed Z", "role_id": 4},
    ),
    Write(
        "create_schedule",
        "schedules",
        lambda _: SCHEDULE,
        stored=lambda world: {"execute": SOON, "inbox_id": 42, "user_id": user(world), "op": "create", "rev": 1},
    ),
    Write(
        "update_schedule",
        "schedules",
        lambda _: SCHEDULE,
        first("schedules"),
        lambda world: {"execute": SOON, "inbox_id": 42, "local_id": None, "user_id": user(world)},
        path=by_id(first("schedules")),
    ),
]
