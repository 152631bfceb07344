"""The shell from its command line to its exit code."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from heymarket_dbapi.errors import Error
from heymarket_dbapi.shell.failure import ExitCode, ShellError, describe, exit_code
from heymarket_dbapi.shell.formats import Format
from heymarket_dbapi.shell.options import ShellOptions, read_options
from heymarket_dbapi.shell.output import Output, file_output, standard_output
from heymarket_dbapi.shell.progress import drawing_of
from heymarket_dbapi.shell.reading import Statement, split
from heymarket_dbapi.shell.running import Failed, Runner

if TYPE_CHECKING:
    from heymarket_dbapi.connection import Connection

SANDBOX = "heymarket://sandbox"
_CREDENTIALS = ("HEYMARKET_API_KEY", "HEYMARKET_SECRET_ID", "HEYMARKET_SECRET_KEY")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the shell; gives its exit code."""
    try:
        options = read_options(argv)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(ExitCode.USAGE)
    try:
        code = _run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _silence_output()
        return ExitCode.FINE
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


def _run(options: ShellOptions) -> ExitCode:
    """Run, and tell what went wrong in one message."""
    try:
        _work(options)
    except Failed as failed:
        _say(describe(failed.error, failed.statement))
        return exit_code(failed.error)
    except ShellError as error:
        _say(f"error: {error.message}")
        return error.code
    except Error as error:
        _say(describe(error))
        return ExitCode.CONNECTION
    except BrokenPipeError:
        raise
    except Exception as error:  # a defect of ours: whatever it is, a user of the shell sees one line
        # Its text may quote data; the user who wants to report it asks for the place.
        _say(f"error: a defect of heymarket_dbapi ({type(error).__name__}); --verbose shows where")
        if options.is_verbose:
            traceback.print_exc()
        return ExitCode.STATEMENT
    return ExitCode.FINE


def _work(options: ShellOptions) -> None:
    is_typed = options.statement is None and options.file is None and sys.stdin.isatty()
    if is_typed:
        _check_prompt(options)
        _prompt(options)
        return
    statements = _statements(options)
    with _connected(options) as connection, _output(options) as output:
        Runner(connection, options, output, sys.stderr, drawing_of()).run_all(statements)


def _prompt(options: ShellOptions) -> None:
    import heymarket_dbapi
    from heymarket_dbapi.shell.completion import KnownTables, asking
    from heymarket_dbapi.shell.prompt import Prompt, prompt_reader

    with _connected(options) as connection, _connected(options, max_calls=0) as silent:
        tables = KnownTables(asking(silent))
        runner = Runner(connection, options, standard_output(is_data=False), sys.stderr, drawing_of())
        place = "the embedded sandbox" if (dsn_of(options, os.environ) or "").startswith(SANDBOX) else "Heymarket"
        print(f"heymarket_dbapi {heymarket_dbapi.__version__} at {place}; \\? for help, Ctrl-D to leave")
        Prompt(prompt_reader(tables), runner, print, tables).run()


# What is read -----------------------------------------------------------------------------------------------------


def _statements(options: ShellOptions) -> list[Statement]:
    if options.statement is not None:
        statements = split(options.statement)
        if not statements:
            raise ShellError("the statement is empty")
    else:
        source = options.file or "-"
        statements = split(_text_of(source), "standard input" if source == "-" else source)
    if options.parameters and len(statements) != 1:
        raise ShellError(f"--param is for one statement, and there are {len(statements)}")
    return statements


def _text_of(path: str) -> str:
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise ShellError(f"cannot read {path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ShellError(f"cannot read {path}: it is not UTF-8") from None


def _check_prompt(options: ShellOptions) -> None:
    if options.output is not None or options.parameters:
        raise ShellError("--output and --param are for statements that are given, not for the prompt")


# Where it is asked, and where it is written -----------------------------------------------------------------------


@contextmanager
def _connected(options: ShellOptions, max_calls: int | None = None) -> Iterator[Connection]:
    import heymarket_dbapi

    most = options.max_calls if max_calls is None else max_calls
    with heymarket_dbapi.connect(dsn_of(options, os.environ), max_calls=most, timeout=options.timeout) as connection:
        yield connection


def dsn_of(options: ShellOptions, environment: Mapping[str, str]) -> str | None:
    """The DSN; None where the environment has a credential, which ``connect`` finds itself."""
    if options.dsn is not None:
        return options.dsn
    if environment.get("HEYMARKET_DSN"):
        return environment["HEYMARKET_DSN"]
    return None if any(environment.get(name) for name in _CREDENTIALS) else SANDBOX


@contextmanager
def _output(options: ShellOptions) -> Iterator[Output]:
    if options.output is not None and options.output != "-":
        with file_output(options.output) as output:
            yield output
        return
    output = standard_output(is_data=not options.format.is_for_people)
    if options.format is Format.PARQUET and output.is_terminal:
        raise ShellError("Parquet is not for terminals: give --output FILE")
    yield output


def _silence_output() -> None:
    """Let nothing more be written to standard output, whose reader is gone."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str) -> None:
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr)
