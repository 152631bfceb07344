"""A grid as a rich table."""

from __future__ import annotations

import io

from heymarket_dbapi.shell.printing.grid import Grid


def colored_text(grid: Grid, width: int) -> str:
    """The table with lines and colors as the terminal has them."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.ROUNDED, header_style="bold")
    for name, is_number in zip(grid.names, grid.are_numbers, strict=True):
        table.add_column(Text(name), justify="right" if is_number else "left", overflow="fold")
    for y, row in enumerate(grid.rows):
        table.add_row(*[Text(cell, style="dim" if (y, x) in grid.nulls else "") for x, cell in enumerate(row)])
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=width, legacy_windows=False)
    console.print(table)
    console.print(Text(grid.footer, style="dim"))
    return written.getvalue()
