"""The journal: an append-only file of what was to be told to the API, what was begun, and what came of it.

One line of JSON a record, each written at once, so that a process that is killed at any point leaves at most one line
that is cut off. All calls of a statement stand there before the first is made: what was not begun can be finished, what
was begun and has no end is repeated where that is safe, and looked for where it is not.
"""

from __future__ import annotations

import json
import os
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from heymarket_dbapi.api.telling import Done, Refused, Told, Unknown
from heymarket_dbapi.catalog.ways import Endpoint, Repeat
from heymarket_dbapi.effects import Request
from heymarket_dbapi.errors import OperationalError

Record = dict[str, Any]

# The entries that this process is writing.
_running: set[str] = set()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Planned:
    """One call as it stands in the journal: the request, its rows (index, key, what they are found by), its reverse."""

    endpoint: Endpoint
    request: Request
    rows: tuple[Record, ...]
    reverse: Request | None = None

    def record(self) -> Record:
        """The call as JSON data."""
        return {
            "endpoint": [self.endpoint.method, self.endpoint.path, self.endpoint.source, self.endpoint.repeat.value],
            "request": _written(self.request),
            "rows": list(self.rows),
            "reverse": None if self.reverse is None else _written(self.reverse),
        }

    def is_like(self, other: Planned) -> bool:
        """Whether both write the same rows by the same endpoint."""
        return self.endpoint == other.endpoint and self.rows == other.rows

    @staticmethod
    def of(record: Mapping[str, Any]) -> Planned:
        """The call that the record describes."""
        method, path, source, repeat = record["endpoint"]
        reverse = record.get("reverse")
        return Planned(
            Endpoint(method, path, source, Repeat(repeat)),
            _read(record["request"]),
            tuple(record["rows"]),
            None if reverse is None else _read(reverse),
        )


@dataclass(slots=True)
class Entry:
    """One statement as the journal has it."""

    identity: str
    table: str
    verb: str
    process: int
    calls: dict[int, Planned] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    done: dict[int, Record] = field(default_factory=dict)
    is_whole: bool = False  # all its calls stand there
    is_ended: bool = False
    is_stopped: bool = False  # what was not begun is not wanted any more

    @property
    def is_running(self) -> bool:
        """Whether a process is still at it."""
        with _lock:
            if self.identity in _running:
                return True
        return self.process != os.getpid() and _is_alive(self.process)


class Journal:
    """The file; ``account`` tells the entries of one account from those of others."""

    def __init__(self, path: str, account: str) -> None:
        self._path = Path(path)
        self._account = account

    def entries(self) -> list[Entry]:
        """The statements of the account, in the order in which they began."""
        found: dict[str, Entry] = {}
        for record in self._records():
            if record.get("account") == self._account and "table" in record:
                found[record["entry"]] = Entry(
                    record["entry"], record["table"], record["verb"], int(record.get("process", 0))
                )
            entry = found.get(str(record.get("entry")))
            if entry is not None:
                _note(entry, record)
        return list(found.values())

    def entry(self, identity: str) -> Entry | None:
        """One of them."""
        return next((one for one in self.entries() if one.identity == identity), None)

    def begin(self, table: str, verb: str, calls: Sequence[Planned]) -> Log:
        """A new entry with all its calls."""
        identity = uuid.uuid4().hex[:16]
        with _lock:
            _running.add(identity)
        head = {"entry": identity, "account": self._account, "table": table, "verb": verb, "process": os.getpid()}
        log = Log(self, identity)
        self.append({**head, "at": round(time.time(), 3)})
        for call in calls:
            log.add(call)
        self.append({"entry": identity, "whole": True}, is_synced=True)
        return log

    def again(self, entry: Entry) -> Log:
        """An entry that was left open, gone on with."""
        with _lock:
            _running.add(entry.identity)
        return Log(self, entry.identity, dict(entry.calls), set(entry.begun))

    def append(self, record: Record, *, is_synced: bool = False) -> None:
        """Write one record."""
        line = json.dumps(record, separators=(",", ":"), default=str).encode() + b"\n"
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                size = os.fstat(descriptor).st_size
                if size and os.pread(descriptor, 1, size - 1) != b"\n":
                    line = b"\n" + line  # the last line was cut off
                os.write(descriptor, line)
                if is_synced:
                    os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise OperationalError(f"journal: {self._path} cannot be written: {error.strerror}") from None

    def _records(self) -> Iterator[Record]:
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return
        except OSError as error:
            raise OperationalError(f"journal: {self._path} cannot be read: {error.strerror}") from None
        for line in lines:
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if isinstance(record, dict):
                yield record


@dataclass(slots=True)
class Log:
    """One entry that is being written."""

    journal: Journal
    identity: str
    calls: dict[int, Planned] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, call: Planned) -> int:
        """Note one call; its number."""
        with self._lock:
            number = len(self.calls)
            self.calls[number] = call
        self.journal.append({"entry": self.identity, "call": number, **call.record()})
        return number

    def start(self, call: Planned) -> int:
        """Note that a call is about to be made."""
        number = self._planned(call)
        if number is None:
            number = self._replaced(call)
        if number is None:
            number = self.add(call)
        with self._lock:
            self.begun.add(number)
        self.journal.append({"entry": self.identity, "begun": number})
        return number

    def finish(self, number: int, told: Told) -> None:
        """Note what came of a call."""
        record: Record = {"entry": self.identity, "done": number}
        match told:
            case Done(_, data):
                record |= {"outcome": "done", "told": _small(data)}
            case Refused(_, error):
                record |= {"outcome": "failed", "error": str(error)}
            case Unknown(_, reason):
                record |= {"outcome": "unknown", "error": reason, "request_id": told.request_id}
        self.journal.append(record)

    def end(self) -> None:
        """Note that nothing is open."""
        self.journal.append({"entry": self.identity, "end": True}, is_synced=True)
        self.leave()

    def stop(self) -> None:
        """Note that what was not begun is not to be done; what was begun is open."""
        self.journal.append({"entry": self.identity, "stopped": True}, is_synced=True)
        self.leave()

    def leave(self) -> None:
        """This process is no longer at it."""
        with _lock:
            _running.discard(self.identity)

    def _planned(self, call: Planned) -> int | None:
        with self._lock:
            free = (number for number in self.calls if number not in self.begun)
            return next((number for number in free if self.calls[number].request == call.request), None)

    def _replaced(self, call: Planned) -> int | None:
        """The number of the call in whose place this one is made, since something was read anew before it."""
        with self._lock:
            free = (number for number in self.calls if number not in self.begun)
            number = next((number for number in free if self.calls[number].is_like(call)), None)
            if number is None:
                return None
            call = replace(call, reverse=call.reverse or self.calls[number].reverse)
            self.calls[number] = call
        self.journal.append({"entry": self.identity, "call": number, **call.record()})
        return number


def _note(entry: Entry, record: Record) -> None:
    if "call" in record:
        entry.calls[int(record["call"])] = Planned.of(record)
    elif "begun" in record:
        entry.begun.add(int(record["begun"]))
    elif "done" in record:
        entry.done[int(record["done"])] = record
    entry.is_whole = entry.is_whole or bool(record.get("whole"))
    entry.is_ended = entry.is_ended or bool(record.get("end"))
    entry.is_stopped = entry.is_stopped or bool(record.get("stopped"))


def _written(request: Request) -> list[Any]:
    return [request.method, request.path, [list(pair) for pair in request.query], request.body]


def _read(record: Sequence[Any]) -> Request:
    method, path, query, body = record
    return Request(method, path, tuple((name, value) for name, value in query), body)


def _small(data: Any) -> Any:
    """What of a reply tells which rows it is about."""
    if isinstance(data, dict):
        kept = {name: data[name] for name in ("id", "rev", "uuid", "convo_id", "phone", "title") if name in data}
        return kept or None
    if isinstance(data, list):
        return [_small(one) for one in data]
    return data if isinstance(data, str) else None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return process > 0
