"""Every named reading of the documents, and every single switch: the same rows, proved, by requests that are clean."""

from __future__ import annotations

import os
from dataclasses import fields
from typing import Any

import pytest

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sandbox import Reading, readings, switches
from heymarket_dbapi.sandbox.readings import COUNTERS, LISTINGS
from heymarket_dbapi.sandbox.rows import Ties

from .accounts import LISTINGS as TABLES
from .accounts import Account, shared_world
from .reach import leads_on, unreachable

# Page sizes at which readings are tried: with `all`, every switch at every one of them; each is larger than a crowd.
SIZES: tuple[int | None, ...] = (30, 50, None) if os.environ.get("HEYMARKET_TESTS") == "all" else (30,)
WORLD = shared_world(contacts=70, messages=100, crowd=24, lists=44, tags=44, templates=44, surveys=44)

# Switches that are no listing's own, although they begin like one.
_WHOLE = {item.name for item in fields(Reading)}


def sized(size: int | None) -> dict[str, Any]:
    return {} if size is None else {"largest_page": size, "default_page": min(size, 30)}


def complaints(account: Account, table: str) -> list[str]:
    """What is wrong with two statements that read all of a table.

    The second knows what the first has learned, and may ask for several pages at once.
    """
    found = []
    for turn, ahead in (("first", 1), ("second", 6)):
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
    return found + account.broken_rules("nothing" if leads_on(account, table) else "not on this operation's page")


def check(table: str, reading: str = "documented", **options: Any) -> None:
    """Read a table of the shared world under a reading."""
    account = Account.of(WORLD, reading=reading, **options)
    reason = unreachable(account, table)
    if reason.endswith("there is no listing"):
        with pytest.raises(ProgrammingError, match="404"):
            account.read(table)
    elif reason:
        pytest.skip(reason)
    elif account.sandbox.reading.contacts_v2.ties is Ties.UNSTABLE:
        # Rows that change places with each request may be missed by pages, which then is said.
        found = complaints(account, table)
        assert not any("lost" in one for one in found) or any("the API counts more rows" in one for one in found)
    else:
        assert complaints(account, table) == []


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("size", [12, 30, 50, None])
@pytest.mark.parametrize("reading", list(readings()))
def test_a_named_reading(reading: str, size: int | None, table: str) -> None:
    check(table, reading, **sized(size))


def single_switches() -> list[Any]:
    """Every value of every switch; those of one listing are tried as those of all, contacts' two endpoints aside."""
    single = [place.removesuffix("_count") + "_" for place in LISTINGS + COUNTERS if not place.startswith("contacts_v")]
    cases = []
    for name, values in switches().items():
        if not any(name.startswith(place) and name != place for place in single) or name in _WHOLE:
            tables = ["contacts"] if name.startswith("contacts_v") else list(TABLES)
            cases += [(name, value, table) for value in values for table in tables]
    return [pytest.param(*case, id=f"{case[0]}={shown(case[1])}-{case[2]}") for case in cases]


def shown(value: Any) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "value", "table"), single_switches())
def test_a_single_switch(name: str, value: Any, table: str, size: int | None) -> None:
    check(table, **{**sized(size), name: list(value) if isinstance(value, tuple) else value})
