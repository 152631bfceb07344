"""`python -m heymarket_dbapi.sandbox`: serves a sandbox over HTTP until it is interrupted."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from .authentication import SANDBOX_API_KEY
from .http import serve
from .named import NAMED
from .server import Sandbox


def main(arguments: list[str] | None = None, wait: Callable[[], object] | None = None) -> int:
    """Serve until interrupted, or until `wait` returns; the exit code."""
    given = _parser().parse_args(arguments)
    try:
        options = dict(_pair(text) for text in given.switch)
        for name in ("seed", "contacts", "messages", "reading"):
            if getattr(given, name) is not None:
                options[name] = getattr(given, name)
        sandbox = Sandbox.from_options({**options, "api_key": given.key})
    except ValueError as problem:
        print(f"heymarket_dbapi.sandbox: {problem}", file=sys.stderr)
        return 2
    try:
        with serve(sandbox, port=given.port) as address:
            print(f"serving {address.url}  (media: {address.media_url})")
            host = urlsplit(address.url).netloc
            print(f"connect  heymarket://:{quote(given.key, safe='')}@{host}/?tls=false", flush=True)
            (wait or threading.Event().wait)()
    except KeyboardInterrupt:
        print()
    except OSError as problem:
        print(f"heymarket_dbapi.sandbox: port {given.port}: {problem}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m heymarket_dbapi.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8765, help="port of the API, 0 for a free one (default 8765)")
    parser.add_argument("--seed", help="the account's seed (default 1)")
    parser.add_argument("--contacts", help="number of contacts (default 300)")
    parser.add_argument("--messages", help="number of messages (default 3000)")
    parser.add_argument("--reading", help=f"one of {', '.join(NAMED)}")
    parser.add_argument("--switch", action="append", default=[], metavar="NAME=VALUE", help="any option or switch")
    parser.add_argument("--key", default=SANDBOX_API_KEY, help="the team API key to accept")
    return parser


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"--switch takes NAME=VALUE, not {text!r}")
    return name, value


if __name__ == "__main__":  # pragma: no cover - runs in a process of its own
    sys.exit(main())
