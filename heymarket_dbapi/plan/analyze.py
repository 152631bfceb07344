"""A plan beside what came of it: EXPLAIN ANALYZE."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from heymarket_dbapi.catalog.ways import Endpoint
from heymarket_dbapi.plan.explain import COLUMNS, QueryPlan, Step

ANALYZED = (*COLUMNS, "actual_rows", "actual_calls", "actual_ms")


@dataclass(frozen=True, slots=True)
class AnalyzedPlan:
    """A plan with the calls that were made by endpoint, with their seconds, and the rows that were read by relation."""

    plan: QueryPlan
    calls: Mapping[Endpoint, tuple[int, float]]
    rows_read: Mapping[str, int]

    def rows(self) -> list[tuple[object, ...]]:
        """The plan as rows of the columns ``ANALYZED``; calls that it did not foresee stand at its end."""
        left = {endpoint: calls for endpoint, (calls, _) in self.calls.items()}
        last = {step.endpoint: step for step in self.plan.steps}
        rows: list[tuple[object, ...]] = []
        for number, step in enumerate(self.plan.steps, 1):
            calls = left.get(step.endpoint, 0)
            taken = calls if last[step.endpoint] is step else min(step.calls, calls)
            left[step.endpoint] = calls - taken
            rows.append((*step.row(number, self.plan.requests_per_minute), *self._actual(step, taken)))
        for endpoint in [one for one, calls in left.items() if calls > 0 and one not in last]:
            step = Step("", endpoint, None, "", None, 0, "not foreseen")
            number = len(rows) + 1
            rows.append((*step.row(number, self.plan.requests_per_minute), *self._actual(step, left[endpoint])))
        return rows

    def _actual(self, step: Step, taken: int) -> tuple[int | None, int, float]:
        calls, seconds = self.calls.get(step.endpoint, (0, 0.0))
        share = seconds * taken / calls if calls else 0.0
        return self.rows_of(step), taken, round(share * 1000, 3)

    def rows_of(self, step: Step) -> int | None:
        """The rows that a step has read; None where they are not known."""
        return self.rows_read.get(step.name)

    def to_json(self) -> str:
        """The same as a JSON array of objects."""
        return json.dumps([dict(zip(ANALYZED, row, strict=True)) for row in self.rows()], indent=2)
