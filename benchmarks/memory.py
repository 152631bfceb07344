"""Peak memory of a stream that is read by thousands, above the start, in a process of its own."""

from __future__ import annotations

import contextlib
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .figures import Figure
from .served import Served, served

_ROOT = Path(__file__).parents[1]
_MEASURE, _STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")
_SQL = "SELECT id, created_date, text, status, target, conversation_id FROM messages"


def memory(rows: int = 300_000) -> list[Figure]:
    """So many messages, from a sandbox in another process; the baseline is what the imports and one row take."""
    with served(seed=6, contacts=1000, messages=rows, crowd=20) as place:
        return [
            _figure(rows, "", _measured("driver", place)),
            _figure(rows, ", yield_per", _measured("dialect", place)),
        ]


def _measured(through: str, place: Served) -> tuple[float, float, int]:
    command = [sys.executable, "-m", "benchmarks.memory", through]
    text = json.dumps(place.options())
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=_ROOT)
    start, peak, rows = json.loads(done.stdout)
    return start, peak, rows


def _figure(rows: int, way: str, measured: tuple[float, float, int]) -> Figure:
    start, peak, found = measured
    assert found == rows, f"{found} rows instead of {rows}"
    return Figure(
        f"peak of {rows:,} rows above the start{way}", peak - start, "MB", "at the start (MB)", start, "150 MB"
    )


def stream(through: str) -> None:
    """Read the stream whose address stands on the input; print memory at the start, its peak, and the rows."""
    options = json.loads(sys.stdin.read())
    parts = (_by_driver if through == "driver" else _by_dialect)(options)
    next(parts)
    forget_peak()
    start = peak()
    rows = sum(parts)
    print(json.dumps([start, peak(), rows]))


def _by_driver(options: dict[str, Any]) -> Iterator[int]:
    """The sizes of the parts: first a row alone, then thousands."""
    import heymarket_dbapi

    with heymarket_dbapi.connect(**options) as connection:
        yield len(connection.execute(f"{_SQL} LIMIT 1").fetchall())
        cursor = connection.execute(_SQL)
        while found := cursor.fetchmany(1000):
            yield len(found)


def _by_dialect(options: dict[str, Any]) -> Iterator[int]:
    import sqlalchemy

    engine = sqlalchemy.create_engine("heymarket://", connect_args=options)
    with engine.connect().execution_options(yield_per=1000) as connection:
        yield len(connection.exec_driver_sql(f"{_SQL} LIMIT 1").all())
        for part in connection.exec_driver_sql(_SQL).partitions(1000):
            yield len(part)
    engine.dispose()


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
    stream(sys.argv[1])
