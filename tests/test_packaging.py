"""What is installed is whole: types, entry points, extras, one version; and importing it is cheap."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import heymarket_dbapi

ROOT = Path(__file__).parents[1]
HEAVY = ("duckdb", "httpx", "msgspec", "numpy", "pandas", "polars", "pyarrow", "rich", "sqlalchemy", "sqlglot")


@pytest.fixture(scope="module")
def installed() -> metadata.Distribution:
    """The installed package; the README's command installs it."""
    try:
        return metadata.distribution("heymarket-dbapi")
    except metadata.PackageNotFoundError:
        pytest.skip("heymarket-dbapi is not installed here")


def test_version_has_one_source(installed: metadata.Distribution) -> None:
    assert installed.version == heymarket_dbapi.__version__


def test_changelog_begins_with_this_version() -> None:
    match = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert match is not None
    assert match[1] == heymarket_dbapi.__version__


def test_both_packages_are_typed(installed: metadata.Distribution) -> None:
    names = {str(file) for file in installed.files or ()}
    assert {"heymarket_dbapi/py.typed", "sqlalchemy_heymarket/py.typed"} <= names
    assert not any(name.startswith("tests/") for name in names)


def test_entry_points_load(installed: metadata.Distribution) -> None:
    points = installed.entry_points
    dialects = {point.name for point in points.select(group="sqlalchemy.dialects")}
    assert dialects == {"heymarket", "heymarket.dbapi", "heymarket.aio"}
    (command,) = points.select(group="console_scripts")
    assert command.name == "heymarket"
    assert callable(command.load())


def test_dialects_load(installed: metadata.Distribution) -> None:
    assert installed.entry_points
    sqlalchemy = pytest.importorskip("sqlalchemy")
    for url in ("heymarket://sandbox", "heymarket+dbapi://sandbox"):
        assert sqlalchemy.create_engine(url).dialect.name == "heymarket"


def test_core_needs_few_packages_and_pins_none(installed: metadata.Distribution) -> None:
    lines = installed.requires or []
    core = {re.split(r"[^\w-]", line)[0].lower() for line in lines if "extra ==" not in line}
    assert core == {"duckdb", "httpx", "msgspec", "pyarrow", "sqlglot", "tzdata"}
    assert not [line for line in lines if "==" in line.split(";")[0]]
    assert {"shell", "sqlalchemy", "pandas", "polars", "test"} <= set(
        installed.metadata.get_all("Provides-Extra") or []
    )


def test_import_is_cheap() -> None:
    text = f"import sys, heymarket_dbapi, heymarket_dbapi.aio; print([n for n in {HEAVY!r} if n in sys.modules])"
    run = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "[]"
