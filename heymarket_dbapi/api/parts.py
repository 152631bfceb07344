"""A table read in parts, each by a listing of its own: the history of one conversation, for example.

Such a listing may not reach all kinds of rows (messages.md, 6.1). A part that is told by a row of another table is
believed where it holds a row that refers to that one; else, and where the walk cannot be proved whole, ``Unusable`` is
raised, and the rows are to be found in the listing of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from heymarket_dbapi.api import records as reading
from heymarket_dbapi.api.aim import Aim
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.facets import Births
from heymarket_dbapi.api.filling import Values
from heymarket_dbapi.api.listing import Listing
from heymarket_dbapi.api.pages import NO_GAPS
from heymarket_dbapi.api.points import Unusable
from heymarket_dbapi.api.records import Record
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.effects import Flow, gather
from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.plan.access import Walked, can_be_asked
from heymarket_dbapi.plan.statistics import listing_fact, points_fact

Point = tuple[object, ...]


def read_parts(
    table: Table, path: Walked, looked_up: Sequence[Mapping[str, Any]], exchange: Exchange, values: Values
) -> Flow[list[Record]]:
    """The records of all parts, each once; ``looked_up`` are the rows of the other table that the keys mean."""
    points = path.points or _told(path, looked_up)
    births: Births = {}
    fact = points_fact(table, path.read, path.read.required)
    # What the first part shows of the listing's end, the others need not find out, at the same time each.
    is_learned = exchange.facts.get(listing_fact(table, path.read, NO_GAPS)) is not None
    alone = 0 if is_learned else 1
    try:
        parts = yield from gather([_part(table, path, point, exchange, values, births) for point in points[:alone]])
        parts += yield from gather([_part(table, path, point, exchange, values, births) for point in points[alone:]])
    except ProgrammingError:
        exchange.facts.learn(f"{fact}is unusable", True)
        raise Unusable from None
    found = [record for part in parts for record in part]
    through = path.read.through
    if found:
        exchange.facts.learn(f"{fact}works", True)
    if path.keys and through is not None:
        if not set(path.keys) <= {reading.value_of(table, through.column, record) for record in found}:
            raise Unusable
    elif not all(parts) and not exchange.facts.get(f"{fact}works"):
        raise Unusable
    return found


def _told(path: Walked, looked_up: Sequence[Mapping[str, Any]]) -> list[Point]:
    """The points of the keys; one that is not found, or cannot be asked for, has to be looked for elsewhere."""
    through = path.read.through
    assert through is not None
    if len(looked_up) < len(path.keys):
        raise Unusable
    points = [tuple(row[name] for name in through.columns) for row in looked_up]
    for bind, column in zip(path.read.required, zip(*points, strict=True), strict=True):
        if None in column or not can_be_asked(bind, column):
            raise Unusable
    return list(dict.fromkeys(points))


def _part(
    table: Table, path: Walked, point: Point, exchange: Exchange, values: Values, births: Births
) -> Flow[list[Record]]:
    """All records of one part within the span; ``Unusable`` where that cannot be shown."""
    filled = tuple((bind.slot, value) for bind, value in zip(path.read.required, point, strict=True))
    aim = Aim(filled=filled, is_whole=False, span=path.span)
    listing = Listing(table, (path.read,), exchange, values, aim, births)
    found: list[Record] = []
    while (more := (yield from listing.next())) is not None:
        found += more
    if listing.proof.failed:
        exchange.withdraw(str(path.read.endpoint))
        raise Unusable
    return found
