"""What the server holds, before and after: the fields that a statement changed, of every row of every kind."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from heymarket_dbapi.sandbox import Sandbox, World

Row = dict[str, Any]
Differences = dict[str, dict[Any, Row]]

KINDS = ("contacts", "custom_fields", "lists", "tags", "templates", "members", "users", "conversations", "schedules")
# What every write moves.
_MOVING = frozenset({"updated", "updated_at", "user_updated_at", "rev", "op", "created"})
NEW, GONE = {"(new)": True}, {"(gone)": True}


class Snapshot:
    """The rows of a world at one moment."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.rows = {kind: self._rows(kind) for kind in (*KINDS, "messages")}

    def _rows(self, kind: str) -> dict[Any, Row]:
        return {row["id"]: copy.deepcopy(_plain(row)) for row in self.sandbox.world.rows(kind)}

    def changes(self, *, conversations: bool = True) -> Differences:
        """The fields that are other than they were, by kind and id; new rows whole, and rows that are gone."""
        found: Differences = {}
        for kind, before in self.rows.items():
            if kind == "conversations" and not conversations:
                continue
            after = self._rows(kind)
            for identity in {**before, **after}:
                changed = _difference(before.get(identity), after.get(identity))
                if changed:
                    found.setdefault(kind, {})[identity] = changed
        return found


def _plain(row: Row) -> Row:
    """The row without the rows that it refers to, and with one way to say nothing."""
    kept = {name: value for name, value in row.items() if name not in ("conversation", "contact_channels", "members")}
    return {name: _said(value) for name, value in kept.items()}


def _said(value: Any) -> Any:
    """The value, with None for all that says nothing, inside lists of objects too."""
    if isinstance(value, dict):
        value = {name: _said(one) if isinstance(one, list) else one for name, one in value.items()}
    if isinstance(value, list):
        value = [{k: v or None for k, v in one.items()} if isinstance(one, dict) else one for one in value]
    return None if value in (None, "", 0, [], {}, False) else value


def _difference(before: Row | None, after: Row | None) -> Row:
    if before is None:
        return {**(after or {}), **NEW}
    if after is None:
        return GONE
    names = {*before, *after} - _MOVING
    return {name: after.get(name) for name in names if before.get(name) != after.get(name)}


def contact(world: World, phone: str) -> Row:
    """The contact with this phone that was made last."""
    return [row for row in world.contacts if row["phone"] == phone][-1]


@dataclass
class Scene:
    """A connection, and the server that it writes to."""

    connection: Any
    sandbox: Sandbox
    cursor: Any = field(init=False)

    def __post_init__(self) -> None:
        self.cursor = self.connection.cursor()

    @property
    def world(self) -> World:
        """What the server holds."""
        return self.sandbox.world

    @property
    def member(self) -> int:
        """A member with access to every inbox."""
        return int(self.world.members[0]["id"])

    @property
    def full(self) -> Row:
        """A contact that has everything."""
        return next(
            row
            for row in self.world.contacts
            if row["phone"] and row["email"] and row["tags"] and len(row["custom"] or ()) > 1
        )

    @property
    def plain(self) -> Row:
        """A contact that may be written to, whose phone is its own."""
        phones = [row["phone"] for row in self.world.contacts]
        return next(
            row
            for row in self.world.contacts
            if row["phone"] and phones.count(row["phone"]) == 1 and not row["is_opted_out"] and not self.is_blocked(row)
        )

    @property
    def opted_out(self) -> Row:
        """A contact that may not be written to."""
        return next(row for row in self.world.contacts if row["is_opted_out"] and row["phone"])

    @property
    def thread(self) -> Row:
        """An open conversation with one person, which is somebody's."""
        return next(
            row
            for row in self.world.conversations
            if row["status"] == "open" and not row["targets"] and row["channel"] == "sms" and row["assigned"]
        )

    def is_blocked(self, contact: Row) -> bool:
        """Whether the contact is blocked."""
        status = self.world.statuses.get(contact["id"])
        return bool(status and status["blocked"])

    def title(self, key: str) -> str:
        """The title of a custom field, by the key under which contacts have it, as an identifier."""
        return '"{}"'.format(next(one["title"] for one in self.world.custom_fields if str(one["id"]) == key))

    def run(self, sql: str, *parameters: Any) -> Any:
        """The rows of a statement, or how many it touched."""
        self.sandbox.log.clear()
        self.cursor.execute(sql, parameters)
        return self.cursor.rowcount if self.cursor.description is None else self.cursor.fetchall()

    def changed(self, sql: str, *parameters: Any, conversations: bool = True) -> Differences:
        """What a statement changed on the server."""
        before = Snapshot(self.sandbox)
        self.run(sql, *parameters)
        return before.changes(conversations=conversations)

    @property
    def calls(self) -> list[str]:
        """The requests of the last statement, by method and path."""
        return [f"{entry.method} {entry.path}" for entry in self.sandbox.log]

    def outcomes(self) -> list[str]:
        """What came of each row of the last statement."""
        return [str(one.outcome) for one in self.cursor.row_results]
