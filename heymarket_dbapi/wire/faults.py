"""What may go wrong under a request, as a ``NetworkFault``: nothing of the HTTP library leaves this room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from heymarket_dbapi.effects import NetworkFault


@contextmanager
def as_network_faults(request_id: str | None = None) -> Iterator[None]:
    """Errors of the HTTP library and below it are raised as ``NetworkFault``; it names the reply that broke off."""
    import httpx

    try:
        yield
    except NetworkFault as fault:
        fault.request_id = fault.request_id or request_id
        raise
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, ValueError, RuntimeError) as error:
        found = _fault(error)
        found.request_id = request_id
        raise found from None


def _fault(error: Exception) -> NetworkFault:
    """The fault that ``error`` means; its words are used only where no part of the request can be in them."""
    import httpx

    match error:
        case httpx.ConnectTimeout():
            return NetworkFault("no connection in time", was_sent=False)
        case httpx.ConnectError():
            return NetworkFault(f"no connection: {error}", was_sent=False)
        case httpx.ProxyError():
            return NetworkFault("the proxy refused the connection", was_sent=False)
        case httpx.UnsupportedProtocol() | httpx.LocalProtocolError() | httpx.InvalidURL() | ValueError():
            return NetworkFault("the request could not be formed", was_sent=False)
        case httpx.TimeoutException():
            return NetworkFault("no reply in time")
        case httpx.RemoteProtocolError():
            return NetworkFault(f"the connection broke: {error}")
        case httpx.DecodingError():
            return NetworkFault("the reply's compression is broken")
        case httpx.ReadError() | httpx.WriteError():
            return NetworkFault("the connection broke")
        case _:
            return NetworkFault(f"the request failed ({type(error).__name__})")
