"""The Authorization header of each request: tokens that the server takes, whatever its clock says."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from email.utils import parsedate_to_datetime

from heymarket_dbapi.wire.credential import Credential, CredentialKind

# The server lets a token live 300 s from ``iat``. Its clock may be a minute before or behind ours: dated back by 75 s
# a token is never from its future, and used for 90 s it is at most 75 + 60 + 90 = 225 s old.
DATED_BACK = 75
LIFETIME = 90
HEADER: dict[str, object] = {"alg": "HS256", "typ": "JWT"}


class Signer:
    """Signs requests with one credential; safe for threads."""

    def __init__(self, credential: Credential) -> None:
        self._credential = credential
        self._lock = threading.RLock()
        self._token: str | None = None
        self._signed_at = 0.0
        self._skew = 0.0

    def authorization(self, now: float) -> str:
        """The header's value at the Unix time ``now``."""
        if self._credential.kind is CredentialKind.LEGACY_KEY:
            return f"Bearer {self._credential.reveal()}"
        with self._lock:
            if self._token is None or not 0 <= now - self._signed_at < LIFETIME:
                self._token, self._signed_at = self._sign(now), now
            return f"Bearer {self._token}"

    def renew(self, server_date: str | None, refused: str | None = None, now: float | None = None) -> bool:
        """Whether another token may be taken where ``refused`` was not; learns the server's clock from its date."""
        if self._credential.kind is CredentialKind.LEGACY_KEY:
            return False
        with self._lock:
            if refused is not None and self._token is not None and refused != f"Bearer {self._token}":
                return True  # another thread was refused before and has a new token already
            self._skew = _skew(server_date, time.time() if now is None else now, self._skew)
            self._token = None
            return True

    def _sign(self, now: float) -> str:
        """A token as the vendor documents it; libraries warn of short secrets, and the secret is not ours to choose."""
        payload: dict[str, object] = {"iss": self._credential.issuer, "iat": int(now + self._skew) - DATED_BACK}
        signed = f"{_encoded(HEADER)}.{_encoded(payload)}"
        signature = hmac.digest(self._credential.reveal().encode(), signed.encode(), "sha256")
        return f"{signed}.{_base64(signature)}"


def _encoded(part: dict[str, object]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _skew(server_date: str | None, now: float, known: float) -> float:
    if server_date is None:
        return known
    try:
        return parsedate_to_datetime(server_date).timestamp() - now
    except (ValueError, TypeError, OverflowError):
        return known
