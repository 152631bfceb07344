"""Takes a query apart: scans, conjuncts, stream, late columns, and the residual's text."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from heymarket_dbapi.sql.binding import bind_names
from heymarket_dbapi.sql.constants import drop_limit_all, fix_constants
from heymarket_dbapi.sql.demand import prune
from heymarket_dbapi.sql.emptiness import find_empty
from heymarket_dbapi.sql.folding import Folding
from heymarket_dbapi.sql.names import LocalTable, Names
from heymarket_dbapi.sql.narrowing import Narrowing, narrow
from heymarket_dbapi.sql.parameters import Given, expand_lists, match_parameters
from heymarket_dbapi.sql.parse import Parsed
from heymarket_dbapi.sql.phones import normalise_phones
from heymarket_dbapi.sql.query import Query, Relation, Stream
from heymarket_dbapi.sql.relations import Scans, make_scans
from heymarket_dbapi.sql.scopes import Bound
from heymarket_dbapi.sql.streams import Course, find_course, take_cut
from heymarket_dbapi.sql.translate import translate


def make_query(parsed: Parsed, names: Names, given: Given, moment: datetime.datetime, timezone: str) -> Query:
    """The query that ``parsed`` means."""
    assert parsed.tree is not None
    zone = ZoneInfo(timezone)
    values = match_parameters(parsed, given)
    bound = bind_names(parsed.tree.copy(), parsed.text, names)
    drop_limit_all(bound.tree)
    expand_lists(bound.tree, values)
    fix_constants(bound.tree, names, moment, zone)
    folding = Folding(values, zone)
    normalise_phones(bound, folding, values)
    prune(bound)
    narrowing = narrow(bound, folding)
    is_empty, unneeded = find_empty(bound, narrowing, folding)
    scans = make_scans(bound, narrowing, unneeded, {})
    return _plain_query(bound, scans, narrowing, folding, values, is_empty)


def _plain_query(
    bound: Bound,
    scans: Scans,
    narrowing: Narrowing,
    folding: Folding,
    values: Mapping[str, object],
    is_empty: bool,
) -> Query:
    """The query without late columns: streamed where it is row-wise."""
    course = None if is_empty else find_course(bound.root, narrowing, folding)
    if course is not None and (not course.source.is_scanned or scans.is_shared(course.source.number)):
        course = None
    stream = None
    if course is not None:
        stream = Stream(scans.names[course.source.number], course.limit, course.offset)
        take_cut(bound.root.node)
    return Query(
        relations=_with_reach(scans, course),
        residual=translate(bound.tree, {**scans.types(), **_stored_types(bound)}),
        parameters=values,
        stream=stream,
        is_empty=is_empty,
        names=output_names(bound),
    )


def _with_reach(scans: Scans, course: Course | None) -> tuple[Relation, ...]:
    if course is None or not course.is_plain or course.limit is None:
        return scans.relations
    name, reach = scans.names[course.source.number], course.limit + course.offset
    return tuple(replace(one, reach=reach) if one.name == name else one for one in scans.relations)


def _stored_types(bound: Bound) -> dict[str, dict[str, str]]:
    """The columns of the local tables that the engine keeps."""
    return {
        source.table.name: {column.name: column.type for column in source.table.columns}
        for source in bound.sources.values()
        if isinstance(source.table, LocalTable) and source.table.is_stored
    }


def output_names(bound: Bound) -> tuple[str, ...]:
    """The names of the result's columns; none where a function's columns are not known."""
    outputs = bound.root.outputs
    return tuple(output.name for output in outputs) if all(output.actual for output in outputs) else ()
