"""What was learned about a server and an account: kept per credential, in memory or in a folder, for a time.

A fact only ever saves calls. What it says is checked against each reply, and a fact that a reply contradicts is
forgotten at once, in the folder too.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from heymarket_dbapi.api.sightings import Sightings


class Facts:
    """Named values with the time at which each was learned; safe for threads.

    ``lifetime`` in seconds: 0 keeps nothing, infinity never expires. ``folder``: where they also live, one file for
    each credential (mode 0600), or None for memory alone. When rows stood in their listings is kept in memory alone.
    """

    def __init__(
        self,
        lifetime: float = 3600.0,
        folder: str | None = None,
        fingerprint: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.lifetime = lifetime
        self._clock = clock
        self._lock = threading.Lock()
        self._file = Path(folder) / f"heymarket-{fingerprint}.json" if folder else None
        self._values: dict[str, tuple[float, Any]] = {}
        self.version = 0  # goes up with each change
        self._seen = Sightings()
        self._load()

    def get(self, name: str, default: Any = None) -> Any:
        """The value learned under ``name``, or ``default`` where none is known or it is too old."""
        with self._lock:
            learned = self._values.get(name)
        if learned is None or self._clock() - learned[0] >= self.lifetime:
            return default
        return learned[1]

    def time_of(self, table: str, key: object) -> int | None:
        """The time at which a row stood in its listing when it was seen; None where nothing is known of it."""
        return self._seen.time_of(table, key) if self.lifetime > 0 else None

    def note_times(self, table: str, rows: Iterable[tuple[object, int]]) -> None:
        """Keep when rows of a table stood in their listing: keys, and nanoseconds."""
        if self.lifetime > 0:
            self._seen.note(table, rows)

    def forget_times(self, table: str, keys: Collection[object]) -> None:
        """Drop the times of rows that are not there any more."""
        self._seen.forget(table, keys)

    def learn(self, name: str, value: Any) -> None:
        """Keep ``value`` (JSON data) under ``name``."""
        if self.lifetime <= 0:
            return
        with self._lock:
            known = self._values.get(name)
            self._values[name] = (self._clock(), value)
            if known is None or known[1] != value:
                self.version += 1
                self._save()

    def forget(self, name: str = "") -> None:
        """Drop the facts whose name begins with ``name``: all of them by default."""
        if not name:
            self._seen.clear()
        with self._lock:
            kept = {key: value for key, value in self._values.items() if not key.startswith(name)}
            if len(kept) != len(self._values):
                self._values = kept
                self.version += 1
                self._save()

    def known(self) -> Mapping[str, Any]:
        """All facts that are not too old."""
        with self._lock:
            names = list(self._values)
        return {name: self.get(name) for name in names if self.get(name) is not None}

    def _load(self) -> None:
        if self._file is None:
            return
        try:
            stored = json.loads(self._file.read_text("utf-8"))
            self._values = {str(key): (float(moment), value) for key, (moment, value) in stored.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            self._values = {}

    def _save(self) -> None:
        if self._file is None:
            return
        draft = self._file.with_suffix(f".{os.getpid()}.{threading.get_ident()}.new")
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(self._values, file)
            os.replace(draft, self._file)
        except OSError:
            # A cache that cannot be written only costs calls.
            with contextlib.suppress(OSError):
                draft.unlink()
