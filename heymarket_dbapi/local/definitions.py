"""What the caller made, as values: tables, views, sequences and schemas, at one moment."""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from heymarket_dbapi.catalog.relations import Attribute, Relation, SequenceGenerator
from heymarket_dbapi.sql.names import DEFAULT_SCHEMA, LocalColumn, LocalTable, View

_TEMPORARY = '"temp"."main"'
_WITH_LENGTH = re.compile(r"(?P<name>VARCHAR|CHAR)\((?P<length>\d+)\)(?P<rest>.*)")
ROW = LocalColumn("rowid", "BIGINT")


class Kind(enum.Enum):
    """The kinds of what can be made."""

    RELATION = "relation"
    SEQUENCE = "sequence"
    SCHEMA = "schema"


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema that was made."""

    name: str


Entry = Relation | SequenceGenerator | Schema
Key = tuple[Kind, str, str]
Changes = Mapping[Key, Entry | None]


def key_of(entry: Entry) -> Key:
    """Under which an entry stands."""
    match entry:
        case Relation():
            return Kind.RELATION, entry.schema, entry.name
        case SequenceGenerator():
            return Kind.SEQUENCE, entry.schema, entry.name
        case Schema():
            return Kind.SCHEMA, entry.name, ""


def is_temporary(entry: Entry | None) -> bool:
    """Whether it belongs to one connection."""
    match entry:
        case Relation():
            return entry.kind.is_temporary
        case SequenceGenerator():
            return entry.is_temporary
        case _:
            return False


class Definitions:
    """All that was made, at one moment; never changed."""

    def __init__(self, entries: Mapping[Key, Entry], database: str) -> None:
        self.entries = entries
        self.database = database

    def changed(self, changes: Changes) -> Definitions:
        """These with some entries made, replaced or, where they are None, gone."""
        if not changes:
            return self
        merged: dict[Key, Entry | None] = {**self.entries, **changes}
        return Definitions({key: entry for key, entry in merged.items() if entry is not None}, self.database)

    def temporary(self) -> dict[Key, Entry]:
        """The entries that belong to one connection."""
        return {key: entry for key, entry in self.entries.items() if is_temporary(entry)}

    def relation(self, schema: str, name: str) -> Relation | None:
        """The table or view of that name."""
        found = self.entries.get((Kind.RELATION, schema, name))
        return found if isinstance(found, Relation) else None

    def sequence(self, schema: str, name: str) -> SequenceGenerator | None:
        """The sequence of that name."""
        found = self.entries.get((Kind.SEQUENCE, schema, name))
        return found if isinstance(found, SequenceGenerator) else None

    def has_schema(self, name: str) -> bool:
        """Whether tables can be made in the schema."""
        return name == DEFAULT_SCHEMA or (Kind.SCHEMA, name, "") in self.entries

    @functools.cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The tables and views."""
        return tuple(entry for entry in self.entries.values() if isinstance(entry, Relation))

    @functools.cached_property
    def sequences(self) -> tuple[SequenceGenerator, ...]:
        """The sequences."""
        return tuple(entry for entry in self.entries.values() if isinstance(entry, SequenceGenerator))

    @functools.cached_property
    def schemas(self) -> tuple[str, ...]:
        """The schemas that were made."""
        return tuple(entry.name for entry in self.entries.values() if isinstance(entry, Schema))

    @functools.cached_property
    def named(self) -> tuple[LocalTable | View, ...]:
        """The tables and views as a statement's names mean them."""
        return tuple(self._named())

    @functools.cached_property
    def sequence_names(self) -> dict[tuple[str, str], str]:
        """The engine's names of the sequences."""
        return {(one.schema, one.name): self.place(one) for one in self.sequences}

    def place(self, entry: Relation | SequenceGenerator) -> str:
        """The engine's name of a table or sequence."""
        if is_temporary(entry):
            return f"{_TEMPORARY}.{quoted(entry.name)}"
        return f"{quoted(self.database)}.{quoted(entry.schema)}.{quoted(entry.name)}"

    def table(self, relation: Relation) -> LocalTable:
        """The table as a statement's names mean it."""
        columns = tuple(
            LocalColumn(one.name, engine_type(one.data_type), one.default, one.identity == "ALWAYS")
            for one in relation.attributes
        )
        return LocalTable(relation.schema, relation.name, columns, place=self.place(relation), hidden=(ROW,))

    def _named(self) -> Iterator[LocalTable | View]:
        for relation in self.relations:
            if relation.kind.is_view:
                columns = tuple(attribute.name for attribute in relation.attributes)
                yield View(relation.schema, relation.name, relation.definition or "", columns)
            else:
                yield self.table(relation)


def quoted(name: str) -> str:
    """The name as the engine reads it."""
    return '"' + name.replace('"', '""') + '"'


def engine_type(data_type: str) -> str:
    """The engine's name of a type: it knows no lengths of texts."""
    found = _WITH_LENGTH.fullmatch(data_type)
    if found is not None:
        return f"VARCHAR{found['rest']}"
    return re.sub(r"^CHAR\b", "VARCHAR", data_type)


def length_of(attribute: Attribute) -> int | None:
    """How many letters fit, or None where any number does."""
    found = _WITH_LENGTH.fullmatch(attribute.data_type)
    return int(found["length"]) if found is not None and not found["rest"] else None
