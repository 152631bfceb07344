"""Where rows are written: standard output, or a file that appears when it is whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from heymarket_dbapi.shell.failure import ExitCode, ShellError


class Output:
    """A stream of bytes, and what printers want to know of it."""

    def __init__(
        self,
        stream: BinaryIO,
        *,
        encoding: str = "utf-8",
        is_terminal: bool = False,
        before_writing: Callable[[], None] = lambda: None,
    ) -> None:
        self._stream = stream
        self.encoding = encoding
        self.is_terminal = is_terminal
        self._before_writing = before_writing

    @property
    def width(self) -> int:
        """The columns of the terminal."""
        return shutil.get_terminal_size().columns

    def announced(self, before_writing: Callable[[], None]) -> Output:
        """The same, with something that is done before each write where it is a terminal."""
        if not self.is_terminal:
            return self
        return Output(self._stream, encoding=self.encoding, is_terminal=True, before_writing=before_writing)

    def write(self, text: str) -> None:
        """Write a text; what the encoding lacks is escaped."""
        self.write_bytes(text.encode(self.encoding, "backslashreplace"))

    def write_bytes(self, data: bytes) -> None:
        """Write bytes."""
        self._before_writing()
        self._stream.write(data)

    def flush(self) -> None:
        """Pass on what is buffered."""
        self._stream.flush()


def standard_output(*, is_data: bool) -> Output:
    """Standard output; data is UTF-8 whatever the terminal speaks."""
    encoding = "utf-8" if is_data else sys.stdout.encoding or "utf-8"
    return Output(sys.stdout.buffer, encoding=encoding, is_terminal=sys.stdout.isatty())


@contextmanager
def file_output(path: str) -> Iterator[Output]:
    """A file that takes its place when all is written; what stood there before stays when something fails."""
    try:
        with _replacing(path) as stream:
            yield Output(stream)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ShellError(f"cannot write {path}: {error.strerror or error}", ExitCode.STATEMENT) from None


@contextmanager
def _replacing(path: str) -> Iterator[BinaryIO]:
    place = os.path.realpath(path)
    if os.path.exists(place) and not os.path.isfile(place):
        with open(place, "wb") as stream:
            yield stream
        return
    part = f"{place}.{os.getpid()}.part"
    try:
        with open(part, "xb") as stream:
            yield stream
        if os.path.exists(place):
            shutil.copymode(place, part)
        os.replace(part, place)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise
