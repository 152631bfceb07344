"""One request on its way through the sandbox: what was asked, and how an answer or a refusal is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from .contract import Operation
from .presenting import Presenter, View, encode
from .rows import Row
from .switches import ErrorBody, Missing, Reading
from .switches_writing import Writing
from .world import World

JSON = "application/json"
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers, before faults and headers."""

    body: bytes
    status: int = 200
    content_type: str = JSON
    rows: int | None = None
    headers: tuple[tuple[str, str], ...] = ()


class Refusal(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


class Interrupted(Exception):
    """A batch that a fault stops in its middle; what was done stays done."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was understood, and the parts of the sandbox that answer it."""

    operation: Operation
    world: World
    reading: Reading
    presenter: Presenter
    number: int
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    most: int | None = None

    @property
    def writes(self) -> Writing:
        """How the vendor's texts about writes are read."""
        return self.reading.writes

    def each(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items of a batch, one after the other, until a fault stops it."""
        for place, item in enumerate(items):
            if place == self.most:
                raise Interrupted
            yield item

    @property
    def keys(self) -> dict[str, Any]:
        """The body where it is an object, else nothing."""
        return self.body if isinstance(self.body, dict) else {}

    def integer(self, name: str) -> int | None:
        """An integer of the body, quoted or not."""
        value = self.keys.get(name)
        return None if value is None else int(value)

    def rows(self, view: View, rows: list[Row]) -> Answer:
        """A bare list of rows."""
        return Answer(b"[" + b",".join([self.presenter.encode(view, row) for row in rows]) + b"]", rows=len(rows))

    def row(self, view: View, row: Row | None, what: str) -> Answer:
        """One row, or what the reading answers where there is none."""
        if row is None:
            return replace(self.absent(what, self.presenter.nothing(view)), rows=0)
        return Answer(self.presenter.encode(view, row), rows=1)

    def absent(self, what: str, zero: Row) -> Answer:
        """What the reading answers where something is missing; `zero` is the object with a zero in every field."""
        match self.reading.missing:
            case Missing.NOT_FOUND:
                raise Refusal(404, f"{what} not found")
            case Missing.BAD_REQUEST:
                raise Refusal(400, f"bad_data: no such {what}")
            case Missing.EMPTY_OBJECT:
                return Answer(b"{}")
            case Missing.ZERO_OBJECT:
                return Answer(encode(zero))
            case _:
                return Answer(b"null")

    def found(self, view: View, kind: str) -> Answer:
        """The row of a kind whose integer id stands in the path."""
        return self.row(view, self.world.rows(kind).get(int(self.path["id"])), kind.rstrip("s"))


def error_answer(reading: Reading, status: int, message: str) -> Answer:
    """An error in the shape that the reading gives errors."""
    match reading.error_body:
        case ErrorBody.MESSAGE | ErrorBody.ERROR | ErrorBody.DETAIL as key:
            return Answer(encode({str(key): message}), status)
        case ErrorBody.ERROR_CODE:
            return Answer(encode({"error_code": _CODES.get(status, "internal_error"), "message": message}), status)
        case ErrorBody.STRING:
            return Answer(encode(message), status)
        case ErrorBody.TEXT:
            return Answer(message.encode(), status, "text/plain; charset=utf-8")
        case ErrorBody.HTML:
            page = f"<html><head><title>{status}</title></head><body><h1>{message}</h1></body></html>"
            return Answer(page.encode(), status, "text/html")
        case _:
            return Answer(b"", status, "text/plain")


_CODES = {400: "bad_data", 401: "invalid_api_key", 403: "denied", 404: "not_found", 429: "rate_limited"}
