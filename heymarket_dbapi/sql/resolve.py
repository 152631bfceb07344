"""From a parsed query and the meaning of names to what must be scanned and what is left for the engine."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.names import Names
from heymarket_dbapi.sql.parse import Parsed, too_deep
from heymarket_dbapi.sql.query import Query
from heymarket_dbapi.sql.values import fingerprint


@dataclass(slots=True)
class _Memory:
    """What a text meant when it was resolved last: with these names, by this tree."""

    last: tuple[Parsed, Names, Query] | None = None


def resolve(
    parsed: Parsed,
    names: Names,
    parameters: Sequence[object] | Mapping[str, object] | None,
    moment: datetime.datetime,
    timezone: str,
) -> Query:
    """The query, with its names bound, its parameters taken, and its scans found.

    ``moment`` is what NOW() means, with a time zone; ``timezone`` is the zone in which local times are meant.
    """
    if parsed.tree is None:
        raise ProgrammingError("the statement is no query")
    from heymarket_dbapi.sql.parameters import match_parameters
    from heymarket_dbapi.sql.residual import make_query

    values = match_parameters(parsed, parameters)
    shown = fingerprint(values)
    memory = _memory(parsed.text, shown, timezone) if shown is not None else _Memory()
    if memory.last is not None and memory.last[0] is parsed and memory.last[1] == names:
        return memory.last[2]
    try:
        query, is_momentary = make_query(parsed, names, values, moment, timezone)
    except RecursionError:
        raise too_deep() from None
    if not is_momentary:
        memory.last = (parsed, names, query)
    return query


@functools.lru_cache(maxsize=200)
def _memory(text: str, values: Hashable, timezone: str) -> _Memory:
    """The one memory of a text with these values of its parameters, in this zone."""
    return _Memory()


def needs_custom_fields(parsed: Parsed, names: Names) -> bool:
    """Whether the custom fields must be known before the query can be resolved.

    They must where a table that has them is read, and a star or a name that no fixed column explains may mean them.
    """
    if parsed.tree is None or names.custom_fields_known:
        return False
    from heymarket_dbapi.sql.custom import speaks_of_custom_fields

    return speaks_of_custom_fields(parsed.tree, names)
