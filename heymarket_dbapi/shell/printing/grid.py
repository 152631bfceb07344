"""Rows as texts in a grid, for the printers that align."""

from __future__ import annotations

from dataclasses import dataclass

from heymarket_dbapi.shell.printing.answer import Answer
from heymarket_dbapi.shell.printing.values import shown
from heymarket_dbapi.shell.widths import display_width, harmless

NULL = "NULL"
_MOST_OF_A_CELL = 30


@dataclass(frozen=True, slots=True)
class Grid:
    """Texts by row and column, how many rows there are, and where NULL stood."""

    names: list[str]
    rows: list[list[str]]
    are_numbers: list[bool]
    nulls: set[tuple[int, int]]
    footer: str

    @property
    def widths(self) -> list[int]:
        """The width of each column, its name included."""
        columns = zip(*self.rows, strict=True) if self.rows else ([] for _ in self.names)
        return [
            max([display_width(name), *map(display_width, cells)])
            for name, cells in zip(self.names, columns, strict=True)
        ]

    def fits(self, width: int) -> bool:
        """Whether it can be read side by side in ``width`` columns, where long cells may take several lines."""
        widths = [min(one, _MOST_OF_A_CELL) for one in self.widths]
        return sum(widths) + 3 * len(widths) + 1 <= width


def grid_of(answer: Answer, limit: int) -> Grid:
    """The first ``limit`` rows (0: all) as texts, and a footer that tells of the others."""
    rows = answer.fetch(limit) if limit else [row for page in answer.pages() for row in page]
    return Grid(
        names=[harmless(name) for name in answer.names],
        rows=[[shown(value) for value in row] for row in rows],
        are_numbers=answer.are_numbers,
        nulls={(y, x) for y, row in enumerate(rows) for x, value in enumerate(row) if value is None},
        footer=_footer(len(rows), answer, limit),
    )


def _footer(count: int, answer: Answer, limit: int) -> str:
    if limit and count == limit:
        left, is_all = answer.count_left()
        if left or not is_all:
            more = f"{left:,} more" if is_all else f"at least {left:,} more"
            return f"({_counted(count)} shown, {more}; --max-rows 0 shows all)"
    return f"({_counted(count)})"


def _counted(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"
