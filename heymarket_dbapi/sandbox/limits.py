"""The rate limit: so many requests in any window of so many seconds, for each credential."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable


class RateLimit:
    """A sliding window; what is refused does not count."""

    def __init__(self, budget: int, window: float, clock: Callable[[], float]) -> None:
        self.budget = budget
        self.window = window
        self.clock = clock
        self._admitted: dict[str, deque[float]] = {}

    def wait(self, holder: str) -> float:
        """Seconds until this request would be admitted; 0.0 admits it now. A budget of 0 admits everything."""
        if self.budget <= 0:
            return 0.0
        now, admitted = self.clock(), self._admitted.setdefault(holder, deque())
        while admitted and admitted[0] <= now - self.window:
            admitted.popleft()
        if len(admitted) >= self.budget:
            return max(admitted[0] + self.window - now, 0.001)
        admitted.append(now)
        return 0.0

    def reset(self) -> None:
        """Forget every request."""
        self._admitted.clear()
