"""Answers a resolved query as the driver does, with no row more than it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from heymarket_dbapi.sql.query import Conjunct, Hydration, Query, Relation

Rows = list[tuple[Any, ...]]


def answer(world: duckdb.DuckDBPyConnection, query: Query, page: int | None = None, timezone: str = "UTC") -> Rows:
    """The rows of the query; a stream is computed by pages of ``page`` rows."""
    cursor = world.cursor()
    cursor.execute(f"SET TimeZone = '{timezone}'")
    for relation in query.relations:
        _load(cursor, relation, _scan(relation))
    if query.stage is not None:
        _create(cursor, query.stage.name, query.stage.sql, query.parameters)
    for hydration in query.hydrations:
        _hydrate(cursor, hydration, query.parameters)
    if query.stream is None:
        return _run(cursor, query.residual, query.parameters)
    rows = _streamed(cursor, query, page) if page else _run(cursor, query.residual, query.parameters)
    end = None if query.stream.limit is None else query.stream.offset + query.stream.limit
    return rows[query.stream.offset : end]


def _streamed(cursor: duckdb.DuckDBPyConnection, query: Query, page: int) -> Rows:
    assert query.stream is not None
    name = query.stream.relation
    cursor.execute(f'CREATE TEMP TABLE "whole" AS SELECT *, row_number() OVER () AS "number" FROM "{name}"')
    pages = cursor.execute('SELECT coalesce(max("number"), 0) FROM "whole"').fetchall()[0][0] // page + 1
    rows: Rows = []
    for at in range(pages):
        part = (
            f'SELECT * EXCLUDE ("number") FROM "whole" WHERE "number" > {at * page} AND "number" <= {(at + 1) * page}'
        )
        cursor.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {part}')
        rows += _run(cursor, query.residual, query.parameters)
    return rows


def _run(cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, object]) -> Rows:
    used = {name: value for name, value in parameters.items() if f"${name}" in sql}
    rows: Rows = cursor.execute(sql, used or None).fetchall()
    return rows


def _create(cursor: duckdb.DuckDBPyConnection, name: str, sql: str, parameters: Mapping[str, object]) -> None:
    used = {one: value for one, value in parameters.items() if f"${one}" in sql}
    cursor.execute(f'CREATE TEMP TABLE "{name}" AS {sql}', used or None)


def _load(cursor: duckdb.DuckDBPyConnection, relation: Relation, sql: str) -> None:
    cursor.execute(f'CREATE TEMP TABLE "{relation.name}" AS {sql}', bound_values(relation.conjuncts))


def _scan(relation: Relation) -> str:
    columns = ", ".join(f'"{name}"' for name in relation.columns)
    where = " AND ".join(map(as_predicate, relation.conjuncts))
    source = "information_schema" if relation.schema == "information_schema" else "main"
    text = f'SELECT {columns} FROM {source}."{relation.table}"' + (f" WHERE {where}" if where else "")
    if relation.is_empty:
        return f"{text} LIMIT 0"
    return text if relation.reach is None else f"{text} LIMIT {relation.reach}"


def as_predicate(conjunct: Conjunct) -> str:
    """The conjunct as SQL, with ? for its values."""
    marks = ", ".join("?" * len(conjunct.values))
    right = f"({marks})" if conjunct.operator.value == "IN" else marks
    return f'"{conjunct.column}" {conjunct.operator.value} {right}'


def bound_values(conjuncts: tuple[Conjunct, ...]) -> list[object]:
    """The values of the conjuncts, in order."""
    return [value for conjunct in conjuncts for value in conjunct.values]


def _hydrate(cursor: duckdb.DuckDBPyConnection, hydration: Hydration, parameters: Mapping[str, object]) -> None:
    survivors = f"survivors_of_{hydration.name}"
    _create(cursor, survivors, hydration.survivors, parameters)
    keys = {
        "contacts": ["id"],
        "messages": ["id"],
        "conversations": ["id"],
        "template_files": ["template_id", "position"],
    }
    key = keys[hydration.table]
    columns = ", ".join(f't."{name}"' for name in (*key, *hydration.columns))
    same = " AND ".join(f't."{name}" = s."{name}"' for name in key)
    cursor.execute(
        f'CREATE TEMP TABLE "{hydration.name}" AS SELECT {columns} FROM main."{hydration.table}" AS t '
        f'JOIN "{survivors}" AS s ON {same}'
    )
