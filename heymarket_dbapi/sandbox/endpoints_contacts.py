"""Reads of contacts, their channels, their status, and custom fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .calls import Answer, Call, Refusal
from .listing import Question, count_rows, list_rows
from .presenting import View, encode
from .rows import Row
from .switches import Counter, CountReply, SearchById


def get_contact_v1(call: Call) -> Answer:
    """One contact by its integer id."""
    return call.found(View.CONTACT, "contacts")


def get_contact_v2(call: Call) -> Answer:
    """One contact by its UUID."""
    return call.row(View.CONTACT_V2, by_uuid(call), "contact")


def lookup_contact(call: Call) -> Answer:
    """One contact by phone, or by its id as a string; of several with one phone the oldest."""
    found: Row | None
    if "phone" in call.keys:
        found = next(iter(by_channel(call, "phone").get(call.keys["phone"], ())), None)
    else:
        found = call.world.contacts.get(int(call.keys["id"]))
    return call.row(View.CONTACT, found, "contact")


def list_contacts_v1(call: Call) -> Answer:
    """Contacts by `updated`, with `date` as the cursor."""
    rows = list_rows(call, call.world.contacts, call.reading.contacts_v1, question(call))
    return call.rows(View.CONTACT_LISTED, rows)


def list_contacts_v2(call: Call) -> Answer:
    """Contacts by `updated`, page by page."""
    rows = list_rows(call, call.world.contacts, call.reading.contacts_v2, question(call))
    return call.rows(View.CONTACT_V2_LISTED, rows)


def count_contacts(call: Call) -> Answer:
    """The number of contacts, or of those on one side of `date`."""
    counter = call.reading.contacts_count
    return counted(call, counter, _count(call, counter, "contacts", call.keys.get("date")))


def contact_status(call: Call) -> Answer:
    """Whether one contact is unsubscribed or blocked."""
    identity = call.integer("id")
    if identity is None:
        owner = next(iter(by_channel(call, "phone").get(call.keys["phone"], ())), None)
        identity = owner["id"] if owner else None
    return call.row(View.STATUS, call.world.statuses.get(identity), "contact")


def search_contacts(call: Call) -> Answer:
    """Every contact with one of the channel values, in the order of their ids."""
    entries = call.keys["contact_channels"]
    most = call.reading.search_values
    if most and sum(len(entry["channel_ids"]) for entry in entries) > most:
        raise Refusal(400, f"bad_data: at most {most} channel_ids in a search")
    found: dict[int, Row] = {}
    for entry in entries:
        for value in entry["channel_ids"]:
            found.update((row["id"], row) for row in _search(call, entry.get("channel_type"), value))
    return call.rows(View.CONTACT_V2_LISTED, [found[identity] for identity in sorted(found)])


def list_channels(call: Call) -> Answer:
    """The channels of one contact."""
    contact = by_uuid(call)
    if contact is None:
        return call.row(View.CONTACT_V2, None, "contact")
    return call.rows(View.CHANNEL, _channels(call, contact))


def get_channel(call: Call) -> Answer:
    """One channel of a contact by its type."""
    contact = by_uuid(call)
    channels = _channels(call, contact) if contact else []
    found = next((one for one in channels if one["channel_type"] == call.path["type"]), None)
    return call.row(View.CHANNEL, found, "channel")


def list_contact_fields(call: Call) -> Answer:
    """The custom fields, all at once or page by page."""
    if not call.reading.contact_fields_paged:
        return call.rows(View.CONTACT_FIELD, list(call.world.custom_fields))
    asked = Question("id", ascending=True, limit=call.integer("limit"), page=call.integer("page"))
    rows = list_rows(call, call.world.custom_fields, call.reading.contact_fields, asked)
    return call.rows(View.CONTACT_FIELD, rows)


def question(call: Call, field: str = "updated") -> Question:
    """What the paging object asks of a listing that is ordered by one field."""
    keys = call.keys
    return Question(
        field, keys.get("date"), "", bool(keys.get("ascending")), call.integer("limit"), call.integer("page")
    )


def counted(call: Call, counter: Counter, count: int) -> Answer:
    """A count in the shape that the reading gives it."""
    match counter.count_reply:
        case CountReply.STRING:
            return Answer(encode(str(count)))
        case CountReply.NUMBER:
            return Answer(encode(count))
        case _:
            return Answer(encode({"count": count}))


def _count(call: Call, counter: Counter, kind: str, bound: str | None) -> int:
    rows = call.world.rows(kind)
    return count_rows(call, rows, "updated", counter.count_bound, counter.count_inclusive, bound)


def by_uuid(call: Call) -> Row | None:
    """The contact whose UUID stands in the path."""
    found = call.world.contacts.grouped("uuid", lambda row: [row["uuid"]]).get(call.path["uuid"])
    return found[0] if found else None


def by_channel(call: Call, kind: str) -> dict[Any, list[Row]]:
    """The contacts by their values of one type of channel, the oldest first."""

    def values(row: Row) -> Iterable[str]:
        own = {row[kind]} if kind in ("phone", "email") and row[kind] else set()
        return own | {one["channel_id"] for one in row["contact_channels"] or () if one["channel_type"] == kind}

    return call.world.contacts.grouped(f"channel {kind}", values)


def holder(call: Call, kind: str, value: str) -> Row | None:
    """The oldest contact with a value of a channel; faster than `by_channel` where contacts change with each call."""
    own = kind in ("phone", "email")
    for row in call.world.contacts:
        if own and row[kind] == value:
            return row
        for one in row["contact_channels"] or ():
            if one["channel_id"] == value and one["channel_type"] == kind:
                return row
    return None


def _search(call: Call, kind: str | None, value: str) -> list[Row]:
    kind = kind or ("email" if "@" in value else "phone")
    if kind == "id":
        return _search_id(call, value)
    if kind == "email" and call.reading.search_folded:
        folded = call.world.contacts.grouped("email folded", lambda row: [row["email"].lower()] if row["email"] else [])
        return folded.get(value.lower(), [])
    return by_channel(call, kind).get(value, [])


def _search_id(call: Call, value: str) -> list[Row]:
    match call.reading.search_by_id:
        case SearchById.ACCEPTED:
            return call.world.contacts.grouped("uuid", lambda row: [row["uuid"]]).get(value, [])
        case SearchById.EMPTY:
            return []
        case _:
            raise Refusal(400, "bad_data: channel_type id is not searchable")


def _channels(call: Call, contact: Row) -> list[Row]:
    own = call.world.channels.grouped("contact", lambda row: [row["contact_id"]])
    return own.get(contact["id"], [])


HANDLERS = {
    handler.__name__: handler
    for handler in (
        get_contact_v1,
        get_contact_v2,
        lookup_contact,
        list_contacts_v1,
        list_contacts_v2,
        count_contacts,
        contact_status,
        search_contacts,
        list_channels,
        get_channel,
        list_contact_fields,
    )
}
