"""One measured figure beside the baseline of the same run that it is held against."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, in a unit, against what; ``aim`` is what the project aims at, in words."""

    what: str
    value: float
    unit: str
    baseline: str
    against: float
    aim: str = ""

    @property
    def ratio(self) -> float:
        """The value against the baseline."""
        return self.value / self.against if self.against else float("inf")


def median_cpu(work: Callable[[], object], times: int) -> float:
    """The median of the seconds that the processor worked for it, which others on the machine hardly change."""
    return statistics.median(_cpu(work) for _ in range(times))


def least_cpu(work: Callable[[], object], times: int) -> float:
    """The least of the seconds that the processor worked for it."""
    return min(_cpu(work) for _ in range(times))


def _cpu(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin
