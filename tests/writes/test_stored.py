"""Every table and statement under several readings: what the server holds afterwards, field by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from heymarket_dbapi.errors import Error

from .stored import GONE, NEW, Differences, Scene

READINGS = ("documented", "old", "new", "strict", "terse", "verbose", "coarse", "ragged", "deaf", "hollow", "bare")
Given = Callable[[Scene], tuple[Any, ...]]


@dataclass(frozen=True)
class Case:
    """A statement, its parameters, what is other afterwards, and the readings whose server does not do it."""

    name: str
    sql: str
    given: Given
    changes: Callable[[Scene], Differences]
    refusing: tuple[str, ...] = ()
    result: Callable[[Scene], Any] = lambda scene: 1


def first(row: dict[str, Any], count: int = 1) -> str:
    """The first key of the custom fields that a contact has."""
    keys: list[str] = list(row["custom"])
    return keys[count - 1]


def without(values: dict[str, Any], *keys: str) -> dict[str, Any]:
    """The same without some keys."""
    return {key: value for key, value in values.items() if key not in keys}


def contact(pick: Callable[[Scene], Any], **changes: Any) -> Callable[[Scene], Differences]:
    """Just these fields of one contact."""
    return lambda scene: {"contacts": {pick(scene)["id"]: changes}}


def full(scene: Scene) -> Any:
    return scene.full


def plain(scene: Scene) -> Any:
    return scene.plain


def assigned(scene: Scene) -> Any:
    return next(row for row in scene.world.contacts if row["assigned_user_id"] and row["phone"])


def opted_out(scene: Scene) -> Any:
    return scene.opted_out


def template(scene: Scene) -> Any:
    return next(row for row in scene.world.templates if row["content"]["gallery"] and not row["content"]["attachments"])


def listed(scene: Scene) -> Any:
    return scene.world.lists[0]


def by_id(pick: Callable[[Scene], Any]) -> Given:
    return lambda scene: (pick(scene)["id"],)


def thread(**changes: Any) -> Callable[[Scene], Differences]:
    return lambda scene: {"conversations": {scene.thread["id"]: changes}}


def other_inbox(scene: Scene) -> int:
    taken = {row["inbox"] for row in scene.world.conversations if row["target"] == scene.thread["target"]}
    return next(int(row["id"]) for row in scene.world.inboxes if row["id"] not in taken)


CASES = [
    Case(
        "names",
        "UPDATE contacts SET first_name = upper(last_name) || ?, last_name = NULL WHERE id = ?",
        lambda scene: ("!", scene.full["id"]),
        lambda scene: {"contacts": {scene.full["id"]: {"first": f"{scene.full['last'].upper()}!", "last": None}}},
    ),
    Case(
        "custom field set",
        "UPDATE contacts SET {custom} = ? WHERE id = ?",
        lambda scene: ("new", scene.full["id"]),
        lambda scene: {
            "contacts": {scene.full["id"]: {"custom": {**scene.full["custom"], first(scene.full): "new"}}},
        },
    ),
    Case(
        "custom field removed",
        "UPDATE contacts SET {custom} = NULL, first_name = 'Zed' WHERE id = ?",
        by_id(full),
        lambda scene: {
            "contacts": {
                scene.full["id"]: {"first": "Zed", "custom": without(scene.full["custom"], first(scene.full))},
            },
        },
    ),
    Case(
        "e-mail removed",
        "UPDATE contacts SET email = NULL WHERE id = ?",
        by_id(full),
        contact(full, email=None),
        refusing=("terse",),
    ),
    Case(
        "assigned",
        "UPDATE contacts SET assigned_user_id = ? WHERE id = ?",
        lambda scene: (scene.member, scene.plain["id"]),
        lambda scene: {"contacts": {scene.plain["id"]: {"assigned_user_id": scene.member}}},
    ),
    Case(
        "unassigned",
        "UPDATE contacts SET assigned_user_id = NULL WHERE id = ?",
        by_id(assigned),
        contact(assigned, assigned_user_id=None),
        refusing=("deaf",),
    ),
    Case(
        "opted out",
        "UPDATE contacts SET is_opted_out = true WHERE id = ?",
        by_id(plain),
        contact(plain, is_opted_out=True),
    ),
    Case(
        "opted in",
        "UPDATE contacts SET is_opted_out = false WHERE id = ?",
        by_id(opted_out),
        contact(opted_out, is_opted_out=None),
    ),
    Case(
        "contact deleted",
        "DELETE FROM contacts WHERE phone = ?",
        lambda scene: (f"+{scene.plain['phone']}",),
        contact(plain, **GONE),
    ),
    Case(
        "tag given",
        "INSERT INTO contact_tags (contact_id, tag_id) VALUES (?, ?)",
        lambda scene: (scene.full["id"], fresh_tag(scene)),
        lambda scene: {
            "contacts": {scene.full["id"]: {"tags": [*scene.full["tags"], {"tag_id": fresh_tag(scene)}]}},
        },
    ),
    Case(
        "tag taken",
        "DELETE FROM contact_tags WHERE contact_id = ? AND tag_id = ?",
        lambda scene: (scene.full["id"], scene.full["tags"][0]["tag_id"]),
        lambda scene: {"contacts": {scene.full["id"]: {"tags": scene.full["tags"][1:] or None}}},
        refusing=("terse", "deaf"),
    ),
    Case(
        "channel changed",
        "UPDATE contact_channels SET channel_id = 'x@example.com' WHERE contact_uuid = ? AND channel_type = 'email'",
        lambda scene: (scene.full["uuid"],),
        contact(full, email="x@example.com"),
    ),
    Case(
        "channel deleted",
        "DELETE FROM contact_channels WHERE contact_uuid = ? AND channel_type = 'email'",
        lambda scene: (scene.full["uuid"],),
        contact(full, email=None),
    ),
    Case(
        "list renamed",
        "UPDATE lists SET name = 'M' WHERE id = ?",
        by_id(listed),
        lambda scene: named(scene, "lists", "M"),
    ),
    Case(
        "list deleted",
        "DELETE FROM lists WHERE id = ?",
        by_id(listed),
        lambda scene: {"lists": {listed(scene)["id"]: GONE}},
    ),
    Case(
        "taken off a list",
        "DELETE FROM list_members WHERE list_id = ? AND phone = ?",
        lambda scene: (listed(scene)["id"], next(iter(listed(scene)["targets"]))),
        lambda scene: {
            "lists": {
                listed(scene)["id"]: {
                    "targets": without(listed(scene)["targets"], next(iter(listed(scene)["targets"])))
                },
            },
        },
    ),
    Case(
        "template's text",
        "UPDATE templates SET text = text || '!' WHERE id = ?",
        by_id(template),
        lambda scene: {
            "templates": {
                template(scene)["id"]: {
                    "content": texted(template(scene)["content"]),
                },
            },
        },
    ),
    Case(
        "template deleted",
        "DELETE FROM templates WHERE id = ?",
        by_id(template),
        lambda scene: {"templates": {template(scene)["id"]: GONE}},
    ),
    Case(
        "schedule deleted",
        "DELETE FROM schedules WHERE id = ?",
        lambda scene: (scene.world.schedules[0]["id"],),
        lambda scene: {"schedules": {scene.world.schedules[0]["id"]: GONE}},
        refusing=("old",),
    ),
    Case(
        "closed",
        "UPDATE conversations SET is_closed = true WHERE id = ?",
        by_id(lambda s: s.thread),
        thread(status="closed"),
    ),
    Case(
        "unread",
        "UPDATE conversations SET is_unread = true WHERE id = ?",
        by_id(lambda scene: scene.thread),
        lambda scene: {"conversations": {scene.thread["id"]: unread(scene)}},
    ),
    Case(
        "conversation unassigned",
        "UPDATE conversations SET assigned_user_id = NULL WHERE id = ?",
        by_id(lambda scene: scene.thread),
        thread(assigned=None),
        refusing=("strict", "deaf"),
    ),
    Case(
        "transferred",
        "UPDATE conversations SET inbox_id = ? WHERE id = ?",
        lambda scene: (other_inbox(scene), scene.thread["id"]),
        lambda scene: {"conversations": {scene.thread["id"]: {"inbox": other_inbox(scene)}}},
    ),
]


def fresh_tag(scene: Scene) -> int:
    """A tag that the full contact has not."""
    held = {one["tag_id"] for one in scene.full["tags"]}
    return next(int(row["id"]) for row in scene.world.tags if row["id"] not in held)


def texted(content: dict[str, Any]) -> dict[str, Any]:
    """The content with another text, and with one way to say nothing."""
    gallery = [{name: one or None for name, one in entry.items()} for entry in content["gallery"]]
    return {"text": f"{content['text']}!", "gallery": gallery, "attachments": None}


def named(scene: Scene, kind: str, name: str) -> Differences:
    return {kind: {scene.world.rows(kind)[0]["id"]: {"name": name}}}


def unread(scene: Scene) -> dict[str, Any]:
    """What the call makes of the conversation: for one member, or under one reading for all."""
    readers = [one["id"] for one in scene.thread["members"]]
    return {
        "unread": True,
        "unread_users": readers if scene.sandbox.reading.writes.unread_scope == "all" else [scene.member],
    }


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_statement_changes_this_and_nothing_else(case: Case, reading: str, scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(reading)
    given, wanted = case.given(scene), case.changes(scene)
    sql = case.sql.format(custom=scene.title(first(scene.full))) if "{custom}" in case.sql else case.sql
    if reading in case.refusing:
        with pytest.raises(Error):
            scene.run(sql, *given)
        assert scene.outcomes() == ["failed"]
        return
    changes = scene.changed(sql, *given, conversations="conversations" in wanted)
    found = {kind: rows for kind, rows in changes.items() if kind in wanted}
    assert found == wanted
    assert scene.cursor.rowcount == 1
    assert scene.outcomes() == [
        "deleted" if sql.startswith("DELETE") else "inserted" if sql.startswith("I") else "updated"
    ]


NEW_ROWS = [
    (
        "contacts",
        "INSERT INTO contacts (phone, first_name, last_name, email, is_opted_out) VALUES (?, 'Ann', 'Lee', ?, true)",
        ("+1 (510) 555-0100", "ann@example.com"),
        {"phone": "15105550100", "first": "Ann", "last": "Lee", "email": "ann@example.com", "is_opted_out": True},
        "display_name",
        "Ann Lee",
    ),
    (
        "custom_fields",
        "INSERT INTO custom_fields (title) VALUES (?)",
        ("Shoe size",),
        {"title": "Shoe size"},
        "column_name",
        "shoe_size",
    ),
    (
        "tags",
        "INSERT INTO tags (name, color) VALUES (?, '#ff0000')",
        ("hot",),
        {"tag": "hot", "color": "#ff0000"},
        "name",
        "hot",
    ),
    ("templates", "INSERT INTO templates (name, text) VALUES ('T', ?)", ("Hi",), {"name": "T"}, "text", "Hi"),
    ("lists", "INSERT INTO lists (name) VALUES (?)", ("L",), {"name": "L", "targets": None}, "name", "L"),
    (
        "schedules",
        "INSERT INTO schedules (inbox_id, execute_date, text, phone) VALUES (42, '2100-01-01 15:00', ?, '15105550100')",
        ("Soon",),
        {"inbox_id": 42},
        "text",
        "Soon",
    ),
    (
        "messages",
        "INSERT INTO messages (inbox_id, target, text, channel) VALUES (42, ?, '<p>Hi</p>', 'email')",
        ("x@example.org",),
        {"text": "<p>Hi</p>", "target": "x@example.org"},
        "channel",
        "email",
    ),
]


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(
    ("kind", "sql", "given", "stored", "column", "shown"), NEW_ROWS, ids=[row[0] for row in NEW_ROWS]
)
def test_insert_makes_one_row_and_returns_it(
    kind: str,
    sql: str,
    given: tuple[Any, ...],
    stored: dict[str, Any],
    column: str,
    shown: Any,
    reading: str,
    scene_of: Callable[..., Scene],
) -> None:
    scene = scene_of(reading)
    if kind == "messages" and scene.sandbox.reading.writes.sends_appear_after:
        pytest.skip("what is sent appears later")
    changes = scene.changed(f"{sql} RETURNING id, {column}", *given)
    ((identity, made),) = changes[kind].items()
    assert {name: made.get(name) for name in {**stored, **NEW}} == {**stored, **NEW}
    assert scene.cursor.lastrowid == identity
    assert scene.run(f"SELECT id, {column} FROM {kind} WHERE id = ?", identity) == [(identity, shown)]
