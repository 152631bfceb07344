"""One small account, reached in this process or over HTTP, with its sandbox as a witness."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from heymarket_dbapi.account import account_of, forget_metadata
from heymarket_dbapi.options import settings
from heymarket_dbapi.sandbox import SANDBOX_API_KEY, Entry, Sandbox, serve
from heymarket_dbapi.wire import sandbox_of

PAGE = 20
SIZES = {"seed": 9, "contacts": 95, "messages": 120, "crowd": 25, "largest_page": PAGE, "default_page": PAGE}
IN_PROCESS, OVER_HTTP = "in process", "over HTTP"


@dataclass(frozen=True, slots=True)
class Listing:
    """A table that is listed page by page: where, how often it takes a page, and which of its fields hold what."""

    table: str
    path: str
    counter: str
    text: str
    column: str
    time: str
    far: int = 4

    @property
    def sql(self) -> str:
        """All rows, in a plan that streams."""
        return f"SELECT id, COALESCE({self.column}, '') FROM {self.table}"

    def rows(self, sandbox: Sandbox) -> list[tuple[int, str]]:
        """The rows that the account has."""
        return sorted((row["id"], row[self.text] or "") for row in sandbox.world.rows(self.table))


CONTACTS = Listing("contacts", "/v2/contacts/list", "/v1/contacts/count", "first", "first_name", "updated")
MESSAGES = Listing("messages", "/v1/messages/all", "/v1/messages/all/count", "text", "text", "date")
TAGS = Listing("tags", "/v1/tags", "", "tag", "name", "updated", 3)
SURVEYS = Listing("surveys", "/v1/surveys", "", "name", "name", "", 3)


@dataclass(slots=True)
class Account:
    """How to connect to the account, and its sandbox."""

    sandbox: Sandbox
    address: dict[str, Any]

    def options(self, **options: Any) -> dict[str, Any]:
        """What ``connect`` is given: one request after the other, unless told otherwise."""
        quick = {"requests_per_minute": 10**6, "concurrency": 1, "retries": 0}
        return {**self.address, **quick, **options}

    def begin(self) -> None:
        """Nothing is learned, nothing is in the log, nothing goes wrong."""
        options = self.options()
        forget_metadata(account_of(settings(options.pop("dsn", None), **options)))
        self.sandbox.mischief.clear()
        self.sandbox.log.clear()

    @property
    def bent(self) -> list[Entry]:
        """The requests that a fault befell."""
        return [entry for entry in self.sandbox.log if entry.faults]


@contextmanager
def account(carriage: str, **options: Any) -> Iterator[Account]:
    """An account of its own, or the one that tests share where there are no options."""
    sizes = {**SIZES, "rate_limit": 0, **options}
    if carriage == IN_PROCESS:
        dsn = "heymarket://sandbox?" + "&".join(f"{name}={value}" for name, value in sizes.items())
        sandbox = sandbox_of(settings(dsn))
        sandbox.reset()
        yield Account(sandbox, {"dsn": dsn})
    else:
        with serve(sandbox := Sandbox(**sizes)) as address:
            yield Account(sandbox, {"base_url": address.url, "api_key": SANDBOX_API_KEY})
