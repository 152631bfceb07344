"""How rows are got: the words for endpoints, what they can be asked for, and how a read goes on.

A *bind* is a conjunct that an endpoint can narrow by; a *pager* is how a read goes on after its first reply; a *steer*
is one way to drive a listing (by time bound or by page number), and a listing has several, because the vendor's texts
contradict each other: they are tried in order, and each is checked against the replies.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field

from heymarket_dbapi.catalog.sources import Path


class Form(enum.Enum):
    """What is done to a value beside reading its type."""

    PLAIN = "plain"
    DIGITS = "digits"  # a phone, or a list of phones: without the plus sign
    UUID = "uuid"  # what the API's paths take as a uuid
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
class Lookup:
    """A call that shows one row; ``slots`` are where its inputs go (as in ``Bind``)."""

    endpoint: Endpoint
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Hydrate:
    """The call per row that delivers extended columns: the first of the lookups that works, or a GET of a link.

    ``inputs`` are the columns of the row that the call needs, or the one that holds the link.
    """

    inputs: tuple[str, ...]
    lookups: tuple[Lookup, ...] = ()

    @property
    def endpoint(self) -> Endpoint | None:
        """The endpoint that is preferred; None where a link is fetched, without the credential."""
        return self.lookups[0].endpoint if self.lookups else None


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
    """A conjunct that an endpoint can narrow by. ``exact``: the reply holds just the rows that satisfy it.

    ``form``: values of another form cannot be asked for.
    """

    column: str
    operators: frozenset[Operator]
    slot: Slot
    exact: bool = True
    required: bool = False
    form: Form = Form.PLAIN


class Bound(enum.Enum):
    """What a time parameter of a listing is: rows before it, or rows after it."""

    UPPER = "upper"
    LOWER = "lower"


class Unit(enum.Enum):
    """How a time is written in a parameter."""

    TEXT = "text"  # RFC 3339, as finely as the rows have it
    SECONDS = "seconds"  # whole Unix seconds
    MILLISECONDS = "milliseconds"  # whole Unix milliseconds


@dataclass(frozen=True, slots=True)
class ByTime:
    """Drive a listing by a time bound: the next page begins at the last row's time, which is asked for again."""

    parameter: str
    bound: Bound
    ascending: bool
    extra: tuple[tuple[str, object], ...] = ()
    unit: Unit = Unit.TEXT

    def __str__(self) -> str:
        unit = f" {self.unit.value}" if self.unit is Unit.MILLISECONDS else ""
        return f"{self.parameter} {'>=' if self.bound is Bound.LOWER else '<='}{unit}"


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
    ``is_learned``: what the replies to one statement have shown of it is believed by later ones.
    """

    slot: Slot
    column: str
    is_learned: bool = False


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
class Through:
    """A column that refers to rows of another table: their ``columns`` are the values of a read's required binds."""

    column: str
    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """One way to get rows: an endpoint, the conjuncts it can take, how it goes on, what its replies lack.

    ``rows``: the path of the array (or object) of records in the reply. ``body``: what every request's body holds.
    ``through``: a column whose values stand for those of the binds.
    """

    name: str
    endpoint: Endpoint
    pager: Pager
    binds: tuple[Bind, ...] = ()
    rows: Path = ()
    body: tuple[tuple[str, object], ...] | None = None
    lacks: frozenset[str] = frozenset()
    through: Through | None = None
    required: tuple[Bind, ...] = field(init=False, repr=False, compare=False)  # without them it cannot be asked

    def __post_init__(self) -> None:
        object.__setattr__(self, "required", tuple(bind for bind in self.binds if bind.required))

    def bind(self, column: str) -> Bind | None:
        """The bind that takes a conjunct on ``column``, if there is one."""
        return next((bind for bind in self.binds if bind.column == column), None)


@dataclass(frozen=True, slots=True)
class Counter:
    """A call that counts the rows of a table; ``bound`` is what its time parameter means, if it has one."""

    endpoint: Endpoint
    parameter: str | None = None
    bound: Bound | None = None
