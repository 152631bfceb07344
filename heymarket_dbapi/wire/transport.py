"""Parcels over sockets, blocking and awaiting."""

from __future__ import annotations

import ipaddress
import ssl
import threading
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from heymarket_dbapi.effects import NetworkFault, Reply
from heymarket_dbapi.errors import InterfaceError
from heymarket_dbapi.wire.exchange import Parcel
from heymarket_dbapi.wire.faults import as_network_faults

if TYPE_CHECKING:
    import httpx

# Below the 60 s after which common load balancers drop a quiet connection.
KEEP_ALIVE_SECONDS = 55.0


class Route:
    """How hosts are reached: certificates and proxy."""

    def __init__(self, proxy: str | None, ca_bundle: str | None) -> None:
        self._proxy = proxy
        self._ca_bundle = ca_bundle
        self._context: ssl.SSLContext | None = None
        self._lock = threading.RLock()

    def context(self) -> ssl.SSLContext:
        """What TLS trusts, loaded once."""
        import httpx

        with self._lock:
            if self._context is None:
                try:
                    if self._ca_bundle is None:
                        self._context = httpx.create_ssl_context()
                    else:
                        self._context = ssl.create_default_context(cafile=self._ca_bundle)
                except (OSError, ssl.SSLError) as error:
                    raise InterfaceError(f"ca_bundle: the certificates cannot be loaded ({error})") from None
            return self._context

    def proxy(self, url: str) -> str | None:
        """The proxy on the way to ``url``: the one given, else the environment's."""
        if self._proxy is not None:
            return self._proxy
        parts = urlsplit(url)
        host = parts.hostname or ""
        if is_loopback(host) or urllib.request.proxy_bypass(host):
            return None
        proxies = urllib.request.getproxies()
        return proxies.get(parts.scheme.lower()) or proxies.get("all")


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class BlockingTransport:
    """Sends parcels from threads, over connections kept alive."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._lock = threading.RLock()
        self._ways: dict[tuple[str | None, bool], httpx.HTTPTransport] = {}

    def send(self, parcel: Parcel) -> Reply:
        """The reply to ``parcel``; raises ``NetworkFault``."""
        with as_network_faults():
            response = self._way(parcel.url).handle_request(_request(parcel))
        with as_network_faults(response.headers.get("x-request-id")):
            try:
                body = Body(parcel.maximum_bytes, response)
                for piece in response.iter_bytes():
                    body.add(piece)
            finally:
                response.close()
            return Reply(response.status_code, tuple(response.headers.multi_items()), body.whole())

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            ways, self._ways = list(self._ways.values()), {}
        for way in ways:
            way.close()

    def _way(self, url: str) -> httpx.HTTPTransport:
        import httpx

        proxy, secure = self._route.proxy(url), urlsplit(url).scheme.lower() == "https"
        with self._lock:
            way = self._ways.get((proxy, secure))
            if way is None:
                way = httpx.HTTPTransport(
                    verify=_verify(self._route, secure), limits=_limits(), proxy=proxy, trust_env=False
                )
                self._ways[proxy, secure] = way
            return way


class AwaitingTransport:
    """Sends parcels from one event loop, over connections kept alive."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._ways: dict[tuple[str | None, bool], httpx.AsyncHTTPTransport] = {}

    async def send(self, parcel: Parcel) -> Reply:
        """The reply to ``parcel``; raises ``NetworkFault``."""
        with as_network_faults():
            response = await self._way(parcel.url).handle_async_request(_request(parcel))
        with as_network_faults(response.headers.get("x-request-id")):
            try:
                body = Body(parcel.maximum_bytes, response)
                async for piece in response.aiter_bytes():
                    body.add(piece)
            finally:
                await response.aclose()
            return Reply(response.status_code, tuple(response.headers.multi_items()), body.whole())

    async def close(self) -> None:
        """Close the connections."""
        ways, self._ways = list(self._ways.values()), {}
        for way in ways:
            await way.aclose()

    def _way(self, url: str) -> httpx.AsyncHTTPTransport:
        import httpx

        proxy, secure = self._route.proxy(url), urlsplit(url).scheme.lower() == "https"
        way = self._ways.get((proxy, secure))
        if way is None:
            way = httpx.AsyncHTTPTransport(
                verify=_verify(self._route, secure), limits=_limits(), proxy=proxy, trust_env=False
            )
            self._ways[proxy, secure] = way
        return way


class Body:
    """A reply's body as it arrives, no larger than allowed."""

    def __init__(self, maximum_bytes: int | None, response: httpx.Response) -> None:
        self._maximum = maximum_bytes
        self._size = 0
        self._pieces: list[bytes] = []
        announced = response.headers.get("content-length", "")
        if announced.isdigit():
            self._measure(int(announced))

    def add(self, piece: bytes) -> None:
        """Take the next piece; raises a fault where the whole is too large."""
        self._size += len(piece)
        self._measure(self._size)
        self._pieces.append(piece)

    def whole(self) -> bytes:
        """All that came."""
        return b"".join(self._pieces)

    def _measure(self, size: int) -> None:
        if self._maximum is not None and size > self._maximum:
            raise NetworkFault(f"the body is larger than {self._maximum} bytes", too_large=True)


def _request(parcel: Parcel) -> httpx.Request:
    import httpx

    timeout = httpx.Timeout(parcel.read_timeout, connect=parcel.connect_timeout, pool=parcel.connect_timeout)
    return httpx.Request(
        parcel.method,
        parcel.url,
        headers=list(parcel.headers),
        content=parcel.body,
        extensions={"timeout": timeout.as_dict()},
    )


def _verify(route: Route, secure: bool) -> ssl.SSLContext | bool:
    # Loading certificates takes longer than a request on this machine, so it is left out where none is looked at.
    return route.context() if secure else False


def _limits() -> httpx.Limits:
    import httpx

    # The turnstile bounds what is in flight; a second bound here could only starve it.
    return httpx.Limits(max_connections=None, max_keepalive_connections=32, keepalive_expiry=KEEP_ALIVE_SECONDS)
