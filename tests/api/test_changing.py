"""What was learned about a server becomes false: the next statement is right, or an error that a second try heals."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from typing import Any

import pytest

from heymarket_dbapi.errors import Error
from heymarket_dbapi.sandbox.named import NAMED

from .accounts import LISTINGS as TABLES
from .accounts import Account, shared_world
from .reach import unreachable

WORLD = shared_world(contacts=70, messages=100, crowd=24, lists=44, tags=44, templates=44, surveys=44)
SIZE = {"largest_page": 30, "default_page": 30}

# Readings under which this world cannot be read whole, or is read by its own tests only.
_OTHERS = {"hollow"}

# Single switches that go from the first value to the second.
SWITCHES: tuple[tuple[str, Any, Any], ...] = (
    ("largest_page", 100, 30),
    ("largest_page", 30, 100),
    ("largest_page", 30, 25),
    ("limit", "clamped", "refused"),
    ("limit", "clamped", "ignored"),
    ("limit", "ignored", "clamped"),
    ("limit", "refused", "clamped"),
    ("page_base", "zero", "one"),
    ("page_base", "one", "zero"),
    ("page_base", "zero", "one_lenient"),
    ("page_base", "one_lenient", "zero"),
    ("page_base", "zero", "ignored"),
    ("bound", "upper", "lower"),
    ("bound", "lower", "upper"),
    ("bound", "upper", "ignored"),
    ("bound", "lower", "ignored"),
    ("bound", "ignored", "follows"),
    ("inclusive", False, True),
    ("inclusive", True, False),
    ("ascending", True, False),
    ("ascending", False, True),
    ("short_pages", 0, 7),
    ("short_pages", 7, 0),
    ("count_reply", "string", "object"),
    ("gone", "", "count_contacts,count_messages,count_conversations"),
    ("gone", "count_contacts,count_messages,count_conversations", ""),
    ("gone", "", "list_contacts_v2"),
    ("gone", "list_contacts_v2", ""),
    ("empties", "omitted", "zero"),
    ("letters", "snake", "camel"),
    ("time_digits", 9, 0),
    ("time_digits", 0, 9),
    ("closed_omitted", "both", "open"),
    ("closed_omitted", "open", "both"),
    ("status_shown", True, False),
    ("conversation_filters", "optional", "inboxes_required"),
    ("conversation_filters", "inboxes_required", "ignored"),
    ("conversation_user", "optional", "required"),
    ("conversation_user", "optional", "member_or_403"),
    ("message_time_field", "date", "created_at"),
    ("unknown_keys", "ignored", "refused"),
)


def check_second_statement(account: Account, table: str) -> None:
    """The statement is right; or it says that it failed, and the next one is right."""
    wanted = account.ids(table)
    try:
        found = account.read(table, ahead=4)
        is_told = bool(found.proof.failed)
    except Error:
        is_told = True
    else:
        assert len(found.ids) == len(set(found.ids))
        assert is_told or sorted(found.ids) == wanted
    if is_told and not unreachable(account, table):
        again = account.read(table)
        assert (sorted(again.ids), str(again.proof)) == (wanted, "")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("name", "before", "after"), SWITCHES, ids=lambda value: str(value)[:24])
def test_one_switch_changes_between_two_statements(name: str, before: Any, after: Any, table: str) -> None:
    account = Account.of(WORLD, **{**SIZE, name: before})
    account.read(table)
    account.sandbox.read_as(**{name: after})
    check_second_statement(account, table)


def pairs() -> Iterator[Any]:
    """Ordered pairs of named readings with a table in rotation, or with all tables."""
    names = [name for name in NAMED if name not in _OTHERS]
    tables = itertools.cycle(TABLES)
    for before, after in itertools.permutations(names, 2):
        chosen = list(TABLES) if os.environ.get("HEYMARKET_TESTS") == "all" else [next(tables)]
        yield from (pytest.param(before, after, table, id=f"{before}-{after}-{table}") for table in chosen)


@pytest.mark.parametrize(("before", "after", "table"), list(pairs()))
def test_the_whole_reading_changes_between_two_statements(before: str, after: str, table: str) -> None:
    account = Account.of(WORLD, reading=before, **SIZE)
    account.read(table)
    account.sandbox.read_as(after, **SIZE)
    check_second_statement(account, table)


@pytest.mark.parametrize("table", TABLES)
def test_what_was_learned_is_used(table: str) -> None:
    account = Account.of(WORLD, reading="strict", **SIZE)
    first, second = account.read(table), account.read(table)
    assert second.calls <= first.calls


@pytest.mark.parametrize("table", TABLES)
def test_a_server_changes_in_the_middle_of_a_statement(table: str) -> None:
    for after in ("deaf", "strict", "new", "coarse"):
        account = Account.of(WORLD, **{**SIZE, "largest_page": 26})
        account.sandbox.mischief.before(
            lambda world, account=account, after=after: account.sandbox.read_as(after, **SIZE),  # type: ignore[misc]
            path=TABLES[table],
            nth=2,
        )
        check_second_statement(account, table)
