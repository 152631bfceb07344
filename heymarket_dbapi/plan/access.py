"""Access paths: the ways to a relation's rows, as values, and the choice between them.

A path is chosen by its cost in calls. Whatever it narrows by, the engine applies the whole WHERE again.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from heymarket_dbapi.catalog.pushdown import inherited_columns
from heymarket_dbapi.catalog.reads import EQUALITY
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Bind, ByPage, ByTime, Form, Operator, Read, Slot, Walk
from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.plan.span import OPEN, Span
from heymarket_dbapi.plan.statistics import NOTHING_KNOWN, Statistics
from heymarket_dbapi.sql.query import Conjunct, Relation

# So many reads by key are made without asking how many rows there are, since few listings take fewer calls.
FEW_POINTS = 5

# The calls that a listing is taken to need whose size nothing tells: those without a counter are small.
ASSUMED_LISTING = 5

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

# Above this many reads by key the counter is asked; below, where it is gone, they are made.
_MOST_POINTS = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """Walk a listing: its endpoints in order of preference, over a span of its order, in an order if one is needed.

    ``is_whole``: nothing ends the walk early. ``ahead``: how many pages may be asked for at once. ``enough``: so many
    rows of it are, whichever they are; None where their number is not known before they are read.
    """

    reads: tuple[Read, ...]
    filled: tuple[tuple[Slot, object], ...] = ()
    is_whole: bool = True
    ahead: int = 1
    span: Span = OPEN
    ascending: bool | None = None
    enough: int | None = None

    def __str__(self) -> str:
        return " ".join(f"walk {self.reads[0].endpoint} {self.span}".split())


@dataclass(frozen=True, slots=True)
class Pointed:
    """Ask once for each point, all at the same time: a tuple of values for the binds. One empty point: ask once.

    Where the bind takes many values, once for each batch of them. ``completed_by``: listings that carry what the read
    lacks; each row that is found is looked for in them, at its time.
    """

    read: Read
    binds: tuple[Bind, ...]
    points: tuple[tuple[object, ...], ...]
    batch: int = 1
    completed_by: tuple[Read, ...] = ()

    @property
    def calls(self) -> int:
        """How many requests it takes, as long as none is refused."""
        return self.asked + (len(self.points) if self.completed_by else 0)

    @property
    def asked(self) -> int:
        """How many of them are the read's own."""
        return -(-len(self.points) // self.batch)

    def __str__(self) -> str:
        own = f"{self.asked} × {self.read.endpoint}"
        return f"{own}, {len(self.points)} × {self.completed_by[0].endpoint}" if self.completed_by else own


@dataclass(frozen=True, slots=True)
class Walked:
    """Walk a listing of a part of the rows, once for each part: by the values of its binds, or by the rows of another
    table that tell them (``keys``). ``otherwise``: the listing of all rows, where a part cannot be read by itself.
    ``times``: the parts are the rows of ``keys`` themselves, each of which was seen at such a time.
    """

    read: Read
    otherwise: Listed
    points: tuple[tuple[object, ...], ...] = ()
    keys: tuple[object, ...] = ()
    span: Span = OPEN
    times: tuple[int, ...] = ()

    @property
    def calls(self) -> int:
        """How many requests it takes where each part is one page: that page and its end, and the rows that tell it."""
        if self.times:
            return len(self.times)
        return 2 * len(self.points) + 3 * len(self.keys)

    def __str__(self) -> str:
        if self.times:
            return f"{len(self.times)} × {self.read.endpoint} at a time seen"
        parts = len(self.points) or len(self.keys)
        return " ".join(f"{parts} × walk {self.read.endpoint} {self.span}".split())


@dataclass(frozen=True, slots=True)
class Access:
    """The path to one table's rows."""

    table: Table
    path: Listed | Pointed | Walked

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
    relation: Relation,
    table: Table,
    tables: Mapping[str, Table],
    statistics: Statistics = NOTHING_KNOWN,
    *,
    ahead: int = 1,
    is_whole: bool = True,
) -> Access:
    """The cheapest complete access path; ``ProgrammingError`` where the table needs a conjunct that is missing."""
    return _Choice.of(relation, table, tables, statistics, ahead, is_whole).cheapest()


def wants_count(
    relation: Relation, table: Table, tables: Mapping[str, Table], statistics: Statistics = NOTHING_KNOWN
) -> Table | None:
    """The table whose number of rows decides which path is cheapest, where it is not known and can be counted."""
    choice = _Choice.of(relation, table, tables, statistics, 1, True)
    if choice.pointed is None or choice.listed is None or choice.pointed.calls <= FEW_POINTS:
        return None
    source = choice.source
    if source.name in statistics.shared or statistics.rows(source) is not None or not statistics.can_count(source):
        return None
    return source


@dataclass(frozen=True, slots=True)
class _Choice:
    """The best path of each kind to the rows of one relation."""

    table: Table
    source: Table
    statistics: Statistics
    pointed: Pointed | Walked | None
    listed: Listed | None
    others: tuple[Read, ...]
    wanted: frozenset[str]

    @staticmethod
    def of(
        relation: Relation,
        table: Table,
        tables: Mapping[str, Table],
        statistics: Statistics,
        ahead: int,
        is_whole: bool,
    ) -> _Choice:
        source, wanted = tables[table.records_of], needed_columns(relation, table)
        usable = [read for read in source.reads if table.explode or not read.lacks & wanted]
        by_key = usable if table.explode else [read for read in source.reads if is_usable(source, read, wanted)]
        if table.explode:
            relation = replace(relation, conjuncts=_inherited(relation, table, source))
        walks = tuple(read for read in usable if isinstance(read.pager, Walk) and not read.required)
        listed = None
        if walks:
            span, ascending = _span(relation, table), _ascending(relation, table)
            is_whole = is_whole and span.is_open and ascending is None
            filled = _filled(relation, walks[0])
            listed = Listed(walks, filled, is_whole, ahead, span, ascending, enough_of(relation, table))
        pointed: Pointed | Walked | None = _pointed(relation, source, by_key, statistics, wanted)
        if pointed is None and listed is not None and not table.explode:
            parts = (_walked(relation, source, usable, listed, statistics), _seen(relation, source, listed, statistics))
            pointed = min((path for path in parts if path is not None), key=lambda path: path.calls, default=None)
        others = tuple(read for read in usable if not read.required and not isinstance(read.pager, Walk))
        return _Choice(table, source, statistics, pointed, listed, others, wanted)

    def cheapest(self) -> Access:
        """The path that takes the fewest calls, as far as is known."""
        if self.pointed is not None and not self._is_dearer(self.pointed):
            return Access(self.table, self.pointed)
        if self.listed is not None:
            return Access(self.table, self.listed)
        for read in self.others:
            return Access(self.table, Pointed(read, (), ((),)))
        raise _needs(self.source, self.wanted)

    def _is_dearer(self, pointed: Pointed | Walked) -> bool:
        """Whether reading by keys takes more calls than what reads without them."""
        if self.listed is not None:
            return pointed.calls > self._listing_calls(self.listed)
        return bool(self.others) and pointed.calls > 1

    def _listing_calls(self, listed: Listed) -> int:
        """The calls of the whole listing, with the counter or what else shows its end."""
        if self.source.name in self.statistics.shared:
            return 0
        rows = self.statistics.rows(self.source)
        if rows is None:
            return _MOST_POINTS if self.source.counter is not None else ASSUMED_LISTING
        return 1 + pages(rows, self.statistics.page_size(self.source, listed.reads[0]), listed.reads[0])


def pages(rows: int, size: int, read: Read) -> int:
    """The pages of a listing: by number they lie side by side, by time each shows the last row of the one before."""
    assert isinstance(read.pager, Walk)
    if rows <= size:
        return 1
    if isinstance(read.pager.steers[0], ByPage):
        return -(-rows // size)
    return 1 + -(-(rows - size) // max(1, size - 1))


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


def enough_of(relation: Relation, table: Table) -> int | None:
    """So many rows of the listing are enough, in any order, where that is known before they are read."""
    is_plain = not relation.conjuncts and relation.order is None and table.explode is None
    return relation.reach if is_plain else None


def needed_columns(relation: Relation, table: Table) -> frozenset[str]:
    """The columns that a read has to carry: of those that are wanted, all that no second source brings."""
    return frozenset(relation.columns) - (table.complete.columns if table.complete else frozenset())


def is_usable(table: Table, read: Read, wanted: Collection[str]) -> bool:
    """Whether the read shows the wanted columns, or its rows are found again in a listing that does, by their time."""
    return not read.lacks.intersection(wanted) or bool(_completing(table, read, wanted))


def _completing(table: Table, read: Read, wanted: Collection[str]) -> tuple[Read, ...]:
    """The listings that carry what a read by key lacks, and may begin at the time of a row that it shows."""
    order = table.listing_order
    if order is None or order in read.lacks or len(table.key) > 1 or isinstance(read.pager, Walk):
        return ()
    return tuple(walk for walk in listings(table) if not walk.lacks.intersection(wanted) and takes_times(walk))


def takes_times(read: Read) -> bool:
    """Whether the listing has a steer that begins at a time."""
    assert isinstance(read.pager, Walk)
    return bool(read.pager.time) and any(isinstance(steer, ByTime) for steer in read.pager.steers)


def _pointed(
    relation: Relation, table: Table, reads: Sequence[Read], statistics: Statistics, wanted: Collection[str]
) -> Pointed | None:
    """The reads by key that take the fewest calls."""
    found: list[Pointed] = []
    for read in reads:
        if not read.required or isinstance(read.pager, Walk) or statistics.is_unusable(table, read, read.required):
            continue
        values = [_values(relation, bind) for bind in read.required]
        if any(one is None for one in values):
            continue
        points = tuple(itertools.product(*map(_askable, read.required, values)))
        is_batched = any(bind.slot.many for bind in read.required)
        batch = statistics.batch(table, read, read.required) if is_batched else 1
        completed_by = _completing(table, read, wanted) if read.lacks.intersection(wanted) else ()
        if all(statistics.can_enter(table, walk) for walk in completed_by):
            found.append(Pointed(read, read.required, points, batch, completed_by))
    return min(found, key=lambda path: path.calls, default=None)


def _walked(
    relation: Relation, table: Table, reads: Sequence[Read], listed: Listed, statistics: Statistics
) -> Walked | None:
    """A listing of a part, where the conjuncts tell which parts are wanted."""
    for read in reads:
        if not read.required or not isinstance(read.pager, Walk) or statistics.is_unusable(table, read, read.required):
            continue
        values = [_values(relation, bind) for bind in read.required]
        if all(one is not None and can_be_asked(bind, one) for bind, one in zip(read.required, values, strict=True)):
            points = tuple(itertools.product(*(one or () for one in values)))
            return Walked(read, listed, points=points, span=listed.span)
        keys = _equal(relation, read.through.column) if read.through is not None else None
        if keys is not None:
            return Walked(read, listed, keys=keys, span=listed.span)
    return None


def _seen(relation: Relation, table: Table, listed: Listed, statistics: Statistics) -> Walked | None:
    """The rows of the listing at the times at which they were seen; None where one of them was not."""
    read = listed.reads[0]
    keys = _equal(relation, table.key[0]) if table.is_remembered else None
    if not keys or not takes_times(read) or not statistics.can_enter(table, read):
        return None
    times = [statistics.time_of(table, key) for key in keys]
    known = tuple(moment for moment in times if moment is not None)
    return Walked(read, listed, keys=keys, times=known) if len(known) == len(keys) else None


def can_be_asked(bind: Bind, values: Sequence[object]) -> bool:
    """Whether all values have the form that the bind takes."""
    return all(has_form(bind.form, value) for value in values)


def _askable(bind: Bind, values: Sequence[object] | None) -> tuple[object, ...]:
    """The values that have the form which the bind takes: no row has another."""
    return tuple(value for value in values or () if has_form(bind.form, value))


def has_form(form: Form, value: object) -> bool:
    """Whether it may be a value of that form."""
    match form:
        case Form.DIGITS:
            return isinstance(value, str) and value.isascii() and value.isdecimal()
        case Form.UUID:
            return isinstance(value, str) and _UUID.fullmatch(value) is not None
        case _:
            return True


def _values(relation: Relation, bind: Bind) -> tuple[object, ...] | None:
    """The values that the conjuncts leave for a bind; None where they do not tell."""
    return _equal(relation, bind.column, bind.operators)


def _equal(relation: Relation, column: str, operators: Collection[Operator] = EQUALITY) -> tuple[object, ...] | None:
    """The values of the column that a conjunct by one of the operators leaves; None where there is none."""
    for conjunct in relation.conjuncts:
        if conjunct.column == column and conjunct.operator in operators and conjunct.operator in EQUALITY:
            return tuple(dict.fromkeys(conjunct.values))
    return None


def _needs(table: Table, wanted: Collection[str]) -> ProgrammingError:
    if not table.required:
        return ProgrammingError(f"no reply of the API carries all of {', '.join(sorted(wanted))} of {table.name}")
    column = table.required[0]
    example = "'…'" if table.by_name[column].type.value == "VARCHAR" else "123"
    return ProgrammingError(
        f"the API cannot list {table.name}: narrow by {' or '.join(table.required)}, for example "
        f"SELECT * FROM {table.name} WHERE {column} = {example}"
    )
