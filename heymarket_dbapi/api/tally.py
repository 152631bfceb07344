"""How often one statement asked which path, and how long that took."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from heymarket_dbapi.catalog.ways import Endpoint
from heymarket_dbapi.effects import Reply, Request


@dataclass(slots=True)
class Tally:
    """The requests of one statement by method and path, with the seconds that they took; safe for threads.

    ``has_repeated``: one had to be asked again, ``has_kept``: kept replies answered; then their number says nothing of
    the next time.
    """

    requests: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)
    has_repeated: bool = False
    has_kept: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, request: Request, reply: Reply, *, is_repeated: bool) -> None:
        """Note one request that was answered."""
        key = (request.method, request.path.partition("?")[0])
        with self._lock:
            calls, seconds = self.requests.get(key, (0, 0.0))
            self.requests[key] = (calls + 1, seconds + reply.received_at - reply.sent_at)
            self.has_repeated = self.has_repeated or is_repeated

    def by_endpoint(self, endpoints: Iterable[Endpoint]) -> dict[Endpoint, tuple[int, float]]:
        """The number of requests of each endpoint that was asked, and the seconds that they took together."""
        found: dict[Endpoint, tuple[int, float]] = {}
        for (method, path), (calls, seconds) in list(self.requests.items()):
            endpoint = next((one for one in endpoints if is_of(one, method, path)), Endpoint(method, path, "a link"))
            before = found.get(endpoint, (0, 0.0))
            found[endpoint] = (before[0] + calls, before[1] + seconds)
        return found

    @property
    def calls(self) -> int:
        """All requests."""
        return sum(calls for calls, _ in list(self.requests.values()))


def is_of(endpoint: Endpoint, method: str, path: str) -> bool:
    """Whether the path is one of the endpoint's."""
    if endpoint.method != method or "{" not in endpoint.path:
        return endpoint.method == method and endpoint.path == path
    pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(endpoint.path))
    return re.fullmatch(pattern, path) is not None
