"""Named readings, and how switches are set by name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from enum import StrEnum
from functools import cache
from typing import Any, get_type_hints

from .operations import OPERATIONS
from .switches import Counter, Listing, Reading

LISTINGS = tuple(item.name for item in fields(Reading) if isinstance(getattr(Reading(), item.name), Listing))
COUNTERS = tuple(item.name for item in fields(Reading) if isinstance(getattr(Reading(), item.name), Counter))

Values = Mapping[str, Any]

NAMED: dict[str, Values] = {
    "documented": {},
    "old": {
        "fields": "old",
        "page_base": "one",
        "contacts_v2_page_base": "zero",
        "messages_page_base": "ignored",
        "lists_page_base": "ignored",
        "tags_page_base": "ignored",
        "templates_page_base": "ignored",
        "lists_limit": "ignored",
        "tags_limit": "ignored",
        "templates_limit": "ignored",
        "contacts_v2_limit": "refused",
        "messages_bound": "upper",
        "messages_inclusive": False,
        "conversations_ascending": False,
        "contacts_v1_ascending": False,
        "conversation_user": "required",
        "conversation_filters": "required",
        "error_body": "text",
        "channel_ids": "strings",
        "history_timestamp": "before",
        "messages_count_bound": "ignored",
        "opted_out_shown": True,
        "count_reply": "number",
    },
    "new": {
        "fields": "new",
        "page_base": "zero",
        "gone": "count_conversations",
        "invited_list": True,
        "opted_out_shown": False,
        "list_avatar": True,
        "history_timestamp": "at_or_before",
        "error_body": "error",
        "messages_count_bound": "ignored",
        "tag_items": "full",
        "contacts_v1_bound": "follows",
        "contacts_v2_bound": "follows",
    },
    "observed": {
        "fields": "observed",
        "letters": "camel_inboxes",
        "messages_page_base": "ignored",
        "inbox_plus": True,
        "time_digits": 6,
        "time_compared": "shown",
        "member_email": True,
        "conversation_filters": "inboxes_required",
        "conversation_user": "required",
        "closed_omitted": "open",
        "search_by_id": "accepted",
        "empty_lookup": "none",
        "error_body": "message",
        "retry_after": "seconds",
    },
    "strict": {
        "page_base": "one",
        "contacts_v2_page_base": "zero",
        "limit": "refused",
        "inclusive": False,
        "largest_page": 50,
        "contacts_v2_largest_page": 100,
        "unknown_keys": "refused",
        "content_type_required": True,
        "future_iat": False,
        "conversation_user": "member_or_403",
        "conversation_filters": "inboxes_required",
        "closed_omitted": "open",
        "missing": "bad_request",
        "empty_lookup": "refused",
        "search_values": 20,
        "gone": "count_conversations,get_list",
        "count_inclusive": False,
        "error_body": "detail",
        "retry_after": "seconds",
        "status_shown": False,
        "messages_count_bound": "ignored",
    },
    "terse": {
        "empties": "omitted_flags",
        "error_body": "empty",
        "missing": "null",
        "time_digits": 3,
        "fields": "union",
        "opted_out_shown": False,
        "tag_items": "bare",
        "status_shown": False,
        "largest_page": 30,
        "default_page": 20,
        "time_compared": "shown",
        "count_reply": "number",
    },
    "verbose": {
        "empties": "null",
        "extra_fields": True,
        "letters": "camel",
        "error_body": "error_code",
        "tag_items": "full",
        "uuid_shown": "always",
        "channels_shown": True,
        "list_avatar": True,
        "member_email": True,
        "inbox_plus": True,
        "invited_list": True,
        "count_reply": "object",
        "missing": "zero_object",
        "time_padded": True,
        "message_time_field": "created_at",
        "users_listed": True,
        "retry_after": "date",
    },
    "coarse": {
        "time_digits": 0,
        "time_compared": "shown",
        "inclusive": True,
        "count_inclusive": True,
        "empties": "zero",
        "missing": "empty_object",
        "history_timestamp": "at_or_before",
        "error_body": "string",
    },
    "ragged": {
        "ties": "reversed",
        "short_pages": 7,
        "limit": "ignored",
        "contacts_v2_limit": "clamped",
        "bound": "follows",
        "surveys_bound": "ignored",
        "contact_fields_bound": "ignored",
        "inclusive": True,
        "empties": "null",
        "count_bound": "ignored",
        "archived": "filters",
    },
    "deaf": {
        "bound": "ignored",
        "count_bound": "ignored",
        "conversation_filters": "ignored",
        "message_updated_order": False,
        "get_body_dropped": True,
        "empties": "zero",
        "error_body": "html",
        "tag_items": "id",
        "history_timestamp": "ignored",
    },
    "hollow": {
        "empty_page": True,
        "short_pages": 3,
        "ties": "id_descending",
        "page_base": "zero",
        "time_digits": 6,
        "time_compared": "stored",
        "conversation_user": "member_or_400",
        "conversation_scope": "narrowed",
        "count_reply": "object",
        "history_order": "oldest_first",
    },
    "bare": {
        "gone": "list_contacts_v2,search_contacts,count_contacts,count_messages,count_conversations,get_contact_v2,"
        "get_conversation,get_tag,get_template,get_survey,contact_status",
        "ties": "id_descending",
        "inclusive": True,
        "empties": "omitted_flags",
        "page_base": "one",
        "messages_page_base": "ignored",
        "lists_page_base": "ignored",
        "tags_page_base": "ignored",
        "templates_page_base": "ignored",
    },
}


def readings() -> dict[str, Reading]:
    """Every named reading."""
    return {name: read(name) for name in NAMED}


def read(name: str, changes: Values | None = None) -> Reading:
    """The named reading with some switches changed."""
    if name not in NAMED:
        raise ValueError(unknown("reading", name, NAMED))
    return change(change(Reading(), NAMED[name]), changes or {})


def change(reading: Reading, changes: Values) -> Reading:
    """The reading with switches set: those for all listings first, then those for one."""
    for name in sorted(changes, key=lambda switch: len(_places(switch)), reverse=True):
        for place, switch in _places(name):
            part: Any = getattr(reading, place) if place else reading
            part = _replaced(part, switch, _value(type(part), switch, name, changes[name]))
            reading = _replaced(reading, place, part) if place else part
    return reading


def switches() -> dict[str, tuple[Any, ...]]:
    """Every switch with the values worth trying; those of a listing or a counter stand for all and for each of them."""
    found: dict[str, tuple[Any, ...]] = {}
    for group, owner in ((LISTINGS, Listing), (COUNTERS, Counter)):
        for item in fields(owner):
            values = _values(owner, item.name)
            found[item.name] = values
            found.update({f"{place.removesuffix('_count')}_{item.name}": values for place in group})
    for item in fields(Reading):
        if item.name not in LISTINGS + COUNTERS:
            found[item.name] = _values(Reading, item.name)
    return found


def unknown(what: str, name: object, known: Iterable[str]) -> str:
    """A sentence that says what is unknown and names the nearest known ones."""
    known = sorted(known)
    near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.5)
    hint = "did you mean " + " or ".join(repr(one) for one in near) if near else "known are " + ", ".join(known)
    return f"unknown {what} {str(name)!r}; {hint}"


@cache
def _hints(owner: type) -> dict[str, Any]:
    return get_type_hints(owner)


def _replaced(whole: Any, name: str, value: Any) -> Any:
    return replace(whole, **{name: value})


def _places(name: str) -> list[tuple[str, str]]:
    for group, owner in ((LISTINGS, Listing), (COUNTERS, Counter)):
        own = {item.name for item in fields(owner)}
        if name in own:
            return [(place, name) for place in group]
        for place in group:
            switch = name.removeprefix(place.removesuffix("_count") + "_")
            if switch != name and switch in own:
                return [(place, switch)]
    if name in _SINGLE:
        return [("", name)]
    raise ValueError(unknown("option or switch", name, switches()))


def _value(owner: type, switch: str, name: str, given: Any) -> Any:
    kind = _hints(owner)[switch]
    if kind is bool:
        return _flag(name, given)
    if kind is int:
        return _count(switch, name, given)
    if kind == frozenset[str]:
        return _operations(name, given)
    assert issubclass(kind, StrEnum)
    text = _PAGE_BASES.get(str(given), str(given)) if switch == "page_base" else str(given)
    try:
        return kind(text)
    except ValueError:
        raise ValueError(unknown(f"value of {name}", given, [str(one) for one in kind])) from None


def _flag(name: str, given: object) -> bool:
    found = _FLAGS.get(str(given).lower())
    if found is None:
        raise ValueError(unknown(f"value of {name}", given, _FLAGS))
    return found


def _count(switch: str, name: str, given: object) -> int:
    text = str(given)
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"{name} is a whole number from 0, not {text!r}")
    if switch == "time_digits" and int(text) > 9:
        raise ValueError(f"{name} is a number of digits from 0 to 9, not {text}")
    if switch in ("default_page", "largest_page") and int(text) < 1:
        raise ValueError(f"{name} is a number of rows from 1, not {text}")
    return int(text)


def _operations(name: str, given: Any) -> frozenset[str]:
    names = [one.strip() for one in given.split(",") if one.strip()] if isinstance(given, str) else list(given)
    for one in names:
        if one not in OPERATIONS:
            raise ValueError(unknown(f"operation in {name}", one, OPERATIONS))
    return frozenset(names)


def _values(owner: type, switch: str) -> tuple[Any, ...]:
    kind = _hints(owner)[switch]
    if kind is bool:
        return (False, True)
    if kind is int:
        return _NUMBERS[switch]
    if kind == frozenset[str]:
        return tuple((one.name,) for one in OPERATIONS.values() if one.reads)
    return tuple(kind)


_SINGLE = frozenset(item.name for item in fields(Reading)) - set(LISTINGS) - set(COUNTERS)
_PAGE_BASES = {"0": "zero", "1": "one"}
_FLAGS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
_NUMBERS: dict[str, tuple[int, ...]] = {
    "default_page": (20, 30),
    "largest_page": (30, 50, 100, 200),
    "short_pages": (0, 3, 10),
    "time_digits": (0, 3, 6, 9),
    "search_values": (0, 10, 50),
}
