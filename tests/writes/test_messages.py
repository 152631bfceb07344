"""Sends and actions: allowed or refused, in whose name, to whom; and the procedures that CALL has for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi.errors import DataError, Error, IntegrityError, NotSupportedError, ProgrammingError

from .stored import Scene

PLAIN = "INSERT INTO messages (inbox_id, phone, text) VALUES (42, ?, 'Hi')"


def sent(scene: Scene, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    """The messages that a statement made."""
    before = {row["id"] for row in scene.world.messages}
    if parameters and isinstance(parameters[0], dict):
        scene.cursor.execute(sql, parameters[0])
    else:
        scene.run(sql, *parameters)
    return [row for row in scene.world.messages if row["id"] not in before]


def test_nothing_is_sent_unless_it_is_allowed(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(allow_send=False)
    with pytest.raises(NotSupportedError, match="allow_send"):
        scene.run(PLAIN, scene.plain["phone"])
    with pytest.raises(NotSupportedError, match="allow_send"):
        scene.run("CALL send_message(42, ?, 'Hi')", scene.plain["phone"])
    assert scene.calls == []


@pytest.mark.parametrize("reading", ["documented", "old", "observed", "strict", "terse", "deaf", "bare"])
def test_who_may_not_be_written_to_is_refused_before_the_call(reading: str, scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(reading)
    with pytest.raises(IntegrityError, match="row 2: the recipient is"):
        scene.run(
            "INSERT INTO messages (inbox_id, phone, text) VALUES (42, ?, 'Hi'), (42, ?, 'Hi')",
            scene.plain["phone"],
            scene.opted_out["phone"],
        )
    assert not [call for call in scene.calls if call.endswith("/send")]


def test_kinds_of_messages(scene: Scene) -> None:
    chat, other = scene.thread, scene.plain["phone"]
    (one,) = sent(
        scene,
        "INSERT INTO messages (inbox_id, target, text, media_url) VALUES (42, ?, 'Hi', ?)",
        f"+{other}",
        "https://example.com/a.png",
    )
    assert (one["type"], one["media"], one["target"]) == ("image", "https://example.com/a.png", other)
    template = next(row for row in scene.world.templates if row["content"]["text"])
    (one,) = sent(scene, "INSERT INTO messages (inbox_id, phone, template_id) VALUES (42, ?, ?)", other, template["id"])
    assert one["text"]
    (one,) = sent(
        scene,
        "INSERT INTO messages (inbox_id, phone, survey_id) VALUES (42, ?, ?)",
        other,
        scene.world.surveys[0]["id"],
    )
    assert one["type"] == "survey"
    sql = "INSERT INTO messages (conversation_id, text, is_private, user_id) VALUES (?, 'psst', true, ?)"
    (one,) = sent(scene, sql, chat["id"], scene.member)
    assert one["type"] == "note" and one["conversation"]["id"] == chat["id"]
    listed = scene.world.lists[0]
    found = sent(scene, "INSERT INTO messages (inbox_id, list_id, text) VALUES (42, ?, 'Hi')", listed["id"])
    assert {row["target"] for row in found} <= set(listed["targets"]) and found
    group = [scene.plain["phone"], "15105550199"]
    (one,) = sent(
        scene, "INSERT INTO messages (inbox_id, targets, text) VALUES (42, ?, 'Hi')", f'["{group[0]}", "{group[1]}"]'
    )
    assert set(one["targets"]) == set(group)
    (one,) = sent(
        scene,
        "INSERT INTO messages (inbox_id, targets, text, channel, conv_title)"
        """ VALUES (42, '["a@example.org", "cc:b@example.org"]', '<p>Hi</p>', 'email', 'Offer')""",
    )
    assert one["channel"] == "email" and one["conversation"]["name"] == "Offer"


REFUSED: list[tuple[str, type[Error], str]] = [
    ("INSERT INTO messages (inbox_id, text) VALUES (42, 'Hi')", IntegrityError, "one of phone, target"),
    (
        "INSERT INTO messages (inbox_id, phone, list_id, text) VALUES (42, '15105550100', 1, 'Hi')",
        IntegrityError,
        "given is",
    ),
    ("INSERT INTO messages (inbox_id, phone) VALUES (42, '15105550100')", IntegrityError, "a value is needed for text"),
    (
        "INSERT INTO messages (phone, text) VALUES ('15105550100', 'Hi')",
        IntegrityError,
        "a value is needed for inbox_id",
    ),
    ("INSERT INTO messages (inbox_id, phone, text) VALUES (42, 'x', 'Hi')", DataError, "column phone.*no phone number"),
    (
        "INSERT INTO messages (inbox_id, phone, text, status) VALUES (42, '15105550100', 'Hi', 'x')",
        NotSupportedError,
        "takes no status",
    ),
    ("INSERT INTO messages (conversation_id, text) VALUES (1, 'Hi')", IntegrityError, "there is no conversation 1"),
]


@pytest.mark.parametrize(("sql", "error", "said"), REFUSED, ids=[said for _, _, said in REFUSED])
def test_what_cannot_be_sent(sql: str, error: type[Error], said: str, scene: Scene) -> None:
    with pytest.raises(error, match=said):
        scene.run(sql)
    assert not [call for call in scene.calls if call.endswith("/send")]


def test_in_whose_name(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(acting_member=None)
    with pytest.raises(ProgrammingError, match="acting_member"):
        scene.run(PLAIN, scene.plain["phone"])
    with pytest.raises(ProgrammingError, match="acting_member"):
        scene.run("UPDATE conversations SET is_closed = true WHERE id = ?", scene.thread["id"])
    sql = "INSERT INTO messages (inbox_id, phone, text, user_id) VALUES (42, ?, 'Hi', ?)"
    (one,) = sent(scene, sql, scene.plain["phone"], scene.member)
    assert one["user"] == scene.member
    mail = scene.world.users.get(scene.member)["email"]  # type: ignore[index]
    named = scene_of(acting_member=mail)
    (one,) = sent(named, PLAIN, named.plain["phone"])
    assert one["user"] == named.member


def test_member_is_found_by_the_address_that_no_listing_shows(scene_of: Callable[..., Scene]) -> None:
    hidden = "documented&member_email=false&empty_lookup=none&users_listed=false"
    first = scene_of(hidden)
    mail = first.world.users.get(first.member)["email"]  # type: ignore[index]
    scene = scene_of(hidden, acting_member=mail)
    (one,) = sent(scene, PLAIN, scene.plain["phone"])
    assert one["user"] == scene.member
    assert scene.run("SELECT id, email FROM members WHERE email = ?", mail) == [(scene.member, mail)]


@pytest.mark.parametrize("reading", ["documented", "new", "observed", "strict", "coarse", "bare"])
def test_procedures(reading: str, scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(reading)
    chat, member = scene.thread, scene.member
    scene.run("CALL close_conversation(?, ?)", chat["id"], member)
    assert chat["status"] == "closed"
    scene.run("CALL reopen_conversation(conversation_id => ?, user_id => ?)", chat["id"], member)
    assert chat["status"] == "open"
    scene.run("CALL mark_unread(?)", chat["id"])
    assert member in chat["unread_users"]
    scene.cursor.callproc("mark_read", (chat["id"], member))
    assert member not in chat["unread_users"]
    scene.run("CALL reassign_conversation(?, ?)", chat["id"], member)
    assert chat["assigned"] == member
    scene.run("CALL set_contact_status(?, 'blocked')", scene.plain["phone"])
    assert scene.run("CALL lookup('tags', 'id', ?)", scene.world.tags[0]["id"])[0][0] == scene.world.tags[0]["id"]


def test_send_by_procedure(scene: Scene) -> None:
    (one,) = sent(scene, "CALL send_message(?, ?, 'it''s', user_id => ?)", 42, scene.plain["phone"], scene.member)
    assert one["text"] == "it's" and scene.cursor.lastrowid == one["id"]
    (one,) = sent(scene, "CALL send_email(:inbox, 'a@example.org', 'Hi', conv_title => 'T')", {"inbox": 42})
    assert one["channel"] == "email"


CALLS: list[tuple[str, type[Error], str]] = [
    ("CALL close_conversation(5)", IntegrityError, "no conversation 5"),
    ("CALL close_conversation()", ProgrammingError, "takes 1 to 2 arguments, 0 are given"),
    ("CALL send_message(42, 'a', 'b', 1, 2)", ProgrammingError, "takes 3 to 4 arguments, 5 are given"),
    ("CALL send_message(42, text => 'b')", ProgrammingError, "target is missing"),
    ("CALL send_message(42, txt => 'b')", ProgrammingError, "no argument txt; did you mean text"),
    ("CALL send_message(inbox_id => 42, 'a', 'b')", ProgrammingError, "named arguments come last"),
    ("CALL send_message(now(), 'a', 'b')", ProgrammingError, "an argument is a literal"),
    ("CALL send_mesage(42, 'a', 'b')", ProgrammingError, "did you mean send_message"),
    ("CALL set_contact_status('15105550100', 'blockd')", ProgrammingError, "did you mean"),
    ("CALL set_contact_status('x', 'blocked')", DataError, "no phone number"),
]


@pytest.mark.parametrize(("sql", "error", "said"), CALLS, ids=[sql for sql, _, _ in CALLS])
def test_calls_that_are_refused(sql: str, error: type[Error], said: str, scene: Scene) -> None:
    with pytest.raises(error, match=said):
        scene.run(sql)


def test_procedures_are_listed(scene: Scene) -> None:
    listed = dict(scene.run("SELECT name, arguments FROM sys.procedures"))
    assert listed["send_message"] == "inbox_id, target, text, user_id"
    assert listed["transfer_conversation"] == "conversation_id, inbox_id"
    assert {"undo", "resume_journal", "refresh_metadata", "lookup", "set_contact_status"} <= listed.keys()


def test_transfer_by_procedure(scene: Scene) -> None:
    chat = scene.thread
    taken = {row["inbox"] for row in scene.world.conversations if row["target"] == chat["target"]}
    other = next(row["id"] for row in scene.world.inboxes if row["id"] not in taken)
    scene.run("CALL transfer_conversation(?, inbox_id => ?)", chat["id"], other)
    assert chat["inbox"] == other
