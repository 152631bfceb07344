"""A fake driver of flows whose requests take a while: as many at once as there are workers, by a clock of its own."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace
from typing import Any

from heymarket_dbapi.effects import Compute, Effect, Fetch, Flow, Gather, Pause, Request
from heymarket_dbapi.wire import Errand
from heymarket_dbapi.wire.driving import Course

from .driving import Respond

LATENCY = 0.05  # seconds that one reply takes


@dataclass(slots=True)
class Slow:
    """Drives flows; ``seconds`` have gone by when they are done."""

    respond: Respond
    workers: int = 8
    latency: float = LATENCY
    seconds: float = 0.0
    requests: list[Request] = field(default_factory=list)

    def run(self, flow: Flow[Any]) -> Any:
        """The result of a flow."""
        course = Course(flow, Errand())
        effect = course.feed(None)
        while effect is not None:
            try:
                value = self._perform(effect)
            except Exception as error:  # whatever it is belongs to the flow
                effect = course.fail(error)
            else:
                effect = course.feed(value)
        return course.result

    def _perform(self, effect: Effect) -> Any:
        match effect:
            case Fetch(request):
                self.requests.append(request)
                began, self.seconds = self.seconds, self.seconds + self.latency
                return replace(self.respond(effect), sent_at=began, received_at=self.seconds)
            case Gather(flows):
                return self._gather(flows)
            case Pause(seconds):
                self.seconds += seconds
                return None
            case Compute(function):
                return function()

    def _gather(self, flows: tuple[Flow[Any], ...]) -> list[Any]:
        """Each worker takes the next flow when it is free."""
        free = [self.seconds] * self.workers
        results = []
        for flow in flows:
            self.seconds = heapq.heappop(free)
            results.append(self.run(flow))
            heapq.heappush(free, self.seconds)
        self.seconds = max(free)
        return results
