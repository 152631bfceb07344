"""What writes cost, as the README says: each figure, counted by the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from heymarket_dbapi.options import settings
from heymarket_dbapi.sandbox import Sandbox
from heymarket_dbapi.wire import sandbox_of
from tests.driver.modes import Blocking

from .conftest import numbers
from .stored import Scene

PHONES = [f"1510555{number:04}" for number in range(1000)]
ROWS = [(phone, f"N{phone}") for phone in PHONES]
INSERT = "INSERT INTO contacts (phone, first_name) VALUES (?, ?)"
UPSERT = f"{INSERT} ON CONFLICT (phone) DO UPDATE SET first_name = excluded.first_name"
SEARCH, BATCH = "POST /v2/contacts/search", "POST /v1/batch/contacts"


Accounts = Callable[..., Scene]


@pytest.fixture
def account_of() -> Iterator[Accounts]:
    """Makes accounts whose search is known to be heeded."""
    made: list[Scene] = []

    def give(reading: str = "documented", contacts: int = 25) -> Scene:
        more = f"rate_limit={2_000_000 + next(numbers)}&requests_per_minute=1000000"
        address = f"heymarket://sandbox?seed=7&contacts={contacts}&messages=20&members=60&{more}&reading={reading}"
        sandbox: Sandbox = sandbox_of(settings(address))
        member = str(sandbox.world.members[0]["id"])
        made.append(Scene(Blocking().connect(address, acting_member=member, allow_send=True), sandbox))
        made[-1].run("SELECT id FROM contacts WHERE phone = '15105559999'")
        made[-1].run("SELECT column_name FROM custom_fields")
        return made[-1]

    yield give
    for scene in made:
        scene.connection.close()


def many(scene: Scene, sql: str, sets: Any) -> Counter[str]:
    """The calls of a statement for many sets of parameters."""
    scene.sandbox.log.clear()
    scene.cursor.executemany(sql, sets)
    return Counter(scene.calls)


@pytest.mark.parametrize("reading", ["documented", "old", "new", "terse", "ragged", "bare"])
def test_a_thousand_inserts_that_pass_over_what_is_there(reading: str, account_of: Accounts) -> None:
    scene = account_of(reading)
    assert many(scene, f"{INSERT} ON CONFLICT (phone) DO NOTHING", ROWS) == {BATCH: 10}
    assert len(scene.world.contacts) == 1025


def test_a_thousand_upserts_that_leave_nothing_to_be_carried(account_of: Accounts) -> None:
    scene = account_of()
    custom = [name for (name,) in scene.run("SELECT column_name FROM custom_fields")]
    names = ["first_name", "last_name", "display_name", "email", "avatar_file_name", "assigned_user_id", "tags"]
    names += ["is_opted_out", *custom]
    sets = ", ".join(f"{name} = excluded.{name}" for name in names)
    values = ["F", "L", "D", "e@example.com", "https://example.com/a.png", scene.member, "[]", False]
    values += ["c"] * len(custom)
    marks = ", ".join("?" for _ in range(len(names) + 1))
    sql = f"INSERT INTO contacts (phone, {', '.join(names)}) VALUES ({marks}) ON CONFLICT (phone) DO UPDATE SET {sets}"
    calls = many(scene, sql, [(phone, *values) for phone in PHONES])
    assert calls.pop(BATCH) == 10
    assert set(calls) <= {"GET /v1/team", "GET /v1/tags", "POST /v1/team/members"} and calls.total() <= 1
    assert scene.cursor.rowcount == 1000


@pytest.mark.parametrize("sql", [INSERT, UPSERT], ids=["insert", "upsert"])
def test_a_thousand_other_inserts_are_searched_for_first(sql: str, account_of: Accounts) -> None:
    scene = account_of()
    assert many(scene, sql, ROWS) == {BATCH: 10, SEARCH: 10}
    assert scene.cursor.rowcount == 1000


@pytest.mark.parametrize(("reading", "more"), [("documented", 10), ("ragged", 10), ("new", 0), ("verbose", 0)])
def test_ids_cost_a_search_a_batch_where_replies_do_not_tell_them(
    reading: str, more: int, account_of: Accounts
) -> None:
    scene = account_of(reading)
    assert many(scene, f"{INSERT} RETURNING id", ROWS) == {BATCH: 10, SEARCH: 10 + more}
    assert len(scene.cursor.fetchall()) == 1000


@pytest.mark.parametrize(("reading", "more"), [("documented", 0), ("old", 0), ("new", 100), ("terse", 100)])
def test_an_update_costs_its_scan_and_a_call_a_row(reading: str, more: int, account_of: Accounts) -> None:
    scene = account_of(reading, contacts=130)
    sql = "UPDATE contacts SET last_name = ? WHERE phone IS NOT NULL AND id <= ? AND first_name IS NOT NULL"
    known = [row["id"] for row in scene.world.contacts if row["phone"] and row["first"]]
    scene.run(sql, "first", sorted(known)[4])  # whether pictures are kept is found out once
    scene.run("SELECT id, first_name, phone FROM contacts WHERE phone IS NOT NULL AND first_name IS NOT NULL")
    scan = len(scene.calls)
    assert scene.run(sql, "Zed", sorted(known)[99]) == 100
    calls = Counter(call.partition("/v1/contact/")[0] + call.partition("/v1/contact/")[1] for call in scene.calls)
    assert calls.pop("PUT /v1/contact/") == 100
    assert calls.pop("POST /v1/contact/", 0) == more  # the status: whether somebody is opted out
    if reading in ("old", "terse"):  # where pictures would be blanked, and no listing shows them
        assert calls.pop("GET /v1/contact/") == 100
    assert calls.total() <= scan


def test_an_update_of_fifty_members_is_one_call(account_of: Accounts) -> None:
    scene = account_of()
    ids = ", ".join(str(row["id"]) for row in scene.world.members[:50])
    assert scene.run(f"UPDATE members SET last_name = 'Zed' WHERE id IN ({ids})") == 50
    calls = Counter(scene.calls)
    assert calls.pop("POST /v1/users/update") == 1
    assert calls.total() == 1  # the reading of members


def test_a_search_is_proved_once(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of()
    first = many(scene, INSERT, ROWS[:200])
    assert first == {BATCH: 2, SEARCH: 3, "POST /v2/contacts/list": 1}
    assert many(scene, INSERT, ROWS[200:400]) == {BATCH: 2, SEARCH: 2}
