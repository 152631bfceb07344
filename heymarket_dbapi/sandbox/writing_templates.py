"""Writes of templates: each takes the whole object."""

from __future__ import annotations

from .calls import Answer, Call
from .changing import change
from .choices_contacts import LeftOut
from .presenting import View
from .rows import Row
from .write_replies import absent, delete_missing, deleted, repeated, result

ENTRY = ("url", "original_url", "annotation_text", "annotation_position")


def create_template(call: Call) -> Answer:
    """Makes a template."""
    known = repeated(call, "templates", call.writes.template_local_id)
    row = known or call.world.insert(
        "templates",
        **_values(call, {}),
        team_id=call.world.team.get("id"),
        shared=True,
        rev=1,
        op="create",
    )
    return result(call, "templates", row)


def update_template(call: Call) -> Answer:
    """Writes a template whole."""
    row = call.world.templates.get(int(call.path["id"]))
    if row is None:
        return absent(call, "template")
    change(call, "templates", row, **_values(call, row))
    return result(call, "templates", row)


def delete_template(call: Call) -> Answer:
    """Takes a template away."""
    identity = int(call.path["id"])
    if call.world.templates.get(identity) is None:
        return delete_missing(call, "template")
    return deleted(call, "templates", call.world.delete("templates", identity), View.TEMPLATE)


def _values(call: Call, old: Row) -> Row:
    keys, writes = call.keys, call.writes
    archived = bool(old.get("archived")) and writes.archived_left_out is LeftOut.KEPT
    local_id = old.get("local_id") if writes.local_id_left_out is LeftOut.KEPT else None
    return {
        "name": keys["title"],
        "content": _content(call, old.get("content") or {}),
        "archived": keys.get("archived", archived),
        "local_id": keys.get("local_id", local_id),
    }


def _content(call: Call, old: Row) -> Row:
    given, writes = call.keys["content"], call.writes
    gallery = old.get("gallery") if writes.gallery_left_out is LeftOut.KEPT else None
    attachments = old.get("attachments") if writes.attachments_left_out is LeftOut.KEPT else None
    if "gallery" in given:
        gallery = [{name: entry.get(name) for name in ENTRY} for entry in given["gallery"]]
    return {"text": given["text"], "gallery": gallery or [], "attachments": attachments or []}


HANDLERS = {handler.__name__: handler for handler in (create_template, update_template, delete_template)}
