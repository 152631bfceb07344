"""What names mean: the tables and columns that a statement may speak of."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from heymarket_dbapi.catalog.spec import Table

DEFAULT_SCHEMA = "heymarket"
# The schema of tables that the driver gives a statement of its own.
UNWRITABLE = "?"
_PART = re.compile(r'"(?P<quoted>(?:""|[^"])*)"|(?P<plain>[^".\s]+)')


@dataclass(frozen=True, slots=True)
class LocalColumn:
    """A column of a table whose rows are here; ``type`` is the engine's name of its type, ``default`` is SQL.

    ``is_generated``: nobody but the default may give it a value.
    """

    name: str
    type: str
    default: str | None = None
    is_generated: bool = False


@dataclass(frozen=True, slots=True)
class LocalTable:
    """A table whose rows are here.

    ``is_stored``: the engine keeps it under ``place``, or else ``schema.name``, and the residual names it so. Else its
    rows are made by the driver, and it is a relation like a live table. ``hidden`` are columns that nobody sees: they
    are named with a question mark before their names.
    """

    schema: str
    name: str
    columns: tuple[LocalColumn, ...]
    is_stored: bool = True
    place: str = ""
    hidden: tuple[LocalColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A query under a name; ``columns`` rename its columns, as far as they go."""

    schema: str
    name: str
    text: str
    columns: tuple[str, ...] = ()


Named = Table | LocalTable | View


@dataclass(frozen=True, slots=True)
class Names:
    """The tables by schema and name, and what else a name may mean.

    ``titles``: for each table with custom fields, the fields' exact titles that are unique, with their columns' names.
    ``custom_fields_known``: whether the tables hold the custom fields' columns already. ``sequences``: the engine's
    names of sequences by schema and name.
    """

    tables: Mapping[tuple[str, str], Named]
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    custom_fields_known: bool = True
    default_schema: str = DEFAULT_SCHEMA
    database: str = "heymarket"
    user: str = "heymarket"
    version: str = "PostgreSQL 15.0 (heymarket_dbapi)"
    sequences: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @staticmethod
    def of(
        tables: Iterable[Table],
        others: Iterable[LocalTable | View] = (),
        titles: Mapping[str, Mapping[str, str]] | None = None,
        custom_fields_known: bool = True,
    ) -> Names:
        """The names of live tables in the default schema, and of others in theirs."""
        found: dict[tuple[str, str], Named] = {(DEFAULT_SCHEMA, table.name): table for table in tables}
        found.update({(other.schema, other.name): other for other in others})
        return Names(found, titles or {}, custom_fields_known)

    def find(self, schema: str | None, name: str) -> tuple[str, Named] | None:
        """The schema and the table of that name, matched exactly first, then whatever the case."""
        wanted = (schema or self.default_schema, name)
        if wanted in self.tables:
            return wanted[0], self.tables[wanted]
        folded = (wanted[0].lower(), name.lower())
        for (other_schema, other), table in self.tables.items():
            if (other_schema.lower(), other.lower()) == folded:
                return other_schema, table
        return None

    def with_local(
        self, others: Iterable[LocalTable | View], sequences: Mapping[tuple[str, str], str] | None = None
    ) -> Names:
        """These names with more tables, which come before those of the same name, and with sequences."""
        found = {**self.tables, **{(other.schema, other.name): other for other in others}}
        return replace(self, tables=found, sequences=self.sequences if sequences is None else sequences)

    def nearest_tables(self, schema: str | None, name: str) -> list[str]:
        """Up to three tables with a name like that."""
        plain = [other for other_schema, other in self.tables if other_schema == self.default_schema]
        dotted = [f"{other_schema}.{other}" for other_schema, other in self.tables]
        wanted = [name.lower()] if schema is None else [f"{schema}.{name}".lower(), name.lower()]
        found = [
            match
            for text in wanted
            for match in difflib.get_close_matches(text, plain if "." not in text else dotted, cutoff=0.7)
        ]
        found += [f"{other_schema}.{other}" for other_schema, other in self.tables if other == name.lower()]
        return list(dict.fromkeys(found))[:3]


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a message that names what ``name`` may have meant; empty where nothing is near."""
    found = difflib.get_close_matches(name.lower(), sorted(set(known)), n=3)
    if not found:
        return ""
    return f"; did you mean {' or '.join(found)}?"


def sequence_key(written: str, default_schema: str = DEFAULT_SCHEMA) -> tuple[str, str]:
    """The schema and the name that a sequence's written name means; names fold to lower case unless quoted."""
    parts = [
        match["quoted"].replace('""', '"') if match["quoted"] is not None else match["plain"].lower()
        for match in _PART.finditer(written)
    ]
    return (parts[-2], parts[-1]) if len(parts) > 1 else (default_schema, parts[-1] if parts else "")
