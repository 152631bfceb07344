"""Keeps the definitions in the engine's own store: one row for each change, in the transaction that makes it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from heymarket_dbapi.catalog.relations import (
    Attribute,
    Constraint,
    ConstraintKind,
    Index,
    Relation,
    RelationKind,
    SequenceGenerator,
)
from heymarket_dbapi.engine import TransactionBench
from heymarket_dbapi.errors import OperationalError
from heymarket_dbapi.local.definitions import Changes, Definitions, Entry, Key, Kind, Schema, quoted
from heymarket_dbapi.sql.names import DEFAULT_SCHEMA

SCHEMA = "heymarket_ledger"
_COLUMNS = "number BIGINT, kind VARCHAR, schema VARCHAR, name VARCHAR, entry VARCHAR"


class Ledger:
    """The table in which the definitions are kept; only this process writes it."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._place = f"{quoted(database)}.{quoted(SCHEMA)}.changes"
        self._number = 0

    def open(self, bench: TransactionBench) -> Definitions:
        """The definitions that the store holds; a new store is made ready."""
        bench.begin()
        bench.change(f"CREATE SCHEMA IF NOT EXISTS {quoted(self._database)}.{quoted(SCHEMA)}")
        bench.change(f"CREATE SCHEMA IF NOT EXISTS {quoted(self._database)}.{quoted(DEFAULT_SCHEMA)}")
        bench.change(f"CREATE TABLE IF NOT EXISTS {self._place} ({_COLUMNS})")
        rows = bench.compute(f"SELECT * FROM {self._place} ORDER BY number", {}).to_pylist()
        entries: dict[Key, Entry | None] = {}
        for row in rows:
            self._number = row["number"]
            entries[(Kind(row["kind"]), row["schema"], row["name"])] = _read(row["kind"], row["entry"])
        kept = Definitions({}, self._database).changed(entries)
        if len(rows) > 2 * len(kept.entries):
            bench.change(f"DELETE FROM {self._place}")
            self.write(kept.entries, bench)
        bench.commit()
        return kept

    def touch(self, bench: TransactionBench) -> None:
        """Let the transaction see the store as it is now."""
        bench.compute(f"SELECT number FROM {self._place} LIMIT 0", {})

    def write(self, changes: Changes, bench: TransactionBench) -> None:
        """Keep what was changed."""
        for (kind, schema, name), entry in changes.items():
            self._number += 1
            values: dict[str, object] = {
                **{"number": self._number, "kind": kind.value, "schema": schema, "name": name},
                **{"entry": None if entry is None else json.dumps(asdict(entry), default=lambda value: value.value)},
            }
            bench.change(f"INSERT INTO {self._place} VALUES ($number, $kind, $schema, $name, $entry)", values)


def _read(kind: str, text: str | None) -> Entry | None:
    if text is None:
        return None
    try:
        found = json.loads(text)
        match Kind(kind):
            case Kind.SCHEMA:
                return Schema(found["name"])
            case Kind.SEQUENCE:
                owner = found.pop("owner")
                return SequenceGenerator(**found, owner=tuple(owner) if owner else None)
            case Kind.RELATION:
                return _read_relation(found)
    except (ValueError, KeyError, TypeError):
        raise OperationalError("the file of local tables was written by another version of the driver") from None


def _read_relation(found: dict[str, Any]) -> Relation:
    return Relation(
        **{
            **found,
            "kind": RelationKind(found["kind"]),
            "attributes": tuple(Attribute(**one) for one in found["attributes"]),
            "constraints": tuple(_read_constraint(one) for one in found["constraints"]),
            "indexes": tuple(Index(**{**one, "columns": tuple(one["columns"])}) for one in found["indexes"]),
            "needs_filter": tuple(found["needs_filter"]),
            "reads": _pairs(found["reads"]),
        }
    )


def _read_constraint(found: dict[str, Any]) -> Constraint:
    target = found["target"]
    return Constraint(
        **{
            **found,
            "kind": ConstraintKind(found["kind"]),
            "columns": tuple(found["columns"]),
            "target": (target[0], target[1]) if target else None,
        }
    )


def _pairs(found: Iterable[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((schema, name) for schema, name in found)
