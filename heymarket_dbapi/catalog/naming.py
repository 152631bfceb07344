"""SQL names of custom fields: one column of contacts for each, named after its title.

A title becomes snake_case ASCII. A blank title gives ``custom_<id>``; a name that is taken, by a fixed column or by a
field with a lower id, gets ``_custom_<id>`` behind it; a name that would begin with a digit gets ``field_`` before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from heymarket_dbapi.catalog.contacts import CONTACTS
from heymarket_dbapi.catalog.sources import Field
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.datatypes import DataType

# Letters that Unicode does not take apart into a Latin letter and a mark.
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "\u0131": "i"})


@dataclass(frozen=True, slots=True)
class CustomField:
    """One custom field of the team, as the API lists it."""

    id: int
    title: str | None


def custom_names(
    fields: Iterable[CustomField], remembered: Mapping[CustomField, str] | None = None
) -> dict[CustomField, str]:
    """The SQL name of each field, by ascending id.

    ``remembered`` holds names given before: a field that still has its id and title keeps its name, also where a field
    with a lower id has gone or has been given the same title since.
    """
    ordered = sorted(set(fields), key=lambda field: (field.id, field.title or ""))
    taken = set(CONTACTS.by_name)
    names: dict[CustomField, str] = {}
    for field in ordered:
        known = remembered.get(field) if remembered else None
        if known and known not in taken:
            names[field] = known
            taken.add(known)
    for field in ordered:
        if field not in names:
            names[field] = _free_name(field, taken)
            taken.add(names[field])
    return {field: names[field] for field in ordered}


def custom_columns(
    fields: Iterable[CustomField], remembered: Mapping[CustomField, str] | None = None
) -> tuple[Column, ...]:
    """The columns of the custom fields, by ascending id; all are text."""
    return tuple(_column(field, name) for field, name in custom_names(fields, remembered).items())


def columns_by_title(
    fields: Sequence[CustomField], remembered: Mapping[CustomField, str] | None = None
) -> dict[str, Column]:
    """The columns by the exact title of their field, of titles that one field alone has."""
    names = custom_names(fields, remembered)
    counts = Counter(field.title for field in names)
    return {
        field.title: _column(field, name) for field, name in names.items() if field.title and counts[field.title] == 1
    }


def contacts_with(fields: Iterable[CustomField], remembered: Mapping[CustomField, str] | None = None) -> Table:
    """The table of contacts with the team's custom fields behind its own columns."""
    return CONTACTS.with_columns(custom_columns(fields, remembered))


def _column(field: CustomField, name: str) -> Column:
    title = f'with the title "{field.title}"' if field.title else "without a title"
    return Column(name, DataType.VARCHAR, Field((("custom", str(field.id)),)), f"Custom field {field.id}, {title}.")


def _free_name(field: CustomField, taken: set[str]) -> str:
    suffix = f"custom_{field.id}"
    name = _snake_case(field.title or "") or suffix
    while name in taken:
        name = f"{name}_{suffix}"
    return name


def _snake_case(title: str) -> str:
    letters = unicodedata.normalize("NFKD", title.casefold().translate(_LETTERS)).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return f"field_{name}" if name[:1].isdigit() else name
