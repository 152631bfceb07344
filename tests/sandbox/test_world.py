"""The account: the same for one seed, of any size, with the crowds and oddities that tests rely on."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from heymarket_dbapi.sandbox import Sandbox
from heymarket_dbapi.sandbox.moments import cut_time, read_time, write_time
from heymarket_dbapi.sandbox.world import KINDS

KEYS = [("contacts", "updated"), ("messages", "date"), ("conversations", "updated")]


def test_one_seed_one_account() -> None:
    one, same, other = Sandbox(seed=7), Sandbox(seed=7), Sandbox(seed=8)
    for kind in KINDS:
        assert list(one.world.rows(kind)) == list(same.world.rows(kind))
    assert list(one.world.contacts) != list(other.world.contacts)


@pytest.mark.parametrize(("contacts", "messages"), [(0, 0), (1, 0), (0, 50), (3, 1), (1000, 20)])
def test_any_size(contacts: int, messages: int) -> None:
    world = Sandbox(contacts=contacts, messages=messages).world
    assert (len(world.contacts), len(world.messages)) == (contacts, messages)


@pytest.mark.parametrize(("kind", "field"), KEYS)
def test_a_crowd_shares_one_time(kind: str, field: str) -> None:
    times = Counter(row[field] for row in Sandbox().world.rows(kind))
    assert times.most_common(1)[0][1] >= 100


@pytest.mark.parametrize(("kind", "field"), KEYS)
def test_times_differ_in_the_seventh_digit(kind: str, field: str) -> None:
    moments = {read_time(row[field]) for row in Sandbox().world.rows(kind)}
    assert any(moment + 100 in moments and moment % 1000 == 0 for moment in moments)


def test_times_have_every_length() -> None:
    texts = [row["date"] for row in Sandbox().world.messages]
    lengths = {len(text.partition(".")[2].rstrip("Z")) for text in texts}
    assert {0, 3, 6, 7, 9} <= lengths
    assert not any(text.endswith("0Z") and "." in text for text in texts)


def test_text_has_what_breaks_clients() -> None:
    text = "".join(row["text"] for row in Sandbox().world.messages)
    assert all(mark in text for mark in "'\"%\\_\n") and not text.isascii()


def test_custom_fields_are_awkward() -> None:
    titles = [row["title"] for row in Sandbox().world.custom_fields]
    assert "" in titles and "Email" in titles and "2024" in titles and len(titles) != len(set(titles))


def test_media_links_fail_and_move() -> None:
    assert {media.status for media in Sandbox().world.media.values()} >= {200, 302, 404}


def test_touch_moves_a_row_to_the_head() -> None:
    world = Sandbox().world
    row = world.contacts[40]
    before, revision = read_time(row["updated"]), row["rev"]
    world.touch("contacts", row["id"], first="Changed")
    assert row["first"] == "Changed" and row["rev"] == revision + 1
    assert read_time(row["updated"]) == max(read_time(one["updated"]) for one in world.contacts) > before


def test_a_new_phone_is_a_new_channel() -> None:
    world = Sandbox(contacts=20, messages=0).world
    row = next(row for row in world.contacts if row["phone"])
    world.touch("contacts", row["id"], phone="15105550001")
    own = [one["channel_id"] for one in world.channels if one["contact_id"] == row["id"]]
    assert "15105550001" in own


def test_insert_fills_in_what_is_not_given() -> None:
    world = Sandbox().world
    row = world.insert("contacts", phone="15105550000")
    assert set(row) == set(world.contacts[0]) and world.contacts.get(row["id"]) is row
    assert world.statuses.get(row["id"])
    message = world.insert("messages", text="new", conversation=world.conversations[2])
    assert message["conversation"] is world.conversations[2]


def test_delete_takes_a_row_away() -> None:
    world = Sandbox().world
    row = world.contacts[0]
    assert world.delete("contacts", row["id"]) is row
    assert world.contacts.get(row["id"]) is None and row["id"] not in {one["contact_id"] for one in world.channels}


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (lambda world: world.touch("contacts", 1), KeyError),
        (lambda world: world.delete("tags", 1), KeyError),
        (lambda world: world.rows("contact"), ValueError),
        (lambda world: world.insert("tags", colour="red"), ValueError),
        (lambda world: world.touch("tags", world.tags[0]["id"], colour="red"), ValueError),
        (lambda world: world.insert("tags", id=world.tags[0]["id"]), ValueError),
    ],
)
def test_wrong_changes_are_refused(act: Any, problem: type[Exception]) -> None:
    with pytest.raises(problem):
        act(Sandbox(contacts=5, messages=5).world)


@pytest.mark.parametrize(
    ("text", "digits", "cut"),
    [
        ("2024-12-22T23:31:49.4320312Z", 6, "2024-12-22T23:31:49.432031Z"),
        ("2024-12-22T23:31:49.4320312Z", 3, "2024-12-22T23:31:49.432Z"),
        ("2024-12-22T23:31:49.0000312Z", 3, "2024-12-22T23:31:49Z"),
        ("2024-12-22T23:31:49.9Z", 0, "2024-12-22T23:31:49Z"),
    ],
)
def test_times_are_cut_not_rounded(text: str, digits: int, cut: str) -> None:
    assert cut_time(text, digits) == cut
    assert write_time(read_time(text)) == text


def test_offsets_are_read_and_nonsense_is_not() -> None:
    assert read_time("2024-01-01T02:00:00+02:00") == read_time("2024-01-01T00:00:00.000Z")
    for text in ("2024-01-01", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00.1234567890Z", "yesterday"):
        with pytest.raises(ValueError, match="RFC 3339"):
            read_time(text)
