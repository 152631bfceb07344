"""EXPLAIN of changes: what would be told to the API, what was told, and what a change of a local table reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi.errors import DataError, Error, NotSupportedError, ProgrammingError

from .stored import Scene, Snapshot

SEND = "INSERT INTO messages (inbox_id, phone, text) VALUES (42, '15105550100', 'Hi')"


def steps(scene: Scene, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    """The steps of a plan as objects."""
    scene.sandbox.log.clear()
    scene.cursor.execute(f"EXPLAIN {sql}", parameters)
    names = [column[0] for column in scene.cursor.description]
    return [dict(zip(names, row, strict=True)) for row in scene.cursor.fetchall()]


def written(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps that tell the API something."""
    return [step for step in found if step["relation"]]


# Heymarket's tables ---------------------------------------------------------------------------------------------------


def test_analyze_carries_out_and_shows_calls_and_rows_beside_those_foreseen(scene: Scene) -> None:
    sql = "ANALYZE UPDATE contacts SET last_name = 'Zed' WHERE phone IS NOT NULL AND first_name IS NOT NULL"
    found = steps(scene, sql)
    (put,) = written(found)
    count = sum(row["last"] == "Zed" for row in scene.world.contacts)
    assert count > 3 and (put["method"], put["rows"], put["calls"]) == ("PUT", count, count)
    assert (put["actual_rows"], put["actual_calls"]) == (count, count) and put["actual_ms"] >= 0
    assert sum(step["actual_calls"] for step in found) == len(scene.sandbox.log) == len(scene.cursor.api_calls)
    assert {one.outcome for one in scene.cursor.row_results} == {"updated"}


def test_analyze_tells_rows_that_failed_from_those_that_were_written(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(on_row_error="continue")
    (step,) = written(steps(scene, "ANALYZE INSERT INTO tags (name) VALUES ('a'), (NULL), ('b')"))
    assert (step["rows"], step["calls"], step["actual_rows"], step["actual_calls"]) == (2, 2, 2, 2)


def test_analyze_as_json(scene: Scene) -> None:
    ((text,),) = scene.run("EXPLAIN (ANALYZE, FORMAT JSON) INSERT INTO tags (name) VALUES ('a')")
    (step,) = json.loads(text)
    assert step["path"] == "/v1/tag" and step["actual_calls"] == step["actual_rows"] == 1
    assert [row["tag"] for row in scene.world.tags].count("a") == 1


REFUSED: list[tuple[str, dict[str, Any], type[Error], str]] = [
    (SEND, {"allow_send": False}, NotSupportedError, "allow_send"),
    ("INSERT INTO tags (name) VALUES ('a')", {"read_only": True}, NotSupportedError, "read_only"),
    ("INSERT INTO tags (name) VALUES ('a'), ('b')", {"max_affected_rows": 1}, NotSupportedError, "max_affected_rows"),
    ("DELETE FROM contacts", {}, ProgrammingError, "without WHERE"),
    ("INSERT INTO contacts (phone) VALUES ('15105550100'), ('x')", {}, DataError, "row 2, column phone"),
    ("UPDATE tags SET name = 'a' WHERE id = 1", {}, NotSupportedError, "the API cannot UPDATE tags"),
]


@pytest.mark.parametrize(("sql", "options", "error", "said"), REFUSED, ids=[said for *_, said in REFUSED])
def test_analyze_is_refused_as_the_write_is(
    sql: str, options: dict[str, Any], error: type[Error], said: str, scene_of: Callable[..., Scene]
) -> None:
    scene = scene_of(**options)
    before = Snapshot(scene.sandbox)
    with pytest.raises(error, match=said):
        scene.run(f"EXPLAIN ANALYZE {sql}")
    assert before.changes() == {}


def test_preview_is_free_where_the_write_is_not(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(allow_send=False, read_only=True)
    before = Snapshot(scene.sandbox)
    (step,) = written(steps(scene, SEND))
    assert (step["path"], step["calls"]) == ("/v1/message/send", 1) and '"text":"Hi"' in step["body"]
    assert "allow_send is false" in step["note"] and "read_only" in step["note"]
    assert before.changes() == {} and not [call for call in scene.calls if call.endswith("/send")]


def test_preview_of_many_rows_shows_the_body_of_the_first(scene: Scene) -> None:
    values = ", ".join(f"('t{number}')" for number in range(30))
    (step,) = written(steps(scene, f"INSERT INTO tags (name) VALUES {values}"))
    assert (step["rows"], step["calls"]) == (30, 30) and "the first of 30" in step["note"]
    assert step["body"] == '{"tag":"t0"}' and scene.calls == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE contacts SET first_name = NULL WHERE id = {id}",
        "UPDATE contacts SET first_name = 'Zed' WHERE id = {id} RETURNING email",
        "DELETE FROM contact_tags WHERE contact_id = {id}",
        "INSERT INTO contacts (phone) VALUES ('15105550100'), ('15105550101')",
    ],
)
def test_what_may_be_read_besides_is_not_told_as_exact(sql: str, scene: Scene) -> None:
    said = sql.format(id=scene.full["id"])
    found = steps(scene, said)
    scene.run(said)
    if all(step["exact"] for step in found):
        assert sum(step["calls"] for step in found) == len(scene.calls)
    assert all(step["exact"] for step in written(found))


# Local tables ---------------------------------------------------------------------------------------------------------

TABLE = "CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR)"
LOCAL = [
    ("INSERT INTO t VALUES (1, 'a')", []),
    ("INSERT INTO t DEFAULT VALUES", []),
    ("INSERT INTO t SELECT id, first_name FROM contacts", ["contacts"]),
    ("UPDATE t SET name = 'x' WHERE id = 1", []),
    ("UPDATE t SET name = tags.name FROM tags WHERE tags.id = t.id", ["tags"]),
    ("DELETE FROM t", []),
    ("DELETE FROM t USING lists WHERE lists.id = t.id", ["lists"]),
    ("DELETE FROM t WHERE id IN (SELECT id FROM templates)", ["templates"]),
]


@pytest.mark.parametrize(("sql", "read"), LOCAL, ids=[sql for sql, _ in LOCAL])
def test_local_change_shows_what_it_reads_of_heymarket(sql: str, read: list[str], scene: Scene) -> None:
    scene.run(TABLE)
    scene.run("INSERT INTO t VALUES (7, 'seven')")
    found = steps(scene, sql)
    assert list(dict.fromkeys(step["relation"] for step in found if step["relation"] != "custom_fields")) == read
    assert scene.calls == [] and scene.run("SELECT * FROM t") == [(7, "seven")]


def test_analyze_of_a_local_change_carries_it_out(scene: Scene) -> None:
    scene.run(TABLE)
    found = steps(scene, "ANALYZE INSERT INTO t SELECT id, name FROM tags")
    assert sum(step["actual_calls"] for step in found) == len(scene.calls) > 0
    assert scene.run("SELECT count(*) FROM t") == [(len(scene.world.tags),)]
    assert steps(scene, "ANALYZE DELETE FROM t") == [] and scene.run("SELECT count(*) FROM t") == [(0,)]
    scene.connection.rollback()
    assert scene.run("SELECT table_name FROM information_schema.tables WHERE table_name = 't'") == []
