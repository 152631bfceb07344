"""Writes of members: many in one call, each in part."""

from __future__ import annotations

from .calls import Answer, Call
from .changing import refuse_unless
from .choices_contacts import Unheard
from .choices_rest import UsersReply
from .presenting import View, encode
from .rows import Row

ROLES = {1: "Admin", 4: "Member"}


def update_users(call: Call) -> Answer:
    """Writes the names and roles that are given."""
    world, entries = call.world, call.keys["users"]
    unknown = [one["id"] for one in entries if world.users.get(int(one["id"])) is None]
    refuse_unless(not unknown or call.writes.unknown_user is Unheard.DROPPED, "users: no such user")
    updated: dict[int, Row] = {}
    for entry in call.each(entries):
        user = world.users.get(int(entry["id"]))
        if user is not None:
            _update(call, user, entry)
            updated[user["id"]] = user
    shown = updated.values() if call.writes.users_reply is UsersReply.UPDATED else world.users
    return Answer(encode({"memberships": [call.presenter.present(View.USER, one) for one in shown]}))


def _update(call: Call, user: Row, entry: Row) -> None:
    first, _, last = (user["name"] or "").partition(" ")
    name = f"{entry.get('first_name', first)} {entry.get('last_name', last)}".strip()
    role = int(entry["role_id"]) if "role_id" in entry else user["role_id"]
    call.world.touch("users", user["id"], name=name, role_id=role)
    member = call.world.members.get(user["id"])
    if member is not None:
        shown = ROLES.get(role, member["role"]) if "role_id" in entry else member["role"]
        call.world.touch("members", user["id"], name=name, role=shown)
    for row in call.world.conversations:
        row["members"] = [{**one, "name": name} if one["id"] == user["id"] else one for one in row["members"]]
    call.world.conversations.forget()


HANDLERS = {handler.__name__: handler for handler in (update_users,)}
