"""What every request of a listing carries: the caller's filters, the facet's, and what the server was seen to need."""

from __future__ import annotations

from collections.abc import Callable

from heymarket_dbapi.api.aim import Aim
from heymarket_dbapi.api.phrase import Filled
from heymarket_dbapi.catalog.ways import Prerequisite, Walk
from heymarket_dbapi.effects import Flow

Values = Callable[[Prerequisite], Flow[list[object]]]


def fill(aim: Aim, walk: Walk, level: int, given: Values) -> Flow[tuple[Filled, ...]]:
    """The values of every request; ``level``: so many of the prerequisites are needed, whose values are ``given``."""
    filled = list(aim.filled)
    bound = {slot.name for slot, _ in filled}
    if walk.facet is not None and aim.facet is not None:
        filled.append((walk.facet.slot, aim.facet))
        bound.add(walk.facet.slot.name)
    for number, prerequisite in enumerate(walk.prerequisites):
        if prerequisite.slot.name in bound:
            continue
        if number < level or bound.intersection(prerequisite.needed_for):
            values = yield from given(prerequisite)
            filled.append((prerequisite.slot, values if prerequisite.slot.many else next(iter(values), 0)))
        elif prerequisite.constant is not None:
            filled.append((prerequisite.slot, prerequisite.constant))
    return tuple(filled)
