"""A stop signal that threads and event loops can watch."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Abandoned(Exception):
    """A flow is stopped because a flow beside it failed; never leaves the wire."""


class Signal:
    """Fires once and for all, from any thread; its watchers are called, late ones at once."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._fired = False
        self._watchers: dict[object, Callable[[], None]] = {}

    @property
    def is_fired(self) -> bool:
        """Whether it has fired."""
        return self._fired

    def fire(self) -> None:
        """Call every watcher, the first time."""
        with self._lock:
            if self._fired:
                return
            self._fired = True
            watchers = list(self._watchers.values())
        for watcher in watchers:
            watcher()

    def check(self) -> None:
        """Raise ``Abandoned`` where it has fired."""
        if self._fired:
            raise Abandoned

    @contextmanager
    def watch(self, watcher: Callable[[], None]) -> Iterator[None]:
        """``watcher`` is called when it fires, from the thread that fires it."""
        key = object()
        with self._lock:
            self._watchers[key] = watcher
            fired = self._fired
        try:
            if fired:
                watcher()
            yield
        finally:
            with self._lock:
                del self._watchers[key]

    @contextmanager
    def branch(self) -> Iterator[Signal]:
        """A signal that fires with this one, and may fire alone."""
        child = Signal()
        with self.watch(child.fire):
            yield child
