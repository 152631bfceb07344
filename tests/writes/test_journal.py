"""The journal: what was open is finished, nothing is done twice, and what was done can be undone."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import heymarket_dbapi
from heymarket_dbapi.errors import Error, NotSupportedError, ProgrammingError, Warning
from heymarket_dbapi.sandbox import SANDBOX_API_KEY, Garble, Sandbox, serve

from .stored import Scene, Snapshot

KILLS = int(os.environ.get("HEYMARKET_KILLS", "20"))
ROWS = {"messages": 40, "contacts": 250}
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def journal(tmp_path: Path) -> str:
    """The file of a journal that is not there yet."""
    return str(tmp_path / "writes.jsonl")


@pytest.fixture
def kept(scene_of: Callable[..., Scene], journal: str) -> Scene:
    """An account whose writes are noted."""
    return scene_of(journal=journal)


def open_ends(journal: str) -> None:
    """Let the journal be as if the process had been killed: what ended the last statement is not there."""
    lines = Path(journal).read_text().splitlines(keepends=True)
    Path(journal).write_text("".join(line for line in lines if '"end"' not in line))


def cut_after(journal: str, word: str, number: int = 1) -> None:
    """Let the journal end with the nth line that has the word, the next one being cut off."""
    lines = Path(journal).read_text().splitlines(keepends=True)
    places = [at for at, line in enumerate(lines) if f'"{word}"' in line]
    last = places[number - 1]
    Path(journal).write_text("".join(lines[: last + 1]) + '{"entry":"cut o')


def test_write_is_noted_before_and_after(kept: Scene, journal: str) -> None:
    kept.run("UPDATE contacts SET first_name = 'Zed' WHERE id = ?", kept.full["id"])
    records = [json.loads(line) for line in Path(journal).read_text().splitlines()]
    assert [
        next(name for name in ("table", "call", "whole", "begun", "done", "end") if name in r) for r in records
    ] == [
        *("table", "call", "whole", "begun", "done", "end"),
    ]
    assert Path(journal).stat().st_mode & 0o777 == 0o600
    assert kept.cursor.journal_entry == records[0]["entry"]
    assert SANDBOX_API_KEY not in Path(journal).read_text()
    assert kept.run("CALL resume_journal()") == []


def test_what_was_not_begun_is_done_and_what_was_done_is_not_done_again(kept: Scene, journal: str) -> None:
    phones = [row["phone"] for row in kept.world.contacts if row["phone"] and row["first"]][:4]
    marks = ", ".join("?" for _ in phones)
    kept.run(f"UPDATE contacts SET last_name = 'Zed' WHERE phone IN ({marks})", *phones)
    calls = len([call for call in kept.calls if call.startswith("PUT")])
    cut_after(journal, "done")
    lines = kept.run("CALL resume_journal()")
    assert [line[1:3] for line in lines] == [(at, "updated") for at in range(calls)]
    assert len([call for call in kept.calls if call.startswith("PUT")]) == calls - 1
    assert kept.run("CALL resume_journal()") == []


def test_send_that_was_begun_is_looked_for_and_not_sent_again(kept: Scene, journal: str) -> None:
    kept.run("INSERT INTO messages (inbox_id, phone, text) VALUES (42, ?, 'Hi')", kept.plain["phone"])
    identity = kept.cursor.lastrowid
    cut_after(journal, "begun")
    ((_, index, outcome, found, error),) = kept.run("CALL resume_journal()")
    assert (index, outcome, found, error) == (0, "sent", str(identity), None)
    assert not [call for call in kept.calls if call.endswith("/message/send")]


def test_send_that_is_not_found_is_unknown(scene_of: Callable[..., Scene], journal: str) -> None:
    scene = scene_of("terse", journal=journal)  # this server does not keep the local_id
    scene.run("INSERT INTO messages (inbox_id, phone, text) VALUES (42, ?, 'Hi')", scene.plain["phone"])
    cut_after(journal, "begun")
    ((_, _, outcome, _, error),) = scene.run("CALL resume_journal()")
    assert outcome == "unknown" and "look at messages" in error
    assert not [call for call in scene.calls if call.endswith("/message/send")]


def test_entries_of_another_account_are_left_alone(kept: Scene, scene_of: Callable[..., Scene], journal: str) -> None:
    kept.run("UPDATE contacts SET first_name = 'Zed' WHERE id = ?", kept.full["id"])
    open_ends(journal)
    other = scene_of(journal=journal)
    assert other.run("CALL resume_journal()") == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE contacts SET first_name = 'Zed', email = NULL WHERE id = {full}",
        "UPDATE contacts SET {custom} = NULL WHERE id = {full}",
        "INSERT INTO contacts (phone) VALUES ('15105550100')",
        "INSERT INTO contacts (phone) VALUES ('15105550100'), ('15105550101')",
        "DELETE FROM contact_tags WHERE contact_id = {full}",
        "DELETE FROM list_members WHERE list_id = {list}",
        "INSERT INTO tags (name) VALUES ('hot')",
        "UPDATE lists SET name = 'M' WHERE id = {list}",
        "UPDATE templates SET text = 'T' WHERE id = {template}",
    ],
)
def test_undo(sql: str, kept: Scene) -> None:
    texts = [row for row in kept.world.templates if (row["content"] or {}).get("text")]
    plain = next(row for row in texts if not row["content"]["attachments"])
    custom = kept.title(next(iter(kept.full["custom"])))
    before = Snapshot(kept.sandbox)
    kept.run(sql.format(full=kept.full["id"], list=kept.world.lists[0]["id"], template=plain["id"], custom=custom))
    assert before.changes(conversations=False)
    kept.run("CALL undo(?)", kept.cursor.journal_entry)
    changes = before.changes(conversations=False)
    assert not {kind: rows for kind, rows in changes.items() if kind not in ("messages",)}


@pytest.mark.parametrize("change", ["is_closed = TRUE", "assigned_user_id = {other}", "is_unread = NOT is_unread"])
def test_undo_of_actions(change: str, kept: Scene) -> None:
    chat = kept.thread
    other = next(one["id"] for one in kept.world.members if one["id"] not in (chat["assigned"], kept.member))
    kept.run("UPDATE conversations SET is_closed = FALSE, assigned_user_id = ? WHERE id = ?", kept.member, chat["id"])
    before = Snapshot(kept.sandbox)
    kept.run(f"UPDATE conversations SET {change.format(other=other)} WHERE id = ?", chat["id"])
    assert before.changes()
    kept.run("CALL undo(?)", kept.cursor.journal_entry)
    changes = before.changes().get("conversations", {})
    assert not {name for row in changes.values() for name in row if name != "read"}


@pytest.mark.parametrize("action", ["NOTHING", "UPDATE SET first_name = EXCLUDED.first_name"])
def test_undo_never_takes_away_what_was_there_before(action: str, kept: Scene) -> None:
    phones = [kept.full["phone"], *(f"1510555{place:04d}" for place in range(20))]
    sql = f"INSERT INTO contacts (phone, first_name) VALUES (?, 'New') ON CONFLICT (phone) DO {action}"
    kept.cursor.executemany(sql, [(phone,) for phone in phones])
    with pytest.raises(NotSupportedError, match="there before"):
        kept.run("CALL undo(?)", kept.cursor.journal_entry)
    assert kept.full["phone"] in [row["phone"] for row in kept.world.contacts]


def test_undo_makes_what_was_changed_what_it_was_and_takes_away_what_was_made(kept: Scene) -> None:
    before = Snapshot(kept.sandbox)
    kept.run(
        "INSERT INTO contacts (phone) VALUES (?), ('15105550100') ON CONFLICT (phone) DO UPDATE SET email = NULL",
        kept.full["phone"],
    )
    assert len(before.changes()["contacts"]) == 2
    kept.run("CALL undo(?)", kept.cursor.journal_entry)
    assert not before.changes(conversations=False)


def test_what_cannot_be_undone_is_said(kept: Scene, scene: Scene) -> None:
    kept.run("DELETE FROM contacts WHERE id = ?", kept.plain["id"])
    with pytest.raises(NotSupportedError, match="cannot undo DELETE of contacts"):
        kept.run("CALL undo(?)", kept.cursor.journal_entry)
    with pytest.raises(ProgrammingError, match="no entry"):
        kept.run("CALL undo('nothing')")
    with pytest.raises(ProgrammingError, match="journal=FILE"):
        scene.run("CALL resume_journal()")


def test_rows_that_the_reply_named_as_failed_are_told_so(kept: Scene, journal: str) -> None:
    kept.sandbox.mischief.add(
        Garble('[{"phone":"15105550101"}]', rows=1, acted=True), path="/v1/batch/contacts", method="POST"
    )
    with contextlib.suppress(Error):
        kept.cursor.executemany("INSERT INTO contacts (phone) VALUES (?)", [("15105550100",), ("15105550101",)])
    cut_after(journal, "done")
    lines = kept.run("CALL resume_journal()")
    assert [line[1:3] for line in lines] == [(0, "inserted"), (1, "failed")]
    assert "did not take the row" in lines[1][4] and lines[0][3] is not None


def test_delete_that_was_begun_is_done_or_was_done(kept: Scene, journal: str) -> None:
    ids = [row["id"] for row in kept.world.contacts][:4]
    kept.run(f"DELETE FROM contacts WHERE id IN ({', '.join(map(str, ids))})")
    cut_after(journal, "begun")
    lines = kept.run("CALL resume_journal()")
    assert [line[1:3] for line in lines] == [(at, "deleted") for at in range(4)]


@pytest.mark.parametrize("word", ["begun", "done"])
def test_delete_of_many_that_was_begun_is_looked_after(word: str, kept: Scene, journal: str) -> None:
    kept.sandbox.read_as(uuid_shown="always", bulk_delete_unknown="refused")
    phones = [row["phone"] for row in kept.world.contacts if row["phone"]]
    before = {row["id"] for row in kept.world.contacts}
    kept.run("DELETE FROM contacts WHERE phone > ?", sorted(phones)[-6])
    gone = before - {row["id"] for row in kept.world.contacts}
    assert "DELETE /v2/contacts" in kept.calls and len(gone) > 3
    cut_after(journal, word)
    lines = kept.run("CALL resume_journal()")
    assert {(line[2], line[3]) for line in lines} == {("deleted", str(one)) for one in gone}


def test_call_that_said_what_was_read_just_before_stands_for_the_planned_one(kept: Scene, journal: str) -> None:
    keys = list(kept.full["custom"])
    theirs = {**kept.full["custom"], keys[1]: "theirs"}
    other = lambda world: world.touch("contacts", kept.full["id"], custom=theirs)  # noqa: E731
    kept.sandbox.mischief.before(other, path=f"/v1/contact/{kept.full['id']}", method="GET", nth=2)
    kept.run(f"UPDATE contacts SET {kept.title(keys[0])} = NULL WHERE id = ?", kept.full["id"])
    cut_after(journal, "done")
    assert len(kept.run("CALL resume_journal()")) == 1
    assert not [call for call in kept.calls if call.startswith("PUT")]
    assert kept.world.contacts.get(kept.full["id"])["custom"][keys[1]] == "theirs"  # type: ignore[index]


def test_status_of_a_contact_is_noted(kept: Scene, journal: str) -> None:
    kept.run("CALL set_contact_status(?, 'blocked')", kept.plain["phone"])
    assert kept.cursor.journal_entry is not None
    with pytest.warns(Warning, match="stays written"):
        kept.connection.rollback()
    cut_after(journal, "begun")
    ((entry, index, outcome, _, error),) = kept.run("CALL resume_journal()")
    assert (entry, index, outcome, error) == (kept_entry(journal), 0, "updated", None)


def kept_entry(journal: str) -> str:
    """The name of the first entry."""
    return str(json.loads(Path(journal).read_text().splitlines()[0])["entry"])


# Kills ----------------------------------------------------------------------------------------------------------------


class Killer:
    """A process whose children write to a server over HTTP, and are killed."""

    def __init__(self) -> None:
        self.sandbox = Sandbox(contacts=12, messages=6, rate_limit=0)
        self.server = serve(self.sandbox)
        address = self.server.__enter__()
        self.dsn = f"heymarket://:{SANDBOX_API_KEY}@{urlsplit(address.url).netloc}/?tls=false"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.writes.victim"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def kill(self, sql: str, sets: list[list[Any]], journal: str, calls: int, seconds: float) -> None:
        """Let a child carry the statement out, and kill it so many seconds after so many writes have come."""
        order = {"dsn": self.dsn, "journal": journal, "sql": sql, "sets": sets}
        order["acting_member"] = str(self.sandbox.world.members[0]["id"])
        assert self.process.stdin is not None and self.process.stdout is not None
        self.sandbox.log.clear()
        print(json.dumps(order), file=self.process.stdin, flush=True)
        child = int(self.process.stdout.readline())
        until = time.monotonic() + 20
        while self._written() < calls and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        assert self.process.stdout.readline() == "ended\n"

    def _written(self) -> int:
        return sum(entry.path.endswith(("/message/send", "/batch/contacts")) for entry in self.sandbox.log)

    def resume(self, journal: str) -> list[Any]:
        """What another process makes of the journal."""
        with heymarket_dbapi.connect(self.dsn, journal=journal, allow_send=True) as connection:
            rows: list[Any] = connection.cursor().execute("CALL resume_journal()").fetchall()
        return rows

    def close(self) -> None:
        """End all."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.server.__exit__(None, None, None)


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    """One for all tests."""
    made = Killer()
    yield made
    made.close()


@pytest.mark.parametrize("number", range(KILLS))
def test_killed_at_any_point_nothing_is_sent_twice_and_nothing_lost(number: int, killer: Killer, journal: str) -> None:
    world, chance = killer.sandbox.world, random.Random(number)
    phone = next(row["phone"] for row in world.contacts if row["phone"] and not row["is_opted_out"])
    if number % 2:
        sql, name = "INSERT INTO messages (inbox_id, phone, text) VALUES (?, ?, ?)", "messages"
        sets: list[list[Any]] = [[42, phone, f"{number} {at}"] for at in range(ROWS[name])]
    else:
        sql, name = "INSERT INTO contacts (phone, first_name) VALUES (?, ?)", "contacts"
        sets = [[f"1510{number:03d}{at:04d}", f"{number} {at}"] for at in range(ROWS[name])]
    calls = chance.randrange(ROWS[name]) if name == "messages" else chance.randrange(3)
    killer.kill(sql, sets, journal, calls, chance.random() * 0.02)
    field = "text" if name == "messages" else "first"
    lines = killer.resume(journal) if Path(journal).exists() else []
    told = {line[1]: line[2] for line in lines}
    made = Counter(row[field] for row in world.rows(name) if str(row[field]).startswith(f"{number} "))
    assert all(count == 1 for count in made.values())
    ended = not lines and len(made) == ROWS[name]
    for at in range(ROWS[name]):
        outcome = told.get(at, "inserted" if ended else "not tried")
        assert (f"{number} {at}" in made) == (outcome in ("sent", "inserted")), (at, outcome)
