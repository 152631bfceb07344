"""Everything that we may ask the world to do: the effects, and the flows that ask for them.

A *flow* is a generator. It yields one of four effects, is sent the effect's result, and returns its own result:

* ``Fetch``: send one request, be given its ``Reply``;
* ``Gather``: run several flows at once, be given their results in order (the first error is raised);
* ``Pause``: wait some seconds;
* ``Compute``: call a function that may take long (the engine's work), be given what it returns.

All that is hard in the driver is written once as flows; ``wire/`` drives them, blocking or awaiting. A flow never
yields inside a ``finally``: on cancellation that would be a ``RuntimeError``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, comparable and hashable, as EXPLAIN prints it and the page store is keyed by it.

    ``body`` is JSON text with sorted keys, or None for no body. ``path`` begins with ``/`` and is asked of the API's
    host with the credential; an absolute URL (media) is asked of its own host, without.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: str | None = None

    @staticmethod
    def of(method: str, path: str, query: Sequence[tuple[str, object]] = (), body: object = None) -> Request:
        """A request whose body is given as JSON data."""
        text = None if body is None else json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return Request(method, path, tuple((name, str(value)) for name, value in query), text)

    @property
    def is_external(self) -> bool:
        """Whether it goes to a host of its own, where the credential must not be sent."""
        return not self.path.startswith("/")

    @property
    def target(self) -> str:
        """Path and query as they stand in the request line."""
        if self.is_external:
            return self.path
        path = quote(self.path, safe="/%-._~")
        return f"{path}?{urlencode(self.query)}" if self.query else path

    @property
    def page(self) -> int | None:
        """The page number that it asks for, if it does."""
        body = json.loads(self.body) if self.body and '"page"' in self.body else {}
        number = body.get("page") if isinstance(body, dict) else None
        return number if isinstance(number, int) else None

    def __str__(self) -> str:
        return f"{self.method} {self.target}" + (f" {self.body}" if self.body is not None else "")


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP reply. Times are Unix seconds of this machine's clock."""

    status: int
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    sent_at: float = 0.0
    received_at: float = 0.0

    def header(self, name: str) -> str | None:
        """The first value of the header ``name``, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def request_id(self) -> str | None:
        """The API's id of the request, which its support asks for."""
        return self.header("x-request-id")

    @property
    def is_success(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Fetch:
    """Send one request; the result is its ``Reply``, or a ``NetworkFault`` is raised into the flow.

    ``maximum_bytes`` bounds the body that is read: a larger one is a ``NetworkFault`` that is ``too_large``.
    """

    request: Request
    maximum_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Gather:
    """Run flows at the same time; the result is the list of their results, in order."""

    flows: tuple[Flow[Any], ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Compute:
    """Call ``function`` off the event loop; ``interrupt`` makes a running call end soon."""

    function: Callable[[], Any]
    interrupt: Callable[[], None] | None = None


Effect = Fetch | Gather | Pause | Compute
Flow = Generator[Effect, Any, Result]


class NetworkFault(Exception):
    """A request got no whole reply; raised by the wire into a flow, never out of the driver.

    ``was_sent`` is False only where the request provably never left this machine (connection refused, no route).
    ``request_id`` is that of a reply which broke off after its head had come.
    """

    def __init__(
        self, reason: str, *, was_sent: bool = True, too_large: bool = False, request_id: str | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.was_sent = was_sent
        self.too_large = too_large
        self.request_id = request_id


def fetch(request: Request, maximum_bytes: int | None = None) -> Flow[Reply]:
    """The reply to one request, as a flow."""
    reply: Reply = yield Fetch(request, maximum_bytes)
    return reply


def gather(flows: Sequence[Flow[Result]]) -> Flow[list[Result]]:
    """The results of several flows that run at the same time, in their order."""
    if not flows:
        return []
    if len(flows) == 1:
        return [(yield from flows[0])]
    results: list[Result] = yield Gather(tuple(flows))
    return results


def pause(seconds: float) -> Flow[None]:
    """Nothing, after so many seconds."""
    yield Pause(seconds)


def compute(function: Callable[[], Result], interrupt: Callable[[], None] | None = None) -> Flow[Result]:
    """What ``function`` returns, computed off the event loop."""
    result: Result = yield Compute(function, interrupt)
    return result
