"""Writes in processes that are killed: for each line it is given, a child, whose number it tells."""

from __future__ import annotations

import json
import os
import sys
import traceback
import warnings
from typing import Any

import heymarket_dbapi


def warm_up() -> None:
    """Load all that a write needs, so that a child gets to work at once."""
    import httpx  # noqa: F401

    warnings.simplefilter("ignore")
    connection = heymarket_dbapi.connect("heymarket://sandbox?contacts=5&messages=5", state_dir="memory")
    connection.cursor().executemany("INSERT INTO tags (name) VALUES (?)", [("a",), ("b",)])
    connection.close()
    heymarket_dbapi.close_all()


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
    """Fork for each order, and wait for the child's end."""
    warm_up()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                write(json.loads(line))
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
