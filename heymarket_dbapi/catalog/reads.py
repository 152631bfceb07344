"""The reads that many objects share: one row by its id, and the v1 listing by the time of the last change."""

from heymarket_dbapi.catalog.sources import paths
from heymarket_dbapi.catalog.ways import (
    Bind,
    Bound,
    ByPage,
    ByTime,
    Endpoint,
    Facet,
    Operator,
    Place,
    Read,
    Single,
    Slot,
    Walk,
)

EQUALITY = frozenset({Operator.EQUAL, Operator.IN})


def by_id(endpoint: Endpoint, lacks: frozenset[str] = frozenset()) -> Read:
    """The read of one row by the id in the path."""
    return Read("get", endpoint, Single(), (Bind("id", EQUALITY, Slot(Place.PATH, "id"), required=True),), lacks=lacks)


# The paging object that the v1 listings share has this key; a server may show archived rows to those alone who ask.
ARCHIVED = Facet(Slot(Place.BODY, "archived"), "is_archived", is_learned=True)


def by_update(
    name: str, endpoint: Endpoint, limits: tuple[int | None, ...] = (None,), facet: Facet | None = None
) -> Read:
    """The v1 listing of objects by the time of their last change, the newest first; no page size is sent by default."""
    return Read(
        name,
        endpoint,
        Walk(
            steers=(
                ByTime("date", Bound.UPPER, ascending=False),
                ByTime("date", Bound.LOWER, ascending=True),
                ByPage("page", 0, ascending=False),
            ),
            time=paths("updated", "updated_at"),
            born=paths("created", "created_at"),
            moves=True,
            limits=limits,
            facet=facet,
        ),
    )
