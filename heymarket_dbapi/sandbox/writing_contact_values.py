"""Which values a contact has after a write: what was given, what was left out, and what an empty value means."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from .calls import Call
from .changing import refuse_unless
from .choices_contacts import (
    AvatarStored,
    CustomEmpty,
    CustomNull,
    Emptied,
    Foreign,
    LeftOut,
    NameLeftOut,
    TagsWritten,
)
from .rows import Row
from .world import MEDIA_BASE, Media

MOST_TAGS = 5
PHONE = re.compile(r"[0-9]{7,15}", re.ASCII)
_EMAIL = re.compile(r"[^@\s,]+@[^@\s,]+")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a write treats what it leaves out: whether custom values are replaced, and whether all else is kept."""

    overwrite: bool = False
    partial: bool = False


def valued(call: Call, given: Row, row: Row | None, manner: Manner = Manner()) -> Row:
    """The values of a contact after a write; of a new one where there is no row yet."""
    old = row or {}
    values = {
        "phone": given["phone"] if given.get("phone") else old.get("phone"),
        "email": _text(call, given, old, "email", _left_out(call.writes.email_left_out, manner)),
        "avatar": _avatar(call, given, old, manner),
        "assigned_user_id": _assignee(call, given, old, manner),
        "tags": _tags(call, given, old, manner),
        "is_opted_out": _opted_out(call, given, old, manner),
        "custom": _custom(call, given, old, manner),
        **_names(call, given, row, manner),
    }
    refuse_unless(not given.get("phone") or PHONE.fullmatch(given["phone"]), "phone: must have 7 to 15 digits")
    refuse_unless(not given.get("email") or _EMAIL.fullmatch(given["email"]), "email: is no address")
    return values


def built_name(first: str | None, last: str | None) -> str | None:
    """The display name made of first and last name."""
    return f"{first or ''} {last or ''}".strip() or None


def _left_out(switch: LeftOut, manner: Manner) -> bool:
    return switch is LeftOut.BLANKED and not manner.partial


def _text(call: Call, given: Row, old: Row, name: str, blanked: bool) -> str | None:
    if given.get(name):
        return str(given[name])
    if name in given:
        return None if call.writes.empty_text is Emptied.BLANKS else old.get(name)
    return None if blanked else old.get(name)


def _names(call: Call, given: Row, row: Row | None, manner: Manner) -> Row:
    old, names = row or {}, {}
    blanked = _left_out(call.writes.names_left_out, manner)
    for name in ("first", "last"):
        kept = None if blanked else old.get(name)
        names[name] = (given[name] or None) if name in given else kept
    rule = NameLeftOut.KEPT if manner.partial else call.writes.display_name_left_out
    if given.get("display_name"):
        shown = given["display_name"]
    elif row is None or rule is NameLeftOut.REBUILT:
        shown = built_name(names["first"], names["last"])
    elif rule is NameLeftOut.BLANKED or "display_name" in given:
        shown = None
    else:
        shown = old["display_name"]
    return {**names, "display_name": shown}


def _avatar(call: Call, given: Row, old: Row, manner: Manner) -> str | None:
    link = _text(call, given, old, "avatar", _left_out(call.writes.avatar_left_out, manner))
    if not given.get("avatar") or call.writes.avatar_stored is AvatarStored.AS_GIVEN:
        return link
    name = f"avatar-{hashlib.sha256(given['avatar'].encode()).hexdigest()[:16]}.png"
    call.world.media[name] = Media(content=b"\x89PNG\r\n\x1a\nhosted")
    return MEDIA_BASE + name


def _assignee(call: Call, given: Row, old: Row, manner: Manner) -> int:
    kept = old.get("assigned_user_id") or 0
    if "assignee_id" not in given:
        return 0 if _left_out(call.writes.assignee_left_out, manner) else kept
    asked = int(given["assignee_id"])
    if asked <= 0:
        rule = call.writes.assignee_zero if asked == 0 else call.writes.assignee_minus_one
        return 0 if rule is Emptied.BLANKS else kept
    if call.world.members.get(asked) is None:
        refuse_unless(call.writes.unknown_assignee is not Foreign.REFUSED, "assignee_id: no such user")
        return asked if call.writes.unknown_assignee is Foreign.STORED else kept
    return asked


def _tags(call: Call, given: Row, old: Row, manner: Manner) -> list[Row]:
    kept: list[Row] = list(old.get("tags") or ())
    if "tags" not in given:
        return [] if _left_out(call.writes.tags_left_out, manner) else kept
    if not given["tags"] and call.writes.empty_tags is Emptied.KEPT:
        return kept
    asked = list(dict.fromkeys(int(one["tag_id"]) for one in given["tags"]))
    unknown = [one for one in asked if call.world.tags.get(one) is None]
    refuse_unless(not unknown or call.writes.unknown_tag is not Foreign.REFUSED, "tags: no such tag")
    if call.writes.unknown_tag is Foreign.DROPPED:
        asked = [one for one in asked if one not in unknown]
    if call.writes.tags_written is TagsWritten.ADDED:
        asked = list(dict.fromkeys([*(one["tag_id"] for one in kept), *asked]))
    refuse_unless(len(asked) <= MOST_TAGS, f"tags: a contact has at most {MOST_TAGS}")
    return [{"tag_id": one} for one in asked]


def _opted_out(call: Call, given: Row, old: Row, manner: Manner) -> bool:
    kept = bool(old.get("is_opted_out"))
    if "is_opted_out" not in given:
        return not _left_out(call.writes.opted_out_left_out, manner) and kept
    if given["is_opted_out"] or call.writes.false_opt_out is Emptied.BLANKS:
        return bool(given["is_opted_out"])
    return kept


def _custom(call: Call, given: Row, old: Row, manner: Manner) -> Row | None:
    kept: Row = dict(old.get("custom") or {})
    if "custom" not in given:
        lost = manner.overwrite and _left_out(call.writes.custom_left_out, manner)
        return None if lost else kept or None
    values = {} if manner.overwrite else kept
    for name, value in given["custom"].items():
        if _knows_field(call, name):
            _set_custom(call, values, name, value)
    return values or None


def _knows_field(call: Call, name: str) -> bool:
    if not (name.isascii() and name.isdigit()):
        return False
    if call.world.custom_fields.get(int(name)) is not None:
        return True
    refuse_unless(call.writes.unknown_custom is not Foreign.REFUSED, "custom: no such field")
    return call.writes.unknown_custom is Foreign.STORED


def _set_custom(call: Call, values: Row, name: str, value: str | None) -> None:
    if value is None:
        rule = call.writes.custom_null
        refuse_unless(rule is not CustomNull.REFUSED, "custom: null is no value")
        removes, ignores = rule is CustomNull.REMOVED, rule is CustomNull.IGNORED
    else:
        empty = call.writes.custom_empty if value == "" else CustomEmpty.STORED
        removes, ignores = empty is CustomEmpty.REMOVED, empty is CustomEmpty.IGNORED
    if removes:
        values.pop(name, None)
    elif not ignores:
        values[name] = value or ""
