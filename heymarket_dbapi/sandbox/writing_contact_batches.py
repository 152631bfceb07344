"""Writes of many contacts: the v1 batch, the v2 calls for many, and custom fields."""

from __future__ import annotations

from typing import Any

from .calls import Answer, Call, Refusal
from .changing import refuse_unless
from .choices_contacts import (
    BatchInvalid,
    BatchLeftOut,
    BatchReply,
    FailureKey,
    Known,
    KnownName,
    Unheard,
)
from .contact_rows import make_contact, remove_contacts, update_contact
from .endpoints_contacts import by_channel
from .presenting import View, encode
from .rows import Row
from .write_replies import deleted, text
from .writing_contact_values import Manner, valued
from .writing_contacts import meet, overwrites


def create_contacts_v1(call: Call) -> Answer:
    """Makes a contact of each row; one whose phone is known is skipped, or written with `overwrite`."""
    _refuse_whole(call, call.body)
    known = by_channel(call, "phone")
    overwrite = overwrites(call)
    manner = Manner(not call.writes.batch_custom_merged, call.writes.batch_left_out is BatchLeftOut.KEPT)
    written: list[Row] = []
    failed: list[Row] = []
    for given in call.each(call.body):
        found = known.get(given["phone"])
        try:
            if not found:
                contact = make_contact(call, given)
                known.setdefault(given["phone"], []).append(contact)
                written.append(contact)
            elif overwrite:
                written.append(update_contact(call, found[0], given, manner))
            elif call.writes.batch_skipped_listed:
                failed.append(given)
        except Refusal:
            failed.append(given)
    if call.writes.batch_reply is BatchReply.CONTACTS:
        return _contacts(call, written)
    return Answer(encode(failed)) if failed else text("ok")


def write_contacts_v2(call: Call) -> Answer:
    """Updates the contacts named by `contact_id`, makes the others, and tells which rows failed."""
    rows = call.keys["contacts"]
    _refuse_whole(call, rows)
    index = {kind: by_channel(call, kind) for kind in {*_kinds(rows), "phone", "email"}}
    uuids = {row["uuid"]: row for row in call.world.contacts}
    written: list[Row] = []
    failed: list[Row] = []
    for given in call.each(rows):
        try:
            written.append(_write(call, given, uuids, index))
        except Refusal as refusal:
            failed.append(_failure(call, given, refusal))
    shown = [call.presenter.present(View.CONTACT_V2, row) for row in _ordered(call, written)]
    return Answer(encode({"contacts": shown, call.presenter.name("failed_contacts"): failed}))


def delete_contacts_v2(call: Call) -> Answer:
    """Takes contacts away by their UUIDs."""
    asked = dict.fromkeys(call.keys["contact_channels"][0]["channel_ids"])
    uuids = {row["uuid"]: row for row in call.world.contacts}
    if call.writes.bulk_delete_unknown is Unheard.REFUSED:
        refuse_unless(asked.keys() <= uuids.keys(), "contact_channels: no such contact")
    found = [uuids[one] for one in asked if one in uuids]
    remove_contacts(call, found[: call.most])
    return deleted(call, "contacts", {"id": 0, "rev": 0}, None, text(call.writes.delete_text))


def create_contact_fields(call: Call) -> Answer:
    """Makes custom fields; each title that exists is told as a duplicate."""
    known: dict[str, Row] = {}
    for row in call.world.custom_fields:
        known.setdefault(row["title"], row)
    answer = []
    for one in call.each(call.body):
        title, found = one["title"], known.get(one["title"])
        refuse_unless(found is None or call.writes.known_field is not KnownName.REFUSED, "title: exists")
        field = found if found is not None and call.writes.known_field is KnownName.RETURNED else None
        field = field or call.world.insert("custom_fields", title=title)
        known.setdefault(title, field)
        answer.append({"id": field["id"], "title": title, "duplicate": found is not None})
    return Answer(encode(answer))


def _write(call: Call, given: Row, uuids: dict[str, Row], index: dict[str, dict[Any, list[Row]]]) -> Row:
    if given.get("contact_id"):
        contact = uuids.get(given["contact_id"])
        if contact is None:
            raise Refusal(400, "contact_id: no such contact")
        partial = call.writes.batch_left_out is BatchLeftOut.KEPT
        return update_contact(call, contact, given, Manner(not call.writes.bulk_custom_merged, partial))
    addresses = _addresses(given)
    refuse_unless(addresses, "contact_channels: is required")
    known = next((one for kind, value in addresses for one in index[kind].get(value, ())), None)
    contact = meet(call, given, known, Known(call.writes.known_channel))
    if contact is not known:
        for kind, value in addresses:
            index[kind].setdefault(value, []).append(contact)
        uuids[contact["uuid"]] = contact
    return contact


def _addresses(given: Row) -> list[tuple[str, str]]:
    own = [(kind, given[kind]) for kind in ("phone", "email") if given.get(kind)]
    return own + [(one["channel_type"], one["channel_id"]) for one in given.get("contact_channels", ())]


def _kinds(rows: list[Row]) -> set[str]:
    return {kind for given in rows for kind, _ in _addresses(given)}


def _refuse_whole(call: Call, rows: list[Row]) -> None:
    most = call.writes.batch_rows
    refuse_unless(not most or len(rows) <= most, f"at most {most} contacts in a call")
    if call.writes.batch_invalid is BatchInvalid.ALL_REFUSED:
        for given in rows:
            valued(call, given, None)


def _failure(call: Call, given: Row, refusal: Refusal) -> Row:
    key = call.writes.failure_key
    return {"contact": given} if key is FailureKey.ABSENT else {"contact": given, str(key): refusal.message}


def _contacts(call: Call, rows: list[Row]) -> Answer:
    return Answer(encode([call.presenter.present(View.CONTACT, row) for row in _ordered(call, rows)]))


def _ordered(call: Call, rows: list[Row]) -> list[Row]:
    return rows[::-1] if call.writes.batch_reversed else rows


HANDLERS = {
    handler.__name__: handler
    for handler in (create_contacts_v1, write_contacts_v2, delete_contacts_v2, create_contact_fields)
}
