"""Calls that fail: nothing is sent twice, nothing is lost, and what was done is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi.errors import Error, IntegrityError, OperationalError
from heymarket_dbapi.sandbox import Drop, Fail, Garble, Hang, Html, Truncate

from .stored import Scene

SEND, BATCH = "/v1/message/send", "/v1/batch/contacts"
ACTED = [Drop(), Fail(500, acted=True), Html(502, acted=True), Garble(acted=True), Truncate()]
NOT_ACTED = [Drop(acted=False), Fail(500), Html(502), Garble()]
AGAIN = [Fail(429, retry_after=0)]


def ids(faults: list[Any]) -> list[str]:
    return [repr(fault) for fault in faults]


def send(scene: Scene) -> list[Any]:
    """Send one text; the messages that the server then has of it."""
    before = {row["id"] for row in scene.world.messages}
    scene.run("INSERT INTO messages (inbox_id, phone, text) VALUES (42, ?, 'Hi')", scene.plain["phone"])
    return [row for row in scene.world.messages if row["id"] not in before]


@pytest.mark.parametrize("fault", ACTED, ids=ids(ACTED))
def test_what_was_sent_is_found_and_not_sent_again(fault: Any, scene: Scene) -> None:
    scene.sandbox.mischief.add(fault, path=SEND, times=1)
    (made,) = send(scene)
    assert scene.outcomes() == ["sent"] and scene.cursor.lastrowid == made["id"]
    assert scene.calls.count(f"POST {SEND}") == 1


@pytest.mark.parametrize("fault", NOT_ACTED, ids=ids(NOT_ACTED))
def test_what_may_have_been_sent_is_unknown_and_not_sent_again(fault: Any, scene: Scene) -> None:
    scene.sandbox.mischief.add(fault, path=SEND, times=1)
    with pytest.raises(OperationalError, match=r"unknown.*local_id") as told:
        send(scene)
    assert scene.outcomes() == ["unknown"]
    assert scene.calls.count(f"POST {SEND}") == 1
    assert told.value.row_results == scene.cursor.row_results


@pytest.mark.parametrize("fault", AGAIN, ids=ids(AGAIN))
def test_what_was_refused_for_now_is_sent_again(fault: Any, scene: Scene) -> None:
    scene.sandbox.mischief.add(fault, path=SEND, times=1)
    assert len(send(scene)) == 1
    assert scene.calls.count(f"POST {SEND}") == 2


MIDDLE = [
    *(Drop(rows=4), Drop(), Drop(acted=False), Fail(500, acted=True, rows=4), Fail(429, retry_after=0)),
    *(Garble(), Garble(rows=2), Html(502, acted=True), Truncate()),
]


@pytest.mark.parametrize("fault", MIDDLE, ids=ids(MIDDLE))
def test_batch_that_breaks_off_is_told_again_and_makes_each_row_once(fault: Any, scene: Scene) -> None:
    scene.sandbox.mischief.add(fault, path=BATCH, times=1)
    phones = [f"1510555{place:04d}" for place in range(3000, 3010)]
    scene.cursor.executemany("INSERT INTO contacts (phone) VALUES (?)", [(phone,) for phone in phones])
    assert scene.cursor.rowcount == 10
    held = [row["phone"] for row in scene.world.contacts]
    assert [held.count(phone) for phone in phones] == [1] * 10


@pytest.mark.parametrize("fault", [*ACTED, *NOT_ACTED], ids=ids([*ACTED, *NOT_ACTED]))
@pytest.mark.parametrize("verb", ["PUT", "DELETE"])
def test_update_and_delete_are_told_again(verb: str, fault: Any, scene: Scene) -> None:
    identity = scene.plain["id"]
    scene.sandbox.mischief.add(fault, path=f"/v1/contact/{identity}", method=verb, times=1)
    if verb == "PUT":
        assert scene.run("UPDATE contacts SET last_name = 'Zed' WHERE id = ?", identity) == 1
        assert scene.world.contacts.get(identity)["last"] == "Zed"  # type: ignore[index]
    else:
        assert scene.run("DELETE FROM contacts WHERE id = ?", identity) == 1
        assert scene.world.contacts.get(identity) is None


@pytest.mark.parametrize("fault", [*ACTED, *NOT_ACTED], ids=ids([*ACTED, *NOT_ACTED]))
def test_single_insert_is_looked_for_by_its_phone(fault: Any, scene: Scene) -> None:
    scene.sandbox.mischief.add(fault, path="/v1/contact", method="POST", times=1)
    statement = "INSERT INTO contacts (phone) VALUES ('15105550100')"
    if fault in ACTED:
        assert scene.run(statement) == 1
        assert scene.cursor.lastrowid is not None
    else:
        with pytest.raises(OperationalError, match="unknown"):
            scene.run(statement)
    assert scene.calls.count("POST /v1/contact") == 1
    assert sum(row["phone"] == "15105550100" for row in scene.world.contacts) == (fault in ACTED)


def test_rows_after_one_that_failed_are_not_tried(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(concurrency=1)
    ids_of = [row["id"] for row in scene.world.contacts if row["phone"]][:4]
    scene.sandbox.mischief.add(Fail(400), path=f"/v1/contact/{ids_of[1]}", method="PUT")
    sql = f"UPDATE contacts SET last_name = 'Zed' WHERE id IN ({', '.join(map(str, ids_of))})"
    with pytest.raises(Error) as told:
        scene.run(sql)
    assert sorted(scene.outcomes()) == ["failed", "not tried", "not tried", "updated"]
    assert "1 of 4 rows of contacts failed, 1 were written" in str(told.value)
    assert str(ids_of[1]) in str(told.value)


def test_other_rows_go_on_where_failures_are_passed_over(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(on_row_error="continue")
    ids_of = [row["id"] for row in scene.world.contacts if row["phone"]][:4]
    scene.sandbox.mischief.add(Fail(400), path=f"/v1/contact/{ids_of[1]}", method="PUT")
    sql = f"UPDATE contacts SET last_name = 'Zed' WHERE id IN ({', '.join(map(str, ids_of))})"
    assert scene.run(sql) == 3
    assert sorted(scene.outcomes()) == ["failed", "updated", "updated", "updated"]
    (failed,) = [one for one in scene.cursor.row_results if one.error is not None]
    assert failed.id == ids_of[1] and "400" in str(failed.error)


def test_credential_that_is_refused_stops_the_statement(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(on_row_error="continue", concurrency=1)
    scene.sandbox.mischief.add(Fail(401), method="PUT")
    assert scene.run("UPDATE contacts SET last_name = 'Zed' WHERE phone IS NOT NULL AND first_name IS NOT NULL") == 0
    assert scene.outcomes().count("failed") == 1


def test_hanging_call_ends_with_the_timeout_and_says_what_is_unknown(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(timeout=1.0, concurrency=1)
    scene.sandbox.mischief.add(Hang(30), path=SEND)
    with pytest.raises(OperationalError, match="timeout"):
        send(scene)
    assert len([row for row in scene.world.messages if row["text"] == "Hi"]) == 1
    assert scene.outcomes() == ["unknown"]


def test_duplicate_is_an_integrity_error_before_any_write(scene: Scene) -> None:
    known = scene.plain["phone"]
    with pytest.raises(IntegrityError, match="row 2 of contacts"):
        scene.run("INSERT INTO contacts (phone) VALUES ('15105550100'), (?)", f"+{known}")
    assert not [call for call in scene.calls if call.endswith(("/v1/contact", BATCH))]


def test_limit_of_calls_stops_before_a_call_leaves(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(max_calls=3, concurrency=1)
    known = [row["id"] for row in scene.world.contacts if row["phone"] and row["avatar"]][:2]
    with pytest.raises(OperationalError, match="max_calls"):
        scene.run(f"UPDATE contacts SET last_name = 'Zed' WHERE id IN ({known[0]}, {known[1]})")
    assert scene.outcomes() == ["updated", "not tried"]


def test_row_whose_opting_out_the_api_refuses_to_tell_is_not_written(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of("new")
    scene.sandbox.mischief.add(Fail(400), path="/v1/contact/status", times=2)
    with pytest.raises(OperationalError, match=r"is_opted_out.*not written"):
        scene.run("UPDATE contacts SET last_name = 'X' WHERE id = ?", scene.plain["id"])
    assert scene.outcomes() == ["failed"]
    assert not [call for call in scene.calls if call.startswith("PUT")]


def test_parts_of_a_row_whose_call_hangs_are_all_unknown(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(timeout=1.0)
    known = next(row for row in scene.world.contacts if row["phone"] and not row["tags"])
    tags = [row["id"] for row in scene.world.tags][:3]
    scene.sandbox.mischief.add(Hang(30), path=f"/v1/contact/{known['id']}", method="PUT")
    values = ", ".join(f"({known['id']}, {tag})" for tag in tags)
    with pytest.raises(OperationalError, match="timeout"):
        scene.run(f"INSERT INTO contact_tags VALUES {values}")
    assert scene.outcomes() == ["unknown"] * 3


def test_opting_out_is_asked_by_phone_where_the_api_refuses_the_id(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of("new")
    scene.sandbox.mischief.add(Fail(400), path="/v1/contact/status")
    assert scene.run("UPDATE contacts SET last_name = 'X' WHERE id = ?", scene.plain["id"]) == 1
    assert scene.calls.count("POST /v1/contact/status") == 2
