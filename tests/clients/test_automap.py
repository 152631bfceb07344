"""Automap makes classes of the whole account by the example's recipe, for the price of the custom fields."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session

from examples.orm_automap import classes
from tests.clients.conftest import Modes


def test_all_tables_are_classes_and_relationships_lead_on(modes: Modes) -> None:
    def look(session: Session) -> tuple[list[str], list[str]]:
        made = classes(session.connection())
        thread = session.scalars(select(made.conversations).order_by(made.conversations.id).limit(1)).one()
        assert thread.inboxes_by_inbox_id.id == thread.inbox_id
        assert {message.conversation_id for message in thread.messages_by_conversation_id} <= {thread.id}
        contact = session.scalars(select(made.contacts).where(made.contacts.tags.is_not(None)).limit(1)).one()
        labels = sorted(tag.name for tag in contact.tags_by_contact_id)
        assert labels and hasattr(contact, "account_number") and not hasattr(contact, "is_blocked")
        return sorted(made.keys()), labels

    (names, _), calls = modes(look)
    assert {"contacts", "conversations", "inboxes", "lists", "members", "messages", "tags", "templates"} <= set(names)
    assert calls > 1  # and of it one for the custom fields


def test_they_cost_one_call(modes: Modes) -> None:
    def make(session: Session) -> int:
        return len(inspect(classes(session.connection()).conversations).relationships)

    assert modes(make) == (5, 1)


def test_names_of_its_own_meet_a_column(modes: Modes) -> None:
    def make(session: Session) -> str:
        with pytest.raises(ArgumentError, match="column 'members' conflicts"):
            automap_base().prepare(autoload_with=session.connection())
        return ""

    modes(make)
