"""What a write of lists, tags, templates, messages, conversations or schedules may do where the texts are silent."""

from __future__ import annotations

from enum import StrEnum


class Repeated(StrEnum):
    """What a second call with the same `local_id` does."""

    RETURNED = "returned"
    IGNORED = "ignored"
    REFUSED = "refused"


class LocalIdScope(StrEnum):
    """Where a `local_id` of a send is unique."""

    TEAM = "team"
    INBOX = "inbox"


class Membership(StrEnum):
    """What members given do to those a list has."""

    REPLACED = "replaced"
    ADDED = "added"


class NewNumbers(StrEnum):
    """What becomes of a number or address on a list that is no contact's."""

    CREATED = "created"
    LISTED = "listed"
    DROPPED = "dropped"
    REFUSED = "refused"


class Sender(StrEnum):
    """What a send or an action in the name of somebody without access to the inbox does."""

    DENIED = "denied"
    REFUSED = "refused"
    ACCEPTED = "accepted"


class Recipient(StrEnum):
    """What a send to somebody opted out or blocked does: FAILED is accepted and fails, DROPPED leaves nothing."""

    REFUSED = "refused"
    DENIED = "denied"
    FAILED = "failed"
    DROPPED = "dropped"


class SendReply(StrEnum):
    """What a send answers."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    UNION = "union"


class SendStatus(StrEnum):
    """The status of a message that was just accepted."""

    QUEUED = "queued"
    SENT = "sent"
    ACCEPTED = "accepted"


class BroadcastReply(StrEnum):
    """Whose id a send to a list answers."""

    BROADCAST = "broadcast"
    FIRST_MESSAGE = "first_message"


class BroadcastLocalIds(StrEnum):
    """The `local_id` of the messages of a broadcast."""

    SAME = "same"
    NUMBERED = "numbered"
    ABSENT = "absent"


class TemplateText(StrEnum):
    """Which text goes out when a send has a template and a text."""

    TEMPLATE = "template"
    TEXT = "text"


class EmailThread(StrEnum):
    """What an e-mail to somebody who has a conversation in the inbox does."""

    NEW = "new"
    JOINED = "joined"


class ActionReply(StrEnum):
    """The string that the actions on conversations answer."""

    OK = "ok"
    SUCCESS = "success"


class ActionMissing(StrEnum):
    """The answer to an action on a conversation that does not exist."""

    NOT_FOUND = "not_found"
    BAD_REQUEST = "bad_request"
    OK = "ok"


class UnreadScope(StrEnum):
    """For whom a conversation is marked read or unread."""

    USER = "user"
    ALL = "all"


class ReassignNone(StrEnum):
    """Which `reassign_id` unassigns a conversation; IGNORED answers well and changes nothing."""

    MINUS_ONE = "minus_one"
    ZERO = "zero"
    BOTH = "both"
    REFUSED = "refused"
    IGNORED = "ignored"


class UsersReply(StrEnum):
    """Which members an update of members answers."""

    UPDATED = "updated"
    ALL = "all"


class SchedulePhone(StrEnum):
    """Where a schedule that was read shows the phone it is for."""

    CAMPAIGN = "campaign"
    TO = "to"
    HIDDEN = "hidden"
