"""Switches of listings and counts: pages, limits, bounds, ties, hidden rows, operations that are gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi.sandbox import Sandbox
from heymarket_dbapi.sandbox.moments import read_time, write_time
from heymarket_dbapi.sandbox.operations import OPERATIONS

from .asking import Client, client, flat, ids

V2 = "/v2/contacts/list"


@pytest.mark.parametrize(
    ("value", "first", "before"),
    [("zero", 0, 400), (0, 0, 400), ("one", 1, 400), (1, 1, 400), ("one_lenient", 1, 200)],
)
def test_page_base(value: Any, first: int, before: int) -> None:
    asked = client(tags_page_base=value)
    assert (
        ids(asked.post("/v1/tags"))
        == ids(asked.post("/v1/tags", page=first))
        != ids(asked.post("/v1/tags", page=first + 1))
    )
    assert asked.status("/v1/tags", page=first - 1) == before


def test_page_ignored() -> None:
    asked = client(page_base="ignored")
    assert asked.post("/v1/tags", page=7) == asked.post("/v1/tags") and asked.post(V2, page=3) == asked.post(V2)


@pytest.mark.parametrize(
    ("limit", "statuses", "rows"), [("clamped", 200, 40), ("refused", 400, None), ("ignored", 200, 30)]
)
def test_limit_above_the_largest_page(limit: str, statuses: int, rows: int | None) -> None:
    asked = client(conversations_limit=limit, largest_page=40)
    assert asked.status("/v1/conversations", limit=41) == statuses
    assert asked.sandbox.log[-1].rows == rows


@pytest.mark.parametrize("path", ["/v1/contacts", V2])
@pytest.mark.parametrize("ascending", [False, True])
@pytest.mark.parametrize(
    ("bound", "inclusive", "wanted"),
    [
        ("upper", False, ("<", "<")),
        ("upper", True, ("<=", "<=")),
        ("lower", False, (">", ">")),
        ("lower", True, (">=", ">=")),
        ("follows", False, ("<", ">")),
        ("follows", True, ("<=", ">=")),
        ("ignored", False, ("all", "all")),
    ],
)
def test_bounds(path: str, ascending: bool, bound: str, inclusive: bool, wanted: tuple[str, str]) -> None:
    asked = client(bound=bound, inclusive=inclusive)
    contacts = sorted(asked.sandbox.world.contacts, key=lambda row: read_time(row["updated"]))
    date = contacts[len(contacts) // 2]["updated"]
    seen = set(flat(asked.pages(path, first=0 if path == V2 else 1, limit=100, date=date, ascending=ascending)))
    sides: dict[str, Callable[[int, int], bool]] = {
        "<": lambda moment, limit: moment < limit,
        "<=": lambda moment, limit: moment <= limit,
        ">": lambda moment, limit: moment > limit,
        ">=": lambda moment, limit: moment >= limit,
        "all": lambda moment, limit: True,
    }
    keep = sides[wanted[ascending]]
    assert seen == {row["id"] for row in contacts if keep(read_time(row["updated"]), read_time(date))}


def test_ascending_ignored() -> None:
    asked = client(contacts_v2_ascending=False)
    assert asked.post(V2, ascending=True) == asked.post(V2)


def test_short_pages_hide_nothing_for_good() -> None:
    asked = client(short_pages=5)
    pages = asked.pages(V2, first=0, limit=50)
    assert any(len(page) < 50 for page in pages[:-1])
    assert sorted(flat(pages)) == sorted(ids(list(asked.sandbox.world.contacts)))


@pytest.mark.parametrize(("path", "kind", "first"), [(V2, "contacts", 0), ("/v1/surveys", "surveys", 1)])
def test_an_empty_page_in_the_middle(path: str, kind: str, first: int) -> None:
    asked = client(empty_page=True)
    pages = asked.pages(path, first=first, limit=10)
    assert pages.count([]) == 1 and pages[-1]
    assert sorted(flat(pages)) == sorted(ids(list(asked.sandbox.world.rows(kind))))


def test_an_empty_page_meets_a_walk_by_time() -> None:
    asked = client(empty_page=True, contacts=40, crowd=1)
    newest = sorted(asked.sandbox.world.contacts, key=lambda row: -read_time(row["updated"]))
    assert asked.post("/v1/contacts", limit=5, date=newest[19]["updated"]) == []
    assert asked.post("/v1/contacts", limit=5, date=newest[19]["updated"], page=2)


@pytest.mark.parametrize(
    ("ties", "down", "up"),
    [("id", 1, 1), ("id_descending", -1, -1), ("reversed", -1, 1)],
)
def test_ties(ties: str, down: int, up: int) -> None:
    asked = client(ties=ties)
    crowd = {row["id"] for row in asked.sandbox.world.contacts if row["updated"].endswith(".1234567Z")}
    assert len(crowd) == 150
    for ascending, sign in ((False, down), (True, up)):
        shown = [one for one in flat(asked.pages(V2, first=0, limit=100, ascending=ascending)) if one in crowd]
        assert shown == sorted(crowd, reverse=sign < 0)


def test_unstable_ties_change_between_calls() -> None:
    asked = client(ties="unstable")
    middle = next(row for row in asked.sandbox.world.contacts if row["updated"].endswith(".1234567Z"))["updated"]
    bound = write_time(read_time(middle) - 1)
    assert len({tuple(ids(asked.post(V2, date=bound, ascending=True, limit=100))) for _ in range(4)}) > 1


@pytest.mark.parametrize(("shape", "reply"), [("string", "250"), ("number", 250), ("object", {"count": 250})])
def test_count_shapes(shape: str, reply: Any) -> None:
    assert client(count_reply=shape).post("/v1/conversations/count") == reply


def test_count_bounds() -> None:
    asked = client(messages_count_bound="ignored", contacts_count_inclusive=True)
    assert asked.post("/v1/messages/all/count", created_at="2999-01-01T00:00:00Z") == "3000"
    newest = asked.post(V2, limit=1)[0]["updated"]
    assert asked.post("/v1/contacts/count", date=newest) == "1"


@pytest.mark.parametrize("operation", [one for one in OPERATIONS.values() if one.reads and "{" not in one.path])
def test_operations_that_are_gone(operation: Any) -> None:
    asked = Client(Sandbox(contacts=2, messages=2, gone=[operation.name], users_listed=True))
    assert asked.send(operation.method, operation.path, {}).status == 404
    asked.sandbox.read_as(gone="")
    assert asked.send(operation.method, operation.path, {}).status != 404
