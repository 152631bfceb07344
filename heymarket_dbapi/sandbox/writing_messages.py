"""Sends: a message to one, to a conversation, to a group, to a list; an e-mail."""

from __future__ import annotations

import re
from dataclasses import replace

from .calls import Answer, Call, Refusal
from .changing import refuse_unless
from .choices_rest import BroadcastLocalIds, BroadcastReply, EmailThread
from .delivering import Content, Outcome, answered, content_of, deliver, refuse_recipients, remember, reply
from .rows import Row
from .threads import Threads, inbox_of, refuse_sender
from .writing_contact_values import PHONE

_EMAIL_TARGET = re.compile(r"(to|cc):(.+)", re.DOTALL)


def send_message(call: Call) -> Answer:
    """Sends to a phone, a conversation, a group or a list."""
    inbox = inbox_of(call, "inbox_id")
    member = refuse_sender(call, inbox, "creator_id")
    if "list_id" in call.keys:
        return _broadcast(call, inbox, member)
    before = answered(call, "message", inbox["id"], call.writes.message_local_id)
    if before is not None:
        return before
    content, threads = content_of(call), Threads(call, inbox)
    conversation = _conversation(call, threads, inbox, member)
    outcome = deliver(call, threads, conversation, content, member)
    return remember(call, "message", inbox["id"], reply(call, outcome.row["id"], outcome, conversation))


def send_email(call: Call) -> Answer:
    """Sends an e-mail into a new conversation or one that is there."""
    inbox = inbox_of(call, "inbox")
    member = refuse_sender(call, inbox, "creator_id")
    before = answered(call, "email", inbox["id"], call.writes.email_local_id)
    if before is not None:
        return before
    refuse_unless(call.keys["text"], "text: is empty")
    threads = Threads(call, inbox)
    conversation = _email_conversation(call, threads, inbox, member)
    content = Content(call.keys["text"], local_id=call.keys.get("local_id"))
    outcome = deliver(call, threads, conversation, content, member)
    return remember(call, "email", inbox["id"], reply(call, outcome.row["id"], outcome, conversation, email=True))


def _conversation(call: Call, threads: Threads, inbox: Row, member: int) -> Row:
    keys = call.keys
    if "chat_id" in keys:
        return _chat(call, inbox, int(keys["chat_id"]), "chat_id")
    targets = [keys["phone_number"]] if "phone_number" in keys else list(dict.fromkeys(keys["targets"]))
    for one in targets:
        refuse_unless(PHONE.fullmatch(one), "phone_number, targets: must be numbers of 7 to 15 digits")
    refuse_unless(targets, "targets: is empty")
    known = threads.group(targets)
    if known is None:
        refuse_unless(not keys.get("private"), "private: there is no conversation")
        refuse_recipients(call, threads, targets)
        known = threads.open(targets, member, name=keys.get("conv_name"))
    return known


def _chat(call: Call, inbox: Row, identity: int, name: str) -> Row:
    row = call.world.conversations.get(identity)
    refuse_unless(row is not None and row["inbox"] == inbox["id"], f"{name}: no such conversation in the inbox")
    assert row is not None
    return row


def _email_conversation(call: Call, threads: Threads, inbox: Row, member: int) -> Row:
    keys = call.keys
    if "convo_id" in keys:
        row = _chat(call, inbox, int(keys["convo_id"]), "convo_id")
        refuse_unless(row["channel"] == "email", "convo_id: is no e-mail conversation")
        return row
    addresses: list[str] = []
    for one in keys["targets"]:
        found = _EMAIL_TARGET.fullmatch(one)
        refuse_unless(found, "targets: must be to:… or cc:…")
        assert found is not None
        addresses.extend(address.strip() for address in found[2].split(","))
    refuse_unless(addresses and all("@" in one for one in addresses), "targets: must be addresses")
    known = threads.group(addresses) if call.writes.email_thread is EmailThread.JOINED else None
    if known is None:
        refuse_recipients(call, threads, addresses)
        known = threads.open(addresses, member, name=keys.get("conv_title"), channel="email")
    return known


def _broadcast(call: Call, inbox: Row, member: int) -> Answer:
    before = answered(call, "broadcast", inbox["id"], call.writes.broadcast_local_id)
    if before is not None:
        return before
    row = call.world.lists.get(int(call.keys["list_id"]))
    refuse_unless(row, "list_id: no such list")
    assert row is not None
    content, threads = content_of(call), Threads(call, inbox)
    number = max((one["broadcast_id"] or 0 for one in call.world.messages), default=0) + 1
    outcomes: list[Outcome] = []
    for place, phone in enumerate(call.each(_phones(call, row))):
        outcome = _send_one(call, threads, phone, replace(_own(call, content, place), broadcast=number), member)
        if outcome is not None:
            outcomes.append(outcome)
    refuse_unless(outcomes, "list_id: nobody on the list can be written to")
    first = outcomes[0].row
    whole = call.writes.broadcast_reply is BroadcastReply.BROADCAST
    answer = reply(call, number if whole else first["id"], outcomes[0], first["conversation"])
    return remember(call, "broadcast", inbox["id"], answer)


def _send_one(call: Call, threads: Threads, phone: str, content: Content, member: int) -> Outcome | None:
    known = threads.known(phone)
    try:
        if known is None:
            refuse_recipients(call, threads, [phone])
            known = threads.open([phone], member)
        return deliver(call, threads, known, content, member)
    except Refusal:
        return None


def _own(call: Call, content: Content, place: int) -> Content:
    match call.writes.broadcast_local_ids:
        case BroadcastLocalIds.SAME:
            return content
        case BroadcastLocalIds.NUMBERED:
            return replace(content, local_id=f"{content.local_id}-{place}")
        case _:
            return replace(content, local_id=None)


def _phones(call: Call, row: Row) -> list[str]:
    hidden = [call.world.contacts.get(one) for one in call.world.unshown.get(row["id"], ())]
    return list(dict.fromkeys([*row["targets"], *(one["phone"] for one in hidden if one and one["phone"])]))


HANDLERS = {handler.__name__: handler for handler in (send_message, send_email)}
