"""Rows as a Parquet file, in row groups of bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, cast

from heymarket_dbapi.errors import NotSupportedError
from heymarket_dbapi.shell.output import Output
from heymarket_dbapi.shell.printing.answer import Answer

if TYPE_CHECKING:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

_ROWS_A_GROUP = 100_000
_BYTES_A_GROUP = 64 * 1024 * 1024


def print_parquet(answer: Answer, output: Output) -> int:
    """How many rows were written; columns of the same name get numbers."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    schema, batches = answer.batches()
    named = pyarrow.schema(
        [field.with_name(name) for field, name in zip(schema, answer.unique_names, strict=True)],
    )
    count = 0
    try:
        writer = ParquetWriter(cast(BinaryIO, Sink(output)), named)
    except pyarrow.ArrowNotImplementedError:
        raise _unfit(named) from None
    with writer:
        group: list[pyarrow.RecordBatch] = []
        for batch in batches:
            group.append(pyarrow.RecordBatch.from_arrays(batch.columns, schema=named))
            count += batch.num_rows
            if _is_full(group):
                _write(writer, group, named)
                group = []
        _write(writer, group, named)
    return count


class Sink:
    """The output as the file that Arrow wants: one that knows how much was written, pipes included."""

    closed = False

    def __init__(self, output: Output) -> None:
        self._output = output
        self._written = 0

    def write(self, data: bytes) -> int:
        """Write bytes."""
        self._output.write_bytes(bytes(data))
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        """The bytes written so far."""
        return self._written

    def flush(self) -> None:
        """Pass on what is buffered."""
        self._output.flush()

    def close(self) -> None:
        """Nothing: whoever opened the output closes it."""


def _is_full(group: list[pyarrow.RecordBatch]) -> bool:
    return sum(batch.num_rows for batch in group) >= _ROWS_A_GROUP or (
        sum(batch.nbytes for batch in group) >= _BYTES_A_GROUP
    )


def _write(writer: ParquetWriter, group: list[pyarrow.RecordBatch], schema: pyarrow.Schema) -> None:
    import pyarrow

    if group:
        writer.write_table(pyarrow.Table.from_batches(group, schema))


def _unfit(schema: pyarrow.Schema) -> NotSupportedError:
    """The error that names the columns of which Parquet has no form."""
    import pyarrow

    names = ", ".join(field.name for field in schema if not _fits(pyarrow.schema([field])))
    return NotSupportedError(f"Parquet has no form for {names}: cast it in the statement, to VARCHAR for example")


def _fits(schema: pyarrow.Schema) -> bool:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    try:
        ParquetWriter(pyarrow.BufferOutputStream(), schema).close()
    except pyarrow.ArrowNotImplementedError:
        return False
    return True
