"""The vocabulary in which the facts about Heymarket are written down: columns and tables.

A table is a value: its columns, the ways to get its rows (``Read``), its counter. Rules elsewhere are code and know no
table's name. A wrong value fails here, at import, with the table's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from heymarket_dbapi.catalog.sources import Field, Lacks, Matches, Nothing, Outer, Path, Source
from heymarket_dbapi.catalog.ways import Counter, Endpoint, Form, Hydrate, Read
from heymarket_dbapi.datatypes import DataType


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


@dataclass(frozen=True, slots=True)
class Explode:
    """Rows of this table are the entries of a field of another table's records: of an array, or of an object."""

    parent: str
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Complete:
    """A second source of columns: its records are matched by the key with the rows of the table's own reads.

    A read with a required bind is asked for the values that those rows have in the bind's column.
    """

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
                for read in (*self.reads, *(self.complete.reads if self.complete else ()))
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
    def endpoints(self) -> Iterator[Endpoint]:
        """The endpoints by which its rows, its columns and their number are read."""
        for read in (*self.reads, *(self.complete.reads if self.complete else ())):
            yield read.endpoint
        if self.counter is not None:
            yield self.counter.endpoint
        for column in self.columns:
            yield from (lookup.endpoint for lookup in column.extended.lookups) if column.extended else ()

    @property
    def records_of(self) -> str:
        """The name of the table whose records hold the rows: its own, or the one that it is a part of."""
        return self.explode.parent if self.explode else self.name

    @property
    def required(self) -> tuple[str, ...]:
        """The columns one of which a query must narrow by, because no read lists the whole table."""
        if self.explode is not None or any(not read.required for read in self.reads):
            return ()
        return tuple(dict.fromkeys(bind.column for read in self.reads for bind in read.required))

    @property
    def is_remembered(self) -> bool:
        """Whether it is worth knowing when a row stood in the listing, since no read shows one by its key."""
        is_keyed = any(bind.column in self.key for read in self.reads for bind in read.required)
        return len(self.key) == 1 and self.listing_order is not None and self.explode is None and not is_keyed

    def with_columns(self, more: tuple[Column, ...]) -> Table:
        """The same table with more columns behind its own."""
        return replace(self, columns=self.columns + more)
