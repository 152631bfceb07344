"""A connection's place for local tables: one transaction at a time, and the definitions as it sees them."""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Callable
from typing import TypeVar

from heymarket_dbapi.effects import Flow, compute
from heymarket_dbapi.engine import Engine, TransactionBench
from heymarket_dbapi.errors import Error, InternalError, ProgrammingError
from heymarket_dbapi.local.definitions import Changes, Definitions, Entry, Key, is_temporary
from heymarket_dbapi.local.marks import Begun, Marks
from heymarket_dbapi.local.store import Store
from heymarket_dbapi.local.turn import Token, Turn

Result = TypeVar("Result")


class Phase(enum.Enum):
    """How far a transaction is: none, one that only read, one that wrote, one that failed after it wrote."""

    NONE = "none"
    READING = "reading"
    WRITING = "writing"
    ABORTED = "aborted"


class Moved(Exception):
    """The definitions are others than those by which the work was planned: plan it again."""


class Desk:
    """The transaction of one connection. Its work is done in a ``Compute``, one statement at a time (``turn``)."""

    def __init__(self, engine: Callable[[], Engine], *, is_file: bool) -> None:
        self.turn = Turn()
        self.phase = Phase.NONE
        self.is_explicit = False
        self.has_told_api = False  # Heymarket was written to since the last commit
        self._engine = engine
        self._is_file = is_file
        self._store: Store | None = None
        self._bench: TransactionBench | None = None
        self._begun: Begun | None = None
        self._now: Definitions | None = None
        self._lasting: dict[Key, Entry | None] = {}
        self.marks = Marks()
        self._temporary: dict[Key, Entry] = {}
        self._merged: tuple[Definitions, Definitions] | None = None

    # What is seen ----------------------------------------------------------------------------------------------------

    def ready(self) -> Flow[None]:
        """Open the file where there is one, off the event loop."""
        if self._is_file and self._store is None:
            self._store = yield from compute(lambda: Store.of(self._engine()))

    @property
    def definitions(self) -> Definitions:
        """What was made, as the next statement sees it."""
        if self._now is not None:
            return self._now
        store = self._store or Store.made(self._engine())
        if store is None:
            return _NOTHING
        return self._with_temporary(store.committed)

    def _with_temporary(self, committed: Definitions) -> Definitions:
        if not self._temporary:
            return committed
        if self._merged is None or self._merged[0] is not committed:
            self._merged = (committed, committed.changed(self._temporary))
        return self._merged[1]

    def check(self) -> None:
        """Raise where the transaction has failed."""
        if self.phase is Phase.ABORTED:
            raise InternalError("the transaction is aborted, roll back: an earlier statement failed after local writes")

    def alone(self, flow: Callable[[], Flow[Result]], *, is_single: bool) -> Flow[Result]:
        """What the flow gives, which has the transaction to itself; it is begun anew where definitions have changed."""
        self.check()
        token = Token()
        try:
            yield from self.turn.take(token)
            while True:
                try:
                    return (yield from flow())
                except Moved:
                    continue
        finally:
            self.settle(is_single=is_single)
            self.turn.leave(token)

    # Work: within a Compute ------------------------------------------------------------------------------------------

    @property
    def bench(self) -> TransactionBench:
        """The engine's cursor, within ``perform``."""
        assert self._bench is not None
        return self._bench

    def perform(
        self,
        work: Callable[[], Result],
        seen: Definitions | None,
        timezone: str,
        *,
        is_change: bool,
        is_single: bool,
    ) -> Result:
        """What ``work`` gives, done in the transaction; where it fails, nothing of it is left.

        ``seen``: the definitions by which it was planned. ``is_single``: it is a transaction of its own.
        """
        self.check()
        self._begin(timezone)
        if seen is not None and seen is not self._now:
            if self.phase is Phase.READING:
                self._roll_back()
            raise Moved
        try:
            result = work()
            self.bench.clear()
        except BaseException:
            self._fail()
            raise
        if is_change:
            self.phase = Phase.WRITING
        if is_single and not self.is_explicit:
            self.commit()
        return result

    def define(self, changes: Changes) -> None:
        """Note what was made, replaced or dropped, within ``perform``."""
        assert self._now is not None and self._store is not None
        lasting = {}
        for key, entry in changes.items():
            if not is_temporary(entry) and not is_temporary(self._now.entries.get(key)):
                lasting[key] = entry
        self._store.note(lasting, self.bench)
        self._lasting.update(lasting)
        self._now = self._now.changed(changes)

    def commit(self) -> None:
        """Commit; nothing where nothing was begun."""
        self.is_explicit = False
        self.check()
        if self.phase is Phase.NONE:
            return
        assert self._store is not None and self._begun is not None and self._now is not None
        now = self._now
        try:
            self._store.commit(self.bench, self._begun, self._lasting, self.marks)
        except BaseException:
            self._roll_back()
            raise
        self._temporary = now.temporary()
        self._end()

    def rollback(self) -> None:
        """Roll back; nothing where nothing was begun."""
        self.is_explicit = False
        if self.phase is not Phase.NONE:
            self._roll_back()

    def begin(self) -> None:
        """Make the statements from now on one transaction, whatever autocommit says."""
        self.check()
        if self.is_explicit:
            raise ProgrammingError("a transaction is open already; COMMIT or ROLLBACK it first")
        self.is_explicit = True

    def change_mode(self) -> None:
        """Let statements be transactions of their own, or no longer; an error where local writes are pending."""
        if self.phase in (Phase.WRITING, Phase.ABORTED):
            raise ProgrammingError("local writes are pending: commit or roll back before autocommit is changed")
        self.rollback()

    def settle(self, *, is_single: bool) -> None:
        """End a statement that is a transaction of its own: what it left open where it failed, and what it told."""
        if is_single and not self.is_explicit:
            self.has_told_api = False
            if self.phase is Phase.READING:
                self._roll_back()

    def interrupt(self) -> None:
        """Make running work raise soon; from any thread."""
        if self._bench is not None:
            self._bench.interrupt()

    def close(self) -> None:
        """End running work and roll back; from any thread."""
        bench, self._bench = self._bench, None
        if bench is not None:
            bench.close()
        self._end()

    def _begin(self, timezone: str) -> None:
        if self._store is None:
            self._store = Store.of(self._engine())
        if self._bench is None:
            self._bench = self._engine().transactions(timezone)
        if self.phase is Phase.NONE:
            self._bench.work_in(timezone)
            self._begun = self._store.begin(self._bench)
            self._now = self._with_temporary(self._begun.definitions)
            self.phase = Phase.READING
        else:
            self._bench.work_in(timezone)

    def _fail(self) -> None:
        if self.phase is Phase.WRITING:
            self.phase = Phase.ABORTED
        else:
            self._roll_back()

    def _roll_back(self) -> None:
        if self._bench is not None:
            # Where the engine has rolled back already, there is nothing to roll back.
            with contextlib.suppress(Error):
                self._bench.rollback()
        self._end()

    def _end(self) -> None:
        self.phase = Phase.NONE
        self._begun = self._now = None
        self._lasting = {}
        self.marks = Marks()


_NOTHING = Definitions({}, "memory")
