"""What a statement is given by its connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from heymarket_dbapi import metadata
from heymarket_dbapi.account import Account
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.catalog import LOCAL_TABLES
from heymarket_dbapi.catalog.local import ApiCall, Procedure, Setting, Snapshot
from heymarket_dbapi.local.desk import Desk
from heymarket_dbapi.metadata import Metadata
from heymarket_dbapi.options import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """The connection's settings, its account, the statement's exchange with the API; ``moment`` is its NOW()."""

    settings: Settings
    account: Account
    exchange: Exchange
    moment: datetime
    api_calls: Callable[[], Sequence[ApiCall]]
    procedures: Sequence[Procedure]
    desk: Desk
    set_option: Callable[[str, object], None]
    reset_option: Callable[[str], None]

    def snapshot(self, known: Metadata) -> Snapshot:
        """What the driver knows of itself at this moment, for ``sys`` and ``information_schema``."""
        made = self.desk.definitions
        return Snapshot(
            tables=tuple(known.tables.values()),
            local_tables=LOCAL_TABLES,
            field_names=metadata.field_names(self.account.facts),
            api_calls=self.api_calls(),
            settings=[
                Setting(option.name, shown, None if option.default is None else str(option.default), option.doc)
                for option, shown in self.settings.shown()
            ],
            procedures=self.procedures,
            made=made.relations,
            sequences=made.sequences,
            schemas=made.schemas,
        )
