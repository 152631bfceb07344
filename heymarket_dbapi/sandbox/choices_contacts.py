"""What a write of contacts, their channels or fields may do where the vendor's texts are silent, and any delete."""

from __future__ import annotations

from enum import StrEnum


class LeftOut(StrEnum):
    """What becomes of a field that a call leaves out although it writes the whole object."""

    KEPT = "kept"
    BLANKED = "blanked"


class NameLeftOut(StrEnum):
    """What becomes of a `display_name` that an update leaves out: REBUILT is made of first and last name."""

    REBUILT = "rebuilt"
    BLANKED = "blanked"
    KEPT = "kept"


class Emptied(StrEnum):
    """What an empty value does (`""`, `[]`, `false`, `0`, or `-1` for nobody): some take it for an absent one."""

    BLANKS = "blanks"
    KEPT = "kept"


class Foreign(StrEnum):
    """What happens to a reference to something that does not exist."""

    REFUSED = "refused"
    DROPPED = "dropped"
    STORED = "stored"


class Unheard(StrEnum):
    """What happens where one of several things named does not exist."""

    DROPPED = "dropped"
    REFUSED = "refused"


class TagsWritten(StrEnum):
    """What the tags of a contact write do to the stored ones: under ADDED nothing removes a tag."""

    REPLACED = "replaced"
    ADDED = "added"


class CustomNull(StrEnum):
    """What null does to a custom value: EMPTIED stores an empty text."""

    REMOVED = "removed"
    EMPTIED = "emptied"
    IGNORED = "ignored"
    REFUSED = "refused"


class CustomEmpty(StrEnum):
    """What an empty text does to a custom value."""

    STORED = "stored"
    REMOVED = "removed"
    IGNORED = "ignored"


class OverwriteV2(StrEnum):
    """What the v2 update makes of `overwrite`: ALWAYS replaces all custom values."""

    HONOURED = "honoured"
    IGNORED = "ignored"
    ALWAYS = "always"


class UpdateReply(StrEnum):
    """What the v2 update of a contact answers."""

    CONTACT = "contact"
    RESULT = "result"


class AvatarStored(StrEnum):
    """Which link is kept of an avatar."""

    AS_GIVEN = "as_given"
    REHOSTED = "rehosted"


class Known(StrEnum):
    """What a create does where a contact with the phone or address exists."""

    UPDATED = "updated"
    RETURNED = "returned"
    DOUBLED = "doubled"
    REFUSED = "refused"


class KnownName(StrEnum):
    """What a create does where the name exists."""

    DOUBLED = "doubled"
    RETURNED = "returned"
    REFUSED = "refused"


class WriteReply(StrEnum):
    """What a create or an update answers: id, rev and uuid, or less."""

    FULL = "full"
    NO_UUID = "no_uuid"
    ID = "id"


class BatchReply(StrEnum):
    """What the v1 batch answers: the rows that failed or `"ok"`, or the contacts written."""

    FAILED_OR_OK = "failed_or_ok"
    CONTACTS = "contacts"


class BatchInvalid(StrEnum):
    """What an invalid row does to its batch."""

    ROW_FAILS = "row_fails"
    ALL_REFUSED = "all_refused"


class BatchLeftOut(StrEnum):
    """What becomes of a field that an updating row of a batch leaves out."""

    AS_UPDATE = "as_update"
    KEPT = "kept"


class FailureKey(StrEnum):
    """The key that holds the reason beside a failed contact."""

    ERROR = "error"
    REASON = "reason"
    MESSAGE = "message"
    ABSENT = "absent"


class DeleteReply(StrEnum):
    """The reply to a delete where no text shows one."""

    OK = "ok"
    SUCCESS = "success"
    DELETED = "deleted"
    RESULT = "result"
    ROW = "row"
    EMPTY_OBJECT = "empty_object"
    NULL = "null"
    TRUE = "true"
    TEXT = "text"
    EMPTY = "empty"
    NO_CONTENT = "no_content"


class DeleteText(StrEnum):
    """The string that the v2 deletes of contacts answer."""

    OK = "ok"
    SUCCESS = "success"
    DELETED = "deleted"
    EMPTY = ""


class DeleteMissing(StrEnum):
    """The answer to a delete of what does not exist: as to a read, or as if it had been there."""

    AS_READ = "as_read"
    AS_DELETED = "as_deleted"


class History(StrEnum):
    """What becomes of a deleted contact's conversations and messages."""

    GONE = "gone"
    KEPT = "kept"


class ActiveStatus(StrEnum):
    """What the status `active` undoes."""

    BOTH = "both"
    OPT_OUT = "opt_out"
    BLOCK = "block"


class ChannelReply(StrEnum):
    """What an update of a channel answers."""

    CHANNELS = "channels"
    CHANNEL = "channel"
    OK = "ok"
    EMPTY = "empty"


class ChannelKnown(StrEnum):
    """What adding a channel does where the contact has one of that type."""

    REPLACED = "replaced"
    DOUBLED = "doubled"
    REFUSED = "refused"


class ChannelMissing(StrEnum):
    """What an update of a channel does where the contact has none of that type."""

    MISSING = "missing"
    CREATED = "created"
