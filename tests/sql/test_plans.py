"""What each query scans: relations with their conjuncts, streams, stages, and what is provably empty."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.sql.query import Query
from heymarket_dbapi.sql.resolve import resolve
from tests.sql.world import MOMENT, NAMES

FILE = Path(__file__).parent / "cases" / "plans.txt"
_INDENT = "    "


def describe(query: Query) -> list[str]:
    """The query as the case file spells it."""
    lines = [f"{relation} [{', '.join(relation.columns)}]" for relation in query.relations]
    lines = [line.replace("datetime.datetime", "time").replace(", tzinfo=datetime.timezone.utc", "") for line in lines]
    if query.stream is not None:
        lines.append(f"stream {query.stream.relation} limit {query.stream.limit} offset {query.stream.offset}")
    if query.stage is not None:
        lines.append(f"stage {query.stage.sql}")
    for hydration in query.hydrations:
        lines.append(f"hydrate {', '.join(hydration.columns)} of {hydration.relation} for {hydration.survivors}")
    return [*lines, *(["nothing"] if query.is_empty else [])]


def read_cases(file: Path = FILE) -> list[tuple[str, list[str]]]:
    """Each query with its expected lines."""
    cases: list[tuple[str, list[str]]] = []
    for line in file.read_text().splitlines():
        if line.startswith(_INDENT):
            cases[-1][1].append(line.strip())
        elif line and not line.startswith("#"):
            cases.append((line, []))
    return cases


def plan(case: str) -> list[str]:
    """The plan of a line of the case file."""
    sql, _, parameters = case.partition(" -- ")
    given = eval(parameters, {"datetime": datetime}) if parameters else None
    return describe(resolve(parse(sql), NAMES, given, MOMENT, "UTC"))


@pytest.mark.parametrize(("case", "expected"), read_cases())
def test_plan(case: str, expected: list[str]) -> None:
    assert plan(case) == expected


if __name__ == "__main__":
    head = [line for line in FILE.read_text().splitlines() if line.startswith("#")]
    body = [line for case, _ in read_cases() for line in ["", case, *(_INDENT + line for line in plan(case))]]
    FILE.write_text("\n".join([*head, *body]) + "\n")
