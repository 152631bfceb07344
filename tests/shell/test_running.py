"""Statements carried out on connections of a smaller world."""

from __future__ import annotations

import io
import signal
import time
import warnings
from typing import Any

import pytest

from heymarket_dbapi.errors import IncompleteWarning, OperationalError, ProgrammingError
from heymarket_dbapi.shell.failure import ShellError
from heymarket_dbapi.shell.formats import Format
from heymarket_dbapi.shell.interrupting import interrupting
from heymarket_dbapi.shell.options import ShellOptions
from heymarket_dbapi.shell.progress import LineDrawing, Progress, drawing_of, progress_text
from heymarket_dbapi.shell.reading import split
from heymarket_dbapi.shell.running import Failed, Runner

from .fakes import FakeConnection, FakeCursor, Written, failing

ONE = [("x", "BIGINT")]


def ran(text: str, *cursors: FakeCursor, **options: Any) -> tuple[str, str]:
    """What was printed, and what stood on standard error."""
    written, errors = Written(), io.StringIO()
    runner = Runner(FakeConnection(*cursors), ShellOptions(**options), written.output, errors)
    runner.run_all(split(text))
    return written.text, errors.getvalue()


def test_statements_run_in_turn_with_their_parameters() -> None:
    first, second = FakeCursor(), FakeCursor(ONE, [[(1,)]])
    printed, _ = ran("SET a = 1; SELECT ?", first, second, parameters=("7",), format=Format.PLAIN)
    assert printed == "done\nx\n-\n1\n(1 row)\n"
    assert second.executed == [("SELECT ?", ("7",))]
    assert first.is_closed
    assert second.is_closed


def test_a_statement_without_rows_is_silent_in_data() -> None:
    assert ran("SET a = 1", FakeCursor(), format=Format.CSV) == ("", "")


def test_a_write_tells_its_rows() -> None:
    cursor = FakeCursor()
    cursor.rowcount = 3
    assert ran("DELETE FROM tags", cursor)[0] == "done, 3 rows\n"


def test_the_first_failure_ends_the_run() -> None:
    last = FakeCursor(ONE)
    with pytest.raises(Failed) as failed:
        ran("SELECT 1; SELECT 2", failing(ProgrammingError("no")), last)
    assert failed.value.statement.text == "SELECT 1"
    assert last.executed == []


@pytest.mark.parametrize("form", [Format.CSV, Format.JSON, Format.PARQUET])
def test_a_second_result_is_refused_where_it_would_break_the_output(form: Format) -> None:
    with pytest.raises(ShellError, match="one result"):
        ran("SELECT 1; SELECT 2", *[FakeCursor(ONE, [[(1,)]]).execute("") for _ in range(2)], format=form)


def test_several_results_are_fine_as_lines() -> None:
    assert ran("SELECT 1; SELECT 2", *[FakeCursor(ONE, [[(1,)]]) for _ in range(2)], format=Format.JSONL)[0] == (
        '{"x": 1}\n{"x": 1}\n'
    )


def test_a_plan_is_asked_for_once() -> None:
    cursors = [FakeCursor(ONE), FakeCursor(ONE), FakeCursor()]
    ran("SELECT 1; EXPLAIN SELECT 2; SET a = 1", *cursors, is_plan=True)
    assert [cursor.executed[0][0] for cursor in cursors] == ["EXPLAIN SELECT 1", "EXPLAIN SELECT 2", "SET a = 1"]


def test_the_summary_counts_calls_and_rows() -> None:
    cursor = FakeCursor(ONE, [[(1,)], [(2,)]])
    cursor.rowcount = 2
    errors = ran("SELECT 1", cursor, is_verbose=True)[1]
    assert errors.startswith("2 calls, 2 rows, 0.")


def test_notices_are_told_once_and_not_as_python_warnings() -> None:
    class Warning_(FakeCursor):
        def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
            warnings.warn(IncompleteWarning("may not be whole"), stacklevel=2)
            self.messages = [(IncompleteWarning, IncompleteWarning("may not be whole"))]
            return super().fetchmany(size)

    with warnings.catch_warnings(record=True) as caught:
        assert ran("SELECT 1", Warning_(ONE))[1] == "warning: may not be whole\n"
    assert caught == []


def test_ctrl_c_cancels_the_running_statement() -> None:
    class Slow(FakeCursor):
        def execute(self, operation: str, parameters: Any = None) -> Any:
            signal.raise_signal(signal.SIGINT)
            until = time.monotonic() + 5
            while not self.is_cancelled and time.monotonic() < until:
                time.sleep(0.01)
            raise OperationalError("the statement was cancelled")

    cursor = Slow(ONE)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        ran("SELECT 1", cursor)
    assert cursor.is_cancelled
    assert cursor.is_closed
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_interrupts_at_once() -> None:
    with interrupting(lambda: None) as interrupt:
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            interrupt.check()


# Progress ---------------------------------------------------------------------------------------------------------


class Drawn:
    """A drawing that remembers."""

    def __init__(self) -> None:
        self.seen: list[object] = []

    def draw(self, calls: int, rows: int, expected: int | None) -> None:
        self.seen.append((calls, rows, expected))

    def erase(self) -> None:
        self.seen.append("erased")


def wait_for(drawn: Drawn) -> None:
    until = time.monotonic() + 5
    while not drawn.seen and time.monotonic() < until:
        time.sleep(0.005)


def test_progress_is_drawn_after_a_while_and_erased() -> None:
    connection, drawn = FakeConnection(), Drawn()
    with Progress(connection, lambda: drawn, patience=0.01) as progress:
        wait_for(drawn)
        connection.on_progress(3, 100, 7)
        progress.stop()
        connection.on_progress(4, 130, 7)
    assert drawn.seen == [(0, 0, None), (3, 100, 7), "erased"]
    assert (progress.calls, progress.rows) == (4, 130)
    assert connection.on_progress is None


def test_a_quick_statement_draws_nothing() -> None:
    connection, drawn = FakeConnection(), Drawn()
    with Progress(connection, lambda: drawn, patience=60):
        connection.on_progress(1, 1, None)
    assert drawn.seen == []


def test_without_a_terminal_nothing_is_drawn() -> None:
    assert drawing_of(io.StringIO()) is None
    connection = FakeConnection()
    with Progress(connection, None, patience=0) as progress:
        connection.on_progress(2, 5, None)
    assert progress.calls == 2


class Terminal(io.StringIO):
    """A text that claims to be a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_bar_is_drawn_on_a_terminal() -> None:
    terminal = Terminal()
    make = drawing_of(terminal)
    assert make is not None
    drawing = make()
    drawing.draw(1200, 5, 2000)
    drawing.erase()
    assert "1,200 of 2,000 calls, 5 rows" in terminal.getvalue()


def test_a_line_is_written_over_and_blanked() -> None:
    terminal = Terminal()
    drawing = LineDrawing(terminal)
    drawing.draw(1, 5, None)
    drawing.erase()
    assert terminal.getvalue() == "\r1 call, 5 rows\r              \r"
    assert progress_text(2, 3, 4) == "2 of 4 calls, 3 rows"
