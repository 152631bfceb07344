"""Prints pip constraints that pin each dependency of pyproject.toml to the oldest version it allows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
_FLOOR = re.compile(r"([A-Za-z0-9_.-]+)(?:\[[^]]*\])?>=([0-9.]+)")
EXTRAS = ("shell", "sqlalchemy", "pandas", "polars", "test")


def floors() -> list[str]:
    """One ``name==version`` for each dependency that has a floor, those of the test extra included."""
    project = tomllib.loads(PROJECT.read_text())["project"]
    wanted = [*project["dependencies"], *(line for extra in EXTRAS for line in project["optional-dependencies"][extra])]
    found = [_FLOOR.match(line) for line in wanted]
    return sorted(f"{match[1]}=={match[2]}" for match in found if match is not None)


if __name__ == "__main__":
    print("\n".join(floors()))
