"""Which access path is chosen for a relation, as text."""

from __future__ import annotations

import pytest

from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.catalog import TABLES
from heymarket_dbapi.catalog.ways import Operator
from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.plan.access import ASSUMED_LISTING, FEW_POINTS, Access, Listed, Pointed, choose, wants_count
from heymarket_dbapi.plan.statistics import Statistics
from heymarket_dbapi.sql.query import Conjunct, Relation

BY_NAME = {table.name: table for table in TABLES}

# Table, columns wanted, conjuncts: the path.
PATHS = """
contacts      id, first_name        -                     walk POST /v2/contacts/list
contacts      id                    id = 7                1 × GET /v1/contact/{id}
contacts      id                    id IN 7 8 7           2 × GET /v1/contact/{id}
contacts      id                    id IN                 0 × GET /v1/contact/{id}
contacts      id                    id > 7                walk POST /v2/contacts/list
contacts      id                    id < 9, id = 7        1 × GET /v1/contact/{id}
contacts      id                    first_name = x        walk POST /v2/contacts/list
contacts      id                    uuid = 00000000-0000-4000-8000-000000000001  1 × GET /v2/contact/{contactID}
contacts      id                    phone = 1510          1 × POST /v2/contacts/search
contacts      id                    phone = 1510, id = 7  1 × GET /v1/contact/{id}
conversations id, status            -                     walk POST /v1/conversations
conversations id, status            id = 7                1 × GET /v1/conversations/{id}
conversations id, last_message      id = 7                1 × GET /v1/conversations/{id}, 1 × POST /v1/conversations
conversations id, members           id IN 7 8             2 × GET /v1/conversations/{id}, 2 × POST /v1/conversations
messages      id, text              -                     walk POST /v1/messages/all
messages      id, text              id = 7                walk POST /v1/messages/all
lists         id                    -                     walk POST /v1/lists
lists         id                    id = 7                1 × GET /v1/list/{id}
tags          id                    id = 7                1 × GET /v1/tag/{id}
templates     id                    id = 7                1 × GET /v1/template/{id}
surveys       id                    -                     walk POST /v1/surveys
surveys       id                    id = 7                1 × GET /v1/survey/{id}
inboxes       id                    -                     1 × GET /v1/inboxes
inboxes       id                    id = 7                1 × GET /v1/inboxes
members       id, name              -                     1 × GET /v1/team
members       id, email             -                     1 × GET /v1/team
team          id                    -                     1 × GET /v1/team
custom_fields id                    -                     walk POST /v1/contact-fields
schedules     id                    id = 7                1 × GET /v1/schedule/{id}
schedules     id                    id IN 7 8 9           3 × GET /v1/schedule/{id}
contact_tags  contact_id            -                     walk POST /v2/contacts/list
contact_tags  contact_id            contact_id = 7        1 × GET /v1/contact/{id}
list_members  phone                 -                     walk POST /v1/lists
template_files url                  -                     walk POST /v1/templates
inbox_members member_id             -                     1 × GET /v1/inboxes
"""


def conjunct(text: str) -> Conjunct:
    column, operator, *values = text.split()
    return Conjunct(column, Operator(operator), tuple(int(one) if one.isdigit() else one for one in values))


def relation(table: str, columns: str, conjuncts: str) -> Relation:
    found = () if conjuncts == "-" else tuple(conjunct(one) for one in conjuncts.split(", "))
    return Relation("r", "heymarket", table, tuple(columns.split(", ")), found)


def fields(line: str) -> tuple[str, str, str, str]:
    """The four texts of a line, which are two spaces apart at least (or one behind a long name of a table)."""
    table, rest = line.split(maxsplit=1)
    columns, conjuncts, path = (part.strip() for part in rest.split("  ") if part.strip())
    return table, columns, conjuncts, path


@pytest.mark.parametrize("line", PATHS.strip().splitlines(), ids=lambda line: " ".join(line.split()))
def test_a_path_is_chosen(line: str) -> None:
    table, columns, conjuncts, path = fields(line)
    assert str(choose(relation(table, columns, conjuncts), BY_NAME[table], BY_NAME)) == f"{table}: {path}"


@pytest.mark.parametrize(
    ("points", "rows", "kind"),
    [
        (2, None, Pointed),
        (ASSUMED_LISTING, None, Pointed),
        (ASSUMED_LISTING + 1, None, Listed),
        (2, 10, Pointed),
        (3, 10, Listed),
        (4, 500, Pointed),
        (5, 500, Listed),
    ],
)
def test_reads_by_key_are_made_where_they_take_no_more_calls_than_a_listing(
    points: int, rows: int | None, kind: type
) -> None:
    many = Relation("r", "heymarket", "tags", ("id",), (Conjunct("id", Operator.IN, tuple(range(points))),))
    statistics = Statistics({"tags/rows": rows, "tags/POST /v1/tags/page size": 250})
    assert isinstance(choose(many, BY_NAME["tags"], BY_NAME, statistics).path, kind)


@pytest.mark.parametrize(
    ("table", "points", "known", "is_wanted"),
    [
        ("contacts", FEW_POINTS, {}, False),
        ("contacts", FEW_POINTS + 1, {}, True),
        ("contacts", FEW_POINTS + 1, {"contacts/rows": 900}, False),
        ("contacts", FEW_POINTS + 1, {"contacts/POST /v1/contacts/count/is gone": True}, False),
        ("tags", FEW_POINTS + 1, {}, False),
        ("schedules", 30, {}, False),
    ],
)
def test_rows_are_counted_where_their_number_decides(
    table: str, points: int, known: dict[str, object], is_wanted: bool
) -> None:
    many = Relation("r", "heymarket", table, ("id",), (Conjunct("id", Operator.IN, tuple(range(points))),))
    found = wants_count(many, BY_NAME[table], BY_NAME, Statistics(known))
    assert (found is not None) is is_wanted


def kept(*times: tuple[int, int]) -> Facts:
    facts = Facts()
    facts.note_times("messages", times)
    return facts


@pytest.mark.parametrize(
    ("conjuncts", "path"),
    [
        ("id = 7", "1 × POST /v1/messages/all at a time seen"),
        ("id IN 7 8", "2 × POST /v1/messages/all at a time seen"),
        ("id IN 7 9", "walk POST /v1/messages/all"),
        ("id > 7", "walk POST /v1/messages/all"),
        ("id = 7, conversation_id = 1", "1 × POST /v1/messages/all at a time seen"),
        ("id = 9, conversation_id = 1", "1 × walk GET /v1/messages"),
    ],
)
def test_messages_that_were_seen_are_asked_for_at_their_time(conjuncts: str, path: str) -> None:
    statistics = Statistics(kept((7, 10**18), (8, 2 * 10**18)))
    found = choose(relation("messages", "id, text", conjuncts), BY_NAME["messages"], BY_NAME, statistics)
    assert str(found) == f"messages: {path}"


def test_a_listing_that_does_not_begin_at_a_time_is_not_asked_to() -> None:
    facts = kept((7, 10**18))
    conversation = relation("conversations", "id, members", "id = 7")
    message = relation("messages", "id", "id = 7")
    for table, path in (("messages", "/v1/messages/all"), ("conversations", "/v1/conversations")):
        for steer in ("created_at >= up", "created_at <= down", "date <= down", "date >= up"):
            facts.learn(f"{table}/POST {path}/not {steer}", True)
    for one in (conversation, message):
        assert isinstance(choose(one, BY_NAME[one.table], BY_NAME, Statistics(facts)).path, Listed)


@pytest.mark.parametrize(
    ("operator", "values", "filled"),
    [
        (Operator.EQUAL, (True,), [("filters.closed", True)]),
        (Operator.EQUAL, (False,), [("filters.closed", False)]),
        (Operator.IN, (True, False), []),
    ],
)
def test_open_and_closed_conversations_are_asked_for(
    operator: Operator, values: tuple[bool, ...], filled: list[tuple[str, bool]]
) -> None:
    one = Relation("r", "heymarket", "conversations", ("id", "is_closed"), (Conjunct("is_closed", operator, values),))
    path = choose(one, BY_NAME["conversations"], BY_NAME).path
    assert isinstance(path, Listed)
    assert [(slot.name, value) for slot, value in path.filled] == filled


def test_single_reads_are_the_only_way_to_schedules() -> None:
    many = Relation("r", "heymarket", "schedules", ("id",), (Conjunct("id", Operator.IN, tuple(range(500))),))
    assert str(choose(many, BY_NAME["schedules"], BY_NAME)) == "schedules: 500 × GET /v1/schedule/{id}"


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_every_table_is_read_whole_or_says_what_it_needs(table: str) -> None:
    needed = BY_NAME[table].required
    if not needed:
        assert str(Access.whole(BY_NAME[table], BY_NAME)).startswith(f"{table}: ")
        return
    with pytest.raises(ProgrammingError) as raised:
        Access.whole(BY_NAME[table], BY_NAME)
    assert f"the API cannot list {table}: narrow by {' or '.join(needed)}" in str(raised.value)
    assert f"SELECT * FROM {table} WHERE {needed[0]} = " in str(raised.value)


@pytest.mark.parametrize("table", [table.name for table in TABLES if not table.required])
def test_every_column_that_is_not_extended_has_a_path(table: str) -> None:
    for column in BY_NAME[table].columns:
        if column.extended is None:
            choose(Relation("r", "heymarket", table, (column.name,)), BY_NAME[table], BY_NAME)


def test_a_walk_that_may_end_early_is_told_so() -> None:
    path = choose(relation("tags", "id", "-"), BY_NAME["tags"], BY_NAME, ahead=4, is_whole=False).path
    assert isinstance(path, Listed)
    assert (path.ahead, path.is_whole) == (4, False)
