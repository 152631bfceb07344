"""Reads by key and by value: what they cost, and that "no row" is not believed of an endpoint that finds none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import heymarket_dbapi


def connected(**switches: object) -> Any:
    query = "&".join(f"{name}={value}" for name, value in {"contacts": 120, "messages": 100, **switches}.items())
    return heymarket_dbapi.connect(f"heymarket://sandbox?{query}&rate_limit=off", requests_per_minute=10**6)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    heymarket_dbapi.close_all()


def ask(connection: Any, sql: str, parameters: list[object]) -> tuple[list[Any], int]:
    """The values of the first column, sorted, and the number of calls."""
    cursor = connection.execute(sql, parameters)
    return sorted(row[0] for row in cursor.fetchall()), len(cursor.api_calls)


def people(connection: Any) -> list[tuple[int, str, str]]:
    rows: list[tuple[int, str, str]] = connection.execute("SELECT id, phone, email FROM contacts").fetchall()
    return rows


READINGS: tuple[dict[str, object], ...] = (
    {},
    {"gone": "search_contacts"},
    {"gone": "get_contact_v1"},
    {"search_values": 2},
    {"reading": "bare"},
    {"reading": "strict"},
    {"missing": "zero_object"},
    {"missing": "bad_request"},
)


@pytest.mark.parametrize("reading", READINGS, ids=str)
def test_rows_are_found_by_id_phone_and_email(reading: dict[str, object]) -> None:
    with connected(**reading) as connection:
        rows = people(connection)
        phones = [phone for _, phone, _ in rows if phone]
        emails = [email for _, _, email in rows if email]
        for _ in range(2):
            assert ask(connection, "SELECT id FROM contacts WHERE id = ?", [rows[5][0]])[0] == [rows[5][0]]
            assert ask(connection, "SELECT id FROM contacts WHERE id = ?", [7])[0] == []
            wanted = [*phones[:7], "999"]
            found = ask(connection, "SELECT phone FROM contacts WHERE phone IN ?", [wanted])[0]
            assert found == sorted(phone for phone in phones if phone in wanted)
            found = ask(connection, "SELECT email FROM contacts WHERE email = ?", [emails[3]])[0]
            assert found == [email for email in emails if email == emails[3]]
            assert ask(connection, "SELECT id FROM contacts WHERE email = ?", ["nobody@nowhere"])[0] == []


def test_a_search_costs_one_call_once_it_found_a_row() -> None:
    with connected() as connection:
        phones = [phone for _, phone, _ in people(connection) if phone]
        assert ask(connection, "SELECT phone FROM contacts WHERE phone = ?", [f"+{phones[0]}"])[1] == 1
        assert ask(connection, "SELECT phone FROM contacts WHERE phone IN ?", [phones[:50]])[1] == 1
        assert ask(connection, "SELECT phone FROM contacts WHERE phone = ?", ["999"]) == ([], 1)


def test_the_first_search_without_a_row_is_checked_with_one_that_is_there() -> None:
    with connected() as connection:
        assert ask(connection, "SELECT phone FROM contacts WHERE phone = ?", ["999"]) == ([], 3)
        assert ask(connection, "SELECT phone FROM contacts WHERE phone = ?", ["998"]) == ([], 1)


def test_a_batch_that_is_refused_is_halved_and_its_size_remembered() -> None:
    with connected(search_values=5) as connection:
        phones = [phone for _, phone, _ in people(connection) if phone][:8]
        first = ask(connection, "SELECT phone FROM contacts WHERE phone IN ?", [phones])[1]
        second = ask(connection, "SELECT phone FROM contacts WHERE phone IN ?", [phones])[1]
        assert (first, second) == (3, 2)
