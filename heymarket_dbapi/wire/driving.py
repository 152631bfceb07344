"""What both drivers of flows agree on: how a flow is told that it must stop."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from heymarket_dbapi.effects import Effect
from heymarket_dbapi.wire.errand import Errand
from heymarket_dbapi.wire.signal import Abandoned


class Course:
    """A flow on its way: fed with results and errors, and not let go on once its errand was halted.

    An error that halts the errand is thrown into the flow as well, so that it can say what was done; it can add to
    the error, but not swallow it.
    """

    def __init__(self, flow: Generator[Effect, Any, Any], errand: Errand) -> None:
        self._flow = flow
        self._errand = errand
        self._is_last = False
        self.is_done = False
        self.result: Any = None

    def feed(self, value: Any) -> Effect | None:
        """The next effect, after the result of the one before; None at the end."""
        try:
            return self._flow.send(value)
        except StopIteration as end:
            self._end(end.value)
            return None

    def fail(self, error: Exception) -> Effect | None:
        """The next effect, after the one before failed; None at the end."""
        if isinstance(error, Abandoned):
            self._flow.close()
            raise error
        self._is_last = self._errand.is_halted
        try:
            effect = self._flow.throw(error)
        except StopIteration as end:
            self._end(end.value)
            return None
        if self._is_last:
            self._flow.close()
            self._errand.check()
        return effect

    def close(self) -> None:
        """End the flow where it stands."""
        self._flow.close()

    def _end(self, value: Any) -> None:
        if self._is_last:
            self._errand.check()
        self.is_done, self.result = True, value
