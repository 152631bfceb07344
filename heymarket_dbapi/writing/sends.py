"""Rows that are sent to somebody: allowed, to whom it may be sent, once; what has no reply is looked for."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from heymarket_dbapi.api.records import is_empty
from heymarket_dbapi.api.telling import Unknown
from heymarket_dbapi.catalog.writes import Send, Sends
from heymarket_dbapi.effects import Flow, Request, gather, pause
from heymarket_dbapi.errors import DataError, Error, IntegrityError, NotSupportedError, OperationalError
from heymarket_dbapi.outcome import RowOutcome
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.acting import acting_member
from heymarket_dbapi.writing.lookups import find as find_rows
from heymarket_dbapi.writing.lookups import forget_pages, select
from heymarket_dbapi.writing.rows import CLOCKS_APART, Call, Row, Work

_A_MOMENT = 0.2


def send_of(sends: Sends, given: dict[str, Any]) -> Send:
    """How a row is sent."""
    return sends.mail if str(given.get(sends.column) or "").lower() == sends.mail_value else sends.text


@dataclass(slots=True)
class ManySends:
    """The rows of one table that are sent."""

    work: Work
    sends: Sends
    _acting: int | None = None
    _statuses: dict[str, tuple[str, ...]] = field(default_factory=dict)

    # Before ----------------------------------------------------------------------------------------------------------

    def prepare(self, rows: Sequence[Row]) -> Flow[list[Row]]:
        """The rows that may be sent."""
        if not self.work.context.settings.allow_send and not self.work.is_preview:
            raise NotSupportedError(
                "allow_send is false: this connection sends nothing; connect with allow_send=True to send texts and"
                " e-mail"
            )
        left = []
        for row in rows:
            error = self._refusal(row)
            if error is not None:
                self.work.fail(row, error)
            else:
                left.append(row)
        if any(row.given.get(self._send(row).acting[0]) is None for row in left):
            self._acting = yield from acting_member(self.work, what=f"an INSERT into {self.work.table.name}")
        yield from self._complete(left)
        left = [row for row in left if row.index not in self.work.results]
        yield from self._ask_statuses(left)
        return [row for row in left if row.index not in self.work.results]

    def _send(self, row: Row) -> Send:
        return send_of(self.sends, row.given)

    def _refusal(self, row: Row) -> Error | None:
        """What is wrong with the row; None where it can be sent."""
        send, name = self._send(row), self.work.table.name
        given = [one for one, form in row.given.items() if form is not None]
        known = {writable.column for writable in send.writables} | {self.sends.column}
        if surplus := [one for one in given if one not in known]:
            return NotSupportedError(f"{row.place}: {send.endpoint} takes no {', '.join(surplus)}")
        targets = [one for one in send.targets if one in given]
        if len(targets) != 1:
            said = " and ".join(targets) or "none"
            return IntegrityError(f"{row.place} of {name}: one of {', '.join(send.targets)} is needed; given is {said}")
        if not any(one in given for one in send.content):
            return IntegrityError(f"{row.place} of {name}: a value is needed for {' or '.join(send.content)}")
        if "inbox_id" not in given and "conversation_id" not in given:
            return IntegrityError(f"{row.place} of {name}: a value is needed for inbox_id")
        if row.given.get("is_private") and "conversation_id" not in given and targets == ["list_id"]:
            return DataError(f"{row.place} of {name}: a private comment goes into one conversation")
        return None

    def _complete(self, rows: Sequence[Row]) -> Flow[None]:
        """Give rows that name a conversation alone its inbox."""
        waiting = [row for row in rows if row.given.get("inbox_id") is None]
        if not waiting:
            return
        table = self.work.known.tables["conversations"]
        wanted = [row.given["conversation_id"] for row in waiting]
        found = yield from select(self.work, table, ("id", "inbox_id"), "id", wanted)
        inboxes = dict(found)
        for row in waiting:
            inbox = inboxes.get(row.given["conversation_id"])
            if inbox is None:
                text = f"{row.place}: there is no conversation {row.given['conversation_id']}"
                self.work.fail(row, IntegrityError(text))
            row.given["inbox_id"] = inbox

    def _recipients(self, row: Row) -> list[str]:
        """Those to whom the row goes directly; a list is left to the API, a comment goes to nobody."""
        if row.given.get("is_private"):
            return []
        found: list[str] = []
        for name in self._send(row).direct:
            form = row.given.get(name)
            for one in [] if form is None else form if isinstance(form, list) else [form]:
                found += str(one).partition(":")[2].split(",") if ":" in str(one) else [str(one)]
        return found

    def _ask_statuses(self, rows: Sequence[Row]) -> Flow[None]:
        """Refuse rows to people who are opted out or blocked."""
        wanted = list(dict.fromkeys(one for row in rows for one in self._recipients(row)))
        chats = [
            row for row in rows if row.given.get("conversation_id") is not None and not row.given.get("is_private")
        ]
        targets = yield from self._targets(chats)
        wanted = list(dict.fromkeys([*wanted, *(one for found in targets.values() for one in found)]))
        told = yield from gather([self._refused(one) for one in wanted])
        self._statuses = dict(zip(wanted, told, strict=True))
        for row in rows:
            for one in [*self._recipients(row), *targets.get(row.given.get("conversation_id"), ())]:
                if self._statuses[one] and row.index not in self.work.results:
                    why = " and ".join(self._statuses[one])
                    text = f"{row.place}: the recipient is {why}; nothing was sent to them"
                    self.work.fail(row, IntegrityError(text))

    def _targets(self, rows: Sequence[Row]) -> Flow[dict[Any, list[str]]]:
        """Who is written to in the conversations of these rows."""
        if not rows:
            return {}
        table = self.work.known.tables["conversations"]
        wanted = [row.given["conversation_id"] for row in rows]
        found = yield from select(self.work, table, ("id", "target"), "id", wanted)
        return {identity: str(target).split(",") for identity, target in found if target}

    def _refused(self, recipient: str) -> Flow[tuple[str, ...]]:
        """Why somebody may not be written to: nothing where they may, or are nobody that the API knows."""
        if "@" in recipient:
            table = self.work.known.tables["contacts"]
            found = yield from select(self.work, table, ("id",), "email", [recipient])
            asked: list[dict[str, Any]] = [{"id": one[0]} for one in found]
        else:
            asked = [{"phone": recipient}]
        refused: list[str] = []
        facts, fact = self.work.context.exchange.facts, f"{self.sends.status}/works"
        for body in asked:
            request = Request.of(self.sends.status.method, self.sends.status.path, (), body)
            answer = yield from self.work.context.exchange.ask(request, fresh=True)
            if answer.is_success and isinstance(answer.data, dict):
                if not facts.get(fact):
                    facts.learn(fact, True)
                refused += [name for name in self.sends.refusing if answer.data.get(name) is True]
            elif "phone" in body and not facts.get(fact):
                refused += yield from self._shown_as_refused(recipient)
        return tuple(dict.fromkeys(refused))

    def _shown_as_refused(self, phone: str) -> Flow[list[str]]:
        """Why a contact may not be written to, as its record says: nobody answers for its status."""
        table = self.work.known.tables["contacts"]
        records = yield from find_rows(self.work, table, "phone", [phone])
        return ["opted out"] if any(record.get("is_opted_out") is True for record in records) else []

    # The calls -------------------------------------------------------------------------------------------------------

    def call(self, row: Row) -> Call:
        """The call that sends the row."""
        send, given = self._send(row), dict(row.given)
        column, _ = send.acting
        if given.get(column) is None:
            given[column] = self._acting
        if given.get("local_id") is None:
            given["local_id"] = row.made.setdefault("local_id", str(uuid.uuid4()))
        if given.get("is_private") is False:
            given["is_private"] = None
        body: dict[str, Any] = {}
        bodies.say_filled(body, send.writables, given)
        endpoint = send.endpoint
        return Call(endpoint, bodies.request(endpoint, endpoint.path, body), (row,))

    def write(self, row: Row) -> Flow[None]:
        """Send the row once, and note what came of it."""
        if self.work.has_stopped:
            return
        told = yield from self.work.tell(self.call(row))
        if isinstance(told, Unknown):
            yield from self._look(row, told)
            return
        done = self.work.judge(told, (row,), self.work.table.name)
        if done is None:
            return
        if isinstance(done.data, dict) and not is_empty(done.data.get("id")):
            self._settle(row, done.data)
        else:
            yield from self._look(row, Unknown(done.request, "the reply tells no id", done.request_id))

    def _settle(self, row: Row, data: dict[str, Any]) -> None:
        row.made.update({name: value for name, value in data.items() if not is_empty(value)})
        identity = row.made.get("id")
        if identity is not None:
            row.key["id"] = identity
        refused = data.get("compliance_results")
        if data.get("queued") is False and refused:
            text = f"{row.place}: the API took the message, and does not deliver it"
            self.work.fail(row, OperationalError(text))
            return
        self.work.settle(row, RowOutcome.SENT, identity)

    def _look(self, row: Row, told: Unknown) -> Flow[None]:
        """Look for the message whose call had no reply, by the ``local_id`` that it was given."""
        local_id = row.given.get("local_id") or row.made.get("local_id")
        _, column, time = self.sends.found_by
        table = self.work.table
        forget_pages(self.work)
        since = self.work.began - CLOCKS_APART
        try:
            found = yield from find_rows(self.work, table, column, [local_id], {time: since})
            if not found:
                # What was taken may be shown a moment later.
                yield from pause(_A_MOMENT)
                found = yield from find_rows(self.work, table, column, [local_id], {time: since})
        except Error:
            found = []
        if found:
            self._settle(row, found[0])
            return
        text = f"{table.name} with {column} = '{local_id}' before it is sent again"
        self.work.fail(row, told.error(text), RowOutcome.UNKNOWN)
