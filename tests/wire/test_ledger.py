"""The budget that processes share, as pure logic: turns, the dead, clocks that begin anew, and its form as bytes."""

from __future__ import annotations

import math

import pytest

from heymarket_dbapi.wire.ledger import BUSY, BUSY_IN_FLIGHT, GRACE, MOST_SEATS, SIZE, TURN, Ledger, Seat, read, write

NOW = 1000.0


def ledger(*numbers: int, now: float = NOW) -> Ledger:
    """A ledger with processes at these seats."""
    made = Ledger(60.0)
    made.advance(now, now)
    for number in numbers:
        made.sit(number)
    return made


def test_the_smallest_budget_of_those_that_ask_counts() -> None:
    made = ledger(0, 1)
    assert [made.take(0, 500) for _ in range(3)] == [None] * 3
    assert made.take(1, 3) == math.inf
    assert made.take(0, 500) == math.inf
    made.advance(NOW + 61, NOW + 61)
    assert made.take(0, 500) is None


def test_who_was_served_less_has_the_turn() -> None:
    made = ledger(0, 1)
    assert [made.take(0, 3) for _ in range(3)] == [None] * 3
    assert made.take(1, 3) == math.inf
    made.promise(1, TURN)
    made.settle(0, was_sent=False)
    assert made.take(0, 3) == TURN
    assert made.take(1, 3) is None


def test_who_does_not_come_loses_the_turn() -> None:
    made = ledger(0, 1)
    assert [made.take(0, 3) for _ in range(3)] == [None] * 3
    made.promise(1, TURN)
    made.settle(0, was_sent=False)
    made.advance(NOW + TURN + GRACE + 0.001, NOW)
    assert made.take(0, 3) is None


def test_a_busy_process_that_was_served_less_is_left_its_part() -> None:
    made = ledger(0, 1)
    assert [made.take(1, 10) for _ in range(2)] == [None] * 2
    assert [made.take(0, 10) for _ in range(5)] == [None] * 5
    assert made.take(0, 10) == TURN
    assert [made.take(1, 10) for _ in range(3)] == [None] * 3


@pytest.mark.parametrize(("is_in_flight", "seconds"), [(False, BUSY), (True, BUSY_IN_FLIGHT)])
def test_an_idle_process_is_left_nothing(is_in_flight: bool, seconds: float) -> None:
    made = ledger(0, 1)
    assert made.take(1, 10) is None
    if not is_in_flight:
        made.settle(1, was_sent=True)
    made.advance(NOW + seconds + 0.01, NOW)
    assert [made.take(0, 10) for _ in range(9)] == [None] * 9


def test_a_slow_process_is_left_what_it_uses() -> None:
    made = ledger(0, 1)
    for second in range(10):
        made.advance(NOW + second, NOW)
        assert made.take(1, 500) is None
        made.settle(1, was_sent=True)
    taken = 0
    while made.take(0, 500) is None:
        taken += 1
    assert 400 < taken < 480


@pytest.mark.parametrize(
    ("pause", "sent", "heeded"), [(2.0, 1, True), (40.0, 1, False), (40.0, 4, False), (40.0, 5, True)]
)
def test_a_long_pause_is_believed_where_much_was_sent(pause: float, sent: int, heeded: bool) -> None:
    made = ledger(0, 1)
    for _ in range(sent):
        assert made.take(0, 10) is None
        made.settle(0, was_sent=True)
    made.hear(pause, None)
    assert made.take(1, 10) == (pause if heeded else None)


def test_what_a_dead_process_left_in_flight_is_free_a_window_later() -> None:
    made = ledger(0, 1)
    assert [made.take(0, 2) for _ in range(2)] == [None] * 2
    made.leave(0)
    wait = made.take(1, 2)
    assert wait is not None and 60.0 <= wait <= 60.5
    made.advance(NOW + wait, NOW)
    assert made.take(1, 2) is None


@pytest.mark.parametrize(("away", "wait"), [(30.0, 60.0), (-5.0, 60.0), (3600.0, None)])
def test_a_clock_that_begins_anew(away: float, wait: float | None) -> None:
    made = ledger(0)
    assert made.take(0, 1) is None
    made.settle(0, was_sent=True)
    made.hear(pause=50.0, limit=None)
    made.advance(5.0, NOW + away)
    assert made.take(0, 1) == (None if wait is None else pytest.approx(wait, abs=0.5))


def test_it_is_the_same_when_it_was_written() -> None:
    made = ledger(*range(MOST_SEATS))
    made.take(3, 7)
    made.settle(3, was_sent=True)
    made.hear(2.5, 99)
    content = write(made)
    assert len(content) == SIZE <= 4096
    assert read(content + b"left over", 60.0) == made


@pytest.mark.parametrize("content", [b"", b"short", b"\0" * SIZE, write(Ledger(60.0, moment=5.0))[:-1] + b"\1"])
def test_what_is_no_ledger_is_an_empty_one(content: bytes) -> None:
    assert read(content, 60.0) == Ledger(60.0)


def test_a_seat_that_is_left_is_gone() -> None:
    made = ledger(4)
    made.leave(4)
    made.leave(4)
    assert made.seats == {} and made == read(write(made), 60.0)
    made.sit(4)
    assert made.seats == {4: Seat(2**32 - 1)}
