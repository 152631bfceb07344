"""What a query will ask the API, as a value that prints as its own EXPLAIN."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from heymarket_dbapi.catalog.custom_fields import CUSTOM_FIELDS
from heymarket_dbapi.catalog.spec import Endpoint, Table, Walk
from heymarket_dbapi.plan.access import Access, Listed, Pointed, choose, waits_for
from heymarket_dbapi.sql.query import Query, Relation

COLUMNS = ("step", "relation", "method", "path", "body", "narrowing", "rows", "calls", "seconds", "exact", "note")
NO_COUNT = "no count known"


class Budget(Protocol):
    """What bounds how fast calls can be made."""

    @property
    def requests_per_minute(self) -> int: ...
    @property
    def concurrency(self) -> int: ...


class Known(Protocol):
    """What was learned about the server."""

    def get(self, name: str, default: Any = None) -> Any: ...


@dataclass(frozen=True, slots=True)
class Step:
    """A group of like calls. ``is_exact``: their number is known, and a log may be held against it."""

    relation: str
    endpoint: Endpoint
    body: str | None
    narrowing: str
    rows: int | None
    calls: int
    is_exact: bool
    note: str


# What a query spends first whose names or stars may mean custom fields, where these are not remembered.
CUSTOM_FIELDS_STEP = Step(
    "custom_fields",
    CUSTOM_FIELDS.reads[0].endpoint,
    "{}",
    "",
    None,
    1,
    False,
    "custom fields are not known without this call, nor what follows where a name means one",
)


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """The steps of a query, in the order in which they begin."""

    steps: tuple[Step, ...]
    requests_per_minute: int

    @property
    def calls(self) -> int:
        """How many calls are expected."""
        return sum(step.calls for step in self.steps)

    def rows(self) -> list[tuple[object, ...]]:
        """The plan as rows of the columns ``COLUMNS``."""
        return [
            (
                *(number, step.relation, step.endpoint.method, step.endpoint.path, step.body, step.narrowing),
                *(
                    step.rows,
                    step.calls,
                    round(step.calls * 60 / self.requests_per_minute, 3),
                    step.is_exact,
                    step.note,
                ),
            )
            for number, step in enumerate(self.steps, 1)
        ]

    def to_json(self) -> str:
        """The plan as a JSON array of objects."""
        return json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in self.rows()], indent=2)

    def __str__(self) -> str:
        lines = [
            f"{number}. {step.calls}{'' if step.is_exact else '+'} × {step.endpoint}  for {step.relation}"
            + (f"  where {step.narrowing}" if step.narrowing else "")
            + (f"  ({step.note})" if step.note else "")
            for number, step in enumerate(self.steps, 1)
        ]
        return "\n".join(lines) or "no call"


def plan_query(query: Query, tables: Mapping[str, Table], budget: Budget, known: Known) -> QueryPlan:
    """The calls that a query will make, as far as they can be known without one."""
    steps: list[Step] = []
    listed: set[str] = set()
    for relation in query.relations:
        if query.is_empty or relation.is_empty or relation.table not in tables or relation.schema != "heymarket":
            continue
        table = tables[relation.table]
        link = waits_for(relation, table)
        if link is not None:
            read = next(read for read in table.reads if read.bind(link.column))
            note = "one for each value that the other relation has"
            steps.append(Step(relation.table, read.endpoint, None, link.column, None, 1, False, note))
            continue
        access = choose(relation, table, tables)
        listing = table.explode.parent if table.explode else table.name
        if isinstance(access.path, Listed) and listing in listed:
            continue
        listed.add(listing)
        steps += _steps(relation, access, tables, known)
    steps += [
        Step(
            hydration.table,
            _endpoint(tables[hydration.table], hydration.columns),
            None,
            "",
            None,
            1,
            False,
            "one a row",
        )
        for hydration in query.hydrations
    ]
    return QueryPlan(tuple(steps), budget.requests_per_minute)


def _endpoint(table: Table, columns: Sequence[str]) -> Endpoint:
    hydration = table.by_name[columns[0]].extended
    if hydration is None or hydration.endpoint is None:
        return Endpoint("GET", "the media's own link", "a link in the row")
    return hydration.endpoint


def _steps(relation: Relation, access: Access, tables: Mapping[str, Table], known: Known) -> list[Step]:
    match access.path:
        case Pointed(read, binds, points) as path:
            narrowing = ", ".join(bind.column for bind in binds)
            return [Step(relation.table, read.endpoint, None, narrowing, len(points), path.calls, True, "")]
        case Listed(reads):
            return [_listed(relation, access, reads[0].pager, tables, known)]


def _listed(relation: Relation, access: Access, pager: Any, tables: Mapping[str, Table], known: Known) -> Step:
    assert isinstance(access.path, Listed)
    assert isinstance(pager, Walk)
    source = tables[access.table.explode.parent] if access.table.explode else access.table
    read = access.path.reads[0]
    size = known.get(f"{source.name}/{read.endpoint}/limit", pager.limits[0]) or 30
    rows = known.get(f"{source.name}/rows")
    if rows is None:
        return Step(relation.table, read.endpoint, None, "", None, 1, False, NO_COUNT)
    return Step(relation.table, read.endpoint, None, "", rows, max(1, -(-rows // size)), False, "stale count")
