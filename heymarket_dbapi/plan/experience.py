"""What queries cost when they were last asked: where sizes alone do not tell, the next plan says the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from heymarket_dbapi.catalog.ways import Endpoint
from heymarket_dbapi.sql.query import Query

_MOST = 1000


@dataclass(frozen=True, slots=True)
class Run:
    """The calls of one run by endpoint, and the rows that were read by relation.

    ``is_settled``: nothing was learned meanwhile, so that the next one does the same.
    """

    calls: Mapping[Endpoint, int]
    rows: Mapping[str, int]
    is_settled: bool


@dataclass(slots=True)
class Experience:
    """The last runs of an account's queries; safe for threads."""

    _runs: OrderedDict[Hashable, Run] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def get(self, query: Query) -> Run | None:
        """What the query cost when it was last asked with these values."""
        key = _key(query)
        with self._lock:
            return self._runs.get(key)

    def keep(self, query: Query, run: Run) -> None:
        """Remember what the query cost, and forget the oldest where there are too many."""
        key = _key(query)
        with self._lock:
            self._runs[key] = run
            self._runs.move_to_end(key)
            if len(self._runs) > _MOST:
                self._runs.popitem(last=False)

    def forget(self) -> None:
        """Forget all."""
        with self._lock:
            self._runs.clear()


def _key(query: Query) -> Hashable:
    relations = tuple(str(relation) for relation in query.relations)
    return hash((query.residual, relations, repr(sorted(query.parameters.items(), key=lambda item: item[0]))))
