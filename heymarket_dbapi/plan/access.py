"""Access paths: the ways to a relation's rows, as values, and the choice between them.

A path is chosen by its cost in calls. Whatever it narrows by, the engine applies the whole WHERE again.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from heymarket_dbapi.catalog.pushdown import inherited_columns
from heymarket_dbapi.catalog.spec import Bind, Operator, Read, Slot, Table, Walk
from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.plan.span import OPEN, Span
from heymarket_dbapi.sql.query import Conjunct, Link, Relation

# More single reads than this are never cheaper than reading the pages of a listing.
MOST_POINTS = 50

# More values than this are not put into one request.
LARGEST_BATCH = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """Walk a listing: its endpoints in order of preference, over a span of its order, in an order if one is needed.

    ``is_whole``: nothing ends the walk early. ``ahead``: how many pages may be asked for at once.
    """

    reads: tuple[Read, ...]
    filled: tuple[tuple[Slot, object], ...] = ()
    is_whole: bool = True
    ahead: int = 1
    span: Span = OPEN
    ascending: bool | None = None

    def __str__(self) -> str:
        return " ".join(f"walk {self.reads[0].endpoint} {self.span}".split())


@dataclass(frozen=True, slots=True)
class Pointed:
    """Ask once for each point, all at the same time: a tuple of values for the binds. One empty point: ask once.

    Where the bind takes many values, once for each batch of them.
    """

    read: Read
    binds: tuple[Bind, ...]
    points: tuple[tuple[object, ...], ...]

    @property
    def calls(self) -> int:
        """How many requests it takes, as long as none is refused."""
        is_batched = any(bind.slot.many for bind in self.binds)
        return -(-len(self.points) // LARGEST_BATCH) if is_batched else len(self.points)

    def __str__(self) -> str:
        return f"{self.calls} × {self.read.endpoint}"


@dataclass(frozen=True, slots=True)
class Access:
    """The path to one table's rows."""

    table: Table
    path: Listed | Pointed

    @property
    def is_in_order(self) -> bool:
        """Whether the rows are asked for in an order in which the first ones are wanted."""
        return isinstance(self.path, Listed) and self.path.ascending is not None

    @staticmethod
    def whole(table: Table, tables: Mapping[str, Table]) -> Access:
        """The path that reads all rows of a table."""
        return choose(Relation("", "heymarket", table.name, ()), table, tables)

    def __str__(self) -> str:
        return f"{self.table.name}: {self.path}"


def choose(
    relation: Relation, table: Table, tables: Mapping[str, Table], *, ahead: int = 1, is_whole: bool = True
) -> Access:
    """The cheapest complete access path; ``ProgrammingError`` where the table needs a conjunct that is missing."""
    source = tables[table.explode.parent] if table.explode else table
    completed = table.complete.columns if table.complete else frozenset()
    wanted = set(relation.columns) - completed
    usable = [read for read in source.reads if table.explode or not read.lacks & wanted]
    if table.explode:
        relation = replace(relation, conjuncts=_inherited(relation, table, source))
    pointed = _pointed(relation, usable)
    if pointed is not None:
        return Access(table, pointed)
    walks = tuple(read for read in usable if isinstance(read.pager, Walk) and not read.required)
    if walks:
        span, ascending = _span(relation, table), _ascending(relation, table)
        is_whole = is_whole and span.is_open and ascending is None
        filled = _filled(relation, walks[0])
        path = Listed(walks, filled, is_whole=is_whole, ahead=ahead, span=span, ascending=ascending)
        return Access(table, path)
    for read in usable:
        if not read.required:
            return Access(table, Pointed(read, (), ((),)))
    raise _needs(source, wanted)


def _inherited(relation: Relation, table: Table, parent: Table) -> tuple[Conjunct, ...]:
    """The conjuncts on columns that an exploded table has from its parent, as conjuncts on the parent's."""
    names = {own: name for name, own in inherited_columns(table, parent).items()}
    return tuple(replace(one, column=names[one.column]) for one in relation.conjuncts if one.column in names)


def _filled(relation: Relation, read: Read) -> tuple[tuple[Slot, object], ...]:
    """The filters of a listing that the conjuncts fill; one that the server does not heed only costs pages."""
    found: list[tuple[Slot, object]] = []
    for bind in read.binds:
        values = _values(relation, bind)
        if values:
            found.append((bind.slot, list(values) if bind.slot.many else values[0]))
    return tuple(found)


def listings(table: Table) -> tuple[Read, ...]:
    """The reads that list the table, in order of preference."""
    return tuple(read for read in table.reads if isinstance(read.pager, Walk) and not read.required)


def waits_for(relation: Relation, table: Table) -> Link | None:
    """The link whose values the scan has to wait for: the table is not listed, and no constant narrows it."""
    if any(conjunct.column in table.required for conjunct in relation.conjuncts):
        return None
    return next((link for link in relation.links if link.column in table.required), None)


def _span(relation: Relation, table: Table) -> Span:
    """The part of the listing's order that the conjuncts leave."""
    if table.listing_order is None or table.explode is not None:
        return OPEN
    return Span.of(relation.conjuncts, table.listing_order)


def _ascending(relation: Relation, table: Table) -> bool | None:
    """The direction in which the first rows of the listing are wanted; None where it matters not."""
    order = relation.order
    if order is None or table.explode is not None or order.column != table.listing_order:
        return None
    return not order.descending


def _pointed(relation: Relation, reads: Sequence[Read]) -> Pointed | None:
    for read in reads:
        if not read.required or isinstance(read.pager, Walk):
            continue
        found = [_values(relation, bind) for bind in read.required]
        if any(values is None for values in found):
            continue
        points = tuple(itertools.product(*(values or () for values in found)))
        path = Pointed(read, read.required, points)
        if path.calls <= MOST_POINTS or not any(not other.required for other in reads):
            return path
    return None


def _values(relation: Relation, bind: Bind) -> tuple[object, ...] | None:
    """The values that a conjunct leaves for a bind; None where there is none."""
    for conjunct in relation.conjuncts:
        if conjunct.column == bind.column and conjunct.operator in bind.operators and _is_list(conjunct):
            return tuple(dict.fromkeys(conjunct.values))
    return None


def _is_list(conjunct: Conjunct) -> bool:
    return conjunct.operator in (Operator.EQUAL, Operator.IN)


def _needs(table: Table, wanted: Collection[str]) -> ProgrammingError:
    if not table.required:
        return ProgrammingError(f"no reply of the API carries all of {', '.join(sorted(wanted))} of {table.name}")
    column = table.required[0]
    example = "'…'" if table.by_name[column].type.value == "VARCHAR" else "123"
    return ProgrammingError(
        f"the API cannot list {table.name}: narrow by {' or '.join(table.required)}, for example "
        f"SELECT * FROM {table.name} WHERE {column} = {example}"
    )
