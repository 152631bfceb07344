"""Each query of the corpus is planned as its file says (``python -m tests.plans`` writes the files anew)."""

from __future__ import annotations

import pytest

from tests.plans.corpus import Case, files, plan, read

CASES = [pytest.param(case, id=f"{path.stem} {at}") for path in files() for at, case in enumerate(read(path), 1)]


@pytest.mark.parametrize("case", CASES)
def test_plan(case: Case) -> None:
    assert plan(case) == case.expected, case.text


def test_there_are_enough() -> None:
    assert len(CASES) >= 150
