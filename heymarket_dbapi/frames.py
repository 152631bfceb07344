"""Results as Arrow tables and data frames; each library is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.errors import NotSupportedError, ProgrammingError

if TYPE_CHECKING:
    import pyarrow


def joined(tables: Sequence[pyarrow.Table], empty: pyarrow.Table) -> pyarrow.Table:
    """All tables as one, in the types of ``empty``, which has no row."""
    import pyarrow

    return pyarrow.concat_tables([empty, *(fitted(table, empty.schema) for table in tables)])


def fitted(table: pyarrow.Table, schema: pyarrow.Schema) -> pyarrow.Table:
    """The table in the types of ``schema``: pages may differ in an enumeration or in nothing but NULLs."""
    return table if table.schema.equals(schema) else table.cast(schema)


def sliced(table: pyarrow.Table, rows: int) -> Iterator[pyarrow.RecordBatch]:
    """The table's rows in record batches of at most so many rows."""
    yield from table.combine_chunks().to_batches(max_chunksize=rows)


def batch(table: pyarrow.Table, schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    """The table's rows, of which there is at least one, as one record batch."""
    return fitted(table, schema).combine_chunks().to_batches()[0]


def checked_size(rows: int) -> int:
    """A batch's size, or an error where it is none."""
    if isinstance(rows, bool) or not isinstance(rows, int) or rows < 1:
        raise ProgrammingError("a record batch holds at least one row: give a whole number above 0")
    return rows


def to_pandas(table: pyarrow.Table) -> Any:
    """The table as a pandas data frame."""
    try:
        import pandas  # noqa: F401  (pyarrow's own message would not name the extra)
    except ImportError:
        raise _missing("pandas") from None
    return table.to_pandas()


def to_polars(table: pyarrow.Table) -> Any:
    """The table as a polars data frame."""
    try:
        import polars
    except ImportError:
        raise _missing("polars") from None
    return polars.from_arrow(table)


def check_names(names: Sequence[str]) -> None:
    """Raise where columns have one name, which a polars data frame cannot hold."""
    double = sorted({name for name in names if names.count(name) > 1})
    if double:
        raise ProgrammingError(
            f"a polars data frame cannot hold two columns of one name ({', '.join(double)}); name them apart with AS"
        )


def _missing(library: str) -> NotSupportedError:
    return NotSupportedError(f"{library} is not installed: pip install 'heymarket-dbapi[{library}]'")
