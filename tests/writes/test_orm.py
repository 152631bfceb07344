"""The ORM's unit of work: what is flushed, what the server holds afterwards, and the calls that it costs."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from heymarket_dbapi.errors import Warning

from .engines import EngineScene
from .models import Contact, Conversation, List, ListMember, Member, Message, Schedule, Tag, Template
from .stored import GONE, Scene
from .test_core import NEVER, PHONE, READINGS, template

Scenes = Callable[..., EngineScene]
MANY = [f"1510555{number:04}" for number in range(250)]


class Own(DeclarativeBase):
    """The base of models that another table's rows are seen by."""


class Versioned(Own):
    """A contact whose revision tells whether somebody else wrote it."""

    __tablename__ = "contacts"
    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str | None]
    rev: Mapped[int | None] = mapped_column(server_default=sa.FetchedValue(), server_onupdate=sa.FetchedValue())
    __mapper_args__ = {"version_id_col": rev, "version_id_generator": False}  # noqa: RUF012  # SQLAlchemy reads it


def by_phone(scene: Scene, phone: str) -> Any:
    """The contact with the phone."""
    return next(row for row in scene.world.contacts if row["phone"] == phone)


def writes(scene: EngineScene) -> dict[str, int]:
    """How often each call was made that changes something."""
    reads = ("/list", "/search", "/count", "/get", "/contacts", "/contact-fields", "/status", "/lists", "/tags")
    found = {call: count for call, count in scene.counted.items() if not call.startswith("GET")}
    return {call: count for call, count in found.items() if call.endswith("batch/contacts") or not call.endswith(reads)}


# One object -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", READINGS)
def test_contact_is_added_changed_and_deleted(reading: str, engine_scene_of: Scenes) -> None:
    scene = engine_scene_of(reading)

    def work(session: Session) -> None:
        one = Contact(phone=PHONE, first_name="Ann", account_number="A1", tags=[scene.world.tags[0]["id"]])
        session.add(one)
        session.commit()
        made = by_phone(scene, PHONE)
        assert (one.id, one.first_name, one.account_number) == (made["id"], "Ann", "A1")
        assert made["custom"] == {"41": "A1"} and made["tags"] == [{"tag_id": scene.world.tags[0]["id"]}]
        assert one.created_date is not None and one.created_date.utcoffset() == datetime.timedelta(0)
        before = scene.snapshot()
        one.account_number, one.last_name = "A2", "Lee"
        session.commit()
        changed = {"custom": {"41": "A2"}, "last": "Lee"}
        found = before.changes(conversations=False)["contacts"][made["id"]]
        assert {name: value for name, value in found.items() if name != "display_name"} == changed
        one.account_number = None
        session.commit()
        assert made["custom"] in ({}, None) and made["first"] == "Ann"
        before = scene.snapshot()
        session.delete(one)
        session.commit()
        assert before.changes(conversations=False)["contacts"] == {made["id"]: GONE}
        assert session.get(Contact, made["id"]) is None

    scene.orm(work)


@pytest.mark.parametrize("reading", READINGS)
def test_other_objects_are_added_changed_and_deleted(reading: str, engine_scene_of: Scenes) -> None:
    scene = engine_scene_of(reading)

    def work(session: Session) -> None:
        tag, words, people = Tag(name="hot"), Template(name="T", text="Hi"), List(name="L")
        later = Schedule(inbox_id=42, execute_date=NEVER, text="Soon", phone=PHONE)
        session.add_all([tag, words, people, later])
        session.commit()
        world = scene.world
        assert world.tags.get(tag.id)["tag"] == "hot"  # type: ignore[index]
        assert world.templates.get(words.id)["content"]["text"] == "Hi"  # type: ignore[index]
        assert world.lists.get(people.id)["name"] == "L"  # type: ignore[index]
        assert later.execute_date == NEVER and later.inbox_id == 42
        words.text, people.name = "Ho", "M"
        session.commit()
        assert world.templates.get(words.id)["content"]["text"] == "Ho"  # type: ignore[index]
        assert world.templates.get(words.id)["name"] == "T"  # type: ignore[index]
        assert world.lists.get(people.id)["name"] == "M"  # type: ignore[index]
        keys = (tag.id, words.id, people.id, later.id)
        for one in (tag, words, people) if reading == "old" else (tag, words, people, later):
            session.delete(one)
        session.commit()
        rows = (world.tags, world.templates, world.lists, world.schedules)
        left = [kind.get(key) for kind, key in zip(rows, keys, strict=True)]
        assert left[:3] == [None] * 3 and (left[3] is None or reading == "old")  # which deletes no schedules

    scene.orm(work)


@pytest.mark.parametrize("reading", READINGS)
def test_conversation_is_closed_assigned_and_written_to(reading: str, engine_scene_of: Scenes) -> None:
    scene = engine_scene_of(reading)
    chat = scene.thread

    def work(session: Session) -> None:
        one = session.get_one(Conversation, chat["id"])
        one.is_closed, one.assigned_user_id = True, scene.member
        session.commit()
        assert (chat["status"], chat["assigned"]) == ("closed", scene.member)
        assert one.is_closed and one.assigned_user_id == scene.member
        if scene.sandbox.reading.writes.sends_appear_after:
            return
        before = {row["id"] for row in scene.world.messages}
        session.add(Message(conversation=one, text="psst", is_private=True))
        session.commit()
        (note,) = (row for row in scene.world.messages if row["id"] not in before)
        assert (note["conversation"]["id"], note["text"], note["type"]) == (chat["id"], "psst", "note")

    scene.orm(work)


def test_only_what_changed_is_said(engine_scene: EngineScene) -> None:
    scene = engine_scene

    def work(session: Session) -> None:
        one = session.get_one(Contact, scene.full["id"])
        one.first_name = one.first_name
        session.commit()
        assert writes(scene) == {}
        one.first_name = "Zed"
        session.flush()
        session.expire(one)
        assert one.first_name == "Zed"
        session.commit()
        member = session.get_one(Member, scene.member)
        member.first_name = "Zed"
        session.commit()

    scene.orm(work)
    assert writes(scene) == {f"PUT /v1/contact/{scene.full['id']}": 1, "POST /v1/users/update": 1}


def test_merge_updates_what_is_there(engine_scene: EngineScene) -> None:
    scene = engine_scene
    known = {**scene.full}

    def work(session: Session) -> None:
        session.merge(Contact(id=known["id"], first_name="Zed"))
        session.commit()

    scene.orm(work)
    assert by_phone(scene, known["phone"])["first"] == "Zed"
    assert by_phone(scene, known["phone"])["custom"] == known["custom"]


# Relationships --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", [one for one in READINGS if one not in ("terse", "deaf")])
def test_labels_are_given_and_taken(reading: str, engine_scene_of: Scenes) -> None:
    scene = engine_scene_of(reading)
    known = scene.full
    held = [one["tag_id"] for one in known["tags"]]
    fresh = next(row["id"] for row in scene.world.tags if row["id"] not in held)

    def work(session: Session) -> None:
        one = session.get_one(Contact, known["id"])
        assert [label.id for label in one.labels] == sorted(held)
        one.labels.append(session.get_one(Tag, fresh))
        session.commit()
        assert {tag["tag_id"] for tag in known["tags"]} == {*held, fresh}
        one.labels.remove(session.get_one(Tag, held[0]))
        session.commit()
        assert {tag["tag_id"] for tag in known["tags"]} == {*held[1:], fresh}

    scene.orm(work)


@pytest.mark.parametrize("reading", READINGS)
def test_list_comes_with_its_members(reading: str, engine_scene_of: Scenes) -> None:
    scene = engine_scene_of(reading)
    phones = [row["phone"] for row in scene.world.contacts if row["phone"]][:3]

    def work(session: Session) -> None:
        one = List(name="L", members=[ListMember(phone=phone) for phone in phones])
        session.add(one)
        session.commit()
        made = scene.world.lists.get(one.id)
        assert made is not None and set(made["targets"]) == set(phones)
        one.members.pop()
        session.commit()
        assert len(made["targets"]) == 2

    scene.orm(work)


# What goes wrong ------------------------------------------------------------------------------------------------------


def test_row_that_is_gone_is_stale(engine_scene: EngineScene) -> None:
    scene = engine_scene
    key = scene.plain["id"]

    def work(session: Session) -> None:
        one = session.get_one(Contact, key)
        scene.world.delete("contacts", key)
        one.first_name = "Zed"
        with pytest.raises(StaleDataError):
            session.commit()
        session.rollback()

    scene.orm(work)


def test_revision_of_the_server_is_a_version(engine_scene: EngineScene) -> None:
    scene = engine_scene
    key = scene.full["id"]

    def work(session: Session) -> None:
        one = session.get_one(Versioned, key)
        first = one.rev
        assert first is not None
        one.first_name = "Zed"
        session.flush()
        assert one.rev == scene.full["rev"] == first + 1
        session.commit()
        assert one.first_name == "Zed"
        scene.world.touch("contacts", key)
        one.first_name = "Zet"
        with pytest.raises(StaleDataError):
            session.commit()
        session.rollback()

    scene.orm(work)
    assert scene.full["first"] == "Zed"


def test_phone_that_is_known_is_refused_and_nothing_was_written(engine_scene: EngineScene) -> None:
    scene = engine_scene
    before = scene.snapshot()

    def work(session: Session) -> None:
        session.add_all([Contact(phone=PHONE), Contact(phone=scene.full["phone"])])
        with pytest.raises(IntegrityError, match="row 2 of contacts: there is one with this phone") as told:
            session.commit()
        assert [str(one.outcome) for one in told.value.orig.row_results] == ["not tried", "failed"]  # type: ignore[union-attr]
        session.rollback()  # without a warning: there was nothing to roll back
        session.add(Contact(phone=PHONE))
        session.commit()

    scene.orm(work)
    assert len(before.changes()["contacts"]) == 1


def test_rollback_tells_what_stays_written(engine_scene: EngineScene) -> None:
    scene = engine_scene

    def work(session: Session) -> None:
        one = Contact(phone=PHONE)
        session.add(one)
        session.flush()
        with pytest.warns(Warning, match="stays written"):
            session.rollback()
        assert sa.inspect(one).transient

    scene.orm(work)
    assert by_phone(scene, PHONE)


def test_template_keeps_what_the_model_has_not(engine_scene: EngineScene) -> None:
    scene = engine_scene
    known = template(scene)
    gallery = [one["url"] for one in known["content"]["gallery"]]

    def work(session: Session) -> None:
        session.get_one(Template, known["id"]).name = "T"
        session.commit()

    scene.orm(work)
    assert known["name"] == "T" and [one["url"] for one in known["content"]["gallery"]] == gallery
