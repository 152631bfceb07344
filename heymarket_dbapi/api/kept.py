"""Replies that outlive their statement, shared by the statements of an account in this process (``result_cache_ttl``).

A request may have several replies, each with its moments, since a walk asks for its first page again to see that no row
moved. A statement that takes kept replies must not be misled by them: it names the moment since which a reply must be,
so that it sees pages in the order in which they were read, never an old page behind a newer one.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable

from heymarket_dbapi.api.tally import is_of
from heymarket_dbapi.catalog.ways import Endpoint
from heymarket_dbapi.effects import Reply, Request

# Replies of so many bytes together are kept; the oldest make room.
MOST_BYTES = 256 * 2**20


class Asking:
    """The requests that are being asked at this moment; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: set[Request] = set()

    def begin(self, request: Request) -> bool:
        """Whether nobody asks the request at this moment, so that it is asked now."""
        with self._lock:
            if request in self._requests:
                return False
            self._requests.add(request)
            return True

    def end(self, request: Request) -> None:
        """The request is not asked any more."""
        with self._lock:
            self._requests.discard(request)


class Kept:
    """Replies by request for ``lifetime`` seconds; safe for threads.

    ``asking``: a request that one statement asks is not asked by another one meanwhile.
    """

    def __init__(self, lifetime: float, clock: Callable[[], float] = time.time, most_bytes: int = MOST_BYTES) -> None:
        self.lifetime = lifetime
        self.asking = Asking()
        self._clock = clock
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._replies: dict[Request, list[Reply]] = {}
        self._order: deque[tuple[Request, Reply]] = deque()  # as they came
        self._bytes = 0
        self._cleared_at = -math.inf
        self._places: dict[Request, dict[int | None, tuple[Request, int]]] = {}

    def get(self, request: Request, *, received_from: float = -math.inf, sent_from: float = -math.inf) -> Reply | None:
        """The first reply that is young enough, and was asked for and came since these moments."""
        oldest = self._clock() - self.lifetime
        with self._lock:
            for reply in self._replies.get(request, ()):
                if reply.received_at > oldest and reply.received_at >= received_from and reply.sent_at >= sent_from:
                    return reply
        return None

    def has_any(self, endpoint: Endpoint) -> bool:
        """Whether a reply of the endpoint is young enough to answer."""
        oldest = self._clock() - self.lifetime
        with self._lock:
            young = {
                (one.method, one.path.partition("?")[0]) for one, reply in self._order if reply.received_at > oldest
            }
        return any(is_of(endpoint, method, path) for method, path in young)

    def put(self, request: Request, reply: Reply) -> None:
        """Keep a reply, unless it was asked for before something was written; drop what is too old."""
        with self._lock:
            if reply.sent_at < self._cleared_at:
                return
            self._replies.setdefault(request, []).append(reply)
            self._order.append((request, reply))
            self._bytes += len(reply.body)
            oldest = self._clock() - self.lifetime
            while self._order and (self._order[0][1].received_at <= oldest or self._bytes > self._most_bytes):
                self._drop_first()

    def clear(self) -> None:
        """Drop all replies, those that are under way too."""
        with self._lock:
            self._cleared_at = self._clock()
            self._replies.clear()
            self._order.clear()
            self._places.clear()
            self._bytes = 0

    def forget(self, path: str) -> None:
        """Drop the replies to requests of ``path``."""
        with self._lock:
            left = [(request, reply) for request, reply in self._order if request.path != path]
            self._order = deque(left)
            self._replies = {request: replies for request, replies in self._replies.items() if request.path != path}
            self._bytes = sum(len(reply.body) for _, reply in left)
            self._places = {listing: places for listing, places in self._places.items() if listing.path != path}

    def note_place(self, listing: Request, bound: int | None, request: Request, last: int) -> None:
        """Remember that the page of a time bound, asked for by ``request``, shows a listing as far as ``last``."""
        with self._lock:
            self._places.setdefault(listing, {})[bound] = request, last

    def places(self, listing: Request) -> dict[int | None, int]:
        """How far the pages of a listing that are still kept show it, by their time bound."""
        with self._lock:
            noted = list(self._places.get(listing, {}).items())
        alive = {bound: last for bound, (request, last) in noted if self.get(request) is not None}
        with self._lock:
            for bound, _ in noted:
                if bound not in alive:
                    self._places.get(listing, {}).pop(bound, None)
        return alive

    def _drop_first(self) -> None:
        request, reply = self._order.popleft()
        self._bytes -= len(reply.body)
        replies = self._replies[request]
        replies.remove(reply)
        if not replies:
            del self._replies[request]
