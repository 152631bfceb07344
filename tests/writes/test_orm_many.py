"""The ORM with many objects: what goes at once, whose keys are whose, and the calls that it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from .engines import EngineScene
from .models import Contact, CustomField, List, Tag, Template
from .test_core import PHONE, READINGS
from .test_orm import by_phone

Scenes = Callable[..., EngineScene]
MANY = [f"1510555{number:04}" for number in range(250)]


class Own(DeclarativeBase):
    """The base of a model that sees another one's rows."""


class Keyed(Own):
    """A contact of whom only the key is to be told."""

    __tablename__ = "contacts"
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str | None]
    email: Mapped[str | None]
    first_name: Mapped[str | None]


@pytest.mark.parametrize("reading", [*READINGS, "ragged"])
def test_many_objects_go_in_batches_and_get_their_own_keys(reading: str, engine_scene_of: Scenes) -> None:
    scene = engine_scene_of(reading)
    scene.executed(select(Contact.id).where(Contact.phone == PHONE))  # that a search is heeded is found out once

    def work(session: Session) -> None:
        found = [Keyed(phone=phone, first_name=f"N{phone}") for phone in reversed(MANY)]
        session.add_all(found)
        session.flush()
        calls, told = scene.counted, 0 if reading in ("new", "verbose") else 3
        assert calls["POST /v1/batch/contacts"] == 3
        if reading not in ("bare", "strict"):  # of which one has no search, and one takes few values
            assert calls["POST /v2/contacts/search"] == 3 + told
            assert calls.total() == 6 + told
        keys = {row["phone"]: row["id"] for row in scene.world.contacts}
        assert [one.id for one in found] == [keys[phone] for phone in reversed(MANY)]
        session.commit()

    scene.orm(work)


def test_what_the_server_gives_is_fetched_with_the_keys(engine_scene: EngineScene) -> None:
    def work(session: Session) -> None:
        found = [Contact(phone=phone) for phone in MANY]
        session.add_all(found)
        session.flush()
        assert engine_scene.counted["POST /v1/batch/contacts"] == 3
        assert engine_scene.counted["POST /v2/contacts/search"] <= 7
        begun = engine_scene.counted.total()
        assert all("created_date" in one.__dict__ and one.created_date is not None for one in found)
        assert engine_scene.counted.total() == begun
        session.commit()

    engine_scene.orm(work)


@pytest.mark.parametrize("is_returning", [False, True])
def test_bulk_insert(is_returning: bool, engine_scene: EngineScene) -> None:
    rows = [{"phone": phone, "first_name": f"N{phone}"} for phone in MANY]

    def work(session: Session) -> None:
        statement = insert(Contact)
        if is_returning:
            found = session.scalars(statement.returning(Contact, sort_by_parameter_order=True), rows).all()
            assert [one.phone for one in found] == MANY
        else:
            session.execute(statement, rows)
            session.bulk_insert_mappings(sa.inspect(Contact), [{"phone": PHONE.replace("555", "556")}])
            session.bulk_save_objects([Contact(phone=PHONE.replace("555", "557"))])
        session.commit()

    engine_scene.orm(work)
    assert engine_scene.counted["POST /v1/batch/contacts"] == 3
    assert by_phone(engine_scene, MANY[7])["first"] == f"N{MANY[7]}"


def test_bulk_update_by_key(engine_scene: EngineScene) -> None:
    scene = engine_scene
    known = [row for row in scene.world.contacts if row["phone"]][:10]

    def work(session: Session) -> None:
        session.execute(update(Contact), [{"id": row["id"], "last_name": f"L{row['id']}"} for row in known])
        session.bulk_update_mappings(sa.inspect(Contact), [{"id": row["id"], "first_name": "F"} for row in known[:5]])
        session.commit()

    scene.orm(work)
    assert [(row["first"], row["last"]) for row in known[:5]] == [("F", f"L{row['id']}") for row in known[:5]]
    assert sum(count for call, count in scene.counted.items() if call.startswith("PUT")) == 15


def test_many_dirty_objects_are_updated_in_one_statement(engine_scene: EngineScene) -> None:
    scene = engine_scene
    known = [row["id"] for row in scene.world.contacts if row["phone"]][:10]

    def work(session: Session) -> None:
        for one in session.scalars(select(Contact).where(Contact.id.in_(known))).all():
            one.last_name = "Zed"
        session.flush()
        session.commit()

    scene.orm(work)
    assert [scene.world.contacts.get(key)["last"] for key in known] == ["Zed"] * 10  # type: ignore[index]
    assert sum(count for call, count in scene.counted.items() if call.startswith("PUT")) == 10


@pytest.mark.parametrize("synchronize", ["evaluate", "fetch", "auto"])
def test_statements_of_a_session_keep_its_objects(synchronize: Any, engine_scene: EngineScene) -> None:
    scene = engine_scene
    key, other = scene.full["id"], scene.plain["id"]

    def work(session: Session) -> None:
        one, two = session.get_one(Contact, key), session.get_one(Contact, other)
        options = {"synchronize_session": synchronize}
        changed = update(Contact).where(Contact.id == key).values(first_name="Zed")
        assert session.execute(changed, execution_options=options).rowcount == 1  # type: ignore[attr-defined]
        assert one.first_name == "Zed"
        session.execute(delete(Contact).where(Contact.id == other), execution_options=options)
        assert two not in session
        session.commit()

    scene.orm(work)
    assert scene.world.contacts.get(other) is None


def test_upsert_gives_objects(engine_scene: EngineScene) -> None:
    scene = engine_scene
    known = scene.full
    rows = [{"phone": known["phone"], "first_name": "A"}, {"phone": PHONE, "first_name": "B"}]

    def work(session: Session) -> None:
        one = session.get_one(Contact, known["id"])
        statement: Any = upsert(Contact)
        statement = statement.on_conflict_do_update(
            index_elements=[Contact.phone], set_={"first_name": statement.excluded.first_name}
        ).returning(Contact, sort_by_parameter_order=True)
        found = session.scalars(statement, rows, execution_options={"populate_existing": True}).all()
        assert found[0] is one
        assert [two.first_name for two in found] == ["A", "B"]
        session.commit()

    scene.orm(work)


@pytest.mark.parametrize("reading", ["documented", "ragged", "verbose"])
def test_many_rows_of_other_tables_get_their_own_keys(reading: str, engine_scene_of: Scenes) -> None:
    scene = engine_scene_of(reading)

    def work(session: Session) -> None:
        names = [f"n{number}" for number in range(12)]
        made: list[Any] = [Tag(name=name) for name in names]
        made += [Template(name=name, text=name) for name in names] + [List(name=name) for name in names]
        made += [CustomField(title=name) for name in names]
        session.add_all(made)
        session.flush()
        for one in made:
            stored = scene.world.rows(one.__tablename__).get(one.id)
            assert stored is not None
            wanted = one.title if isinstance(one, CustomField) else one.name
            assert wanted in (stored.get("tag"), stored.get("name"), stored.get("title"))
        session.commit()

    scene.orm(work)


@pytest.mark.parametrize("reading", ["documented", "new", "ragged"])
def test_people_with_and_without_phone_come_back_in_their_order(reading: str, engine_scene_of: Scenes) -> None:
    scene = engine_scene_of(reading)
    rows: list[dict[str, Any]] = [
        {"phone": None if number % 3 == 0 else MANY[number], "email": f"n{number}@example.com"} for number in range(12)
    ]

    def work(session: Session) -> None:
        statement = insert(Keyed).returning(Keyed.id, sort_by_parameter_order=True)
        keys = session.scalars(statement, rows).all()
        stored = [scene.world.contacts.get(key) for key in keys]
        assert [one["email"] for one in stored if one is not None] == [row["email"] for row in rows]
        session.commit()

    scene.orm(work)
