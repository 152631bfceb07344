"""Writes the README's derived parts from the catalog and the options: python -m tests.documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.recorded import recorded
from heymarket_dbapi.catalog import LOCAL_TABLES, TABLES
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Read, Walk
from heymarket_dbapi.options import OPTIONS, settings

README = Path(__file__).parents[1] / "README.md"
_PART = re.compile(r"(?P<begin><!-- (?P<name>[a-z ]+) -->\n)(?P<text>.*?)(?P<end><!-- end -->)", re.DOTALL)


def written(text: str) -> str:
    """The README with its derived parts as they ought to be."""
    return _PART.sub(lambda part: f"{part['begin']}\n{PARTS[part['name']]()}\n\n{part['end']}", text)


def options() -> str:
    """The table of options."""
    shown = settings("heymarket://sandbox", {}).shown()
    assert [option for option, _ in shown] == list(OPTIONS)
    return _table(
        ("option", "default", "meaning"),
        [
            (f"`{option.name}`", f"`{value}`", option.doc + (" (not yet: refused)" if option.is_later else ""))
            for option, value in shown
        ],
    )


def tables() -> str:
    """The table of Heymarket's tables."""
    return _table(
        ("table", "key", "what it holds", "rows come from", "extended", "written only"),
        [
            (
                f"`{table.name}`",
                _names(table.key),
                table.doc.rstrip("."),
                _origin(table),
                _names(column.name for column in table.columns if column.extended),
                _names(column.name for column in table.columns if column.is_hint),
            )
            for table in TABLES
        ],
    )


def local_tables() -> str:
    """The table of the driver's own tables."""
    return _table(
        ("table", "what it holds"),
        [(f"`{table.schema}.{table.name}`", table.doc.rstrip(".")) for table in LOCAL_TABLES],
    )


def narrowing() -> str:
    """The table of what each listed table is narrowed by; those of which nothing can be said are left out."""
    rows = [
        (
            f"`{table.name}`",
            _names(key for read in table.reads if table.explode is None for key in _keys(read)),
            _names(bind.column for read in table.reads for bind in read.binds if not bind.required),
            _names([table.listing_order] if table.listing_order is not None else ()),
            f"`{table.counter.endpoint}`" if table.counter is not None else "",
        )
        for table in TABLES
    ]
    head = ("table", "keys", "filters of the listing", "time column of the listing", "counter")
    return _table(head, [row for row in rows if any(row[1:])])


PARTS = {
    **{"options": options, "tables": tables, "local tables": local_tables, "narrowing": narrowing},
    "benchmarks": recorded,
}


def _keys(read: Read) -> list[str]:
    """The columns by whose values rows are asked for: each by itself, or several together."""
    if not read.required:
        return []
    if not isinstance(read.pager, Walk):
        return [bind.column for bind in read.required]
    through = [read.through.column] if read.through is not None else []
    return [*through, " and ".join(bind.column for bind in read.required)]


def _origin(table: Table) -> str:
    if table.explode is not None:
        return f"`{table.explode.parent}`"
    reads = [*table.reads, *(table.complete.reads if table.complete is not None else ())]
    needed = f"; needs {' or '.join(f'`{name} =`' for name in table.required)}" if table.required else ""
    return _names(str(read.endpoint) for read in reads) + needed


def _names(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(f"`{name}`" for name in names))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


if __name__ == "__main__":
    README.write_text(written(README.read_text()))
