"""Small accounts in memory, and what a client sees of them: rows of tables along their access paths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.api.proof import Proof
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.catalog import TABLES
from heymarket_dbapi.effects import Fetch, Flow, NetworkFault, Reply
from heymarket_dbapi.plan.access import Access, Listed
from heymarket_dbapi.sandbox import SANDBOX_API_KEY, Sandbox, Wire, World

from .driving import Clock, Trace, drive

BY_NAME = {table.name: table for table in TABLES}
HEADERS = {"authorization": f"Bearer {SANDBOX_API_KEY}", "content-type": "application/json"}

# The tables that are listed page by page, and the path that their first choice of a listing has.
LISTINGS = {
    "contacts": "/v2/contacts/list",
    "conversations": "/v1/conversations",
    "messages": "/v1/messages/all",
    "lists": "/v1/lists",
    "tags": "/v1/tags",
    "templates": "/v1/templates",
    "surveys": "/v1/surveys",
}
SMALL = {
    **{"contacts": 130, "messages": 260, "crowd": 45, "lists": 75, "tags": 75, "templates": 70, "surveys": 70},
    **{"schedules": 3, "members": 6},
}


@lru_cache
def shared_world(**sizes: int) -> World:
    """An account that tests share and must not change."""
    options: dict[str, Any] = {**SMALL, **sizes}
    return Sandbox(**options).world


@dataclass(slots=True)
class Rows:
    """What a scan gave: ids in their order, what it could not prove, and how many calls it took."""

    ids: list[int]
    proof: Proof
    calls: int
    notices: list[str]


@dataclass(slots=True)
class Account:
    """A sandbox and a client of it, with one memory of learned facts for all of the client's statements."""

    sandbox: Sandbox
    clock: Clock
    facts: Facts
    trace: Trace = field(default_factory=Trace)

    @staticmethod
    def of(world: World | None = None, lifetime: float = 3600.0, **options: Any) -> Account:
        """An account over a shared world, or over one of its own with sizes among the options."""
        clock = Clock()
        sandbox = Sandbox(world=world, **{"rate_limit": 0, "clock": clock, **options})
        return Account(sandbox, clock, Facts(lifetime, clock=clock))

    def respond(self, fetch: Fetch) -> Reply:
        """The sandbox's reply, as the network brings it."""
        request = fetch.request
        headers = {} if request.is_external else HEADERS
        target = request.path.removeprefix("http://sandbox") if request.is_external else request.target
        sent_at = self.clock()
        given = self.sandbox.handle(request.method, target, headers, (request.body or "").encode())
        if given.wire is not Wire.WHOLE:
            raise NetworkFault("the connection broke")
        if fetch.maximum_bytes is not None and len(given.body) > fetch.maximum_bytes:
            raise NetworkFault("too large", too_large=True)
        return Reply(given.status, given.headers, given.body, sent_at, self.clock())

    def run(self, flow: Flow[Any]) -> Any:
        """The result of a flow."""
        return drive(flow, self.respond, self.trace, self.clock)

    def exchange(self, **options: Any) -> Exchange:
        """What one statement shares."""
        return Exchange(self.facts, **options)

    def read(self, table: str, ahead: int = 1, columns: Sequence[str] = ("id",)) -> Rows:
        """All rows of a table, as one statement reads them."""
        before = len(self.trace.requests)
        access = Access.whole(BY_NAME[table], BY_NAME)
        if isinstance(access.path, Listed):
            access = replace(access, path=replace(access.path, ahead=ahead))
        exchange = self.exchange()
        scan = Scan(access, columns, BY_NAME, exchange)
        batches = self.run(_drained(scan.next))
        ids = [value for batch in batches for value in batch["id"].to_pylist()]
        return Rows(ids, scan.proof, len(self.trace.requests) - before, exchange.notices)

    def ids(self, table: str) -> list[int]:
        """The ids that the account has, ascending."""
        return sorted(row["id"] for row in self.sandbox.world.rows(table))

    def broken_rules(self, forgiven: str = "nothing") -> list[str]:
        """The breaches of the API's contract by requests so far; surveys' page 0 is the documented exception.

        ``forgiven``: a part of the breaches' texts that is not looked at.
        """
        breaches = [f"{entry.path}: {breach}" for entry in self.sandbox.log for breach in entry.violations]
        return [one for one in breaches if not one.startswith("/v1/surveys: page") and forgiven not in one]


def _drained(following: Callable[[], Flow[Any]]) -> Flow[list[Any]]:
    found = []
    while (batch := (yield from following())) is not None:
        found.append(batch)
    return found
