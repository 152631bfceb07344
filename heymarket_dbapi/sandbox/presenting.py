"""How the world's rows are written under a reading: which fields, how spelled, how emptiness and times look."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from .moments import YEAR_ONE, cut_time
from .rows import Row
from .shapes import SHAPES, Field, Kind, Shape, Source
from .switches import (
    ChannelIds,
    Empties,
    Fields,
    Letters,
    Reading,
    TagItems,
    TimeField,
    UuidShown,
)
from .world import MEDIA_BASE, World


class View(StrEnum):
    """An object as one operation shows it; the value begins with the name of the shape."""

    CONTACT = "contact"
    CONTACT_LISTED = "contact listed"
    CONTACT_V2 = "contact v2"
    CONTACT_V2_LISTED = "contact v2 listed"
    CHANNEL = "channel"
    STATUS = "status"
    CONTACT_FIELD = "contact_field"
    LIST = "list"
    TAG = "tag"
    TEMPLATE = "template"
    SURVEY = "survey"
    MESSAGE = "message"
    CONVERSATION = "conversation"
    CONVERSATION_LISTED = "conversation listed"
    CONVERSATION_EMBEDDED = "conversation embedded"
    INBOX = "inbox"
    TEAM = "team"
    USER = "user"
    SCHEDULE = "schedule"


Write = Callable[[Any], Any]
LEFT_OUT = object()

_SOURCES = {Fields.OLD: Source.OLD, Fields.NEW: Source.NEW, Fields.OBSERVED: Source.OBSERVED}
_ABSENT: dict[View, frozenset[str]] = {
    View.CONVERSATION: frozenset({"members", "last_msg"}),
    View.CONVERSATION_LISTED: frozenset({"unread_users"}),
    View.CONVERSATION_EMBEDDED: frozenset({"members", "last_msg", "unread_users"}),
}
_ZEROS: dict[Kind, Any] = {
    Kind.INTEGER: 0,
    Kind.KEY: 0,
    Kind.FLAG: False,
    Kind.TIME: YEAR_ONE,
    Kind.LIST: [],
    Kind.TAGS: [],
    Kind.OBJECTS: [],
    Kind.PHONES: [],
    Kind.MAP: {},
    Kind.OBJECT: {},
    Kind.ANY: None,
    Kind.CHANNEL_KEY: 0,
}
_EXTRA: Row = {"x_shard": 7, "x_links": {"self": "about:blank", "related": [1, None, "two"]}, "x_note": "über"}


class Presenter:
    """Writes rows as one reading shows them; what it wrote is kept until the world changes."""

    def __init__(self, reading: Reading, world: World, media_base: str = MEDIA_BASE) -> None:
        self.reading = reading
        self.world = world
        self.media_base = media_base
        self._writers: dict[str, list[tuple[str, str, Write]]] = {}
        self._kept: dict[tuple[View, Any], bytes] = {}
        self._version = -1

    def encode(self, view: View, row: Row) -> bytes:
        """The JSON text of one row."""
        if self._version != self.world.version:
            self._kept.clear()
            self._version = self.world.version
        found = self._kept.get((view, row["id"]))
        if found is None:
            found = self._kept[view, row["id"]] = encode(self.present(view, row))
        return found

    def present(self, view: View | str, row: Row) -> Row:
        """One row as a reply carries it."""
        writers = self._writers.get(view)
        if writers is None:
            writers = self._writers[view] = list(self._compile(view))
        shown = {}
        for name, written, write in writers:
            value = write(row.get(name))
            if value is not LEFT_OUT:
                shown[written] = value
        if self.reading.extra_fields and isinstance(view, View):
            shown.update(_EXTRA)
        return shown

    def nothing(self, view: View) -> Row:
        """The object with a zero in every field."""
        return {
            self._spell(view, item): _zero(item) for item in SHAPES[view.split()[0]].fields if self._shows(view, item)
        }

    def name(self, name: str) -> str:
        """A key outside of every shape, spelled as the reading spells keys."""
        return _camel(name) if self.reading.letters is Letters.CAMEL else name

    def loose(self, row: Row) -> Row:
        """An object outside of every shape, its keys and its emptiness written as the reading does."""
        shown = {self.name(name): value for name, value in row.items()}
        match self.reading.empties:
            case Empties.NULL:
                shown = {name: None if value in ("", {}) else value for name, value in shown.items()}
            case Empties.OMITTED | Empties.OMITTED_FLAGS:
                shown = {name: value for name, value in shown.items() if value not in ("", {}, None)}
        return shown | _EXTRA if self.reading.extra_fields else shown

    def _compile(self, view: View | str) -> list[tuple[str, str, Write]]:
        shape: Shape = SHAPES[view.split()[0]]
        return [
            (item.name, self._spell(view, item), self._writer(item)) for item in shape.fields if self._shows(view, item)
        ]

    def _shows(self, view: View | str, item: Field) -> bool:
        if isinstance(view, View) and item.name in _ABSENT.get(view, ()):
            return False
        switched = self._switched(view, item.name)
        if switched is not None:
            return switched
        return self.reading.fields is Fields.UNION or _SOURCES[self.reading.fields] in item.sources

    def _switched(self, view: View | str, name: str) -> bool | None:
        reading = self.reading
        match view.split()[0], name:
            case "contact", "uuid":
                v2 = view in (View.CONTACT_V2, View.CONTACT_V2_LISTED)
                return reading.uuid_shown is UuidShown.ALWAYS or (reading.uuid_shown is UuidShown.V2 and v2)
            case "contact", "contact_channels":
                return reading.channels_shown and view in (View.CONTACT_V2, View.CONTACT_V2_LISTED)
            case "contact", "avatar" if view in (View.CONTACT_LISTED, View.CONTACT_V2_LISTED):
                return reading.list_avatar
            case "contact", "is_opted_out" if not reading.opted_out_shown:
                return False
            case "conversation", "status" if not reading.status_shown:
                return False
            case "member", "email":
                return reading.member_email
        return None

    def _spell(self, view: View | str, item: Field) -> str:
        shape, name = view.split()[0], item.name
        if shape == "message" and name == "date" and self.reading.message_time_field is TimeField.CREATED_AT:
            name = "created_at"
        inbox = shape in ("inbox", "widget_settings", "business_hours")
        camel = self.reading.letters is Letters.CAMEL or (inbox and self.reading.letters is Letters.CAMEL_INBOXES)
        return _camel(name) if camel else name

    def _writer(self, item: Field) -> Write:
        plain = self._plain(item)
        empties, zero = self.reading.empties, _zero(item)

        def write(value: Any) -> Any:
            if value or (value is False and empties is not Empties.OMITTED_FLAGS):
                return plain(value)
            match empties:
                case Empties.NULL:
                    return None
                case Empties.ZERO:
                    return zero
                case _:
                    return LEFT_OUT

        return write

    def _plain(self, item: Field) -> Write:
        match item.kind:
            case Kind.TIME:
                return self.time
            case Kind.URL:
                return self._url
            case Kind.OBJECT:
                view = View.CONVERSATION_EMBEDDED if item.shape == "conversation" else item.shape
                return lambda value: self.present(view, value)
            case Kind.OBJECTS:
                return lambda value: [self.present(item.shape, one) for one in value]
            case Kind.MAP:
                return self._map
            case Kind.TAGS:
                return lambda value: [self._tag(one["tag_id"]) for one in value]
            case Kind.PHONE:
                return lambda value: "+" + value if self.reading.inbox_plus else value
            case Kind.PHONES:
                return lambda value: ["+" + one if self.reading.inbox_plus else one for one in value]
            case Kind.INVITED:
                return lambda value: value if self.reading.invited_list else bool(value)
            case Kind.CHANNEL_KEY if self.reading.channel_ids is ChannelIds.STRINGS:
                return str
            case Kind.CHANNEL_CONTACT if self.reading.channel_ids is ChannelIds.STRINGS:
                return self._uuid
            case _:
                return lambda value: value

    def time(self, value: str) -> str:
        """A time with the digits that the reading shows."""
        digits, padded = self.reading.time_digits, self.reading.time_padded
        return value if digits == 9 and not padded else cut_time(value, digits, padded=padded)

    def _url(self, value: str) -> str:
        return self.media_base + value[len(MEDIA_BASE) :] if value.startswith(MEDIA_BASE) else value

    def _map(self, value: Row) -> Row:
        match self.reading.empties:
            case Empties.NULL:
                return {key: one or None for key, one in value.items()}
            case Empties.ZERO:
                return {key: one or "" for key, one in value.items()}
            case _:
                return {key: one for key, one in value.items() if one}

    def _tag(self, identity: int) -> Any:
        match self.reading.tag_items:
            case TagItems.REFERENCE:
                return {self.name("tag_id"): identity}
            case TagItems.ID:
                return {"id": identity}
            case TagItems.BARE:
                return identity
            case _:
                tag = self.world.tags.get(identity) or {}
                return {self.name("tag_id"): identity, "tag": tag.get("tag"), "color": tag.get("color")}

    def _uuid(self, value: int) -> str:
        contact = self.world.contacts.get(value)
        return contact["uuid"] if contact else ""


def encode(value: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _zero(item: Field) -> Any:
    return _ZEROS.get(item.kind, "" if item.kind is not Kind.INVITED else False)


def _camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)
