"""The vocabulary in which the facts about Heymarket are written down.

A table is a value: its columns, the ways to get its rows (``Read``), its counter. Rules elsewhere are code and know no
table's name. A wrong value fails here, at import, with the table's name.

Words: a *bind* is a conjunct that an endpoint can narrow by; a *pager* is how a read goes on after its first reply; a
*steer* is one way to drive a listing (by time bound or by page number), and a listing has several, because the vendor's
texts contradict each other: they are tried in order, and each is checked against the replies.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from heymarket_dbapi.catalog.sources import Field, Lacks, Matches, Nothing, Outer, Path, Source
from heymarket_dbapi.datatypes import DataType


class Form(enum.Enum):
    """What is done to a value beside reading its type."""

    PLAIN = "plain"
    DIGITS = "digits"  # a phone, or a list of phones: without the plus sign
    TEXT = "text"  # an id that is a string or an integer, by the reading: kept as text


# Endpoints -----------------------------------------------------------------------------------------------------------


class Repeat(enum.Enum):
    """Whether a request may be sent again when its outcome is unknown."""

    SAFE = "safe"
    KEYED = "keyed"  # safe with the same local_id
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation of the API; ``source`` names the document that claims it (openapi.yaml's operation and label)."""

    method: str
    path: str
    source: str
    repeat: Repeat = Repeat.SAFE

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Hydrate:
    """The call per row that delivers extended columns: by an endpoint, or by a media link in a column.

    ``inputs`` are the columns of the row that the call needs; ``slots`` where they go (as in ``Bind``).
    """

    endpoint: Endpoint | None
    inputs: tuple[str, ...]
    slots: tuple[Slot, ...] = ()

    @property
    def is_media(self) -> bool:
        """Whether it is a plain GET of a link, without the credential."""
        return self.endpoint is None


# Columns -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its SQL name and type, where its value comes from, and what it means.

    ``extended``: it costs one more call per row (see ``Hydrate``) and ``*`` leaves it out. ``hint``: it is written,
    never read back. ``references``: "table.column", a promise of the API's meaning.
    """

    name: str
    type: DataType
    source: Source
    doc: str
    form: Form = Form.PLAIN
    is_phone: bool = False
    references: str | None = None
    extended: Hydrate | None = None
    not_null: bool = False
    unseen: str | None = None  # why no reply may carry it, for sys.pushdown and the comment

    @property
    def is_hint(self) -> bool:
        """Whether it is written and never read back."""
        return isinstance(self.source, Nothing)

    @property
    def comment(self) -> str:
        """What reflection shows: meaning, the API's field, and the price if it has one."""
        parts = [self.doc]
        match self.source:
            case Field(found) | Outer(found) | Lacks(found):
                names = ", ".join(".".join(path) or "the entry itself" for path in found)
                parts.append(f"API field: {names}.")
            case Matches(path, _):
                parts.append(f"API field: {'.'.join(path)}.")
            case Nothing():
                parts.append("Written only: it reads as NULL.")
            case _:
                pass
        if self.unseen:
            parts.append(self.unseen)
        if self.extended:
            parts.append("Extended: one more API call for each row; SELECT * leaves it out.")
        return " ".join(parts)


# How rows are got ----------------------------------------------------------------------------------------------------


class Operator(enum.Enum):
    """The comparisons of a column with constants that a plan may use."""

    EQUAL = "="
    IN = "IN"
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


class Place(enum.Enum):
    """The part of a request that a value goes into."""

    PATH = "path"
    QUERY = "query"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a bound value goes: a name in the path or query, or a dotted path in the body.

    ``many``: it takes a list of values in one request. ``shape`` turns the value into what the body wants there.
    """

    place: Place
    name: str
    many: bool = False
    shape: Callable[[object], object] | None = None


@dataclass(frozen=True, slots=True)
class Bind:
    """A conjunct that an endpoint can narrow by. ``exact``: the reply holds just the rows that satisfy it."""

    column: str
    operators: frozenset[Operator]
    slot: Slot
    exact: bool = True
    required: bool = False


class Bound(enum.Enum):
    """What a time parameter of a listing is: rows before it, or rows after it."""

    UPPER = "upper"
    LOWER = "lower"


class Unit(enum.Enum):
    """How a time is written in a parameter."""

    TEXT = "text"  # RFC 3339, as finely as the rows have it
    SECONDS = "seconds"  # whole Unix seconds


@dataclass(frozen=True, slots=True)
class ByTime:
    """Drive a listing by a time bound: the next page begins at the last row's time, which is asked for again."""

    parameter: str
    bound: Bound
    ascending: bool
    extra: tuple[tuple[str, object], ...] = ()
    unit: Unit = Unit.TEXT

    def __str__(self) -> str:
        return f"{self.parameter} {'>=' if self.bound is Bound.LOWER else '<='}"


@dataclass(frozen=True, slots=True)
class ByPage:
    """Drive a listing by page numbers from ``first``; the other base is tried where the replies contradict it."""

    parameter: str
    first: int
    ascending: bool | None = None
    extra: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return f"{self.parameter} from {self.first}"


Steer = ByTime | ByPage


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter that may hide rows unless it is asked for: the listing is walked for each value until one call has
    shown that leaving it out shows all. ``column`` is the flag that the filter tells where a row does not.
    """

    slot: Slot
    column: str


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A parameter that some readings need: values of a column of another table, or a constant tried before that.

    ``needed_for``: names of body parameters that may not be sent without it.
    """

    slot: Slot
    table: str
    column: str
    needed_for: tuple[str, ...] = ()
    constant: object = None


@dataclass(frozen=True, slots=True)
class Single:
    """The reply is one object, or nothing (404, an empty or zero object, null) where no such row exists."""


@dataclass(frozen=True, slots=True)
class Whole:
    """One reply holds all rows that the request means."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The reply is one page of a listing.

    ``time``: the paths of the raw time by which it is ordered, or empty. ``moves``: that time changes when a row is
    written, so that rows jump to the head. ``limits``: page sizes to ask for, the best first; None leaves it out.
    ``born``: the paths of the time at which a row was made, which tells new rows from old ones that moved.
    ``limit_is_maximum``: the first of them is a documented maximum, never to be exceeded. ``whole_below``: a first
    reply of fewer rows is taken for all of them.
    """

    steers: tuple[Steer, ...]
    time: tuple[Path, ...]
    moves: bool
    limits: tuple[int | None, ...]
    born: tuple[Path, ...] = ()
    limit_parameter: str = "limit"
    limit_is_maximum: bool = False
    whole_below: int = 0
    facet: Facet | None = None
    prerequisites: tuple[Prerequisite, ...] = ()

    @property
    def takes_pages(self) -> bool:
        """Whether the documents let a request say page size and number: they come together."""
        return self.limits[0] is not None


Pager = Single | Whole | Walk


@dataclass(frozen=True, slots=True)
class Read:
    """One way to get rows: an endpoint, the conjuncts it can take, how it goes on, what its replies lack.

    ``rows``: the path of the array (or object) of records in the reply. ``body``: what every request's body holds.
    """

    name: str
    endpoint: Endpoint
    pager: Pager
    binds: tuple[Bind, ...] = ()
    rows: Path = ()
    body: tuple[tuple[str, object], ...] | None = None
    lacks: frozenset[str] = frozenset()

    def bind(self, column: str) -> Bind | None:
        """The bind that takes a conjunct on ``column``, if there is one."""
        return next((bind for bind in self.binds if bind.column == column), None)

    @property
    def required(self) -> tuple[Bind, ...]:
        """The binds without which the read cannot be asked."""
        return tuple(bind for bind in self.binds if bind.required)


@dataclass(frozen=True, slots=True)
class Counter:
    """A call that counts the rows of a table; ``bound`` is what its time parameter means, if it has one."""

    endpoint: Endpoint
    parameter: str | None = None
    bound: Bound | None = None


@dataclass(frozen=True, slots=True)
class Explode:
    """Rows of this table are the entries of a field of another table's records: of an array, or of an object."""

    parent: str
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Complete:
    """A second source of columns: its records are matched by the key with the rows of the table's own reads."""

    reads: tuple[Read, ...]
    columns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its key, its columns, and the reads in order of preference."""

    name: str
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    reads: tuple[Read, ...] = ()
    counter: Counter | None = None
    explode: Explode | None = None
    complete: Complete | None = None
    custom: Path | None = None  # the field whose entries are the custom fields' values
    listing_order: str | None = None  # the column by which the listing is ordered
    by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})
        self._check()

    def _check(self) -> None:
        names = [column.name for column in self.columns]
        problems = [
            *(f"column {name!r} is there twice" for name in sorted({n for n in names if names.count(n) > 1})),
            *(f"key column {name!r} does not exist" for name in self.key if name not in self.by_name),
            *(
                f"key column {name!r} may be NULL"
                for name in self.key
                if name in self.by_name and not self.by_name[name].not_null
            ),
            *(f"column {column.name!r} has no doc" for column in self.columns if not column.doc.strip()),
            *(
                f"read {read.name!r} binds unknown column {bind.column!r}"
                for read in self.reads
                for bind in read.binds
                if bind.column not in self.by_name
            ),
            *(
                f"read {read.name!r} lacks unknown column {name!r}"
                for read in self.reads
                for name in sorted(read.lacks)
                if name not in self.by_name
            ),
            *(
                f"extended column {column.name!r} needs unknown column {name!r}"
                for column in self.columns
                if column.extended
                for name in column.extended.inputs
                if name not in self.by_name
            ),
        ]
        if not self.reads and self.explode is None:
            problems.append("no way to get its rows")
        if problems:
            raise ValueError(f"table {self.name}: {'; '.join(problems)}")

    @property
    def required(self) -> tuple[str, ...]:
        """The columns one of which a query must narrow by, because no read lists the whole table."""
        if self.explode is not None or any(not read.required for read in self.reads):
            return ()
        return tuple(dict.fromkeys(bind.column for read in self.reads for bind in read.required))

    def with_columns(self, more: tuple[Column, ...]) -> Table:
        """The same table with more columns behind its own."""
        return replace(self, columns=self.columns + more)
