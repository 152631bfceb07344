"""Contacts in many ways: batches, conflicts, expressions, RETURNING, and what each of them costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi.errors import (
    DataError,
    Error,
    IntegrityError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    Warning,
)

from .stored import Scene, contact

READINGS = ("documented", "new", "strict", "terse", "verbose", "ragged", "bare")
PHONES = [f"1510555{number:04}" for number in range(250)]


def writes(scene: Scene) -> Counter[str]:
    """The calls of the last statement that are no reads of rows."""
    return Counter(call for call in scene.calls if not call.endswith(("/list", "/count", "/get", "/contacts")))


@pytest.mark.parametrize("reading", READINGS)
def test_many_rows_go_in_batches(reading: str, scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(reading)
    scene.cursor.executemany("INSERT INTO contacts (phone, first_name) VALUES (?, ?)", [(p, f"N{p}") for p in PHONES])
    assert scene.calls.count("POST /v1/batch/contacts") == 3
    assert scene.cursor.rowcount == 250 and set(scene.outcomes()) == {"inserted"}
    assert [contact(scene.world, phone)["first"] for phone in PHONES[::50]] == [f"N{phone}" for phone in PHONES[::50]]
    assert scene.run("SELECT count(*) FROM contacts WHERE phone LIKE '1510555%'") == [(250,)]


@pytest.mark.parametrize("reading", READINGS)
def test_do_nothing_leaves_what_is_there(reading: str, scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(reading)
    known = scene.full
    before = {**known}
    rows = ", ".join(f"('{phone}', 'New')" for phone in [known["phone"], *PHONES[:150]])
    scene.run(f"INSERT INTO contacts (phone, first_name) VALUES {rows} ON CONFLICT (phone) DO NOTHING")
    assert scene.calls.count("POST /v1/batch/contacts") == 2
    assert [row for row in scene.world.contacts if row["phone"] == known["phone"]] == [before]
    assert contact(scene.world, PHONES[0])["first"] == "New"
    assert set(scene.outcomes()) <= {"present", "inserted", "skipped"}


@pytest.mark.parametrize("reading", READINGS)
def test_do_update_carries_what_is_there(reading: str, scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(reading)
    known = {**scene.full}
    shown = scene.run(
        "INSERT INTO contacts (phone, first_name) VALUES (?, 'A'), ('15105550100', 'B') ON CONFLICT (phone)"
        " DO UPDATE SET first_name = excluded.first_name || contacts.first_name RETURNING id, phone, first_name",
        known["phone"],
    )
    made = contact(scene.world, "15105550100")
    assert shown == [(known["id"], known["phone"], f"A{known['first']}"), (made["id"], "15105550100", "B")]
    now = scene.world.contacts.get(known["id"])
    assert now is not None
    moving = ("updated", "rev", "op", "first", "contact_channels")
    assert {k: v for k, v in now.items() if k not in moving} == {k: v for k, v in known.items() if k not in moving}
    assert scene.outcomes() == ["updated", "inserted"]


def test_do_update_of_all_that_can_be_written_needs_no_search(scene: Scene) -> None:
    custom = [name for (name,) in scene.run("SELECT column_name FROM custom_fields")]
    columns = ["phone", "first_name", "last_name", "display_name", "email", "avatar_file_name", "assigned_user_id"]
    columns += ["tags", "is_opted_out", *custom]
    tag, known = scene.world.tags[0]["id"], scene.full
    link = "https://example.com/a.png"
    values = ["F", "L", "D", "e@example.com", link, scene.member, f"[{tag}]", False, *("c" for _ in custom)]
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    scene.sandbox.log.clear()
    scene.cursor.executemany(
        f"INSERT INTO contacts ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})"
        f" ON CONFLICT (phone) DO UPDATE SET {sets}",
        [(phone, *values) for phone in [known["phone"], *PHONES[:150]]],
    )
    assert scene.calls.count("POST /v1/batch/contacts") == 2
    assert not [call for call in scene.calls if call.endswith("/search")]
    now = scene.world.contacts.get(known["id"])
    assert now is not None
    assert (now["first"], now["email"], now["avatar"], now["tags"]) == ("F", "e@example.com", link, [{"tag_id": tag}])
    assert set(now["custom"].values()) == {"c"}


def test_where_of_do_update_passes_rows_over(scene: Scene) -> None:
    known = scene.full
    scene.run(
        "INSERT INTO contacts (phone, first_name) VALUES (?, 'A') ON CONFLICT (phone)"
        " DO UPDATE SET first_name = 'B' WHERE contacts.first_name = 'nobody'",
        known["phone"],
    )
    assert scene.cursor.rowcount == 0 and scene.outcomes() == ["skipped"]


def test_conflict_by_id_updates_and_never_makes(scene: Scene) -> None:
    identity = scene.full["id"]
    sql = (
        "INSERT INTO contacts (id, first_name) VALUES (?, 'Zed')"
        " ON CONFLICT (id) DO UPDATE SET first_name = excluded.first_name"
    )
    assert scene.run(sql, identity) == 1
    assert scene.world.contacts.get(identity)["first"] == "Zed"  # type: ignore[index]
    with pytest.raises(IntegrityError, match="no row with this id"):
        scene.run(sql, 1)


def test_insert_from_a_local_table_and_from_a_live_one(scene: Scene) -> None:
    scene.run("CREATE TABLE incoming (phone VARCHAR, name VARCHAR)")
    scene.run("INSERT INTO incoming VALUES ('+1 510 555 0100', 'Ann'), ('+1 510 555 0101', 'Bob')")
    assert scene.run("INSERT INTO contacts (phone, first_name) SELECT phone, name FROM incoming ORDER BY name") == 2
    assert contact(scene.world, "15105550101")["first"] == "Bob"
    scene.run("INSERT INTO tags (name) SELECT 'like ' || name FROM tags WHERE id = ?", scene.world.tags[0]["id"])
    assert f"like {scene.world.tags[0]['tag']}" in [row["tag"] for row in scene.world.tags]


def test_update_joined_with_a_local_table(scene: Scene) -> None:
    known = scene.full
    scene.run("CREATE TABLE wanted (phone VARCHAR, name VARCHAR)")
    scene.run("INSERT INTO wanted VALUES (?, 'Zed')", known["phone"])
    shown = scene.run(
        "UPDATE contacts SET first_name = w.name FROM wanted w WHERE contacts.phone = w.phone"
        " RETURNING contacts.id, contacts.first_name, w.name"
    )
    assert shown == [(known["id"], "Zed", "Zed")]


def test_delete_with_a_subquery_returns_what_was_there(scene: Scene) -> None:
    known = {**scene.plain}
    sql = (
        "DELETE FROM contacts WHERE id IN (SELECT id FROM contacts WHERE phone = ?) RETURNING phone, upper(first_name)"
    )
    assert scene.run(sql, known["phone"]) == [(known["phone"], known["first"].upper() if known["first"] else None)]
    assert scene.world.contacts.get(known["id"]) is None


def test_rows_that_do_not_change_are_not_written(scene: Scene) -> None:
    known = scene.full
    assert (
        scene.run("UPDATE contacts SET first_name = first_name, email = ? WHERE id = ?", known["email"], known["id"])
        == 1
    )
    assert scene.outcomes() == ["unchanged"] and not [call for call in scene.calls if call.startswith("PUT")]


def test_update_of_what_a_scan_found_costs_one_call_a_row(scene: Scene) -> None:
    scene.run("UPDATE contacts SET last_name = 'Zed' WHERE phone IS NOT NULL AND first_name IS NOT NULL")
    first = [call for call in scene.calls if call.startswith("GET /v1/contact/")]
    scene.run("UPDATE contacts SET last_name = 'Zet' WHERE phone IS NOT NULL AND first_name IS NOT NULL")
    assert scene.cursor.rowcount > 10
    assert len([call for call in scene.calls if call.startswith("PUT")]) == scene.cursor.rowcount
    assert not [call for call in scene.calls if call.startswith(("GET", "POST /v1/contact/"))]
    assert len(first) <= 6  # it was found out once that the write keeps pictures


def test_executemany_of_updates_is_one_statement(scene: Scene) -> None:
    known = [row for row in scene.world.contacts if row["phone"]][:5]
    scene.cursor.executemany(
        "UPDATE contacts SET first_name = ? WHERE id = ?", [(f"N{r['id']}", r["id"]) for r in known]
    )
    assert scene.cursor.rowcount == 5
    assert [scene.world.contacts.get(row["id"])["first"] for row in known] == [f"N{row['id']}" for row in known]  # type: ignore[index]


def test_reading_after_a_write_sees_it_on_another_connection(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(result_cache_ttl=60)
    other = scene.connection.cursor()
    known = scene.full["id"]
    sql = "SELECT first_name FROM contacts WHERE id = ?"
    other.execute(sql, (known,))
    other.fetchall()
    scene.run("UPDATE contacts SET first_name = 'Zed' WHERE id = ?", known)
    assert other.execute(sql, (known,)).fetchall() == [("Zed",)]
    scene.run("INSERT INTO custom_fields (title) VALUES ('Shoe size')")
    assert other.execute("SELECT shoe_size FROM contacts WHERE id = ?", (known,)).fetchall() == [(None,)]


def test_somebody_else_is_seen_by_the_revision(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(conflicts="error")
    known = scene.full["id"]
    touch = lambda world: world.touch("contacts", known)  # noqa: E731
    scene.sandbox.mischief.before(touch, path=f"/v1/contact/{known}", method="PUT")
    with pytest.raises(OperationalError, match="written by somebody else"):
        scene.run("UPDATE contacts SET first_name = 'Zed' WHERE id = ?", known)
    assert scene.outcomes() == ["conflict"]


def test_somebody_else_is_told_of_where_that_is_no_error(scene: Scene) -> None:
    known = scene.full["id"]
    touch = lambda world: world.touch("contacts", known)  # noqa: E731
    scene.sandbox.mischief.before(touch, path=f"/v1/contact/{known}", method="PUT")
    with pytest.warns(Warning, match="written by somebody else"):
        assert scene.run("UPDATE contacts SET first_name = 'Zed' WHERE id = ?", known) == 1
    assert scene.outcomes() == ["conflict"]
    assert any("written by somebody else" in str(one) for one in scene.cursor.messages)


# What is refused ------------------------------------------------------------------------------------------------------

REFUSED: list[tuple[str, type[Error], str]] = [
    ("INSERT INTO contacts (phone) VALUES ('15105550100'), ('abc')", DataError, "row 2, column phone.*no phone number"),
    ("INSERT INTO contacts (phone, email) VALUES ('15105550100', 'x')", DataError, "row 1, column email.*no e-mail"),
    ("INSERT INTO contacts (phone, tags) VALUES ('15105550100', '[1,2,3,4,5,6]')", DataError, "at most 5"),
    ("INSERT INTO contacts (phone, tags) VALUES ('15105550100', '[999]')", IntegrityError, "999 is no id of tags"),
    ("INSERT INTO contacts (phone, assigned_user_id) VALUES ('15105550100', 'x')", DataError, "is no BIGINT"),
    (
        "INSERT INTO contacts (first_name) VALUES ('Ann')",
        IntegrityError,
        "row 1 of contacts: a value is needed for phone",
    ),
    (
        "INSERT INTO contacts (phone, notes) VALUES ('15105550100', 'x')",
        NotSupportedError,
        "the API cannot write contacts.notes",
    ),
    ("INSERT INTO contacts (phone, shoe) VALUES ('15105550100', 'x')", ProgrammingError, "unknown column shoe"),
    (
        "INSERT INTO contacts (phone, acount_number) VALUES ('15105550100', 'x')",
        ProgrammingError,
        "did you mean account_number",
    ),
    ("INSERT INTO contacts (phone) VALUES ('15105550100'), ('+15105550100')", IntegrityError, "an earlier row"),
    ("INSERT INTO contacts (phone) VALUES ('1') ON CONFLICT (email) DO NOTHING", DataError, "no phone"),
    ("UPDATE contacts SET phone = NULL WHERE id = {full}", IntegrityError, "column phone: NULL"),
    ("UPDATE contacts SET created_date = now() WHERE id = {full}", NotSupportedError, "the API cannot write"),
    ("UPDATE contacts SET first_name = 'a'", ProgrammingError, "without WHERE.*max_affected_rows"),
    ("DELETE FROM tags", ProgrammingError, "without WHERE"),
    ("UPDATE tags SET name = 'a' WHERE id = 1", NotSupportedError, "the API cannot UPDATE tags: it can INSERT, DELETE"),
    ("DELETE FROM messages WHERE id = 1", NotSupportedError, "it can INSERT"),
    ("INSERT INTO inboxes (name) VALUES ('a')", NotSupportedError, "it can only be read"),
    (
        "INSERT INTO schedules (inbox_id, execute_date, text, list_id) VALUES (42, '2100-01-01 15:05', 'a', 1)",
        DataError,
        "quarter",
    ),
    (
        "INSERT INTO schedules (inbox_id, execute_date, text, list_id) VALUES (42, '2000-01-01 15:00', 'a', 1)",
        DataError,
        "15 minutes",
    ),
    (
        "INSERT INTO list_members (list_id, phone) VALUES ({list}, '15105550100')",
        IntegrityError,
        "no phone of contacts",
    ),
    ("INSERT INTO lists DEFAULT VALUES", IntegrityError, "lists: a value is needed"),
    ("INSERT INTO lists (name) VALUES (NULL)", IntegrityError, "a value is needed for name"),
]


@pytest.mark.parametrize(("sql", "error", "said"), REFUSED, ids=[said for _, _, said in REFUSED])
def test_refused_before_any_write(sql: str, error: type[Error], said: str, scene: Scene) -> None:
    with pytest.raises(error, match=f"(?s){said}") as told:
        scene.run(sql.format(full=scene.full["id"], list=scene.world.lists[0]["id"]))
    reads = ("/list", "/search", "/count", "/contact-fields", "/v1/tags", "/v1/team", "/v1/lists")
    assert [call for call in scene.calls if not call.startswith("GET") and not call.endswith(reads)] == []
    assert "abc" not in str(told.value)


@pytest.mark.parametrize(
    "sql", ["INSERT INTO tags (name) VALUES ('a')", "CALL set_contact_status('15105550100', 'blocked')"]
)
def test_read_only_refuses(sql: str, scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(read_only=True)
    with pytest.raises(NotSupportedError, match="read_only"):
        scene.run(sql)
    assert scene.calls == []


def test_more_rows_than_allowed_are_refused_before_the_first_write(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(max_affected_rows=3)
    with pytest.raises(NotSupportedError, match=r"25 rows of contacts, more than max_affected_rows = 3"):
        scene.run("UPDATE contacts SET first_name = 'a'")
    with pytest.raises(NotSupportedError, match="4 rows"):
        scene.run("INSERT INTO tags (name) VALUES ('a'), ('b'), ('c'), ('d')")
    assert scene.calls == []
    assert scene.run("DELETE FROM schedules WHERE id IN (?, ?, ?)", *(row["id"] for row in scene.world.schedules)) == 3


def test_explain_shows_rows_calls_and_bodies_and_writes_nothing(scene: Scene) -> None:
    known: dict[str, Any] = scene.full
    rows = scene.run("EXPLAIN UPDATE contacts SET first_name = 'Zed' WHERE id = ?", known["id"])
    (step,) = [row for row in rows if row[1] == "contacts"]
    assert step[2:4] == ("PUT", "/v1/contact/{id}") and '"first":"Zed"' in step[4] and step[6:8] == (1, 1)
    assert {call.partition(" ")[0] for call in scene.calls} == {"GET"}
    rows = scene.run("EXPLAIN DELETE FROM contacts WHERE id = ?", known["id"])
    assert [row[10] for row in rows if row[2] == "DELETE"] == ["its conversations and messages go too"]
    assert scene.world.contacts.get(known["id"]) is not None
