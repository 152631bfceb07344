"""A connection string, taken apart by SQLAlchemy's rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from heymarket_dbapi.errors import InterfaceError

_SHAPE = re.compile(
    r"""
    (?P<driver>[\w\+]+)://
    (?:(?P<user>[^:/]*)(?::(?P<password>[^@]*))?@)?
    (?:(?:\[(?P<bracketed>[^/\?]+)\]|(?P<plain>[^/:\?]+))?(?::(?P<port>[^/\?]*))?)?
    (?:/(?P<database>[^\?]*))?
    (?:\?(?P<query>.*))?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Dsn:
    """The parts of a connection string; those that can hold a secret are not shown."""

    driver: str
    user: str | None = field(repr=False)
    password: str | None = field(repr=False)
    host: str | None = field(repr=False)
    port: int | None
    database: str | None = field(repr=False)
    query: tuple[tuple[str, str], ...] = field(repr=False)


def parse_dsn(text: str) -> Dsn:
    """The parts of ``text``, as SQLAlchemy's ``make_url`` finds them; nothing of it is in an error."""
    found = _SHAPE.match(text)
    if found is None:
        raise InterfaceError("the DSN is not of the form heymarket://[SECRET_ID]:[KEY]@host[:port]/?option=value")
    part = found.groupdict()
    return Dsn(
        driver=part["driver"],
        user=_decoded(part["user"]),
        password=_decoded(part["password"]),
        host=part["plain"] or part["bracketed"],
        port=_port(part["port"]),
        database=_decoded(part["database"]),
        query=tuple(parse_qsl(part["query"] or "")),
    )


def _port(text: str | None) -> int | None:
    try:
        return None if text is None else int(text)
    except ValueError:
        raise InterfaceError(
            "the port in the DSN is no number; is the '@' between key and host missing,"
            " or is there one in the key that should be written %40?"
        ) from None


def _decoded(text: str | None) -> str | None:
    return None if text is None else unquote(text)
