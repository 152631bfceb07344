"""Runs SQLAlchemy's suite in a process of its own: ``python -m tests.dialect.suite``, with pytest's arguments."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
# How many must pass, by the beginning of SQLAlchemy's version.
LEAST = {"2.1": 1480, "2.0": 1270, "1.4": 500}
_FIGURE = re.compile(r"(\d+) (passed|failed|skipped|error)")


@dataclass(frozen=True, slots=True)
class Figures:
    """How the tests ended; ``text`` is what pytest printed."""

    passed: int
    failed: int
    errors: int
    skipped: int
    text: str

    @property
    def is_clean(self) -> bool:
        """Whether tests ran, and none of them failed."""
        return self.passed > 0 and self.failed == self.errors == 0


def run_suite(*arguments: str) -> Figures:
    """The figures of one run with these arguments of pytest."""
    around = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "HEYMARKET_"))}
    command = [sys.executable, "-m", "pytest", "-c", "setup.cfg", "--rootdir", ".", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *arguments],
        cwd=HERE,
        env={**around, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    *_, last = done.stdout.strip().splitlines() or [""]
    found = {word: int(count) for count, word in _FIGURE.findall(last)}
    passed, failed, errors, skipped = (found.get(word, 0) for word in ("passed", "failed", "error", "skipped"))
    return Figures(passed, failed, errors, skipped, done.stdout)


def main(arguments: list[str]) -> int:
    """0 where all pass that should; with arguments only some are run, and only their failures count."""
    figures = run_suite(*(arguments or ["-n", "2"]))
    version = sqlalchemy.__version__
    least = 0 if arguments else next((count for start, count in LEAST.items() if version.startswith(start)), 1)
    is_good = figures.is_clean and figures.passed >= least
    if not is_good:
        print(figures.text)
    print(
        f"SQLAlchemy {version}: {figures.passed} passed, {figures.failed} failed, {figures.errors} errors,"
        f" {figures.skipped} skipped; at least {least} must pass"
    )
    return 0 if is_good else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
