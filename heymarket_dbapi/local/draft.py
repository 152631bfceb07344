"""What a definition comes to: the engine's statements in order, and the entries that change; nothing is done yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn

from heymarket_dbapi.catalog.relations import Relation, SequenceGenerator
from heymarket_dbapi.errors import NotSupportedError, ProgrammingError
from heymarket_dbapi.local.definitions import Definitions, Entry, Key, key_of
from heymarket_dbapi.sql.definitions import Name
from heymarket_dbapi.sql.names import DEFAULT_SCHEMA, LocalTable, Names, nearest

_RESERVED = frozenset({DEFAULT_SCHEMA, "sys", "information_schema", "main", "temp", "memory", "system"})


class Draft:
    """A definition being planned: ``now`` are the definitions as they will be after the steps so far."""

    def __init__(self, seen: Definitions, names: Names, live: Mapping[str, Callable[[], Relation]]) -> None:
        self.now = seen
        self.statements: list[str] = []
        self.changes: dict[Key, Entry | None] = {}
        self.reshaped: set[Key] = set()
        self._names = names
        self._live = live

    # Steps -----------------------------------------------------------------------------------------------------------

    def run(self, sql: str) -> None:
        """Let the engine carry this out."""
        self.statements.append(sql)

    def put(self, entry: Entry) -> None:
        """Let this be there, in place of an entry of the same name."""
        self._change(key_of(entry), entry)

    def remove(self, entry: Entry) -> None:
        """Let this be gone."""
        self._change(key_of(entry), None)

    def _change(self, key: Key, entry: Entry | None) -> None:
        self.changes[key] = entry
        self.now = self.now.changed({key: entry})

    # Names -----------------------------------------------------------------------------------------------------------

    @property
    def names(self) -> Names:
        """The names as the definitions so far mean them."""
        return self._names.with_local(self.now.named, self.now.sequence_names)

    def expression(self, text: str, relation: Relation | None, what: str) -> tuple[str, tuple[str, ...]]:
        """The expression as the engine reads it, and the columns that it names."""
        from heymarket_dbapi.sql.parts import translate_expression

        table: LocalTable | None = None if relation is None else self.now.table(relation)
        return translate_expression(text, table, self.names, what)

    def new_name(self, name: Name) -> tuple[str, str]:
        """The schema and name of something new; an error where it cannot be there."""
        schema = self.schema(name)
        if schema == DEFAULT_SCHEMA and name.name.lower() in self._live:
            raise ProgrammingError(f"{name} is a table of Heymarket; give yours another name, or a schema of its own")
        return schema, name.name

    def schema(self, name: Name) -> str:
        """The schema in which a name is meant; an error where there is none."""
        schema = name.schema or DEFAULT_SCHEMA
        if self.now.has_schema(schema):
            return schema
        if schema in ("sys", "information_schema"):
            raise NotSupportedError(f"{name}: the schema {schema} is the driver's own")
        near = nearest(schema, [*self.now.schemas, DEFAULT_SCHEMA])
        raise ProgrammingError(f"there is no schema {schema}{near or '; CREATE SCHEMA makes one'}")

    def new_schema(self, name: str) -> None:
        """An error where a schema cannot be called so."""
        if name.lower() in _RESERVED or name.lower().startswith(("pg_", "heymarket_")):
            raise ProgrammingError(f"a schema cannot be called {name}: the name is taken")

    def find(self, name: Name, verb: str) -> Relation | None:
        """The table or view that was made under the name, or None; an error where it is not the caller's."""
        schema = name.schema or DEFAULT_SCHEMA
        found = self.now.relation(schema, name.name) or self._folded(schema, name.name)
        if found is None and schema == DEFAULT_SCHEMA and name.name in self._live:
            raise NotSupportedError(f"{verb} of a table of Heymarket ({name}): the API cannot")
        if found is None and schema in ("sys", "information_schema"):
            raise NotSupportedError(f"{verb}: {name} is the driver's own")
        return found

    def table(self, name: Name, verb: str) -> Relation:
        """The table that was made under the name."""
        found = self.find(name, verb)
        if found is None:
            self.missing("table", name)
        if found.kind.is_view:
            raise ProgrammingError(f"{verb}: {name} is a view")
        return found

    def target(self, name: Name) -> Relation:
        """The table that a foreign key means: a local one, or one of Heymarket."""
        schema = name.schema or DEFAULT_SCHEMA
        found = self.now.relation(schema, name.name) or self._folded(schema, name.name)
        if found is None and schema == DEFAULT_SCHEMA and name.name in self._live:
            found = self._live[name.name]()
        if found is None:
            self.missing("table", name)
        return found

    def sequence(self, name: Name) -> SequenceGenerator | None:
        """The sequence of that name, or None."""
        return self.now.sequence(name.schema or DEFAULT_SCHEMA, name.name)

    def missing(self, what: str, name: Name) -> NoReturn:
        """Raise that there is no such thing."""
        known = [relation.name for relation in self.now.relations] if what in ("table", "view") else []
        raise ProgrammingError(f"there is no {what} {name}{nearest(name.name, known)}")

    def is_taken(self, schema: str, name: str) -> bool:
        """Whether a table, view or sequence is called so, whatever the case: the engine knows none."""
        taken: list[Relation | SequenceGenerator] = [*self.now.relations, *self.now.sequences]
        return any(one.schema == schema and one.name.lower() == name.lower() for one in taken)

    def _folded(self, schema: str, name: str) -> Relation | None:
        alike = [one for one in self.now.relations if one.schema == schema and one.name.lower() == name.lower()]
        return alike[0] if len(alike) == 1 else None
