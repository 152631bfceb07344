"""History and completion in the form that prompt_toolkit wants."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from heymarket_dbapi.shell.completion import KnownTables, candidates, word_before
from heymarket_dbapi.shell.history import history_file


class TableCompleter(Completer):
    """Completes the word before the cursor."""

    def __init__(self, tables: KnownTables) -> None:
        self._tables = tables

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """What the word may become."""
        before = document.text_before_cursor
        start = -len(word_before(before))
        for text in candidates(before, document.text, self._tables.tables()):
            yield Completion(text, start)


class TolerantHistory(FileHistory):
    """A history whose file may become unwritable."""

    def store_string(self, string: str) -> None:
        """Write the text if that can be done."""
        with contextlib.suppress(OSError):
            super().store_string(string)


def prompt_history(path: Path | None = None) -> History:
    """The history of the user's state folder; in memory where it cannot be written."""
    found = path or history_file()
    return InMemoryHistory() if found is None else TolerantHistory(str(found))
