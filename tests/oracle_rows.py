"""The records behind each table, taken from a sandbox's world: its objects, and what they nest as rows of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Row = Mapping[str, Any]

_ASKED = ("blocked", "unsubscribed", "unsubscribed_admin", "unsubscribed_contact")


def rows_of_tables(world: Any, custom: Mapping[str, str]) -> dict[str, list[Row]]:
    """Each table's records in the API's spelling; ``custom`` names the column of each custom field's id."""
    return {
        "contacts": list(_contacts(world)),
        "contact_tags": [
            {"contact_id": contact["id"], "tag_id": _tag_id(tag)}
            for contact in world.contacts
            for tag in contact.get("tags") or ()
        ],
        "contact_channels": list(_channels(world)),
        "custom_fields": [field | {"column_name": custom[str(field["id"])]} for field in world.custom_fields],
        "conversations": [row | {"is_closed": row.get("status") == "closed"} for row in world.conversations],
        "messages": list(_messages(world)),
        "lists": list(world.lists),
        "list_members": [
            {**(names or {}), "list_id": one["id"], "phone": phone}
            for one in world.lists
            for phone, names in (one.get("targets") or {}).items()
        ],
        "tags": list(world.tags),
        "templates": list(world.templates),
        "template_files": list(_template_files(world)),
        "surveys": list(world.surveys),
        "inboxes": [row | {"invited": bool(row.get("invited"))} for row in world.inboxes],
        "inbox_members": [
            {"inbox_id": inbox["id"], "member_id": member}
            for inbox in world.inboxes
            for member in inbox.get("members") or ()
        ],
        "members": list(_members(world)),
        "team": [{**world.team, "members": [{**member, "email": None} for member in world.members]}],
        "schedules": list(world.schedules),
    }


def media_of(world: Any, link: str | None) -> bytes | None:
    """What is behind a media link, over one redirect; None where the server answers that there is nothing."""
    name = (link or "").removeprefix("http://sandbox/media/")
    found = world.media.get(name)
    if found is not None and found.location:
        return media_of(world, found.location)
    return bytes(found.content) if found is not None and found.status == 200 else None


def _contacts(world: Any) -> Iterator[Row]:
    """Contacts with their status; what no reply to a read carries is left out."""
    statuses = {status["id"]: status for status in world.statuses}
    for contact in world.contacts:
        status = statuses.get(contact["id"], {})
        asked = {name: status.get(name) for name in _ASKED}
        yield contact | asked | {"uuid": None, "contact_channels": None}


def _channels(world: Any) -> Iterator[Row]:
    uuids = {contact["id"]: contact["uuid"] for contact in world.contacts}
    for channel in world.channels:
        yield channel | {"contact_uuid": uuids.get(channel["contact_id"])}


def _messages(world: Any) -> Iterator[Row]:
    for message in world.messages:
        conversation = dict(message["conversation"])
        for name in ("members", "last_msg", "unread_users"):
            conversation.pop(name, None)
        yield message | {
            "is_inbound": not message.get("user"),
            "target": message.get("target") or conversation.get("target"),
            "channel": message.get("channel") or conversation.get("channel"),
            "media_file_content": media_of(world, message.get("media")),
            "conversation": conversation,
        }


def _template_files(world: Any) -> Iterator[Row]:
    for template in world.templates:
        content = template.get("content") or {}
        files = [*(content.get("gallery") or ()), *(content.get("attachments") or ())]
        for position, file in enumerate(files):
            content_bytes = media_of(world, file.get("url") or file.get("original_url"))
            yield {**file, "template_id": template["id"], "position": position, "content": content_bytes}


def _members(world: Any) -> Iterator[Row]:
    """The team's members and the users, joined by their id."""
    users = {user["id"]: user for user in world.users}
    members = {member["id"]: member for member in world.members}
    for number in {**members, **users}:
        member, user = members.get(number, {}), users.get(number, {})
        yield {**user, **{name: value for name, value in member.items() if value}}


def _tag_id(tag: Any) -> int:
    return int(tag["tag_id"] if isinstance(tag, Mapping) else tag)
