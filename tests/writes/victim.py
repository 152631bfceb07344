"""Writes in a process that is killed: for each line it is given, a child that is ended after so many seconds."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import warnings
from typing import Any

import heymarket_dbapi


def write(order: dict[str, Any]) -> None:
    """Carry out one statement for many sets of parameters."""
    warnings.simplefilter("ignore")
    connection = heymarket_dbapi.connect(
        order["dsn"],
        journal=order["journal"],
        acting_member=order["acting_member"],
        allow_send=True,
        concurrency=2,
        state_dir="memory",
    )
    connection.cursor().executemany(order["sql"], order["sets"])


def main() -> None:
    """Fork for each order, and kill the child in time."""
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                write(order)
            finally:
                os._exit(0)
        ended = time.monotonic() + order["seconds"]
        while time.monotonic() < ended and os.waitpid(child, os.WNOHANG)[0] == 0:
            time.sleep(0.002)
        try:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        print("ended", flush=True)


if __name__ == "__main__":
    main()
