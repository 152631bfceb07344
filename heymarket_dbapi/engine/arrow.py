"""The Arrow types that columns of Heymarket's tables have on their way into the engine."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from heymarket_dbapi.datatypes import DataType

if TYPE_CHECKING:
    import pyarrow


def arrow_type(datatype: DataType) -> pyarrow.DataType:
    """The Arrow type that the engine reads as ``datatype``."""
    return _types()[datatype]


def empty_table(columns: Sequence[tuple[str, DataType]]) -> pyarrow.Table:
    """A table of no rows with these columns."""
    import pyarrow

    return pyarrow.schema([(name, arrow_type(datatype)) for name, datatype in columns]).empty_table()


@functools.cache
def _types() -> dict[DataType, pyarrow.DataType]:
    import pyarrow

    return {
        DataType.BIGINT: pyarrow.int64(),
        DataType.VARCHAR: pyarrow.string(),
        DataType.BOOLEAN: pyarrow.bool_(),
        DataType.TIMESTAMP: pyarrow.timestamp("us", "UTC"),
        DataType.JSON: _json_type(),
        DataType.BLOB: pyarrow.binary(),
        DataType.DOUBLE: pyarrow.float64(),
    }


def _json_type() -> pyarrow.DataType:
    """Arrow's canonical JSON type, also where pyarrow is too old to know it (before 19)."""
    import pyarrow

    if hasattr(pyarrow, "json_"):
        return pyarrow.json_()

    class JSONText(pyarrow.ExtensionType):  # type: ignore[misc,unused-ignore]  # pyarrow ships no types
        """Text whose field says ``arrow.json``, which is all that the engine looks at."""

        def __init__(self) -> None:
            super().__init__(pyarrow.string(), "arrow.json")

        def __arrow_ext_serialize__(self) -> bytes:
            return b""

        @classmethod
        def __arrow_ext_deserialize__(cls, storage_type: pyarrow.DataType, serialized: bytes) -> JSONText:
            return cls()

        def __hash__(self) -> int:
            # pyarrow's own hash is lost where a class is made of its type, and schemas are keys of what is remembered.
            return hash(self.extension_name)

    return JSONText()
