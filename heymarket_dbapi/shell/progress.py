"""Calls and rows of a running statement, drawn on a terminal's standard error when it takes a while."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

PATIENCE = 0.3


class Drawing(Protocol):
    """A line on a terminal that shows how far a statement is."""

    def draw(self, calls: int, rows: int, expected: int | None) -> None:
        """Show these numbers."""

    def erase(self) -> None:
        """Leave nothing behind."""


class Watched(Protocol):
    """A connection that tells of its progress."""

    on_progress: Any


class Progress:
    """Counts calls and rows of a connection while it is entered, and draws them once ``patience`` is over."""

    def __init__(self, connection: Watched, drawing: Callable[[], Drawing] | None, patience: float = PATIENCE) -> None:
        self.calls = self.rows = 0
        self._expected: int | None = None
        self._connection = connection
        self._make = drawing
        self._drawing: Drawing | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(patience, self._show)
        self._timer.daemon = True
        self._is_stopped = drawing is None

    def __enter__(self) -> Self:
        self._connection.on_progress = self._note
        if not self._is_stopped:
            self._timer.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._connection.on_progress = None
        self.stop()

    def stop(self) -> None:
        """Erase what is drawn, and draw no more; counting goes on."""
        self._timer.cancel()
        with self._lock:
            self._is_stopped = True
            drawing, self._drawing = self._drawing, None
            if drawing is not None:
                drawing.erase()

    def _note(self, calls: int, rows: int, expected: int | None) -> None:
        with self._lock:
            self.calls, self.rows, self._expected = calls, rows, expected
            if self._drawing is not None:
                self._drawing.draw(calls, rows, expected)

    def _show(self) -> None:
        with self._lock:
            if self._make is not None and not self._is_stopped:
                self._drawing = self._make()
                self._drawing.draw(self.calls, self.rows, self._expected)


class LineDrawing:
    """The numbers on one line that is written over."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._width = 0

    def draw(self, calls: int, rows: int, expected: int | None) -> None:
        """Write over the line."""
        text = progress_text(calls, rows, expected)
        self._stream.write(f"\r{text.ljust(self._width)}")
        self._stream.flush()
        self._width = len(text)

    def erase(self) -> None:
        """Blank the line."""
        self._stream.write(f"\r{' ' * self._width}\r")
        self._stream.flush()


class BarDrawing:
    """A bar with the numbers beside it."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._progress: RichProgress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=Console(file=stream),
            transient=True,
        )
        self._task: TaskID = self._progress.add_task("", total=None)
        self._progress.start()

    def draw(self, calls: int, rows: int, expected: int | None) -> None:
        """Move the bar."""
        self._progress.update(
            self._task, description=progress_text(calls, rows, expected), completed=calls, total=expected
        )

    def erase(self) -> None:
        """Take the bar away."""
        self._progress.stop()


def progress_text(calls: int, rows: int, expected: int | None = None) -> str:
    """The numbers in words."""
    of = "" if expected is None else f" of {expected:,}"
    return f"{calls:,}{of} call{'' if (expected or calls) == 1 else 's'}, {rows:,} row{'' if rows == 1 else 's'}"


def drawing_of(stream: TextIO | None = None) -> Callable[[], Drawing] | None:
    """How progress is drawn on standard error; None where that is no terminal."""
    target = sys.stderr if stream is None else stream
    if not target.isatty():
        return None
    if find_spec("rich") is not None:
        return lambda: BarDrawing(target)
    return lambda: LineDrawing(target)
