"""The only socket and the only clock: drives flows, blocking or awaiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heymarket_dbapi.wire.blocking import Wire
from heymarket_dbapi.wire.credential import Credential, CredentialKind
from heymarket_dbapi.wire.errand import ApiCall, Errand
from heymarket_dbapi.wire.governor import WINDOW, Governor
from heymarket_dbapi.wire.office import close_all, sandbox_of
from heymarket_dbapi.wire.settings import SANDBOX_URL, WireSettings
from heymarket_dbapi.wire.signer import Signer
from heymarket_dbapi.wire.transport import is_loopback

if TYPE_CHECKING:
    from heymarket_dbapi.wire.awaiting import AwaitingWire

__all__ = [
    "SANDBOX_URL",
    "WINDOW",
    "ApiCall",
    "AwaitingWire",
    "Credential",
    "CredentialKind",
    "Errand",
    "Governor",
    "Signer",
    "Wire",
    "WireSettings",
    "close_all",
    "is_loopback",
    "sandbox_of",
]


def __getattr__(name: str) -> object:
    """The awaiting wire, at first use: asyncio takes long to import, and who blocks does not need it."""
    if name != "AwaitingWire":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from heymarket_dbapi.wire.awaiting import AwaitingWire

    return AwaitingWire
