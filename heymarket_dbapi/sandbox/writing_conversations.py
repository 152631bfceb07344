"""Actions on conversations: open, close, read, unread, reassign, transfer."""

from __future__ import annotations

from typing import Any

from .calls import Answer, Call, Refusal
from .changing import refuse_unless
from .choices_rest import ActionMissing, ReassignNone, UnreadScope
from .moments import SECOND
from .rows import Row
from .threads import Threads, inbox_of, members_of, refuse_sender
from .write_replies import text


def open_conversation(call: Call) -> Answer:
    """Opens a conversation."""
    return _set_status(call, "open")


def close_conversation(call: Call) -> Answer:
    """Closes a conversation."""
    return _set_status(call, "closed")


def read_conversation(call: Call) -> Answer:
    """Marks a conversation read for a user."""
    row, user = _found(call)
    if row is None:
        return _done(call)
    everybody = call.writes.unread_scope is UnreadScope.ALL
    readers = [] if everybody else [one for one in row["unread_users"] if one != user]
    moment = call.world.now() // SECOND
    return _mark(call, row, readers, read=row["read"] if readers else moment)


def unread_conversation(call: Call) -> Answer:
    """Marks a conversation unread for a user."""
    row, user = _found(call)
    if row is None:
        return _done(call)
    readers = list(dict.fromkeys([*row["unread_users"], user]))
    if call.writes.unread_scope is UnreadScope.ALL:
        readers = [one["id"] for one in row["members"]]
    return _mark(call, row, readers, read=row["read"])


def reassign_conversation(call: Call) -> Answer:
    """Gives a conversation to another member of its inbox, or to nobody."""
    row, user = _found(call)
    if row is None:
        return _done(call)
    if call.writes.reassign_checked:
        refuse_unless(row["assigned"] in (0, None, user), "user_id: is not the owner")
    asked, rule = int(call.keys["reassign_id"]), call.writes.reassign_none
    if asked in (0, -1):
        refuse_unless(rule is not ReassignNone.REFUSED, "reassign_id: no such member")
        if rule is ReassignNone.IGNORED:
            return _done(call)
        wanted = {ReassignNone.ZERO: (0,), ReassignNone.MINUS_ONE: (-1,)}.get(rule, (0, -1))
        refuse_unless(asked in wanted, "reassign_id: no such member")
    else:
        refuse_unless(asked in inbox_of(call, "inbox_id")["members"], "reassign_id: no member of the inbox")
    return _act(call, row, moves=call.writes.state_moves, assigned=max(asked, 0))


def transfer_conversation(call: Call) -> Answer:
    """Moves a conversation to another inbox."""
    row = call.world.conversations.get(int(call.keys["conversation_id"]))
    inbox = inbox_of(call, "transfer_inbox_id")
    if row is None:
        return _missing(call)
    refuse_unless(row["channel"] == "sms", "conversation_id: only SMS conversations can be moved")
    refuse_unless(
        Threads(call, inbox).known(row["target"]) is None, "transfer_inbox_id: the conversation exists in the inbox"
    )
    leaves = call.writes.transfer_unassigns and row["assigned"] not in inbox["members"]
    values = {"inbox": inbox["id"], "members": members_of(call, inbox)}
    return _act(call, row, moves=call.writes.state_moves, assigned=0 if leaves else row["assigned"], **values)


def _set_status(call: Call, status: str) -> Answer:
    row, _ = _found(call, by_id=True)
    if row is None:
        return _done(call)
    inbox = inbox_of(call, "inbox_id")
    leaves = status == "closed" and call.writes.close_unassigns and inbox["unassign_on_close"]
    return _act(call, row, moves=call.writes.state_moves, status=status, assigned=0 if leaves else row["assigned"])


def _mark(call: Call, row: Row, readers: list[int], read: int) -> Answer:
    moves = call.writes.read_moves
    return _act(call, row, moves=moves, unread_users=readers, unread=bool(readers), read=read)


def _found(call: Call, *, by_id: bool = False) -> tuple[Row | None, int]:
    inbox, keys = inbox_of(call, "inbox_id"), call.keys
    user = refuse_sender(call, inbox, "user_id")
    if by_id and "chat_id" in keys:
        row = call.world.conversations.get(int(keys["chat_id"]))
        row = row if row is not None and row["inbox"] == inbox["id"] else None
    else:
        threads = Threads(call, inbox)
        row = threads.known(keys["target"]) if "target" in keys else threads.group(keys["targets"])
    if row is None:
        _missing(call)
    return row, user


def _act(call: Call, row: Row, *, moves: bool, **values: Any) -> Answer:
    at = None if moves else row["updated"]
    call.world.touch("conversations", row["id"], at=at, op="update", **values)
    call.world.messages.forget()
    return _done(call)


def _missing(call: Call) -> Answer:
    match call.writes.action_missing:
        case ActionMissing.NOT_FOUND:
            raise Refusal(404, "conversation not found")
        case ActionMissing.BAD_REQUEST:
            raise Refusal(400, "bad_data: no such conversation")
        case _:
            return _done(call)


def _done(call: Call) -> Answer:
    return text(call.writes.action_reply)


HANDLERS = {
    handler.__name__: handler
    for handler in (
        open_conversation,
        close_conversation,
        read_conversation,
        unread_conversation,
        reassign_conversation,
        transfer_conversation,
    )
}
