"""Tables whose rows the driver knows itself, and what it knows: the snapshot from which they are computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from heymarket_dbapi.catalog.relations import (
    Relation,
    RelationKind,
    SequenceGenerator,
    attribute_of,
    relation_of,
)
from heymarket_dbapi.catalog.sources import Own
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.datatypes import DataType

Row = tuple[object, ...]


class ApiCall(Protocol):
    """One HTTP request of this connection, as ``sys.api_calls`` shows it; ``statement`` counts from 1."""

    @property
    def statement(self) -> int: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def page(self) -> int | None: ...
    @property
    def status(self) -> int | None: ...
    @property
    def milliseconds(self) -> float: ...
    @property
    def bytes(self) -> int: ...
    @property
    def request_id(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class FieldName:
    """A custom field under one title: since when it was seen, and until when, or None while it is current."""

    id: int
    title: str | None
    column_name: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """An option of the connection as text; a secret is never one."""

    name: str
    value: str | None
    default: str | None
    doc: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """What ``CALL`` can run."""

    name: str
    arguments: str
    doc: str


@dataclass(frozen=True, slots=True)
class LocalTable:
    """A table of ``sys`` or ``information_schema``: its columns, and its rows as a function of what is known.

    ``relation`` is how it is described itself.
    ``needs_custom_fields``: its rows are whole only when the team's custom fields are known.
    """

    schema: str
    name: str
    doc: str
    columns: tuple[Column, ...]
    rows: Callable[[Snapshot], list[Row]]
    needs_custom_fields: bool = False
    by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)
    relation: Relation = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})
        attributes = tuple(attribute_of(column) for column in self.columns)
        object.__setattr__(
            self, "relation", Relation(self.schema, self.name, RelationKind.SYSTEM, attributes, self.doc)
        )
        if len(self.by_name) != len(self.columns):
            raise ValueError(f"table {self.schema}.{self.name}: a column is there twice")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the driver knows at one moment.

    ``tables``: Heymarket's, contacts with the custom fields' columns; ``made``: the caller's local tables and views.
    """

    tables: Sequence[Table]
    local_tables: Sequence[LocalTable] = ()
    field_names: Sequence[FieldName] = ()
    api_calls: Sequence[ApiCall] = ()
    settings: Sequence[Setting] = ()
    procedures: Sequence[Procedure] = ()
    made: Sequence[Relation] = ()
    sequences: Sequence[SequenceGenerator] = ()
    schemas: Sequence[str] = ()

    @property
    def relations(self) -> tuple[Relation, ...]:
        """All tables and views as they are described."""
        live = (relation_of(table) for table in self.tables)
        return (*live, *self.made, *(table.relation for table in self.local_tables))


def text(name: str, doc: str) -> Column:
    """A column of text that the driver knows itself."""
    return Column(name, DataType.VARCHAR, Own(), doc)


def integer(name: str, doc: str) -> Column:
    """A column of integers that the driver knows itself."""
    return Column(name, DataType.BIGINT, Own(), doc)


def flag(name: str, doc: str) -> Column:
    """A column of flags that the driver knows itself."""
    return Column(name, DataType.BOOLEAN, Own(), doc)
