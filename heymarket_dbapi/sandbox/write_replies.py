"""What a write answers: the shapes of replies to creates, updates and deletes."""

from __future__ import annotations

import uuid

from .calls import Answer, Call, Refusal
from .choices_contacts import DeleteMissing, DeleteReply, WriteReply
from .choices_rest import Repeated
from .presenting import View, encode
from .rows import Row


def result(call: Call, kind: str, row: Row, *, uuid_shown: bool = True) -> Answer:
    """The reply to a create or an update: id, rev and uuid, as far as the reading shows them."""
    return Answer(encode(call.presenter.loose(_result(call, kind, row, uuid_shown=uuid_shown))))


def text(value: str) -> Answer:
    """A bare JSON string."""
    return Answer(encode(value))


def absent(call: Call, what: str) -> Answer:
    """The reply to a write of something that does not exist."""
    return call.absent(what, {"id": 0, "rev": 0, "uuid": ""})


def delete_missing(call: Call, what: str, documented: Answer | None = None) -> Answer:
    """The reply to a delete of something that does not exist."""
    if call.writes.delete_missing is DeleteMissing.AS_READ:
        return absent(call, what)
    return documented or text("ok")


def deleted(call: Call, kind: str, row: Row, view: View | None = None, documented: Answer | None = None) -> Answer:
    """The reply to a delete: what the text shows, or, where none does, what the reading has instead."""
    if documented is not None and not call.writes.deletes_alike:
        return documented
    match call.writes.delete_reply:
        case DeleteReply.DELETED:
            return Answer(encode(call.presenter.loose({"deleted": True, "id": row["id"]})))
        case DeleteReply.RESULT:
            return result(call, kind, row)
        case DeleteReply.ROW if view is not None:
            return Answer(encode(call.presenter.present(view, row)))
        case DeleteReply.EMPTY_OBJECT:
            return Answer(b"{}")
        case DeleteReply.NULL:
            return Answer(b"null")
        case DeleteReply.TRUE:
            return Answer(b"true")
        case DeleteReply.TEXT:
            return Answer(b"deleted", content_type="text/plain; charset=utf-8")
        case DeleteReply.EMPTY:
            return Answer(b"")
        case DeleteReply.NO_CONTENT:
            return Answer(b"", 204)
        case DeleteReply.SUCCESS:
            return text("success")
        case _:
            return text("ok")


def repeated(call: Call, kind: str, rule: Repeated) -> Row | None:
    """The row that was made with the `local_id` of this call, where the reading minds that it is repeated."""
    local_id = call.keys.get("local_id")
    if not local_id or rule is Repeated.IGNORED:
        return None
    found = next((row for row in call.world.rows(kind) if row["local_id"] == local_id), None)
    if found is not None and rule is Repeated.REFUSED:
        raise Refusal(409, "local_id was used before")
    return found


def _result(call: Call, kind: str, row: Row, *, uuid_shown: bool) -> Row:
    shown: Row = {"id": row["id"]}
    if call.writes.write_reply is not WriteReply.ID:
        shown["rev"] = row["rev"]
    if uuid_shown and call.writes.write_reply is WriteReply.FULL:
        shown["uuid"] = row.get("uuid") or str(uuid.uuid5(uuid.NAMESPACE_OID, f"{kind}/{row['id']}"))
    return shown
