"""How rows are printed: one printer a format."""

from __future__ import annotations

import codecs
import os
from importlib.util import find_spec

from heymarket_dbapi.shell.formats import Format
from heymarket_dbapi.shell.output import Output
from heymarket_dbapi.shell.printing.answer import Answer

ROWS_ON_A_TERMINAL = 500


def print_answer(answer: Answer, output: Output, form: Format, max_rows: int | None = None) -> None:
    """Write the rows of an answer; ``max_rows`` bounds tables, 0 for all, None for what suits the output."""
    from heymarket_dbapi.shell.printing import documents, parquet, separated

    match form:
        case Format.TABLE | Format.PLAIN:
            _print_grid(answer, output, form, max_rows)
        case Format.CSV:
            separated.print_csv(answer, output)
        case Format.JSON:
            documents.print_json(answer, output)
        case Format.JSONL:
            documents.print_jsonl(answer, output)
        case Format.PARQUET:
            parquet.print_parquet(answer, output)
    output.flush()


def _print_grid(answer: Answer, output: Output, form: Format, max_rows: int | None) -> None:
    from heymarket_dbapi.shell.printing.colored import colored_text
    from heymarket_dbapi.shell.printing.grid import grid_of
    from heymarket_dbapi.shell.printing.plain import plain_text, records_text
    from heymarket_dbapi.shell.printing.plans import is_plan, plan_text

    if form is Format.TABLE and is_plan(answer.names):
        output.write(plan_text(answer.names, [row for page in answer.pages() for row in page]))
        return
    limit = (ROWS_ON_A_TERMINAL if output.is_terminal else 0) if max_rows is None else max_rows
    grid = grid_of(answer, limit)
    is_colored = form is Format.TABLE and _has_colors(output)
    if output.is_terminal and not grid.fits(output.width):
        output.write(records_text(grid))
    elif is_colored:
        output.write(colored_text(grid, output.width))
    else:
        output.write(plain_text(grid))


def _has_colors(output: Output) -> bool:
    """Whether the output is a terminal that takes lines and colors, and rich is installed."""
    is_able = output.is_terminal and os.environ.get("TERM") != "dumb"
    return is_able and codecs.lookup(output.encoding).name == "utf-8" and find_spec("rich") is not None
