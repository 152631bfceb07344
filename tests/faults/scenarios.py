"""The table: what goes wrong with a request, and what comes of the statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from heymarket_dbapi.errors import DataError, Error, OperationalError, ProgrammingError
from heymarket_dbapi.sandbox import (
    Delay,
    Drop,
    Edit,
    EmptyPage,
    Fail,
    Garble,
    Hang,
    Html,
    RepeatPage,
    ShortPage,
    Trickle,
    Truncate,
)

from .account import CONTACTS, MESSAGES, SURVEYS, TAGS, Listing

FOR_EVER = float("inf")
FIRST, FAR = "first", "far"
NAME, PHONE, ADDRESS = "Ann Lee", "15105553344", "ann.lee@example.org"
PERSONAL = f'{{"message": "no contact \\"{NAME}\\" with {PHONE} or {ADDRESS}"}}'


@dataclass(frozen=True, slots=True)
class Right:
    """All rows, each once; the fault befell so many requests (None: any), and it took at least so many seconds."""

    bent: int | None = 1
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Raises:
    """An error of this kind whose text holds the pattern, after so many requests that the fault befell.

    ``is_told``: a reply led to it, whose request id it names.
    """

    kind: type[Error]
    text: str
    bent: int | None = 1
    status: int | None = None
    is_told: bool = True


Outcome = Right | Raises
Change = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One line of the table; ``fault`` may depend on the table whose page it befalls."""

    name: str
    fault: Any
    times: float
    outcome: Outcome
    options: dict[str, Any] = field(default_factory=dict)
    listings: tuple[Listing, ...] = (CONTACTS, MESSAGES)
    places: tuple[str, ...] = (FIRST, FAR)
    at_counter: bool = False

    def fault_for(self, listing: Listing) -> Any:
        """What befalls the pages of a table."""
        return self.fault(listing) if callable(self.fault) else self.fault


def once(name: str, fault: Any, outcome: Outcome | None = None, **options: Any) -> Scenario:
    """A fault that one more try heals."""
    return Scenario(f"{name} once", fault, 1, outcome or Right(), {"retries": 1, **options})


def for_ever(name: str, fault: Any, outcome: Outcome, **options: Any) -> Scenario:
    """A fault that nothing heals, without a second try unless told otherwise."""
    return Scenario(f"{name} for ever", fault, FOR_EVER, outcome, {"retries": 0, **options})


def at(place: str, scenario: Scenario) -> Scenario:
    """A scenario that is tried at one place only, since it takes long, or since it is no fault at the other."""
    return replace(scenario, places=(place,))


def fails(text: str, **named: Any) -> Raises:
    """An ``OperationalError`` that names the request's path."""
    return Raises(OperationalError, text, **named)


def late(timeout: float) -> Raises:
    """The statement's timeout ends it."""
    return Raises(OperationalError, rf"timeout of {timeout:g} s", None, is_told=False)


LIMITED = "rate limit was exceeded at POST {path}.*429"

STATUSES = (
    once("429, Retry-After 0", Fail(429, retry_after=0)),
    at(FAR, once("429, Retry-After 1", Fail(429, retry_after=1), Right(seconds=1.0))),
    at(FIRST, once("429, Retry-After a date", Fail(429, retry_after=1, dated=True), Right(seconds=0.9))),
    once("429, no Retry-After", Fail(429), Right(seconds=0.125)),
    Scenario("429 three times", Fail(429, retry_after=0), 3, Right(3), {"retries": 3}),
    for_ever("429", Fail(429, retry_after=0), fails(LIMITED, bent=3, status=429), retries=2),
    for_ever("429, personal body", Fail(429, body=PERSONAL), fails(LIMITED, status=429)),
    for_ever("429, Retry-After absurd", Fail(429, retry_after=1e9), fails("wait 1000000000 s", status=429), retries=5),
    for_ever(
        "429, Retry-After in 30 years",
        Fail(429, retry_after=1e9, dated=True),
        fails(r"wait \d+ s", status=429),
        retries=5,
    ),
    for_ever(
        "429, Retry-After beyond the timeout",
        Fail(429, retry_after=60),
        late(0.4),
        retries=5,
        timeout=0.4,
    ),
    once("500", Fail(500, retry_after=0)),
    once("502", Fail(502, retry_after=0)),
    at(FIRST, once("503, Retry-After 1", Fail(503, retry_after=1), Right(seconds=1.0))),
    once("504", Fail(504, retry_after=0)),
    once("500, no Retry-After", Fail(500), Right(seconds=0.125)),
    Scenario("503 twice", Fail(503), 2, Right(2, seconds=0.375), {"retries": 2}),
    for_ever("500", Fail(500, retry_after=0), fails(r"failed at POST {path} \(500\)", bent=3, status=500), retries=2),
    for_ever("502, empty body", Fail(502, body=""), fails(r"failed at POST {path} \(502\)", status=502)),
    for_ever("503, personal body", Fail(503, body=PERSONAL), fails(r"POST {path} \(503\): no contact …", status=503)),
    for_ever("418", Fail(418), fails(r"failed at POST {path} \(418\)", status=418), retries=3),
)

BODIES = (
    once("HTML error page", Html(502)),
    for_ever("HTML error page", Html(502), fails(r"failed at POST {path} \(502\)(?!.*[<>])", status=502)),
    once("HTML with 200", Html(200)),
    for_ever("HTML with 200", Html(200), fails("POST {path} after 1 attempt: .*no readable JSON")),
    once("garbled JSON", Garble()),
    for_ever("garbled JSON", Garble(), fails("POST {path} after 2 attempts: .*no readable JSON", bent=2), retries=1),
    for_ever("empty body with 200", Garble(""), fails("POST {path} after 1 attempt: .*no readable JSON")),
    for_ever("text with 200", Garble(f"{NAME} {PHONE}"), fails("POST {path} .*no readable JSON")),
    once("half a body", Truncate()),
    for_ever("half a body", Truncate(), fails("POST {path} after 1 attempt: the connection broke")),
    for_ever("no body", Truncate(0), fails("POST {path} after 1 attempt: the connection broke")),
    once("no reply", Drop()),
    for_ever("no reply", Drop(), fails("POST {path} after 2 attempts: .*broke", bent=2, is_told=False), retries=1),
)

SLOW = (
    once("hanging", Hang(), read_timeout=0.4, retries=3),
    for_ever(
        "hanging", Hang(), fails("POST {path} after 1 attempt: no reply in time", is_told=False), read_timeout=0.4
    ),
    for_ever("hanging, timeout", Hang(2), late(0.3), timeout=0.3, retries=3),
    once("late", Delay(0.1), Right(seconds=0.1)),
    once("trickling", Trickle(0.3), Right(seconds=0.3)),
    for_ever("trickling, timeout", Trickle(2), late(0.3), timeout=0.3, retries=3),
)


def _set(name: str, value: Any) -> Callable[[Listing], Edit]:
    """A field of one row in the middle of a page, by its role, gets another value; ``...`` takes it away."""

    def change(row: dict[str, Any], field: str) -> None:
        row.pop(field) if value is ... else row.update({field: value})

    def of(listing: Listing) -> Edit:
        field = {"text": listing.text, "time": listing.time}.get(name, name)
        return Edit(lambda rows: change(rows[len(rows) // 2], field))

    return of


def wrong(text: str) -> Raises:
    """A ``DataError`` about a value; a walk through a crowd may have asked for more pages before it looks."""
    return Raises(DataError, text, None, is_told=False)


def wrong_page(text: str) -> Raises:
    """A ``DataError`` about a whole page: it names the request as well."""
    return Raises(DataError, f"POST {{path}}: {text}")


def pages() -> Iterator[Scenario]:
    """Pages that are not what the specification says."""
    text = r"{table}\.{column}: expected VARCHAR at \$\.{text}, got "
    yield for_ever("a number for a text", _set("text", int(PHONE)), wrong(text + "a number"))
    yield for_ever("an object for a text", _set("text", {"name": NAME}), wrong(text + "an object"))
    yield for_ever("an array for a text", _set("text", [NAME]), wrong(text + "an array"))
    yield for_ever("true for a text", _set("text", True), wrong(text + "a boolean"))
    yield for_ever(
        "a text for an id", _set("id", PHONE), wrong(r"{table}\.id: expected BIGINT at \$\.id, got a string")
    )
    yield for_ever("a broken number for an id", _set("id", 7.5), wrong_page("a record of {table} without its key 'id'"))
    yield for_ever("true for an id", _set("id", True), wrong_page("a record of {table} without its key 'id'"))
    yield for_ever("null for an id", _set("id", None), wrong_page("a record of {table} without its key 'id'"))
    yield for_ever("no id", _set("id", ...), wrong_page("a record of {table} without its key 'id'"))
    yield for_ever("no time", _set("time", ...), wrong_page("a record of {table} whose '{time}' is no time"))
    yield for_ever("a number for a time", _set("time", 17), wrong_page("a record of {table} whose '{time}' is no time"))
    yield for_ever("words for a time", _set("time", NAME), wrong_page("a record of {table} whose '{time}' is no time"))
    yield for_ever("an object for a page", Edit(lambda rows: {"data": rows}), wrong_page("expected an array at "))
    yield for_ever("a text for a page", Edit(lambda rows: NAME), wrong_page(r"expected an array at \$, got a string"))
    yield for_ever("a number for a page", Edit(lambda rows: 0), wrong_page(r"expected an array at \$, got a number"))
    yield for_ever(
        "a number for a row",
        Edit(lambda rows: [*rows[:3], 5, *rows[3:]]),
        wrong_page(r"expected an object at \$\[3\], got a number"),
    )
    yield for_ever("null for a row", Edit(lambda rows: [*rows, None]), wrong_page(r"expected an object at .*got null"))
    yield Scenario("unknown fields", _set("brand_new", {"deep": [NAME]}), FOR_EVER, Right(bent=None))
    yield Scenario("wrong types where nobody looks", _set("rev", [NAME]), FOR_EVER, Right(bent=None))


HEADLESS = "a page that lacks its first rows"
ALL = (CONTACTS, MESSAGES, TAGS, SURVEYS)
SLIPS = {
    "null for a page": Garble("null"),
    "an empty page": EmptyPage(),
    "the page before again": RepeatPage(),
    "a page that lacks its last row": ShortPage(),
    "a page that lacks all but one row": ShortPage(19),
}
SLIPPED = (
    *(Scenario(f"{n} once", slip, 1, Right(), {}, (listing,)) for n, slip in SLIPS.items() for listing in ALL),
    # Nothing tells that rows are missing at the head of a table that has neither a counter nor a time.
    *(
        Scenario(f"{HEADLESS} once", ShortPage(3, head=True), 1, Right(), {}, (one,))
        for one in (CONTACTS, MESSAGES, TAGS)
    ),
    at(FAR, Scenario(f"{HEADLESS} once", ShortPage(3, head=True), 1, Right(), {}, (SURVEYS,))),
)


def refused(text: str, status: int) -> Raises:
    """A ``ProgrammingError``, however often the request was phrased otherwise before."""
    return Raises(ProgrammingError, text, None, status)


def refusal(name: str, fault: Fail, outcome: Raises) -> Scenario:
    """A request that is refused for ever, where no other endpoint is left."""
    return Scenario(f"{name} for ever", fault, FOR_EVER, outcome, {"retries": 3}, (MESSAGES, TAGS))


KEY = r"refuses the credential \(POST {path} answered 401\).*check the key"
REFUSALS = (
    once("401", Fail(401), fails(KEY, status=401), retries=3),
    for_ever("401", Fail(401, body=PERSONAL), fails(KEY, status=401), retries=3),
    refusal("403", Fail(403), refused(r"denies POST {path} to this credential \(403\)", 403)),
    refusal("400, personal body", Fail(400, body=PERSONAL), refused(r"refuses POST {path} \(400\): no contact …", 400)),
    refusal("422", Fail(422), refused(r"refuses POST {path} \(422\)", 422)),
    refusal("404", Fail(404), refused(r"refuses POST {path} \(404\)", 404)),
    *(Scenario(f"{n} where v1 is left", Fail(n), FOR_EVER, Right(None), {}, (CONTACTS,)) for n in (400, 403, 404, 410)),
)


def at_counter(name: str, fault: Any, outcome: Outcome, times: float = FOR_EVER, **options: Any) -> Scenario:
    """A fault of the counter."""
    return Scenario(f"counter: {name}", fault, times, outcome, options, places=(FIRST,), at_counter=True)


COUNTERS = (
    at_counter("500 once", Fail(500), Right(), 1, retries=1),
    at_counter("500 for ever", Fail(500), fails(r"failed at POST {path} \(500\)", status=500)),
    at_counter("no reply", Drop(), fails("no whole reply to POST {path}", is_told=False)),
    at_counter("404", Fail(404), Right(None)),
    at_counter("403", Fail(403), Right(None)),
    at_counter("400", Fail(400), Right(None)),
    at_counter("too small", Garble("33"), Right(None)),
    at_counter("zero", Garble("0"), Right(None)),
    at_counter("too large once", Garble("1000"), Right(None), 1),
    at_counter("too large", Garble("1000"), Raises(OperationalError, "counts more rows", None, is_told=False)),
    at_counter("null", Garble("null"), Right(None)),
    at_counter("words", Garble(f'"{NAME}"'), Right(None)),
    at_counter("below zero", Garble("-5"), Right(None)),
    at_counter("a fraction", Garble("95.5"), Right(None)),
    at_counter("an array", Garble("[95]"), Right(None)),
    at_counter("an object", Garble('{"total": 3}'), Right(None)),
)
