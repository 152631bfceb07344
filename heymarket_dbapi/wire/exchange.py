"""One request from the flow to its reply, as steps: signed, within the budget, once more after a 401, redirected."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from heymarket_dbapi.effects import Fetch, NetworkFault, Reply, Request
from heymarket_dbapi.wire.advice import NONE, advice
from heymarket_dbapi.wire.errand import ApiCall, Errand
from heymarket_dbapi.wire.settings import WireSettings
from heymarket_dbapi.wire.signal import Signal
from heymarket_dbapi.wire.signer import Signer
from heymarket_dbapi.wire.turnstile import Turnstile

LOG = logging.getLogger("heymarket_dbapi.http")
MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Parcel:
    """One HTTP request as a transport sends it; its headers hold the credential and are not shown."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes | None = field(repr=False)
    maximum_bytes: int | None
    connect_timeout: float
    read_timeout: float


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait until ``bell`` fires, at most ``seconds``."""

    bell: Signal
    seconds: float


Steps = Generator[Wait | Parcel, Reply | None, Reply]


@dataclass(frozen=True, slots=True)
class Counter:
    """Where requests of one connection are addressed, signed and paced."""

    settings: WireSettings
    signer: Signer
    turnstile: Turnstile


def deliver(counter: Counter, fetch: Fetch, errand: Errand) -> Steps:
    """The reply to one request of a flow."""
    if fetch.request.is_external:
        return (yield from _follow(counter, fetch, errand))
    signed = ""

    def pack() -> Parcel:
        nonlocal signed
        signed = counter.signer.authorization(time.time())
        return _parcel(counter, fetch, errand, counter.settings.base_url + fetch.request.target, signed)

    reply = yield from _paced(counter, fetch.request, errand, pack)
    if reply.status == 401 and counter.signer.renew(reply.header("date"), signed):
        reply = yield from _paced(counter, fetch.request, errand, pack)
    return reply


def _follow(counter: Counter, fetch: Fetch, errand: Errand) -> Steps:
    """The reply to a request for another host, which is sent without the credential."""
    url = fetch.request.path
    for _ in range(MOST_REDIRECTS + 1):
        if _scheme(url) not in ("http", "https"):
            raise NetworkFault("the link is neither http nor https", was_sent=False)
        parcel = _parcel(counter, fetch, errand, url, None)
        shown = _shown(url)
        sent_at = time.time()
        errand.begin_call(sent_at)
        reply = yield from _recorded(Request(fetch.request.method, shown), errand, parcel, sent_at)
        location = reply.header("location")
        if reply.status not in (301, 302, 303, 307, 308) or location is None:
            return reply
        url = _joined(url, location)
    raise NetworkFault(f"the link redirects more than {MOST_REDIRECTS} times")


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme.lower()
    except ValueError:
        return ""


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _shown(url: str) -> str:
    """The address without what may be secret in it."""
    parts = urlsplit(url)
    return parts._replace(query="", fragment="", netloc=parts.netloc.rpartition("@")[2]).geturl()


def _parcel(counter: Counter, fetch: Fetch, errand: Errand, url: str, authorization: str | None) -> Parcel:
    headers = [("Accept", "application/json" if authorization else "*/*"), ("User-Agent", counter.settings.user_agent)]
    if authorization is None:
        headers.append(("Accept-Encoding", "identity"))
    else:
        headers += [("Accept-Encoding", "gzip, deflate"), ("Authorization", authorization)]
    body = None if fetch.request.body is None else fetch.request.body.encode()
    if body is not None:
        headers.append(("Content-Type", "application/json"))
    remaining = errand.remaining()
    connect, read = counter.settings.connect_timeout, counter.settings.read_timeout
    if remaining is not None:
        connect, read = min(connect, remaining), min(read, remaining)
    return Parcel(fetch.request.method, url, tuple(headers), body, fetch.maximum_bytes, connect, read)


def _paced(counter: Counter, request: Request, errand: Errand, pack: Callable[[], Parcel]) -> Steps:
    """The reply to one request, sent when the budget allows it."""
    slot = counter.turnstile.enter()
    was_sent, told = False, NONE
    try:
        while True:
            bell = Signal()
            seconds = counter.turnstile.reserve(slot, bell.fire)
            if seconds is None:
                break
            yield Wait(bell, seconds)
        parcel, sent_at = pack(), time.time()
        errand.begin_call(sent_at)
        was_sent = True
        reply = yield from _recorded(request, errand, parcel, sent_at)
        told = advice(reply)
        return reply
    except NetworkFault as fault:
        was_sent = fault.was_sent
        raise
    finally:
        counter.turnstile.release(slot, was_sent, told)


def _recorded(request: Request, errand: Errand, parcel: Parcel, sent_at: float) -> Steps:
    """The reply to one request, which is counted and logged."""
    path = request.target.partition("?")[0]
    try:
        answer = yield parcel
    except NetworkFault as fault:
        LOG.info("%s %s -> %s", request.method, path, fault.reason)
        if fault.was_sent:
            errand.record(dataclasses.replace(_call(request, None, sent_at), request_id=fault.request_id))
        else:
            errand.give_back()
        raise
    except BaseException:  # given up by the driver while it was on its way
        LOG.info("%s %s -> given up", request.method, path)
        errand.record(_call(request, None, sent_at))
        raise
    assert answer is not None
    reply = dataclasses.replace(answer, sent_at=sent_at, received_at=time.time())
    call = _call(request, reply, sent_at)
    LOG.info("%s %s -> %d, %.0f ms", request.method, path, reply.status, call.milliseconds)
    errand.record(call)
    if errand.on_call is not None:
        errand.on_call(call)
    return reply


def _call(request: Request, reply: Reply | None, sent_at: float) -> ApiCall:
    milliseconds = max(0.0, (time.time() - sent_at) * 1000)
    if reply is None:
        return ApiCall(0, request.method, request.target, None, milliseconds, 0, None, sent_at, request.page)
    return ApiCall(
        *(0, request.method, request.target, reply.status, milliseconds),
        *(len(reply.body), reply.request_id, sent_at, request.page),
    )
