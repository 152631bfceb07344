"""Reads the written SELECTs: text files of named queries with what is to be known about each."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

FOLDER = Path(__file__).parent / "selects"
_NOTE = re.compile(r"-- (name|ordered|check|columns|extended|oracle|parameter(?: \w+)?): (.*)")


@dataclass(frozen=True, slots=True)
class Select:
    """One written SELECT.

    ``oracle`` is the text for DuckDB where that is another; ``parameters`` are JSON, or SELECTs for the oracle;
    ``check`` is ``rows``, ``subset`` (so many rows, all of them rows of the query without its LIMIT) or ``count``;
    ``columns`` is ``named``, ``any`` (names in any order, as ``*`` gives them) or ``unnamed`` (names not compared).
    """

    theme: str
    name: str
    sql: str
    oracle: str
    parameters: tuple[tuple[str, str], ...]
    ordered: bool
    check: str
    columns: str
    extended: bool

    def __str__(self) -> str:
        return f"{self.theme}: {self.name}"

    def values(self, oracle: duckdb.DuckDBPyConnection) -> list[Any] | dict[str, Any] | None:
        """The parameters' values: a list, a mapping where they have names, None where there are none."""
        values = [
            _scalar(oracle, text) if text.startswith("SELECT ") else json.loads(text) for _, text in self.parameters
        ]
        names = [name for name, _ in self.parameters]
        return dict(zip(names, values, strict=True)) if any(names) else values or None


def _scalar(oracle: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = oracle.execute(sql).fetchone()
    assert row is not None, sql
    return row[0]


def read_all() -> list[Select]:
    """Every written SELECT, by file and place."""
    return [select for path in sorted(FOLDER.glob("*.sql")) for select in read(path)]


def read(path: Path) -> list[Select]:
    """The SELECTs of one file."""
    blocks = re.split(r"^(?=-- name: )", path.read_text(), flags=re.MULTILINE)
    return [_select(path.stem, block) for block in blocks if block.strip()]


def _select(theme: str, block: str) -> Select:
    notes: dict[str, list[str]] = {}
    parameters: list[tuple[str, str]] = []
    lines = []
    for line in block.splitlines():
        found = _NOTE.fullmatch(line)
        if found is None:
            lines.append(line)
        elif found[1].startswith("parameter"):
            parameters.append((found[1].removeprefix("parameter").strip(), found[2]))
        else:
            notes.setdefault(found[1], []).append(found[2])
    sql = "\n".join(lines).strip()
    return Select(
        theme=theme,
        name=notes["name"][0],
        sql=sql,
        oracle="\n".join(notes.get("oracle", [])) or sql,
        parameters=tuple(parameters),
        ordered="ordered" in notes,
        check=notes.get("check", ["rows"])[0],
        columns=notes.get("columns", ["named"])[0],
        extended="extended" in notes,
    )
