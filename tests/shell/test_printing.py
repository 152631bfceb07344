"""Rows in, output out: each format, and that the streaming ones do not wait for the end."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from heymarket_dbapi.errors import NotSupportedError
from heymarket_dbapi.shell.formats import Format
from heymarket_dbapi.shell.output import Output
from heymarket_dbapi.shell.printing import print_answer
from heymarket_dbapi.shell.printing.answer import Answer
from heymarket_dbapi.shell.printing.colored import colored_text
from heymarket_dbapi.shell.printing.grid import grid_of

from .fakes import FakeCursor, Written

PEOPLE = [("id", "BIGINT"), ("name", "VARCHAR")]
ROWS: list[tuple[Any, ...]] = [(1, "Zoë"), (20, None)]


def printed(cursor: FakeCursor, form: Format, max_rows: int | None = None, **given: Any) -> str:
    written = Written(**given)
    print_answer(Answer(cursor), written.output, form, max_rows)
    return written.text


def lines(text: str) -> str:
    return text.removeprefix("\n")


def test_plain_text_is_aligned() -> None:
    assert printed(FakeCursor(PEOPLE, [ROWS]), Format.PLAIN) == lines("""
id | name
---+-----
 1 | Zoë
20 | NULL
(2 rows)
""")


def test_a_table_that_goes_elsewhere_than_to_a_terminal_is_plain() -> None:
    assert printed(FakeCursor(PEOPLE, [ROWS]), Format.TABLE) == printed(FakeCursor(PEOPLE, [ROWS]), Format.PLAIN)


def test_wide_signs_keep_columns_aligned() -> None:
    text = printed(FakeCursor([("a", "VARCHAR"), ("b", "VARCHAR")], [[("日本", "x"), ("abcd", "y")]]), Format.PLAIN)
    assert text.splitlines()[2:4] == ["日本 | x", "abcd | y"]


def test_no_rows_have_a_header() -> None:
    assert printed(FakeCursor(PEOPLE), Format.PLAIN).splitlines() == ["id | name", "---+-----", "(0 rows)"]


def test_what_is_too_wide_for_a_terminal_is_shown_as_records() -> None:
    columns = [(f"column_{number}", "VARCHAR") for number in range(40)]
    text = printed(FakeCursor(columns, [[tuple("x" * 40)]]), Format.PLAIN, is_terminal=True)
    assert text.splitlines()[:3] == ["-[ 1 ]-------", "column_0  | x", "column_1  | x"]
    assert "-[" not in printed(FakeCursor(columns, [[tuple("x" * 40)]]), Format.PLAIN)


@pytest.mark.parametrize(
    ("pages", "footer"),
    [
        ([[(1,), (2,)]], "(2 rows)"),
        ([[(1,), (2,), (3,), (4,)]], "(2 rows shown, 2 more; --max-rows 0 shows all)"),
        ([[(1,), (2,), (3,)], [(4,)], [(5,)]], "(2 rows shown, at least 2 more; --max-rows 0 shows all)"),
        ([[(1,)]], "(1 row)"),
    ],
)
def test_a_table_says_how_many_rows_it_does_not_show(pages: list[list[tuple[int]]], footer: str) -> None:
    cursor = FakeCursor([("id", "BIGINT")], pages)
    assert printed(cursor.execute(""), Format.PLAIN, 2).splitlines()[-1] == footer


def test_counting_the_rest_costs_one_call_at_most() -> None:
    cursor = FakeCursor([("id", "BIGINT")], [[(1,)] * 3] * 10)
    printed(cursor.execute(""), Format.PLAIN, 2)
    assert len(cursor.api_calls) == 2


def test_zero_shows_all_rows_on_a_terminal_too() -> None:
    cursor = FakeCursor([("id", "BIGINT")], [[(number,) for number in range(700)]])
    assert printed(cursor, Format.PLAIN, 0, is_terminal=True).endswith("(700 rows)\n")
    cursor = FakeCursor([("id", "BIGINT")], [[(number,) for number in range(700)]])
    assert "500 rows shown, 200 more" in printed(cursor.execute(""), Format.PLAIN, is_terminal=True)


def test_a_colored_table_has_lines_and_takes_no_markup_from_values() -> None:
    grid = grid_of(Answer(FakeCursor(PEOPLE, [[(1, "[red]x[/red]"), (2, None)]])), 0)
    text = colored_text(grid, 60)
    assert "╭" in text
    assert "[red]x[/red]" in text
    assert "(2 rows)" in text


def test_csv_follows_the_rfc() -> None:
    rows = [(1, 'say "hi", twice'), (2, "two\nlines"), (3, ""), (4, None)]
    text = printed(FakeCursor(PEOPLE, [rows]), Format.CSV)
    assert text == 'id,name\r\n1,"say ""hi"", twice"\r\n2,"two\nlines"\r\n3,""\r\n4,\r\n'
    assert list(csv.reader(io.StringIO(text, newline="")))[2] == ["2", "two\nlines"]


def test_a_csv_of_one_column_has_a_line_for_null() -> None:
    assert printed(FakeCursor([("a", "VARCHAR")], [[(None,), ("x",)]]), Format.CSV) == 'a\r\n""\r\nx\r\n'


DOUBLED = [("id", "BIGINT"), ("id", "BIGINT"), ("id_2", "JSON")]


def test_json_is_an_array_of_objects_in_which_double_names_survive() -> None:
    text = printed(FakeCursor(DOUBLED, [[(1, 2, '{"a": [1]}')], [(3, None, None)]]), Format.JSON)
    assert json.loads(text) == [
        {"id": 1, "id_3": 2, "id_2": {"a": [1]}},
        {"id": 3, "id_3": None, "id_2": None},
    ]


def test_json_without_rows_is_an_empty_array() -> None:
    assert json.loads(printed(FakeCursor(PEOPLE), Format.JSON)) == []


def test_json_lines_are_one_object_each() -> None:
    text = printed(FakeCursor(PEOPLE, [[(1, "a\nb")], [(2, None)]]), Format.JSONL)
    assert [json.loads(line) for line in text.splitlines()] == [{"id": 1, "name": "a\nb"}, {"id": 2, "name": None}]


def test_parquet_comes_back_as_it_was() -> None:
    written = Written()
    cursor = FakeCursor([("id", "BIGINT"), ("id", "BIGINT")], [[(1, 2)], [(3, 4)]]).execute("")
    print_answer(Answer(cursor), written.output, Format.PARQUET)
    written.stream.seek(0)
    table = pyarrow.parquet.read_table(written.stream)
    assert table.to_pydict() == {"id": [1, 3], "id_2": [2, 4]}
    assert pyarrow.parquet.ParquetFile(written.stream).num_row_groups == 1


def test_parquet_names_the_column_of_which_it_has_no_form() -> None:
    interval: Any = pyarrow.MonthDayNano  # the stubs know another constructor
    age = interval([1, 2, 3])
    cursor = FakeCursor([("id", "BIGINT"), ("age", "INTERVAL")], [[(1, age)]]).execute("")
    written = Written()
    with pytest.raises(NotSupportedError, match="age"):
        print_answer(Answer(cursor), written.output, Format.PARQUET)
    assert written.text == ""


@pytest.mark.parametrize("form", [Format.CSV, Format.JSON, Format.JSONL])
def test_streaming_formats_write_before_the_last_page_is_read(form: Format) -> None:
    cursor = FakeCursor(PEOPLE, [[(number, "x") for number in range(500)]] * 3)
    written, seen = Written(), []
    cursor.before_fetch = lambda: seen.append(len(written.text))
    print_answer(Answer(cursor), written.output, form)
    assert seen == sorted(set(seen)) or seen[0] == seen[1] == 0
    assert seen[2] > 500


def test_an_encoding_without_a_sign_gets_its_escape() -> None:
    written = Written(encoding="ascii")
    written.output.write("Zoë")
    assert written.text == "Zo\\xeb"


def test_check_is_asked_before_each_fetch() -> None:
    with stopping_after(1) as check, pytest.raises(KeyboardInterrupt):
        print_answer(Answer(FakeCursor(PEOPLE, [ROWS] * 900), check), Written().output, Format.CSV)


@contextmanager
def stopping_after(fetches: int) -> Iterator[Callable[[], None]]:
    left = [fetches]

    def check() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt

    yield check


def test_something_is_done_before_writing_to_a_terminal_only() -> None:
    seen: list[str] = []
    for is_terminal in (True, False):
        output = Output(io.BytesIO(), is_terminal=is_terminal).announced(lambda: seen.append("written"))
        output.write("x")
    assert seen == ["written"]
