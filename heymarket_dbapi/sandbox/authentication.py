"""Who may ask: the legacy team key, or a token signed with an API secret."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

SANDBOX_API_KEY = "sandbox-team-key-6f1d2c"
SANDBOX_SECRET_ID = "5a4d8c1e-0b7f-4e64-9a1d-3c2b1f0e9d88"
SANDBOX_SECRET_KEY = "q7Zb2Xw9Lk4Tn8Vc1Rm6Yp3Hs5Gd0JfA"
LIFETIME = 300
_HEADER = {"alg": "HS256", "typ": "JWT"}


@dataclass(slots=True)
class Credentials:
    """The credentials a team has: one legacy key at most, two secrets at most."""

    api_key: str | None = SANDBOX_API_KEY
    secrets: dict[str, str] = field(default_factory=lambda: {SANDBOX_SECRET_ID: SANDBOX_SECRET_KEY})
    denied: bool = False

    def __repr__(self) -> str:
        return f"Credentials(api_key=***, {len(self.secrets)} secrets, denied={self.denied})"

    def rotate_key(self, key: str | None) -> None:
        """Replace the legacy key; the old one is refused at once."""
        self.api_key = key

    def add_secret(self, identity: str, key: str) -> None:
        """Add an API secret; a team has two at most."""
        if len(self.secrets) >= 2 and identity not in self.secrets:
            raise ValueError("a team has at most two API secrets; remove one first")
        self.secrets[identity] = key

    def remove_secret(self, identity: str) -> None:
        """Remove an API secret; tokens signed with it are refused at once."""
        del self.secrets[identity]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of an Authorization header: how it tried, whom it names, why it was refused."""

    scheme: str = ""
    holder: str = ""
    refused: str = ""


def authenticate(
    credentials: Credentials, header: str | None, now: Callable[[], float], *, future: bool = True
) -> Verdict:
    """Who sent this Authorization header."""
    if not header:
        return Verdict(refused="missing credential")
    scheme, _, token = header.partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        return Verdict(refused="Authorization must be Bearer")
    if token.count(".") == 2:
        return _check_token(credentials, token, now(), future)
    if credentials.api_key is not None and hmac.compare_digest(token.encode(), credentials.api_key.encode()):
        return Verdict("key", "team")
    return Verdict("key", refused="invalid API key")


def sign(identity: str, key: str, issued: int) -> str:
    """A token as the vendor's recipe makes it."""
    claims: dict[str, Any] = {"iss": identity, "iat": issued}
    parts = [_encode(json.dumps(part, separators=(",", ":")).encode()) for part in (_HEADER, claims)]
    return ".".join([*parts, _encode(_digest(identity, key, ".".join(parts)))])


def _check_token(credentials: Credentials, token: str, now: float, future: bool) -> Verdict:
    head, body, signature = token.split(".")
    try:
        header, claims, given = json.loads(_decode(head)), json.loads(_decode(body)), _decode(signature)
    except (ValueError, binascii.Error):
        return Verdict("token", refused="malformed token")
    refused = _refuse_claims(header, claims, now, future)
    if refused:
        return Verdict("token", refused=refused)
    key = credentials.secrets.get(claims["iss"])
    if key is None or not hmac.compare_digest(given, _digest(claims["iss"], key, f"{head}.{body}")):
        return Verdict("token", refused="invalid signature")
    return Verdict("token", claims["iss"])


def _refuse_claims(header: Any, claims: Any, now: float, future: bool) -> str:
    if header != _HEADER:
        return "header must be HS256 and JWT"
    if not isinstance(claims, dict) or not isinstance(claims.get("iss"), str):
        return "iss is missing"
    issued = claims.get("iat")
    if not isinstance(issued, int) or isinstance(issued, bool):
        return "iat is not in whole seconds"
    if now - issued > LIFETIME:
        return "token expired"
    if issued - now > (LIFETIME if future else 1):
        return "token used before issued"
    return ""


def _digest(identity: str, key: str, signed: str) -> bytes:
    return hmac.new(f"{identity}||{key}".encode(), signed.encode(), hashlib.sha256).digest()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
