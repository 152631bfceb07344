"""The sandbox itself: takes a request, gives a reply, keeps a log."""

from __future__ import annotations

import json
import math
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .account import make_world
from .authentication import SANDBOX_API_KEY, SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY, Credentials, Verdict, authenticate
from .calls import Answer, Call, Interrupted, Refusal, error_answer
from .checking import refused, violations
from .handlers import HANDLERS
from .limits import RateLimit
from .making import Sizes
from .mischief import Fault, Mischief, Wire, acted, carriage, replaced, retry_after
from .presenting import Presenter
from .readings import change, read, switches, unknown, write_switches
from .replies import Entry, Log, Reply
from .routes import Route, find_route
from .switches import Reading, RetryAfter
from .world import MEDIA_BASE, World

_SIZES = {item.name: item for item in fields(Sizes)}
_OPTIONS = ("seed", "reading", "rate_limit", "rate_window", "skew", "latency", "api_key", "secret_id", "secret_key")


class Sandbox:
    """A Heymarket account in memory that answers as one reading of the documents says."""

    def __init__(
        self,
        *,
        seed: int = 1,
        reading: str | Reading = "documented",
        rate_limit: int = 500,
        rate_window: float = 60.0,
        skew: float = 0.0,
        latency: float = 0.0,
        api_key: str | None = SANDBOX_API_KEY,
        secret_id: str = SANDBOX_SECRET_ID,
        secret_key: str = SANDBOX_SECRET_KEY,
        clock: Callable[[], float] = time.time,
        world: World | None = None,
        **options: Any,
    ) -> None:
        _check_names(options)
        self.seed = seed
        self.sizes = Sizes(**{name: value for name, value in options.items() if name in _SIZES})
        self._changes = {name: value for name, value in options.items() if name not in _SIZES}
        self._named = reading
        self._credentials = (api_key, secret_id, secret_key)
        self._given = world
        self.clock = clock
        self.skew = skew
        self.latency = latency
        self.media_base = MEDIA_BASE
        self.log = Log()
        self.mischief = Mischief()
        self.limit = RateLimit(rate_limit, rate_window, lambda: self.clock())
        self._lock = threading.RLock()
        self._numbers = 0
        self._start()

    @classmethod
    def from_options(cls, options: Mapping[str, str]) -> Sandbox:
        """A sandbox from texts, as they stand in the query of a URL."""
        _check_names(name for name in options if name not in _OPTIONS)
        return cls(**{name: _from_text(name, text) for name, text in options.items()})

    def __repr__(self) -> str:
        return f"Sandbox(seed={self.seed}, {self.world!r})"

    @property
    def reading(self) -> Reading:
        """How the sandbox reads the documents."""
        return self._reading

    @reading.setter
    def reading(self, reading: Reading) -> None:
        with self._lock:
            self._reading = reading
            self._presenter = Presenter(reading, self.world, self.media_base)

    def read_as(self, name: str | None = None, **changes: Any) -> Reading:
        """Go over to a named reading, or change switches of the present one, from the next request on."""
        reading = self._reading if name is None else read(name)
        self.reading = change(reading, changes)
        return self.reading

    def now(self) -> float:
        """The server's clock, in seconds since 1970."""
        return self.clock() + self.skew

    def reset(self) -> None:
        """Make everything as it was: world, reading, credentials, log, mischief, rate limit."""
        with self._lock:
            self.log.clear()
            self.mischief.clear()
            self.limit.reset()
            self._start()

    def show_media_at(self, base: str) -> None:
        """Let media links in replies begin with this address."""
        self.media_base = base
        self.reading = self._reading

    def handle(self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Reply:
        """The reply to one request; never raises."""
        received = self.now()
        parts = urlsplit(path)
        lowered = {name.lower(): value for name, value in (headers or {}).items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        with self._lock:
            return self._reply(method.upper(), unquote(parts.path), query, lowered, body, received)

    def _start(self) -> None:
        self.world = self._given or make_world(self.seed, self.sizes, self.now)
        api_key, secret_id, secret_key = self._credentials
        self.credentials = Credentials(api_key, {secret_id: secret_key} if secret_id else {})
        named = self._named
        self.reading = change(read(named) if isinstance(named, str) else named, self._changes)

    def _reply(
        self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes, received: float
    ) -> Reply:
        self._numbers += 1
        self.world.settle(self._numbers)
        faults = self.mischief.take(method, path, self.world)
        asked = _Asked(self._numbers, method, path, query, headers, body)
        asked.verdict = authenticate(
            self.credentials, headers.get("authorization"), self.now, future=self._reading.future_iat
        )
        answer = self._outcome(asked, faults)
        answer = self.mischief.bend(path, answer, faults)
        request_id = str(uuid.UUID(int=(self.seed << 64 | self._numbers) * 0x9E3779B97F4A7C15 % 2**128, version=4))
        self._note(asked, answer, request_id, received, faults)
        return self._send(answer, request_id, faults, method)

    def _outcome(self, asked: _Asked, faults: list[Fault]) -> Answer:
        most, answer = acted(faults), Answer(b"", 503)
        if most != 0:
            try:
                answer = self._answer(asked, most)
            except Interrupted:
                pass
            except Refusal as refusal:
                answer = replace(error_answer(self._reading, refusal.status, refusal.message), headers=refusal.headers)
        return replaced(faults, self.now()) or answer

    def _answer(self, asked: _Asked, most: int | None) -> Answer:
        asked.route = find_route(asked.method, asked.path)
        if asked.route.name == "media":
            return self._media(asked.path)
        if asked.verdict.refused:
            raise Refusal(401, f"Unauthorized: {asked.verdict.refused}")
        self._admit(asked.verdict.holder)
        if self.credentials.denied:
            raise Refusal(403, "Denied: the team may not use the API")
        operation = asked.route.operation
        if operation is None:
            raise Refusal(asked.route.status, "page not found" if asked.route.status == 404 else "method not allowed")
        if operation.name in self._reading.gone:
            raise Refusal(404, "page not found")
        asked.parse()
        found = violations(operation, asked.query, asked.value, asked.body, asked.headers)
        asked.violations = tuple(str(one) for one in found)
        message = refused(found, self._reading)
        if message:
            raise Refusal(400, f"bad_data: {message}")
        parts, given = asked.route.parts, (asked.query, asked.value, most)
        return HANDLERS[operation.name](
            Call(operation, self.world, self._reading, self._presenter, asked.number, parts, *given)
        )

    def _admit(self, holder: str) -> None:
        wait = self.limit.wait(holder)
        if wait:
            form = self._reading.retry_after
            value = retry_after(wait, form is RetryAfter.DATE, self.now())
            headers = () if form is RetryAfter.ABSENT else (("Retry-After", value),)
            raise Refusal(429, "rate limit exceeded", headers)

    def _media(self, path: str) -> Answer:
        media = self.world.media.get(path.removeprefix("/media/"))
        if media is None or media.status >= 400:
            return Answer(b"no such file", media.status if media else 404, "text/plain")
        if media.location:
            target = self.media_base + media.location.removeprefix(MEDIA_BASE)
            return Answer(b"", media.status, headers=(("Location", target),))
        return Answer(media.content, media.status, media.content_type)

    def _note(self, asked: _Asked, answer: Answer, request_id: str, received: float, faults: list[Fault]) -> None:
        kept = {name: value for name, value in asked.headers.items() if name not in ("authorization", "cookie")}
        asked.parse(loudly=False)
        self.log.append(
            Entry(
                asked.number,
                received,
                asked.method,
                asked.path,
                asked.query,
                asked.value,
                answer.status,
                "authorization" in asked.headers,
                asked.verdict.scheme,
                asked.route.name,
                request_id,
                answer.rows,
                asked.violations,
                tuple(type(fault).__name__ for fault in faults),
                kept,
            )
        )

    def _send(self, answer: Answer, request_id: str, faults: list[Fault], method: str) -> Reply:
        wire, delay, kept = carriage(faults)
        body = b"" if method == "HEAD" else answer.body
        headers = (
            ("Date", formatdate(self.now(), usegmt=True)),
            ("X-Request-Id", request_id),
            ("Content-Type", answer.content_type),
            ("Content-Length", str(len(body))),
            *answer.headers,
        )
        if wire is Wire.CUT:
            body = body[: len(body) // 2 if kept is None else kept]
        elif wire is Wire.DROPPED:
            body = b""
        return Reply(answer.status, headers, body, wire, delay + self.latency)


class _Asked:
    """A request as far as it was understood."""

    def __init__(
        self, number: int, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes
    ) -> None:
        self.number = number
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.value: Any = None
        self.verdict = Verdict()
        self.route = Route()
        self.violations: tuple[str, ...] = ()

    def parse(self, *, loudly: bool = True) -> None:
        """Read the body as JSON; what is no JSON is refused, or left as nothing where that is noted only."""
        if self.value is None and self.body:
            try:
                self.value = json.loads(self.body, parse_constant=_refuse_constant)
            except (ValueError, RecursionError):
                if loudly:
                    raise Refusal(400, "bad_data: the body is not JSON") from None


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def _check_names(options: Iterable[str]) -> None:
    known = {*switches(), *write_switches()}
    for name in options:
        if name not in _SIZES and name not in known:
            raise ValueError(unknown("option", name, {*_SIZES, *_OPTIONS, *known}))


def _from_text(name: str, text: str) -> Any:
    if name in ("rate_window", "skew", "latency"):
        return _number(name, text)
    if name == "rate_limit" and text.lower() in ("none", "off"):
        return 0
    whole = name in ("seed", "rate_limit") or (name in _SIZES and name != "until")
    if whole:
        if not text.isascii() or not text.isdigit():
            raise ValueError(f"{name} is a whole number from 0, not {text!r}")
        return int(text)
    return text


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{name} is a number of seconds, not {text!r}")
    return value
