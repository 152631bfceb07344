"""What a connection may be told: the options as data, and settings from a DSN, keywords and the environment."""

from __future__ import annotations

import dataclasses
import difflib
import enum
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urlsplit

from heymarket_dbapi.dsn import Dsn, parse_dsn
from heymarket_dbapi.errors import InterfaceError, NotSupportedError
from heymarket_dbapi.option_values import (
    FILE,
    FLAG,
    FOLDER,
    HEADER_TEXT,
    MEMORY,
    NAME,
    PROXY,
    SIZE,
    TEXT,
    ZONE,
    Value,
    one_of,
    optional,
    seconds,
    whole,
)
from heymarket_dbapi.wire import SANDBOX_URL, Credential, is_loopback, sandbox_of

__all__ = ["OPTIONS", "Dsn", "Incomplete", "Option", "Settings", "parse_dsn", "settings"]

DEFAULT_HOST = "api.heymarket.com"
SANDBOX_HOST = "sandbox"


class Incomplete(enum.Enum):
    """What happens when a listing cannot be proved complete."""

    ERROR = "error"
    WARN = "warn"


class OnRowError(enum.Enum):
    """What a write of several rows does with a row that fails."""

    RAISE = "raise"
    CONTINUE = "continue"


class Conflicts(enum.Enum):
    """What a write does with a row that somebody else wrote since it was read."""

    REPORT = "report"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Option:
    """One option: ``is_later`` where only its default is taken so far."""

    name: str
    value: Value
    default: object
    doc: str
    is_later: bool = False
    is_secret: bool = False


OPTIONS: tuple[Option, ...] = (
    Option(
        "acting_member",
        optional(NAME),
        None,
        "id or e-mail of the member in whose name sends, opens, closes and reads are made",
    ),
    Option(
        "suppress_extended_requests",
        FLAG,
        False,
        "leave columns that cost a call per row NULL instead of asking for them",
    ),
    Option(
        "pushdown",
        FLAG,
        True,
        "narrow what is asked by the query; false reads whole listings, to hold an answer against",
    ),
    Option(
        "metadata_cache_ttl",
        seconds(zero=True, infinite=True),
        3600.0,
        "seconds for which custom fields and the like are remembered; 0: not at all, inf: for ever",
    ),
    Option("metadata_cache", TEXT, "memory", "memory, or a directory in which they are kept"),
    Option("read_only", FLAG, False, "refuse every write to the API"),
    Option("allow_send", FLAG, False, "allow statements that send texts or e-mail"),
    Option("max_calls", optional(whole(0)), None, "the most API calls that a statement may make"),
    Option("timeout", optional(seconds()), None, "seconds after which a statement is stopped"),
    Option("max_affected_rows", optional(whole(0)), None, "refuse a write of more rows"),
    Option("requests_per_minute", whole(1), 500, "the budget of API calls that a credential has"),
    Option("concurrency", whole(1), 8, "API calls in flight at the same time"),
    Option("autocommit", FLAG, False, "local tables: each statement commits itself"),
    Option("timezone", ZONE, "UTC", "the zone of DATE_TRUNC, EXTRACT, CURRENT_DATE and casts between time types"),
    Option("reflect_extended_columns", FLAG, False, "whether the dialect's Inspector lists extended columns"),
    Option(
        "state_dir",
        optional(FOLDER),
        None,
        "the folder in which the processes of a user share their budget; none: HEYMARKET_STATE_DIR of the environment,"
        " or else the user's own; memory: nothing is shared",
    ),
    Option("retries", whole(0), 5, "attempts after 429, 5xx and broken connections, where repeating is safe"),
    Option("incomplete", one_of(Incomplete), Incomplete.ERROR, "what to do when a listing cannot be proved complete"),
    Option("local", TEXT, ":memory:", "where local tables live: :memory:, or a file"),
    Option("media_max_bytes", SIZE, 25 * 1024 * 1024, "larger media is an error"),
    Option("result_cache_ttl", seconds(zero=True), 0.0, "seconds for which replies are kept and reused; 0: not at all"),
    Option("journal", optional(TEXT), None, "the file in which writes are noted before and after"),
    Option(
        "on_row_error",
        one_of(OnRowError),
        OnRowError.RAISE,
        "raise, or continue: what a write of several rows does with a row that fails",
    ),
    Option(
        "conflicts",
        one_of(Conflicts),
        Conflicts.REPORT,
        "report, or error: what a write does with a row that somebody else wrote in between",
    ),
    Option("connect_timeout", seconds(), 10.0, "seconds to wait for a connection"),
    Option("read_timeout", seconds(), 60.0, "seconds to wait for a reply"),
    Option("proxy", optional(PROXY), None, "the proxy to go through; otherwise the environment's", is_secret=True),
    Option("ca_bundle", optional(FILE), None, "a file of certificates to trust instead of the usual ones"),
    Option("user_agent", HEADER_TEXT, "heymarket_dbapi", "how the driver names itself to the API"),
    Option("memory_limit", optional(MEMORY), None, "the most memory that the engine may take, such as 2GB"),
)
_BY_NAME = {option.name: option for option in OPTIONS}
_ADDRESS = ("base_url", "tls", "api_key", "secret_id", "secret_key")


def _default(name: str) -> Any:
    return _BY_NAME[name].default


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a connection was told, checked; its secrets are not shown, and it is not pickled."""

    base_url: str = f"https://{DEFAULT_HOST}"
    credential: Credential | None = None
    sandbox_options: tuple[tuple[str, str], ...] = ()
    acting_member: str | None = _default("acting_member")
    suppress_extended_requests: bool = _default("suppress_extended_requests")
    pushdown: bool = _default("pushdown")
    metadata_cache_ttl: float = _default("metadata_cache_ttl")
    metadata_cache: str = _default("metadata_cache")
    read_only: bool = _default("read_only")
    allow_send: bool = _default("allow_send")
    max_calls: int | None = _default("max_calls")
    timeout: float | None = _default("timeout")
    max_affected_rows: int | None = _default("max_affected_rows")
    requests_per_minute: int = _default("requests_per_minute")
    concurrency: int = _default("concurrency")
    autocommit: bool = _default("autocommit")
    timezone: str = _default("timezone")
    reflect_extended_columns: bool = _default("reflect_extended_columns")
    state_dir: str | None = _default("state_dir")
    retries: int = _default("retries")
    incomplete: Incomplete = field(default=_default("incomplete"))
    local: str = _default("local")
    media_max_bytes: int = _default("media_max_bytes")
    result_cache_ttl: float = _default("result_cache_ttl")
    journal: str | None = _default("journal")
    on_row_error: OnRowError = field(default=_default("on_row_error"))
    conflicts: Conflicts = field(default=_default("conflicts"))
    connect_timeout: float = _default("connect_timeout")
    read_timeout: float = _default("read_timeout")
    proxy: str | None = field(default=_default("proxy"), repr=False)
    ca_bundle: str | None = _default("ca_bundle")
    user_agent: str = _default("user_agent")
    memory_limit: str | None = _default("memory_limit")

    @property
    def is_sandbox(self) -> bool:
        """Whether it is the sandbox in this process."""
        return self.base_url == SANDBOX_URL

    def shown(self) -> list[tuple[Option, str]]:
        """The options with their values as text, secrets hidden."""
        return [(option, _shown(option, getattr(self, option.name))) for option in OPTIONS]

    def changed(self, name: str, value: object) -> Settings:
        """The same with another value of one option, as ``SET heymarket.NAME = value`` gives it."""
        return dataclasses.replace(self, **_read_options({name: value}))

    def __reduce__(self) -> NoReturn:
        raise TypeError("settings hold secrets and are never pickled; connect anew where they are needed")


def settings(dsn: str | None = None, environment: Mapping[str, str] | None = None, /, **options: object) -> Settings:
    """The settings of a connection: keywords (None: not given) before the DSN, that before the environment."""
    around = os.environ if environment is None else environment
    given = {name: value for name, value in options.items() if value is not None}
    text = around.get("HEYMARKET_DSN") or None if dsn is None else dsn
    parsed = Dsn("heymarket", None, None, None, None, None, ()) if text is None else parse_dsn(text)
    query = _checked_query(parsed)
    base_url = _base_url(parsed, query, given, around)
    is_sandbox = base_url == SANDBOX_URL
    credential = _credential(parsed, given, {} if is_sandbox else around)
    if credential is None and not is_sandbox:
        raise InterfaceError(
            "no credential: give api_key, or secret_id and secret_key, as arguments, in the DSN"
            " (heymarket://SECRET_ID:KEY@, or heymarket://:KEY@ for a legacy key) or in the environment"
            " (HEYMARKET_API_KEY, or HEYMARKET_SECRET_ID and HEYMARKET_SECRET_KEY)"
        )
    merged = {name: value for name, value in {**query, **given}.items() if name not in _ADDRESS}
    known = {name: value for name, value in merged.items() if name in _BY_NAME}
    other = {name: value for name, value in merged.items() if name not in _BY_NAME}
    for name in [] if is_sandbox else other:
        raise InterfaceError(f"there is no option {name!r}{_nearest(name)}")
    made = Settings(base_url, credential, _texts(other), **_read_options(known))
    if other:
        _check_sandbox(made)
    return made


def _check_sandbox(made: Settings) -> None:
    try:
        sandbox_of(made)
    except InterfaceError as error:
        hints = {hint for name, _ in made.sandbox_options if (hint := _nearest(name))}
        raise InterfaceError(error.message + "".join(sorted(hints))) from None


def _checked_query(parsed: Dsn) -> dict[str, object]:
    """The options of the DSN, each given once and none that has no place there."""
    if parsed.driver.partition("+")[0] != "heymarket":
        raise InterfaceError("the DSN begins with another name than heymarket://")
    if parsed.database:
        raise InterfaceError(
            "the DSN has a path after the host, which means nothing here;"
            " if it is a part of the key, write its '@' as %40"
        )
    query: dict[str, object] = {}
    for name, value in parsed.query:
        if name in query:
            raise InterfaceError(f"the DSN gives the option {name!r} twice")
        if name in _ADDRESS and name != "tls":
            place = "before the '@'" if name != "base_url" else "as its host and port"
            raise InterfaceError(f"{name} is an argument; in a DSN it is given {place}")
        query[name] = value
    return query


def _base_url(parsed: Dsn, query: Mapping[str, object], given: Mapping[str, object], around: Mapping[str, str]) -> str:
    tls = _read(Option("tls", FLAG, True, ""), given.get("tls", query.get("tls", True)))
    address = given.get("base_url") or (None if parsed.host else around.get("HEYMARKET_BASE_URL"))
    if address:
        return _checked_address(address)
    host = parsed.host or DEFAULT_HOST
    if host == SANDBOX_HOST:
        if parsed.port is not None:
            raise InterfaceError("the embedded sandbox has no port; a sandbox that serves HTTP has a host of its own")
        return SANDBOX_URL
    scheme = "https" if tls else "http"
    port = "" if parsed.port is None else f":{parsed.port}"
    return _checked_address(f"{scheme}://{f'[{host}]' if ':' in host else host}{port}")


def _checked_address(address: object) -> str:
    """The address without a slash at its end; plain http leads to this machine only."""
    try:
        parts = urlsplit(str(address))
        _ = parts.port
    except ValueError:
        raise InterfaceError("base_url: expected an address such as https://api.heymarket.com") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise InterfaceError("base_url: expected an address such as https://api.heymarket.com")
    if parts.username is not None or parts.password is not None:
        raise InterfaceError("base_url: the credential does not belong into the address")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise InterfaceError("plain http (tls=false) is for servers on this machine only; use https")
    return parts.geturl().rstrip("/")


def _credential(parsed: Dsn, given: Mapping[str, object], around: Mapping[str, str]) -> Credential | None:
    """The credential of the first of keywords, DSN and environment that has one."""
    user, password = parsed.user or None, parsed.password or None
    layers: tuple[tuple[str | None, str | None, str | None], ...] = (
        (_secret(given, "api_key"), _secret(given, "secret_id"), _secret(given, "secret_key")),
        (password, None, None) if user is None else (None, user, password),
        _environment_layer(around),
    )
    secret_id = secret_key = None
    for api_key, layer_id, layer_key in layers:
        if api_key and (layer_id or layer_key):
            raise InterfaceError("an API key and an API secret are both given; give one of them")
        if api_key and not (secret_id or secret_key):
            return Credential.of_legacy_key(api_key)
        secret_id, secret_key = secret_id or layer_id, secret_key or layer_key
        if secret_id and secret_key:
            return Credential.of_secret(secret_id, secret_key)
    if secret_id is None and secret_key is None:
        return None
    if user is not None and secret_key is None:
        raise InterfaceError(
            "the DSN has a name before the '@' and no key; a legacy key is written heymarket://:KEY@host,"
            " with a colon before it, an API secret heymarket://SECRET_ID:KEY@host"
        )
    missing = "secret_key" if secret_key is None else "secret_id"
    raise InterfaceError(f"{missing} is missing: an API secret is both, secret_id and secret_key")


def _environment_layer(around: Mapping[str, str]) -> tuple[str | None, str | None, str | None]:
    """The API key, Secret ID and Secret Key of the environment."""
    names = ("HEYMARKET_API_KEY", "HEYMARKET_SECRET_ID", "HEYMARKET_SECRET_KEY")
    api_key, secret_id, secret_key = (around.get(name) or None for name in names)
    return api_key, secret_id, secret_key


def _secret(given: Mapping[str, object], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise InterfaceError(f"{name}: expected a text")
    return value or None


def _read_options(given: Mapping[str, object]) -> dict[str, Any]:
    """The values of options, checked."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        option = _BY_NAME.get(name)
        if option is None:
            raise InterfaceError(f"there is no option {name!r}{_nearest(name)}")
        values[name] = _read(option, value)
        if option.is_later and values[name] != option.default:
            raise NotSupportedError(f"we have not yet: the option {name} with another value than its default")
    return values


def _read(option: Option, value: object) -> Any:
    try:
        return option.value.read(value)
    except (ValueError, TypeError, OverflowError):
        given = "" if option.is_secret else f", not {value!r}"
        raise InterfaceError(f"option {option.name}: expected {option.value.expected}{given}") from None


def _nearest(name: str) -> str:
    found = difflib.get_close_matches(name.lower(), [*_BY_NAME, *_ADDRESS], n=1)
    return f"; did you mean {found[0]}?" if found else ""


def _texts(options: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, str(value)) for name, value in options.items()))


def _shown(option: Option, value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case enum.Enum():
            return str(value.value)
        case float():
            return f"{value:g}"
    return "***" if option.is_secret else str(value)
