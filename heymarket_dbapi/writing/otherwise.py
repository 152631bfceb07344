"""Updates by other calls: for rows that lack what the usual one needs, and for servers that have it not."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import Any

from heymarket_dbapi.api.records import is_empty
from heymarket_dbapi.api.telling import Done, Told
from heymarket_dbapi.catalog.writes import ByOtherKey, Older, Put
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.errors import OperationalError
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.rows import Call, Row, Work
from heymarket_dbapi.writing.values import source_paths


def other_key(work: Work, other: ByOtherKey | None, row: Row) -> object:
    """The row's value of the other key; None where it is not known."""
    if other is None or row.record is None:
        return None
    return known_key(work, other.column, row)


def known_key(work: Work, column: str, row: Row) -> object:
    """The row's value of a key that readings of rows may not show; None where no reply has told it."""
    path = source_paths(work.table, column)[0]
    shown = row.record.get(path[0]) if row.record is not None else None
    return shown or work.context.account.told.value(work.table, column, row.key.get(work.table.key[0]))


def remember_other_key(work: Work, row: Row) -> None:
    """Keep the other key that a reply to a write has told."""
    other = work.writes.update.by_other_key if isinstance(work.writes.update, Put) else None
    if other is not None and row.made.get(other.column):
        key = row.key.get(work.table.key[0])
        work.context.account.told.note(work.table, other.column, key, row.made[other.column])


def call_by_other_key(work: Work, other: ByOtherKey, call: Call) -> Call:
    """The call that says by the other key what ``call`` says; custom fields are all said, for they may be replaced."""
    (row,) = call.rows
    body: dict[str, Any] = json.loads(call.request.body or "{}")
    body[other.name] = other_key(work, other, row)
    custom = work.writes.custom
    if custom is not None and custom.name in body and row.record is not None:
        body[custom.name] = {**bodies.stored_custom(work.table, row.record), **body[custom.name]}
    request = bodies.request(other.endpoint, other.endpoint.path, {other.wrapped: [body]})
    return Call(other.endpoint, request, call.rows)


def check_reply(work: Work, other: ByOtherKey, row: Row, done: Done) -> bool:
    """Whether the row was written; where it was not, it has failed."""
    failed = done.data.get(other.failed) if isinstance(done.data, dict) else None
    if is_empty(failed):
        return True
    entry = failed[0] if isinstance(failed, list) and isinstance(failed[0], dict) else {}
    said = next((str(value) for value in entry.values() if isinstance(value, str)), "it does not say why")
    work.fail(row, OperationalError(f"{row.place}: the API did not write the row: {said}"))
    return False


def tell_older(work: Work, put: Put, older: Older, call: Call) -> Flow[Told]:
    """What came of the older calls that say together what ``call`` says; the first that fails ends them."""
    (row,) = call.rows
    body: dict[str, Any] = json.loads(call.request.body or "{}")
    deltas = next((one.deltas for one in work.writes.columns if one.deltas is not None), None)
    more, less = (body.pop(name, []) for name in deltas) if deltas is not None else ([], [])
    for name in older.required:
        writable = work.writes.by_name[name]
        if writable.name not in body and row.record is not None:
            bodies.say(body, writable, bodies.stored(work.table, writable, row.record))
    path = bodies.path_of(older.endpoint, put.slots, row.key)
    pairs = list(itertools.zip_longest(more, less)) or [(None, None)]
    told: Told | None = None
    for pair in pairs:
        single = {name: one for name, one in zip(older.deltas or (), pair, strict=False) if one is not None}
        request = bodies.request(older.endpoint, path, {**body, **single})
        told = yield from work.tell(Call(older.endpoint, request, call.rows))
        if not isinstance(told, Done):
            return told
    assert isinstance(told, Done)
    return replace(told, is_repeated=len(pairs) > 1)  # more than one revision is ours
