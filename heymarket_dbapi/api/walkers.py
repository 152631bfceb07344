"""The walk that a steer and an aim call for."""

from __future__ import annotations

from heymarket_dbapi.api.aim import Aim
from heymarket_dbapi.api.overlap_walk import OverlapWalk
from heymarket_dbapi.api.page_walk import PageWalk
from heymarket_dbapi.api.pages import Desk
from heymarket_dbapi.api.proof import Proof
from heymarket_dbapi.api.records import Key
from heymarket_dbapi.api.split_walk import SplitWalk
from heymarket_dbapi.api.time_walk import TimeWalk, wider
from heymarket_dbapi.catalog.ways import Bound, ByTime, Steer
from heymarket_dbapi.plan.statistics import rows_fact

Walker = TimeWalk | SplitWalk | PageWalk | OverlapWalk


def begin(
    desk: Desk, steer: Steer, aim: Aim, proof: Proof, *, is_overlapping: bool, is_last: bool, is_first: bool
) -> Walker:
    """A walk that has read nothing yet.

    ``is_overlapping``: pages by number shall overlap. ``is_last``: no other steer is left. ``is_first``: the listing
    was not walked before.
    """
    keys: set[Key] = set()
    span = aim.span
    if isinstance(steer, ByTime):
        start, stop = (span.upper, span.lower) if steer.bound is Bound.UPPER else (span.lower, span.upper)
        walk = TimeWalk(desk, steer, proof, keys, is_part=aim.is_part, start=wider(steer, start), stop=stop)
        walk.join()
        return SplitWalk(walk, aim.ahead) if is_first and _may_split(desk, steer, aim) else walk
    if is_overlapping:
        return OverlapWalk(desk, steer, proof, keys)
    return PageWalk(
        *(desk, steer, proof, keys, aim.ahead),
        stop=span.upper if steer.ascending else span.lower,
        is_ordered=aim.ascending is not None,
        may_guess=is_last,
        # Pages of a table of unknown size are not read ahead: they may not be there.
        enough=None if desk.exchange.facts.get(rows_fact(desk.table)) is None else aim.enough,
    )


def _may_split(desk: Desk, steer: ByTime, aim: Aim) -> bool:
    """Whether ranges of the walk may be read at once: all rows are wanted in any order, and none flees from it.

    Where replies are kept, other statements shall ask for the same pages, wherever they begin: none is split.
    """
    is_whole = aim.is_whole and aim.span.is_open and aim.ascending is None and aim.ahead > 1
    return is_whole and desk.exchange.kept is None and not (steer.ascending and desk.walk.moves)
