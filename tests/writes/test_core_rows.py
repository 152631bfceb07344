"""SQLAlchemy Core: INSERT of each table under several readings, upserts, and statements for many sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from .engines import EngineScene
from .models import Contact, CustomField, List, ListMember, Member, Message, Schedule, Tag, Template
from .stored import NEW, Scene
from .test_core import NEVER, PHONE, READINGS, listed

MADE: list[tuple[type[Any], dict[str, Any], dict[str, Any]]] = [
    (
        Contact,
        {"phone": "+1 (510) 555-0100", "first_name": "Ann", "email": "ann@example.com", "account_number": "A1"},
        {"phone": PHONE, "first": "Ann", "email": "ann@example.com", "custom": {"41": "A1"}},
    ),
    (CustomField, {"title": "Shoe size"}, {"title": "Shoe size"}),
    (Tag, {"name": "hot", "color": "#ff0000"}, {"tag": "hot", "color": "#ff0000"}),
    (Template, {"name": "T", "text": "Hi"}, {"name": "T"}),
    (List, {"name": "L"}, {"name": "L", "targets": None}),
    (Schedule, {"inbox_id": 42, "execute_date": NEVER, "text": "Soon", "phone": PHONE}, {"inbox_id": 42}),
]


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(("model", "values", "stored"), MADE, ids=[model.__tablename__ for model, _, _ in MADE])
def test_insert_makes_one_row_and_knows_its_key(
    model: type[Any],
    values: dict[str, Any],
    stored: dict[str, Any],
    reading: str,
    engine_scene_of: Callable[..., EngineScene],
) -> None:
    scene = engine_scene_of(reading)
    before = scene.snapshot()
    key = scene.core(lambda connection: connection.execute(insert(model).values(**values)).inserted_primary_key)
    ((identity, made),) = before.changes()[model.__tablename__].items()
    assert {name: made.get(name) for name in {**stored, **NEW}} == {**stored, **NEW}
    assert key is not None and tuple(key) == (identity,)
    shown = [getattr(model, name) for name in values if name != "phone"]
    ((*found,),) = scene.executed(select(*shown).where(model.id == identity))
    assert found == [value for name, value in values.items() if name != "phone"]


def sends(scene: Scene) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Messages of each sort, and what the server holds of them."""
    phone, chat = scene.plain["phone"], scene.thread["id"]
    words = next(row for row in scene.world.templates if row["content"]["text"])
    group, link = [phone, "15105550199"], "https://example.com/a.png"
    mail = {"channel": "email", "conv_title": "Offer"}
    return [
        ({"inbox_id": 42, "phone": phone, "text": "Hi"}, {"text": "Hi", "target": phone}),
        ({"inbox_id": 42, "target": f"+{phone}", "text": "Hi", "media_url": link}, {"type": "image", "media": link}),
        ({"inbox_id": 42, "phone": phone, "template_id": words["id"]}, {"target": phone}),
        ({"inbox_id": 42, "phone": phone, "survey_id": scene.world.surveys[0]["id"]}, {"type": "survey"}),
        ({"conversation_id": chat, "text": "psst", "is_private": True}, {"type": "note", "text": "psst"}),
        ({"inbox_id": 42, "targets": group, "text": "Hi"}, {"targets": set(group)}),
        ({"inbox_id": 42, "targets": ["a@example.org"], "text": "<p>Hi</p>", **mail}, {"channel": "email"}),
        ({"inbox_id": 42, "list_id": listed(scene)["id"], "text": "Hi"}, {"text": "Hi"}),
    ]


@pytest.mark.parametrize("reading", [one for one in READINGS if one not in ("ragged", "hollow")])
@pytest.mark.parametrize("sort", range(8), ids=["text", "media", "template", "survey", "note", "group", "mail", "list"])
def test_insert_sends_a_message(sort: int, reading: str, engine_scene_of: Callable[..., EngineScene]) -> None:
    scene = engine_scene_of(reading)
    values, stored = sends(scene)[sort]
    before = scene.snapshot()
    ((identity,),) = scene.executed(insert(Message).values(**values).returning(Message.id))
    made = before.changes()["messages"]
    assert identity in made or "list_id" in values
    for row in made.values():
        assert {name: set(row[name]) if name == "targets" else row.get(name) for name in stored} == stored
        assert row["user"] == scene.member


# Many rows ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", READINGS)
def test_many_rows_go_in_batches_and_come_back_in_their_order(
    reading: str, engine_scene_of: Callable[..., EngineScene]
) -> None:
    scene = engine_scene_of(reading)
    phones = [f"1510555{number:04}" for number in range(250, 0, -1)]
    rows = [{"phone": phone, "first_name": f"N{phone}"} for phone in phones]
    shown = scene.core(
        lambda connection: connection.execute(
            insert(Contact).returning(Contact.id, Contact.phone, sort_by_parameter_order=True), rows
        ).all()
    )
    assert scene.counted["POST /v1/batch/contacts"] == 3
    assert [phone for _, phone in shown] == phones
    ids = {row["phone"]: row["id"] for row in scene.world.contacts}
    assert [identity for identity, _ in shown] == [ids[phone] for phone in phones]
    more = [{"phone": f"1510556{number:04}", "first_name": "M"} for number in range(150)]
    assert scene.core(lambda connection: connection.execute(insert(Contact), more).rowcount) == 150
    assert scene.counted["POST /v1/batch/contacts"] == 2
    whole = insert(Contact).values([{"phone": f"1510557{number:04}"} for number in range(150)])
    assert scene.executed(whole) == 150
    assert scene.counted["POST /v1/batch/contacts"] == 2


@pytest.mark.parametrize("reading", READINGS)
def test_upserts(reading: str, engine_scene_of: Callable[..., EngineScene]) -> None:
    scene = engine_scene_of(reading)
    known = {**scene.full}
    rows = [{"phone": known["phone"], "first_name": "A"}, {"phone": PHONE, "first_name": "B"}]
    nothing = upsert(Contact).on_conflict_do_nothing(index_elements=["phone"])
    assert scene.core(lambda connection: connection.execute(nothing, rows).rowcount) == 1
    assert scene.full["first"] == known["first"]
    made = upsert(Contact)
    change = made.on_conflict_do_update(
        index_elements=[Contact.phone], set_={"first_name": made.excluded.first_name + Contact.first_name}
    ).returning(Contact.first_name)
    assert scene.core(lambda connection: connection.execute(change, rows).scalars().all()) == [
        f"A{known['first']}",
        "BB",
    ]
    assert scene.world.contacts.get(known["id"])["custom"] == known["custom"]  # type: ignore[index]
    by_key = made.on_conflict_do_update(
        index_elements=["id"], set_={"last_name": made.excluded.last_name}, where=Contact.first_name != "nobody"
    )
    assert scene.executed(by_key, [{"id": known["id"], "last_name": "Z"}]) == 1
    assert scene.world.contacts.get(known["id"])["last"] == "Z"  # type: ignore[index]


@pytest.mark.parametrize("reading", READINGS)
def test_update_and_delete_for_many_sets(reading: str, engine_scene_of: Callable[..., EngineScene]) -> None:
    scene = engine_scene_of(reading)
    known = [row for row in scene.world.contacts if row["phone"]][:5]
    statement = update(Contact.__table__).where(Contact.id == sa.bindparam("key"))  # type: ignore[arg-type]
    sets = [{"key": row["id"], "last_name": f"L{row['id']}"} for row in known]
    assert scene.executed(statement.values(last_name=sa.bindparam("last_name")), sets) == 5
    assert [row["last"] for row in known] == [f"L{row['id']}" for row in known]
    members = [int(row["id"]) for row in scene.world.members][:3]
    renamed = update(Member).where(Member.id.in_(members)).values(last_name="Zed")
    assert scene.executed(renamed) == len(members)
    assert scene.counted["POST /v1/users/update"] == 1
    tags = [int(row["id"]) for row in scene.world.tags][:2]
    gone = delete(Tag).where(Tag.id == sa.bindparam("key"))
    assert scene.executed(gone, [{"key": one} for one in tags]) == 2
    assert not {row["id"] for row in scene.world.tags} & set(tags)


@pytest.mark.parametrize("reading", READINGS)
def test_insert_from_select_and_returning_of_changes(reading: str, engine_scene_of: Callable[..., EngineScene]) -> None:
    scene = engine_scene_of(reading)
    first = scene.world.tags[0]
    copied = insert(Tag).from_select(["name"], select(sa.literal("like ") + Tag.name).where(Tag.id == first["id"]))
    assert scene.executed(copied) == 1
    assert f"like {first['tag']}" in [row["tag"] for row in scene.world.tags]
    known = {**scene.plain}
    changed = update(Contact).where(Contact.id == known["id"]).values(first_name="Zed")
    assert scene.executed(changed.returning(Contact.id, Contact.first_name)) == [(known["id"], "Zed")]
    gone = delete(Contact).where(Contact.id == known["id"]).returning(Contact.phone, Contact.first_name)
    assert scene.executed(gone) == [(known["phone"], "Zed")]


@pytest.mark.parametrize("reading", READINGS)
def test_members_of_lists(reading: str, engine_scene_of: Callable[..., EngineScene]) -> None:
    scene = engine_scene_of(reading)
    held, one, phones = set(listed(scene)["targets"]), listed(scene), [PHONE, "15105550101"]
    scene.executed(insert(Contact).values([{"phone": phone} for phone in phones]))
    rows = [{"list_id": one["id"], "phone": phone} for phone in phones]
    assert scene.core(lambda connection: connection.execute(insert(ListMember), rows).rowcount) == 2
    assert held | set(phones) == set(one["targets"])
    assert scene.counted[f"PUT /v2/lists/{one['id']}"] == 1


def test_a_reflected_table_is_written_as_a_declared_one(engine_scene: EngineScene) -> None:
    scene = engine_scene

    def write(connection: Any) -> Any:
        table = sa.Table("contacts", sa.MetaData(), autoload_with=connection)
        values = {"phone": PHONE, "first_name": "Ann", "account_number": "A7", "tags": [scene.world.tags[0]["id"]]}
        return connection.execute(table.insert(), values).inserted_primary_key

    (key,) = scene.core(write)
    made = scene.world.contacts.get(key)
    assert made is not None
    assert (made["phone"], made["custom"], made["tags"]) == (
        PHONE,
        {"41": "A7"},
        [{"tag_id": scene.world.tags[0]["id"]}],
    )
