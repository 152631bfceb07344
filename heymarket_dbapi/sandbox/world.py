"""What a Heymarket account holds, in memory, and how it changes."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .moments import SECOND, read_time, write_time
from .rows import Row, Rows
from .shapes import SHAPES

MEDIA_BASE = "http://sandbox/media/"
_SHAPE_OF = {
    "contacts": "contact",
    "conversations": "conversation",
    "messages": "message",
    "lists": "list",
    "tags": "tag",
    "templates": "template",
    "surveys": "survey",
    "inboxes": "inbox",
    "members": "member",
    "users": "user",
    "schedules": "schedule",
    "custom_fields": "contact_field",
    "channels": "channel",
    "statuses": "status",
}
KINDS = tuple(_SHAPE_OF)
_TIMES = ("created", "updated", "created_at", "updated_at", "date")
_TOUCHED = {"inboxes": "updated_at", "users": "updated_at"}
_TIMELESS = frozenset({"members", "custom_fields", "statuses"})


@dataclass(frozen=True, slots=True)
class Media:
    """What a media link answers."""

    content_type: str = "image/png"
    content: bytes = b""
    status: int = 200
    location: str = ""


class World:
    """Everything an account holds, as rows in the full shape of the API, before any reading is applied."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.version = 0
        self.contacts = self._rows("contacts")
        self.conversations = self._rows("conversations")
        self.messages = self._rows("messages")
        self.lists = self._rows("lists")
        self.tags = self._rows("tags")
        self.templates = self._rows("templates")
        self.surveys = self._rows("surveys")
        self.inboxes = self._rows("inboxes")
        self.members = self._rows("members")
        self.users = self._rows("users")
        self.schedules = self._rows("schedules")
        self.custom_fields = self._rows("custom_fields")
        self.channels = self._rows("channels")
        self.statuses = self._rows("statuses")
        self.team: Row = {}
        self.unshown: dict[int, dict[int, None]] = {}
        self.answered: dict[tuple[Any, ...], Any] = {}
        self._later: list[tuple[int, Callable[[], object]]] = []
        self.media: dict[str, Media] = {}
        self._latest = 0

    def __repr__(self) -> str:
        return f"World({', '.join(f'{len(self.rows(kind))} {kind}' for kind in KINDS)})"

    def rows(self, kind: str) -> Rows:
        """The rows of one kind, by its name."""
        if kind not in KINDS:
            raise ValueError(f"no kind {kind!r} in the world; there are {', '.join(KINDS)}")
        found: Rows = getattr(self, kind)
        return found

    def fill(self, kind: str, rows: Iterable[Row]) -> None:
        """Replace all rows of one kind."""
        setattr(self, kind, Rows(kind, rows, self.changed))
        self.changed()

    def changed(self) -> None:
        """Note that something changed, so that nothing stale is shown."""
        self.version += 1

    def now(self) -> int:
        """A moment in nanoseconds that is later than every moment given before, and not before the clock."""
        self._latest = max(int(self.clock() * SECOND) // 1000 * 1000, self._latest + 1000)
        return self._latest

    def touch(self, kind: str, identity: Any, *, at: str | None = None, **values: Any) -> Row:
        """Change a row as a write would: new values, `updated` later, `rev` one up."""
        rows = self.rows(kind)
        row = rows.get(identity)
        if row is None:
            raise KeyError(f"no row {identity!r} in {kind}")
        unknown = [name for name in values if name not in row]
        if unknown:
            raise ValueError(f"{kind} have no field {', '.join(unknown)}; they have {', '.join(row)}")
        row.update(values)
        if kind not in _TIMELESS:
            row[_TOUCHED.get(kind, "updated")] = at or write_time(self.now())
        if isinstance(row.get("rev"), int):
            row["rev"] += 1
        rows.forget()
        if kind == "contacts":
            self._readdress(row)
        return row

    def later(self, number: int, action: Callable[[], object]) -> None:
        """Let something happen before the request with this number is answered."""
        self._later.append((number, action))

    def settle(self, number: int) -> None:
        """Do what was to happen before the request with this number."""
        due, self._later = (
            [one for one in self._later if one[0] <= number],
            [one for one in self._later if one[0] > number],
        )
        for _, action in due:
            action()

    def insert(self, kind: str, row: Row | None = None, **values: Any) -> Row:
        """Add a row; fields not given are empty, the id is the next one, the times are now."""
        made = self.make(kind, row, **values)
        self.rows(kind).put(made)
        if kind == "contacts":
            self._know(made)
        return made

    def make(self, kind: str, row: Row | None = None, **values: Any) -> Row:
        """A row as `insert` adds it, not added."""
        rows, given = self.rows(kind), {**(row or {}), **values}
        made: Row = {item.name: None for item in SHAPES[_SHAPE_OF[kind]].fields}
        unknown = [name for name in given if name not in made]
        if unknown:
            raise ValueError(f"{kind} have no field {', '.join(unknown)}; they have {', '.join(made)}")
        now = write_time(self.now())
        made.update({name: now for name in _TIMES if name in made})
        made["id"] = given["id"] if "id" in given else rows.next_id()
        if "conversation" in made:
            made["conversation"] = next(iter(self.conversations), None)
        made.update(given)
        if rows.get(made["id"]) is not None:
            raise ValueError(f"{kind} already have a row {made['id']!r}")
        for name in _TIMES:
            if made.get(name):
                read_time(made[name])
        return made

    def delete(self, kind: str, identity: Any) -> Row:
        """Remove a row and return it."""
        rows = self.rows(kind)
        if rows.get(identity) is None:
            raise KeyError(f"no row {identity!r} in {kind}")
        if kind == "contacts":
            self.statuses.take(identity)
            for channel in [one for one in self.channels if one["contact_id"] == identity]:
                self.channels.take(channel["id"])
        return rows.take(identity)

    def _readdress(self, contact: Row) -> None:
        seen: set[str] = set()
        for channel in contact["contact_channels"] or ():
            if channel["channel_type"] not in seen:
                channel["channel_id"] = contact.get(channel["channel_type"]) or channel["channel_id"]
            seen.add(channel["channel_type"])
        self.channels.forget()

    def _know(self, contact: Row) -> None:
        contact["uuid"] = contact["uuid"] or str(uuid.uuid5(uuid.NAMESPACE_OID, str(contact["id"])))
        self.statuses.put(
            {
                "id": contact["id"],
                "phone": contact["phone"],
                "unsubscribed": bool(contact["is_opted_out"]),
                "blocked": False,
                "unsubscribed_admin": False,
                "unsubscribed_contact": bool(contact["is_opted_out"]),
            }
        )

    def _rows(self, kind: str) -> Rows:
        return Rows(kind, (), self.changed)
