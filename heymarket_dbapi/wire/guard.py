"""A small file that processes share, and bytes of it that one process holds at a time, until it lets go or ends."""

from __future__ import annotations

import os
import sys

# Bytes that are held lie behind the content: on Windows, what is held cannot be read by others.
_FIRST = 1 << 20


class SharedFile:
    """An open file of its owner alone; not safe for threads."""

    def __init__(self, path: str) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(path, flags, 0o600)

    def read(self, size: int) -> bytes:
        """The first ``size`` bytes, or fewer."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return os.read(self._descriptor, size)

    def write(self, content: bytes) -> None:
        """Let the file begin with ``content``."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, content)

    def hold(self, number: int) -> bool:
        """Whether this process now holds a byte that no other holds; the system lets go when the process ends."""
        return _hold(self._descriptor, _FIRST + number)

    def let_go(self, number: int) -> None:
        """Another may hold the byte."""
        _let_go(self._descriptor, _FIRST + number)

    def is_gone(self) -> bool:
        """Whether the file was removed, so that others may have begun a new one."""
        return os.fstat(self._descriptor).st_nlink == 0

    def close(self) -> None:
        """Close it, and let go of all its bytes."""
        os.close(self._descriptor)


if sys.platform == "win32":  # pragma: no cover - of two systems a run sees one
    import msvcrt

    def _hold(descriptor: int, place: int) -> bool:
        os.lseek(descriptor, place, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _let_go(descriptor: int, place: int) -> None:
        os.lseek(descriptor, place, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _hold(descriptor: int, place: int) -> bool:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except (BlockingIOError, PermissionError):  # the two answers that POSIX allows
            return False
        return True

    def _let_go(descriptor: int, place: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, place)
