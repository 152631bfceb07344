"""What was found, as Markdown tables and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .calls import DRIVER, Line, Verdict, mean, missing, ratio
from .figures import Figure

SUMMARY = ("", "calls against the least: mean", "worst", "calls", "seconds", "right", "wrong or failed", "cannot")


@dataclass(slots=True)
class Report:
    """Everything that one run found."""

    account: str
    lines: list[Line] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    def markdown(self) -> str:
        """All tables."""
        parts = [f"Account: {self.account}.", *([table(SUMMARY, self.summary())] if self.lines else ())]
        if self.figures:
            parts.append(figures(self.figures))
        if self.lines:
            parts.append(questions(self.lines))
        return "\n\n".join(parts)

    def summary(self) -> list[list[str]]:
        """Who needed how much for all questions, a row for each."""
        names = _names(self.lines)
        rows = [_total(who, self.lines) for who in names]
        if not math.isnan(first_runs(self.lines)):
            rows.insert(1, [f"{DRIVER}, first run", f"{first_runs(self.lines):.2f}", *[""] * 6])
        return rows + [[name, "not installed", *[""] * 6] for name in missing() if name not in names]

    def json(self) -> dict[str, Any]:
        """The same, for programs."""
        return {
            "account": self.account,
            "summary": self.summary(),
            "mean": {who: mean(line.ratio(who) for line in _answered(who, self.lines)) for who in _names(self.lines)},
            "questions": [{**asdict(line), "ratio": line.ratio()} for line in self.lines],
            "figures": [{**asdict(one), "ratio": one.ratio} for one in self.figures],
        }


def figures(found: Sequence[Figure]) -> str:
    """The figures with their baselines."""
    rows = [
        (
            one.what,
            f"{_short(one.value)} {one.unit}",
            f"{one.baseline}: {_short(one.against)}",
            _short(one.ratio),
            one.aim,
        )
        for one in found
    ]
    return table(("measured", "value", "baseline", "ratio", "aim"), rows)


def questions(lines: Sequence[Line]) -> str:
    """Each question with its least and everybody's calls; what is not right is marked."""
    others = [who for who in _names(lines) if who != DRIVER]
    head = ("kind", "query", "least", "because", DRIVER, "first run", "ratio", *others)
    rows = []
    for line in sorted(lines, key=lambda one: -one.ratio()):
        own = line.outcomes[DRIVER]
        rest = [_cell(line, who) for who in others]
        first = "" if own.first_calls is None else str(own.first_calls)
        rows.append(
            (
                line.kind,
                f"`{line.sql}`",
                str(line.least),
                line.why,
                _cell(line, DRIVER),
                first,
                f"{line.ratio():.2f}",
                *rest,
            )
        )
    return table(head, rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _cell(line: Line, who: str) -> str:
    outcome = line.outcomes[who]
    if outcome.verdict is Verdict.CANNOT:
        return "cannot"
    mark = "" if outcome.verdict is Verdict.RIGHT else f" {outcome.verdict}"
    return f"{outcome.calls}{mark}, {outcome.seconds * 1000:.0f} ms"


def _short(number: float) -> str:
    """Three digits of a number, or all of a large one's."""
    return f"{number:,.0f}" if number >= 1000 else f"{number:.3g}"


def _names(lines: Sequence[Line]) -> list[str]:
    return list(lines[0].outcomes) if lines else []


def _answered(who: str, lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.outcomes[who].verdict is Verdict.RIGHT]


def _total(who: str, lines: Sequence[Line]) -> list[str]:
    """One row of the summary; means and sums are over what was answered rightly."""
    right = _answered(who, lines)
    ratios = [line.ratio(who) for line in right]
    cannot = sum(line.outcomes[who].verdict is Verdict.CANNOT for line in lines)
    made = sum(line.outcomes[who].calls for line in right)
    seconds = sum(line.outcomes[who].seconds for line in right)
    numbers = [f"{mean(ratios):.2f}", f"{max(ratios, default=0):.1f}", f"{made:,}", f"{seconds:,.1f}"]
    return [who, *numbers, str(len(right)), str(len(lines) - len(right) - cannot), str(cannot)]


def first_runs(lines: Sequence[Line]) -> float:
    """The driver's mean where each question is the first of its credential."""
    firsts = [(line.outcomes[DRIVER].first_calls, line.least) for line in lines]
    return mean(ratio(calls, least) for calls, least in firsts if calls is not None)
