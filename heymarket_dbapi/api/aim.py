"""What is wanted of a listing, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.api.phrase import Filled
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.plan.span import OPEN, Span
from heymarket_dbapi.plan.statistics import rows_fact


@dataclass(frozen=True, slots=True)
class Aim:
    """What is wanted of a listing.

    ``filled`` are values that every request carries; ``facet`` the value of the listing's facet, or None to leave it
    out. ``is_whole``: all rows are wanted, so that the counter is asked with the first page; else the walk may be left
    early. ``is_part``: rows that the count has and the walk lacks may come from elsewhere. ``is_probe``: a first page
    of nothing but known rows ends it, and so does a refusal. ``ahead``: how many pages may be asked for at once.
    ``enough``: so many rows are, whichever they are, where that is known before they are read.
    ``span``: the times in the listing's order that are wanted. ``ascending``: the order in which the rows must come, or
    None for any.
    """

    filled: tuple[Filled, ...] = ()
    facet: bool | None = None
    is_whole: bool = True
    is_part: bool = False
    is_probe: bool = False
    ahead: int = 1
    span: Span = OPEN
    ascending: bool | None = None
    enough: int | None = None

    @property
    def counts(self) -> bool:
        """Whether what is read can be held against the count of the whole table."""
        return self.span.is_open and self.facet is None and not self.filled


def falls_short(aim: Aim, table: Table, facts: Facts) -> bool:
    """Whether the table had fewer rows than are wanted, when it was last counted: its end will have to be shown."""
    rows, is_plain = facts.get(rows_fact(table)), aim.facet is None and not aim.is_probe
    return is_plain and aim.enough is not None and isinstance(rows, int) and rows < aim.enough
