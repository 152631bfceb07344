"""Parcels into the sandbox that lives in this process, and replies as its network would bring them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from heymarket_dbapi.effects import NetworkFault, Reply
from heymarket_dbapi.wire.exchange import Parcel
from heymarket_dbapi.wire.settings import SANDBOX_URL

if TYPE_CHECKING:
    from heymarket_dbapi.sandbox import Sandbox


def is_embedded(url: str) -> bool:
    """Whether ``url`` is an address of the sandbox in this process."""
    return f"{url}/".startswith(f"{SANDBOX_URL}/")


def carry(sandbox: Sandbox, parcel: Parcel) -> Reply:
    """The sandbox's reply to ``parcel``; raises ``NetworkFault`` where its network is to fail."""
    from heymarket_dbapi.sandbox import Wire

    parts = urlsplit(parcel.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {name.lower(): value for name, value in parcel.headers}
    answer = sandbox.handle(parcel.method, target, headers, parcel.body or b"")
    if answer.delay:
        time.sleep(min(answer.delay, parcel.read_timeout))
    match answer.wire:
        case _ if answer.delay > parcel.read_timeout:
            raise NetworkFault("no reply in time")
        case Wire.DROPPED:
            raise NetworkFault("the connection broke")
        case Wire.CUT:
            raise NetworkFault("the connection broke", request_id=answer.header("x-request-id"))
    if parcel.maximum_bytes is not None and len(answer.body) > parcel.maximum_bytes:
        raise NetworkFault(f"the body is larger than {parcel.maximum_bytes} bytes", too_large=True)
    return Reply(answer.status, answer.headers, answer.body)
