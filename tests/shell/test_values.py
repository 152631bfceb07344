"""Values in, texts out."""

from __future__ import annotations

import datetime
import json
import math
import uuid
from decimal import Decimal
from typing import Any

import pytest

from heymarket_dbapi.shell.printing.values import as_json, plain, shown
from heymarket_dbapi.shell.widths import display_width, harmless

MOMENT = datetime.datetime(2024, 5, 1, 12, 30, 0, 120000, tzinfo=datetime.UTC)
CASES: list[tuple[Any, ...]] = [
    (None, "NULL", "", "null"),
    (True, "true", "true", "true"),
    (12, "12", "12", "12"),
    (0.1, "0.1", "0.1", "0.1"),
    (math.inf, "Infinity", "Infinity", '"Infinity"'),
    (math.nan, "NaN", "NaN", '"NaN"'),
    (Decimal("1.50"), "1.50", "1.50", "1.50"),
    (Decimal("0E-8"), "0.00000000", "0.00000000", "0.00000000"),
    (Decimal("NaN"), "NaN", "NaN", '"NaN"'),
    (Decimal("12345678901234567890.12"), *(["12345678901234567890.12"] * 3)),
    ("Zoë\n", "Zoë\\n", "Zoë\n", '"Zoë\\n"'),
    (MOMENT, "2024-05-01 12:30:00.120000+00:00", *[MOMENT.isoformat(), f'"{MOMENT.isoformat()}"']),
    (datetime.date(2024, 5, 1), "2024-05-01", "2024-05-01", '"2024-05-01"'),
    (datetime.time(1, 2, 3), "01:02:03", "01:02:03", '"01:02:03"'),
    (datetime.timedelta(days=1, seconds=3), "1 day, 0:00:03", "P1DT0H0M3S", '"P1DT0H0M3S"'),
    (datetime.timedelta(seconds=-90.5), "-1 day, 23:58:29.500000", "-P0DT0H1M30.500000S", '"-P0DT0H1M30.500000S"'),
    (b"\xc3\xa9", "\\xc3a9", "w6k=", '"w6k="'),
    (b"\x00" * 33, "\\x" + "00" * 32 + "… (33 bytes)", "AAAA" * 11, '"' + "AAAA" * 11 + '"'),
    ([1, None, "a"], '[1, null, "a"]', '[1, null, "a"]', '[1, null, "a"]'),
    ((1, 2), "[1, 2]", "[1, 2]", "[1, 2]"),
    ({"a": MOMENT, 1: 2}, *([f'{{"a": "{MOMENT.isoformat()}", "1": 2}}'] * 3)),
    (uuid.UUID(int=5), *(["00000000-0000-0000-0000-000000000005"] * 2), '"00000000-0000-0000-0000-000000000005"'),
]


@pytest.mark.parametrize(("value", "in_table", "in_csv", "in_json"), CASES, ids=[repr(case[0])[:40] for case in CASES])
def test_values_as_text(value: Any, in_table: str, in_csv: str, in_json: str) -> None:
    assert (shown(value), plain(value), as_json(value)) == (in_table, in_csv, in_json)
    json.loads(as_json(value))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":\n 1.10}', '{"a": 1.10}'),
        ("[]", "[]"),
        ("1e999999", "1E+999999"),
        ("{broken", '"{broken"'),
        ("[" * 100_000, '"' + "[" * 100_000 + '"'),
    ],
)
def test_a_document_stays_what_it_means_on_one_line(text: str, expected: str) -> None:
    assert as_json(text, is_document=True) == expected


def test_signs_that_steer_a_terminal_are_escaped() -> None:
    assert harmless("a\x1b[31mb\r\n\t\u202e\x9b") == "a\\x1b[31mb\\r\\n\\t\\u202e\\x9b"
    assert harmless("Zoë 日本 👍🏽") == "Zoë 日本 👍🏽"


def test_width_counts_columns_of_a_terminal() -> None:
    assert display_width("abc") == 3
    assert display_width("日本") == 4
    assert display_width("e\u0301") == 1
