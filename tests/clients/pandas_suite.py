"""Runs pandas' own tests of SQL against local tables of the sandbox: ``python -m tests.clients.pandas_suite``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas

ROOT = Path(__file__).parents[2]
# Heymarket's own tables would be dropped after each test.
ADDRESS = "heymarket://sandbox?contacts=10&messages=10&seed=31&reflect_live_tables=false"
_RUN = "    run(_postgresql_psycopg2_engine, "
_CHANGES = (
    ('pytest.importorskip("psycopg2")\n    engine', "engine"),
    ("postgresql+psycopg2://postgres:postgres@localhost:5432/pandas", ADDRESS),
    ('    skip_if_no_db("postgresql", engine.connect)\n', ""),
    # PostgreSQL's default schema, which is emptied after each test.
    (
        "    yield _postgresql_psycopg2_engine\n",
        f"{_RUN}'CREATE SCHEMA public')\n    yield _postgresql_psycopg2_engine\n{_RUN}'DROP SCHEMA public CASCADE')\n",
    ),
    (", marks=pytest.mark.db", ""),
)
_CONFTEST = """
from pathlib import Path
import pytest
from pandas.conftest import *

@pytest.fixture
def datapath():
    return lambda *parts: str(Path(__file__).with_name(parts[-1]))
"""
_RUNNING = """

def run(engine, statement):
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
"""
_SETTINGS = "[pytest]\nmarkers =\n    single_cpu: as pandas has it\n    db: as pandas has it\n"
_OUTCOME = re.compile(r"^(FAILED|ERROR) test_sql\.py::(\S+)", re.MULTILINE)
_KINDS = ("Iris-setosa", "Iris-versicolor", "Iris-virginica")
_PASSED = re.compile(r"(\d+) passed")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many passed, which did not, and what pytest printed."""

    passed: int
    failed: frozenset[str]
    text: str


def _irises() -> str:
    """Measures of 150 flowers, of which pandas looks at the first."""
    rows = ["SepalLength,SepalWidth,PetalLength,PetalWidth,Name", "5.1,3.5,1.4,0.2,Iris-setosa"]
    rows += [
        f"{4 + at % 40 / 10},{2 + at % 24 / 10},{1 + at % 59 / 10},0.{at % 9 + 1},{_KINDS[at % 3]}" for at in range(149)
    ]
    return "\n".join(rows) + "\n"


def write(folder: Path) -> None:
    """Put a copy of pandas' file there that asks the sandbox where it would ask PostgreSQL."""
    text = (Path(pandas.__file__).parent / "tests" / "io" / "test_sql.py").read_text()
    for old, new in _CHANGES:
        if old not in text:
            raise RuntimeError(f"pandas' test_sql.py has changed: {old!r} is not in it")
        text = text.replace(old, new)
    (folder / "test_sql.py").write_text(text + _RUNNING)
    (folder / "conftest.py").write_text(_CONFTEST)
    (folder / "pytest.ini").write_text(_SETTINGS)
    (folder / "iris.csv").write_text(_irises())


def run_suite(*arguments: str) -> Outcome:
    """What becomes of the tests that are PostgreSQL's."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rfE", "-k", "postgresql_psycopg2"]
    around = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        done = subprocess.run(
            [*command, *arguments, "test_sql.py"],
            cwd=folder,
            env={**around, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    match = _PASSED.search(done.stdout)
    return Outcome(
        int(match[1]) if match else 0, frozenset(name for _, name in _OUTCOME.findall(done.stdout)), done.stdout
    )


if __name__ == "__main__":
    print(run_suite(*sys.argv[1:]).text)
