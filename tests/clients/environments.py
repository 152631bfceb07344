"""Runs the clients' tests, each in an environment of its own: ``python -m tests.clients.environments [NAME…]``."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# What each test file needs beside the project; the file is test_<name>.py, or what FILES says.
CLIENTS = {
    "dataset": ("dataset",),
    "dlt": ("dlt[duckdb,sql_database]", "pandas"),
    "great_expectations": ("great-expectations",),
    "harlequin": ("harlequin",),
    "ibis": ("ibis-framework[duckdb]",),
    "jupysql": ("jupysql", "ipython", "pandas", "matplotlib"),
    # Brings sqlglot's compiled form.
    "marimo": ("marimo[sql]", "pandas"),
    "notebook": ("nbclient", "ipykernel", "pandas", "matplotlib"),
    # What Superset 6.1 has.
    "pandas_old": ("pandas==2.1.4", "numpy<2", "pyarrow<19", "SQLAlchemy==1.4.54", "greenlet<=3.1.1", "sqlglot<29"),
    "pandas_suite": ("pandas",),
    "pandera": ("pandera[pandas]",),
    "sqlacodegen": ("sqlacodegen",),
    # Has no classes that could be inherited from.
    "sqlglot_compiled": ("sqlglot[c]", "hypothesis"),
    "streamlit": ("streamlit",),
}
FILES = {"pandas_old": HERE / "test_pandas.py", "sqlglot_compiled": ROOT / "tests" / "sql"}
# Their warnings are not ours, and ours are errors.
WARNINGS = ("-W", "ignore", "-W", "error::heymarket_dbapi.IncompleteWarning")


def install(python: Path, requirements: tuple[str, ...]) -> None:
    """Make the environment of ``python``, by uv where it is there."""
    folder, wanted = python.parents[1], [*requirements, "pytest", "--editable", f"{ROOT}[sqlalchemy]"]
    uv = shutil.which("uv")
    if uv is not None:
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", python, *wanted], check=True)
    else:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)


def run(name: str, folder: Path) -> bool:
    """Whether the client's tests pass, in an environment that is made where it is not there yet."""
    python = folder / name / "bin" / "python"
    if not python.exists():
        install(python, CLIENTS[name])
    where = FILES.get(name, HERE / f"test_{name}.py")
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *WARNINGS, str(where)]
    around = {**os.environ, "PYTHONPATH": str(ROOT), "HEYMARKET_CLIENT": name}
    return subprocess.run(command, cwd=ROOT, env=around, check=False).returncode == 0


def main(arguments: list[str] | None = None) -> int:
    """0 where all pass."""
    parser = argparse.ArgumentParser(prog="python -m tests.clients.environments", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(CLIENTS))
    parser.add_argument("--folder", type=Path, help="where environments are kept for another time")
    given = parser.parse_args(arguments)
    names = given.names or list(CLIENTS)
    if unknown := set(names) - set(CLIENTS):
        parser.error(f"no such client: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="heymarket-clients-") as scratch:
        results = {}
        for name in names:
            print(f"--- {name}", flush=True)
            results[name] = run(name, given.folder or Path(scratch))
    for name, is_good in results.items():
        print(f"{name}: {'ok' if is_good else 'FAILED'}")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
