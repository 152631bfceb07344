"""What is known of sizes before the first call: rows of a table, rows of a page, values that fit into one request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Bind, Bound, ByPage, ByTime, Prerequisite, Read, Steer, Walk
from heymarket_dbapi.plan.span import Span, fitting

# More values than this are not put into one request.
LARGEST_BATCH = 100

# Times that show more digits leave no place between two ticks of the engine's.
FINEST_DIGITS = 6

# Rows of a page where the documents tell no size and no reply has shown one.
USUAL_PAGE = 30


class Known(Protocol):
    """What was learned about the server."""

    def get(self, name: str, default: Any = None) -> Any: ...


@runtime_checkable
class Remembering(Protocol):
    """What remembers when rows were seen to stand in their listing."""

    def time_of(self, table: str, key: object) -> int | None: ...


class Nothing:
    """A server of which nothing was learned."""

    def get(self, name: str, default: Any = None) -> Any:
        """The default."""
        return default


@dataclass(frozen=True, slots=True)
class Statistics:
    """Sizes as they were learned; ``shared`` are listings that are read whole anyway: they cost nothing more."""

    known: Known = field(default_factory=Nothing)
    shared: frozenset[str] = frozenset()

    def rows(self, table: Table) -> int | None:
        """How many rows the table had when it was last counted."""
        found = self.known.get(rows_fact(table))
        return found if isinstance(found, int) else None

    def page_size(self, table: Table, read: Read) -> int:
        """How many rows a page of the listing holds: as the server showed, else as they are asked for."""
        assert isinstance(read.pager, Walk)
        shown = self.known.get(page_fact(table, read))
        asked = self.known.get(listing_fact(table, read, "limit"), read.pager.limits[0])
        return int(shown or asked or USUAL_PAGE)

    def is_page_size_known(self, table: Table, read: Read) -> bool:
        """Whether a reply has shown how many rows a page holds."""
        return self.known.get(page_fact(table, read)) is not None

    def is_otherwise(self, table: Table, read: Read) -> bool:
        """Whether replies have contradicted the way in which the listing would be driven."""
        assert isinstance(read.pager, Walk)
        names = [steer_fact(ascending) for ascending in (None, True, False)]
        names += [contradicted_fact(one) for one in read.pager.steers]
        return any(self.known.get(listing_fact(table, read, name)) for name in names)

    def is_driven(self, table: Table, read: Read, span: Span, ascending: bool | None) -> bool:
        """Whether replies have shown that the listing goes on as it would be driven."""
        assert isinstance(read.pager, Walk)
        learned = self.known.get(listing_fact(table, read, steer_fact(ascending)))
        steer = fitting(read.pager.steers, span, ascending, learned)[0]
        return isinstance(steer, ByPage) or bool(self.known.get(listing_fact(table, read, f"{steer} bounds")))

    def prerequisites(self, table: Table, read: Read) -> tuple[Prerequisite, ...]:
        """Those whose values the server was seen to need."""
        assert isinstance(read.pager, Walk)
        return read.pager.prerequisites[: int(self.known.get(listing_fact(table, read, "level"), 0))]

    def batch(self, table: Table, read: Read, binds: tuple[Bind, ...]) -> int:
        """How many values one request of a search takes."""
        return min(int(self.known.get(f"{points_fact(table, read, binds)}batch", LARGEST_BATCH)), LARGEST_BATCH)

    def works(self, table: Table, read: Read, binds: tuple[Bind, ...]) -> bool:
        """Whether the endpoint was seen to find rows, so that it is believed where it finds none."""
        return bool(self.known.get(f"{points_fact(table, read, binds)}works"))

    def is_unusable(self, table: Table, read: Read, binds: tuple[Bind, ...]) -> bool:
        """Whether the endpoint was seen not to find rows that are there."""
        return bool(self.known.get(f"{points_fact(table, read, binds)}is unusable"))

    def entry(self, table: Table, read: Read) -> tuple[ByPage | None, int]:
        """How the listing is entered at any page, and how many rows a page holds; None where that is not known."""
        size = self.known.get(page_fact(table, read))
        if (
            not size
            or table.counter is None
            or table.counter.bound is not Bound.LOWER
            or not isinstance(read.pager, Walk)
        ):
            return None, 1
        steer = read.pager.steers[0]
        return (steer, int(size)) if isinstance(steer, ByPage) and steer.ascending is False else (None, 1)

    def bounded_digits(self, table: Table) -> int | None:
        """How finely the table shows its times; None where its counter is not known to count by them."""
        digits = self.known.get(counter_fact(table, "digits"))
        if not self.known.get(counter_fact(table, "heeds its bound")) or digits is None or digits > FINEST_DIGITS:
            return None
        return int(digits)

    def can_enter(self, table: Table, read: Read) -> bool:
        """Whether the listing may begin at a time, as far as replies have not contradicted it."""
        assert isinstance(read.pager, Walk)
        steers = [steer for steer in read.pager.steers if isinstance(steer, ByTime)]
        return any(not self.known.get(listing_fact(table, read, contradicted_fact(steer))) for steer in steers)

    def time_of(self, table: Table, key: object) -> int | None:
        """The time at which a row stood in its listing when it was seen; None where it was not seen."""
        return self.known.time_of(table.name, key) if isinstance(self.known, Remembering) else None

    def can_count(self, table: Table) -> bool:
        """Whether a counter may tell the number of rows."""
        return table.counter is not None and not self.known.get(counter_gone_fact(table))


NOTHING_KNOWN = Statistics()


def rows_fact(table: Table) -> str:
    """The name of the fact how many rows a table has."""
    return f"{table.name}/rows"


def listing_fact(table: Table, read: Read, name: str) -> str:
    """The name of a fact about a listing."""
    return f"{table.name}/{read.endpoint}/{name}"


def page_fact(table: Table, read: Read) -> str:
    """The name of the fact how many rows a page of a listing holds."""
    return listing_fact(table, read, "page size")


def points_fact(table: Table, read: Read, binds: tuple[Bind, ...]) -> str:
    """How the names of the facts about reads by key begin."""
    return f"{table.name}/{read.endpoint}/{'+'.join(bind.column for bind in binds)}/"


def counter_fact(table: Table, name: str) -> str:
    """The name of a fact about the table's counter."""
    assert table.counter is not None
    return f"{table.name}/{table.counter.endpoint}/{name}"


def steer_fact(ascending: bool | None) -> str:
    """The name of the fact which steer is the first that replies do not contradict, for rows in an order or in any."""
    return {None: "steer", True: "steer up", False: "steer down"}[ascending]


def contradicted_fact(steer: Steer) -> str:
    """The name of the fact that replies have contradicted a steer, in the direction in which it was driven."""
    return f"not {steer} {'up' if steer.ascending else 'down'}"


def gap_fact(table: Table) -> str:
    """The name of the fact how far the table's rows lie apart in time, in nanoseconds, where a range was looked at."""
    return counter_fact(table, "gap")


def counter_gone_fact(table: Table) -> str:
    """The name of the fact that the server lacks the table's counter."""
    return counter_fact(table, "is gone")
