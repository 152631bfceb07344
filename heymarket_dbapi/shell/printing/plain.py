"""A grid as aligned plain text."""

from __future__ import annotations

from collections.abc import Sequence

from heymarket_dbapi.shell.printing.grid import Grid
from heymarket_dbapi.shell.widths import display_width


def plain_text(grid: Grid) -> str:
    """Columns side by side under their names."""
    widths = grid.widths
    lines = [_line(grid.names, widths, [False] * len(widths)), "-+-".join("-" * width for width in widths)]
    lines += [_line(row, widths, grid.are_numbers) for row in grid.rows]
    return "\n".join([*lines, grid.footer, ""])


def records_text(grid: Grid) -> str:
    """One record under the other, a line for each column."""
    longest = max((display_width(name) for name in grid.names), default=0)
    lines = []
    for number, row in enumerate(grid.rows, 1):
        lines.append(f"-[ {number} ]-".ljust(longest + 4, "-"))
        lines += [f"{_padded(name, longest)} | {cell}" for name, cell in zip(grid.names, row, strict=True)]
    return "\n".join([*lines, grid.footer, ""])


def _line(cells: Sequence[str], widths: Sequence[int], to_the_right: Sequence[bool]) -> str:
    padded = [
        _padded(cell, width, to_the_right=right) for cell, width, right in zip(cells, widths, to_the_right, strict=True)
    ]
    return " | ".join(padded).rstrip()


def _padded(text: str, width: int, *, to_the_right: bool = False) -> str:
    blanks = " " * (width - display_width(text))
    return blanks + text if to_the_right else text + blanks
