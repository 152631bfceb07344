"""The forms in which the shell prints rows."""

from __future__ import annotations

import enum
from pathlib import PurePath


class Format(enum.Enum):
    """A form of output, by the name that ``--format`` takes."""

    TABLE = "table"
    PLAIN = "plain"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    PARQUET = "parquet"

    @property
    def is_for_people(self) -> bool:
        """Whether it is read by eyes: aligned, and with a line that counts the rows."""
        return self in (Format.TABLE, Format.PLAIN)

    @property
    def holds_one_result(self) -> bool:
        """Whether a second result in the same output would break it."""
        return self in (Format.CSV, Format.JSON, Format.PARQUET)


ENDINGS = {
    ".txt": Format.PLAIN,
    ".csv": Format.CSV,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".parquet": Format.PARQUET,
}


def format_of(path: str) -> Format | None:
    """The format that the file's ending names, if it names one."""
    return ENDINGS.get(PurePath(path).suffix.lower())
