"""Peak memory of a stream that is read with fetchmany(1000), above the start, in a process of its own."""

from __future__ import annotations

import contextlib
import json
import resource
import subprocess
import sys
from pathlib import Path

from .figures import Figure
from .served import served

_ROOT = Path(__file__).parents[1]
_MEASURE, _STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")
_SQL = "SELECT id, created_date, text, status, target, conversation_id FROM messages"


def memory(rows: int = 300_000) -> list[Figure]:
    """So many messages, from a sandbox in another process; the baseline is what the imports and one row take."""
    with served(seed=6, contacts=1000, messages=rows, crowd=20) as place:
        text = json.dumps(place.options())
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.memory"],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            cwd=_ROOT,
        )
    start, peak, found = json.loads(done.stdout)
    assert found == rows, f"{found} rows instead of {rows}"
    return [Figure(f"peak of {rows:,} rows above the start", peak - start, "MB", "at the start (MB)", start, "150 MB")]


def stream() -> None:
    """Read the stream whose address stands on the input; print memory at the start, its peak, and the rows."""
    import heymarket_dbapi

    options = json.loads(sys.stdin.read())
    with heymarket_dbapi.connect(**options) as connection:
        connection.execute(f"{_SQL} LIMIT 1").fetchall()
        forget_peak()
        start, rows = peak(), 0
        cursor = connection.execute(_SQL)
        while found := cursor.fetchmany(1000):
            rows += len(found)
    print(json.dumps([start, peak(), rows]))


def forget_peak() -> None:
    """Begin to measure anew, where the system lets us: a new process inherits its parent's peak."""
    with contextlib.suppress(OSError):
        _MEASURE.write_text("5")


def peak() -> float:
    """The most memory that this process had since, in MB."""
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    stream()
