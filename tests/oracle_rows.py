"""The records behind each table, from what an account shows: its objects, and what they nest as rows of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.oracle_readings import Shown

Row = Mapping[str, Any]

_ASKED = ("blocked", "unsubscribed", "unsubscribed_admin", "unsubscribed_contact")


def rows_of_tables(account: Shown, custom: Mapping[str, str]) -> dict[str, list[Row]]:
    """Each table's records in the API's spelling; ``custom`` names the column of each custom field's id."""
    return {
        "contacts": list(_contacts(account)),
        "contact_tags": [
            {"contact_id": contact["id"], "tag_id": _tag_id(tag)}
            for contact in account.contacts
            for tag in contact.get("tags") or ()
        ],
        "contact_channels": list(_channels(account)),
        "custom_fields": [{**field, "column_name": custom[str(field["id"])]} for field in account.custom_fields],
        "conversations": list(account.conversations),
        "messages": list(_messages(account)),
        "lists": list(account.lists),
        "list_members": [
            {**(names or {}), "list_id": one["id"], "phone": phone}
            for one in account.lists
            for phone, names in (one.get("targets") or {}).items()
        ],
        "tags": list(account.tags),
        "templates": list(account.templates),
        "template_files": list(_template_files(account)),
        "surveys": list(account.surveys),
        "inboxes": list(account.inboxes),
        "inbox_members": [
            {"inbox_id": inbox["id"], "member_id": member}
            for inbox in account.inboxes
            for member in inbox.get("members") or ()
        ],
        "members": list(_members(account)),
        "team": [account.team] if account.team.get("id") else [],
        "schedules": list(account.schedules),
    }


def media_of(account: Shown, link: str | None) -> bytes | None:
    """What is behind a media link, over one redirect; None where the server answers that there is nothing."""
    name = (link or "").removeprefix("http://sandbox/media/")
    found = account.media.get(name)
    if found is not None and found.location:
        return media_of(account, found.location)
    return bytes(found.content) if found is not None and found.status == 200 else None


def _contacts(account: Shown) -> Iterator[Row]:
    """Contacts with their status."""
    statuses = {status["id"]: status for status in account.statuses}
    for contact in account.contacts:
        status = statuses.get(contact["id"], {})
        asked = {name: status.get(name) for name in _ASKED}
        yield {**contact, **asked}


def _channels(account: Shown) -> Iterator[Row]:
    by_text = {uuid: uuid for uuid in account.uuids.values()}
    for channel in account.channels:
        owner = channel["contact_id"]
        yield {**channel, "contact_uuid": account.uuids.get(owner) or by_text.get(owner)}


def _messages(account: Shown) -> Iterator[Row]:
    for message in account.messages:
        conversation = message["conversation"]
        yield {
            **message,
            "is_inbound": not message.get("user"),
            "target": message.get("target") or conversation.get("target"),
            "channel": message.get("channel") or conversation.get("channel"),
            "media_file_content": media_of(account, message.get("media")),
        }


def _template_files(account: Shown) -> Iterator[Row]:
    for template in account.templates:
        content = template.get("content") or {}
        files = [*(content.get("gallery") or ()), *(content.get("attachments") or ())]
        for position, file in enumerate(files):
            content_bytes = media_of(account, file.get("url") or file.get("original_url"))
            yield {**file, "template_id": template["id"], "position": position, "content": content_bytes}


def _members(account: Shown) -> Iterator[Row]:
    """The team's members and the users, joined by their id."""
    users = {user["id"]: user for user in account.users}
    members = {member["id"]: member for member in account.members}
    for number in {**members, **users}:
        member, user = members.get(number, {}), users.get(number, {})
        yield {**user, **{name: value for name, value in member.items() if value}}


def _tag_id(tag: Any) -> int:
    return int(tag.get("tag_id") or tag["id"] if isinstance(tag, Mapping) else tag)
