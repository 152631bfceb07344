"""Every named reading of the contradictory documents, and every single switch: the same rows, proved, by clean requests."""

from __future__ import annotations

import os
from typing import Any

import pytest

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sandbox import readings, switches
from heymarket_dbapi.sandbox.readings import COUNTERS, LISTINGS

from .accounts import LISTINGS as TABLES
from .accounts import Account, shared_world
from .reach import unreachable

# Page sizes at which readings are tried: with `all`, every switch at every one of them; each is larger than a crowd.
SIZES: tuple[int | None, ...] = (30, 50, None) if os.environ.get("HEYMARKET_TESTS") == "all" else (30,)
WORLD = shared_world(contacts=70, messages=100, crowd=24, lists=44, tags=44, templates=44, surveys=44)


def sized(size: int | None) -> dict[str, Any]:
    return {} if size is None else {"largest_page": size, "default_page": min(size, 30)}


def complaints(account: Account, table: str, ahead: int) -> list[str]:
    """What is wrong with two statements that read all of a table; the second knows what the first has learned."""
    found = []
    for turn in ("first", "second"):
        before = len(account.sandbox.log)
        read = account.read(table, ahead)
        wanted = account.ids(table)
        if sorted(read.ids) != wanted:
            lost, twice = len(set(wanted) - set(read.ids)), len(read.ids) - len(set(read.ids))
            found.append(f"{turn}: {lost} of {len(wanted)} lost, {twice} twice")
        if read.proof.failed or read.notices:
            found.append(f"{turn}: {read.proof} {read.notices}")
        if (logged := len(account.sandbox.log) - before) != read.calls:
            found.append(f"{turn}: {read.calls} calls, {logged} logged")
    return found + account.broken_rules()


def check(table: str, reading: str = "documented", **options: Any) -> None:
    """Read a table of the shared world under a reading, one page and several pages ahead."""
    for ahead in (1, 6):
        account = Account.of(WORLD, reading=reading, **options)
        reason = unreachable(account, table)
        if reason.endswith("there is no listing"):
            with pytest.raises(ProgrammingError, match="404"):
                account.read(table, ahead)
        elif reason:
            pytest.skip(reason)
        else:
            assert complaints(account, table, ahead) == []


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("size", [12, 30, 50, None])
@pytest.mark.parametrize("reading", list(readings()))
def test_a_named_reading(reading: str, size: int | None, table: str) -> None:
    check(table, reading, **sized(size))


def single_switches() -> list[Any]:
    """Every value of every switch, with the tables that it concerns: a listing's own switches concern its own."""
    places = {"contacts_v1": "contacts", "contacts_v2": "contacts", **{table: table for table in TABLES}}
    cases = []
    for name, values in switches().items():
        place = next((place for place in LISTINGS + COUNTERS if name.startswith(place.removesuffix("_count") + "_")), "")
        own = places.get(place.removesuffix("_count"))
        for value in values:
            shown = ",".join(value) if isinstance(value, tuple) else str(value)
            if name == "gone" and value[0] in ("list_contact_fields", "list_channels"):
                continue
            concerned = [own] if own else list(TABLES)
            cases += [pytest.param(name, value, table, id=f"{name}={shown}-{table}") for table in concerned]
    return cases


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "value", "table"), single_switches())
def test_a_single_switch(name: str, value: Any, table: str, size: int | None) -> None:
    check(table, **{**sized(size), name: list(value) if isinstance(value, tuple) else value})
