"""The shell as its users start it, against the embedded sandbox."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet
import pytest

import heymarket_dbapi
from heymarket_dbapi.shell.completion import KnownTables, asking
from heymarket_dbapi.shell.main import SANDBOX, dsn_of, main
from heymarket_dbapi.shell.options import ShellOptions

DSN = "heymarket://sandbox?seed=5&contacts=20&messages=150"
README = (
    "SELECT i.name, count(*) AS messages FROM messages m JOIN conversations c ON c.id = m.conversation_id"
    " JOIN inboxes i ON i.id = c.inbox_id GROUP BY i.name ORDER BY messages DESC"
)
WITHOUT_EXTRA = (
    "import sys; sys.modules['rich'] = sys.modules['prompt_toolkit'] = None;"
    "from heymarket_dbapi.shell.main import main; sys.exit(main(sys.argv[1:]))"
)
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("HEYMARKET_")}


def shell(*arguments: str, given: str = "", start: tuple[str, ...] = ("-m", "heymarket_dbapi")) -> tuple[int, str, str]:
    """Exit code, output and errors of a shell in a process of its own."""
    ended = subprocess.run(
        [sys.executable, *start, "--dsn", DSN, *arguments],
        input=given.encode(),
        capture_output=True,
        env=ENVIRONMENT,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stdout.decode(), ended.stderr.decode()


def test_the_readme_s_query_prints_a_table_with_the_extra_and_without() -> None:
    code, output, errors = shell(README)
    assert (code, errors) == (0, "")
    assert shell(README, start=("-c", WITHOUT_EXTRA)) == (code, output, errors)
    lines = output.splitlines()
    assert lines[0].split() == ["name", "|", "messages"]
    assert sum(int(line.split("|")[1]) for line in lines[2:-1]) == 150


def test_standard_input_is_read_where_it_is_no_terminal() -> None:
    assert shell("--format", "csv", given="SELECT 1 AS x;") == (0, "x\r\n1\r\n", "")


def in_process(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["--dsn", DSN, *arguments])
    captured = capfd.readouterr()
    return code, captured.out, captured.err


def test_a_file_of_statements(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.sql"
    path.write_text("SET heymarket.timezone = 'UTC';\nSELECT 'a;b' AS x;\n  SELECT nam FROM tags;\nSELECT 9;")
    code, output, errors = in_process(capfd, "-f", str(path), "--format", "jsonl")
    assert (code, output) == (1, '{"x": "a;b"}\n')
    assert errors.startswith(f"{path}:3:10: error: unknown column nam")


def test_a_typed_statement_that_fails_shows_the_place(capfd: pytest.CaptureFixture[str]) -> None:
    code, output, errors = in_process(capfd, "SELECT nam FROM tags")
    assert (code, output) == (1, "")
    assert errors.splitlines()[1:] == ["  SELECT nam FROM tags", "         ^"]


def test_the_place_is_right_in_a_plan_too(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shown = in_process(capfd, "--plan", "SELECT nam FROM tags")[2].splitlines()
    assert shown[1][shown[2].index("^") :] == "nam FROM tags"
    (tmp_path / "a.sql").write_text("SELECT 1; SELECT nam\nFROM tags")
    assert f"{tmp_path / 'a.sql'}:1:18:" in in_process(capfd, "--plan", "-f", str(tmp_path / "a.sql"))[2]


def test_a_plan_makes_no_call(capfd: pytest.CaptureFixture[str]) -> None:
    code, output, errors = in_process(capfd, "--plan", "-v", "--format", "csv", "SELECT id FROM tags WHERE id = ?")
    assert code == 1  # the parameter is missing
    code, output, errors = in_process(
        capfd, *("--plan", "-v", "--format", "csv", "--param", "5", "SELECT id FROM tags WHERE id = ?")
    )
    assert code == 0
    assert output.startswith("step,relation,method")
    assert errors.startswith("0 calls, 1 row, ")


def test_formats_agree(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    query = "SELECT id, name, created_date FROM tags ORDER BY id"
    for ending in ("csv", "json", "jsonl", "parquet", "txt"):
        assert in_process(capfd, query, "-o", str(tmp_path / f"rows.{ending}")) == (0, "", "")
    rows = json.loads((tmp_path / "rows.json").read_text())
    assert len(rows) > 1
    assert [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()] == rows
    assert len((tmp_path / "rows.csv").read_text().splitlines()) == len(rows) + 1
    table = pyarrow.parquet.read_table(tmp_path / "rows.parquet")
    assert table.column("name").to_pylist() == [row["name"] for row in rows]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"rows.{ending}" for ending in ("csv", "json", "jsonl", "parquet", "txt")
    ]


def test_a_file_stays_what_it_was_when_the_statement_fails(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("before")
    path.chmod(0o640)
    assert in_process(capfd, "SELECT nam FROM tags", "-o", str(path))[0] == 1
    assert path.read_text() == "before"
    assert in_process(capfd, "SELECT 1 AS x", "-o", str(path))[0] == 0
    assert path.read_text() == "x\n1\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["rows.csv"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--dsn", "heymarket://somewhere", "SELECT 1"], 3, "no credential"),
        (["--dsn", "heymarket://sandbox?retires=1", "SELECT 1"], 3, "did you mean retries"),
        (["--dsn", "heymarket://:K@127.0.0.1:9/?tls=false&retries=0", "SELECT id FROM tags"], 3, "no whole reply"),
        (["--max-calls", "0", "SELECT id FROM tags"], 1, "max_calls"),
        (["SELECT 1 AS x; SELECT 2", "--format", "json"], 2, "one result"),
        (["SELECT ?; SELECT ?", "--param", "1"], 2, "one statement"),
        (["-- nothing"], 2, "empty"),
        (["-f", "/nowhere/a.sql"], 2, "cannot read"),
        (["SELECT 1", "-o", "/nowhere/a.csv"], 1, "cannot write"),
        (["--format", "xml"], 2, "invalid choice"),
    ],
)
def test_what_goes_wrong_is_one_message_and_a_code(
    arguments: list[str], code: int, message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    ended, _, errors = in_process(capfd, *arguments)
    assert ended == code
    assert message in errors
    assert "Traceback" not in errors


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.sql").write_bytes(b"SELECT '\xff'")
    assert in_process(capfd, "-f", str(tmp_path / "a.sql"))[::2] == (
        2,
        f"error: cannot read {tmp_path / 'a.sql'}: it is not UTF-8\n",
    )


def running(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "heymarket_dbapi", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and signals of POSIX")
def test_a_reader_that_has_enough_ends_the_shell_quietly() -> None:
    with running("--dsn", DSN, "--format", "csv", "SELECT * FROM generate_series(1, 1000000)") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and signals of POSIX")
def test_ctrl_c_ends_the_shell_quietly() -> None:
    slow = f"{DSN}&latency=20"
    with running("--dsn", slow, "--format", "jsonl", "SELECT 1 AS x; SELECT id FROM tags") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        time.sleep(0.3)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 130
        assert time.monotonic() - began < 10
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("given", "environment", "expected"),
    [
        (None, {}, SANDBOX),
        (None, {"HEYMARKET_DSN": "heymarket://:K@"}, "heymarket://:K@"),
        ("heymarket://sandbox?seed=2", {"HEYMARKET_DSN": "heymarket://:K@"}, "heymarket://sandbox?seed=2"),
        (None, {"HEYMARKET_API_KEY": "K"}, None),
        (SANDBOX, {"HEYMARKET_API_KEY": "K"}, SANDBOX),
    ],
)
def test_where_the_shell_connects_to(given: str | None, environment: dict[str, str], expected: str | None) -> None:
    assert dsn_of(ShellOptions(dsn=given), environment) == expected


def test_completion_costs_no_call_and_learns_of_custom_fields() -> None:
    dsn = "heymarket://sandbox?seed=6&contacts=20&messages=150"
    with heymarket_dbapi.connect(dsn, max_calls=0) as silent, heymarket_dbapi.connect(dsn) as connection:
        known = KnownTables(asking(silent))
        before = known.tables()["contacts"]
        connection.execute("SELECT id FROM contacts LIMIT 1").fetchall()
        connection.execute("SELECT count(*) FROM information_schema.columns").fetchall()
        known.forget()
        after = known.tables()["contacts"]
        assert set(before) < set(after)
