"""Statements of one connection that touch local tables take turns, whether threads or tasks wait."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from heymarket_dbapi.effects import Flow, compute


@dataclass(eq=False, slots=True)
class Token:
    """One statement's claim to its turn."""

    is_withdrawn: bool = False


class Turn:
    """What one statement has at a time; from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._owner: Token | None = None

    def take(self, token: Token) -> Flow[None]:
        """Wait until it is the token's turn."""
        with self._changed:
            if self._owner is None:
                self._owner = token
                return
        yield from compute(lambda: self._wait(token), lambda: self.leave(token))

    def leave(self, token: Token) -> None:
        """Give the turn back, or wait for it no longer."""
        with self._changed:
            token.is_withdrawn = True
            if self._owner is token:
                self._owner = None
            self._changed.notify_all()

    def _wait(self, token: Token) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._owner is None or token.is_withdrawn)
            if not token.is_withdrawn:
                self._owner = token
