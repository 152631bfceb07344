"""EXPLAIN of a write: its rows, calls and bodies, after what has to be read, and with ANALYZE what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from heymarket_dbapi.catalog import ENDPOINTS
from heymarket_dbapi.catalog.ways import Endpoint
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.outcome import Outcome
from heymarket_dbapi.plan.analyze import AnalyzedPlan
from heymarket_dbapi.plan.explain import QueryPlan, Step
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.parse import Parsed
from heymarket_dbapi.writing.making import LooksAgain, Plan
from heymarket_dbapi.writing.returning import TOUCHED
from heymarket_dbapi.writing.rows import Call, Work
from heymarket_dbapi.writing.statement import preview, watched
from heymarket_dbapi.writing.values import failures

# So many calls are shown one by one; of more, those that are alike are one step.
_MOST_SHOWN = 20
_READ = "read to know what is to be written"


@dataclass(frozen=True, slots=True)
class KnownStep(Step):
    """A group of calls whose number is known, whatever its note says."""

    @property
    def is_exact(self) -> bool:
        """Their number is known."""
        return True


@dataclass(frozen=True, slots=True)
class AnalyzedWrite(AnalyzedPlan):
    """A plan of a write with what came of it; ``written``: how many rows the calls of each endpoint have written."""

    written: Mapping[Endpoint, int] = field(default_factory=dict)

    def rows_of(self, step: Step) -> int | None:
        """The rows that were written by the step's calls."""
        return self.written.get(step.endpoint)


def explain_write(parsed: Parsed, parameters: Any, context: Context) -> Flow[QueryPlan]:
    """What the statement reads and would tell the API."""
    known = context.account.facts.version
    work, plan = yield from preview(parsed, parameters, context)
    failed = {index: one.error for index, one in work.results.items() if one.error is not None}
    if failed and not work.may_go_on:
        raise failures(failed, len(work.rows) + len(failed), 0, work.table.name)
    return _plan(work, plan, most_shown=_MOST_SHOWN, has_learned=context.account.facts.version != known)


def analyze_write(parsed: Parsed, parameters: Any, context: Context) -> Flow[tuple[AnalyzedPlan, Outcome]]:
    """What the statement was to read and to tell the API, beside what it did; and its outcome."""
    seen: list[tuple[Work, Plan, QueryPlan]] = []

    def watch(work: Work, plan: Plan) -> None:
        seen.append((work, plan, _plan(work, plan, most_shown=0)))

    outcome = yield from watched(parsed, parameters, context, watch)
    work, plan, expected = seen[-1]
    calls = context.exchange.tally.by_endpoint([*ENDPOINTS, *(call.endpoint for call in plan.calls)])
    return AnalyzedWrite(expected, calls, {}, _written(work, plan.calls)), outcome


def _plan(work: Work, plan: Plan, *, most_shown: int, has_learned: bool = False) -> QueryPlan:
    """The calls that were made to know what is to be written, those that are to write it, and those that follow.

    ``has_learned``: what they told of the API need not be asked again.
    """
    exchange = work.context.exchange
    of_step, note = (Step, f"{_READ}; fewer now that this is known") if has_learned else (KnownStep, _READ)
    steps: list[Step] = [
        of_step("", endpoint, None, "", None, calls, note)
        for endpoint, (calls, _) in exchange.tally.by_endpoint(ENDPOINTS).items()
    ]
    note = _note(work)
    groups = [[call] for call in plan.calls] if len(plan.calls) <= most_shown else _by_endpoint(plan.calls).values()
    steps += [_step(work, group, note) for group in groups]
    steps += _afterwards(work, plan)
    return QueryPlan(tuple(steps), work.context.settings.requests_per_minute)


def _afterwards(work: Work, plan: Plan) -> list[Step]:
    """The calls that read what no reply is sure to tell; how many they are shows only then."""
    change = work.live.change
    if change.returning is not None and change.kind is not StatementKind.DELETE:
        count = sum(len(call.rows) for call in plan.calls)
    else:
        looking = [one for one in plan.after if isinstance(one, LooksAgain)]
        count = sum(one.looks_again(row) for one in looking for call in plan.calls for row in call.rows)
    note = "read once more, as far as replies leave open what was stored"
    source = work.known.tables[work.table.records_of]
    return [Step("", source.reads[0].endpoint, None, "", None, count, note)] if count else []


def _by_endpoint(calls: Iterable[Call]) -> dict[Endpoint, list[Call]]:
    found: dict[Endpoint, list[Call]] = {}
    for call in calls:
        found.setdefault(call.endpoint, []).append(call)
    return found


def _step(work: Work, calls: Sequence[Call], note: str) -> Step:
    first = calls[0]
    body = first.request.body
    rows = sum(len(call.rows) for call in calls)
    more = f"; the body is that of the first of {len(calls)}" if len(calls) > 1 else ""
    return KnownStep(work.table.name, first.endpoint, body, "", rows, len(calls), f"{note}{more}".lstrip("; "))


def _written(work: Work, calls: Sequence[Call]) -> dict[Endpoint, int]:
    touched = {index for index, one in work.results.items() if one.outcome in TOUCHED}
    return dict(Counter(call.endpoint for call in calls for row in call.rows if row.index in touched))


def _note(work: Work) -> str:
    """What is worth knowing before the statement is carried out."""
    writes, settings = work.writes, work.context.settings
    notes = []
    if work.live.change.kind is StatementKind.DELETE and writes.delete is not None:
        notes.append(writes.delete.also)
    if writes.sends is not None:
        notes.append("recipients of a list are left to the API: it passes over those who are opted out")
    if writes.sends is not None and not settings.allow_send:
        notes.append("allow_send is false, so that it would be refused")
    if settings.read_only:
        notes.append("read_only, so that it would be refused")
    return "; ".join(filter(None, notes))
