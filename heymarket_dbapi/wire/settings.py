"""What the wire must be told about a connection."""

from __future__ import annotations

from typing import Protocol

from heymarket_dbapi.wire.credential import Credential

# No other server can have this address: plain http is refused off this machine.
SANDBOX_URL = "http://sandbox"


class WireSettings(Protocol):
    """The part of a connection's settings that concerns sending."""

    @property
    def base_url(self) -> str: ...
    @property
    def credential(self) -> Credential | None: ...
    @property
    def sandbox_options(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def requests_per_minute(self) -> int: ...
    @property
    def concurrency(self) -> int: ...
    @property
    def state_dir(self) -> str | None: ...
    @property
    def connect_timeout(self) -> float: ...
    @property
    def read_timeout(self) -> float: ...
    @property
    def proxy(self) -> str | None: ...
    @property
    def ca_bundle(self) -> str | None: ...
    @property
    def user_agent(self) -> str: ...
