"""EXPLAIN of a write: the rows, calls and bodies, after what has to be read; nothing is told to the API."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from heymarket_dbapi.catalog import ENDPOINTS
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.plan.explain import QueryPlan, Step
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.parse import Parsed
from heymarket_dbapi.writing.rows import Call, Work
from heymarket_dbapi.writing.statement import preview
from heymarket_dbapi.writing.values import failures

# So many calls are shown one by one; of more, those that are alike are one step.
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class KnownStep(Step):
    """A group of calls whose number is known, whatever its note says."""

    @property
    def is_exact(self) -> bool:
        """Their number is known."""
        return True


def explain_write(parsed: Parsed, parameters: Any, context: Context) -> Flow[QueryPlan]:
    """What the statement reads and would tell the API."""
    work, plan = yield from preview(parsed, parameters, context)
    failed = {index: one.error for index, one in work.results.items() if one.error is not None}
    if failed and not work.may_go_on:
        raise failures(failed, 1, 0, work.table.name)
    read = context.exchange.tally.by_endpoint(ENDPOINTS)
    steps: list[Step] = [
        KnownStep("", endpoint, None, "", None, calls, "read to know what is to be written")
        for endpoint, (calls, _) in read.items()
    ]
    steps += _steps(work, plan.calls)
    return QueryPlan(tuple(steps), context.settings.requests_per_minute)


def _steps(work: Work, calls: Sequence[Call]) -> list[Step]:
    note = _note(work)
    if len(calls) <= _MOST_SHOWN:
        return [_step(work, [call], note) for call in calls]
    grouped = itertools.groupby(sorted(calls, key=lambda call: str(call.endpoint)), key=lambda call: call.endpoint)
    return [_step(work, list(group), note) for _, group in grouped]


def _step(work: Work, calls: Sequence[Call], note: str) -> Step:
    first = calls[0]
    body = first.request.body
    rows = sum(len(call.rows) for call in calls)
    more = f"; the body is that of the first of {len(calls)}" if len(calls) > 1 else ""
    return KnownStep(work.table.name, first.endpoint, body, "", rows, len(calls), f"{note}{more}".lstrip("; "))


def _note(work: Work) -> str:
    """What is worth knowing before the statement is carried out."""
    writes = work.writes
    if work.live.change.kind is StatementKind.DELETE and writes.delete is not None:
        return writes.delete.also
    if writes.sends is not None:
        return "recipients of a list are left to the API: it passes over those who are opted out"
    return ""
