"""Extended columns: one call for each thing that is wanted of a row that survives, and media without the credential."""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi.errors import OperationalError, ProgrammingError
from heymarket_dbapi.sandbox import Drop, Fail
from heymarket_dbapi.sandbox.world import MEDIA_BASE, Media

from .sql import Client, client

AVATAR, LOOKUP, STATUS = "GET /v1/contact/", "POST /v1/contact/get", "POST /v1/contact/status"

# Numbers for accounts that no other test reads: rows are deleted, and readings change.
OTHERS = itertools.count(20)


@pytest.fixture
def asked() -> Iterator[Client]:
    with client() as made:
        yield made


def extra(made: Client, *beginnings: str) -> int:
    """How many of the last statement's calls were made for single rows."""
    return sum(call.startswith(beginnings) for call in made.calls)


def picture(made: Client, name: str, media: Media, messages: int = 1) -> list[int]:
    """Let so many messages show a file of the media host: their ids."""
    made.sandbox.world.media[name] = media
    ids = made.ids("messages")[:messages]
    for identity in ids:
        made.sandbox.world.touch("messages", identity, media=MEDIA_BASE + name)
    return ids


def content(made: Client, identity: int) -> Any:
    """The bytes behind the media link of one message."""
    ((found,),) = made.ask("SELECT media_file_content FROM messages WHERE id = ?", [identity])
    return found


@pytest.mark.parametrize(
    ("sql", "calls"),
    [
        ("SELECT id, avatar_file_name FROM contacts LIMIT 1", 1),
        ("SELECT id, avatar_file_name FROM contacts ORDER BY id DESC LIMIT 3 OFFSET 2", 3),
        ("SELECT id, avatar_file_name FROM contacts WHERE FALSE", 0),
        ("SELECT id, avatar_file_name FROM contacts LIMIT 0", 0),
        ("SELECT * FROM contacts LIMIT 2", 0),
        ("SELECT id FROM (SELECT id, avatar_file_name FROM contacts) AS c", 0),
        ("SELECT count(*) FROM (SELECT id, avatar_file_name FROM contacts) AS c", 0),
        ("SELECT id FROM contacts WHERE avatar_file_name = 'x' AND first_name = 'nobody at all'", 0),
        ("SELECT avatar_file_name, count(*) FROM contacts GROUP BY 1", 40),
        ("SELECT unread_users FROM conversations ORDER BY id LIMIT 2", 2),
        ("SELECT a.avatar_file_name, b.avatar_file_name FROM contacts a JOIN contacts b USING (id) LIMIT 1", 1),
    ],
)
def test_so_many_rows_are_looked_up(asked: Client, sql: str, calls: int) -> None:
    asked.ask(sql)
    assert extra(asked, AVATAR, "GET /v1/conversations/") == calls, asked.calls


def test_a_lookup_gives_what_the_single_read_shows(asked: Client) -> None:
    identity = asked.ids("contacts")[7]
    asked.sandbox.world.touch("contacts", identity, avatar="ann.png")
    assert asked.ask("SELECT avatar_file_name FROM contacts WHERE id = ?", [identity]) == [("ann.png",)]
    everybody = asked.ask("SELECT id FROM contacts WHERE avatar_file_name = 'ann.png'")
    assert everybody == [(identity,)]


def test_a_member_of_where_comes_after_all_other_conjuncts(asked: Client) -> None:
    fifth = asked.ids("contacts")[5]
    asked.ask("SELECT id FROM contacts WHERE is_blocked IS NOT NULL AND id < ?", [fifth])
    assert extra(asked, STATUS) == 5
    asked.ask("SELECT id FROM contacts WHERE is_unsubscribed AND id >= ? AND id <= ?", [fifth, fifth])
    assert extra(asked, STATUS) == 1


def test_columns_of_one_call_are_one_call(asked: Client) -> None:
    sql = "SELECT is_blocked, is_unsubscribed, unsubscribed_admin FROM contacts ORDER BY id LIMIT 3"
    rows = asked.ask(sql)
    assert extra(asked, STATUS) == 3
    assert all(value in (True, False) for row in rows for value in row)


def test_a_row_that_was_read_by_its_key_is_not_read_again(asked: Client) -> None:
    asked.ask("SELECT id, avatar_file_name FROM contacts WHERE id = ?", [asked.ids("contacts")[0]])
    assert len(asked.calls) == 1


def test_what_the_listing_carries_costs_nothing() -> None:
    with client("&list_avatar=true") as made:
        identity = made.ids("contacts")[3]
        made.sandbox.world.touch("contacts", identity, avatar="ann.png")
        assert made.ask("SELECT id FROM contacts WHERE avatar_file_name = 'ann.png'") == [(identity,)]
        assert extra(made, AVATAR) == 0
        names = [name for name, *_ in made.connection.cursor().execute("SELECT * FROM contacts LIMIT 1").description]
        assert "avatar_file_name" not in names


def test_suppressed_columns_are_null_and_cost_nothing() -> None:
    with client(suppress_extended_requests=True) as made:
        picture(made, "a.png", Media("image/png", b"abc"))
        assert {row[0] for row in made.ask("SELECT avatar_file_name FROM contacts")} == {None}
        assert {row[0] for row in made.ask("SELECT is_blocked FROM contacts")} == {None}
        assert {row[0] for row in made.ask("SELECT media_file_content FROM messages")} == {None}
        assert extra(made, AVATAR, STATUS, "GET /media") == 0


@pytest.mark.parametrize(
    ("options", "rows"),
    [("", 1), ("", 3), ("&missing=bad_request", 1), ("&missing=null", 1), ("&missing=zero_object", 3)],
)
@pytest.mark.parametrize(
    ("column", "table", "call"),
    [
        ("avatar_file_name", "contacts", "GET /v1/contact/*"),
        ("is_blocked", "contacts", "POST /v1/contact/status"),
        ("unread_users", "conversations", "GET /v1/conversations/*"),
    ],
)
def test_a_row_that_is_gone_when_it_is_looked_up_is_null(
    column: str, table: str, call: str, options: str, rows: int
) -> None:
    method, path = call.split()
    with client(f"{options}&schedules={next(OTHERS)}") as made:
        first = made.ids(table)[0]
        made.sandbox.mischief.before(lambda world: world.delete(table, first), method=method, path=path)
        found = made.ask(f"SELECT id, {column} FROM {table} ORDER BY id LIMIT {rows}")
        assert found[0] == (first, None)
        assert len(found) == rows


@pytest.mark.parametrize("contacts", [1, 5])
def test_an_avatar_is_looked_up_by_another_endpoint_where_the_first_is_gone(contacts: int) -> None:
    with client(f"&gone=get_contact_v1&schedules={next(OTHERS)}", metadata_cache_ttl=3600) as made:
        sql = f"SELECT id, avatar_file_name FROM contacts ORDER BY id LIMIT {contacts}"
        for failed in (1, 0):
            pictures = {row["id"]: row["avatar"] for row in made.sandbox.world.contacts}
            assert all(name == pictures[identity] for identity, name in made.ask(sql))
            assert (extra(made, AVATAR), extra(made, LOOKUP)) == (failed, contacts)
            assert not any(entry.violations for entry in made.log)
        made.sandbox.read_as(gone="")
        assert all(name == pictures[identity] for identity, name in made.ask(sql))
        made.sandbox.read_as(gone="lookup_contact")
        assert all(name == pictures[identity] for identity, name in made.ask(sql))


@pytest.mark.parametrize("contacts", [1, 5])
def test_flags_that_no_endpoint_tells_are_an_error_and_never_null(contacts: int) -> None:
    with client("&gone=contact_status") as made:
        with pytest.raises(ProgrammingError, match=r"contacts\.is_blocked: .*/v1/contact/status.*leave the column out"):
            made.ask(f"SELECT is_blocked FROM contacts ORDER BY id LIMIT {contacts}")
        assert len(made.ask("SELECT id FROM contacts")) == len(made.ids("contacts"))


def test_flags_of_a_reply_that_holds_nothing_else_are_false(asked: Client) -> None:
    identity = asked.ids("contacts")[0]
    asked.sandbox.mischief.add(Fail(200, body='{"blocked": false, "unsubscribed": false}'), path="/v1/contact/status")
    sql = "SELECT is_blocked, is_unsubscribed FROM contacts WHERE id = ?"
    assert asked.ask(sql, [identity]) == [(False, False)]


@pytest.mark.parametrize(("fault", "kind"), [(Fail(403), ProgrammingError), (Fail(500), OperationalError)])
def test_a_lookup_that_fails_fails_the_statement(asked: Client, fault: Fail, kind: type[Exception]) -> None:
    asked.sandbox.mischief.add(fault, path="/v1/contact/status", times=9)
    with pytest.raises(kind, match="/v1/contact/status"):
        asked.ask("SELECT is_blocked FROM contacts ORDER BY id LIMIT 1")


# Media -----------------------------------------------------------------------------------------------------------


def test_media_is_fetched_without_the_credential(asked: Client) -> None:
    (identity,) = picture(asked, "a.png", Media("image/png", b"abc"))
    assert content(asked, identity) == b"abc"
    (entry,) = [entry for entry in asked.log if entry.is_media]
    assert not entry.has_credential
    assert all("authorization" not in name.lower() for name in entry.headers)
    assert all(entry.has_credential for entry in asked.log if not entry.is_media)


def test_one_link_is_fetched_once(asked: Client) -> None:
    ids = picture(asked, "a.png", Media("image/png", b"abc"), messages=4)
    rows = asked.ask("SELECT id, media_file_content FROM messages WHERE id IN ? ORDER BY id", [ids])
    assert rows == [(identity, b"abc") for identity in ids]
    assert extra(asked, "GET /media/a.png") == 1


def test_rows_without_a_link_cost_nothing(asked: Client) -> None:
    asked.ask("SELECT media_file_content FROM messages WHERE media_url IS NULL")
    assert extra(asked, "GET /media") == 0


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_link_that_is_gone_is_null(asked: Client, status: int) -> None:
    (identity,) = picture(asked, "gone.png", Media(status=status))
    assert content(asked, identity) is None
    assert asked.connection.cursor().messages == []


def test_a_redirect_is_followed_without_the_credential(asked: Client) -> None:
    asked.sandbox.world.media["b.png"] = Media("image/png", b"moved")
    (identity,) = picture(asked, "a.png", Media(status=302, location=MEDIA_BASE + "b.png"))
    assert content(asked, identity) == b"moved"
    assert [entry.path for entry in asked.log if entry.is_media] == ["/media/a.png", "/media/b.png"]
    assert not any(entry.has_credential for entry in asked.log if entry.is_media)


FAILURES = {
    "too large": (Media("image/png", b"x" * 2000), None, r"larger than media_max_bytes = 1000"),
    "status 500": (Media(status=500), None, r"status 500"),
    "status 400": (Media(status=400), None, r"status 400"),
    "loop": (Media(status=302, location=MEDIA_BASE + "bad.png"), None, r"redirect"),
    "broken": (Media("image/png", b"abc"), Drop(), r"broke"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_any_other_failure_names_the_row(name: str) -> None:
    media, fault, words = FAILURES[name]
    with client(media_max_bytes=1000) as made:
        (identity,) = picture(made, "bad.png", media)
        if fault is not None:
            made.sandbox.mischief.add(fault, path="/media/*", times=99)
        with pytest.raises(OperationalError, match=words) as raised:
            content(made, identity)
        assert f"messages.media_file_content of the row with id {identity}" in str(raised.value)
        assert "bad.png" not in str(raised.value)


@pytest.mark.parametrize("name", FAILURES)
def test_any_other_failure_is_null_and_a_warning_where_that_is_wanted(name: str) -> None:
    media, fault, words = FAILURES[name]
    with client(media_max_bytes=1000, incomplete="warn") as made:
        (identity,) = picture(made, "bad.png", media)
        if fault is not None:
            made.sandbox.mischief.add(fault, path="/media/*", times=99)
        cursor = made.connection.cursor()
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            cursor.execute("SELECT media_file_content FROM messages WHERE id = ?", [identity])
            assert cursor.fetchall() == [(None,)]
        texts = [str(one.message) for one in told if issubclass(one.category, heymarket_dbapi.Warning)]
        texts += [str(value) for _, value in cursor.messages]
        assert any(re.search(f"id {identity} reads as NULL: .*{words}", text) for text in texts), texts


@pytest.mark.parametrize("link", ["file:///etc/passwd", "ftp://example.org/a.png", "//example.org/a", "data:,abc"])
def test_a_link_that_is_not_http_is_not_followed(asked: Client, link: str) -> None:
    identity = asked.ids("messages")[0]
    asked.sandbox.world.touch("messages", identity, media=link)
    with pytest.raises(OperationalError, match="neither http nor https"):
        content(asked, identity)
    assert extra(asked, "GET /media") == 0


def test_media_gets_better_within_the_retries(asked: Client) -> None:
    (identity,) = picture(asked, "a.png", Media("image/png", b"abc"))
    asked.sandbox.mischief.add(Fail(503), path="/media/*")
    assert content(asked, identity) == b"abc"


def test_files_of_templates_are_media_too(asked: Client) -> None:
    rows = asked.ask("SELECT url, content FROM template_files WHERE url IS NOT NULL")
    assert rows
    for url, found in rows:
        media = asked.sandbox.world.media[url.removeprefix(MEDIA_BASE)]
        assert found == (media.content if media.status == 200 else found)
