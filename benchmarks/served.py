"""A sandbox over loopback in a process of its own, so that nobody who asks it pays for what it computes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from heymarket_dbapi.sandbox import SANDBOX_API_KEY, Sandbox, serve


@dataclass(frozen=True, slots=True)
class Served:
    """Where the sandbox listens, and what it was asked."""

    url: str
    media_url: str
    pipe: Connection

    def clear(self) -> None:
        """Forget what was asked."""
        self.pipe.send("clear")
        self.pipe.recv()

    def calls(self) -> int:
        """How many requests came since then, those for media included."""
        self.pipe.send("calls")
        return int(self.pipe.recv())

    def options(self, **options: Any) -> dict[str, Any]:
        """What the driver's connect is given."""
        return {"base_url": self.url, "api_key": SANDBOX_API_KEY, "requests_per_minute": 10_000_000, **options}

    @property
    def headers(self) -> dict[str, str]:
        """What a client of its own sends along."""
        return {"Authorization": f"Bearer {SANDBOX_API_KEY}"}


@contextmanager
def served(**options: Any) -> Iterator[Served]:
    """A sandbox of these options until the block ends."""
    context = multiprocessing.get_context("spawn")
    pipe, other = context.Pipe()
    process = context.Process(target=_serve, args=(other, options), daemon=True)
    process.start()
    try:
        url, media_url = pipe.recv()
        yield Served(url, media_url, pipe)
        pipe.send("end")
        process.join(5)
    finally:
        process.kill()
        process.join()


def _serve(pipe: Connection, options: Mapping[str, Any]) -> None:
    sandbox = Sandbox(**{"rate_limit": 0, **options})
    with serve(sandbox) as address:
        pipe.send((address.url, address.media_url))
        while (order := pipe.recv()) != "end":
            if order == "clear":
                sandbox.log.clear()
            pipe.send(len(sandbox.log))
