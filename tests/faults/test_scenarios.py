"""Each line of the table at the first page and far into a result, in this process and over HTTP, blocking and awaiting.

What reads the result takes turns. After the statement the connection is as good as new.
"""

from __future__ import annotations

import itertools
import re
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from heymarket_dbapi.errors import Error
from heymarket_dbapi.sandbox import SANDBOX_API_KEY

from .account import Account, Listing
from .readers import READERS, Reader, Rows
from .scenarios import (
    ADDRESS,
    BODIES,
    COUNTERS,
    FAR,
    FOR_EVER,
    NAME,
    PHONE,
    REFUSALS,
    SLIPPED,
    SLOW,
    STATUSES,
    Raises,
    Right,
    Scenario,
    pages,
)


def cases() -> Iterator[Any]:
    """Scenario, table, place and reader; tables and readers in rotation."""
    readers = itertools.cycle(READERS)
    for number, scenario in enumerate((*STATUSES, *BODIES, *SLOW, *pages(), *SLIPPED, *REFUSALS, *COUNTERS)):
        for turn, place in enumerate(scenario.places):
            listing, reader = scenario.listings[(number + turn) % len(scenario.listings)], next(readers)
            yield pytest.param(scenario, listing, place, reader, id=f"{scenario.name}-{listing.table}-{place}-{reader}")


@pytest.mark.parametrize(("scenario", "listing", "place", "reader"), list(cases()))
def test_a_fault(
    scenario: Scenario, listing: Listing, place: str, reader: str, reached: Account, connect: Callable[..., Any]
) -> None:
    connection = connect(**scenario.options)
    Trial(scenario, listing, place == FAR, READERS[reader], reached, connection).run()


class Trial:
    """One scenario carried out."""

    def __init__(
        self, scenario: Scenario, listing: Listing, is_far: bool, read: Reader, reached: Account, connection: Any
    ) -> None:
        self.scenario = scenario
        self.listing = listing
        self.is_far = is_far
        self.read = read
        self.reached = reached
        self.connection = connection
        self.path = listing.counter if scenario.at_counter else listing.path
        self.cursor = connection.cursor()
        self.rows: Rows = []

    def run(self) -> None:
        """Let the fault happen, look at the outcome, then at what is left."""
        self.reached.sandbox.mischief.add(
            self.scenario.fault_for(self.listing),
            path=self.path,
            nth=self.listing.far if self.is_far else 1,
            times=self.scenario.times,
        )
        match self.scenario.outcome:
            case Right() as right:
                self.expect_rows(right)
            case Raises() as raises:
                self.expect_error(raises)
        self.reached.sandbox.mischief.clear()
        self.connection.execute("SET heymarket.timeout = 60")
        assert sorted(self.connection.execute(self.listing.sql).fetchall()) == self.all_rows

    @property
    def all_rows(self) -> Rows:
        """What the account has."""
        return self.listing.rows(self.reached.sandbox)

    def begin(self) -> None:
        """Execute the statement, and read it to its end."""
        self.cursor.execute(self.listing.sql)
        self.read(self.cursor, self.rows)

    def expect_rows(self, right: Right) -> None:
        """All rows, each once, and every request is told."""
        begun = time.monotonic()
        self.begin()
        assert time.monotonic() - begun >= right.seconds
        assert sorted(self.rows) == self.all_rows
        assert self.cursor.completeness == "complete"
        assert right.bent is None or len(self.reached.bent) == right.bent
        assert len(self.cursor.api_calls) == len(self.reached.sandbox.log)

    def expect_error(self, raises: Raises) -> None:
        """The error at that place, and again at the next fetch; then the rows that are missing."""
        self.check(self.error(self.begin), raises)
        assert raises.bent is None or len(self.reached.bent) == raises.bent
        assert set(self.rows) <= set(self.all_rows) and len(self.rows) == len(set(self.rows)) < len(self.all_rows)
        if self.is_far and self.scenario.times == FOR_EVER:
            self.check(self.error(lambda: self.read(self.cursor, self.rows)), raises)
            self.check(self.error(self.cursor.fetchall), raises)

    def error(self, work: Callable[[], Any]) -> Error:
        """What the work raises."""
        with pytest.raises(Error) as raised:
            work()
        return raised.value

    def check(self, error: Error, raises: Raises) -> None:
        """Kind, words, status and request id; no secret and nothing personal, wherever the error is shown."""
        names = {"path": self.path, "table": self.listing.table, "column": self.listing.column}
        wanted = raises.text.format(**names, text=self.listing.text, time=self.listing.time)
        assert type(error) is raises.kind
        assert re.search(wanted, str(error)), str(error)
        assert error.status == raises.status
        ids = {entry.request_id for entry in self.reached.bent}
        told = re.search(r"\[request id (.*?)\]", str(error))
        assert (told is not None and told[1] in ids) if raises.is_told else told is None
        shown = "".join(traceback.format_exception(error)) + repr(error)
        assert [one for one in (SANDBOX_API_KEY, NAME, PHONE, ADDRESS) if one in shown] == []
