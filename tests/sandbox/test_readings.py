"""Under every named reading all rows can still be reached, and a reading can change at any time."""

from __future__ import annotations

from typing import Any

import pytest

from heymarket_dbapi.sandbox import readings, switches
from heymarket_dbapi.sandbox.switches import PageBase

from .asking import client, flat, ids

V2 = "/v2/contacts/list"
CONVERSATIONS = "/v1/conversations"
WALKS = [
    (V2, "list_contacts_v2", "contacts_v2", "contacts"),
    ("/v1/contacts", "list_contacts_v1", "contacts_v1", "contacts"),
    (CONVERSATIONS, "list_conversations", "conversations", "conversations"),
    ("/v1/lists", "list_lists", "lists", "lists"),
    ("/v1/tags", "list_tags", "tags", "tags"),
    ("/v1/templates", "list_templates", "templates", "templates"),
    ("/v1/surveys", "list_surveys", "surveys", "surveys"),
    ("/v1/messages/all", "list_messages", "messages", "messages"),
]


@pytest.mark.parametrize("name", readings())
def test_every_row_can_be_reached_under_every_named_reading(name: str) -> None:
    asked = client(reading=name)
    reading, world = asked.sandbox.reading, asked.sandbox.world
    for path, operation, listing, kind in WALKS:
        base = getattr(reading, listing).page_base
        if operation in reading.gone or base is PageBase.IGNORED:
            continue
        seen: set[int] = set()
        for closed in (None, True, False) if path == CONVERSATIONS else (None,):
            body: dict[str, Any] = {"filters": {"inboxes": ids(list(world.inboxes))}} if path == CONVERSATIONS else {}
            if closed is not None:
                body["filters"]["closed"] = closed
            if path == CONVERSATIONS:
                body["id"] = world.members[0]["id"]
            seen |= set(flat(asked.pages(path, first=0 if base is PageBase.ZERO else 1, **body)))
        assert seen == set(ids(list(world.rows(kind)))), path


def test_a_reading_can_change_between_requests() -> None:
    asked = client()
    assert "displayName" not in asked.post(V2)[0]
    asked.sandbox.read_as(letters="camel", largest_page=10)
    assert "displayName" in asked.post(V2)[0] and len(asked.post(V2)) == 10
    asked.sandbox.read_as("documented")
    assert len(asked.post(V2)) == 30


def test_switches_are_listed() -> None:
    known = switches()
    assert known["surveys_page_base"] == known["page_base"] == tuple(PageBase)
    assert ("list_tags",) in known["gone"] and len(known) > 100
