"""Faults and moved rows, in process."""

from __future__ import annotations

import json
from typing import Any

import pytest

from heymarket_dbapi.sandbox import (
    Delay,
    Drop,
    Edit,
    EmptyPage,
    Fail,
    Garble,
    Hang,
    Html,
    RepeatPage,
    ShortPage,
    Trickle,
    Truncate,
    Wire,
    World,
)

from .asking import Client, client, ids, own_client

TAGS = "/v1/tags"


@pytest.fixture
def asked() -> Client:
    return own_client()


def test_a_script_of_faults(asked: Client) -> None:
    asked.sandbox.mischief.script([Fail(503), None, Fail(429)], path=TAGS)
    assert asked.send("GET", "/v1/team").status == 200
    assert [asked.status(TAGS) for _ in range(4)] == [503, 200, 429, 200]
    assert [entry.faults for entry in asked.sandbox.log][1] == ("Fail",)


def test_faults_by_path_and_place_and_number(asked: Client) -> None:
    asked.sandbox.mischief.add(Fail(500), path="/v1/t*", method="POST", nth=2, times=2)
    assert [asked.status(TAGS), asked.status("/v1/templates"), asked.status(TAGS), asked.status(TAGS)] == [
        200,
        500,
        500,
        200,
    ]
    asked.sandbox.mischief.add(Fail(500), method="GET")
    assert asked.status(TAGS) == 200
    assert asked.send("GET", "/v1/team").status == 500
    asked.sandbox.mischief.add(Fail(500), times=float("inf"))
    assert {asked.status(TAGS) for _ in range(5)} == {500}
    asked.sandbox.mischief.clear()
    assert asked.status(TAGS) == 200


@pytest.mark.parametrize("dated", [False, True])
def test_retry_after(asked: Client, dated: bool) -> None:
    asked.sandbox.mischief.add(Fail(429, retry_after=2, dated=dated))
    value = asked.send("GET", "/v1/team").header("retry-after") or ""
    assert value.endswith("GMT") if dated else value == "2"


def test_broken_bodies(asked: Client) -> None:
    whole = asked.send("POST", TAGS, {}).body
    asked.sandbox.mischief.script([Truncate(), Truncate(10), Garble(), Html(200), Drop()], path=TAGS)
    half, ten, garbled, page, dropped = [asked.send("POST", TAGS, {}) for _ in range(5)]
    assert half.wire is Wire.CUT and half.body == whole[: len(whole) // 2]
    assert half.header("content-length") == str(len(whole)) and len(ten.body) == 10
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(garbled.body)
    assert page.status == 200 and page.body.startswith(b"<html>")
    assert dropped.wire is Wire.DROPPED and dropped.body == b""


def test_slow_replies_say_how_slow(asked: Client) -> None:
    asked.sandbox.mischief.script([Delay(0.5), Hang(3), Trickle(2)])
    replies = [asked.send("GET", "/v1/team") for _ in range(3)]
    assert [(reply.wire, reply.delay) for reply in replies] == [
        (Wire.WHOLE, 0.5),
        (Wire.DROPPED, 3),
        (Wire.TRICKLED, 2),
    ]
    assert client(contacts=1, messages=1, latency=0.05).send("GET", "/v1/team").delay == 0.05


def test_bent_pages(asked: Client) -> None:
    first, second = asked.post(TAGS, limit=10), asked.post(TAGS, limit=10, page=2)
    asked.sandbox.mischief.script([EmptyPage(), None, RepeatPage(), ShortPage(3), ShortPage(1, head=True)], path=TAGS)
    pages = [asked.post(TAGS, limit=10, page=page) for page in (2, 1, 2, 2, 2)]
    assert pages == [[], first, first, second[:-3], second[1:]]


def test_edited_replies(asked: Client) -> None:
    def spoil(rows: Any) -> None:
        rows[0]["id"] = "not a number"

    asked.sandbox.mischief.add(Edit(spoil))
    assert asked.post(TAGS)[0]["id"] == "not a number"
    asked.sandbox.mischief.add(Edit(lambda rows: {"rows": rows}))
    assert "rows" in asked.post(TAGS)


def test_rows_move_between_two_pages(asked: Client) -> None:
    tags = asked.sandbox.world.tags
    shown = [ids(asked.post(TAGS, limit=20, page=page)) for page in (1, 2, 3)]
    unread, gone = shown[2][0], shown[0][0]

    def move(world: World) -> None:
        world.touch("tags", unread)
        world.delete("tags", gone)
        world.insert("tags", tag="new")

    asked.sandbox.mischief.before(move, path=TAGS, nth=2)
    walked = [ids(asked.post(TAGS, limit=20, page=page)) for page in (1, 2, 3)]
    assert walked[0] == shown[0] and unread not in walked[1] + walked[2]
    head = ids(asked.post(TAGS, limit=2))
    assert head[1] == unread and tags.get(head[0])["tag"] == "new"  # type: ignore[index]
