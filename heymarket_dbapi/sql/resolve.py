"""From a parsed query and the meaning of names to what must be scanned and what is left for the engine."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.names import Names
from heymarket_dbapi.sql.parse import Parsed, too_deep
from heymarket_dbapi.sql.query import Query


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
    from heymarket_dbapi.sql.residual import make_query

    try:
        return make_query(parsed, names, parameters, moment, timezone)
    except RecursionError:
        raise too_deep() from None


def needs_custom_fields(parsed: Parsed, names: Names) -> bool:
    """Whether the custom fields must be known before the query can be resolved.

    They must where a table that has them is read, and a star or a name that no fixed column explains may mean them.
    """
    if parsed.tree is None or names.custom_fields_known:
        return False
    from heymarket_dbapi.sql.custom import speaks_of_custom_fields

    return speaks_of_custom_fields(parsed.tree, names)
