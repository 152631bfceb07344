"""The table of what tools do is true, in both modes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import heymarket_dbapi
from tests.clients.conftest import Modes, equal_places
from tests.clients.costs import COSTS, Cost, markdown
from tests.dialect.conftest import SMALL, Ask


@pytest.fixture
def modes() -> Iterator[Modes]:
    """Always the same account, so that rows can be named, and nothing known of it."""
    heymarket_dbapi.close_all()
    yield equal_places(SMALL.partition("?")[2], seed=9000)
    heymarket_dbapi.close_all()


@pytest.mark.parametrize("cost", COSTS, ids=[cost.action for cost in COSTS])
def test_an_action_costs_what_is_said(cost: Cost, modes: Modes) -> None:
    answers = []
    for place, is_awaiting in ((modes.blocking, False), (modes.awaiting, True)):
        ask, calls = Ask(place, is_awaiting), []
        for _ in range(2):
            before = place.calls
            answers.append(ask(cost.work))
            calls.append(place.calls - before)
        assert calls == [cost.first, cost.again]
    assert answers == answers[:1] * 4


def test_the_table_has_a_line_for_each() -> None:
    assert markdown().count("\n") == len(COSTS) + 1
