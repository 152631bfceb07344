"""The conditions under which queries are asked: every named reading with pages of several sizes, every single switch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from heymarket_dbapi.sandbox import Reading, readings, switches
from heymarket_dbapi.sandbox.readings import COUNTERS, LISTINGS, change, read
from heymarket_dbapi.sandbox.switches import Bound, Limit, Listing, PageBase
from heymarket_dbapi.sandbox.rows import Ties
from tests.differential import address
from tests.oracle_tables import TABLES

# No crowd of rows with one time is larger than the smallest page but one.
SIZES = {"seed": 11, "contacts": 70, "messages": 260, "crowd": 24}
PAGES: tuple[int | None, ...] = (None, 12, 30, 50, 100)

_WHOLE = {item.name for item in fields(Reading)}


@dataclass(frozen=True, slots=True)
class Condition:
    """A named reading with some switches changed."""

    name: str = "documented"
    changes: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return " ".join([self.name, *(f"{name}={value}" for name, value in self.changes)])

    @property
    def reading(self) -> Reading:
        """All its switches."""
        return _reading(self)

    @property
    def address(self) -> str:
        """Where the account is that is read so."""
        return address(**SIZES, reading=self.name, **dict(self.changes))


@cache
def _reading(condition: Condition) -> Reading:
    return change(read(condition.name), dict(condition.changes))


def named() -> list[Condition]:
    """Every named reading at every size of page."""
    return [Condition(name, _paged(size)) for name in readings() for size in PAGES]


def single() -> list[Condition]:
    """Every value of every switch that is not the documented one, with pages that are smaller than most listings."""
    conditions = []
    for name, values in switches().items():
        for value in values:
            text = ",".join(value) if isinstance(value, tuple) else str(value)
            size = () if name.endswith("_page") else _paged(30)
            conditions.append(Condition(changes=(*size, (name, text))))
    return [one for one in conditions if one.reading not in (Reading(), _reading(Condition(changes=_paged(30))))]


def _paged(size: int | None) -> tuple[tuple[str, str], ...]:
    return () if size is None else (("default_page", str(min(size, 30))), ("largest_page", str(size)))
