"""JupySQL's magics: queries, parameters, its own SELECTs for tables, profiles and plots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.clients.client import client
from tests.dialect.conftest import Place

client("sql")
interactive = client("IPython.core.interactiveshell")
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def shell(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("MPLBACKEND", "agg")
    made = interactive.InteractiveShell()
    made.run_line_magic("load_ext", "sql")
    made.run_line_magic("sql", f"heymarket://{place.address}")
    yield made
    made.run_line_magic("sql", f"--close heymarket://{place.address}")


def test_a_cell_gives_rows_and_frames(shell: Any) -> None:
    assert len(shell.run_cell_magic("sql", "", "SELECT id, created_date FROM messages").DataFrame()) == 450
    shell.user_ns["least"] = 5
    found = shell.run_line_magic("sql", "SELECT count(*) AS n FROM messages WHERE id > {{least}}")
    assert found.dict() == {"n": (450,)}


def test_its_commands_know_tables_and_columns(shell: Any) -> None:
    assert "messages" in str(shell.run_line_magic("sqlcmd", "tables"))
    assert "account_number" in str(shell.run_line_magic("sqlcmd", "columns --table contacts"))


def test_it_goes_on_after_an_average_of_text(shell: Any) -> None:
    profile = str(shell.run_line_magic("sqlcmd", "profile --table tags"))
    assert "std" in profile and "name" in profile


def test_a_saved_query_is_used_by_another_and_drawn(shell: Any) -> None:
    shell.run_cell_magic("sql", "--save received --no-execute", "SELECT * FROM messages WHERE is_inbound")
    counted = shell.run_line_magic("sql", "--with received SELECT count(*) AS n FROM received")
    assert 0 < counted.dict()["n"][0] < 450
    drawn = shell.run_line_magic("sqlplot", "histogram --table received --column id --with received")
    assert len(drawn.patches) > 1


def test_an_error_leaves_the_connection_usable(shell: Any) -> None:
    with pytest.raises(Exception, match="nothing"):
        shell.run_line_magic("sql", "SELECT nothing FROM tags")
    assert shell.run_line_magic("sql", "SELECT count(*) AS n FROM messages").dict() == {"n": (450,)}
