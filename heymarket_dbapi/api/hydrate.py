"""Extended columns: one call for each distinct thing, for the rows that survived, all at the same time.

What a listing's records carried is taken from them: where the list reply has the field, it costs nothing. Media is
fetched from its own host, without the credential; a link that is gone reads as NULL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.api import faults
from heymarket_dbapi.api import records as reading
from heymarket_dbapi.api.decode import getter, reader
from heymarket_dbapi.api.exchange import Exchange, growing_pause
from heymarket_dbapi.api.lookups import Lookups
from heymarket_dbapi.api.records import Record, Row
from heymarket_dbapi.catalog.sources import Field
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.effects import Fetch, Flow, NetworkFault, Reply, Request, gather, pause
from heymarket_dbapi.engine import arrow_type
from heymarket_dbapi.errors import OperationalError

if TYPE_CHECKING:
    import pyarrow

# A link that answers so is gone for good: its media reads as NULL.
_GONE_MEDIA = frozenset({403, 404, 410})


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be fetched: the extended ``columns`` of these rows of ``table``, one of ``tables``, and how strictly.

    ``rows`` hold the columns of the table's key and the inputs of the calls, by name. ``carried`` are the records of
    the listing by key. ``is_suppressed``: nothing is asked. ``is_lenient``: media that fails is NULL and a notice.
    """

    table: Table
    tables: Mapping[str, Table]
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Any]]
    carried: Mapping[tuple[Any, ...], Record]
    maximum_bytes: int
    is_suppressed: bool = False
    is_lenient: bool = False


def hydrate(wish: Wish, exchange: Exchange) -> Flow[pyarrow.Table]:
    """An Arrow table of the table's key and the extended columns, one row for each row wished for."""
    import pyarrow

    values: dict[str, list[Any]] = {}
    for name in wish.columns:
        column = wish.table.by_name[name]
        values[name] = yield from _column(column, wish, exchange)
    arrays: dict[str, Any] = {}
    for name in wish.table.key:
        kind = arrow_type(wish.table.by_name[name].type)
        arrays[name] = pyarrow.array([row[name] for row in wish.rows], kind)
    for name, found in values.items():
        arrays[name] = pyarrow.array(found, arrow_type(wish.table.by_name[name].type))
    return pyarrow.table(arrays)


def _column(column: Column, wish: Wish, exchange: Exchange) -> Flow[list[Any]]:
    assert column.extended is not None
    keys = [tuple(row[name] for name in wish.table.key) for row in wish.rows]
    is_media = column.extended.endpoint is None
    if isinstance(column.source, Field) and not is_media:
        paths = column.source.paths
        if any(reading.carries(record, paths) for record in wish.carried.values()):
            read = reader(column)
            return [read(reading.first(wish.carried.get(key, {}), paths)) for key in keys]
    if wish.is_suppressed:
        return [None] * len(keys)
    inputs = [tuple(row[name] for name in column.extended.inputs) for row in wish.rows]
    distinct = list(dict.fromkeys(given for given in inputs if None not in given))
    if is_media:
        found = yield from gather([_media(column, given, wish, exchange) for given in distinct])
    else:
        found = yield from _looked_up(column, distinct, wish, exchange)
    by_input = dict(zip(distinct, found, strict=True))
    return [by_input.get(given) for given in inputs]


def _looked_up(column: Column, distinct: Sequence[tuple[Any, ...]], wish: Wish, exchange: Exchange) -> Flow[list[Any]]:
    """The column's value in the reply to the call for each row; None where the row is gone."""
    records = yield from Lookups(wish.table, column, wish.tables, exchange).find(distinct)
    get, read = getter(wish.table, column, {}), reader(column)
    return [None if record is None else read(get(Row(record))) for record in records]


def _media(column: Column, given: tuple[Any, ...], wish: Wish, exchange: Exchange) -> Flow[Any]:
    """The bytes behind a media link; None where the link is gone."""
    link = str(given[0])
    try:
        return (yield from _bytes(link, wish.maximum_bytes, exchange.retries))
    except OperationalError as error:
        where = f"{wish.table.name}.{column.name} of the row with {_named(wish, column, given)}"
        if not wish.is_lenient:
            raise OperationalError(f"{where}: {error.message}") from None
        exchange.notices.append(f"{where} reads as NULL: {error.message}")
        return None


def _named(wish: Wish, column: Column, given: tuple[Any, ...]) -> str:
    assert column.extended is not None
    row = next(r for r in wish.rows if tuple(r[name] for name in column.extended.inputs) == given)
    return ", ".join(f"{name} {row[name]}" for name in wish.table.key)


def _bytes(link: str, maximum_bytes: int, retries: int) -> Flow[bytes | None]:
    if not link.lower().startswith(("http://", "https://")):
        raise OperationalError("its link is neither http nor https")
    attempt = 0
    while True:
        try:
            reply: Reply = yield Fetch(Request("GET", link), maximum_bytes)
        except NetworkFault as fault:
            if fault.too_large:
                raise OperationalError(f"its media is larger than media_max_bytes = {maximum_bytes}") from None
            if attempt >= retries:
                raise OperationalError(f"its media could not be fetched: {fault.reason}") from None
        else:
            if reply.is_success:
                return reply.body
            if reply.status in _GONE_MEDIA:
                return None
            if reply.status not in faults.TRANSIENT or attempt >= retries:
                raise OperationalError(f"its media could not be fetched: status {reply.status}")
        yield from pause(growing_pause(attempt))
        attempt += 1
