"""A query whose relations are read whole: what pushdown is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.sql.query import Query, Relation


def without_pushdown(query: Query, tables: Mapping[str, Table]) -> Query:
    """The same query with nothing that narrows what is asked, but for what the API needs to be told."""
    relations = tuple(_whole(relation, tables.get(relation.table)) for relation in query.relations)
    return replace(query, relations=relations, count=None, extremes=None, skip=None)


def _whole(relation: Relation, table: Table | None) -> Relation:
    needed = table.required if table is not None else ()
    conjuncts = tuple(one for one in relation.conjuncts if one.column in needed)
    links = tuple(link for link in relation.links if link.column in needed)
    return replace(relation, conjuncts=conjuncts, links=links, reach=None, order=None)
