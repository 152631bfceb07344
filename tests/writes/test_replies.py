"""Replies that no document shows, of servers that acted or did not: what is told of a row is what the server holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from heymarket_dbapi.errors import Error
from heymarket_dbapi.sandbox import Garble

from .stored import Scene, Snapshot

IS_BLOCKING_ENOUGH = True
REPLIES = ["", "[]", '"no"', '"ok"']
DONE = {"inserted", "updated", "deleted", "sent", "present"}


@dataclass(frozen=True)
class Write:
    """A statement that makes one call; ``says_ok``: the documents let it answer with a word, which is believed."""

    name: str
    method: str
    path: str
    sql: Callable[[Scene], str]
    says_ok: bool = False


WRITES = [
    Write(
        "contact updated",
        "PUT",
        "/v1/contact/*",
        lambda s: f"UPDATE contacts SET last_name = 'Zed' WHERE id = {s.full['id']}",
    ),
    Write(
        "contact assigned",
        "PUT",
        "/v1/contact/*",
        lambda s: f"UPDATE contacts SET assigned_user_id = {s.member} WHERE id = {s.plain['id']}",
    ),
    Write("contact made", "POST", "/v1/contact", lambda s: "INSERT INTO contacts (phone) VALUES ('15105550100')"),
    Write(
        "contacts made",
        "POST",
        "/v1/batch/contacts",
        lambda s: "INSERT INTO contacts (phone) VALUES ('15105550100'), ('15105550101')",
        says_ok=True,
    ),
    Write(
        "contacts overwritten",
        "POST",
        "/v1/batch/contacts",
        lambda s: (
            f"INSERT INTO contacts (phone, last_name) VALUES ('{s.full['phone']}', 'Z'), ('15105550100', 'Z')"
            " ON CONFLICT (phone) DO UPDATE SET last_name = excluded.last_name"
        ),
        says_ok=True,
    ),
    Write("tag made", "POST", "/v1/tag", lambda s: "INSERT INTO tags (name) VALUES ('hot')"),
    Write(
        "tag given",
        "PUT",
        "/v1/contact/*",
        lambda s: f"INSERT INTO contact_tags VALUES ({s.plain['id']}, {fresh_tag(s)})",
    ),
    Write("list made", "POST", "/v2/lists", lambda s: "INSERT INTO lists (name) VALUES ('L')"),
    Write("list", "PUT", "/v2/lists/*", lambda s: f"UPDATE lists SET name = 'L' WHERE id = {s.world.lists[0]['id']}"),
    Write("template made", "POST", "/v1/template", lambda s: "INSERT INTO templates (name, text) VALUES ('T', 't')"),
    Write(
        "template",
        "PUT",
        "/v1/template/*",
        lambda s: f"UPDATE templates SET name = 'T' WHERE id = {text_template(s)}",
    ),
    Write(
        "schedule",
        "PUT",
        "/v1/schedule/*",
        lambda s: (
            "UPDATE schedules SET text = 'T', execute_date = '2100-01-01 15:00'"
            f" WHERE id = {next(row['id'] for row in s.world.schedules if row['meta']['conversation_id'])}"
        ),
    ),
    Write(
        "channel",
        "PUT",
        "/v2/contact/*/channel",
        lambda s: (
            "UPDATE contact_channels SET channel_id = 'x@example.com'"
            f" WHERE contact_uuid = '{s.full['uuid']}' AND channel_type = 'email'"
        ),
    ),
    Write(
        "message",
        "POST",
        "/v1/message/send",
        lambda s: f"INSERT INTO messages (inbox_id, phone, text) VALUES (42, '{s.plain['phone']}', 'Hi')",
    ),
    Write(
        "closed",
        "POST",
        "/v1/conversations/close",
        lambda s: f"UPDATE conversations SET is_closed = true WHERE id = {s.thread['id']}",
        says_ok=True,
    ),
    Write(
        "transferred",
        "POST",
        "/v1/conversations/transfer",
        lambda s: f"UPDATE conversations SET inbox_id = {other_inbox(s)} WHERE id = {s.thread['id']}",
        says_ok=True,
    ),
    Write(
        "members",
        "POST",
        "/v1/users/update",
        lambda s: f"UPDATE members SET first_name = 'Zed' WHERE id = {s.member}",
    ),
]


def text_template(scene: Scene) -> int:
    """A template with a text."""
    return next(int(row["id"]) for row in scene.world.templates if (row["content"] or {}).get("text"))


def fresh_tag(scene: Scene) -> int:
    """A tag that the plain contact has not."""
    held = {one["tag_id"] for one in scene.plain["tags"] or ()}
    return next(int(row["id"]) for row in scene.world.tags if row["id"] not in held)


def other_inbox(scene: Scene) -> int:
    """An inbox in which nobody of the thread is written to."""
    taken = {row["inbox"] for row in scene.world.conversations if row["target"] == scene.thread["target"]}
    return next(int(row["id"]) for row in scene.world.inboxes if row["id"] not in taken)


def outcomes_of(scene: Scene, write: Write, fault: Any) -> tuple[bool, set[str], Error | None]:
    """Whether the server holds something else after the statement, what is told of its rows, and the error."""
    scene.sandbox.mischief.add(fault, path=write.path, method=write.method)
    before, error = Snapshot(scene.sandbox), None
    messages = len(scene.world.messages)
    try:
        scene.run(write.sql(scene))
    except Error as raised:
        error = raised
    is_other = bool(before.changes()) or len(scene.world.messages) != messages
    return is_other, set(scene.outcomes()), error


@pytest.mark.parametrize("reply", REPLIES)
@pytest.mark.parametrize("write", WRITES, ids=[write.name for write in WRITES])
def test_what_was_done_is_not_denied(write: Write, reply: str, scene: Scene) -> None:
    is_other, told, error = outcomes_of(scene, write, Garble(reply, acted=True))
    assert is_other
    assert told <= {*DONE, "unknown"}
    assert (error is None) == (told <= DONE)
    if error is not None:
        assert "unknown" in str(error) and error.request_id


@pytest.mark.parametrize("reply", REPLIES)
@pytest.mark.parametrize("write", WRITES, ids=[write.name for write in WRITES])
def test_what_was_not_done_is_not_claimed(write: Write, reply: str, scene: Scene) -> None:
    is_other, told, error = outcomes_of(scene, write, Garble(reply))
    assert not is_other
    if write.says_ok and reply == '"ok"':
        return
    assert error is not None and told <= {"failed", "unknown"}
