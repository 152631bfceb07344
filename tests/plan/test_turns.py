"""In which order the relations of a query are read, and by whose values: SQL in, turns out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from heymarket_dbapi import metadata
from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.plan.statistics import Statistics
from heymarket_dbapi.plan.turns import Scene
from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.sql.resolve import resolve

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LARGE = {f"{name}/rows": 100_000 for name in ("contacts", "conversations", "messages", "tags", "lists")}
SMALL = {f"{name}/rows": 20 for name in ("contacts", "conversations", "messages", "tags", "lists")}


def turns(sql: str, known: dict[str, int]) -> str:
    """The relations by table, in their order, each with the table and column by whose values it is read."""
    found = metadata.known(Facts())
    query = resolve(parse(sql), found.names, None, NOW, "UTC")
    live = frozenset(relation.name for relation in query.relations)
    streamed = query.stream.relation if query.stream is not None and query.stream.limit is not None else None
    taken = Scene(found.tables, live, Statistics(known), streamed).take_turns(query)
    tables = {turn.relation.name: turn.relation.table for turn in taken}
    return ", ".join(
        turn.relation.table
        + (f" by {turn.link.column} of {tables[turn.link.relation]}.{turn.link.other}" if turn.link else "")
        for turn in taken
    )


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            "SELECT c.id FROM contacts c JOIN conversations v ON v.target = c.phone WHERE v.id = 7",
            "conversations, contacts by phone of conversations.target",
        ),
        (
            "SELECT c.id FROM contacts c JOIN conversations v ON v.target = c.phone WHERE v.inbox_id = 7",
            "conversations, contacts by phone of conversations.target",
        ),
        (
            "SELECT c.id FROM contacts c JOIN conversations v ON v.target = c.phone WHERE v.name LIKE 'A%'",
            "conversations, contacts by phone of conversations.target",
        ),
        ("SELECT c.id FROM contacts c JOIN conversations v ON v.target = c.phone", "contacts, conversations"),
        (
            "SELECT c.id FROM contacts c LEFT JOIN conversations v ON v.target = c.phone WHERE v.id IS NULL",
            "contacts, conversations",
        ),
        (
            (
                "SELECT m.id FROM messages m JOIN conversations v ON v.id = m.conversation_id "
                "WHERE m.created_date > '2026-02-28'"
            ),
            "messages, conversations by id of messages.conversation_id",
        ),
        (
            "SELECT id FROM contacts WHERE phone IN (SELECT target FROM conversations WHERE id IN (1, 2))",
            "conversations, contacts by phone of conversations.target",
        ),
        (
            (
                "SELECT id FROM contacts c WHERE EXISTS "
                "(SELECT 1 FROM conversations v WHERE v.target = c.phone AND v.id = 3)"
            ),
            "conversations, contacts by phone of conversations.target",
        ),
        (
            (
                "SELECT c.id, t.name FROM contacts c JOIN contact_tags ct ON ct.contact_id = c.id "
                "JOIN tags t ON t.id = ct.tag_id WHERE c.id = 5"
            ),
            "contacts, contact_tags, tags by id of contact_tags.tag_id",
        ),
        # What another relation reads whole anyway costs nothing more.
        (
            (
                "SELECT c.id, ct.tag_id FROM contacts c JOIN contact_tags ct ON ct.contact_id = c.id "
                "WHERE c.first_name LIKE 'A%'"
            ),
            "contacts, contact_tags",
        ),
        (
            "SELECT c.id, h.id FROM contacts c JOIN contact_channels h ON h.contact_uuid = c.uuid",
            "contacts, contact_channels by contact_uuid of contacts.uuid",
        ),
        (
            (
                "SELECT v.name, c.first_name FROM (SELECT * FROM conversations ORDER BY updated_date DESC LIMIT 5) v "
                "JOIN contacts c ON c.phone = v.target"
            ),
            "conversations, contacts by phone of conversations.target",
        ),
    ],
)
def test_the_narrow_side_is_read_first(sql: str, expected: str) -> None:
    assert turns(sql, LARGE) == expected


def test_small_tables_are_not_waited_for() -> None:
    sql = "SELECT c.id FROM contacts c JOIN conversations v ON v.target = c.phone WHERE v.name LIKE 'A%'"
    assert turns(sql, SMALL) == "conversations, contacts"


def test_nothing_waits_for_a_relation_that_is_read_as_far_as_rows_are_wanted() -> None:
    sql = "SELECT m.id, v.name FROM messages m JOIN conversations v ON v.id = m.conversation_id WHERE m.text LIKE 'a%'"
    assert turns(sql, LARGE) == "messages, conversations by id of messages.conversation_id"
    assert turns(f"{sql} LIMIT 3", LARGE) == "messages, conversations"
