"""Calls per question: the driver's against the least possible, and what others need for the same, side by side."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.util import find_spec
from typing import Any

import heymarket_dbapi
from heymarket_dbapi.connection import Connection

from .ground import Ground
from .judge import is_right
from .question import Question
from .rivals import dlt_load, script, shillelagh_adapter
from .rivals.dlt_load import Dlt
from .rivals.script import Script
from .rivals.shillelagh_adapter import Shillelagh
from .served import Served

DRIVER = "heymarket_dbapi"


class Verdict(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    WRONG = "wrong"
    FAILED = "failed"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer cost, and whether it is right."""

    verdict: Verdict
    calls: int
    seconds: float
    first_calls: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its least and all outcomes."""

    kind: str
    sql: str
    least: int
    why: str
    outcomes: dict[str, Outcome]

    def ratio(self, who: str = DRIVER) -> float:
        """Calls against the least; where no call is needed, the first one counts double."""
        return ratio(self.outcomes[who].calls, self.least)


def ratio(calls: int, least: int) -> float:
    """Calls against the least; where no call is needed, one call more."""
    return calls / least if least else 1.0 + calls


def mean(ratios: Iterable[float]) -> float:
    """The geometric mean; who left a proof out, and so needed less than the least, gains nothing by it."""
    logs = [math.log(max(one, 1.0)) for one in ratios]
    return math.exp(sum(logs) / len(logs)) if logs else math.nan


# Who else answers, and what must be installed for it.
OTHERS = {script.NAME: "httpx", shillelagh_adapter.NAME: shillelagh_adapter.MODULE, dlt_load.NAME: dlt_load.MODULE}


def missing() -> list[str]:
    """Names of those that are not installed."""
    return [name for name, module in OTHERS.items() if find_spec(module) is None]


def compare(ground: Ground, place: Served, questions: Sequence[Question], *, is_quick: bool = False) -> list[Line]:
    """A line for each question; a quick one has the driver alone, on one credential for all."""
    ask = _at_once if is_quick else _each
    found: dict[str, list[Outcome]] = {DRIVER: ask(ground, place, questions)}
    for who in () if is_quick else sorted(set(OTHERS) - set(missing())):
        found[who] = others(who, ground, place, questions)
    return [
        Line(
            one.kind,
            one.sql.format(**ground.words),
            one.least(ground),
            one.why,
            {who: outcomes[number] for who, outcomes in found.items()},
        )
        for number, one in enumerate(questions)
    ]


def others(who: str, ground: Ground, place: Served, questions: Sequence[Question]) -> list[Outcome]:
    """What somebody else makes of the questions."""
    match who:
        case script.NAME:
            with closing(Script(place, ground)) as by_hand:
                return _all(ground, place, questions, by_hand.answer)
        case shillelagh_adapter.NAME:
            with closing(Shillelagh(place, ground)) as adapter:
                return _all(ground, place, questions, adapter.answer)
        case _:
            with closing(Dlt(place, ground)) as loader:
                return _loaded(ground, place, questions, loader)


def _each(ground: Ground, place: Served, questions: Sequence[Question]) -> list[Outcome]:
    """Each question once on a credential of which nothing is known, and once more."""
    found = []
    for question in questions:
        heymarket_dbapi.close_all()
        with heymarket_dbapi.connect(**place.options()) as connection:
            first = _ask(ground, place, question, connection).calls
            found.append(replace(_ask(ground, place, question, connection), first_calls=first))
    return found


def _at_once(ground: Ground, place: Served, questions: Sequence[Question]) -> list[Outcome]:
    """All questions on one credential, each asked twice."""
    heymarket_dbapi.close_all()
    with heymarket_dbapi.connect(**place.options()) as connection:
        found = []
        for question in questions:
            _ask(ground, place, question, connection)
            found.append(_ask(ground, place, question, connection))
        return found


def _ask(ground: Ground, place: Served, question: Question, connection: Connection) -> Outcome:
    """The question, on a credential that has learned what it needs unless this is the first time."""
    text = question.sql.format(**ground.words)
    before, begin = place.calls(), time.perf_counter()
    try:
        rows: Sequence[Any] | None = connection.execute(text).fetchall()
    except heymarket_dbapi.Error:
        rows = None
    seconds, calls = time.perf_counter() - begin, place.calls() - before
    if rows is None:
        return Outcome(Verdict.FAILED, calls, seconds)
    return Outcome(Verdict.RIGHT if is_right(ground, question, rows) else Verdict.WRONG, calls, seconds)


def _all(
    ground: Ground, place: Served, questions: Sequence[Question], answer: Callable[[Question], list[tuple[Any, ...]]]
) -> list[Outcome]:
    answer(questions[0])  # what is imported and learned once is not charged to a question
    return [_rival(ground, place, one, answer) for one in questions]


def _rival(
    ground: Ground, place: Served, question: Question, answer: Callable[[Question], list[tuple[Any, ...]]]
) -> Outcome:
    place.clear()
    begin = time.perf_counter()
    try:
        rows = answer(question)
    except NotImplementedError:
        return Outcome(Verdict.CANNOT, 0, 0.0)
    except Exception:  # whatever a rival raises, it has not answered
        return Outcome(Verdict.FAILED, place.calls(), time.perf_counter() - begin)
    seconds = time.perf_counter() - begin
    verdict = Verdict.RIGHT if is_right(ground, question, rows) else Verdict.WRONG
    return Outcome(verdict, place.calls(), seconds)


def _loaded(ground: Ground, place: Served, questions: Sequence[Question], loader: Dlt) -> list[Outcome]:
    """Each question is charged with the loads of its tables, which are made once."""
    found = []
    for question in questions:
        _rival(ground, place, question, loader.answer)
        asked = _rival(ground, place, question, loader.answer)
        if asked.verdict is not Verdict.CANNOT:
            load = loader.charge(question)
            asked = Outcome(asked.verdict, load.calls, load.seconds + asked.seconds)
        found.append(asked)
    return found
