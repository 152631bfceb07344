"""A call in a thread of its own that may be given up: the process ends without it."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

# How long an interrupted computation is waited for, and how often it is told: an interrupt that comes a moment
# before the computation begins is lost.
PATIENCE = 5.0
INSISTENCE = 0.02
# How long a thread without work stays.
IDLE = 5.0


class Job:
    """Runs ``function``; ``on_end`` is called in its thread when it has ended."""

    def __init__(self, function: Callable[[], Any], on_end: Callable[[], None]) -> None:
        self._function = function
        self._on_end = on_end
        self._value: Any = None
        self._error: BaseException | None = None
        self._ended = threading.Event()
        _crew.hand(self._run)

    @property
    def is_done(self) -> bool:
        """Whether it has ended."""
        return self._ended.is_set()

    @property
    def has_failed(self) -> bool:
        """Whether it has raised."""
        return self._error is not None

    def result(self) -> Any:
        """What the function returned; raises what it raised."""
        if self._error is not None:
            raise self._error
        return self._value

    def interrupt(self, interrupt: Callable[[], None]) -> None:
        """Tell the function to end until it does, or patience ends."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not self._ended.is_set():
            interrupt()
            self._ended.wait(INSISTENCE)

    def _run(self) -> None:
        try:
            self._value = self._function()
        except BaseException as error:  # whatever it is belongs to the thread that waits
            self._error = error
        self._ended.set()
        self._on_end()


class Crew:
    """Threads that wait a while for more work: to start one takes longer than a short computation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[queue.SimpleQueue[Callable[[], None]]] = []

    def hand(self, work: Callable[[], None]) -> None:
        """Let an idle thread do the work, or a new one."""
        with self._lock:
            inbox = self._idle.pop() if self._idle else None
        if inbox is None:
            inbox = queue.SimpleQueue()
            threading.Thread(target=self._serve, args=(inbox,), name="heymarket", daemon=True).start()
        inbox.put(work)

    def _serve(self, inbox: queue.SimpleQueue[Callable[[], None]]) -> None:
        while True:
            try:
                work = inbox.get(timeout=IDLE)
            except queue.Empty:
                with self._lock:
                    if inbox in self._idle:
                        self._idle.remove(inbox)
                        return
                continue  # work is on its way
            work()
            del work  # what it holds is not kept alive by an idle thread
            with self._lock:
                self._idle.append(inbox)


_crew = Crew()


def _begin_anew() -> None:
    """A child process has none of its parent's threads."""
    global _crew
    _crew = Crew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
