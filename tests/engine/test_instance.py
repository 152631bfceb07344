"""One instance per key and process; its end, and the end of the process, are clean."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from heymarket_dbapi import errors
from heymarket_dbapi.engine import Engine, keywords


def test_one_key_is_one_instance() -> None:
    assert Engine.open(("instance", 1)) is Engine.open(("instance", 1))
    assert Engine.open(("instance", 1)) is not Engine.open(("instance", 2))


def test_another_memory_limit_names_both() -> None:
    Engine.open("limited", memory_limit="200MB")
    assert Engine.open("limited") is Engine.open("limited", memory_limit="200 mb")
    with pytest.raises(errors.InterfaceError, match=r"300MB.*200MB"):
        Engine.open("limited", memory_limit="300MB")


def test_first_without_a_limit_wins_too() -> None:
    Engine.open("unlimited")
    with pytest.raises(errors.InterfaceError, match=r"300MB.*default"):
        Engine.open("unlimited", memory_limit="300MB")


def test_wrong_memory_limit_is_named() -> None:
    with pytest.raises(errors.InterfaceError, match="'lots'"):
        Engine.open("wrong limit", memory_limit="lots")
    assert Engine.open("wrong limit").workbench() is not None


def test_memory_limit_reaches_the_engine() -> None:
    workbench = Engine.open("limit arrives", memory_limit="100MiB").workbench()
    assert workbench.compute("SELECT current_setting('memory_limit') AS m", {}).to_pylist() == [{"m": "100.0 MiB"}]


def test_keywords() -> None:
    assert {"select", "qualify", "year"} <= keywords()
    assert "contacts" not in keywords()
    assert keywords() is keywords()


SCRIPTS = {
    "close_all": """
engine = Engine.open("k"); workbench = engine.workbench()
close_all(); close_all()
for work in (engine.workbench, lambda: workbench.compute("SELECT 1", {})):
    try: work()
    except errors.InterfaceError: pass
    else: raise SystemExit("no error")
assert Engine.open("k") is not engine
assert Engine.open("k").workbench().compute("SELECT 1 AS a", {}).num_rows == 1
""",
    "exit with open handles": """
workbench = Engine.open("k").workbench(); workbench.compute("SELECT 1", {})
""",
    "exit while a daemon computes": """
import threading, time
workbench = Engine.open("k").workbench()
def work():
    try: workbench.compute(SLOW, {})
    except errors.OperationalError: pass
threading.Thread(target=work, daemon=True).start()
time.sleep(0.2)
""",
    "imports nothing heavy": """
import sys
assert "duckdb" not in sys.modules and "pyarrow" not in sys.modules
""",
}
FORKED = {
    "exit": "pass",
    "handles dropped": "import gc; del workbench, engine; gc.collect()",
    "old handles": """
for work in (engine.workbench, lambda: workbench.compute("SELECT 1", {}), lambda: workbench.load("t", None)):
    try: work()
    except errors.InterfaceError as error: assert "fork" in str(error)
    else: raise SystemExit(3)
workbench.interrupt(); workbench.close(); engine.close(); close_all()
""",
    "own engine": """
assert Engine.open("k") is not engine
rows = Engine.open("k").workbench().compute("SELECT sum(range)::BIGINT AS s FROM range(100000)", {}).to_pylist()
assert rows == [{"s": 4999950000}]
""",
}
HEAD = """
import os, sys
from heymarket_dbapi import errors
from heymarket_dbapi.engine import Engine, close_all
SLOW = "SELECT sum(a.range * b.range) AS s FROM range(1000000) a, range(1000000) b"
"""
PARENT = """
engine = Engine.open("k"); workbench = engine.workbench()
workbench.compute("SELECT sum(range) AS s FROM range(100000)", {})
pid = os.fork()
if pid == 0:
    CHILD
    sys.exit(0)
status = os.waitpid(pid, 0)[1]
assert workbench.compute("SELECT 1 AS a", {}).num_rows == 1
sys.exit(0 if status == 0 else f"child ended with {status}")
"""


# DuckDB 2.0.0 counts at exit what a child leaves to its parent, and a daemon thread to nobody; 2.0.1 is silent.
NOISE = ("nanobind: ", " - leaked ", " - ... skipped", "See https://nanobind")


def _run(script: str) -> tuple[int, list[str]]:
    """How a process that runs ``script`` ends, and what it says on the way."""
    command = [sys.executable, "-W", "error", "-c", HEAD + script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, [line for line in done.stderr.splitlines() if not line.startswith(NOISE)]


@pytest.mark.parametrize("name", SCRIPTS)
def test_process_ends_cleanly(name: str) -> None:
    assert _run(SCRIPTS[name]) == (0, [])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("name", FORKED)
def test_forked_child(name: str) -> None:
    child = FORKED[name].strip().replace("\n", "\n    ")
    assert _run(PARENT.replace("CHILD", child)) == (0, [])
