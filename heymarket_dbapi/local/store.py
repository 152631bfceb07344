"""The definitions that all connections to one store agree on, and the moment at which a transaction joins them."""

from __future__ import annotations

import os
import threading
import weakref

from heymarket_dbapi.engine import Engine, TransactionBench
from heymarket_dbapi.errors import OperationalError
from heymarket_dbapi.local.definitions import Changes
from heymarket_dbapi.local.ledger import Ledger
from heymarket_dbapi.local.marks import Begun, Marks


class Store:
    """The local tables of one engine, shared by the connections of this process."""

    def __init__(self, engine: Engine) -> None:
        self._lock = threading.Lock()
        self._ledger = Ledger(engine.database)
        self._number = 0
        self._open: weakref.WeakSet[Begun] = weakref.WeakSet()
        self._past: list[tuple[int, Marks]] = []
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

    @property
    def remembered(self) -> int:
        """How many transactions are kept in mind, for those that were open while they were committed."""
        return len(self._past)

    def begin(self, bench: TransactionBench) -> Begun:
        """Begin a transaction; it is open as long as somebody holds what this gives."""
        with self._lock:
            bench.begin()
            self._ledger.touch(bench)
            begun = Begun(self.committed, self._number)
            self._open.add(begun)
            return begun

    def note(self, changes: Changes, bench: TransactionBench) -> None:
        """Write changes down, within the transaction that makes them."""
        with self._lock:
            self._ledger.write(changes, bench)

    def commit(self, bench: TransactionBench, begun: Begun, changes: Changes, marks: Marks) -> None:
        """Commit the transaction, and publish its changes; an error where another one changed the same."""
        with self._lock:
            for number, earlier in self._past:
                if number > begun.number:
                    marks.check(earlier)
            for key in changes:
                if self.committed.entries.get(key) is not begun.definitions.entries.get(key):
                    raise OperationalError(
                        f"another transaction changed {key[1]}.{key[2]} in the meantime; this one was rolled back"
                    )
            bench.commit()
            self.committed = self.committed.changed(changes)
            self._remember(begun, marks)

    def _remember(self, begun: Begun, marks: Marks) -> None:
        """Keep what was done for the transactions that are open, and began before it."""
        self._number += 1
        self._open.discard(begun)
        oldest = min((one.number for one in self._open), default=self._number)
        self._past = [(number, past) for number, past in self._past if number > oldest]
        if oldest < self._number:
            self._past.append((self._number, marks))


_stores: weakref.WeakKeyDictionary[Engine, Store] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def _begin_anew() -> None:
    global _lock
    _lock = threading.Lock()
    _stores.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
