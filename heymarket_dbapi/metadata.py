"""The team's custom fields: read with one call, remembered, and turned into columns and names."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, datetime

from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.api.fields import FIELDS, HISTORY, remember, remembered
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.catalog import LOCAL_TABLES, TABLES
from heymarket_dbapi.catalog.local import FieldName
from heymarket_dbapi.catalog.naming import CustomField, columns_by_title, contacts_with
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.plan.access import Access
from heymarket_dbapi.sql.names import LocalColumn, LocalTable, Names

_BY_NAME = {table.name: table for table in TABLES}
WITH_CUSTOM = next(table.name for table in TABLES if table.custom is not None)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The tables as they are for one account; ``fields`` is None while the custom fields are not known."""

    tables: dict[str, Table]
    fields: tuple[CustomField, ...] | None
    names: Names


def known(facts: Facts) -> Metadata:
    """The metadata without a call: custom fields only where they are remembered."""
    stored = facts.get(FIELDS)
    if stored is None:
        return _metadata(None, facts)
    return _metadata(tuple(CustomField(int(number), title) for number, title in stored), facts)


def load(facts: Facts, exchange: Exchange) -> Flow[Metadata]:
    """The metadata with custom fields, read where they are not remembered."""
    current = known(facts)
    if current.fields is not None:
        return current
    table = _BY_NAME["custom_fields"]
    scan = Scan(Access.whole(table, _BY_NAME), ("id", "title"), dict(_BY_NAME), exchange)
    fields: list[CustomField] = []
    while (batch := (yield from scan.next())) is not None:
        fields += [CustomField(row["id"], row["title"]) for row in batch.to_pylist()]
    remember(fields, facts)
    return _metadata(tuple(fields), facts)


def field_names(facts: Facts) -> list[FieldName]:
    """Each title that a field was seen with, for ``sys.custom_fields``."""
    return [
        FieldName(number, title, name, _moment(since), _moment(until))
        for number, title, name, since, until in facts.get(HISTORY, [])
    ]


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _metadata(fields: tuple[CustomField, ...] | None, facts: Facts) -> Metadata:
    names = remembered(facts) if fields is not None else {}
    return _metadata_of(fields, tuple(names.items()))


@functools.lru_cache(maxsize=50)
def _metadata_of(fields: tuple[CustomField, ...] | None, called: tuple[tuple[CustomField, str], ...]) -> Metadata:
    """The metadata of a team with these fields, which were called so: the same value for each statement."""
    tables = dict(_BY_NAME)
    titles: dict[str, dict[str, str]] = {}
    if fields is not None:
        names = dict(called)
        tables[WITH_CUSTOM] = contacts_with(fields, names)
        titles[WITH_CUSTOM] = {t: column.name for t, column in columns_by_title(fields, names).items()}
    others = [
        LocalTable(
            local.schema,
            local.name,
            tuple(LocalColumn(column.name, column.type.value) for column in local.columns),
            is_stored=False,
        )
        for local in LOCAL_TABLES
    ]
    return Metadata(tables, fields, Names.of(tables.values(), others, titles, fields is not None))
