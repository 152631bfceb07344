"""Answers a resolved query as the driver does, with no row more than it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import duckdb

from heymarket_dbapi.sql.query import Conjunct, Counting, End, Extreme, Hydration, Order, Query, Relation, Skip

Rows = list[tuple[Any, ...]]


def answer(
    world: duckdb.DuckDBPyConnection,
    query: Query,
    page: int | None = None,
    timezone: str = "UTC",
    backward: bool = False,
) -> Rows:
    """The rows of the query; a stream is computed by pages of ``page`` rows, relations are read from either end."""
    cursor = world.cursor()
    cursor.execute(f"SET TimeZone = '{timezone}'")
    read: list[str] = []
    for relation in reversed(query.relations) if backward else query.relations:
        _load(cursor, relation, _scan(relation, read))
        _carry(cursor, relation, query.parameters)
        read.append(relation.name)
    filtered = [one for one in query.relations if one.order is not None and one.order.is_filtered]
    if filtered:
        _read_until_enough(cursor, query, filtered[0])
    return _compute(cursor, query, page)


def answer_from(world: duckdb.DuckDBPyConnection, query: Query, skip: Skip, first: int) -> Rows | None:
    """The rows of the query without the rows of a listing before number ``first``; None where that parts equal rows."""
    cursor = world.cursor()
    for relation in query.relations:
        _load(cursor, relation, _scan(relation, []))
    assert skip.order is not None
    assert skip.parameter is not None
    table = query.relation(skip.relation).table
    direction = "DESC" if skip.order.descending else "ASC"
    columns = ", ".join(f'"{name}"' for name in query.relation(skip.relation).columns)
    order = f'rank() OVER (ORDER BY "{skip.order.column}" {direction})'
    places = [place for (place,) in cursor.execute(f'SELECT {order} FROM main."{table}" ORDER BY 1').fetchall()]
    if skip.order.ties and first < len(places) and places[first] != first + 1:
        return None
    some = f'SELECT {columns} FROM main."{table}" QUALIFY {order} > {first}'
    cursor.execute(f'CREATE OR REPLACE TEMP TABLE "{skip.relation}" AS {some}')
    return _compute(cursor, replace(query, parameters={**query.parameters, skip.parameter: skip.offset - first}), None)


def _compute(cursor: duckdb.DuckDBPyConnection, query: Query, page: int | None) -> Rows:
    if query.stage is not None:
        _create(cursor, query.stage.name, query.stage.sql, query.parameters)
    for hydration in query.hydrations:
        _hydrate(cursor, hydration, query.parameters)
    if query.stream is None:
        return _run(cursor, query.residual, query.parameters)
    rows = _streamed(cursor, query, page) if page else _run(cursor, query.residual, query.parameters)
    end = None if query.stream.limit is None else query.stream.offset + query.stream.limit
    return rows[query.stream.offset : end]


def _read_until_enough(cursor: duckdb.DuckDBPyConnection, query: Query, relation: Relation) -> None:
    """Leave the relation with no row more than must be read in its order until the query shows enough of them."""
    assert relation.order is not None
    name, order = relation.name, relation.order
    every = f'SELECT *, {_place(order)} AS "place" FROM "{name}"'
    cursor.execute(f'CREATE TEMP TABLE "every" AS {every}')
    text = query.stage.sql if query.stage is not None else query.residual
    for (place,) in cursor.execute('SELECT DISTINCT "place" FROM "every" ORDER BY 1').fetchall():
        some = f'SELECT * EXCLUDE ("place") FROM "every" WHERE "place" <= {place}'
        cursor.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {some}')
        if len(_run(cursor, text, query.parameters)) >= order.shown:
            return


def _place(order: Order) -> str:
    """The number of a row in the order: equal rows share it where all of them matter."""
    direction = "DESC" if order.descending else "ASC"
    nulls = "FIRST" if order.nulls_first else "LAST"
    function = "rank" if order.ties else "row_number"
    return f'{function}() OVER (ORDER BY "{order.column}" {direction} NULLS {nulls})'


def answer_count(world: duckdb.DuckDBPyConnection, query: Query, counting: Counting) -> Rows:
    """The rows of a query that only counts, without its residual."""
    relation = query.relation(counting.relation)
    text = f"SELECT count(*) FROM ({_scan(relation, [])}) AS scan"
    found = world.cursor().execute(text, bound_values(relation.conjuncts)).fetchall()
    return [found[0] * len(counting.names)]


def answer_extremes(world: duckdb.DuckDBPyConnection, query: Query, extreme: Extreme) -> Rows:
    """The rows of a query that only shows the ends of a column, without its residual."""
    relation = query.relation(extreme.relation)
    text = f'SELECT "{extreme.column}" FROM ({_scan(relation, [])}) AS scan ORDER BY 1'
    values = [value for (value,) in world.cursor().execute(text, bound_values(relation.conjuncts)).fetchall()]
    ends = {End.LEAST: 0, End.GREATEST: -1}
    return [tuple(values[ends[end]] if values else None for end in extreme.ends)]


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


def _carry(cursor: duckdb.DuckDBPyConnection, relation: Relation, parameters: Mapping[str, object]) -> None:
    """The rows of the relation whose values a link carries on."""
    where = f" WHERE {relation.predicate}" if relation.predicate is not None else ""
    _create(cursor, f"carried_{relation.name}", f'SELECT * FROM "{relation.name}"{where}', parameters)


def _scan(relation: Relation, read: Sequence[str]) -> str:
    """No row more than matters; ``read`` are the relations that are there already."""
    columns = ", ".join(f'"{name}"' for name in relation.columns)
    parts = [*map(as_predicate, relation.conjuncts)]
    for link in relation.links:
        if link.relation in read:
            parts.append(f'"{link.column}" IN (SELECT "{link.other}" FROM temp."carried_{link.relation}")')
    source = "information_schema" if relation.schema == "information_schema" else "main"
    where = f" WHERE {' AND '.join(parts)}" if parts else ""
    text = f'SELECT {columns} FROM {source}."{relation.table}"{where}'
    if relation.is_empty:
        return f"{text} LIMIT 0"
    if relation.order is not None and not relation.order.is_filtered:
        text = f"{text} QUALIFY {_place(relation.order)} <= {relation.order.limit}"
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
