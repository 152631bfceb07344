"""Which rows a listing shows: bound, order, page, limit, and the rows a server hides."""

from __future__ import annotations

import bisect
from collections.abc import Callable
from dataclasses import dataclass

from .calls import Call, Refusal
from .moments import cut_nanoseconds, read_time
from .rows import Order, Ordered, Row, Rows, Ties
from .switches import Bound, Compared, Limit, Listing, PageBase, Reading

Keep = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Question:
    """What a listing was asked, in the listing's own terms."""

    field: str
    bound: str | None = None
    bound_field: str = ""
    ascending: bool = False
    limit: int | None = None
    page: int | None = None


def list_rows(call: Call, rows: Rows, listing: Listing, question: Question, keep: Keep | None = None) -> list[Row]:
    """The rows of the page asked for."""
    size, start = _size(listing, question), _page(listing, question)
    descending = not (question.ascending and listing.ascending)
    order = Order(question.field, digits(call.reading), descending, listing.ties, call.number * _shaken(listing))
    ordered = rows.ordered(order)
    low, high = bounds(ordered, listing.bound, listing.inclusive, question, descending)
    shown = ordered.rows[low:high]
    if question.bound_field and question.bound and listing.bound is not Bound.IGNORED:
        moment, resolution = read_time(question.bound), digits(call.reading)
        shown = [row for row in shown if _within(row, listing, question, moment, resolution, descending)]
    if keep is not None:
        shown = [row for row in shown if keep(row)]
    if listing.short_pages or listing.empty_page:
        slots = _hide(shown, listing, size, _middle(ordered))
        return [row for row in slots[start * size : (start + 1) * size] if row is not None]
    return shown[start * size : (start + 1) * size]


def count_rows(call: Call, rows: Rows, field: str, bound: Bound, inclusive: bool, text: str | None) -> int:
    """How many rows lie on the right side of a bound."""
    ordered = rows.ordered(Order(field, digits(call.reading)))
    low, high = bounds(ordered, bound, inclusive, Question(field, text), descending=False)
    return high - low


def bounds(ordered: Ordered, bound: Bound, inclusive: bool, question: Question, descending: bool) -> tuple[int, int]:
    """The range of places that a bound leaves."""
    if not question.bound or bound is Bound.IGNORED or question.bound_field:
        return 0, len(ordered.rows)
    upper = bound is Bound.UPPER or (bound is Bound.FOLLOWS and descending)
    moment = read_time(question.bound)
    key = -moment if descending else moment
    before, behind = bisect.bisect_left(ordered.keys, key), bisect.bisect_right(ordered.keys, key)
    if upper is descending:
        return (before if inclusive else behind), len(ordered.rows)
    return 0, (behind if inclusive else before)


def digits(reading: Reading) -> int:
    """The resolution at which the server compares times."""
    return reading.time_digits if reading.time_compared is Compared.SHOWN else 9


def _within(row: Row, listing: Listing, question: Question, moment: int, resolution: int, descending: bool) -> bool:
    key = cut_nanoseconds(read_time(row[question.bound_field]), resolution)
    if moment == key:
        return listing.inclusive
    return (key < moment) is (listing.bound is Bound.UPPER or (listing.bound is Bound.FOLLOWS and descending))


def _shaken(listing: Listing) -> int:
    return 1 if listing.ties is Ties.UNSTABLE else 0


def _size(listing: Listing, question: Question) -> int:
    if listing.limit is Limit.IGNORED or not question.limit:
        return min(listing.default_page, listing.largest_page)
    if question.limit < 0:
        raise Refusal(400, "bad_data: limit must not be negative")
    if listing.limit is Limit.REFUSED and question.limit > listing.largest_page:
        raise Refusal(400, f"bad_data: limit must be at most {listing.largest_page}")
    return min(question.limit, listing.largest_page)


def _page(listing: Listing, question: Question) -> int:
    match listing.page_base:
        case PageBase.IGNORED:
            return 0
        case PageBase.ZERO:
            start = question.page or 0
        case PageBase.ONE:
            start = (1 if question.page is None else question.page) - 1
        case _:
            start = (question.page or 1) - 1
    if start < 0:
        raise Refusal(400, "bad_data: page is before the first one")
    return start


def _middle(ordered: Ordered) -> int | None:
    return ordered.rows[len(ordered.rows) // 2]["id"] if ordered.rows else None


def _hide(shown: list[Row], listing: Listing, size: int, middle: int | None) -> list[Row | None]:
    slots: list[Row | None] = []
    for row in shown:
        if listing.empty_page and row["id"] == middle:
            slots.extend([None] * (2 * size - 1))
        slots.append(row)
        if listing.short_pages and row["id"] % listing.short_pages == 0:
            slots.append(None)
    return slots
