"""Writes of one contact: create, update, delete, and its status."""

from __future__ import annotations

from .calls import Answer, Call, Refusal
from .changing import refuse_unless
from .choices_contacts import ActiveStatus, Known, OverwriteV2, UpdateReply
from .contact_rows import make_contact, remove_contacts, subscribe, update_contact
from .endpoints_contacts import by_uuid, holder
from .presenting import View, encode
from .rows import Row
from .write_replies import absent, delete_missing, deleted, result, text
from .writing_contact_values import Manner


def create_contact_v1(call: Call) -> Answer:
    """Makes a contact, or does what the reading says of a phone that is known."""
    known = holder(call, "phone", call.keys["phone"])
    return result(call, "contacts", meet(call, call.keys, known, call.writes.known_phone))


def create_contact_v2(call: Call) -> Answer:
    """Makes a contact from its channels."""
    given = dict(call.keys)
    if not call.writes.create_v2_tail:
        given = {name: value for name, value in given.items() if name not in ("tags", "is_opted_out")}
    found = (holder(call, one["channel_type"], one["channel_id"]) for one in given["contact_channels"])
    known = next((contact for contact in found if contact is not None), None)
    return result(call, "contacts", meet(call, given, known, call.writes.known_channel))


def meet(call: Call, given: Row, known: Row | None, rule: Known) -> Row:
    """The contact after a create that may meet one with the same phone or address."""
    if known is None or rule is Known.DOUBLED:
        return make_contact(call, given)
    match rule:
        case Known.UPDATED:
            return update_contact(call, known, given, Manner())
        case Known.RETURNED:
            return known
        case _:
            raise Refusal(409, "a contact with this phone or address exists")


def update_contact_v1(call: Call) -> Answer:
    """Writes a contact by its integer id."""
    contact = call.world.contacts.get(int(call.path["id"]))
    if contact is None:
        return absent(call, "contact")
    update_contact(call, contact, call.keys, Manner(overwrites(call)))
    return result(call, "contacts", contact)


def update_contact_v2(call: Call) -> Answer:
    """Writes a contact by its UUID."""
    contact = by_uuid(call)
    if contact is None:
        return absent(call, "contact")
    rule = call.writes.overwrite_v2
    overwrite = rule is OverwriteV2.ALWAYS or (rule is OverwriteV2.HONOURED and overwrites(call))
    update_contact(call, contact, call.keys, Manner(overwrite))
    if call.writes.update_reply_v2 is UpdateReply.RESULT:
        return result(call, "contacts", contact)
    return Answer(encode(call.presenter.present(View.CONTACT_V2, contact)))


def delete_contact_v1(call: Call) -> Answer:
    """Takes a contact away by its integer id."""
    return _delete(call, call.world.contacts.get(int(call.path["id"])), text("ok"))


def delete_contact_v2(call: Call) -> Answer:
    """Takes a contact away by its UUID."""
    return _delete(call, by_uuid(call), text(call.writes.delete_text))


def set_contact_status(call: Call) -> Answer:
    """Blocks, unblocks, subscribes or unsubscribes one contact."""
    contact = _selected(call)
    if contact is None:
        return absent(call, "contact")
    status, active = call.keys["status"], call.writes.active_status
    if status == "unsubscribed":
        _subscribe(call, contact, opted_out=True)
    elif status == "subscribed" or (status == "active" and active is not ActiveStatus.BLOCK):
        _subscribe(call, contact, opted_out=False)
    if status == "blocked":
        _block(call, contact, blocked=True)
    elif status == "unblocked" or (status == "active" and active is not ActiveStatus.OPT_OUT):
        _block(call, contact, blocked=False)
    if call.writes.status_moves:
        call.world.touch("contacts", contact["id"], op="update")
    call.world.contacts.forget()
    return text("success")


def _delete(call: Call, contact: Row | None, documented: Answer) -> Answer:
    if contact is None:
        return delete_missing(call, "contact", documented)
    answer = deleted(call, "contacts", contact, View.CONTACT, documented)
    remove_contacts(call, [contact])
    return answer


def overwrites(call: Call) -> bool:
    """Whether the query asks for custom fields to be replaced."""
    return call.query.get("overwrite") == "true"


def _selected(call: Call) -> Row | None:
    identity = call.integer("id")
    if identity is not None:
        return call.world.contacts.get(identity)
    return holder(call, "phone", call.keys["phone"])


def _subscribe(call: Call, contact: Row, *, opted_out: bool) -> None:
    contact["is_opted_out"] = opted_out
    subscribe(call, contact, opted_out=opted_out)


def _block(call: Call, contact: Row, *, blocked: bool) -> None:
    status = call.world.statuses.get(contact["id"])
    refuse_unless(status, "the contact has no status")
    assert status is not None
    status["blocked"] = blocked
    call.world.statuses.forget()
    for row in call.world.conversations:
        if row["target"] == contact["phone"] and not row["targets"]:
            row["blocked"] = blocked
    call.world.conversations.forget()


HANDLERS = {
    handler.__name__: handler
    for handler in (
        create_contact_v1,
        create_contact_v2,
        update_contact_v1,
        update_contact_v2,
        delete_contact_v1,
        delete_contact_v2,
        set_contact_status,
    )
}
