"""Writes of tags."""

from __future__ import annotations

from .calls import Answer, Call, Refusal
from .choices_contacts import KnownName
from .presenting import View
from .write_replies import delete_missing, deleted, result


def create_tag(call: Call) -> Answer:
    """Makes a tag, or does what the reading says of a label that is known."""
    label = call.keys["tag"]
    known = next((row for row in call.world.tags if row["tag"] == label), None)
    if known is not None and call.writes.known_tag is KnownName.RETURNED:
        return result(call, "tags", known)
    if known is not None and call.writes.known_tag is KnownName.REFUSED:
        raise Refusal(409, "a tag with this label exists")
    team = call.world.team.get("id")
    row = call.world.insert("tags", tag=label, color=call.keys.get("color", ""), team_id=team, rev=1)
    return result(call, "tags", row)


def delete_tag(call: Call) -> Answer:
    """Takes a tag away, from contacts too."""
    world, identity = call.world, int(call.path["id"])
    if world.tags.get(identity) is None:
        return delete_missing(call, "tag")
    row = world.delete("tags", identity)
    if not call.writes.deleted_tag_kept:
        for contact in world.contacts:
            if contact["tags"] and any(one["tag_id"] == identity for one in contact["tags"]):
                contact["tags"] = [one for one in contact["tags"] if one["tag_id"] != identity]
        world.contacts.forget()
    return deleted(call, "tags", row, View.TAG)


HANDLERS = {handler.__name__: handler for handler in (create_tag, delete_tag)}
