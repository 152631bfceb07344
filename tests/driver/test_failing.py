"""A page that fails far into a result: an error at that place, and again at the next fetch; then the missing rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars
import pyarrow
import pytest

import heymarket_dbapi
from heymarket_dbapi.sandbox import Fail, Sandbox

from .conftest import DSN

SQL = "SELECT id FROM contacts"
READS: dict[str, Callable[[Any], list[int]]] = {
    "fetchone": lambda cursor: [cursor.fetchone()[0]],
    "fetchmany": lambda cursor: [key for (key,) in cursor.fetchmany(15)],
    "iteration": lambda cursor: [next(iter(cursor))[0]],
    "fetchall": lambda cursor: [key for (key,) in cursor.fetchall()],
    "record batch": lambda cursor: next(iter(cursor.fetch_record_batch(15))).column(0).to_pylist(),
    "table": lambda cursor: cursor.fetch_arrow_table().column(0).to_pylist(),
    "data frame": lambda cursor: cursor.fetch_df()["id"].tolist(),
    "polars": lambda cursor: cursor.fetch_polars()["id"].to_list(),
}


@pytest.fixture
def broken(sandbox: Sandbox, connect: Callable[..., Any]) -> Any:
    """A cursor over a listing whose third page fails for ever."""
    cursor = connect(concurrency=1).cursor()
    sandbox.mischief.add(Fail(500), path="/v2/contacts/list", nth=3, times=float("inf"))
    cursor.execute(SQL)
    return cursor


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_an_error_at_that_place_and_at_the_next_fetch(
    read: Callable[[Any], list[int]], broken: Any, sandbox: Sandbox, ids: list[int]
) -> None:
    rows: list[int] = []
    with pytest.raises(heymarket_dbapi.OperationalError):
        for _ in range(100):
            rows += read(broken)
    assert len(rows) == len(set(rows)) <= 40 and set(rows) <= set(ids)
    for _ in range(2):
        with pytest.raises(heymarket_dbapi.OperationalError):
            broken.fetchall()
    assert broken.rowcount == -1
    sandbox.mischief.clear()
    rows += [key for (key,) in broken.fetchall()]
    assert sorted(rows) == ids and broken.rowcount - len(ids) == 0


@pytest.mark.parametrize("size", [15, 1000])
def test_a_reader_that_failed_is_not_at_its_end(size: int, broken: Any, sandbox: Sandbox, ids: list[int]) -> None:
    reader = iter(broken.fetch_record_batch(size))
    rows: list[int] = []
    for _ in range(3):
        with pytest.raises(heymarket_dbapi.OperationalError):
            while True:
                rows += next(reader).column(0).to_pylist()
    sandbox.mischief.clear()
    for batch in reader:
        rows += batch.column(0).to_pylist()
    assert sorted(rows) == ids


@pytest.mark.parametrize("read", [pyarrow.table, polars.DataFrame], ids=["pyarrow", "polars"])
def test_other_libraries_are_told(read: Callable[[Any], Any], sandbox: Sandbox) -> None:
    with heymarket_dbapi.connect(DSN, concurrency=1) as connection:
        cursor = connection.execute(SQL)
        sandbox.mischief.add(Fail(500), path="/v2/contacts/list", nth=3, times=float("inf"))
        with pytest.raises(Exception, match=r"500|internal|server"):
            read(cursor)
        with pytest.raises(heymarket_dbapi.OperationalError):
            cursor.fetchall()
    sandbox.mischief.clear()


def test_the_first_page_fails_in_execute(connection: Any, sandbox: Sandbox) -> None:
    sandbox.mischief.add(Fail(500), path="/v2/contacts/list", times=float("inf"))
    cursor = connection.cursor()
    with pytest.raises(heymarket_dbapi.OperationalError) as caught:
        cursor.execute(SQL)
    failed = [entry.request_id for entry in sandbox.log if entry.status == 500]
    assert caught.value.status == 500
    assert caught.value.request_id in failed
    # The count that was under way beside it may have been given up before it was sent.
    assert len([call for call in cursor.api_calls if call.status is not None]) <= len(sandbox.log)
    with pytest.raises(heymarket_dbapi.ProgrammingError):
        cursor.fetchone()


def test_a_blocking_plan_fails_and_then_answers(connection: Any, sandbox: Sandbox, ids: list[int]) -> None:
    cursor = connection.execute("SELECT count(*), min(id) FROM contacts WHERE first_name IS NOT NULL OR TRUE")
    sandbox.mischief.add(Fail(503), path="/v2/contacts/list", times=float("inf"))
    for _ in range(2):
        with pytest.raises(heymarket_dbapi.OperationalError):
            cursor.fetchall()
    sandbox.mischief.clear()
    assert cursor.fetchall() == [(len(ids), ids[0])]


@pytest.mark.parametrize("fetch", ["fetchall", "fetch_arrow_table", "fetchone"])
def test_a_value_that_cannot_be_computed_never_looks_like_the_end(fetch: str, connection: Any, ids: list[int]) -> None:
    """A row of a late page fails in the engine: the rows of that page are neither given nor passed over."""
    listed = [key for (key,) in connection.execute(SQL).fetchall()]
    cursor = connection.execute(f"SELECT 1 / (id - {listed[50]}) FROM contacts")
    for _ in range(2):
        with pytest.raises(heymarket_dbapi.DataError):
            for _ in range(len(ids) + 1):
                getattr(cursor, fetch)()


def test_a_warning_made_an_error_loses_no_row(
    connect: Callable[..., Any], sandbox: Sandbox, recwarn: pytest.WarningsRecorder
) -> None:
    import warnings

    from heymarket_dbapi.sandbox import ShortPage

    connection = connect(incomplete="warn")
    sandbox.mischief.add(ShortPage(1), path="/v2/contacts/list", nth=2, times=float("inf"))
    sql = "SELECT id FROM contacts ORDER BY id"
    expected = connection.execute(sql).fetchall()
    cursor = connection.execute(sql)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = []
        for _ in range(5):
            try:
                rows += cursor.fetchall()
            except heymarket_dbapi.IncompleteWarning:
                continue
    assert rows == expected
    if cursor.completeness != "complete":
        assert [kind for kind, _ in cursor.messages] == [heymarket_dbapi.IncompleteWarning]
        assert not any("heymarket_dbapi" in warning.filename for warning in recwarn)
