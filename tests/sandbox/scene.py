"""A small account with people whose state a test knows, under one switch of writes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from heymarket_dbapi.sandbox import Sandbox

from .asking import Client

Row = dict[str, Any]
ANN, BOB, CID, NEW = "15105550101", "15105550102", "15105550103", "15105550199"
SMALL: dict[str, Any] = {
    "contacts": 6,
    "messages": 12,
    "tags": 6,
    "lists": 3,
    "templates": 4,
    "surveys": 3,
    "schedules": 3,
}
INBOX = 42


@dataclass(slots=True)
class Scene:
    """Ann has everything and a conversation, Bob is opted out, Cid is blocked; the client writes under the reading."""

    asked: Client
    ann: Row
    bob: Row
    cid: Row
    chat: Row

    @property
    def world(self) -> Any:
        """What the account holds."""
        return self.asked.sandbox.world

    @property
    def member(self) -> int:
        """A member with access to every inbox."""
        return int(self.world.members[0]["id"])

    @property
    def stranger(self) -> int:
        """A member without access to the first inbox."""
        inside = self.world.inboxes.get(INBOX)["members"]
        return next(int(one["id"]) for one in self.world.members if one["id"] not in inside)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of a reply, or its status where it is an error, or its text where it is no JSON."""
        reply = self.asked.send(method, path, body)
        if reply.status >= 400:
            return reply.status
        try:
            return json.loads(reply.body)
        except ValueError:
            return reply.body.decode()

    def put(self, **body: Any) -> Any:
        """Ann written by her id; `overwrite=True` goes into the query."""
        query = "?overwrite=true" if body.pop("overwrite", False) else ""
        return self.call("PUT", f"/v1/contact/{self.ann['id']}{query}", {"phone": ANN, **body})

    def send(self, **body: Any) -> Any:
        """A message, to Ann unless told otherwise."""
        target = {} if {"list_id", "chat_id", "targets"} & body.keys() else {"phone_number": ANN}
        whole = {"inbox_id": INBOX, "creator_id": self.member, "text": "Hi", **target, **body}
        return self.call("POST", "/v1/message/send", whole)

    def mail(self, **body: Any) -> Any:
        """An e-mail to somebody new unless told otherwise."""
        whole = {"inbox": INBOX, "creator_id": self.member, "text": "Hi", "targets": ["to:x@example.org"], **body}
        return self.call("POST", "/v1/email/send", whole)

    def act(self, name: str, **body: Any) -> Any:
        """An action on Ann's conversation."""
        whole = {"inbox_id": INBOX, "user_id": self.member, "target": ANN, **body}
        return self.call("POST", f"/v1/conversations/{name}", whole)

    def tags(self) -> list[int]:
        """The ids of the account's tags."""
        return [int(one["id"]) for one in self.world.tags]

    def contact(self, phone: str) -> Row | None:
        """The newest contact with this phone."""
        found = [row for row in self.world.contacts if row["phone"] == phone]
        return found[-1] if found else None

    def count(self, phone: str) -> int:
        """How many contacts have this phone."""
        return sum(row["phone"] == phone for row in self.world.contacts)

    def newest(self, kind: str) -> Row:
        """The row made last."""
        found: Row = max(self.world.rows(kind), key=lambda row: row["id"])
        return found


def scene(**switches: Any) -> Scene:
    """The scene, made under the documented reading, and then under some switches."""
    asked = Client(Sandbox(rate_limit=0, **SMALL))
    world = asked.sandbox.world
    member, tag = world.members[0]["id"], world.tags[0]["id"]
    ann = asked.post(
        "/v1/contact",
        phone=ANN,
        first="Ann",
        last="Lee",
        email="ann@example.com",
        avatar="https://example.com/ann.png",
        assignee_id=member,
        tags=[{"tag_id": tag}],
        is_opted_out=True,
        custom={"41": "A", "44": "pro"},
    )
    bob, cid = asked.post("/v1/contact", phone=BOB, first="Bob"), asked.post("/v1/contact", phone=CID, first="Cid")
    asked.post("/v1/contact/set_status", id=ann["id"], status="subscribed")
    asked.post("/v1/message/send", inbox_id=INBOX, creator_id=member, phone_number=ANN, text="Hello")
    asked.post("/v1/contact/set_status", id=bob["id"], status="unsubscribed")
    asked.post("/v1/contact/set_status", id=cid["id"], status="blocked")
    asked.sandbox.read_as(**switches)
    people = [world.contacts.get(one["id"]) for one in (ann, bob, cid)]
    chat = next(row for row in world.conversations if row["target"] == ANN)
    return Scene(asked, people[0], people[1], people[2], chat)  # type: ignore[arg-type]
