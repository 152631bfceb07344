"""A fake driver of flows whose requests take a while: as many at once as there are workers, by a clock of its own."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace
from typing import Any

from heymarket_dbapi.effects import Compute, Fetch, Flow, Gather, NetworkFault, Pause, Request

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
        value: Any = None
        fault: Exception | None = None
        while True:
            try:
                effect = flow.send(value) if fault is None else flow.throw(fault)
            except StopIteration as end:
                return end.value
            value, fault = None, None
            match effect:
                case Fetch(request):
                    self.requests.append(request)
                    began, self.seconds = self.seconds, self.seconds + self.latency
                    try:
                        value = replace(self.respond(effect), sent_at=began, received_at=self.seconds)
                    except NetworkFault as broken:
                        fault = broken
                case Gather(flows):
                    try:
                        value = self._gather(flows)
                    except Exception as error:
                        fault = error
                case Pause(seconds):
                    self.seconds += seconds
                case Compute(function):
                    value = function()

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
