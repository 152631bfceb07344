"""Makes the scans of a query: occurrences of one table that are narrowed alike are one relation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.sql.names import LocalTable
from heymarket_dbapi.sql.narrowing import Narrowing
from heymarket_dbapi.sql.query import Conjunct, Relation
from heymarket_dbapi.sql.scopes import Bound, Node, Source, quoted, source_number
from heymarket_dbapi.sql.walking import nodes, nodes_in_order, nodes_of

_Key = tuple[str, str, tuple[Conjunct, ...], bool]


@dataclass(frozen=True, slots=True)
class Scans:
    """The relations of a query, and the name of the relation of each scanned source."""

    relations: tuple[Relation, ...]
    names: Mapping[int, str]
    tables: Mapping[str, Table | LocalTable]

    def is_shared(self, number: int) -> bool:
        """Whether another source reads the same relation."""
        return list(self.names.values()).count(self.names[number]) > 1

    def types(self) -> dict[str, dict[str, str]]:
        """The columns of each relation, with their types as the engine calls them."""
        return {
            relation.name: {name: type_name(self.tables[relation.name], name) for name in relation.columns}
            for relation in self.relations
        }


def type_name(table: Table | LocalTable, name: str) -> str:
    """The engine's name of a column's type."""
    if isinstance(table, Table):
        return table.by_name[name].type.value
    return next(column.type for column in (*table.columns, *table.hidden) if column.name == name)


def used_columns(bound: Bound) -> dict[int, list[str]]:
    """The columns that the tree uses, by source, in the order of the text."""
    used: dict[int, dict[str, None]] = {}
    for node in nodes_in_order(bound.tree):
        number = source_number(node)
        if number is not None:
            used.setdefault(number, {})[node.name] = None
    return {number: list(names) for number, names in used.items()}


def live_sources(bound: Bound) -> list[Source]:
    """The sources that still stand in the tree, in the order of the text."""
    standing = set(map(id, nodes(bound.tree)))
    return [source for source in bound.sources.values() if id(source.node) in standing]


def make_scans(
    bound: Bound,
    narrowing: Narrowing,
    empty: Collection[int],
    more: Mapping[int, Collection[str]],
) -> Scans:
    """The scans of the tree's tables; ``more`` are columns that are needed beyond those used. Tables are renamed."""
    used = used_columns(bound)
    taken = {_name_of_table(node) for node in nodes_of(bound.tree, exp.Table, exp.CTE)}
    names: dict[int, str] = {}
    columns: dict[_Key, dict[str, None]] = {}
    keys: dict[_Key, str] = {}
    tables: dict[str, Table | LocalTable] = {}
    for source in live_sources(bound):
        if not source.is_scanned or source.table is None:
            continue
        key = (source.schema, source.table.name, narrowing.narrowed[source.number].conjuncts, source.number in empty)
        if key not in keys:
            keys[key] = _free_name(len(keys) + 1, taken)
            tables[keys[key]] = source.table
        names[source.number] = keys[key]
        wanted = [*used.get(source.number, ()), *more.get(source.number, ())]
        columns.setdefault(key, {}).update(dict.fromkeys(name for name in wanted if not is_extended(source, name)))
        source.node.set("this", quoted(keys[key]))
    relations = tuple(
        Relation(name, key[0], key[1], _ordered(tables[name], columns[key]), key[2], is_empty=key[3])
        for key, name in keys.items()
    )
    return Scans(relations, names, tables)


def is_extended(source: Source, name: str) -> bool:
    """Whether the column costs a call per row."""
    return isinstance(source.table, Table) and source.table.by_name[name].extended is not None


def _ordered(table: Table | LocalTable, wanted: Collection[str]) -> tuple[str, ...]:
    """The wanted columns in the table's order; its key, or its first column, where none is."""
    more = table.hidden if isinstance(table, LocalTable) else ()
    found = tuple(column.name for column in (*table.columns, *more) if column.name in wanted)
    if found:
        return found
    return table.key if isinstance(table, Table) else (table.columns[0].name,)


def _name_of_table(node: Node) -> str:
    return str(node.alias_or_name).lower()


def _free_name(number: int, taken: set[str]) -> str:
    name = f"scan_{number}"
    while name in taken:
        name += "_"
    return name
