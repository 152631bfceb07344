"""Writes of scheduled messages: each takes the whole object."""

from __future__ import annotations

from .calls import Answer, Call
from .changing import change, refuse_unless
from .choices_contacts import LeftOut
from .choices_rest import SchedulePhone
from .moments import SECOND, read_time, write_time
from .presenting import View, encode
from .rows import Row
from .write_replies import absent, delete_missing, deleted, repeated

QUARTER = 15 * 60 * SECOND
CONTENT = ("text", "to", "template", "attachments", "gallery", "local_day", "local_time", "offset")


def create_schedule(call: Call) -> Answer:
    """Schedules a message."""
    known = repeated(call, "schedules", call.writes.schedule_local_id)
    row = known or call.world.insert(
        "schedules", **_values(call, {}), team_id=call.world.team.get("id"), rev=1, op="create"
    )
    return Answer(encode({"id": row["id"]}))


def update_schedule(call: Call) -> Answer:
    """Writes a scheduled message whole."""
    row = call.world.schedules.get(int(call.path["id"]))
    if row is None:
        return absent(call, "schedule")
    change(call, "schedules", row, **_values(call, row))
    return Answer(encode({"id": row["id"]}))


def delete_schedule(call: Call) -> Answer:
    """Takes a scheduled message away."""
    identity = int(call.path["id"])
    if call.world.schedules.get(identity) is None:
        return delete_missing(call, "schedule")
    return deleted(call, "schedules", call.world.delete("schedules", identity), View.SCHEDULE)


def _values(call: Call, old: Row) -> Row:
    keys, kept = call.keys, old if call.writes.schedule_left_out is LeftOut.KEPT else {}
    refuse_unless(call.world.inboxes.get(int(keys["inbox_id"])), "inbox_id: no such inbox")
    owner = call.world.members[0]["id"] if len(call.world.members) else None
    return {
        "execute": write_time(_due(call)),
        "inbox_id": int(keys["inbox_id"]),
        "local_id": keys.get("local_id", kept.get("local_id")),
        "user_id": keys.get("user_id", kept.get("user_id") or owner),
        "meta": {
            "campaign_id": None,
            "campaign_step_id": None,
            "campaign_target_phone": _phone(call, SchedulePhone.CAMPAIGN),
            "content": _content(call),
            "conversation_id": _reference(call, "conversation_id", "conversations"),
            "list_id": _reference(call, "list_id", "lists"),
        },
    }


def _due(call: Call) -> int:
    due = read_time(call.keys["execute_at"])
    if call.writes.schedule_time_refused:
        refuse_unless(due % QUARTER == 0, "execute_at: must be on a quarter of an hour")
        now = int(call.world.clock() * SECOND)
        refuse_unless(due >= now + QUARTER, "execute_at: must be at least 15 minutes ahead")
    return due


def _phone(call: Call, place: SchedulePhone) -> str | None:
    phone = call.keys.get("phone_number")
    return phone if phone and call.writes.schedule_phone is place else None


def _content(call: Call) -> Row:
    given = call.keys["content"]
    content: Row = {name: given.get(name) for name in CONTENT}
    content["to"] = _phone(call, SchedulePhone.TO) or content["to"]
    return {**content, "attachments": content["attachments"] or [], "gallery": content["gallery"] or []}


def _reference(call: Call, name: str, kind: str) -> int | None:
    identity = call.integer(name)
    refuse_unless(identity is None or call.world.rows(kind).get(identity), f"{name}: no such row")
    return identity


HANDLERS = {handler.__name__: handler for handler in (create_schedule, update_schedule, delete_schedule)}
