"""Ctrl-C that cancels the running statement instead of tearing the driver apart."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupt:
    """Whether Ctrl-C was pressed."""

    def __init__(self) -> None:
        self.is_pressed = False

    def check(self) -> None:
        """Raise ``KeyboardInterrupt`` where it was."""
        if self.is_pressed:
            raise KeyboardInterrupt


@contextmanager
def interrupting(cancel: Callable[[], None]) -> Iterator[Interrupt]:
    """The first Ctrl-C calls ``cancel``; the second one interrupts as usual."""
    interrupt = Interrupt()
    if threading.current_thread() is not threading.main_thread():
        yield interrupt
        return

    def press(number: int, frame: FrameType | None) -> None:
        interrupt.is_pressed = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # In a thread of its own: the main thread may hold, right now, a lock that cancelling needs.
        threading.Thread(target=cancel, name="heymarket-cancel", daemon=True).start()

    before = signal.signal(signal.SIGINT, press)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, before)
