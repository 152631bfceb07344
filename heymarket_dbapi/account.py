"""What a process keeps for one account: learned facts, kept replies, custom fields, the engine.

Shared by all connections with the same address, credential and sandbox options, because tools open a new connection
for nearly every step. It lives until the process ends or ``close_all``.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field

from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.api.fields import FIELDS
from heymarket_dbapi.api.kept import Kept
from heymarket_dbapi.api.told import Told
from heymarket_dbapi.catalog.custom_fields import CUSTOM_FIELDS
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.engine import MEMORY, Engine
from heymarket_dbapi.engine import close_all as close_engines
from heymarket_dbapi.options import Settings
from heymarket_dbapi.plan.experience import Experience
from heymarket_dbapi.plan.statistics import rows_fact
from heymarket_dbapi.wire import close_all as close_wires

Key = tuple[object, ...]


@dataclass(slots=True)
class Account:
    """The state of one account in this process; the engine is opened at the first statement."""

    key: Key
    facts: Facts
    kept: Kept | None
    memory_limit: str | None
    local: str = MEMORY
    told: Told = field(default_factory=Told, repr=False)
    experience: Experience = field(default_factory=Experience)
    _engine: Engine | None = field(default=None, repr=False)

    @property
    def engine(self) -> Engine:
        """The closed engine in which the account's statements are computed."""
        if self._engine is None:
            self._engine = Engine.open(self.key, self.memory_limit, self.local)
        return self._engine

    @property
    def is_file(self) -> bool:
        """Whether local tables are kept in a file."""
        return self.local != MEMORY


_accounts: dict[Key, Account] = {}
_lock = threading.RLock()


def account_of(settings: Settings) -> Account:
    """The state of this process for the settings' account."""
    fingerprint = settings.credential.fingerprint if settings.credential is not None else ""
    identity: Key = (settings.base_url, fingerprint, tuple(sorted(settings.sandbox_options)))
    caches: Key = (settings.metadata_cache, settings.metadata_cache_ttl, settings.result_cache_ttl)
    wanted: Key = (*identity, *caches, settings.local)
    folder = None if settings.metadata_cache == "memory" else settings.metadata_cache
    with _lock:
        if wanted not in _accounts:
            facts = Facts(settings.metadata_cache_ttl, folder, _file_name(identity))
            kept = Kept(settings.result_cache_ttl) if settings.result_cache_ttl > 0 else None
            told = next((other.told for other in _accounts.values() if other.key == identity), Told())
            _accounts[wanted] = Account(identity, facts, kept, settings.memory_limit, settings.local, told)
        account = _accounts[wanted]
    if settings.memory_limit is not None:
        Engine.open(identity, settings.memory_limit, settings.local)
    return account


def forget_metadata(account: Account) -> None:
    """Drop what was learned about the account, by every connection of this process."""
    with _lock:
        same = [other for other in _accounts.values() if other.key == account.key]
    for other in same:
        other.facts.forget()
        other.experience.forget()


def note_writes(account: Account, table: Table) -> None:
    """Drop what a write of a table's rows has made old, for every connection of this process."""
    with _lock:
        same = [other for other in _accounts.values() if other.key == account.key]
    for other in same:
        if other.kept is not None:
            other.kept.clear()
        other.experience.forget()
        other.facts.forget(rows_fact(table))
        if table.name == CUSTOM_FIELDS.name:
            other.facts.forget(FIELDS)


def close_all() -> None:
    """Close what the driver keeps in this process; connections that are used later begin anew."""
    with _lock:
        _accounts.clear()
    close_engines()
    close_wires()


def _file_name(identity: Key) -> str:
    import hashlib

    return hashlib.sha256(repr(identity).encode()).hexdigest()[:24]


def _begin_anew() -> None:
    global _lock
    _lock = threading.RLock()
    _accounts.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
