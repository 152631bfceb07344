"""How little of each relation a query needs: its links, its first rows, its count, the ends of a column."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.sql.query import Query, Relation
from heymarket_dbapi.sql.resolve import resolve
from tests.sql.test_plans import read_cases
from tests.sql.world import MOMENT, NAMES

FILE = Path(__file__).parent / "cases" / "hints.txt"


def describe(query: Query) -> list[str]:
    """The hints as the case file spells them."""
    lines = [_describe(relation) for relation in query.relations]
    lines += [f"count {query.count}"] if query.count is not None else []
    return [*lines, f"extremes {query.extremes}"] if query.extremes is not None else lines


def _describe(relation: Relation) -> str:
    parts = [f"{relation.name} {relation.table}", "whole" if relation.whole_predicate else ""]
    parts += [f"reach {relation.reach}" if relation.reach is not None else ""]
    parts += [f"order {relation.order}" if relation.order is not None else ""]
    parts += ["empty" if relation.is_empty else "", ", ".join(map(str, relation.links))]
    return "; ".join(part for part in parts if part)


def hints(case: str) -> list[str]:
    """The hints of a line of the case file."""
    sql, _, parameters = case.partition(" -- ")
    given = eval(parameters, {"datetime": datetime}) if parameters else None
    return describe(resolve(parse(sql), NAMES, given, MOMENT, "UTC"))


@pytest.mark.parametrize(("case", "expected"), read_cases(FILE))
def test_hints(case: str, expected: list[str]) -> None:
    assert hints(case) == expected


if __name__ == "__main__":
    head = [line for line in FILE.read_text().splitlines() if line.startswith("#")]
    body = [line for case, _ in read_cases(FILE) for line in ["", case, *("    " + line for line in hints(case))]]
    FILE.write_text("\n".join([*head, *body]) + "\n")
