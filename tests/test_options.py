"""DSN, keywords and environment: what is taken, what wins, and what is refused without showing a secret."""

from __future__ import annotations

import dataclasses
import math
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from heymarket_dbapi.errors import Error, InterfaceError
from heymarket_dbapi.options import OPTIONS, Conflicts, Incomplete, OnRowError, Settings, parse_dsn, settings
from heymarket_dbapi.wire import Credential

LEGACY = Credential.of_legacy_key("KEY")
SECRET = Credential.of_secret("ID", "KEY")
HIDDEN = "hUsHhUsH"


def made(dsn: str | None = None, environment: dict[str, str] | None = None, /, **options: Any) -> Settings:
    return settings(dsn, environment or {}, **options)


def assert_same_as_sqlalchemy(text: str) -> None:
    ours, theirs = parse_dsn(text), make_url(text)
    assert (ours.driver, ours.user, ours.password) == (theirs.drivername, theirs.username, theirs.password)
    assert (ours.host, ours.port, ours.database) == (theirs.host, theirs.port, theirs.database)
    gathered: dict[str, str | tuple[str, ...]] = {}
    for name, value in ours.query:
        before = gathered.get(name)
        gathered[name] = value if before is None else ((before, value) if isinstance(before, str) else (*before, value))
    assert gathered == dict(theirs.query)


@pytest.mark.parametrize(
    "text",
    [
        "heymarket://",
        "heymarket:///",
        "heymarket://sandbox",
        "heymarket://sandbox?seed=1&contacts=20",
        "heymarket+aio://sandbox/?seed=1",
        "heymarket://ID:KEY@api.heymarket.com",
        "heymarket://ID:KEY@api.heymarket.com:8443/?a=b",
        "heymarket://:KEY@",
        "heymarket://:KEY@/?timeout=5",
        "heymarket://KEY@host",
        "heymarket://:@host",
        "heymarket://ID:a/b?c#d@host/",
        "heymarket://ID:a%2Fb%40c%3Ad+e@host/",
        "heymarket://I%2BD:K%20Y@host/",
        "heymarket://ID:a:b:c@host/",
        "heymarket://ID:KEY@[::1]:8765/?tls=false",
        "heymarket://host/path/more?x=1",
        "heymarket://host/?a=1+2&b=%2B&c=%20&d=&e",
        "heymarket://host/?a=1&a=2&a=3",
        "heymarket://host/#fragment",
    ],
)
def test_a_dsn_is_taken_apart_as_sqlalchemy_does(text: str) -> None:
    assert_same_as_sqlalchemy(text)


@given(rest=st.text("aZ9:/?#@[]%2+&=-._ ü", max_size=30))
def test_any_dsn_is_taken_apart_as_sqlalchemy_does(rest: str) -> None:
    text = f"heymarket://{rest}"
    try:
        make_url(text)
    except Exception:
        with pytest.raises(InterfaceError):
            parse_dsn(text)
    else:
        assert_same_as_sqlalchemy(text)


@pytest.mark.parametrize(
    ("dsn", "base_url", "credential"),
    [
        ("heymarket://ID:KEY@", "https://api.heymarket.com", SECRET),
        ("heymarket://:KEY@", "https://api.heymarket.com", LEGACY),
        ("heymarket+aio://:KEY@/", "https://api.heymarket.com", LEGACY),
        ("heymarket://ID:KEY@example.org:8443", "https://example.org:8443", SECRET),
        ("heymarket://ID:KEY@127.0.0.1:8765/?tls=false", "http://127.0.0.1:8765", SECRET),
        ("heymarket://ID:KEY@localhost/?tls=false", "http://localhost", SECRET),
        ("heymarket://ID:KEY@[::1]:8765/?tls=false", "http://[::1]:8765", SECRET),
        ("heymarket://ID:KEY@[::1]:8765/", "https://[::1]:8765", SECRET),
        ("heymarket://sandbox", "http://sandbox", None),
        ("heymarket://:KEY@sandbox", "http://sandbox", LEGACY),
    ],
)
def test_address_and_credential_of_a_dsn(dsn: str, base_url: str, credential: Credential | None) -> None:
    assert (made(dsn).base_url, made(dsn).credential) == (base_url, credential)


def test_keywords_win_over_the_dsn_and_that_over_the_environment() -> None:
    around = {
        "HEYMARKET_DSN": "heymarket://:FAR@far.example/?timeout=1",
        "HEYMARKET_API_KEY": "OTHER",
        "HEYMARKET_BASE_URL": "https://env.example",
    }
    assert made(None, around).base_url == "https://far.example"
    assert made(None, around).timeout == 1
    assert made("heymarket://:KEY@near.example/?timeout=2", around).credential == LEGACY
    assert made("heymarket://:KEY@near.example/?timeout=2", around).base_url == "https://near.example"
    near = made(
        "heymarket://:FAR@near.example/?timeout=2&max_calls=7",
        around,
        api_key="KEY",
        base_url="https://kw.example/api/",
        timeout=3,
    )
    assert near == Settings("https://kw.example/api", LEGACY, timeout=3.0, max_calls=7)


def test_the_environment_fills_what_is_missing() -> None:
    assert made(None, {"HEYMARKET_API_KEY": "KEY"}) == Settings(credential=LEGACY)
    assert made(None, {"HEYMARKET_SECRET_ID": "ID", "HEYMARKET_SECRET_KEY": "KEY"}).credential == SECRET
    assert made("heymarket://", {"HEYMARKET_API_KEY": "KEY", "HEYMARKET_BASE_URL": "http://localhost:1"}) == Settings(
        "http://localhost:1", LEGACY
    )
    assert made("heymarket://ID@", {"HEYMARKET_SECRET_KEY": "KEY"}).credential == SECRET
    assert made(None, {"HEYMARKET_SECRET_KEY": "KEY"}, secret_id="ID").credential == SECRET
    assert made("heymarket://ID:WRONG@", secret_key="KEY").credential == SECRET


def test_the_real_key_is_not_shown_to_the_sandbox() -> None:
    around = {"HEYMARKET_API_KEY": "KEY", "HEYMARKET_BASE_URL": "https://env.example"}
    assert made("heymarket://sandbox", around) == Settings("http://sandbox")


def test_every_option_is_a_setting_with_its_default() -> None:
    fields = {field.name: field for field in dataclasses.fields(Settings)}
    assert [option.name for option in OPTIONS] == list(fields)[3:]
    for option in OPTIONS:
        assert fields[option.name].default == option.default
        assert option.value.read(option.default) == option.default
        assert option.doc


@pytest.mark.parametrize(
    ("name", "given", "read"),
    [
        ("read_only", "yes", True),
        ("read_only", "0", False),
        ("autocommit", True, True),
        ("max_calls", "12", 12),
        ("max_calls", "none", None),
        ("timeout", "2.5", 2.5),
        ("retries", 0, 0),
        ("metadata_cache_ttl", "inf", math.inf),
        ("metadata_cache_ttl", 0, 0.0),
        ("metadata_cache", "/tmp/cache", "/tmp/cache"),
        ("incomplete", "warn", Incomplete.WARN),
        ("incomplete", Incomplete.WARN, Incomplete.WARN),
        ("timezone", "Europe/Berlin", "Europe/Berlin"),
        ("media_max_bytes", "2MiB", 2 * 1024 * 1024),
        ("media_max_bytes", "1.5 kB", 1500),
        ("media_max_bytes", 77, 77),
        ("memory_limit", "2GB", "2GB"),
        ("memory_limit", 1000, "1000B"),
        ("proxy", "http://proxy.example:3128", "http://proxy.example:3128"),
        ("ca_bundle", __file__, __file__),
        ("state_dir", Path("/no/such/folder"), str(Path("/no/such/folder"))),
        ("state_dir", "none", None),
        ("ca_bundle", Path(__file__), __file__),
        ("on_row_error", "raise", OnRowError.RAISE),
        ("conflicts", "error", Conflicts.ERROR),
        ("allow_send", "false", False),
    ],
)
def test_values_are_read(name: str, given: object, read: object) -> None:
    assert getattr(made("heymarket://:KEY@", None, **{name: given}), name) == read


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"max_cals": 3}, "no option 'max_cals'; did you mean max_calls"),
        ({"time_out": 3}, "did you mean timeout"),
        ({"xyzzy": 3}, "there is no option 'xyzzy'$"),
        ({"max_calls": "many"}, "option max_calls: expected a whole number, at least 0, or none, not 'many'"),
        ({"max_calls": -1}, "max_calls"),
        ({"max_calls": True}, "max_calls"),
        ({"max_calls": 1.5}, "max_calls"),
        ({"timeout": 0}, "timeout: expected a number of seconds, more than 0"),
        ({"timeout": "nan"}, "timeout"),
        ({"timeout": "inf"}, "timeout"),
        ({"timeout": [1]}, "timeout"),
        ({"retries": "-1"}, "retries"),
        ({"requests_per_minute": 0}, "requests_per_minute"),
        ({"concurrency": 0}, "concurrency"),
        ({"read_only": "perhaps"}, "read_only: expected true or false"),
        ({"read_only": 2}, "read_only"),
        ({"incomplete": "maybe"}, "expected error or warn"),
        ({"timezone": "Mars/Olympus"}, "timezone: expected the name of a time zone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"media_max_bytes": "big"}, "media_max_bytes: expected a size"),
        ({"media_max_bytes": 0}, "media_max_bytes"),
        ({"memory_limit": "2 parsecs"}, "memory_limit"),
        ({"proxy": "ftp://proxy"}, "proxy: expected the address of a proxy"),
        ({"proxy": "http://proxy:port"}, "proxy"),
        ({"ca_bundle": "/no/such/file"}, "ca_bundle: expected the path of a file"),
        ({"state_dir": __file__}, "state_dir: expected the path of a folder"),
        ({"user_agent": "two\nlines"}, "user_agent"),
        ({"metadata_cache": ""}, "metadata_cache"),
        ({"tls": "perhaps"}, "option tls"),
        ({"tls": False}, "plain http"),
        ({"base_url": "http://example.org"}, "plain http"),
        ({"base_url": "http://sandbox"}, "plain http"),
        ({"base_url": "ftp://example.org"}, "base_url: expected an address"),
        ({"base_url": "https://user:pass@example.org"}, "credential does not belong"),
        ({"base_url": "https://example.org/?a=b"}, "base_url"),
        ({"base_url": "https://example.org:port"}, "base_url"),
        ({"secret_id": "ID", "api_key": "KEY"}, "give one of them"),
        ({"api_key": 5}, "api_key: expected a text"),
    ],
)
def test_what_is_wrong_is_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(InterfaceError, match=message):
        made("heymarket://:KEY@", None, **options)


@pytest.mark.parametrize(
    ("dsn", "message"),
    [
        ("", "not of the form"),
        ("heymarket", "not of the form"),
        ("postgresql://:KEY@", "another name"),
        ("heymarket://:KEY@host/path", "path after the host"),
        ("heymarket://:KEY@host/?timeout=1&timeout=2", "'timeout' twice"),
        ("heymarket://:KEY@host/?base_url=https://x", "base_url is an argument"),
        ("heymarket://host/?api_key=KEY", "api_key is an argument"),
        ("heymarket://:KEY@host/?max_cals=1", "did you mean max_calls"),
        ("heymarket://:KEY@sandbox:80", "no port"),
        ("heymarket://:KEY@host:http", "no number"),
        ("heymarket://:KEY@host:/", "no number"),
        ("heymarket://:KEY@host:-1", "base_url"),
        ("heymarket://:KEY@host:99999999", "base_url"),
        ("heymarket://host", "no credential"),
        ("heymarket://:@host", "no credential"),
        ("heymarket://ID:@host", "with a colon before it"),
    ],
)
def test_a_dsn_that_is_wrong_is_refused(dsn: str, message: str) -> None:
    with pytest.raises(InterfaceError, match=message):
        made(dsn)


@pytest.mark.parametrize(
    "dsn",
    [
        f"heymarket://{HIDDEN}@host",
        f"heymarket://{HIDDEN}",
        f"heymarket://:{HIDDEN}",
        f"heymarket://:{HIDDEN} @host",
        f"heymarket://:a@{HIDDEN}@host",
        f"heymarket://:a@/{HIDDEN}@host",
        f"heymarket://a/{HIDDEN}@host",
        f"heymarket://:{HIDDEN}@host:x{HIDDEN}",
        f"heymarket:/:{HIDDEN}@host",
        f"heymarket://host?api_key={HIDDEN}",
        f"heymarket://:KEY@host?proxy=ftp://me:{HIDDEN}@proxy",
        f"http://:{HIDDEN}@host",
    ],
)
def test_no_error_shows_a_part_of_the_key(dsn: str) -> None:
    try:
        assert HIDDEN not in repr(made(dsn)) or dsn.startswith("heymarket://:a@")
    except Error as error:
        assert HIDDEN not in str(error)
        assert error.__cause__ is None or HIDDEN not in str(error.__cause__)


def test_settings_show_no_secret() -> None:
    made_so = made(f"heymarket://ID:{HIDDEN}@", proxy=f"http://me:{HIDDEN}@proxy.example")
    shown = {option.name: text for option, text in made_so.shown()}
    assert HIDDEN not in repr(made_so) + str(made_so) + str(shown)
    assert shown["proxy"] == "***" and shown["timeout"] == "none" and shown["retries"] == "5"
    assert shown["incomplete"] == "error" and shown["read_only"] == "false" and shown["metadata_cache_ttl"] == "3600"
    assert {option.name: text for option, text in made("heymarket://:KEY@").shown()}["proxy"] == "none"
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(made_so)
    assert HIDDEN not in repr(parse_dsn(f"heymarket://ID:{HIDDEN}@{HIDDEN}/{HIDDEN}?{HIDDEN}={HIDDEN}"))


def test_a_setting_can_be_changed() -> None:
    before = made("heymarket://:KEY@")
    assert before.changed("max_calls", "100") == dataclasses.replace(before, max_calls=100)
    assert before.max_calls is None
    with pytest.raises(InterfaceError, match="did you mean max_calls"):
        before.changed("max_call", 1)
