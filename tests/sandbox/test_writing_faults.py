"""Faults of writes: before the server acted, after it acted, and in the middle of a batch."""

from __future__ import annotations

import http.client
import json
from typing import Any

import pytest

from heymarket_dbapi.sandbox import Drop, Fail, Garble, Hang, Html, Mischief, Truncate, Wire, World, readings, serve

from .asking import Client, own_client
from .scene import ANN, scene

BATCH = "/v1/batch/contacts"
ROWS = [{"phone": f"1510555{place:04d}"} for place in range(3000, 3010)]
FAULTS = [
    (Drop(acted=False), 0),
    (Drop(), 10),
    (Drop(rows=4), 4),
    (Hang(9, acted=False), 0),
    (Hang(9), 10),
    (Hang(9, rows=1), 1),
    (Fail(500), 0),
    (Fail(500, acted=True), 10),
    (Fail(429, retry_after=1, acted=True, rows=3), 3),
    (Fail(503, rows=0), 0),
    (Html(502), 0),
    (Html(502, acted=True), 10),
    (Garble(), 0),
    (Garble(acted=True), 10),
    (Garble(rows=2), 2),
    (Truncate(), 10),
]


@pytest.mark.parametrize(("fault", "made"), FAULTS, ids=[repr(fault) for fault, _ in FAULTS])
def test_what_is_done_when_a_call_fails(fault: Any, made: int) -> None:
    asked = own_client()
    asked.sandbox.mischief.add(fault, path=BATCH)
    reply = asked.send("POST", BATCH, ROWS)
    assert len(asked.sandbox.world.contacts) == 5 + made
    if isinstance(fault, Fail | Html):
        assert reply.status == fault.status
    if isinstance(fault, Drop | Hang):
        assert reply.wire is Wire.DROPPED and asked.sandbox.log[-1].faults
    asked.send("POST", BATCH, ROWS)
    assert len(asked.sandbox.world.contacts) == 15


@pytest.mark.parametrize(
    ("path", "body", "kind", "made"),
    [
        ("/v2/contacts", {"contacts": ROWS}, "contacts", 4),
        ("/v1/contacts/fields", [{"title": f"F{place}"} for place in range(10)], "custom_fields", 4),
        ("/v1/tag", {"tag": "whole"}, "tags", 1),
    ],
)
def test_the_middle_of_other_batches(path: str, body: Any, kind: str, made: int) -> None:
    asked = own_client()
    count = len(asked.sandbox.world.rows(kind))
    asked.sandbox.mischief.add(Fail(500, rows=4), path=path)
    assert asked.send("POST", path, body).status == 500
    assert len(asked.sandbox.world.rows(kind)) == count + made


def test_a_broadcast_and_a_bulk_delete_that_stop_in_their_middle() -> None:
    at = scene()
    phones = [one["phone"] for one in ROWS]
    at.call("POST", "/v2/lists", {"title": "L", "local_id": "l", "phones": phones})
    mischief: Mischief = at.asked.sandbox.mischief
    mischief.add(Drop(rows=6), path="/v1/message/send")
    messages = len(at.world.messages)
    at.send(list_id=at.newest("lists")["id"], local_id="b")
    assert len(at.world.messages) == messages + 6
    mischief.add(Fail(500, rows=2), path="/v2/contacts", method="DELETE")
    uuids = [row["uuid"] for row in at.world.contacts if row["phone"] in phones]
    count = len(at.world.contacts)
    body = {"contact_channels": [{"channel_type": "id", "channel_ids": uuids}]}
    assert at.call("DELETE", "/v2/contacts", body) == 500 and len(at.world.contacts) == count - 2


def test_a_refused_call_that_a_fault_hides_does_nothing() -> None:
    asked = own_client()
    asked.sandbox.mischief.add(Fail(500, acted=True), path="/v1/contact")
    assert asked.status("/v1/contact", first="nobody") == 500
    assert len(asked.sandbox.world.contacts) == 5


def test_somebody_else_writes_between_read_and_write() -> None:
    at = scene()

    def interfere(world: World) -> None:
        world.touch("contacts", at.ann["id"], last="Else")

    before = at.call("GET", f"/v1/contact/{at.ann['id']}")["rev"]
    at.asked.sandbox.mischief.before(interfere, method="PUT")
    assert at.put(first="Ann")["rev"] == before + 2


def test_writes_over_http() -> None:
    asked = own_client()
    with serve(asked.sandbox) as address:
        connection = http.client.HTTPConnection("127.0.0.1", address.port)
        for method, path, body, status in (
            ("POST", "/v1/tag", {"tag": "new"}, 200),
            ("DELETE", f"/v1/tag/{asked.sandbox.world.tags[0]['id']}", None, 204),
            ("DELETE", "/v2/contacts", {"contact_channels": [{"channel_type": "id", "channel_ids": []}]}, 200),
        ):
            asked.sandbox.read_as(delete_reply="no_content")
            connection.request(method, path, json.dumps(body) if body else None, asked.headers)
            reply = connection.getresponse()
            assert (reply.status, bool(reply.read())) == (status, status == 200)
        connection.close()


@pytest.mark.parametrize("name", readings())
def test_a_contact_lives_and_dies_under_every_reading(name: str) -> None:
    asked: Client = own_client(reading=name)
    made = asked.post("/v1/contact", phone=ANN, first="Ann")
    asked.put(f"/v1/contact/{made['id']}", phone=ANN, first="Zoë")
    row = asked.sandbox.world.contacts.get(made["id"])
    assert row is not None and row["first"] == "Zoë" and row["rev"] == 2
    assert asked.delete(f"/v1/contact/{made['id']}").status < 300
    assert asked.sandbox.world.contacts.get(made["id"]) is None
