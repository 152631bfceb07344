"""Read your own writes: in a process and for one credential, a SELECT after a write sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .stored import Scene


def test_uuid_that_a_reply_told_is_read(scene: Scene) -> None:
    ((identity, told),) = scene.run("INSERT INTO contacts (phone) VALUES ('15105550100') RETURNING id, uuid")
    assert told == scene.world.contacts.get(identity)["uuid"]  # type: ignore[index]
    for sql, parameter in [
        ("SELECT id, uuid FROM contacts WHERE id = ?", identity),
        ("SELECT id, uuid FROM contacts WHERE phone = ?", "15105550100"),
        ("SELECT id, uuid FROM contacts WHERE uuid = ?", told),
        ("SELECT id, uuid FROM contacts WHERE uuid IS NOT NULL AND first_name IS NULL AND id > ?", 0),
    ]:
        assert scene.run(sql, parameter) == [(identity, told)], sql
    assert scene.run("SELECT channel_id FROM contact_channels WHERE contact_uuid = ?", told) == [("15105550100",)]


def test_uuid_that_an_update_told_is_read(scene: Scene) -> None:
    known = scene.plain
    scene.run("UPDATE contacts SET last_name = 'Zed' WHERE id = ?", known["id"])
    assert scene.run("SELECT uuid FROM contacts WHERE last_name = 'Zed'") == [(known["uuid"],)]


def test_uuid_that_nothing_told_is_null(scene: Scene) -> None:
    scene.sandbox.read_as(write_reply="no_uuid")
    scene.run("INSERT INTO contacts (phone) VALUES ('15105550100')")
    assert scene.run("SELECT uuid FROM contacts WHERE phone = '15105550100'") == [(None,)]


SEEN = [
    ("INSERT INTO tags (name) VALUES ('hot')", "SELECT count(*) FROM tags WHERE name = 'hot'", 1),
    ("DELETE FROM tags WHERE id = {tag}", "SELECT count(*) FROM tags WHERE id = {tag}", 0),
    ("UPDATE lists SET name = 'L' WHERE id = {list}", "SELECT count(*) FROM lists WHERE name = 'L'", 1),
    ("DELETE FROM contacts WHERE id = {plain}", "SELECT count(*) FROM contacts WHERE id = {plain}", 0),
    ("INSERT INTO contacts (phone) VALUES ('15105550100')", "SELECT count(*) - 26 FROM contacts", 0),
    (
        "UPDATE conversations SET is_closed = true WHERE id = {thread}",
        "SELECT count(*) FROM conversations WHERE is_closed AND id = {thread}",
        1,
    ),
    (
        "CALL set_contact_status('{phone}', 'blocked')",
        "SELECT count(*) FROM contacts WHERE is_blocked AND phone = '{phone}'",
        1,
    ),
]


@pytest.mark.parametrize(("write", "read", "count"), SEEN, ids=[write for write, *_ in SEEN])
def test_kept_replies_and_counts_are_forgotten(
    write: str, read: str, count: int, scene_of: Callable[..., Scene]
) -> None:
    scene = scene_of(result_cache_ttl=60)
    names = {
        "tag": scene.world.tags[0]["id"],
        "list": scene.world.lists[0]["id"],
        "plain": scene.plain["id"],
        "phone": scene.plain["phone"],
        "thread": scene.thread["id"],
    }
    scene.run("SELECT count(*) FROM contacts")
    assert scene.run(read.format(**names)) != [(count,)]
    scene.run(write.format(**names))
    assert scene.run(read.format(**names)) == [(count,)]
