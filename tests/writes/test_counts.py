"""What a write tells: rows of RETURNING for many sets, and how many rows were made where some were there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from heymarket_dbapi.errors import Warning

from .stored import Scene, contact

READINGS = ("documented", "old", "new", "strict", "terse", "verbose", "ragged", "bare")
PHONES = [f"1510555{number:04}" for number in range(250)]
NOTHING = "INSERT INTO contacts (phone, first_name) VALUES (?, 'New') ON CONFLICT (phone) DO NOTHING"
Scenes = Callable[..., Scene]


@pytest.mark.parametrize("reading", READINGS)
def test_executemany_gives_the_rows_of_returning_in_the_order_of_the_sets(reading: str, scene_of: Scenes) -> None:
    scene = scene_of(reading)
    sets = [(phone, f"N{phone}") for phone in reversed(PHONES)]
    scene.cursor.executemany("INSERT INTO contacts (phone, first_name) VALUES (?, ?) RETURNING id, first_name", sets)
    shown = scene.cursor.fetchall()
    assert scene.calls.count("POST /v1/batch/contacts") == 3
    assert [name for _, name in shown] == [name for _, name in sets]
    assert [identity for identity, _ in shown] == [contact(scene.world, phone)["id"] for phone, _ in sets]
    assert scene.cursor.rowcount == 250


def test_executemany_gives_the_rows_of_statements_that_go_one_by_one(scene: Scene) -> None:
    sql = "INSERT INTO tags (name) SELECT ? || name FROM tags WHERE id = ? RETURNING name, ?"
    first, second = scene.world.tags[0], scene.world.tags[1]
    scene.cursor.executemany(sql, [("a ", first["id"], "x"), ("b ", second["id"], "y")])
    assert scene.cursor.fetchall() == [(f"a {first['tag']}", "x"), (f"b {second['tag']}", "y")]
    assert scene.cursor.rowcount == 2


@pytest.mark.parametrize("shown", ["account_number", "*", "contacts.*", "upper(account_number) AS account_number"])
def test_returning_knows_custom_fields_that_nobody_has_read_yet(shown: str, scene: Scene) -> None:
    scene.run(f"INSERT INTO contacts (phone) VALUES ('15105550100') RETURNING {shown}")
    assert "account_number" in [column[0] for column in scene.cursor.description]


@pytest.mark.parametrize("reading", READINGS)
def test_of_few_rows_it_is_told_which_were_there(reading: str, scene_of: Scenes) -> None:
    scene = scene_of(reading)
    scene.cursor.executemany(NOTHING, [(phone,) for phone in (PHONES[0], scene.full["phone"], PHONES[1])])
    assert scene.cursor.rowcount == 2 and scene.outcomes() == ["inserted", "skipped", "inserted"]
    assert scene.run(NOTHING, PHONES[0]) == 0 and scene.run(NOTHING, PHONES[2]) == 1
    assert scene.full["first"] != "New"


@pytest.mark.parametrize("reading", READINGS)
def test_returning_shows_only_the_rows_that_were_made(reading: str, scene_of: Scenes) -> None:
    scene = scene_of(reading)
    known = [row["phone"] for row in scene.world.contacts if row["phone"]][:3]
    scene.cursor.executemany(f"{NOTHING} RETURNING phone", [(phone,) for phone in [*PHONES[:20], *known]])
    assert scene.cursor.fetchall() == [(phone,) for phone in PHONES[:20]]
    assert scene.cursor.rowcount == 20


@pytest.mark.parametrize(
    ("reading", "told"), [("documented", False), ("terse", False), ("old", True), ("new", True), ("verbose", True)]
)
def test_of_many_rows_it_is_told_where_replies_tell(reading: str, told: bool, scene_of: Scenes) -> None:
    scene = scene_of(reading)
    scene.cursor.executemany(NOTHING, [(phone,) for phone in [*PHONES[:120], scene.full["phone"]]])
    assert scene.calls.count("POST /v1/batch/contacts") == 2
    assert scene.cursor.rowcount == (120 if told else -1)
    assert scene.outcomes()[-1] == ("skipped" if told else "present")
    if told:  # that replies tell is known from now on
        scene.sandbox.log.clear()
        scene.cursor.executemany(NOTHING, [(phone,) for phone in PHONES[110:]])
        assert scene.cursor.rowcount == 130


def test_row_that_somebody_made_meanwhile_is_passed_over(scene_of: Scenes) -> None:
    scene = scene_of("old")
    make = lambda world: world.insert("contacts", phone=PHONES[0], first="Theirs")  # noqa: E731
    scene.sandbox.mischief.before(make, path="/v1/batch/contacts", method="POST")
    assert scene.run(NOTHING, PHONES[0]) == 0
    assert contact(scene.world, PHONES[0])["first"] == "Theirs" and scene.outcomes() == ["skipped"]


def test_rollback_says_nothing_where_nothing_was_written(scene: Scene) -> None:
    scene.sandbox.read_as(gone="create_tag")
    with pytest.raises(Exception, match="POST /v1/tag"):
        scene.run("INSERT INTO tags (name) VALUES ('a')")
    scene.connection.rollback()
    scene.sandbox.read_as(gone="")
    scene.run("INSERT INTO tags (name) VALUES ('a')")
    with pytest.warns(Warning, match="stays written"):
        scene.connection.rollback()


def test_rollback_says_nothing_where_each_statement_is_a_transaction(scene_of: Scenes) -> None:
    scene = scene_of(autocommit=True)
    scene.run("INSERT INTO tags (name) VALUES ('a')")
    scene.run("CALL set_contact_status(?, 'blocked')", scene.plain["phone"])
    scene.connection.rollback()
    scene.run("BEGIN")
    scene.run("INSERT INTO tags (name) VALUES ('b')")
    with pytest.warns(Warning, match="stays written"):
        scene.run("ROLLBACK")
