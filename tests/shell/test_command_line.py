"""Arguments in, options out."""

from __future__ import annotations

import pytest

from heymarket_dbapi.shell.formats import Format
from heymarket_dbapi.shell.options import ShellOptions, read_options

CASES: list[tuple[list[str], ShellOptions]] = [
    ([], ShellOptions()),
    (["SELECT 1"], ShellOptions("SELECT 1")),
    (["-"], ShellOptions(file="-")),
    (["-- a comment\nSELECT 1"], ShellOptions("-- a comment\nSELECT 1")),
    (["-f", "a.sql"], ShellOptions(file="a.sql")),
    (["x", "--param", "a", "--param", "-b c"], ShellOptions("x", parameters=("a", "-b c"))),
    (["x", "-o", "a.CSV"], ShellOptions("x", format=Format.CSV, output="a.CSV")),
    (["x", "-o", "a.csv", "--format", "jsonl"], ShellOptions("x", format=Format.JSONL, output="a.csv")),
    (["x", "-o", "a.dat", "--format", "json"], ShellOptions("x", format=Format.JSON, output="a.dat")),
    (
        ["x", "--max-rows", "5", "--timeout", "1.5", "--max-calls", "0", "--plan", "-v", "--dsn", "d"],
        ShellOptions("x", dsn="d", max_rows=5, timeout=1.5, max_calls=0, is_plan=True, is_verbose=True),
    ),
]


@pytest.mark.parametrize(("arguments", "expected"), CASES)
def test_options(arguments: list[str], expected: ShellOptions) -> None:
    assert read_options(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x", "y"], "unrecognized"),
        (["x", "-f", "y"], "not both"),
        (["x", "-o", "y.dat"], "--format"),
        (["x", "--format", "xml"], "invalid choice"),
        (["x", "--max-rows", "-1"], "--max-rows"),
        (["x", "--max-rows", "many"], "--max-rows"),
        (["x", "--max", "1"], "unrecognized"),
    ],
)
def test_wrong_usage_ends_with_two(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        read_options(arguments)
    assert end.value.code == 2
    assert message in capsys.readouterr().err
