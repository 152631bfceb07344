"""Deletes of many contacts by one call: what it passes over in silence is seen, and goes by a call of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi.errors import Error
from heymarket_dbapi.sandbox import Drop, Fail, Garble

from .stored import Scene, Snapshot

IS_BLOCKING_ENOUGH = True
TOGETHER = "DELETE /v2/contacts"
PHONES = [f"1510555{number:04}" for number in range(7)]


@pytest.fixture
def known_of(scene_of: Callable[..., Scene]) -> Callable[..., Scene]:
    """Makes accounts whose server tells the UUIDs of contacts."""

    def make(**switches: Any) -> Scene:
        scene: Scene = scene_of(**switches.pop("options", {}))
        scene.sandbox.read_as(uuid_shown="always", **switches)
        scene.cursor.executemany("INSERT INTO contacts (phone) VALUES (?)", [(phone,) for phone in PHONES])
        return scene

    return make


def delete(scene: Scene) -> list[str]:
    """Delete what was made; the calls of it."""
    scene.run("DELETE FROM contacts WHERE phone LIKE '1510555%'")
    assert not [row for row in scene.world.contacts if row["phone"] in PHONES]
    assert scene.outcomes() == ["deleted"] * len(PHONES) and scene.cursor.rowcount == len(PHONES)
    return [call for call in scene.calls if call.startswith("DELETE")]


REPLIES = ["ok", "success", "deleted", ""]


@pytest.mark.parametrize("text", REPLIES)
def test_many_go_by_one_call(text: str, known_of: Callable[..., Scene]) -> None:
    scene = known_of(delete_text=text)
    before = Snapshot(scene.sandbox)
    assert delete(scene) == [TOGETHER]
    assert {kind: len(rows) for kind, rows in before.changes().items()} == {"contacts": len(PHONES)}


def test_uuids_that_replies_to_writes_told_are_enough(scene: Scene) -> None:
    for phone in PHONES:
        scene.run("INSERT INTO contacts (phone) VALUES (?)", phone)
    assert delete(scene) == [TOGETHER]


def test_preview_says_what_goes_with_them(known_of: Callable[..., Scene]) -> None:
    rows = known_of().run("EXPLAIN DELETE FROM contacts WHERE phone LIKE '1510555%'")
    (step,) = [row for row in rows if row[2] == "DELETE"]
    assert step[3] == "/v2/contacts" and step[6:8] == (len(PHONES), 1) and "conversations" in step[10]


@pytest.mark.parametrize(
    "fault", [Drop(), Drop(acted=False), Fail(500), Fail(502, acted=True), Garble(acted=True), Drop(rows=3)], ids=repr
)
def test_call_that_breaks_off_is_looked_after(fault: Any, known_of: Callable[..., Scene]) -> None:
    for unknown in ("dropped", "refused"):
        scene = known_of(bulk_delete_unknown=unknown)
        scene.sandbox.mischief.add(fault, path="/v2/contacts", method="DELETE", times=1)
        delete(scene)


def test_rows_that_are_passed_over_go_alone(known_of: Callable[..., Scene]) -> None:
    scene = known_of()
    scene.sandbox.mischief.add(Garble('"ok"', rows=4), path="/v2/contacts", method="DELETE")
    calls = delete(scene)
    assert calls[0] == TOGETHER and len(calls) == 1 + 3


@pytest.mark.parametrize("switches", [{"gone": "delete_contacts_v2"}, {"bulk_delete_unknown": "refused"}], ids=str)
def test_server_that_cannot_is_told_of_each_row(switches: dict[str, str], known_of: Callable[..., Scene]) -> None:
    scene = known_of(**switches)
    if "gone" not in switches:
        # One that is deleted meanwhile makes the server refuse them all.
        gone = next(row for row in scene.world.contacts if row["phone"] == PHONES[0])
        scene.sandbox.mischief.before(
            lambda world: world.delete("contacts", gone["id"]), path="/v2/contacts", method="DELETE"
        )
        scene.run("DELETE FROM contacts WHERE phone LIKE '1510555%'")
        assert scene.outcomes().count("deleted") == len(PHONES) - 1 and scene.outcomes().count("gone") == 1
        return
    assert len(delete(scene)) == 1 + len(PHONES)


def test_few_rows_and_rows_whose_uuid_is_unknown_go_alone(scene: Scene, known_of: Callable[..., Scene]) -> None:
    known = known_of()
    known.run("DELETE FROM contacts WHERE phone IN (?, ?)", *PHONES[:2])
    assert TOGETHER not in known.calls and known.cursor.rowcount == 2
    scene.sandbox.read_as(write_reply="no_uuid")
    scene.cursor.executemany("INSERT INTO contacts (phone) VALUES (?)", [(phone,) for phone in PHONES])
    assert TOGETHER not in delete(scene)


def test_refused_credential_stops_it(known_of: Callable[..., Scene]) -> None:
    scene = known_of()
    scene.sandbox.mischief.add(Fail(401), method="DELETE")
    with pytest.raises(Error, match="401"):
        scene.run("DELETE FROM contacts WHERE phone LIKE '1510555%'")
    assert set(scene.outcomes()) == {"failed"}
    assert [call for call in scene.calls if call.startswith("DELETE")] == [TOGETHER]
