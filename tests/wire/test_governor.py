"""The queue and the budget as pure logic, with a clock of the test's own."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heymarket_dbapi.wire import Governor
from heymarket_dbapi.wire.advice import Advice
from heymarket_dbapi.wire.book import MemoryBook
from heymarket_dbapi.wire.governor import Slot

# A slice of the window, which a place may be free later.
SLICE = 60.0 / 250 * 1.3


@dataclass
class Clock:
    """A clock that stands until it is set."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def governor(budget: int, concurrency: int, clock: Clock) -> Governor:
    return Governor(MemoryBook(60.0, clock), budget, concurrency)


def test_a_place_is_free_a_window_after_its_reply() -> None:
    clock = Clock()
    made = governor(2, 5, clock)
    first, second, third = made.enter(), made.enter(), made.enter()
    assert made.reserve(first) is None
    assert made.reserve(second) is None
    assert made.reserve(third) == math.inf
    clock.now = 10.0
    made.release(first)
    clock.now = 11.0
    wait = made.reserve(third)
    assert wait is not None and 59.0 <= wait <= 59.0 + SLICE
    clock.now = 70.0
    assert made.reserve(third) is not None
    clock.now = 11.0 + wait
    assert made.reserve(third) is None


def test_who_came_first_goes_first() -> None:
    made = governor(10, 1, Clock())
    first, second, third = made.enter(), made.enter(), made.enter()
    assert made.reserve(second) == math.inf
    assert made.reserve(first) is None
    made.release(first)
    made.release(second)
    assert made.head is third
    assert made.reserve(third) is None


def test_what_was_never_sent_costs_nothing() -> None:
    made = governor(1, 1, Clock())
    first, second = made.enter(), made.enter()
    assert made.reserve(first) is None
    made.release(first, was_sent=False)
    assert made.reserve(second) is None


def test_a_release_twice_is_harmless() -> None:
    clock = Clock()
    made = governor(1, 1, clock)
    slot = made.enter()
    assert made.reserve(slot) is None
    made.release(slot)
    clock.now = 5.0
    made.release(slot)
    clock.now = 60.0 + SLICE
    assert made.reserve(made.enter()) is None


def test_what_the_server_says_is_heeded() -> None:
    clock = Clock(100.0)
    made = governor(500, 8, clock)
    slot = made.enter()
    assert made.reserve(slot) is None
    made.release(slot, True, Advice(pause=3.0, limit=2))
    second, third = made.enter(), made.enter()
    assert made.reserve(second) == pytest.approx(3.0)
    clock.now = 103.5
    assert made.reserve(second) is None
    assert made.reserve(third) == pytest.approx(56.5, abs=SLICE)
    clock.now += 600.0
    assert made.reserve(third) is None
    assert made.reserve(made.enter()) is None


@given(
    budget=st.integers(1, 6),
    concurrency=st.integers(1, 6),
    replies=st.lists(st.floats(0.0, 30.0), min_size=1, max_size=40),
    begin=st.sampled_from([0.0, 12345.6]),
)
def test_no_window_holds_more_than_the_budget(
    budget: int, concurrency: int, replies: list[float], begin: float
) -> None:
    clock = Clock(begin)
    made = governor(budget, concurrency, clock)
    slots = [(made.enter(), duration) for duration in replies]
    flying: list[tuple[float, Slot]] = []
    flights: list[tuple[float, float]] = []
    while slots or flying:
        wait = made.reserve(slots[0][0]) if slots else math.inf
        if wait is None:
            slot, duration = slots.pop(0)
            flying.append((clock.now + duration, slot))
            flights.append((clock.now, clock.now + duration))
            assert len(flying) <= concurrency
            continue
        flying.sort(key=lambda flight: flight[0])
        if flying and flying[0][0] <= clock.now + wait:
            clock.now, slot = flying.pop(0)
            made.release(slot)
        else:
            clock.now += max(wait, 1e-9)
    # Whenever the server counts a request between its sending and its reply, any window holds at most the budget.
    for start, _ in flights:
        assert sum(begun <= start and ended > start - 60.0 for begun, ended in flights) <= budget
