"""What the sandbox gives out: replies, and a log of what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from .mischief import Wire


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP reply; the carrier waits `delay` seconds, then treats the connection as `wire` says.

    With CUT the body is what arrives, shorter than Content-Length; with DROPPED nothing arrives at all.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    wire: Wire = Wire.WHOLE
    delay: float = 0.0

    def header(self, name: str) -> str | None:
        """The value of a header, whatever the case of its name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One request as the sandbox saw it, without its credential."""

    number: int
    received_at: float
    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    status: int
    has_credential: bool
    scheme: str = ""
    operation: str = ""
    request_id: str = ""
    rows: int | None = None
    violations: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_media(self) -> bool:
        """Whether a media link was followed."""
        return self.operation == "media"

    def __str__(self) -> str:
        return f"{self.number} {self.method} {self.path} {self.status}"


class Log(Sequence[Entry]):
    """The requests so far, in the order in which they were answered."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> Entry: ...

    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...

    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        return self._entries[index]

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self._entries))

    def __repr__(self) -> str:
        return f"Log({len(self)} requests)"

    def append(self, entry: Entry) -> None:
        """Note a request."""
        with self._lock:
            self._entries.append(entry)

    def clear(self) -> None:
        """Forget every request."""
        with self._lock:
            self._entries.clear()

    @property
    def calls(self) -> list[Entry]:
        """The requests of the API, media left out."""
        return [entry for entry in self if not entry.is_media]
