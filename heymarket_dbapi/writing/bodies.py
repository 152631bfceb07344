"""What the bodies of calls say: the columns that are set, and those that the call would blank."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from heymarket_dbapi.api.phrase import put
from heymarket_dbapi.api.records import Record, first
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Endpoint
from heymarket_dbapi.catalog.writes import Custom, Special, Writable, Writes
from heymarket_dbapi.effects import Request
from heymarket_dbapi.writing.values import custom_key, source_paths, stored_form

Body = dict[str, Any]


def path_of(endpoint: Endpoint, slots: Sequence[tuple[str, str]], values: Mapping[str, Any]) -> str:
    """The endpoint's path with its slots filled."""
    path = endpoint.path
    for name, column in slots:
        path = path.replace("{" + name + "}", quote(str(values[column]), safe=""))
    return path


def request(
    endpoint: Endpoint,
    path: str,
    body: object = None,
    query: Sequence[tuple[str, str]] = (),
) -> Request:
    """The request."""
    return Request.of(endpoint.method, path, query, body)


def say(body: Body, writable: Writable, form: Any) -> None:
    """Let the body say what a column is to be."""
    if not writable.name:
        return
    if form is not None:
        put(body, writable.name, copy.deepcopy(writable.told(form)))
    elif not isinstance(writable.empty, Special):
        put(body, writable.name, writable.empty)


def say_given(body: Body, writables: Sequence[Writable], given: Mapping[str, Any]) -> None:
    """Let the body say all that is given."""
    for writable in writables:
        if writable.column in given:
            say(body, writable, given[writable.column])


def say_filled(body: Body, writables: Sequence[Writable], given: Mapping[str, Any]) -> None:
    """Let the body say what is given and is not NULL."""
    say_given(body, writables, {name: form for name, form in given.items() if form is not None})


def stored(table: Table, writable: Writable, record: Record) -> Any:
    """What the record holds of a column, in its form."""
    raw = first(record, source_paths(table, writable.column))
    return stored_form(writable, raw)


def shown(table: Table, writes: Writes, record: Record, column: str) -> Any:
    """What the record holds of a column that can be written, a custom field's too, in its form."""
    key = custom_key(table, column)
    if key is not None:
        return stored_custom(table, record).get(key)
    return stored(table, writes.by_name[column], record)


def say_carried(
    body: Body, writes: Writes, table: Table, record: Record, carried: Sequence[str], given: Mapping[str, Any]
) -> None:
    """Let the body say again what is stored in columns that the call would blank, in the order of the columns."""
    told = {name: stored(table, writes.by_name[name], record) for name in carried if name not in given}
    merged = {**{name: form for name, form in told.items() if form is not None}, **given}
    say_given(body, writes.columns, merged)


def custom_values(table: Table, given: Mapping[str, Any]) -> dict[str, str | None]:
    """The custom fields among what is given, by id."""
    found = ((custom_key(table, name), form) for name, form in given.items())
    return {key: form for key, form in found if key is not None}


def stored_custom(table: Table, record: Record) -> dict[str, Any]:
    """The custom fields that the record holds, by id."""
    value: Any = record
    for name in table.custom or ():
        value = value.get(name) if isinstance(value, dict) else None
    return {key: one for key, one in value.items() if one not in (None, "")} if isinstance(value, dict) else {}


def say_custom(
    body: Body, custom: Custom, table: Table, record: Record | None, changed: Mapping[str, str | None]
) -> tuple[tuple[str, str], ...]:
    """Let the body say custom fields; the query that lets them replace what is stored, where one is to go."""
    if all(value is not None for value in changed.values()):
        body[custom.name] = dict(changed)
        return ()
    whole = {**stored_custom(table, record or {}), **changed}
    body[custom.name] = {key: value for key, value in whole.items() if value is not None}
    return custom.replacing
