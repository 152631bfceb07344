"""SQLAlchemy Core: every table and statement under several readings, and what the server holds afterwards."""

from __future__ import annotations

import datetime
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from heymarket_dbapi.errors import Warning

from .engines import EngineScene
from .models import (
    Contact,
    ContactChannel,
    ContactTag,
    Conversation,
    List,
    ListMember,
    Member,
    Schedule,
    Tag,
    Template,
)
from .stored import GONE, Differences, Scene
from .test_stored import contact, fresh_tag, other_inbox, texted, thread, unread, without

FEW = ("documented", "new", "terse", "bare")
ALL = (*FEW, "old", "strict", "verbose", "coarse", "ragged", "deaf", "hollow")
READINGS = ALL if os.environ.get("HEYMARKET_TESTS") == "all" else FEW
NEVER = datetime.datetime(2100, 1, 1, 15, 0, tzinfo=datetime.UTC)
PHONE = "15105550100"


@dataclass(frozen=True)
class Case:
    """A statement, what is other afterwards, the readings whose server does not do it, and how many rows it touches."""

    name: str
    statement: Callable[[Scene], Any]
    changes: Callable[[Scene], Differences]
    refusing: tuple[str, ...] = ()


def full(scene: Scene) -> Any:
    """A contact that has everything."""
    return scene.full


def plain(scene: Scene) -> Any:
    """A contact that may be written to."""
    return scene.plain


def template(scene: Scene) -> Any:
    """A template that the API can write whole."""
    return next(row for row in scene.world.templates if row["content"]["gallery"] and not row["content"]["attachments"])


def listed(scene: Scene) -> Any:
    """A list with people."""
    return scene.world.lists[0]


def on_list(scene: Scene) -> str:
    """A number on that list."""
    return str(next(iter(listed(scene)["targets"])))


def of_full(scene: Scene) -> Any:
    """The condition that means the full contact."""
    return Contact.id == scene.full["id"]


CASES = [
    Case(
        "expressions",
        lambda scene: (
            update(Contact)
            .where(of_full(scene))
            .values(first_name=sa.func.upper(Contact.last_name) + "!", last_name=sa.null())
        ),
        lambda scene: {"contacts": {scene.full["id"]: {"first": f"{scene.full['last'].upper()}!", "last": None}}},
    ),
    Case(
        "subquery",
        lambda scene: (
            update(Contact)
            .where(Contact.id.in_(select(ContactTag.contact_id).where(ContactTag.contact_id == scene.full["id"])))
            .values(account_number="A1")
        ),
        lambda scene: {"contacts": {scene.full["id"]: {"custom": {**scene.full["custom"], "41": "A1"}}}},
    ),
    Case(
        "another table",
        lambda scene: (
            update(Contact)
            .where(Contact.phone == Conversation.target, Conversation.id == scene.thread["id"])
            .values(last_name=sa.literal("of ") + sa.cast(Conversation.inbox_id, sa.Text))
        ),
        lambda scene: {"contacts": {met(scene)["id"]: {"last": f"of {scene.thread['inbox']}"}}},
    ),
    Case(
        "labels",
        lambda scene: update(Contact).where(of_full(scene)).values(tags=[fresh_tag(scene)]),
        lambda scene: {"contacts": {scene.full["id"]: {"tags": [{"tag_id": fresh_tag(scene)}]}}},
        refusing=("deaf",),
    ),
    Case(
        "opted out",
        lambda scene: update(Contact).where(Contact.id == scene.plain["id"]).values(is_opted_out=True),
        contact(plain, is_opted_out=True),
    ),
    Case(
        "contact deleted",
        lambda scene: delete(Contact).where(Contact.phone == scene.plain["phone"]),
        contact(plain, **GONE),
    ),
    Case(
        "contact deleted by another table",
        lambda scene: delete(Contact).where(
            Contact.id == ContactTag.contact_id,
            ContactTag.tag_id == scene.full["tags"][0]["tag_id"],
            Contact.phone == scene.full["phone"],
        ),
        contact(full, **GONE),
    ),
    Case(
        "tag given",
        lambda scene: insert(ContactTag).values(contact_id=scene.full["id"], tag_id=fresh_tag(scene)),
        lambda scene: {
            "contacts": {scene.full["id"]: {"tags": [*scene.full["tags"], {"tag_id": fresh_tag(scene)}]}},
        },
    ),
    Case(
        "tag taken",
        lambda scene: delete(ContactTag).where(
            ContactTag.contact_id == scene.full["id"], ContactTag.tag_id == scene.full["tags"][0]["tag_id"]
        ),
        lambda scene: {"contacts": {scene.full["id"]: {"tags": scene.full["tags"][1:] or None}}},
        refusing=("terse", "deaf"),
    ),
    Case(
        "channel changed",
        lambda scene: (
            update(ContactChannel)
            .where(ContactChannel.contact_uuid == scene.full["uuid"], ContactChannel.channel_type == "email")
            .values(channel_id="x@example.com")
        ),
        contact(full, email="x@example.com"),
    ),
    Case(
        "channel deleted",
        lambda scene: delete(ContactChannel).where(
            ContactChannel.contact_uuid == scene.full["uuid"], ContactChannel.channel_type == "email"
        ),
        contact(full, email=None),
    ),
    Case(
        "list renamed",
        lambda scene: update(List).where(List.id == listed(scene)["id"]).values(name="M"),
        lambda scene: {"lists": {listed(scene)["id"]: {"name": "M"}}},
    ),
    Case(
        "list deleted",
        lambda scene: delete(List).where(List.id == listed(scene)["id"]),
        lambda scene: {"lists": {listed(scene)["id"]: GONE}},
    ),
    Case(
        "taken off a list",
        lambda scene: delete(ListMember).where(
            ListMember.list_id == listed(scene)["id"], ListMember.phone == on_list(scene)
        ),
        lambda scene: {
            "lists": {listed(scene)["id"]: {"targets": without(listed(scene)["targets"], on_list(scene))}},
        },
    ),
    Case(
        "tag deleted",
        lambda scene: delete(Tag).where(Tag.id == fresh_tag(scene)),
        lambda scene: {"tags": {fresh_tag(scene): GONE}},
    ),
    Case(
        "template's text",
        lambda scene: update(Template).where(Template.id == template(scene)["id"]).values(text=Template.text + "!"),
        lambda scene: {"templates": {template(scene)["id"]: {"content": texted(template(scene)["content"])}}},
    ),
    Case(
        "template deleted",
        lambda scene: delete(Template).where(Template.id == template(scene)["id"]),
        lambda scene: {"templates": {template(scene)["id"]: GONE}},
    ),
    Case(
        "schedule deleted",
        lambda scene: delete(Schedule).where(Schedule.id == scene.world.schedules[0]["id"]),
        lambda scene: {"schedules": {scene.world.schedules[0]["id"]: GONE}},
        refusing=("old",),
    ),
    Case(
        "closed",
        lambda scene: update(Conversation).where(Conversation.id == scene.thread["id"]).values(is_closed=True),
        thread(status="closed"),
    ),
    Case(
        "unread",
        lambda scene: update(Conversation).where(Conversation.id == scene.thread["id"]).values(is_unread=True),
        lambda scene: {"conversations": {scene.thread["id"]: unread(scene)}},
    ),
    Case(
        "unassigned",
        lambda scene: update(Conversation).where(Conversation.id == scene.thread["id"]).values(assigned_user_id=None),
        thread(assigned=None),
        refusing=("strict", "deaf"),
    ),
    Case(
        "transferred",
        lambda scene: (
            update(Conversation).where(Conversation.id == scene.thread["id"]).values(inbox_id=other_inbox(scene))
        ),
        lambda scene: {"conversations": {scene.thread["id"]: {"inbox": other_inbox(scene)}}},
    ),
    Case(
        "member renamed",
        lambda scene: update(Member).where(Member.id == scene.member).values(first_name="Zed"),
        lambda scene: {"users": {scene.member: {"name": renamed(scene)}}},
    ),
]


def met(scene: Scene) -> Any:
    """The contact of the open conversation."""
    return next(row for row in scene.world.contacts if row["phone"] == scene.thread["target"])


def renamed(scene: Scene) -> str:
    """The member's name with another first one."""
    name = next(row["name"] for row in scene.world.users if row["id"] == scene.member)
    return f"Zed {name.partition(' ')[2]}"


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_statement_changes_this_and_nothing_else(
    case: Case, reading: str, engine_scene_of: Callable[..., EngineScene]
) -> None:
    scene = engine_scene_of(reading)
    statement, wanted, before = case.statement(scene), case.changes(scene), scene.snapshot()
    if reading in case.refusing:
        with warnings.catch_warnings(), pytest.raises(DBAPIError) as told:
            warnings.simplefilter("ignore", Warning)  # some have written a part
            scene.executed(statement)
        assert [str(one.outcome) for one in told.value.orig.row_results] == ["failed"]  # type: ignore[union-attr]
        return
    assert scene.executed(statement) == 1
    changes = before.changes(conversations="conversations" in wanted)
    assert {kind: rows for kind, rows in changes.items() if kind in wanted} == wanted
