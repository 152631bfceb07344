"""Values are checked before any call: spellings that are taken, those that are refused, and by whatever statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi.errors import DataError, Error, IntegrityError, NotSupportedError, OperationalError

from .stored import Scene, Snapshot, contact

IS_BLOCKING_ENOUGH = True
PHONES = [
    "15105553399",
    "+15105553399",
    "+1 (510) 555-3399",
    "1-510-555-3399",
    "+1.510.555.3399",
    "1/510/555/3399",
    " +1 510 555 3399 ",
    "+1\u00a0510\u2011555\u20133399",
    15105553399,
]
NO_PHONES = ["", "x", "510-CALL-NOW", "12345", "+0015105553399", "1234567890123456", "++15105553399", "1510555339 9x"]
NO_MAIL = ["x", "a@b", "a b@example.com", "a@example.com, b@example.com", "@example.com", "a@@example.com", "a@b."]


@pytest.mark.parametrize("phone", PHONES, ids=repr)
def test_phones_are_taken_in_all_spellings(phone: Any, scene: Scene) -> None:
    scene.run("INSERT INTO contacts (phone) VALUES (?)", phone)
    assert contact(scene.world, "15105553399")
    scene.run("INSERT INTO contacts (phone, last_name) VALUES (?, 'Z') ON CONFLICT (phone) DO NOTHING", phone)
    assert [row["phone"] for row in scene.world.contacts].count("15105553399") == 1


VALUES: list[tuple[str, Any, type[Error], str]] = [
    *(("phone", value, DataError, "no phone number") for value in NO_PHONES),
    *(("email", value, DataError, "no e-mail address") for value in NO_MAIL),
    ("tags", "[1, 2, 3, 4, 5, 6]", DataError, "has 6 tags: a contact has at most 5"),
    ("tags", "[1, 'x']", DataError, "no JSON"),
    ("tags", '{"a": 1}', DataError, "no JSON array of tags"),
    ("assigned_user_id", "me", DataError, "no BIGINT"),
    ("assigned_user_id", -1, DataError, "no id"),
    ("is_opted_out", "maybe", DataError, "no BOOLEAN"),
    ("avatar_file_name", "a.png", DataError, "no link"),
]


@pytest.mark.parametrize(("column", "value", "error", "said"), VALUES, ids=[f"{c} {v!r}" for c, v, *_ in VALUES])
def test_wrong_value_names_row_and_column(column: str, value: Any, error: type[Error], said: str, scene: Scene) -> None:
    sql = f"UPDATE contacts SET {column} = ? WHERE id = ?"
    with pytest.raises(error, match=f"(?s)row 1.*column {column} of contacts.*{said}") as told:
        scene.run(sql, value, scene.full["id"])
    assert len(str(value)) < 3 or f" {value} " not in str(told.value)
    assert not [call for call in scene.calls if call.startswith("PUT")]


SCHEDULES: list[tuple[str, type[Error], str]] = [
    ("2100-01-01 15:07", DataError, "quarter of an hour"),
    ("2100-01-01 15:15:30", DataError, "quarter of an hour"),
    ("2020-01-01 15:15", DataError, "15 minutes ahead"),
    ("soon", DataError, "no TIMESTAMP"),
]


@pytest.mark.parametrize(("time", "error", "said"), SCHEDULES, ids=[time for time, *_ in SCHEDULES])
def test_times_of_schedules(time: str, error: type[Error], said: str, scene: Scene) -> None:
    sql = "INSERT INTO schedules (inbox_id, execute_date, text, phone) VALUES (42, ?, 'Hi', '15105550100')"
    with pytest.raises(error, match=f"column execute_date of schedules.*{said}"):
        scene.run(sql, time)
    assert scene.calls == []


ROWS = [("15105550100", "Ann"), ("nobody", "Bob"), ("15105550102", "Cid")]
MANY: list[Callable[[Scene, str], None]] = [
    lambda scene, sql: scene.cursor.executemany(f"{sql} VALUES (?, ?)", ROWS),
    lambda scene, sql: scene.run(f"{sql} SELECT phone, name FROM incoming ORDER BY name"),
    lambda scene, sql: scene.run(f"{sql} VALUES (?, ?), (?, ?), (?, ?)", *(cell for row in ROWS for cell in row)),
]


@pytest.mark.parametrize("told", MANY, ids=["executemany", "INSERT SELECT", "VALUES"])
def test_one_bad_row_keeps_all_from_being_written(told: Callable[[Scene, str], None], scene: Scene) -> None:
    scene.run("CREATE TABLE incoming (phone VARCHAR, name VARCHAR)")
    scene.run("INSERT INTO incoming VALUES (?, ?), (?, ?), (?, ?)", *(cell for row in ROWS for cell in row))
    scene.sandbox.log.clear()
    with pytest.raises(DataError, match="1 of 3 rows of contacts failed, 0 were written: row 2, column phone"):
        told(scene, "INSERT INTO contacts (phone, first_name)")
    assert scene.calls == [] and scene.outcomes() == ["not tried", "failed", "not tried"]


@pytest.mark.parametrize("told", MANY, ids=["executemany", "INSERT SELECT", "VALUES"])
def test_other_rows_are_written_where_failures_are_passed_over(
    told: Callable[[Scene, str], None], scene_of: Callable[..., Scene]
) -> None:
    scene = scene_of(on_row_error="continue")
    scene.run("CREATE TABLE incoming (phone VARCHAR, name VARCHAR)")
    scene.run("INSERT INTO incoming VALUES (?, ?), (?, ?), (?, ?)", *(cell for row in ROWS for cell in row))
    told(scene, "INSERT INTO contacts (phone, first_name)")
    assert scene.cursor.rowcount == 2 and scene.outcomes() == ["inserted", "failed", "inserted"]
    assert isinstance(scene.cursor.row_results[1].error, DataError)


def test_lists_as_parameters_of_many_rows_go_in_one_batch(scene: Scene) -> None:
    tags = [row["id"] for row in scene.world.tags][:2]
    sql = "INSERT INTO contacts (phone, tags) VALUES (?, ?)"
    scene.cursor.executemany(sql, [("15105550100", tags), ("15105550101", [])])
    assert [one["tag_id"] for one in contact(scene.world, "15105550100")["tags"]] == tags
    scene.sandbox.log.clear()
    with pytest.raises(DataError, match="row 2, column tags"):
        scene.cursor.executemany(sql, [("15105550102", tags), ("15105550103", tags * 3 + [1, 2, 3, 4])])
    assert scene.calls == []


def test_sets_that_go_one_by_one_tell_of_all_rows(scene: Scene) -> None:
    sql = "INSERT INTO tags (name) SELECT ? || name FROM tags WHERE id = ?"
    known = scene.world.tags[0]["id"]
    with pytest.raises(IntegrityError, match="a value is needed for name"):
        scene.cursor.executemany(sql, [("a ", known), (None, known)])
    assert [(one.index, str(one.outcome)) for one in scene.cursor.row_results] == [(0, "inserted"), (1, "failed")]


# What the API makes dangerous or impossible ---------------------------------------------------------------------------

DANGEROUS: list[tuple[str, dict[str, Any], dict[str, Any], type[Error], str]] = [
    ("UPDATE contacts SET last_name = 'Z' WHERE id = {mail}", {}, {}, NotSupportedError, "its uuid unknown"),
    (
        "INSERT INTO contacts (id, phone) VALUES (1, '15105550100') ON CONFLICT (id) DO UPDATE SET phone = '1'",
        {},
        {},
        IntegrityError,
        "there is no row with this id, and the API gives ids itself",
    ),
    (
        "DELETE FROM contact_tags WHERE contact_id = {full} AND tag_id = {tag}",
        {},
        {"tags_written": "added"},
        OperationalError,
        "the server kept what was to be taken away from contacts.tags",
    ),
    (
        "UPDATE contacts SET assigned_user_id = NULL WHERE id = {assigned}",
        {},
        {"assignee_minus_one": "kept"},
        OperationalError,
        "the server kept what was to be taken away from contacts.assigned_user_id",
    ),
    (
        "UPDATE conversations SET assigned_user_id = NULL WHERE id = {thread}",
        {},
        {"reassign_none": "ignored"},
        OperationalError,
        "the server kept assigned_user_id",
    ),
    (
        "INSERT INTO messages (inbox_id, phone, text) VALUES (42, '{opted_out}', 'Hi')",
        {},
        {},
        IntegrityError,
        "row 1: the recipient is unsubscribed",
    ),
    (
        "INSERT INTO messages (inbox_id, phone, text) VALUES (42, '{phone}', 'Hi')",
        {"allow_send": False},
        {},
        NotSupportedError,
        "allow_send",
    ),
]


@pytest.mark.parametrize(("sql", "options", "switches", "error", "said"), DANGEROUS, ids=[one[4] for one in DANGEROUS])
def test_each_has_its_own_answer(
    sql: str,
    options: dict[str, Any],
    switches: dict[str, Any],
    error: type[Error],
    said: str,
    scene_of: Callable[..., Scene],
) -> None:
    scene = scene_of(**options)
    scene.sandbox.read_as(**switches)
    full, contacts = scene.full, list(scene.world.contacts)
    names = {
        "mail": next(row["id"] for row in contacts if not row["phone"]),
        "full": full["id"],
        "tag": full["tags"][0]["tag_id"],
        "assigned": next(row["id"] for row in contacts if row["assigned_user_id"] and row["phone"]),
        "thread": scene.thread["id"],
        "opted_out": scene.opted_out["phone"],
        "phone": scene.plain["phone"],
    }
    before = Snapshot(scene.sandbox)
    with pytest.raises(error, match=said):
        scene.run(sql.format(**names))
    assert before.changes(conversations=False) == {} and len(scene.world.messages) == 60


def test_plan_says_what_goes_with_a_contact_and_who_is_asked(scene: Scene) -> None:
    rows = scene.run("EXPLAIN DELETE FROM contacts WHERE id = ?", scene.plain["id"])
    assert "its conversations and messages go too" in rows[-1][10]
    listed = scene.world.lists[0]["id"]
    rows = scene.run("EXPLAIN INSERT INTO messages (inbox_id, list_id, text) VALUES (42, ?, 'Hi')", listed)
    assert "recipients of a list are left to the API" in rows[-1][10]
    assert not [call for call in scene.calls if call.endswith("/contact/status")]


def test_schedule_whose_recipient_no_reply_shows_is_left_as_it_is(scene: Scene) -> None:
    scene.sandbox.read_as(schedule_phone="hidden")
    sql = "INSERT INTO schedules (inbox_id, execute_date, text, phone) VALUES (42, '2100-01-01 15:00', 'Hi', ?)"
    scene.run(sql, scene.plain["phone"])
    identity = scene.cursor.lastrowid
    with pytest.raises(NotSupportedError, match="delete it and insert it anew"):
        scene.run("UPDATE schedules SET text = 'Ho', execute_date = '2100-01-01 15:15' WHERE id = ?", identity)
    assert not [call for call in scene.calls if call.startswith("PUT")]
