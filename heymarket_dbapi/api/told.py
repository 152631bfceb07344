"""What replies to writes alone have told of rows: no reading of rows shows it, so that it is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from heymarket_dbapi.api.records import Record, first, is_empty
from heymarket_dbapi.catalog.sources import Field
from heymarket_dbapi.catalog.spec import Table


@dataclass(slots=True)
class Told:
    """Values of columns by table, column and the row's key; each is put and taken whole, which needs no lock."""

    _values: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def note(self, table: Table, column: str, key: object, value: object) -> None:
        """Remember what was told of one row."""
        self._values.setdefault((table.name, column), {})[str(key)] = str(value)

    def value(self, table: Table, column: str, key: object) -> str | None:
        """What was told of one row; None where nothing was."""
        return self._values.get((table.name, column), {}).get(str(key))

    def fill_in(self, table: Table, columns: Iterable[str], records: Sequence[Record]) -> None:
        """Give the records what they leave out of these columns and was told before."""
        for column in columns:
            values = self._values.get((table.name, column))
            source = table.by_name[column].source
            if not values or not isinstance(source, Field):
                continue
            for record in records:
                value = values.get(str(record.get(table.key[0])))
                if value is not None and is_empty(first(record, source.paths)):
                    record[source.paths[0][0]] = value
