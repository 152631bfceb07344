"""The command line of the shell, as a value."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import heymarket_dbapi
from heymarket_dbapi.shell.formats import ENDINGS, Format, format_of

_EXIT_CODES = """\
Without a statement and without --file, a terminal gets a prompt; anything else is read as SQL.
Exit codes: 0 fine, 1 a statement failed, 2 wrong usage, 3 no connection or no credential, 130 interrupted."""


@dataclass(frozen=True, slots=True)
class ShellOptions:
    """What the shell was told. ``max_rows`` is 0 for all, and None where nothing was said."""

    statement: str | None = None
    file: str | None = None
    format: Format = Format.TABLE
    output: str | None = None
    dsn: str | None = None
    parameters: tuple[str, ...] = ()
    max_rows: int | None = None
    timeout: float | None = None
    max_calls: int | None = None
    is_plan: bool = False
    is_verbose: bool = False


def read_options(arguments: Sequence[str] | None = None) -> ShellOptions:
    """The options; ends the process with a message where they are wrong."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.statement is not None and given.file is not None:
        parser.error("give a statement or --file, not both")
    from_ending = None if given.output is None else format_of(given.output)
    if given.output is not None and given.format is None and from_ending is None:
        parser.error(f"the ending of {given.output!r} is none of {', '.join(ENDINGS)}: say --format")
    return ShellOptions(
        statement=None if given.statement == "-" else given.statement,
        file="-" if given.statement == "-" else given.file,
        format=Format(given.format) if given.format else from_ending or Format.TABLE,
        output=given.output,
        dsn=given.dsn,
        parameters=tuple(given.param),
        max_rows=given.max_rows,
        timeout=given.timeout,
        max_calls=given.max_calls,
        is_plan=given.plan,
        is_verbose=given.verbose,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m heymarket_dbapi",
        description="Ask a Heymarket account, or the embedded sandbox, in SQL.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("statement", nargs="?", help="SQL; - for standard input")
    parser.add_argument("-f", "--file", metavar="FILE", help="a file of statements, separated by ; (- standard input)")
    _add_output(parser)
    _add_connection(parser)
    parser.add_argument("--plan", action="store_true", help="show the calls that would be made instead of making them")
    parser.add_argument("-v", "--verbose", action="store_true", help="calls, rows and seconds, on standard error")
    parser.add_argument("--version", action="version", version=f"heymarket_dbapi {heymarket_dbapi.__version__}")
    return parser


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=[known.value for known in Format], help="how rows are printed (default: table)"
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help=f"write rows to FILE; {', '.join(ENDINGS)} choose the format"
    )
    parser.add_argument(
        "--max-rows", type=_count, metavar="N", help="rows of a table that are shown (terminal: 500; 0 for all)"
    )


def _add_connection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dsn",
        help="heymarket://[SECRET_ID]:KEY@/ (default: the environment's, else heymarket://sandbox);"
        " a key is safer in HEYMARKET_DSN than on the command line",
    )
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="VALUE",
        help="the text for the next ? of the statement, in order; ?::bigint makes a number of it",
    )
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="stop a statement that takes longer")
    parser.add_argument("--max-calls", type=_count, metavar="N", help="stop a statement that needs more API calls")


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number
