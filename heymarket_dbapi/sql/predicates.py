"""Writes what every row of a relation that matters satisfies, for the values that links carry on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlglot import exp

from heymarket_dbapi.sql.comparisons import read_predicate
from heymarket_dbapi.sql.conditions import Conditions
from heymarket_dbapi.sql.conjuncts import make_conjuncts
from heymarket_dbapi.sql.folding import Folding
from heymarket_dbapi.sql.implied import conjoin
from heymarket_dbapi.sql.narrowing import Narrowing
from heymarket_dbapi.sql.query import Conjunct, Relation
from heymarket_dbapi.sql.relations import Scans
from heymarket_dbapi.sql.scopes import Bound, Node, quoted
from heymarket_dbapi.sql.survivors import as_node


@dataclass(frozen=True, slots=True)
class Predicates:
    """The conditions of a query by source; ``values`` takes new parameters, ``write`` gives a condition's text."""

    bound: Bound
    narrowing: Narrowing
    folding: Folding
    conditions: Conditions
    values: dict[str, object]
    write: Callable[[Node, Mapping[str, Mapping[str, str]]], str]

    def add(self, relations: tuple[Relation, ...], scans: Scans) -> tuple[Relation, ...]:
        """The relations; those at which a link begins have their predicate."""
        origins = {link.relation for relation in relations for link in relation.links}
        types = scans.types() if origins else {}
        return tuple(
            replace(one, predicate=self._predicate(one, scans, types)) if one.name in origins else one
            for one in relations
        )

    def _predicate(self, relation: Relation, scans: Scans, types: Mapping[str, Mapping[str, str]]) -> str | None:
        """What holds for the rows of any of the sources that read the relation."""
        readers = [number for number, name in scans.names.items() if name == relation.name]
        found = [self._parts(number, relation) for number in readers]
        if not all(found):
            return None
        either = [exp.and_(*parts, copy=False) for parts in found]
        whole = exp.or_(*either, copy=False) if len(either) > 1 else either[0]
        return self.write(_selected(whole, relation.name), types)

    def _parts(self, number: int, relation: Relation) -> list[Node]:
        """The conditions on a source, and the conjuncts that follow from others by equality."""
        parts = [
            part
            for part in self.conditions.get(number, [])
            if all(column.name in relation.columns for column in part.find_all(exp.Column))
        ]
        own = self._own(number, parts)
        shared = [one for one in relation.conjuncts if one not in own and one.column in relation.columns]
        return [
            *(_renamed(part, relation.name) for part in parts),
            *(as_node(_column(one.column, relation.name), one, self.values) for one in shared),
        ]

    def _own(self, number: int, parts: Iterable[Node]) -> tuple[Conjunct, ...]:
        implied = conjoin(read_predicate(part, self.folding) for part in parts)
        table = self.bound.sources[number].table
        comparisons = [one for one in implied.comparisons if one.number == number]
        return make_conjuncts(table, comparisons, self.folding.zone).conjuncts if table is not None else ()


def _column(name: str, relation: str) -> exp.Column:
    return exp.Column(this=quoted(name), table=quoted(relation))


def _renamed(node: Node, relation: str) -> Node:
    """The condition over the relation's columns."""
    holder = exp.Paren(this=node.copy())
    for column in list(holder.find_all(exp.Column)):
        column.replace(_column(column.name, relation))
    return holder.this.pop()


def _selected(condition: Node, relation: str) -> exp.Select:
    table = exp.Table(this=quoted(relation), alias=exp.TableAlias(this=quoted(relation)))
    return exp.Select(
        expressions=[exp.Alias(this=exp.Literal.number(1), alias=quoted("one"))],
        from_=exp.From(this=table),
        where=exp.Where(this=condition),
    )
