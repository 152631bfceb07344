"""Reads of messages and conversations."""

from __future__ import annotations

from .calls import Answer, Call, Refusal
from .endpoints_contacts import counted, question
from .listing import Keep, Question, count_rows, digits, list_rows
from .moments import SECOND, cut_nanoseconds, read_time
from .presenting import View
from .rows import Row
from .switches import (
    ClosedOmitted,
    ConversationFilters,
    ConversationScope,
    ConversationUser,
    HistoryOrder,
    HistoryTimestamp,
    MessageBound,
)

HISTORY_SIZE = 50


def list_messages(call: Call) -> Answer:
    """Messages of the whole team."""
    keys, reading = call.keys, call.reading
    updated = keys.get("order") == "updated_at" and reading.message_updated_order
    field = "updated" if updated else "date"
    compared = "date" if updated and reading.message_bound is MessageBound.DATE else ""
    asked = Question(
        field,
        keys.get("created_at"),
        compared,
        bool(keys.get("ascending")),
        call.integer("limit"),
        call.integer("page"),
    )
    rows = list_rows(call, call.world.messages, reading.messages, asked, _wanted_messages(call))
    return call.rows(View.MESSAGE, rows)


def count_messages(call: Call) -> Answer:
    """The number of messages, or of those on one side of `created_at`."""
    counter, rows, bound = call.reading.messages_count, call.world.messages, call.keys.get("created_at")
    return counted(call, counter, count_rows(call, rows, "date", counter.count_bound, counter.count_inclusive, bound))


def message_history(call: Call) -> Answer:
    """The newest messages of one phone in one inbox."""
    own = call.world.messages.grouped("history", _history_key)
    key = (call.query["phoneNumber"], int(call.query["inboxID"]))
    before = _history_end(call)
    moments = [(_moment(call, row), row["id"], row) for row in own.get(key, ())]
    kept = [entry for entry in moments if before is None or entry[0] < before]
    kept.sort(key=lambda entry: (-entry[0], entry[1]))
    newest = [row for _, _, row in kept[:HISTORY_SIZE]]
    if call.reading.history_order is HistoryOrder.OLDEST_FIRST:
        newest.reverse()
    return call.rows(View.MESSAGE, newest)


def list_conversations(call: Call) -> Answer:
    """Conversations, the newest first."""
    keep = _wanted_conversations(call)
    rows = list_rows(call, call.world.conversations, call.reading.conversations, question(call), keep)
    return call.rows(View.CONVERSATION_LISTED, rows)


def count_conversations(call: Call) -> Answer:
    """The number of conversations, or of those on one side of `date`."""
    counter, rows, bound = call.reading.conversations_count, call.world.conversations, call.keys.get("date")
    count = count_rows(call, rows, "updated", counter.count_bound, counter.count_inclusive, bound)
    return counted(call, counter, count)


def get_conversation(call: Call) -> Answer:
    """One conversation by its id."""
    return call.found(View.CONVERSATION, "conversations")


def _wanted_messages(call: Call) -> Keep | None:
    keys, reading = call.keys, call.reading
    parent = call.integer("parent_id") if reading.message_parent else None
    before = read_time(keys["date"]) if reading.message_date_bound and keys.get("date") else None
    if parent is None and before is None:
        return None

    def keep(row: Row) -> bool:
        own = parent is None or row["conversation"]["id"] == parent
        return own and (before is None or _moment(call, row) < before)

    return keep


def _moment(call: Call, row: Row) -> int:
    return cut_nanoseconds(read_time(row["date"]), digits(call.reading))


def _history_key(row: Row) -> list[tuple[str, int]]:
    conversation = row["conversation"]
    if conversation["channel"] != "sms" or conversation["targets"]:
        return []
    return [(conversation["target"], conversation["inbox"])]


def _history_end(call: Call) -> int | None:
    if "timestamp" not in call.query:
        return None
    timestamp = int(call.query["timestamp"])
    match call.reading.history_timestamp:
        case HistoryTimestamp.BEFORE:
            return timestamp * SECOND
        case HistoryTimestamp.AT_OR_BEFORE:
            return timestamp * SECOND + 1
        case HistoryTimestamp.MILLISECONDS:
            return timestamp * (SECOND // 1000)
        case _:
            return None


def _wanted_conversations(call: Call) -> Keep | None:
    filters = _filters(call)
    inboxes = _inboxes(call, filters)
    if call.reading.conversation_filters is ConversationFilters.IGNORED:
        filters, inboxes = {}, _scope(call)
    closed = filters.get("closed")
    if closed is None and call.reading.closed_omitted is ClosedOmitted.OPEN:
        closed = False
    unread, user = filters.get("unread"), call.integer("id") or 0
    if inboxes is None and closed is None and unread is None:
        return None

    def keep(row: Row) -> bool:
        if inboxes is not None and row["inbox"] not in inboxes:
            return False
        if closed is not None and (row["status"] == "closed") is not closed:
            return False
        return unread is None or (user in row["unread_users"] if user else bool(row["unread"])) is unread

    return keep


def _filters(call: Call) -> Row:
    filters: Row | None = call.keys.get("filters")
    wanted = call.reading.conversation_filters
    if filters is None and wanted is ConversationFilters.REQUIRED:
        raise Refusal(400, "bad_data: filters is required")
    if wanted is ConversationFilters.INBOXES_REQUIRED and not (filters or {}).get("inboxes"):
        raise Refusal(400, "bad_data: filters.inboxes is required")
    return filters or {}


def _inboxes(call: Call, filters: Row) -> set[int] | None:
    asked = {int(one) for one in filters["inboxes"]} if filters.get("inboxes") else None
    scope = _scope(call)
    if scope is None:
        return asked
    if asked is not None and asked - scope and call.reading.conversation_scope is ConversationScope.REFUSED:
        raise Refusal(403, "denied: no access to the inbox")
    return scope if asked is None else asked & scope


def _scope(call: Call) -> set[int] | None:
    user, wanted = call.integer("id"), call.reading.conversation_user
    if user is None and wanted is not ConversationUser.OPTIONAL:
        raise Refusal(400, "bad_data: id is required")
    member = bool(user) and call.world.members.get(user) is not None
    if wanted is ConversationUser.MEMBER_OR_400 and not member:
        raise Refusal(400, "bad_data: id must be a member of the inbox")
    if wanted is ConversationUser.MEMBER_OR_403 and not member:
        raise Refusal(403, "denied: not a member of the inbox")
    if not user or call.reading.conversation_scope is ConversationScope.IGNORED:
        return None
    if not member:
        raise Refusal(403, "denied: unknown user")
    return {inbox["id"] for inbox in call.world.inboxes if user in inbox["members"]}


HANDLERS = {
    handler.__name__: handler
    for handler in (
        list_messages,
        count_messages,
        message_history,
        list_conversations,
        count_conversations,
        get_conversation,
    )
}
