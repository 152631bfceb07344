"""Pages that fail, lie or lack rows in the middle of a walk: the rows all the same, or an error; never a quiet end."""

from __future__ import annotations

from typing import Any

import pytest

from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.errors import DataError, Error, OperationalError, ProgrammingError
from heymarket_dbapi.plan.access import Access
from heymarket_dbapi.sandbox import Drop, Edit, EmptyPage, Fail, Garble, Html, RepeatPage, ShortPage, Truncate

from .accounts import BY_NAME, Account, shared_world
from .accounts import LISTINGS as TABLES

WORLD = shared_world(contacts=70, messages=100, crowd=24, lists=44, tags=44, templates=44, surveys=44)
COUNTED = ("contacts", "messages", "conversations")
PASSING = (
    Fail(500),
    Fail(503),
    Fail(429),
    Fail(429, 2),
    Fail(503, 30, dated=True),
    Html(),
    Drop(),
    Truncate(),
    Garble(),
)


def account(page: int = 10, **options: Any) -> Account:
    return Account.of(WORLD, largest_page=page, default_page=page, **options)


@pytest.mark.parametrize("fault", PASSING, ids=str)
@pytest.mark.parametrize("table", TABLES)
def test_what_passes_is_not_seen(table: str, fault: Any) -> None:
    asked = account(25)
    for nth in (1, 2, 4):
        asked.sandbox.mischief.add(fault, path=TABLES[table], nth=nth)
    read = asked.read(table, ahead=4)
    assert (sorted(read.ids), str(read.proof)) == (asked.ids(table), "")
    assert asked.trace.pauses


@pytest.mark.parametrize("fault", [ShortPage(2), ShortPage(2, head=True), EmptyPage(), RepeatPage()], ids=str)
@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("table", TABLES)
def test_a_slip_of_the_server_is_made_up_for_or_said(table: str, nth: int, fault: Any) -> None:
    if table == "surveys" and nth == 1 and isinstance(fault, ShortPage):
        pytest.skip("the API cannot: surveys have neither a counter nor a time that would tell")
    asked = account(25)
    asked.sandbox.mischief.add(fault, path=TABLES[table], nth=nth)
    try:
        read = asked.read(table)
    except Error:
        return
    assert len(read.ids) == len(set(read.ids))
    assert read.proof.failed or sorted(read.ids) == asked.ids(table)
    if table in COUNTED:
        assert str(read.proof) == ""


def spoil(change: Any) -> Edit:
    """Changes the third record of a page."""

    def edit(data: Any) -> Any:
        data[2] = change(data[2])
        return data

    return Edit(edit)


SPOILED = {
    "no key": spoil(lambda row: {name: value for name, value in row.items() if name != "id"}),
    "a key that is null": spoil(lambda row: {**row, "id": None}),
    "a key that is a list": spoil(lambda row: {**row, "id": [1]}),
    "no record": spoil(lambda row: None),
    "a text": spoil(lambda row: "row"),
    "an object": Edit(lambda data: {"rows": data}),
    "a number": Edit(lambda data: 7),
}


@pytest.mark.parametrize("what", SPOILED)
@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("table", TABLES)
def test_a_page_that_is_not_as_specified_is_an_error(table: str, nth: int, what: str) -> None:
    asked = account(10)
    asked.sandbox.mischief.add(SPOILED[what], path=TABLES[table], nth=nth, times=99)
    with pytest.raises(DataError, match=TABLES[table]):
        asked.read(table)


@pytest.mark.parametrize("table", [table for table in TABLES if table != "surveys"])
@pytest.mark.parametrize("value", [None, "soon", 17, "0001-01-01T00:00:00Z"])
def test_a_row_without_its_time_is_an_error(table: str, value: Any) -> None:
    asked = account(10)
    name = "date" if table == "messages" else "updated"
    asked.sandbox.mischief.add(spoil(lambda row: {**row, name: value}), path=TABLES[table], nth=2, times=99)
    with pytest.raises(DataError, match="is no time"):
        asked.read(table)


def rest(scan: Scan) -> Flow[list[Any]]:
    """The ids of all that is left."""
    found: list[Any] = []
    while (batch := (yield from scan.next())) is not None:
        found += batch["id"].to_pylist()
    return found


@pytest.mark.parametrize("ahead", [1, 4])
@pytest.mark.parametrize("table", TABLES)
def test_a_page_that_fails_for_ever_is_an_error_each_time_and_the_rest_comes_later(table: str, ahead: int) -> None:
    asked = account(10)
    exchange = asked.exchange(retries=1)
    scan = Scan(Access.whole(BY_NAME[table], BY_NAME), ["id"], BY_NAME, exchange)
    begun = asked.run(scan.next())["id"].to_pylist()
    broken = asked.sandbox.mischief.add(Fail(500), path=TABLES[table], times=10**6)
    for _ in range(3):
        with pytest.raises(OperationalError, match=f"{TABLES[table]} .500"):
            asked.run(rest(scan))
    broken.times = 0
    found = begun + asked.run(rest(scan))
    assert (sorted(found), str(scan.proof)) == (asked.ids(table), "")


@pytest.mark.parametrize("table", COUNTED)
@pytest.mark.parametrize(
    "fault", [Fail(404), Fail(400), Fail(403), Edit(lambda data: "unknown")], ids=["404", "400", "403", "unknown"]
)
def test_a_counter_that_says_no_costs_no_row(table: str, fault: Any) -> None:
    asked = account(20)
    asked.sandbox.mischief.add(fault, path="*/count", times=99)
    read = asked.read(table)
    assert (sorted(read.ids), str(read.proof)) == (asked.ids(table), "")


@pytest.mark.parametrize("table", COUNTED)
def test_a_counter_that_counts_more_than_is_shown_leaves_a_doubt(table: str) -> None:
    asked = account(20)
    asked.sandbox.mischief.add(Edit(lambda data: str(int(data) + 3)), path="*/count", times=99)
    read = asked.read(table)
    assert sorted(read.ids) == asked.ids(table)
    assert str(read.proof) == "the API counts more rows than it shows"


@pytest.mark.parametrize("table", COUNTED)
def test_a_counter_that_counts_fewer_than_are_shown_hides_nothing(table: str) -> None:
    asked = account(20)
    asked.sandbox.mischief.add(Edit(lambda data: str(int(data) - 3)), path="*/count", times=99)
    assert sorted(asked.read(table).ids) == asked.ids(table)


@pytest.mark.parametrize("table", TABLES)
def test_a_credential_that_is_refused_is_one_call(table: str) -> None:
    asked = account(20)
    asked.sandbox.mischief.add(Fail(401), times=99)
    with pytest.raises(OperationalError, match="refuses the credential"):
        asked.read(table)
    assert len(asked.trace.requests) <= 2


@pytest.mark.parametrize("table", TABLES)
def test_a_denied_listing_is_said(table: str) -> None:
    asked = account(20)
    asked.sandbox.mischief.add(Fail(403), path="*s*", times=10**6)
    with pytest.raises(ProgrammingError, match="denies"):
        asked.read(table)
