"""Writes by other calls: where the server lacks the usual one, or the row what it needs; and what stays written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from heymarket_dbapi.errors import NotSupportedError, Warning
from heymarket_dbapi.sandbox import Fail

from .stored import Scene, contact


def test_lists_are_written_by_the_older_calls_where_the_newer_ones_are_gone(scene: Scene) -> None:
    scene.sandbox.read_as(gone="create_list_v2,update_list_v2,delete_list_v2")
    phones = list(dict.fromkeys(row["phone"] for row in scene.world.contacts if row["phone"]))[:4]
    ((identity,),) = scene.run("INSERT INTO lists (name, targets) VALUES ('L', ?) RETURNING id", f'["{phones[0]}"]')
    made = scene.world.lists.get(identity)
    assert made is not None and (made["name"], list(made["targets"])) == ("L", phones[:1])
    sql = "INSERT INTO list_members (list_id, phone) VALUES (?, ?), (?, ?)"
    scene.run(sql, identity, phones[1], identity, phones[2])
    assert sorted(made["targets"]) == sorted(phones[:3])
    scene.run("UPDATE lists SET name = 'M', targets = ? WHERE id = ?", f'["{phones[3]}"]', identity)
    assert (made["name"], list(made["targets"])) == ("M", phones[3:]) and scene.outcomes() == ["updated"]
    assert scene.run("DELETE FROM lists WHERE id = ?", identity) == 1
    assert scene.world.lists.get(identity) is None


@pytest.mark.parametrize("conflict", ["", "ON CONFLICT (phone) DO NOTHING"])
def test_rows_are_made_one_by_one_where_the_server_has_no_batches(conflict: str, scene: Scene) -> None:
    scene.sandbox.mischief.add(Fail(404), path="/v1/batch/contacts")
    known = [scene.full["phone"]] * bool(conflict)
    phones = [*known, *(f"1510555{place:04d}" for place in range(15))]
    name = scene.full["first"]
    scene.cursor.executemany(
        f"INSERT INTO contacts (phone, first_name) VALUES (?, 'New') {conflict}", [(phone,) for phone in phones]
    )
    assert scene.cursor.rowcount == 15
    held = [row["phone"] for row in scene.world.contacts]
    assert [held.count(phone) for phone in phones] == [1] * len(phones)
    assert scene.full["first"] == name


def test_contact_without_phone_is_written_by_the_uuid_that_a_write_told(scene: Scene) -> None:
    custom = scene.title("41")
    scene.run(f"INSERT INTO contacts (email, first_name, {custom}) VALUES ('q@example.com', 'Ann', 'A1')")
    identity = scene.cursor.lastrowid
    assert scene.run("UPDATE contacts SET last_name = 'Lee' WHERE id = ?", identity) == 1
    made = scene.world.contacts.get(identity)
    assert made is not None
    assert (made["first"], made["last"], made["email"], made["custom"]) == ("Ann", "Lee", "q@example.com", {"41": "A1"})
    with pytest.raises(NotSupportedError, match="cannot take a custom field"):
        scene.run(f"UPDATE contacts SET {custom} = NULL WHERE id = ?", identity)


def test_contact_without_phone_and_with_unknown_uuid_is_refused(scene: Scene, scene_of: Callable[..., Scene]) -> None:
    known = next(row["id"] for row in scene.world.contacts if not row["phone"])
    with pytest.raises(NotSupportedError, match=f"row 1 .id {known}.*without phone, nor with its uuid unknown"):
        scene.run("UPDATE contacts SET last_name = 'Lee' WHERE id = ?", known)
    shown = scene_of("verbose")  # here reads show it
    assert shown.run("UPDATE contacts SET last_name = 'Lee' WHERE id = ?", known) == 1


NAMED = "SELECT phone, 'Zed' FROM contacts WHERE phone IS NOT NULL"
CHANGING_MANY = [
    "UPDATE contacts SET last_name = 'Zed' WHERE phone IS NOT NULL",
    (
        "INSERT INTO contact_tags SELECT id, (SELECT min(id) FROM tags) FROM contacts WHERE phone <> ''"
        " AND coalesce(json_array_length(tags), 0) < 5 ON CONFLICT DO NOTHING"
    ),
    f"INSERT INTO contacts (phone, last_name) {NAMED} ON CONFLICT (phone) DO UPDATE SET last_name = EXCLUDED.last_name",
]


@pytest.mark.parametrize("sql", CHANGING_MANY, ids=["update", "parts", "upsert"])
@pytest.mark.parametrize("reading", ["documented", "old", "terse"])
def test_pictures_that_a_write_would_blank_are_kept(reading: str, sql: str, scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(reading)
    before = {row["id"]: row["avatar"] for row in scene.world.contacts}
    assert any(before.values())
    scene.run(sql)
    assert {row["id"]: row["avatar"] for row in scene.world.contacts} == before
    assert set(scene.outcomes()) <= {"updated", "unchanged", "inserted", "skipped"} and len(scene.outcomes()) > 3


def test_rollback_warns_once_of_what_stays_written(scene: Scene) -> None:
    scene.run("INSERT INTO contacts (phone) VALUES ('15105550100')")
    with pytest.warns(Warning, match="stays written"):
        scene.connection.rollback()
    scene.connection.rollback()
    assert contact(scene.world, "15105550100")
    scene.run("DELETE FROM contacts WHERE phone = '15105550100'")
    scene.connection.commit()
    scene.connection.rollback()
