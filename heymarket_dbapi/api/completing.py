"""Rows completed by a second source: what the replies to the table's own reads leave out.

The source's reads are asked in order of preference, the one that completed all rows last time before the others. A read
that takes values is asked for those that the rows show, and for those that the statement seeks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from heymarket_dbapi.api import records as reading
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.phrase import Filled, phrase
from heymarket_dbapi.api.records import Record
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Read
from heymarket_dbapi.effects import Flow, gather
from heymarket_dbapi.plan.statistics import LARGEST_BATCH

More = dict[object, Record]
Sought = Mapping[str, Sequence[object]]


def complete(
    table: Table, columns: Collection[str], found: Sequence[Record], exchange: Exchange, sought: Sought
) -> Flow[Sequence[Record]]:
    """The records with the fields that only the second source has, where one of the wanted columns needs them.

    ``sought``: rows matter only if they have one of the values in the column, for each of the columns.
    """
    completion = table.complete
    wanted = completion.columns.intersection(columns) if completion is not None else frozenset()
    if completion is None or all(
        reading.value_of(table, name, record) is not None for record in found for name in wanted
    ):
        return found
    fact = f"{table.name}/completed by"
    preferred = exchange.facts.get(fact)
    known = {record.get("id") for record in found}
    more: More = {}
    for read in sorted(completion.reads, key=lambda read: read.name != preferred):
        brought = yield from _ask(table, read, found, exchange, sought)
        more = {**brought, **more}
        if brought and read.required and read.required[0].column in sought:
            break
        if known <= more.keys() or (brought and not read.required):
            exchange.facts.learn(fact, read.name)
            break
    return [{**more.get(record.get("id"), {}), **_told(record)} for record in found]


def _ask(table: Table, read: Read, found: Sequence[Record], exchange: Exchange, sought: Sought) -> Flow[More]:
    """The records that one read brings, by id; none where the server does not have it, or no row shows its values."""
    if not read.required:
        return (yield from _records(read, (), exchange))
    bind = read.required[0]
    shown = (reading.value_of(table, bind.column, record) for record in found)
    values = [value for value in dict.fromkeys((*shown, *sought.get(bind.column, ()))) if value is not None]
    batches = [values[place : place + LARGEST_BATCH] for place in range(0, len(values), LARGEST_BATCH)]
    parts = yield from gather([_records(read, ((bind.slot, batch),), exchange) for batch in batches])
    return {key: record for part in parts for key, record in part.items()}


def _records(read: Read, filled: Sequence[Filled], exchange: Exchange) -> Flow[More]:
    body = dict(read.body) if read.body is not None else None
    answer = yield from exchange.ask(phrase(read.endpoint, filled, body), read.endpoint.repeat)
    if not answer.is_success:
        return {}
    return {record.get("id"): record for record in reading.records(read, answer)}


def _told(record: Record) -> Record:
    return {name: value for name, value in record.items() if not reading.is_empty(value)}
