"""How contacts come, change and go: what else in the account follows them."""

from __future__ import annotations

from collections.abc import Iterable

from .calls import Call
from .changing import change
from .choices_contacts import History
from .rows import Row
from .writing_channels import OWN, add_channel, follow, new_channel, refuse_taken
from .writing_contact_values import Manner, valued


def make_contact(call: Call, given: Row) -> Row:
    """A contact that was made of what a call gave, with its channels and its status."""
    channels = given.get("contact_channels") or ()
    values = valued(call, {**_addresses(channels), **given}, None)
    for kind in OWN:
        refuse_taken(call, None, kind, values[kind])
    contact = call.world.insert(
        "contacts",
        **values,
        team_id=call.world.team.get("id"),
        shared=True,
        rev=1,
        op="create",
        note=[],
        contact_channels=[],
    )
    for kind in OWN:
        if contact[kind]:
            new_channel(call.world, contact, kind, contact[kind], **_more(channels, kind))
    for channel in channels:
        if channel["channel_type"] not in OWN:
            add_channel(call, contact, channel)
    subscribe(call, contact, opted_out=bool(contact["is_opted_out"]))
    call.world.contacts.forget()
    return contact


def update_contact(call: Call, contact: Row, given: Row, manner: Manner) -> Row:
    """A contact after a call that gave new values."""
    channels = given.get("contact_channels") or ()
    values = valued(call, {**_addresses(channels), **given}, contact, manner)
    for kind in OWN:
        if values[kind] != contact[kind]:
            refuse_taken(call, contact, kind, values[kind])
    opted_out = contact["is_opted_out"]
    change(call, "contacts", contact, **values)
    follow(call.world, contact)
    for channel in channels:
        if channel["channel_type"] not in OWN:
            add_channel(call, contact, channel)
    if bool(opted_out) is not values["is_opted_out"]:
        subscribe(call, contact, opted_out=values["is_opted_out"])
    call.world.contacts.forget()
    return contact


def subscribe(call: Call, contact: Row, *, opted_out: bool) -> None:
    """Write a contact's opt-out to its status, as one that the team made."""
    status = call.world.statuses.get(contact["id"])
    assert status is not None
    status.update(unsubscribed=opted_out, unsubscribed_admin=opted_out, unsubscribed_contact=False)
    call.world.statuses.forget()


def remove_contacts(call: Call, contacts: Iterable[Row]) -> None:
    """Take contacts away, with their conversations and their places on lists."""
    world, gone = call.world, {one["id"]: one for one in contacts}
    addresses = {value for one in gone.values() for value in _values(one)}
    for one in world.contacts:
        if one["id"] not in gone and (one["phone"] in addresses or one["email"] in addresses):
            addresses -= _values(one)
    for identity in gone:
        world.delete("contacts", identity)
    if call.writes.contact_history is History.GONE:
        _remove_history(call, addresses)
    if not call.writes.deleted_contact_listed:
        for row in world.lists:
            for identity in gone:
                world.unshown.get(row["id"], {}).pop(identity, None)
            if addresses & row["targets"].keys():
                row["targets"] = {phone: name for phone, name in row["targets"].items() if phone not in addresses}
        world.lists.forget()


def _remove_history(call: Call, addresses: set[str]) -> None:
    world = call.world
    threads = {row["id"] for row in world.conversations if row["target"] in addresses and not row["targets"]}
    for identity in [row["id"] for row in world.messages if row["conversation"]["id"] in threads]:
        world.messages.take(identity)
    for identity in threads:
        world.conversations.take(identity)


def _values(contact: Row) -> set[str]:
    own = {one["channel_id"] for one in contact["contact_channels"] or ()}
    return own | {contact[kind] for kind in OWN if contact[kind]}


def _addresses(channels: Iterable[Row]) -> Row:
    return {one["channel_type"]: one["channel_id"] for one in channels if one["channel_type"] in OWN}


def _more(channels: Iterable[Row], kind: str) -> dict[str, str]:
    names = ("channel_handle", "info_channel")
    return {name: one[name] for one in channels if one["channel_type"] == kind for name in names if name in one}
