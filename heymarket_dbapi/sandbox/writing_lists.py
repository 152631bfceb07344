"""Writes of lists: the v1 calls, and the v2 calls with deltas."""

from __future__ import annotations

from .calls import Answer, Call
from .changing import change, refuse_unless
from .choices_rest import Membership
from .list_members import (
    Members,
    add_contacts,
    add_emails,
    add_phones,
    members_of,
    remove_contacts,
    remove_emails,
    remove_phones,
)
from .presenting import View, encode
from .rows import Row
from .write_replies import absent, delete_missing, deleted, repeated, result


def create_list_v1(call: Call) -> Answer:
    """Makes a list of numbers."""
    known = repeated(call, "lists", call.writes.list_local_id)
    if known is not None:
        return result(call, "lists", known)
    members = members_of(call, None)
    _write_v1(call, members)
    return result(call, "lists", _make(call, members))


def update_list_v1(call: Call) -> Answer:
    """Renames a list, adds and removes a number, or writes its members."""
    row = call.world.lists.get(int(call.path["id"]))
    if row is None:
        return absent(call, "list")
    members = members_of(call, row)
    if "members" in call.keys and call.writes.list_members is Membership.REPLACED:
        members.clear()
    _write_v1(call, members)
    return result(call, "lists", _keep(call, row, members))


def delete_list_v1(call: Call) -> Answer:
    """Takes a list away."""
    row = call.world.lists.get(int(call.path["id"]))
    if row is None:
        return delete_missing(call, "list")
    _remove(call, row)
    return deleted(call, "lists", row, View.LIST)


def create_list_v2(call: Call) -> Answer:
    """Makes a list of contacts, numbers and addresses."""
    known = repeated(call, "lists", call.writes.list_local_id)
    if known is not None:
        return result(call, "lists", known)
    shown = call.keys.get("type") != "contacts" or call.writes.contact_list_targets
    members = members_of(call, None)
    _add_all(call, members, "", shown)
    row = _make(call, members)
    if not shown:
        call.world.unshown.setdefault(row["id"], {})
    return result(call, "lists", row)


def update_list_v2(call: Call) -> Answer:
    """Renames a list, or changes its members by replacing them or by deltas."""
    row = call.world.lists.get(int(call.path["id"]))
    if row is None:
        return absent(call, "list")
    keys, members = call.keys, members_of(call, row)
    addressed = call.writes.list_phones is Membership.REPLACED and ("phones" in keys or "emails" in keys)
    if "contacts" in keys or addressed:
        members.clear()
    shown = call.writes.contact_list_targets or row["id"] not in call.world.unshown
    _add_all(call, members, "", shown)
    _add_all(call, members, "add_", shown)
    remove_contacts(call, members, keys.get("remove_contacts", ()))
    remove_phones(call, members, keys.get("remove_phones", ()))
    remove_emails(call, members, keys.get("remove_emails", ()))
    return result(call, "lists", _keep(call, row, members), uuid_shown=False)


def delete_list_v2(call: Call) -> Answer:
    """Takes a list away; its contacts stay."""
    row = call.world.lists.get(int(call.path["id"]))
    documented = Answer(encode(call.presenter.loose({"deleted": True, "id": int(call.path["id"])})))
    if row is None:
        return delete_missing(call, "list", documented)
    if call.keys.get("contact_ids") and call.writes.list_delete_members_only:
        members = members_of(call, row)
        remove_contacts(call, members, call.keys["contact_ids"])
        _keep(call, row, members)
    else:
        _remove(call, row)
    return deleted(call, "lists", row, View.LIST, documented)


def _write_v1(call: Call, members: Members) -> None:
    keys = call.keys
    add_phones(call, members, keys.get("members", {}))
    for phone, name in keys.get("members", {}).items():
        if name and phone in members.targets:
            members.targets[phone] = {"f": name.get("f", ""), "l": name.get("l", "")}
    if "add_phone" in keys:
        add_phones(call, members, [keys["add_phone"]])
    if "remove_phone" in keys:
        remove_phones(call, members, [keys["remove_phone"]])


def _add_all(call: Call, members: Members, prefix: str, shown: bool) -> None:
    add_contacts(call, members, call.keys.get(f"{prefix}contacts", ()), shown=shown)
    add_phones(call, members, call.keys.get(f"{prefix}phones", ()), shown=shown)
    add_emails(call, members, call.keys.get(f"{prefix}emails", ()), shown=shown)


def _make(call: Call, members: Members) -> Row:
    _refuse_long(call, members)
    row = call.world.insert(
        "lists",
        name=call.keys["title"],
        local_id=call.keys.get("local_id"),
        targets=members.targets,
        team_id=call.world.team.get("id"),
        shared=True,
        archived=False,
        rev=1,
    )
    if members.unshown:
        call.world.unshown[row["id"]] = members.unshown
    return row


def _keep(call: Call, row: Row, members: Members) -> Row:
    _refuse_long(call, members)
    if members.unshown or row["id"] in call.world.unshown:
        call.world.unshown[row["id"]] = members.unshown
    more = {"local_id": call.keys["local_id"]} if "local_id" in call.keys else {}
    return change(call, "lists", row, name=call.keys.get("title", row["name"]), targets=members.targets, **more)


def _remove(call: Call, row: Row) -> None:
    call.world.delete("lists", row["id"])
    call.world.unshown.pop(row["id"], None)


def _refuse_long(call: Call, members: Members) -> None:
    size, most = len(members.targets) + len(members.unshown), call.world.team.get("list_size") or 0
    refuse_unless(size <= most or not call.writes.list_size_refused, f"a list has at most {most} contacts")


HANDLERS = {
    handler.__name__: handler
    for handler in (
        create_list_v1,
        update_list_v1,
        delete_list_v1,
        create_list_v2,
        update_list_v2,
        delete_list_v2,
    )
}
