"""The budget as pure logic, with a clock of the test's own."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from heymarket_dbapi.wire import Governor
from heymarket_dbapi.wire.governor import Slot


def test_a_place_is_free_a_window_after_its_reply() -> None:
    governor = Governor(budget=2, concurrency=5, window=60.0)
    first, second, third = governor.enter(), governor.enter(), governor.enter()
    assert governor.reserve(first, 0.0) is None
    assert governor.reserve(second, 0.0) is None
    assert governor.reserve(third, 0.0) == math.inf
    governor.release(first, 10.0)
    assert governor.reserve(third, 11.0) == 59.0
    assert governor.reserve(third, 70.0) is None


def test_who_came_first_goes_first() -> None:
    governor = Governor(budget=10, concurrency=1)
    first, second, third = governor.enter(), governor.enter(), governor.enter()
    assert governor.reserve(second, 0.0) == math.inf
    assert governor.reserve(first, 0.0) is None
    governor.release(first, 1.0)
    governor.release(second, 1.0)
    assert governor.head is third
    assert governor.reserve(third, 1.0) is None


def test_what_was_never_sent_costs_nothing() -> None:
    governor = Governor(budget=1, concurrency=1)
    first, second = governor.enter(), governor.enter()
    assert governor.reserve(first, 0.0) is None
    governor.release(first, 0.0, was_sent=False)
    assert governor.reserve(second, 0.0) is None


def test_a_release_twice_is_harmless() -> None:
    governor = Governor(budget=1, concurrency=1)
    slot = governor.enter()
    assert governor.reserve(slot, 0.0) is None
    governor.release(slot, 0.0)
    governor.release(slot, 5.0)
    assert governor.reserve(governor.enter(), 60.0) is None


@given(
    budget=st.integers(1, 6),
    concurrency=st.integers(1, 6),
    replies=st.lists(st.floats(0.0, 30.0), min_size=1, max_size=40),
)
def test_no_window_holds_more_than_the_budget(budget: int, concurrency: int, replies: list[float]) -> None:
    governor = Governor(budget, concurrency, window=60.0)
    slots = [(governor.enter(), duration) for duration in replies]
    now = 0.0
    flying: list[tuple[float, Slot]] = []
    counted: list[float] = []
    while slots or flying:
        wait = governor.reserve(slots[0][0], now) if slots else math.inf
        if wait is None:
            slot, duration = slots.pop(0)
            flying.append((now + duration, slot))
            counted += [now, now + duration]
            assert len(flying) <= concurrency
            continue
        flying.sort(key=lambda flight: flight[0])
        if flying and flying[0][0] <= now + wait:
            now, slot = flying.pop(0)
            governor.release(slot, now)
        else:
            now += max(wait, 1e-9)
    starts, ends = counted[::2], counted[1::2]
    # Whenever the server counts a request between its sending and its reply, any window holds at most the budget.
    for start in starts:
        inside = sum(1 for begin, end in zip(starts, ends, strict=True) if begin <= start and end > start - 60.0 + 1e-6)
        assert inside <= budget
