"""What is wrong is said once, with the place, and without the literals of the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from heymarket_dbapi.errors import Error, ProgrammingError
from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.sql.resolve import resolve
from tests.sql.world import MOMENT, NAMES

FILE = Path(__file__).parent / "cases" / "errors.txt"
_INDENT = "    "


def read_cases() -> list[tuple[str, str]]:
    """Each text with its expected error."""
    cases: list[tuple[str, str]] = []
    for line in FILE.read_text().splitlines():
        if line.startswith(_INDENT):
            cases[-1] = (cases[-1][0], line.strip())
        elif line and not line.startswith("#"):
            cases.append((line, ""))
    return cases


def fail(case: str) -> str:
    """The error of a line of the case file."""
    sql, _, parameters = case.partition(" -- ")
    try:
        resolve(parse(sql), NAMES, eval(parameters) if parameters else None, MOMENT, "UTC")
    except Error as error:
        return f"{type(error).__name__}: {error}"
    return "no error"


@pytest.mark.parametrize(("case", "expected"), read_cases())
def test_error(case: str, expected: str) -> None:
    assert fail(case) == expected


def test_position_counts_lines() -> None:
    with pytest.raises(ProgrammingError) as caught:
        resolve(parse("SELECT id\nFROM tags\nWHERE nme = 1"), NAMES, None, MOMENT, "UTC")
    assert caught.value.position == (3, 7)


@pytest.mark.parametrize("deep", ["(" * 2000 + "1" + ")" * 2000, "NOT " * 3000 + "true"])
def test_too_deep(deep: str) -> None:
    with pytest.raises(ProgrammingError, match="nested too deeply"):
        resolve(parse(f"SELECT {deep}"), NAMES, None, MOMENT, "UTC")


if __name__ == "__main__":
    head = [line for line in FILE.read_text().splitlines() if line.startswith("#")]
    body = [line for case, _ in read_cases() for line in ["", case, _INDENT + fail(case)]]
    FILE.write_text("\n".join([*head, *body]) + "\n")
