"""Spans of a listing's order, and the steers that fit them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from heymarket_dbapi.catalog.ways import ByPage, ByTime, Operator, Steer
from heymarket_dbapi.sql.query import Conjunct

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """The times that are wanted, in nanoseconds since the epoch, both ends included; None: open.

    Values are cut to microseconds, so that the last microsecond is wanted whole.
    """

    lower: int | None = None
    upper: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether all times are wanted."""
        return self.lower is None and self.upper is None

    @staticmethod
    def of(conjuncts: Iterable[Conjunct], column: str) -> Span:
        """The span that the conjuncts on a time column leave."""
        lowers: list[int] = []
        uppers: list[int] = []
        for conjunct in conjuncts:
            found = moments(conjunct)
            if conjunct.column != column or not found:
                continue
            if conjunct.operator in (Operator.EQUAL, Operator.IN, Operator.GREATER, Operator.GREATER_OR_EQUAL):
                lowers.append(min(found))
            if conjunct.operator in (Operator.EQUAL, Operator.IN, Operator.LESS, Operator.LESS_OR_EQUAL):
                uppers.append(max(found) + 999)
        return Span(max(lowers, default=None), min(uppers, default=None))

    def __str__(self) -> str:
        ends = [f"from {_text(self.lower)}" if self.lower is not None else ""]
        ends.append(f"to {_text(self.upper)}" if self.upper is not None else "")
        return " ".join(end for end in ends if end)


OPEN = Span()


def moments(conjunct: Conjunct) -> list[int]:
    """The times among a conjunct's values, in nanoseconds since the epoch."""
    return [_ticks(value) for value in conjunct.values if isinstance(value, datetime)]


def _ticks(moment: datetime) -> int:
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    since = aware - _EPOCH
    return ((since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds) * 1000


def _text(moment: int) -> str:
    return datetime.fromtimestamp(moment // 10**9, UTC).isoformat()


def fitting(steers: Sequence[Steer], span: Span, ascending: bool | None, learned: object) -> list[Steer]:
    """The steers in the order in which they are to be tried, for a span and an order.

    The one that was learned to work comes first. A span is best entered by a time bound; an order by a steer that goes
    that way, a listing by page number turned round if need be.
    """
    ordered = sorted(steers, key=lambda steer: str(steer) != learned)
    if ascending is not None:
        turned = [_turned(steer, ascending) for steer in ordered]
        ordered = [steer for steer in turned if bool(steer.ascending) == ascending] + [
            steer for steer in ordered if bool(steer.ascending) != ascending
        ]
    if not span.is_open:
        ordered.sort(key=lambda steer: not isinstance(steer, ByTime))
    return ordered


def _turned(steer: Steer, ascending: bool) -> Steer:
    return replace(steer, ascending=ascending) if isinstance(steer, ByPage) else steer
