"""Which rows of local tables a transaction changed: the engine loses an UPDATE that meets another one's DELETE."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from heymarket_dbapi.errors import OperationalError
from heymarket_dbapi.local.definitions import Definitions, Key

# From here on the engine numbers rows that their transaction has not committed yet: nobody else can meet them.
_UNCOMMITTED = 2**55


@dataclass(slots=True)
class Rows:
    """Rows of one table, by the engine's numbers; or all of them, where they are not known one by one."""

    numbers: set[int] = field(default_factory=set)
    are_all: bool = False

    def add(self, numbers: Iterable[int] | None) -> None:
        """Take these rows in; None is all."""
        if numbers is None:
            self.are_all = True
        else:
            self.numbers.update(number for number in numbers if number < _UNCOMMITTED)

    def meets(self, other: Rows) -> bool:
        """Whether a row may be among both."""
        if self.are_all or other.are_all:
            return True
        return not self.numbers.isdisjoint(other.numbers)


@dataclass(slots=True)
class Marks:
    """What one transaction did: rows updated and deleted, tables written to, and tables that it made anew."""

    updated: dict[Key, Rows] = field(default_factory=dict)
    deleted: dict[Key, Rows] = field(default_factory=dict)
    written: set[Key] = field(default_factory=set)
    reshaped: set[Key] = field(default_factory=set)

    def update(self, key: Key, numbers: Iterable[int] | None) -> None:
        """Rows were updated; None: which is not known."""
        self.updated.setdefault(key, Rows()).add(numbers)

    def delete(self, key: Key, numbers: Iterable[int] | None) -> None:
        """Rows were deleted; None: all."""
        self.deleted.setdefault(key, Rows()).add(numbers)

    def check(self, earlier: Marks) -> None:
        """Raise where another transaction, committed in the meantime, did what this one did not see."""
        lost = [*_common(self.updated, earlier.deleted), *_common(self.deleted, earlier.updated)]
        lost += self.reshaped & earlier.written
        for key in lost:
            raise OperationalError(
                f"another transaction changed the same rows of {key[1]}.{key[2]} in the meantime;"
                " this one was rolled back: run it again"
            )


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Begun:
    """A transaction's beginning: the definitions, and how many had been committed by then."""

    definitions: Definitions
    number: int


def _common(ours: dict[Key, Rows], theirs: dict[Key, Rows]) -> list[Key]:
    return [key for key, rows in ours.items() if key in theirs and rows.meets(theirs[key])]
