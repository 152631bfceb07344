"""Alembic over local tables: its plugin under the entry point group ``alembic.plugins``; before 1.18 import it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from alembic.ddl.impl import DefaultImpl


class HeymarketImpl(DefaultImpl):
    """Migrations of local tables; those of Heymarket are no concern of theirs."""

    __dialect__ = "heymarket"
    transactional_ddl = True
    type_synonyms = (*DefaultImpl.type_synonyms, {"VARCHAR", "TEXT"}, {"DOUBLE PRECISION", "DOUBLE", "FLOAT"})

    def __init__(self, dialect: Any, connection: Any, *arguments: Any, **keywords: Any) -> None:
        super().__init__(dialect, connection, *arguments, **keywords)
        if connection is not None:
            # Or autogenerate would drop each table of Heymarket that the models do not have.
            connection.execution_options(reflect_live_tables=False)


def setup(plugin: Any) -> None:
    """Nothing more: to be imported is what makes the dialect known."""


class _Plugin(ModuleType):
    """This module, which Alembic 1.18.0 to 1.19.2 iterate over where others call it."""

    def __iter__(self) -> Iterator[ModuleType]:
        yield self


sys.modules[__name__].__class__ = _Plugin
