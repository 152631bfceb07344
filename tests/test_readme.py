"""What the documents say is true: their blocks run, and their tables are those of the catalog and the options."""

from __future__ import annotations

import os
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

import heymarket_dbapi
from tests.documents import PARTS, README, written

ROOT = README.parent
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README.read_text(), re.DOTALL | re.MULTILINE)
COMMANDS = re.findall(r"^```sh\n(.*?)^```$", README.read_text(), re.DOTALL | re.MULTILINE)
COSTS = re.findall(r"^    \"(SELECT .*)\",  # (\d+) calls?$", README.read_text(), re.MULTILINE)
EXAMPLES = sorted((ROOT / "examples").glob("[!_]*.py"))


@pytest.fixture(autouse=True)
def _environment() -> Iterator[None]:
    """No credential of this machine is used, and none that a block sets stays."""
    before = dict(os.environ)
    for name in before:
        if name.startswith("HEYMARKET_") and name != "HEYMARKET_STATE_DIR":
            del os.environ[name]
    yield
    os.environ.clear()
    os.environ.update(before)


def test_derived_parts_are_up_to_date() -> None:
    text = README.read_text()
    assert all(text.count(f"<!-- {name} -->") == 1 for name in PARTS)
    assert text == written(text), "run python -m tests.documents"


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_block_runs(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(BLOCKS[number], f"README.md, block {number}", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out


def test_questions_cost_what_is_said() -> None:
    assert len(COSTS) == 6
    heymarket_dbapi.close_all()
    with heymarket_dbapi.connect("heymarket://sandbox") as connection:
        for sql, calls in COSTS:
            cursor = connection.execute(sql)
            cursor.fetchall()
            assert (sql, len(cursor.api_calls)) == (sql, int(calls))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if path.stem.startswith("orm_") and sqlalchemy.__version__ < "2":
        pytest.skip("SQLAlchemy 1.4 cannot: its models are written otherwise")
    runpy.run_path(str(path), run_name="__main__")
    assert capsys.readouterr().out


def test_two_commands_stand_there() -> None:
    query, tests = COMMANDS
    start = "python3 -m venv .venv && .venv/bin/pip install '.[{}]' && .venv/bin/python -m {} "
    assert query.startswith(start.format("shell", "heymarket_dbapi"))
    assert tests.startswith(start.format("test", "pytest"))


def test_query_of_the_first_command_has_rows() -> None:
    match = re.search(r'"(.*)"$', COMMANDS[0])
    assert match is not None
    with heymarket_dbapi.connect("heymarket://sandbox") as connection:
        rows = connection.execute(match[1]).fetchall()
    assert len(rows) > 1
    assert all(None not in row for row in rows)


def test_environment_and_address_are_documented() -> None:
    text = README.read_text()
    names = re.findall(r"HEYMARKET_[A-Z_]+", (ROOT / "heymarket_dbapi" / "options.py").read_text())
    assert {name for name in names if f"`{name}`" not in text} == set()


def test_links_lead_somewhere() -> None:
    for document in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / document).read_text())
        assert [target for target in targets if not (ROOT / target).exists()] == []
