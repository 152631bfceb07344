"""The definitions that all connections to one store agree on, and the moment at which a transaction joins them."""

from __future__ import annotations

import os
import threading
import weakref

from heymarket_dbapi.engine import Engine, TransactionBench
from heymarket_dbapi.errors import OperationalError
from heymarket_dbapi.local.definitions import Changes, Definitions
from heymarket_dbapi.local.ledger import Ledger


class Store:
    """The local tables of one engine, shared by the connections of this process."""

    def __init__(self, engine: Engine) -> None:
        self._lock = threading.Lock()
        self._ledger = Ledger(engine.database)
        bench = engine.transactions()
        try:
            self.committed = self._ledger.open(bench)
        finally:
            bench.close()

    @staticmethod
    def made(engine: Engine) -> Store | None:
        """The store of the engine, where one was opened already."""
        return _stores.get(engine)

    @staticmethod
    def of(engine: Engine) -> Store:
        """The store of the engine."""
        with _lock:
            store = _stores.get(engine)
            if store is None:
                store = _stores[engine] = Store(engine)
        return store

    def begin(self, bench: TransactionBench) -> Definitions:
        """Begin a transaction; the definitions as it sees them."""
        with self._lock:
            bench.begin()
            self._ledger.touch(bench)
            return self.committed

    def note(self, changes: Changes, bench: TransactionBench) -> None:
        """Write changes down, within the transaction that makes them."""
        with self._lock:
            self._ledger.write(changes, bench)

    def commit(self, bench: TransactionBench, begun: Definitions, changes: Changes) -> None:
        """Commit the transaction, and publish its changes; an error where another one changed the same."""
        with self._lock:
            for key in changes:
                if self.committed.entries.get(key) is not begun.entries.get(key):
                    raise OperationalError(
                        f"another transaction changed {key[1]}.{key[2]} in the meantime; this one was rolled back"
                    )
            bench.commit()
            self.committed = self.committed.changed(changes)


_stores: weakref.WeakKeyDictionary[Engine, Store] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def _begin_anew() -> None:
    global _lock
    _lock = threading.Lock()
    _stores.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
