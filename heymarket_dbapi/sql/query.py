"""What the caller asked, as values: the types that leave the room of SQL.

A ``Query`` names the relations that the engine needs (each an occurrence, or several like ones, of a table), and holds
the residual: the SQL that the engine runs over them, the whole WHERE included.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from heymarket_dbapi.catalog.ways import Operator


@dataclass(frozen=True, slots=True)
class Conjunct:
    """A comparison of a column with constants that every row of the relation must satisfy to matter.

    ``values`` are Python values, one but for ``IN``. It may be wider than what was written (never narrower); the engine
    applies the whole WHERE again.
    """

    column: str
    operator: Operator
    values: tuple[object, ...]

    def __str__(self) -> str:
        if self.operator is Operator.IN:
            return f"{self.column} IN ({', '.join(repr(value) for value in self.values)})"
        return f"{self.column} {self.operator.value} {self.values[0]!r}"


@dataclass(frozen=True, slots=True)
class Link:
    """Rows of the relation matter only if ``column`` equals the column ``other`` of some row of ``relation``.

    It may narrow a scan by the values that were read (a dynamic filter), those of a relation that was itself narrowed
    so included; it need not, for the engine joins again.
    """

    column: str
    relation: str
    other: str

    def __str__(self) -> str:
        return f"{self.column} in {self.relation}.{self.other}"


@dataclass(frozen=True, slots=True)
class Order:
    """Only the first ``limit`` rows of the relation, sorted by one column, matter.

    ``nulls_first``: where rows without a value stand. ``ties``: all rows that equal the last of them in the column
    matter too. ``is_filtered``: the engine drops some of the rows that satisfy the conjuncts, so that rows are read in
    this order until the query gives ``shown`` rows, its LIMIT (and with ``ties``, until the column changes).
    """

    column: str
    descending: bool
    limit: int
    shown: int
    nulls_first: bool = False
    ties: bool = False
    is_filtered: bool = False

    def __str__(self) -> str:
        words = [self.column, "desc" if self.descending else "asc", "nulls first" if self.nulls_first else ""]
        words += [str(self.limit), "with ties" if self.ties else "", "filtered" if self.is_filtered else ""]
        return " ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Relation:
    """One scan: a table, the columns wanted of it, and the conjuncts that narrow it.

    ``name`` is the identifier by which the residual knows it. ``columns`` are those that the list of rows must carry
    (extended ones excluded). ``reach``: so many rows that satisfy the conjuncts are enough (LIMIT without order, and
    nothing else filters the relation), or None. ``is_empty``: it is provable that no row can matter; nothing is
    scanned, and the engine is given the relation without rows. ``whole_predicate``: nothing but the conjuncts filters
    its rows before the query takes them together, orders, cuts or shows them. ``links`` and ``order`` narrow what must
    be read further. ``predicate``: SQL over the loaded relation alone that every row of it which can matter satisfies,
    for the values that a link carries on (``SELECT DISTINCT other FROM name WHERE predicate``); None where no link
    begins here, or nothing is known. Where the engine fails to compute it (a cast of a value that is none), all rows
    are to be taken: the query itself may not come to such a row.
    """

    name: str
    schema: str
    table: str
    columns: tuple[str, ...]
    conjuncts: tuple[Conjunct, ...] = ()
    reach: int | None = None
    is_empty: bool = False
    links: tuple[Link, ...] = ()
    order: Order | None = None
    whole_predicate: bool = False
    predicate: str | None = None

    @property
    def is_headed(self) -> bool:
        """Whether only its first rows in an order matter, which can be told without the rest of the query."""
        order = self.order
        return order is not None and not order.is_filtered and (not self.conjuncts or self.predicate is not None)

    def __str__(self) -> str:
        where = " and ".join(str(conjunct) for conjunct in self.conjuncts)
        parts = [f"{self.schema}.{self.table} as {self.name}", f" where {where}" if where else ""]
        parts.append(f" reach {self.reach}" if self.reach is not None else "")
        return "".join(parts) + (" empty" if self.is_empty else "")


@dataclass(frozen=True, slots=True)
class Hydration:
    """Extended columns that are fetched for surviving rows only, after the scans.

    ``survivors``: SQL over the scans that gives the distinct rows (columns ``inputs``, by name: the key of the table
    and what the call needs) for which the extended ``columns`` of ``relation`` are wanted. The fetched values are
    loaded as the relation ``name`` with the columns of the table's key, then ``columns``; ``Query.residual`` reads it.
    """

    name: str
    relation: str
    table: str
    columns: tuple[str, ...]
    inputs: tuple[str, ...]
    survivors: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A first step whose result is loaded as the relation ``name`` before hydrations and residual are computed."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Stream:
    """The relation whose pages may be computed as they arrive, since the residual is row-wise in it.

    ``limit`` and ``offset`` are counted by us (they are not in the residual) over the rows that come out.
    """

    relation: str
    limit: int | None
    offset: int


@dataclass(frozen=True, slots=True)
class Skip:
    """The rows of the relation before number ``offset``, counted from 0, are not shown, nor those after ``limit`` more.

    Nothing filters, joins or sorts them otherwise than ``order`` says (by the column in which they are listed), or None
    where they stand in no order. Who gives the engine rows from number s on only gives it ``offset - s`` as the
    parameter ``parameter``; None where offset and limit are counted by us, as the stream's. With ``order.ties``, rows
    that equal each other in the column stand in an order of the engine's: s is the first of such.
    """

    relation: str
    offset: int
    limit: int | None
    parameter: str | None
    order: Order | None

    def __str__(self) -> str:
        order = f" by {self.order}" if self.order is not None else ""
        return f"{self.offset} of {self.relation}, then {self.limit}{order}" + (
            f" as ${self.parameter}" if self.parameter is not None else ""
        )


@dataclass(frozen=True, slots=True)
class Counting:
    """The whole result is one row: the number of the relation's rows that satisfy its conjuncts, in each column.

    The conjuncts say what was written, and are nowhere wider.
    """

    relation: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{', '.join(self.names)} of {self.relation}"


class End(enum.Enum):
    """One of both ends of a column's values."""

    LEAST = "least"
    GREATEST = "greatest"


@dataclass(frozen=True, slots=True)
class Extreme:
    """The whole result is one row: the least or greatest value, for each column of the result, of one column that is
    never NULL, of the relation's rows that satisfy its conjuncts; NULL where there is no row.
    """

    relation: str
    column: str
    ends: tuple[End, ...]
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{', '.join(end.value for end in self.ends)} {self.column} of {self.relation}"


@dataclass(frozen=True, slots=True)
class Query:
    """A SELECT, resolved: what to scan, and what is left for the engine.

    ``parameters`` are the engine's, by name, as ``$name`` in every SQL text of the query. ``is_empty``: it is provable
    without any row that there is no row (then nothing is scanned; the description is still known). ``names`` are those
    of the description: the residual's own columns are called alike, but each differently; empty where only the engine
    knows them. ``stored`` are the tables, by schema and name, that the engine keeps and the residual reads.
    ``count`` and ``extremes``: what the whole result is, where a counter or one row of a listing may tell it.
    ``skip``: the rows of one relation that need not be loaded, for the query begins after them.
    """

    relations: tuple[Relation, ...]
    residual: str
    parameters: Mapping[str, object]
    stream: Stream | None = None
    stage: Stage | None = None
    hydrations: tuple[Hydration, ...] = ()
    is_empty: bool = False
    names: tuple[str, ...] = ()
    stored: tuple[tuple[str, str], ...] = ()
    uses_sequences: bool = False
    count: Counting | None = None
    extremes: Extreme | None = None
    skip: Skip | None = None

    def relation(self, name: str) -> Relation:
        """The relation of that name."""
        return next(relation for relation in self.relations if relation.name == name)
