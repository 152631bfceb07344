"""The vocabulary in which the facts about writing are written down: what a table can be told, and by which calls.

As everywhere in the catalog, these are values; the rules that carry them out (``writing/``) know no table's name.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from heymarket_dbapi.catalog.shapes import Shape, as_given
from heymarket_dbapi.catalog.sources import Path
from heymarket_dbapi.catalog.ways import Endpoint, Lookup, Slot


class Special(enum.Enum):
    """What no value of a body is."""

    REFUSED = "refused"  # the column cannot be emptied
    LEFT_OUT = "left out"  # nothing is said


@dataclass(frozen=True, slots=True)
class Writable:
    """A column that can be written, and how the body says it.

    ``name`` is the body's, with dots. ``shape`` checks a value and brings it into the form in which it is compared with
    what is stored; ``stored`` brings that into the same form; ``told`` turns the form into what the body wants.
    ``empty`` is what the body says for NULL. ``deltas``: names of what is added and what is removed, where an update
    says these instead. ``refers``: table and column in which each entry has to be found.
    """

    column: str
    name: str
    shape: Shape = as_given
    stored: Shape = as_given
    told: Shape = as_given
    empty: object = Special.LEFT_OUT
    deltas: tuple[str, str] | None = None
    refers: tuple[str, str] | None = None
    for_insert: bool = True
    for_update: bool = True


@dataclass(frozen=True, slots=True)
class Custom:
    """Custom fields in a body: the object's name, and the query by which it replaces what is stored.

    ``read``: the call that shows the whole object just before.
    """

    name: str
    replacing: tuple[tuple[str, str], ...]
    read: Lookup


@dataclass(frozen=True, slots=True)
class Batch:
    """A call that makes many rows. ``wrapped``: the name under which the body holds them; None: it is their array.

    It passes over rows whose ``key`` is there, or with ``overwriting`` in the query writes them.
    """

    endpoint: Endpoint
    size: int
    wrapped: str | None = None
    key: str | None = None
    overwriting: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Insert:
    """How a row is made: by ``endpoint`` one by one, or in a batch.

    ``required``: of each group of columns one has to be given. ``unique``: the column by which a row is known to be
    there. ``local_id``: the body's name of the key by which a repeated call is known. ``more``: what the body says
    besides, by column. ``doubtful``: columns that some servers drop in silence.
    ``columns``: where the body's names are not those of the table's other calls.
    """

    endpoint: Endpoint | None
    required: tuple[tuple[str, ...], ...] = ()
    batch: Batch | None = None
    unique: str | None = None
    local_id: str | None = None
    more: tuple[Writable, ...] = ()
    slots: tuple[tuple[str, str], ...] = (("id", "id"),)
    doubtful: tuple[str, ...] = ()
    columns: tuple[Writable, ...] | None = None


@dataclass(frozen=True, slots=True)
class Untold:
    """What a listing may not carry although the write may blank it: the call that tells it, and where.

    ``may_be_tried``: whether the write blanks it is found out with one row, which is put right at once. Of what must
    not be lost for a moment every row is asked. ``clearing``: the call, with what its body says besides the row's id,
    that takes the value away where the write does not. ``by``: another column, and the slot in which its value is
    asked for where the call refuses the key.
    """

    column: str
    lookup: Lookup
    path: Path
    by: tuple[str, Slot] | None = None
    may_be_tried: bool = False
    clearing: tuple[Endpoint, tuple[tuple[str, object], ...]] | None = None


@dataclass(frozen=True, slots=True)
class ByOtherKey:
    """The call for rows that lack a required column, by another key: its column, and the body's name of it.

    The body holds an array of one row under ``wrapped``; what the reply holds under ``failed`` was not written.
    """

    endpoint: Endpoint
    column: str
    name: str
    wrapped: str
    failed: str


@dataclass(frozen=True, slots=True)
class Older:
    """An older call that does the same, for servers without the newer one: ``required`` is always said, ``deltas`` are
    of one entry a call.
    """

    endpoint: Endpoint
    required: tuple[str, ...] = ()
    deltas: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Put:
    """One call a row, which says the columns that are set, and those that it would blank.

    ``slots``: the path's names and the columns that fill them. ``required`` columns are always said, ``carried`` where
    they hold a value. ``untold``: carried columns that replies may lack. ``needs``: of these columns one has to be
    known, because the call replaces what is not shown. ``unsaid``: names and paths of what it may drop, and cannot say.
    ``by_other_key``: the call for rows that lack what is required. ``older``: that where the server has not this one.
    """

    endpoint: Endpoint
    slots: tuple[tuple[str, str], ...] = (("id", "id"),)
    required: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    untold: tuple[Untold, ...] = ()
    needs: tuple[str, ...] = ()
    unsaid: tuple[tuple[str, Path], ...] = ()
    by_other_key: ByOtherKey | None = None
    older: Older | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """One call for many rows, each of which says its key and the columns that are set."""

    endpoint: Endpoint
    wrapped: str
    size: int


class Word(enum.Enum):
    """What an action's body says."""

    CONVERSATION = "the row's id"
    INBOX = "the row's inbox"
    TARGETS = "the row's target, or its targets"
    ACTING = "the acting member"
    OWNER = "who owns it, or the acting member"
    VALUE = "the value that is set"


@dataclass(frozen=True, slots=True)
class Action:
    """A call that sets one column. ``off``: the call for false, else ``endpoint`` is for every value.

    ``nothing``: the values by which NULL is said, in order of preference.
    """

    column: str
    endpoint: Endpoint
    body: tuple[tuple[str, Word], ...]
    off: Endpoint | None = None
    nothing: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Actions:
    """A call for each column that is set, in this order."""

    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """One call that takes many rows away, each named by its value in ``column``, which is not known of every row.

    ``wrapped`` is the body's name of what ``told`` makes of the values. It may pass over rows in silence: those of
    which ``seen_by`` has a value are looked for by it, many at once.
    """

    endpoint: Endpoint
    column: str
    wrapped: str
    told: Shape
    seen_by: str
    size: int


@dataclass(frozen=True, slots=True)
class Delete:
    """One call a row, or ``together``. ``also``: what goes with it; ``older``: the call where there is not this one."""

    endpoint: Endpoint
    slots: tuple[tuple[str, str], ...] = (("id", "id"),)
    also: str = ""
    older: Endpoint | None = None
    together: Together | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that are entries of a column of another table's rows: to make or delete one is to update that row.

    ``owner`` holds the other row's key, ``entry`` what stands in its ``column``.
    """

    table: str
    owner: str
    column: str
    entry: str


@dataclass(frozen=True, slots=True)
class Send:
    """A row that is sent to somebody.

    Of the columns ``targets`` one is to be given, of ``content`` one at least. ``acting``: the column of the member in
    whose name it is sent, and the body's name. ``direct``: the targets that are people, whose status can be asked.
    """

    endpoint: Endpoint
    writables: tuple[Writable, ...]
    targets: tuple[str, ...]
    content: tuple[str, ...]
    acting: tuple[str, str]
    local_id: str = "local_id"
    direct: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sends:
    """How rows are sent: as a text, or as a mail where ``column`` says so.

    ``status``: the call that tells whether a recipient may be written to; the fields ``refusing`` say no.
    """

    text: Send
    mail: Send
    column: str
    mail_value: str
    status: Endpoint
    refusing: tuple[str, ...]
    found_by: tuple[str, str, str]  # the body's local_id; the column that echoes it; the column of the time


@dataclass(frozen=True, slots=True)
class Writes:
    """All that a table can be told. ``inputs`` are columns beside the key that its calls need."""

    table: str
    columns: tuple[Writable, ...] = ()
    inserts: tuple[Insert, ...] = ()
    update: Put | Entries | Actions | None = None
    delete: Delete | None = None
    part: Part | None = None
    sends: Sends | None = None
    custom: Custom | None = None
    inputs: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    revision: Path | None = None
    by_name: Mapping[str, Writable] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {one.column: one for one in self.columns})

    @property
    def verbs(self) -> str:
        """What the table can be told, for messages."""
        found = {
            "INSERT": bool(self.inserts or self.part or self.sends),
            "UPDATE": self.update is not None,
            "DELETE": self.delete is not None or self.part is not None,
        }
        return ", ".join(verb for verb, is_there in found.items() if is_there) or "nothing"
