"""The conditions under which queries are asked: every named reading with pages of several sizes, each single switch."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache

from heymarket_dbapi.sandbox import Reading, readings, switches
from heymarket_dbapi.sandbox.readings import COUNTERS, LISTINGS, change, read
from heymarket_dbapi.sandbox.rows import Ties
from heymarket_dbapi.sandbox.switches import Bound, EmptyLookup, Limit, Listing, PageBase
from tests.differential import address

# The crowds of rows with one time are larger than the smallest page, and smaller than the others.
SIZES = {"seed": 11, "contacts": 70, "messages": 260, "crowd": 24}
PAGES: tuple[int | None, ...] = (None, 12, 30, 50, 100)


@dataclass(frozen=True, slots=True)
class Condition:
    """A named reading with some switches changed."""

    name: str = "documented"
    changes: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return " ".join([self.name, *(f"{name}={value}" for name, value in self.changes)])

    @property
    def reading(self) -> Reading:
        """All its switches."""
        return _reading(self)

    @property
    def address(self) -> str:
        """Where the account is that is read so."""
        return address(**SIZES, reading=self.name, **dict(self.changes))


@cache
def _reading(condition: Condition) -> Reading:
    return change(read(condition.name), dict(condition.changes))


def named() -> list[Condition]:
    """Every named reading at every size of page."""
    return [Condition(name, _paged(size)) for name in readings() for size in PAGES]


def single() -> list[Condition]:
    """Every value of every switch that is not the documented one, with pages that are smaller than most listings."""
    conditions = []
    for name, values in switches().items():
        for value in values:
            text = ",".join(value) if isinstance(value, tuple) else str(value)
            size = () if name.endswith("_page") else _paged(30)
            conditions.append(Condition(changes=(*size, (name, text))))
    return [one for one in conditions if one.reading not in (Reading(), _reading(Condition(changes=_paged(30))))]


def concerns(condition: Condition, sql: str) -> bool:
    """Whether the switch is for all, or for a listing or a counter of a table that the query reads."""
    name = condition.changes[-1][0] if condition.changes else ""
    place = next((place for place in _OWN if name.startswith(place + "_") and name not in _WHOLE), "")
    return not place or re.search(_tables(*_READ_FROM.get(place, (place,))), sql) is not None


def _paged(size: int | None) -> tuple[tuple[str, str], ...]:
    return () if size is None else (("default_page", str(min(size, 30))), ("largest_page", str(size)))


_WHOLE = {item.name for item in fields(Reading)}
_OWN = sorted({place.removesuffix("_count") for place in LISTINGS + COUNTERS}, key=len, reverse=True)
_CONTACTS = ("contacts", "contact_tags")
_READ_FROM = {
    "contacts": _CONTACTS,
    "contacts_v1": _CONTACTS,
    "contacts_v2": _CONTACTS,
    "contact_fields": ("contacts", "custom_fields"),
    "lists": ("lists", "list_members"),
    "templates": ("templates", "template_files"),
}


class Outcome(StrEnum):
    """What may come of a query that the API cannot answer."""

    ERROR_OR_ROWS = "an error that says so, or the rows all the same"
    ANY = "rows that are not to be known"


@dataclass(frozen=True, slots=True)
class Impossible:
    """A combination that no client can answer: where it holds, for queries that match, and why."""

    holds: Callable[[Reading], bool]
    query: str
    outcome: Outcome
    reason: str


def _tables(*names: str) -> str:
    return rf"\b({'|'.join(names)})\b"


def _gone(operations: set[str], *tables: str) -> Impossible:
    reason = f"there is no other way to {' or '.join(tables)} than {' and '.join(sorted(operations))}"
    return Impossible(lambda reading: operations <= reading.gone, _tables(*tables), Outcome.ERROR_OR_ROWS, reason)


def _is_stuck(place: str, crowd: int) -> Callable[[Reading], bool]:
    """Whether a listing shows a crowd of that many rows neither on one page nor on several."""

    def holds(reading: Reading) -> bool:
        listing: Listing = getattr(reading, place)
        ignored = listing.limit is Limit.IGNORED
        size = min(listing.default_page, listing.largest_page) if ignored else listing.largest_page
        return listing.page_base is PageBase.IGNORED and (crowd >= size or listing.bound is Bound.IGNORED)

    return holds


def _has_gap(place: str) -> Callable[[Reading], bool]:
    return lambda reading: getattr(reading, place).empty_page


def _is_unstable(place: str) -> Callable[[Reading], bool]:
    places = ("contacts_v1", "contacts_v2") if place == "contacts" else (place,)
    return lambda reading: any(getattr(reading, one).ties is Ties.UNSTABLE for one in places)


def _hides_addresses(reading: Reading) -> bool:
    """Whether users are shown only to who asks for their e-mails, which nothing else shows."""
    is_listed = reading.users_listed and "list_users" not in reading.gone
    is_told = reading.empty_lookup is EmptyLookup.ALL or (reading.member_email and not reading.get_body_dropped)
    return not is_listed and not is_told and "lookup_users" not in reading.gone


# How many rows share one time in the account, and the tables that are read from a listing's rows.
_CROWDS = {"messages": 24, "conversations": 12, "lists": 10, "tags": 10, "templates": 10, "surveys": 36}

IMPOSSIBLE: tuple[Impossible, ...] = (
    *(
        Impossible(
            _has_gap(place),
            _tables(*_READ_FROM.get(place, (place,))),
            Outcome.ANY,
            "more empty places than a page has lie between two rows, and no counter tells of the rows behind them",
        )
        for place in ("lists", "tags", "templates", "surveys")
    ),
    *(
        Impossible(
            _is_unstable(place),
            rf"(?s){_tables(*_READ_FROM.get(place, (place,)))}.*\bLIMIT\b",
            Outcome.ANY,
            "rows change places between two pages, and a walk that is left early is held against no count",
        )
        for place in ("contacts", *_CROWDS)
    ),
    Impossible(
        lambda reading: not reading.gone.isdisjoint({"get_schedule", "list_channels"}),
        _tables("schedules", "contact_channels"),
        Outcome.ANY,
        "the endpoint answers as it does where there is no such row",
    ),
    Impossible(
        _hides_addresses,
        r"(?s)\bmembers\b.*\bemail\b",
        Outcome.ANY,
        "a member's e-mail is shown only to who asks for it: a filter finds it, and a listing has none",
    ),
    _gone({"list_contacts_v1", "list_contacts_v2"}, "contacts", "contact_tags"),
    _gone({"list_conversations"}, "conversations"),
    _gone({"list_messages"}, "messages"),
    _gone({"list_lists"}, "lists", "list_members"),
    _gone({"list_tags"}, "tags"),
    _gone({"list_templates"}, "templates", "template_files"),
    _gone({"list_surveys"}, "surveys"),
    _gone({"list_inboxes"}, "inboxes", "inbox_members"),
    _gone({"get_team"}, "team", "members"),
    _gone({"list_contact_fields"}, "contacts", "custom_fields"),
    _gone({"get_conversation"}, "unread_users"),
    _gone({"contact_status"}, "is_blocked", "is_unsubscribed"),
    _gone({"get_contact_v1", "lookup_contact"}, "avatar_file_name"),
    *(
        Impossible(
            _is_stuck(place, crowd),
            _tables(*_READ_FROM.get(place, (place,))),
            Outcome.ERROR_OR_ROWS,
            "page numbers are ignored, and a crowd with one time fills a page",
        )
        for place, crowd in _CROWDS.items()
    ),
    *(
        Impossible(
            _is_unstable(place),
            _tables(*_READ_FROM.get(place, (place,))),
            Outcome.ERROR_OR_ROWS,
            "rows change places between two pages",
        )
        for place in ("contacts", *_CROWDS)
    ),
)


def impossible(reading: Reading, sql: str) -> Impossible | None:
    """Why no client can answer the query under the reading, if so."""
    return next((one for one in IMPOSSIBLE if re.search(one.query, sql) and one.holds(reading)), None)
