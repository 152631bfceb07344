"""The benchmarks run, and what they say of calls is true; times are for the benchmarks themselves."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import pytest

from benchmarks.__main__ import measure
from benchmarks.calls import DRIVER, OTHERS, Line, Verdict, mean, missing, others, ratio
from benchmarks.figures import Figure
from benchmarks.ground import SMALL, Ground
from benchmarks.questions import QUESTIONS
from benchmarks.report import Report, table
from benchmarks.served import Served, served

# A second run may still learn what a third one needs: that is the worst.
MEAN, WORST = 1.05, 3.0


@pytest.fixture(scope="module")
def report() -> Report:
    return measure({"calls"}, is_quick=True)


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground(SMALL)


@pytest.fixture(scope="module")
def place(ground: Ground) -> Iterator[Served]:
    with served(**ground.sizes) as opened:
        yield opened


def test_every_question_is_answered_rightly(report: Report) -> None:
    assert [line.sql for line in report.lines if line.outcomes[DRIVER].verdict is not Verdict.RIGHT] == []


def test_calls_are_near_the_least(report: Report) -> None:
    above = sorted(((line.ratio(), line.sql) for line in report.lines if line.ratio() > WORST), reverse=True)
    assert above == []
    assert mean(line.ratio() for line in report.lines) <= MEAN


def test_all_kinds_are_asked() -> None:
    kinds = Counter(question.kind for question in QUESTIONS)
    assert len({question.sql for question in QUESTIONS}) == len(QUESTIONS) >= 60
    assert {"key", "keys", "search", "range", "first", "limit", "count", "exists", "edge", "filter", "history"} <= set(
        kinds
    )
    assert {"join", "subquery", "twice", "extended", "empty", "own", "scan"} <= set(kinds)


@pytest.mark.filterwarnings("ignore")  # theirs, not ours
@pytest.mark.parametrize("who", OTHERS)
def test_others_answer(who: str, ground: Ground, place: Served) -> None:
    if who in missing():
        pytest.skip(f"{who} is not installed")
    asked = [one for one in QUESTIONS if one.kind in ("key", "count", "filter")]
    found = others(who, ground, place, asked)
    assert {one.verdict for one in found} == {Verdict.RIGHT}
    assert sum(one.calls for one in found) >= sum(one.least(ground) for one in asked if one.kind == "key")


def test_formulas_of_the_least(ground: Ground) -> None:
    contacts, messages = ground.rows("contacts"), ground.rows("messages")
    assert ground.scan("contacts") == -(-contacts // 100) + 2
    assert ground.scan("messages") == 1 + -(-(messages - 200) // 199) + 1
    assert (ground.walk("lists", 100), ground.walk("lists", 101), ground.walk("lists", 200)) == (1, 2, 3)
    assert (ground.first("contacts", 100), ground.first("contacts", 101), ground.first("messages", 201)) == (1, 3, 2)


def test_ratios() -> None:
    assert (ratio(3, 2), ratio(0, 0), ratio(1, 0)) == (1.5, 1.0, 2.0)
    assert mean([1.0, 4.0]) == pytest.approx(2.0)
    assert mean([0.5, 1.0]) == 1.0


def test_report_prints_and_is_json(report: Report) -> None:
    found = Report(report.account, list[Line](report.lines), [Figure("a thing", 2.0, "ms", "another (ms)", 4.0)])
    text = found.markdown()
    assert "| a thing | 2 ms | another (ms): 4 | 0.5 |  |" in text
    assert text.count("\n| ") > len(QUESTIONS)
    assert json.loads(json.dumps(found.json()))["questions"][0]["outcomes"][DRIVER]["verdict"] == "right"
    assert table(("a", "b"), [("1|2", "3")]).endswith("| 1\\|2 | 3 |")


def test_what_sqlalchemy_adds_is_measured() -> None:
    rows, statement = measure({"dialect"}, is_quick=True).figures
    assert (rows.what, rows.unit, statement.unit) == ("1,000 rows by pandas.read_sql", "s", "ms")
    assert min(rows.value, rows.against, statement.against) > 0


def test_writes_cost_the_fewest_calls() -> None:
    found = measure({"writes"}, is_quick=True).figures
    above = [(one.what, one.value, one.against) for one in found if one.value > one.against + 8]
    assert len(found) == 7 and above == []
