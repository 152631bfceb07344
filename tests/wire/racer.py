"""One of several processes that share a budget: python -m tests.wire.racer ADDRESS KEY NAME MODE CALLS BUDGET WINDOW.

It says that it is ready, waits for a line, and makes its calls, eight at a time.
"""

from __future__ import annotations

import asyncio
import importlib
import sys

from heymarket_dbapi.effects import Request, fetch, gather
from heymarket_dbapi.options import settings
from heymarket_dbapi.wire import AwaitingWire, Errand, Wire

INBOXES = Request.of("GET", "/v1/inboxes")


def main(address: str, key: str, name: str, mode: str, calls: str, budget: str, window: str) -> int:
    """Run; the exit code tells whether every call was answered well."""
    made = settings(
        *(None, {}),
        base_url=address,
        api_key=key,
        user_agent=name,
        requests_per_minute=int(budget),
    )
    importlib.import_module("httpx")  # what is loaded at the first call would let those begin late who are unlucky
    print("ready", flush=True)
    sys.stdin.readline()
    flow = gather([fetch(INBOXES) for _ in range(int(calls))])
    if mode == "awaiting":
        replies = asyncio.run(AwaitingWire(made, float(window)).run(flow, Errand()))
    else:
        replies = Wire(made, float(window)).run(flow, Errand())
    return 0 if all(reply.status == 200 for reply in replies) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
