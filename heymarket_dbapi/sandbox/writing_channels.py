"""Writes of a contact's channels, and the channels that follow from its phone and e-mail."""

from __future__ import annotations

from typing import Any

from .calls import Answer, Call, Refusal
from .changing import refuse_unless
from .choices_contacts import ChannelKnown, ChannelMissing, ChannelReply
from .endpoints_contacts import by_channel, by_uuid
from .moments import write_time
from .presenting import View, encode
from .rows import Row
from .world import World
from .write_replies import absent, delete_missing, deleted, text

OWN = ("phone", "email")


def create_channel(call: Call) -> Answer:
    """Adds a channel and answers all channels of the contact."""
    contact = by_uuid(call)
    if contact is None:
        return absent(call, "contact")
    add_channel(call, contact, call.keys)
    _moved(call, contact)
    return call.rows(View.CHANNEL, list(contact["contact_channels"]))


def update_channel(call: Call) -> Answer:
    """Changes the value of the contact's channel of one type."""
    contact = by_uuid(call)
    if contact is None:
        return absent(call, "contact")
    known = _of_type(contact, call.keys["channel_type"])
    if known is None and call.writes.channel_missing is ChannelMissing.MISSING:
        return absent(call, "channel")
    channel = add_channel(call, contact, call.keys, ChannelKnown.REPLACED)
    _moved(call, contact)
    match call.writes.channel_reply:
        case ChannelReply.CHANNELS:
            return call.rows(View.CHANNEL, list(contact["contact_channels"]))
        case ChannelReply.CHANNEL:
            return Answer(encode(call.presenter.present(View.CHANNEL, channel)))
        case ChannelReply.OK:
            return text("ok")
        case _:
            return Answer(b"")


def delete_channel(call: Call) -> Answer:
    """Removes the contact's channels of one type."""
    contact = by_uuid(call)
    if contact is None:
        return delete_missing(call, "contact")
    channel = _of_type(contact, call.path["type"])
    if channel is None:
        return delete_missing(call, "channel")
    last = all(one["channel_type"] == channel["channel_type"] for one in contact["contact_channels"])
    refuse_unless(not (last and call.writes.last_channel_refused), "a contact needs a channel")
    _remove(call.world, contact, channel["channel_type"])
    if channel["channel_type"] in OWN:
        contact[channel["channel_type"]] = None
        _readdress_status(call.world, contact)
    _moved(call, contact)
    return deleted(call, "channels", {**channel, "rev": 1}, View.CHANNEL)


def add_channel(call: Call, contact: Row, given: Row, known: ChannelKnown | None = None) -> Row:
    """The channel of a contact that a write added or changed; the contact's phone or e-mail follows it."""
    kind, value = given["channel_type"], given["channel_id"]
    refuse_taken(call, contact, kind, value)
    channel, rule = _of_type(contact, kind), known or call.writes.channel_known
    if channel is not None and rule is ChannelKnown.REFUSED:
        raise Refusal(400, "bad_data: the contact has a channel of this type")
    more = {name: given[name] for name in ("channel_handle", "info_channel") if name in given}
    if channel is None or rule is ChannelKnown.DOUBLED:
        first = channel is None
        channel = new_channel(call.world, contact, kind, value, **more)
    else:
        first = True
        channel.update(channel_id=value, updated=write_time(call.world.now()), **more)
    if first and kind in OWN:
        contact[kind] = value
        _readdress_status(call.world, contact)
    call.world.channels.forget()
    return channel


def refuse_taken(call: Call, contact: Row | None, kind: str, value: str | None) -> None:
    """Refuse a phone or an address that is somebody else's, where the reading minds it."""
    if value and call.writes.taken_refused:
        others = [one for one in by_channel(call, kind).get(value, ()) if contact is None or one["id"] != contact["id"]]
        refuse_unless(not others, f"{kind}: belongs to another contact")


def follow(world: World, contact: Row) -> None:
    """Make the channels of a contact agree with its phone and e-mail."""
    for kind in OWN:
        known, value = _of_type(contact, kind), contact[kind]
        if value and known is None:
            new_channel(world, contact, kind, value)
        elif not value and known is not None:
            _remove(world, contact, kind)
    _readdress_status(world, contact)


def new_channel(world: World, contact: Row, kind: str, value: str, **more: Any) -> Row:
    """A channel that was added to a contact."""
    channel = world.insert(
        "channels",
        contact_id=contact["id"],
        team_id=contact["team_id"],
        channel_type=kind,
        channel_id=value,
        **{"info_channel": "", "channel_handle": "", **more},
    )
    contact["contact_channels"] = [*(contact["contact_channels"] or ()), channel]
    return channel


def _of_type(contact: Row, kind: str) -> Row | None:
    return next((one for one in contact["contact_channels"] or () if one["channel_type"] == kind), None)


def _remove(world: World, contact: Row, kind: str) -> None:
    for channel in [one for one in contact["contact_channels"] if one["channel_type"] == kind]:
        world.channels.take(channel["id"])
    contact["contact_channels"] = [one for one in contact["contact_channels"] if one["channel_type"] != kind]


def _readdress_status(world: World, contact: Row) -> None:
    status = world.statuses.get(contact["id"])
    if status is not None and status["phone"] != contact["phone"]:
        status["phone"] = contact["phone"]
        world.statuses.forget()


def _moved(call: Call, contact: Row) -> None:
    if call.writes.channel_moves:
        call.world.touch("contacts", contact["id"], op="update")
    call.world.contacts.forget()


HANDLERS = {handler.__name__: handler for handler in (create_channel, update_channel, delete_channel)}
