"""What a person's script does for a question, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Get:
    """One row after the other by id; ``ids`` may name a word of the account."""

    table: str
    ids: str


@dataclass(frozen=True, slots=True)
class Search:
    """Contacts by phones or e-mails."""

    values: str


@dataclass(frozen=True, slots=True)
class Whole:
    """The vendor's loop to its end."""

    table: str


@dataclass(frozen=True, slots=True)
class Since:
    """The vendor's loop to a moment: newest first until rows are older, messages oldest first from there."""

    table: str
    moment: str


@dataclass(frozen=True, slots=True)
class First:
    """The loop until there are enough rows."""

    table: str
    rows: int


@dataclass(frozen=True, slots=True)
class Count:
    """The counter."""

    table: str


@dataclass(frozen=True, slots=True)
class Statuses:
    """The status of each contact that was read so far."""


@dataclass(frozen=True, slots=True)
class History:
    """The newest messages of one phone in one inbox."""

    phone: str
    inbox: str


Step = Get | Search | Whole | Since | First | Count | Statuses | History
