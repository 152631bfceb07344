"""Local tables in a file: they are there again when it is opened again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi import DataError, OperationalError
from tests.driver.conftest import DSN

from .conftest import runner

Connect = Callable[..., Any]
DESCRIBED = (
    "SELECT table_name, table_type, table_comment FROM information_schema.tables"
    " WHERE NOT is_live AND table_schema NOT IN ('sys', 'information_schema') ORDER BY 1"
)


def test_everything_comes_back(connect: Connect, tmp_path: Path) -> None:
    file = str(tmp_path / "heymarket.duckdb")
    first = connect(local=file)
    run = runner(first)
    run("CREATE SCHEMA mine", "CREATE TABLE mine.t (id SERIAL PRIMARY KEY, a VARCHAR(3) CONSTRAINT u UNIQUE, b INT)")
    run("INSERT INTO mine.t (a) SELECT substr(phone, 1, 2) || row_number() OVER () FROM contacts LIMIT 3")
    run("CREATE VIEW v AS SELECT t.id, count(*) AS n FROM mine.t t, tags GROUP BY 1", "CREATE INDEX i ON mine.t (b)")
    run("COMMENT ON VIEW v IS 'seen'", "CREATE TEMP TABLE gone (a INT)")
    first.commit()
    run("INSERT INTO mine.t (b) VALUES (99)")
    first.close()
    heymarket_dbapi.close_all()
    again = runner(connect(local=file))
    assert again(DESCRIBED) == [("t", "BASE TABLE", None), ("v", "VIEW", "seen")]
    assert again("SELECT count(*), sum(n) > 0 FROM v") == [(3, True)]
    assert again("SELECT constraint_name FROM information_schema.table_constraints WHERE table_schema = 'mine'") == [
        ("t_pkey",),
        ("u",),
    ]
    assert again("SELECT index_name FROM sys.indexes") == [("i",)]
    with pytest.raises(DataError, match="too long"):
        again("INSERT INTO mine.t (a) VALUES ('long')")
    assert again("INSERT INTO mine.t (b) VALUES (1) RETURNING id > 3") == [(True,)]


def test_it_is_another_store_than_memory(connect: Connect, tmp_path: Path) -> None:
    file = connect(local=str(tmp_path / "a.db"))
    runner(file)("CREATE TABLE t (a INT)")
    file.commit()
    memory = runner(connect())
    memory("CREATE TABLE t (b INT)")
    assert runner(connect(local=str(tmp_path / "a.db")))("SELECT a FROM t") == []


def test_a_file_is_open_in_one_process(connect: Connect, tmp_path: Path) -> None:
    file = str(tmp_path / "a.db")
    runner(connect(local=file))("SELECT 1", "CREATE TABLE t (a INT)")
    code = (
        "import heymarket_dbapi as h\n"
        f"try: h.connect({DSN!r}, local={file!r}).execute('SELECT 1')\n"
        "except h.OperationalError as error: print(error)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "open in another process" in told


def test_wrong_places_are_told(connect: Connect, tmp_path: Path) -> None:
    with pytest.raises(OperationalError, match="no such folder"):
        runner(connect(local=str(tmp_path / "none" / "a.db")))("SELECT 1")
    (tmp_path / "text.db").write_text("no database, but longer than a header " * 500)
    with pytest.raises(OperationalError, match="cannot be opened"):
        runner(connect(local=str(tmp_path / "text.db")))("SELECT 1")


def test_a_file_is_closed_off_too(connect: Connect, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    run = runner(connect(local=str(file)))
    run("CREATE TABLE t (a INT)", "COMMIT")
    size = file.stat().st_size
    for statement in (
        f"COPY (SELECT 1) TO '{file}' (USE_TMP_FILE false)",
        f"SELECT * FROM read_blob('{file}')",
        f"CREATE TABLE u AS SELECT * FROM read_text('{file}')",
        "CHECKPOINT",
        f"ATTACH '{tmp_path / 'b.db'}'",
    ):
        with pytest.raises(heymarket_dbapi.Error):
            run(statement)
    assert file.stat().st_size == size and not (tmp_path / "b.db").exists()
    assert run("SELECT * FROM t") == []
