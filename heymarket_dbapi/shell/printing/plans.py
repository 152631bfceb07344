"""A plan for people: the calls as a tree, with their sum, instead of a wide table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from heymarket_dbapi.plan.explain import COLUMNS
from heymarket_dbapi.shell.widths import harmless


def is_plan(names: Sequence[str]) -> bool:
    """Whether columns of these names are those of EXPLAIN."""
    return tuple(names[: len(COLUMNS)]) == COLUMNS


def plan_text(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The plan as lines."""
    steps = [dict(zip(names, row, strict=True)) for row in rows]
    if not steps:
        return "no call\n"
    calls = sum(int(str(step["calls"])) for step in steps)
    seconds = sum(float(str(step["seconds"])) for step in steps)
    lines = [f"{_number(calls, exact=all(step['exact'] for step in steps))}, {seconds:.2f} s of the rate limit"]
    for place, step in enumerate(steps, 1):
        is_last = place == len(steps)
        lines.append(f"{'└─' if is_last else '├─'} {_heading(step)}")
        lines += [f"{'   ' if is_last else '│  '}   {detail}" for detail in _details(step)]
    return "".join(f"{harmless(line)}\n" for line in lines)


def _number(calls: int, *, exact: bool) -> str:
    return f"{calls:,}{'' if exact else ' or more'} call{'' if calls == 1 and exact else 's'}"


def _heading(step: Mapping[str, object]) -> str:
    relation = f"{step['relation']}: " if step["relation"] else ""
    return f"{relation}{step['calls']}{'' if step['exact'] else '+'} × {step['method']} {step['path']}"


def _details(step: Mapping[str, object]) -> list[str]:
    details = []
    if step["narrowing"]:
        details.append(f"where {step['narrowing']}")
    if step["body"] and step["body"] != "{}":
        details.append(f"body {step['body']}")
    if step["rows"] is not None:
        details.append(f"about {step['rows']:,} rows" if not step["exact"] else f"{step['rows']:,} rows")
    if step["note"]:
        details.append(f"not exact: {step['note']}")
    if "actual_calls" in step:
        rows = f", {step['actual_rows']:,} rows" if step["actual_rows"] is not None else ""
        details.append(f"in fact {step['actual_calls']} calls{rows}, {step['actual_ms']} ms")
    return details
