"""The ledger's file: its mode and name, contention, removal, a fork, and what happens where it cannot be written."""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from heymarket_dbapi.effects import fetch
from heymarket_dbapi.errors import Warning as DriverWarning
from heymarket_dbapi.options import settings
from heymarket_dbapi.wire import Credential, book
from heymarket_dbapi.wire.book import CarefulBook, SharedBook
from heymarket_dbapi.wire.folder import ledger_name, state_folder
from heymarket_dbapi.wire.ledger import SIZE, TURN, read

from .conftest import Run
from .racer import INBOXES
from .server import Server

HOLDER = """
import sys
from heymarket_dbapi.wire.guard import SharedFile
file = SharedFile(sys.argv[1])
held = [file.hold(int(number)) for number in sys.argv[2].split()]
print(all(held), flush=True)
sys.stdin.readline()
"""
EVERY_SEAT = " ".join(map(str, range(80)))
HEAD = "80"


@contextlib.contextmanager
def held(path: Path, numbers: str) -> Iterator[None]:
    """Another process holds bytes of the file."""
    command = [sys.executable, "-c", HOLDER, str(path), numbers]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "True\n"
        yield
        process.communicate("\n")


def flying(path: Path) -> int:
    """The requests in flight that the file tells of."""
    return sum(seat.flying for seat in read(path.read_bytes()[:SIZE], 60.0).seats.values())


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_folder_and_file_are_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ledger"
    shared = SharedBook(str(path), 60.0)
    assert shared.take(5) is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    shared.close()


def test_the_name_tells_nothing_and_is_one_for_each_budget() -> None:
    keys = [Credential.of_legacy_key("a-key"), Credential.of_secret("a", "key")]
    names = {ledger_name(key, url, 60.0) for key in keys for url in ("https://one.example", "https://two.example")}
    names.add(ledger_name(keys[0], "https://one.example", 6.0))
    assert len(names) == 5
    assert ledger_name(Credential.of_legacy_key("a-key"), "https://one.example", 60.0) in names
    assert not any(keys[0].fingerprint[:8] in name or "key" in name or "example" in name for name in names)


def test_the_folder_is_given_or_the_environments(tmp_path: Path) -> None:
    assert state_folder(str(tmp_path)) == os.path.realpath(tmp_path)
    assert state_folder(None) == os.path.realpath(os.environ["HEYMARKET_STATE_DIR"])
    assert state_folder("memory") is None
    own = state_folder("~/somewhere")
    assert own is not None and os.path.isabs(own) and own.endswith("somewhere")


def test_who_finds_the_file_held_is_not_kept_waiting(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    shared = SharedBook(str(path), 60.0)
    assert [shared.take(5) for _ in range(2)] == [None] * 2
    with held(path, HEAD):
        begin = time.perf_counter()
        assert shared.take(5) == TURN
        shared.settle(was_sent=True)
        assert time.perf_counter() - begin < 0.5
        assert flying(path) == 2
    until = time.monotonic() + 5
    while flying(path) != 1 and time.monotonic() < until:
        time.sleep(0.01)
    assert flying(path) == 1
    assert shared.take(2) == pytest.approx(60.0 / 64)
    shared.close()


def test_what_is_closed_leaves_no_seat_and_opens_anew(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    shared = SharedBook(str(path), 60.0)
    assert shared.take(1) is None
    shared.close()
    shared.close()
    shared.settle(was_sent=True)
    assert read(path.read_bytes(), 60.0).seats == {}
    assert shared.take(1) is not None
    shared.close()


def test_a_file_that_is_removed_or_broken_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    shared = SharedBook(str(path), 60.0)
    assert shared.take(1) is None
    path.unlink()
    assert shared.take(1) is None
    assert path.exists()
    path.write_bytes(b"\0" * SIZE)
    assert shared.take(1) is None
    assert flying(path) == 1
    shared.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_child_leaves_its_parents_book_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    shared = SharedBook(str(path), 60.0)
    assert shared.take(2) is None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer versions warn of threads beside a fork
        child = os.fork()
    if child == 0:
        shared.settle(was_sent=True)
        shared.close()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert flying(path) == 1
    assert shared.take(2) is None
    shared.close()


def test_a_removed_folder_is_not_made_again_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "ledger"
    shared = SharedBook(str(path), 60.0)
    assert shared.take(1) is None
    path.unlink()
    path.parent.rmdir()
    shared.close()
    assert not path.parent.exists()


@pytest.mark.parametrize(("state_dir", "files"), [("folder", 1), ("memory", 0)])
def test_the_option_names_the_folder(
    state_dir: str, files: int, tmp_path: Path, run: Run, serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = settings(None, {}, base_url=serve().url, api_key="key", state_dir=state_dir)
    assert run(made, fetch(INBOXES)).status == 200
    assert len(list(tmp_path.glob("*/budget-*"))) == files == len(list(tmp_path.iterdir()))


@pytest.fixture
def unwarned() -> Iterator[None]:
    """As in a process that has not warned yet."""
    before = book.warned.copy()
    book.warned.clear()
    yield
    book.warned[:] = before


@pytest.mark.usefixtures("unwarned")
def test_memory_alone_with_one_warning_where_no_folder_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    careful = CarefulBook(str(tmp_path / "file" / "below" / "ledger"), 60.0)
    with pytest.warns(DriverWarning, match="does not share its budget"):
        assert careful.take(1) is None
    careful.settle(was_sent=True)
    assert careful.take(1) is not None
    careful.close()
    other = CarefulBook(str(tmp_path / "file" / "below" / "other"), 60.0)
    assert other.take(1) is None


@pytest.mark.usefixtures("unwarned")
def test_more_processes_than_seats(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    careful = CarefulBook(str(path), 60.0)
    with held(path, EVERY_SEAT), pytest.warns(DriverWarning, match="more than 80 processes"):
        assert careful.take(1) is None
