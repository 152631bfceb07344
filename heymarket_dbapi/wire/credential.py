"""The credential: the one object that holds secrets, and shows none."""

from __future__ import annotations

import enum
import hashlib
import hmac
from typing import NoReturn

from heymarket_dbapi.errors import InterfaceError


class CredentialKind(enum.Enum):
    """How a request is signed."""

    LEGACY_KEY = "legacy key"
    SECRET = "Secret ID and Secret Key"


class Credential:
    """What signs our requests; prints as ``***``, compares by value and refuses to be pickled."""

    __slots__ = ("_fingerprint", "_key", "_secret_id", "kind")

    def __init__(self, kind: CredentialKind, key: str, secret_id: str = "") -> None:
        self.kind = kind
        self._key = key
        self._secret_id = secret_id
        self._fingerprint = hashlib.sha256("\0".join((kind.name, secret_id, key)).encode()).hexdigest()[:20]

    @classmethod
    def of_legacy_key(cls, key: str) -> Credential:
        """The credential of a team's API key, which travels as it is."""
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise InterfaceError("the API key is empty, or holds white space or characters outside ASCII; copy it anew")
        return cls(CredentialKind.LEGACY_KEY, key)

    @classmethod
    def of_secret(cls, secret_id: str, secret_key: str) -> Credential:
        """The credential of an API secret, whose key never travels."""
        if not secret_id or not secret_key:
            raise InterfaceError("a Secret ID needs its Secret Key, and the reverse; one of them is empty")
        return cls(CredentialKind.SECRET, secret_key, secret_id)

    @property
    def fingerprint(self) -> str:
        """A name of this credential for caches, from which it cannot be found out."""
        return self._fingerprint

    @property
    def issuer(self) -> str:
        """The Secret ID, which stands in the token."""
        return self._secret_id

    def reveal(self) -> str:
        """The text that signs: the legacy key, or the key of the token's signature."""
        match self.kind:
            case CredentialKind.LEGACY_KEY:
                return self._key
            case CredentialKind.SECRET:
                return f"{self._secret_id}||{self._key}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Credential):
            return NotImplemented
        same = hmac.compare_digest(self.reveal().encode(), other.reveal().encode())
        return self.kind is other.kind and same

    def __hash__(self) -> int:
        return hash(self._fingerprint)

    def __repr__(self) -> str:
        return "***"

    def __copy__(self) -> Credential:
        return self

    def __deepcopy__(self, memory: object) -> Credential:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a credential is never pickled; connect anew where it is needed")
