"""A script as people write it: the vendor's recipe for paging, single reads where one thinks of them, then SQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.ground import Ground
from benchmarks.question import Question
from benchmarks.served import Served
from benchmarks.steps import Count, First, Get, History, Search, Since, Statuses, Step, Whole

from .asking import Asking
from .endpoints import ENDPOINTS, Endpoint, sources
from .rows import Records, connection, empty, fill

NAME = "script with httpx"
Rows = list[tuple[Any, ...]]


class Script:
    """Answers each question by its steps."""

    def __init__(self, place: Served, ground: Ground) -> None:
        self.asking = Asking(place)
        self.words = ground.words
        self.database = connection()
        self.fields: dict[Any, Any] = {}

    def answer(self, question: Question) -> Rows:
        """The rows that the script finds."""
        if question.is_own:
            raise NotImplementedError("there is no such thing")
        asking, records = self.asking, empty()
        asking.begin()
        for step in question.steps:
            if isinstance(step, Count):
                return [(int(asking.ask("POST", ENDPOINTS[step.table].count, {})),)]
            self._take(asking, records, step)
        if "contacts" in question.tables:
            self._know_fields(asking, records)
        fill(self.database, records, question.tables)
        return self.database.execute(_sql(question, self.words)).fetchall()

    def close(self) -> None:
        """Close what was opened."""
        self.asking.close()
        self.database.close()

    def _know_fields(self, asking: Asking, records: Records) -> None:
        """The custom fields, asked for once."""
        if not self.fields:
            _whole(asking, records, "custom_fields")
            self.fields = records["custom_fields"]
        records["custom_fields"] = self.fields

    def _take(self, asking: Asking, records: Records, step: Step) -> None:
        match step:
            case Get(table, ids):
                for number in self.words[ids].split(", "):
                    row = asking.ask("GET", ENDPOINTS[table].one.format(number))
                    records[table].update({row["id"]: row} if row else {})
            case Search(values):
                wanted = [text.strip("'") for text in self.words[values].split(", ")]
                kind = "email" if "@" in wanted[0] else "phone"
                body = {"contact_channels": [{"channel_type": kind, "channel_ids": wanted}]}
                records["contacts"].update((row["id"], row) for row in asking.ask("POST", "/v2/contacts/search", body))
            case Whole(table):
                for source in sources(table):
                    _whole(asking, records, source)
            case Since(table, moment):
                _since(asking, records, ENDPOINTS[table], moment)
            case First(table, rows):
                newest = {"ascending": False} if table == "messages" else {}
                for _ in _pages(asking, records, ENDPOINTS[table], **newest):
                    if len(records[table]) >= rows:
                        break
            case Statuses():
                for number in list(records["contacts"]):
                    records["statuses"][number] = asking.ask("POST", "/v1/contact/status", {"id": number})
            case History(phone, inbox):
                query = {"phoneNumber": self.words[phone], "inboxID": self.words[inbox]}
                records["messages"].update((row["id"], row) for row in asking.ask("GET", "/v1/messages", **query))
            case _:
                raise NotImplementedError(step)


def _whole(asking: Asking, records: Records, source: str) -> None:
    for _ in _pages(asking, records, ENDPOINTS[source]):
        pass


def _since(asking: Asking, records: Records, endpoint: Endpoint, moment: str) -> None:
    """Newest first until the rows are older; messages from there on."""
    if endpoint.table == "messages":
        for _ in _pages(asking, records, endpoint, created_at=f"{moment}T00:00:00Z"):
            pass
        return
    for page in _pages(asking, records, endpoint):
        if page[-1][endpoint.time] < moment:
            break


def _pages(asking: Asking, records: Records, endpoint: Endpoint, **body: Any) -> Iterator[list[dict[str, Any]]]:
    """The vendor's loop: the last row's time, or the next page number, until a page is short."""
    asked: dict[str, Any] = {"ascending": True, "order": "created_at"} if endpoint.table == "messages" else {}
    asked.update({"limit": endpoint.limit, **body})
    by_number = endpoint.table in ("contacts", "surveys") or asked.get("ascending") is False
    asked.update({"page": endpoint.base} if by_number else {})
    while True:
        page = asking.page(endpoint, **({} if endpoint.base is None else asked))
        new = [row for row in page if row["id"] not in records[endpoint.table]]
        records[endpoint.table].update((row["id"], row) for row in page)
        if page:
            yield page
        if len(page) < endpoint.limit or not new or endpoint.base is None:
            return
        if by_number:
            asked["page"] += 1
        else:
            asked["created_at" if endpoint.table == "messages" else "date"] = page[-1][endpoint.time]


def _sql(question: Question, words: dict[str, str]) -> str:
    """The question; what has extended columns reads the wider tables."""
    text = (question.plain or question.sql).format(**words)
    if question.kind == "extended":
        for table in question.tables:
            text = text.replace(f"FROM {table}", f"FROM all_{table}")
    return text
