"""One kind of object in the world: its rows, by id and in any order a listing may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, overload

from .moments import cut_nanoseconds, read_time

Row = dict[str, Any]


class Ties(StrEnum):
    """The order of rows that share a key."""

    ID = "id"
    ID_DESCENDING = "id_descending"
    REVERSED = "reversed"
    UNSTABLE = "unstable"


class Order(NamedTuple):
    """What a listing sorts by."""

    field: str
    digits: int = 9
    descending: bool = False
    ties: Ties = Ties.ID
    salt: int = 0


class Ordered(NamedTuple):
    """Rows in one order, beside the keys they were sorted by (negated where descending), for bisection."""

    keys: list[int]
    rows: list[Row]


class Rows(Sequence[Row]):
    """Rows of one kind in the order of their making; a sequence of plain dicts."""

    def __init__(self, kind: str, rows: Iterable[Row] = (), changed: Callable[[], None] = lambda: None) -> None:
        self.kind = kind
        self._by_id: dict[Any, Row] = {row["id"]: row for row in rows}
        self._listed: list[Row] | None = None
        self._orders: dict[Order, Ordered] = {}
        self._groups: dict[tuple[str, ...], dict[Any, list[Row]]] = {}
        self._changed = changed
        self._highest = max((row["id"] for row in self._by_id.values()), default=0)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Row]:
        return iter(list(self._by_id.values()))

    def __repr__(self) -> str:
        return f"Rows({self.kind!r}, {len(self)} rows)"

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if self._listed is None:
            self._listed = list(self._by_id.values())
        return self._listed[index]

    def get(self, key: Any) -> Row | None:
        """The row with this id, or None."""
        return self._by_id.get(key)

    def next_id(self) -> int:
        """An id that no row has or had."""
        self._highest += 1
        return self._highest

    def put(self, row: Row) -> None:
        """Add a row, or replace the one with its id."""
        self._by_id[row["id"]] = row
        self._highest = max(self._highest, row["id"])
        self.forget()

    def take(self, key: Any) -> Row:
        """Remove the row with this id and return it; a KeyError where there is none."""
        row = self._by_id.pop(key)
        self.forget()
        return row

    def forget(self) -> None:
        """Drop what was derived from the rows, after one of them changed."""
        self._listed = None
        self._orders.clear()
        self._groups.clear()
        self._changed()

    def ordered(self, order: Order) -> Ordered:
        """All rows in this order; kept until a row changes, unless ties are shuffled."""
        found = self._orders.get(order)
        if found is None:
            found = self._sort(order)
            if order.ties is not Ties.UNSTABLE:
                self._orders[order] = found
        return found

    def grouped(self, name: str, key: Callable[[Row], Iterable[Any]]) -> dict[Any, list[Row]]:
        """Rows by a derived key, under a name that stands for the derivation."""
        found = self._groups.get((name,))
        if found is None:
            found = {}
            for row in list(self._by_id.values()):
                for value in key(row):
                    found.setdefault(value, []).append(row)
            self._groups[(name,)] = found
        return found

    def _sort(self, order: Order) -> Ordered:
        sign = -1 if order.descending else 1
        rows = list(self._by_id.values())
        sortable = [(sign * _key(row, order), _tie(row["id"], order), row["id"], row) for row in rows]
        sortable.sort(key=lambda entry: entry[:3])
        return Ordered([entry[0] for entry in sortable], [entry[3] for entry in sortable])


def _key(row: Row, order: Order) -> int:
    if order.field == "id":
        return int(row["id"])
    return cut_nanoseconds(read_time(row[order.field]), order.digits)


def _tie(identity: int, order: Order) -> int:
    match order.ties:
        case Ties.ID:
            return identity
        case Ties.ID_DESCENDING:
            return -identity
        case Ties.REVERSED:
            return -identity if order.descending else identity
        case _:
            return (identity * 2_654_435_761 ^ order.salt * 40_503) & 0xFFFF
