"""Where a column's value comes from: the words for it, closed."""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str, ...]


def paths(*texts: str) -> tuple[Path, ...]:
    """Paths into a record, written with dots; the empty text is the record itself."""
    return tuple(tuple(text.split(".")) if text else () for text in texts)


@dataclass(frozen=True, slots=True)
class Field:
    """The first of these paths of the record that holds a value."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Outer:
    """Like ``Field``, of the record around the exploded element."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ElementKey:
    """The key of the exploded entry, where an object of entries is exploded."""


@dataclass(frozen=True, slots=True)
class Position:
    """The number of the exploded element within its record, from 0."""


@dataclass(frozen=True, slots=True)
class Lacks:
    """True where none of these paths holds a value."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """Whether the field equals ``value``; where the record lacks it, whether it was returned by the facet's filter."""

    path: Path
    value: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The value of the bind of this column with which the row was asked for."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No reply carries it: a column that is written and never read back."""


@dataclass(frozen=True, slots=True)
class Named:
    """The SQL name that ``naming`` gives to this row's custom field, among all fields of the team."""


@dataclass(frozen=True, slots=True)
class Own:
    """The driver's own knowledge: a column of ``sys`` or ``information_schema``."""


Source = Field | Outer | ElementKey | Position | Lacks | Matches | Asked | Nothing | Named | Own
