"""Statements carried out one after the other: executed, printed, summed up."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from heymarket_dbapi.errors import Error, IncompleteWarning
from heymarket_dbapi.shell.failure import ShellError
from heymarket_dbapi.shell.formats import Format
from heymarket_dbapi.shell.interrupting import interrupting
from heymarket_dbapi.shell.options import ShellOptions
from heymarket_dbapi.shell.output import Output
from heymarket_dbapi.shell.printing import print_answer
from heymarket_dbapi.shell.printing.answer import Answer, AnswerCursor
from heymarket_dbapi.shell.progress import Drawing, Progress, Watched, progress_text
from heymarket_dbapi.shell.reading import Statement
from heymarket_dbapi.shell.widths import harmless
from heymarket_dbapi.sql.kind import StatementKind, statement_kind

if TYPE_CHECKING:
    from collections.abc import Sequence


class ShellCursor(AnswerCursor, Protocol):
    """The part of a cursor that the shell needs."""

    @property
    def rowcount(self) -> int: ...
    @property
    def rownumber(self) -> int | None: ...
    @property
    def messages(self) -> Sequence[tuple[type[Exception], Exception | str]]: ...
    def execute(self, operation: str, parameters: Any = None) -> object: ...
    def cancel(self) -> None: ...
    def close(self) -> None: ...


class ShellConnection(Watched, Protocol):
    """The part of a connection that the shell needs."""

    def cursor(self) -> ShellCursor: ...


class Failed(Exception):
    """A statement failed; holds which one, and why."""

    def __init__(self, error: Error, statement: Statement) -> None:
        super().__init__(str(error))
        self.error = error
        self.statement = statement


class Runner:
    """Carries out statements on one connection and prints what they answer."""

    def __init__(
        self,
        connection: ShellConnection,
        options: ShellOptions,
        output: Output,
        errors: TextIO,
        drawing: Callable[[], Drawing] | None = None,
    ) -> None:
        self._connection = connection
        self._options = options
        self._output = output
        self._errors = errors
        self._drawing = drawing
        self._results = 0

    def run_all(self, statements: Iterable[Statement]) -> None:
        """Carry out statements in turn until one fails."""
        self._results = 0
        for statement in statements:
            self.run(statement)

    def run(self, statement: Statement, parameters: Sequence[object] | None = None) -> None:
        """Carry out one statement; raises ``Failed``, or ``KeyboardInterrupt`` after Ctrl-C."""
        statement = _planned(statement) if self._options.is_plan else statement
        cursor = self._connection.cursor()
        began = time.monotonic()
        progress = Progress(self._connection, self._drawing)
        try:
            with interrupting(cursor.cancel) as interrupt, progress, warnings.catch_warnings():
                # They are told as messages of the cursor.
                warnings.simplefilter("ignore", IncompleteWarning)
                try:
                    self._carry_out(statement, parameters, cursor, progress, interrupt.check)
                except Error as error:
                    interrupt.check()
                    raise Failed(error, statement) from error
        finally:
            self._tell(cursor, progress, time.monotonic() - began)
            cursor.close()

    def check(self, statement: Statement) -> None:
        """Carry out a statement whose rows nobody wants; raises ``Failed``."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(statement.text)
        except Error as error:
            raise Failed(error, Statement(statement.text)) from error
        finally:
            cursor.close()

    def _carry_out(
        self,
        statement: Statement,
        parameters: Sequence[object] | None,
        cursor: ShellCursor,
        progress: Progress,
        check: Callable[[], None],
    ) -> None:
        cursor.execute(statement.text, self._options.parameters or None if parameters is None else parameters)
        check()
        output = self._output.announced(progress.stop)
        if cursor.description is not None:
            self._count_result()
            print_answer(Answer(cursor, check), output, self._options.format, self._options.max_rows)
        elif self._options.format.is_for_people:
            output.write("done\n" if cursor.rowcount < 0 else f"done, {cursor.rowcount:,} rows\n")
            output.flush()

    def _count_result(self) -> None:
        self._results += 1
        form: Format = self._options.format
        if form.holds_one_result and self._results > 1:
            raise ShellError(
                f"{form.value} holds one result, and this is the second: give one statement that has rows,"
                " or --format jsonl, table or plain"
            )

    def _tell(self, cursor: ShellCursor, progress: Progress, seconds: float) -> None:
        """Pass on notices, and the summary if it is wanted."""
        lines = [f"warning: {harmless(str(value))}" for _, value in cursor.messages]
        if self._options.is_verbose:
            calls = len(cursor.api_calls) or progress.calls
            rows = cursor.rowcount if cursor.rowcount >= 0 else cursor.rownumber or 0
            lines.append(f"{progress_text(calls, rows)}, {seconds:.2f} seconds")
        for line in lines:
            print(line, file=self._errors)


_RUN_FOR_A_PLAN = (
    StatementKind.EXPLAIN,
    StatementKind.SET,
    StatementKind.RESET,
    StatementKind.SHOW,
    StatementKind.DESCRIBE,
)


def _planned(statement: Statement) -> Statement:
    """The statement that shows the plan; what makes no call, and may bear on the next one, is run as it is."""
    if statement_kind(statement.text) in _RUN_FOR_A_PLAN:
        return statement
    before = "EXPLAIN "
    return replace(statement, text=before + statement.text, column=statement.column - len(before))
