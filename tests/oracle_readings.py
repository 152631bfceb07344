"""The account as the replies of one reading show it: fields that no reply carries are gone, times are cut.

What changes only the manner of writing (letters, empties, plus signs) is left as the documents have it. JSON holds what
the reply holds, extra fields and all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from heymarket_dbapi.sandbox.presenting import Presenter, View
from heymarket_dbapi.sandbox.switches import (
    ConversationFilters,
    Empties,
    EmptyLookup,
    Reading,
)

Row = Mapping[str, Any]

# The kinds of rows, with the operations that show them one and all, and the view that each of them has.
LISTINGS: Mapping[str, Mapping[str, View]] = {
    "contacts": {"list_contacts_v1": View.CONTACT_LISTED, "list_contacts_v2": View.CONTACT_V2_LISTED},
    "conversations": {"list_conversations": View.CONVERSATION_LISTED},
    "messages": {"list_messages": View.MESSAGE},
    "lists": {"list_lists": View.LIST},
    "tags": {"list_tags": View.TAG},
    "templates": {"list_templates": View.TEMPLATE},
    "surveys": {"list_surveys": View.SURVEY},
    "inboxes": {"list_inboxes": View.INBOX},
    "schedules": {"get_schedule": View.SCHEDULE},
    "custom_fields": {"list_contact_fields": View.CONTACT_FIELD},
    "channels": {"list_channels": View.CHANNEL},
    "statuses": {"contact_status": View.STATUS},
}
# What only reads of one row show, for extended columns: the fields that count, and the operations in their order.
SINGLE: Mapping[str, tuple[tuple[str, View, tuple[str, ...]], ...]] = {
    "contacts": (
        ("get_contact_v1", View.CONTACT, ("avatar",)),
        ("lookup_contact", View.CONTACT, ("avatar",)),
    ),
    "conversations": (("get_conversation", View.CONVERSATION, ("unread_users",)),),
}


_TELLING = frozenset(
    {"get_team", "list_users", "lookup_users"}
    | {name for views in LISTINGS.values() for name in views}
    | {name for singles in SINGLE.values() for name, _, _ in singles}
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a client can see of a world: the same attributes, with rows as replies carry them."""

    contacts: list[Row]
    conversations: list[Row]
    messages: list[Row]
    lists: list[Row]
    tags: list[Row]
    templates: list[Row]
    surveys: list[Row]
    inboxes: list[Row]
    schedules: list[Row]
    custom_fields: list[Row]
    channels: list[Row]
    statuses: list[Row]
    uuids: Mapping[int, str]
    members: list[Row]
    users: list[Row]
    team: Row
    media: Mapping[str, Any]


def shown(world: Any, reading: Reading) -> Shown:
    """The world as the reading's replies show it."""
    plain = held(reading)
    presenter = Presenter(plain, world)
    rows = {kind: list(_rows(presenter, kind, _told(kind, world.rows(kind), plain))) for kind in LISTINGS}
    members = _members(presenter, world, plain)
    return Shown(
        **rows,
        uuids={contact["id"]: contact["uuid"] for contact in world.contacts},
        members=members,
        users=_users(presenter, world, plain),
        team={**presenter.present(View.TEAM, {**world.team}), "members": members},
        media=world.media,
    )


def held(reading: Reading) -> Reading:
    """The documented reading with the switches of another that decide what replies hold; how they write it stays."""
    names = (
        *("fields", "time_digits", "time_padded", "extra_fields", "list_avatar", "opted_out_shown", "uuid_shown"),
        *("channels_shown", "tag_items", "channel_ids", "status_shown", "invited_list", "member_email"),
        *("users_listed", "empty_lookup", "get_body_dropped", "conversation_filters", "private_hidden"),
    )
    flags = Empties.OMITTED_FLAGS if reading.empties is Empties.OMITTED_FLAGS else Empties.OMITTED
    gone = reading.gone & _TELLING
    return replace(Reading(), empties=flags, gone=gone, **{name: getattr(reading, name) for name in names})


def _told(kind: str, rows: Iterable[Row], reading: Reading) -> Iterable[Row]:
    """The rows that a listing shows to somebody."""
    if kind not in ("lists", "templates"):
        return rows
    return [row for row in rows if row["shared"] or not reading.private_hidden]


def _rows(presenter: Presenter, kind: str, rows: Iterable[Row]) -> Iterable[Row]:
    """Each row with what any reply shows of it; what no listing shows any more may still be counted, or read by id."""
    reading = presenter.reading
    views = [view for name, view in LISTINGS[kind].items() if name not in reading.gone]
    if not views and kind == "custom_fields":
        return
    single = [one for one in SINGLE.get(kind, ()) if one[0] not in reading.gone]
    for row in rows:
        found: dict[str, Any] = {"id": row["id"]}
        for _, view, names in single:
            one = presenter.present(view, dict(row))
            found |= {name: one[name] for name in names if name in one}
        for view in views or LISTINGS[kind].values():
            found |= presenter.present(view, dict(row))
        if kind == "conversations":
            found["is_closed"] = row["status"] == "closed" and _tells_closed(reading)
        yield found


def _tells_closed(reading: Reading) -> bool:
    """Whether a conversation's status, or else the filter that returned it, says that it is closed."""
    return reading.status_shown or reading.conversation_filters is not ConversationFilters.IGNORED


def _members(presenter: Presenter, world: Any, reading: Reading) -> list[Row]:
    if "get_team" in reading.gone:
        return []
    return [presenter.present("member", dict(member)) for member in world.members]


def _users(presenter: Presenter, world: Any, reading: Reading) -> list[Row]:
    """The users, where they are listed, or found by nothing, or by the e-mails that the team shows."""
    is_listed = reading.users_listed and "list_users" not in reading.gone
    is_open = reading.empty_lookup is EmptyLookup.ALL
    is_known = reading.member_email and not reading.get_body_dropped and "get_team" not in reading.gone
    if not is_listed and ("lookup_users" in reading.gone or not (is_open or is_known)):
        return []
    return [presenter.present(View.USER, dict(user)) for user in world.users]
