"""What a process keeps for one account: its signer, its budget, its connections, its sandbox."""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING

from heymarket_dbapi.effects import Reply
from heymarket_dbapi.errors import InterfaceError
from heymarket_dbapi.wire.book import Book, CarefulBook, MemoryBook
from heymarket_dbapi.wire.credential import Credential
from heymarket_dbapi.wire.embedded import carry, is_embedded
from heymarket_dbapi.wire.exchange import Parcel
from heymarket_dbapi.wire.folder import ledger_name, state_folder
from heymarket_dbapi.wire.governor import WINDOW, Governor
from heymarket_dbapi.wire.settings import SANDBOX_URL, WireSettings
from heymarket_dbapi.wire.signer import Signer
from heymarket_dbapi.wire.transport import AwaitingTransport, BlockingTransport, Route
from heymarket_dbapi.wire.turnstile import Turnstile

if TYPE_CHECKING:
    import asyncio

    from heymarket_dbapi.sandbox import Sandbox

Key = tuple[str, Credential, tuple[tuple[str, str], ...], str | None, float]
Way = tuple[str | None, str | None]


class Office:
    """The state of one address and credential, shared by the connections of this process."""

    def __init__(self, settings: WireSettings, folder: str | None, window: float) -> None:
        self.signer = Signer(credential_of(settings))
        governor = Governor(_book(settings, folder, window), settings.requests_per_minute, settings.concurrency)
        self.turnstile = Turnstile(governor)
        self._lock = threading.RLock()
        self._routes: dict[Way, Route] = {}
        self._blocking: dict[Way, BlockingTransport] = {}
        self._awaiting: dict[asyncio.AbstractEventLoop, dict[Way, _Kept]] = {}

    def blocking(self, settings: WireSettings) -> BlockingTransport:
        """The connections for threads."""
        way = (settings.proxy, settings.ca_bundle)
        with self._lock:
            if way not in self._blocking:
                self._blocking[way] = BlockingTransport(self._route(way))
            return self._blocking[way]

    async def awaiting(self, settings: WireSettings) -> AwaitingTransport:
        """The connections of the running loop, closed when the loop is shut down."""
        import asyncio

        way = (settings.proxy, settings.ca_bundle)
        with self._lock:
            for ended in [loop for loop in self._awaiting if loop.is_closed()]:
                del self._awaiting[ended]
            ways = self._awaiting.setdefault(asyncio.get_running_loop(), {})
            if way not in ways:
                ways[way] = _Kept(AwaitingTransport(self._route(way)))
            kept = ways[way]
        await kept.watch_the_loop()
        return kept.transport

    def close(self) -> None:
        """Close all connections; those of a loop that runs, in it."""
        with self._lock:
            blocking, self._blocking = list(self._blocking.values()), {}
            loops, self._awaiting = list(self._awaiting.items()), {}
        self.turnstile.close()
        for transport in blocking:
            transport.close()
        for loop, ways in loops:
            for kept in ways.values():
                if loop.is_running():
                    loop.call_soon_threadsafe(kept.close_soon)

    def _route(self, way: Way) -> Route:
        return self._routes.setdefault(way, Route(*way))


class _Kept:
    """A loop's connections, with a generator that the loop itself ends when it is shut down."""

    def __init__(self, transport: AwaitingTransport) -> None:
        self.transport = transport
        self._keeper: AsyncGenerator[None, None] | None = None
        self._closing: asyncio.Task[None] | None = None

    async def watch_the_loop(self) -> None:
        if self._keeper is None:
            self._keeper = self._keep()
            await anext(self._keeper)

    def close_soon(self) -> None:
        import asyncio

        self._closing = asyncio.ensure_future(self.transport.close())

    async def _keep(self) -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            self._keeper = None
            await self.transport.close()


_offices: dict[Key, Office] = {}
_sandboxes: dict[tuple[tuple[str, str], ...], Sandbox] = {}
_inherited: list[object] = []
_lock = threading.RLock()


def office_of(settings: WireSettings, window: float = WINDOW) -> Office:
    """The state of this process for the settings' address and credential."""
    # A sandbox in this process concerns no other.
    folder = None if settings.base_url == SANDBOX_URL else state_folder(settings.state_dir)
    key = (settings.base_url, credential_of(settings), settings.sandbox_options, folder, window)
    with _lock:
        if key not in _offices:
            _offices[key] = Office(settings, folder, window)
        return _offices[key]


def _book(settings: WireSettings, folder: str | None, window: float) -> Book:
    if folder is None:
        return MemoryBook(window)
    return CarefulBook(os.path.join(folder, ledger_name(credential_of(settings), settings.base_url, window)), window)


def credential_of(settings: WireSettings) -> Credential:
    """The credential given, or the sandbox's own."""
    if settings.credential is not None:
        return settings.credential
    if settings.base_url != SANDBOX_URL:
        raise InterfaceError("no credential is given")
    from heymarket_dbapi.sandbox import SANDBOX_API_KEY

    return Credential.of_legacy_key(SANDBOX_API_KEY)


def sandbox_of(settings: WireSettings) -> Sandbox:
    """The embedded sandbox of these settings: one world per process and set of sandbox options."""
    from heymarket_dbapi.sandbox import Sandbox

    options = tuple(sorted(settings.sandbox_options))
    with _lock:
        if options not in _sandboxes:
            try:
                _sandboxes[options] = Sandbox.from_options(dict(options))
            except ValueError as error:
                raise InterfaceError(f"the sandbox refuses its options: {error}") from None
        return _sandboxes[options]


def send_to_sandbox(settings: WireSettings, parcel: Parcel) -> Callable[[], Reply] | None:
    """A call that hands the parcel to the embedded sandbox, or None where it goes elsewhere."""
    if settings.base_url != SANDBOX_URL or not is_embedded(parcel.url):
        return None
    return lambda: carry(sandbox_of(settings), parcel)


def close_all() -> None:
    """Close what the driver keeps in this process; connections that are still used open it anew."""
    with _lock:
        offices = list(_offices.values())
        _offices.clear()
        _sandboxes.clear()
    for office in offices:
        with contextlib.suppress(OSError, RuntimeError):
            office.close()


def _begin_anew() -> None:
    """A child process makes its own; its parent's sockets stay untouched, neither used nor closed."""
    global _lock, _offices, _sandboxes
    _inherited.append((_offices, _sandboxes))
    _offices, _sandboxes, _lock = {}, {}, threading.RLock()


atexit.register(close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
