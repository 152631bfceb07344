"""A part of SQLAlchemy's own suite for dialects; ``python -m tests.dialect.suite`` runs all of it."""

from __future__ import annotations

from tests.dialect.suite.__main__ import run_suite

PART = "InsertBehaviorTest or ReturningTest or SequenceTest or CTETest or HasIndexTest or TableDDLTest"


def test_a_part_of_sqlalchemys_suite_passes() -> None:
    figures = run_suite("-k", PART, "--tb=short")
    assert figures.is_clean, figures.text
    assert figures.passed > 50
