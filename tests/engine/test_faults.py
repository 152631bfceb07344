"""What the engine raises: the class of the tree, and no value of the user's in the text."""

from __future__ import annotations

import pickle

import pytest

from heymarket_dbapi import errors
from heymarket_dbapi.engine import Engine
from heymarket_dbapi.engine.faults import translate

CASES = [
    ("selct 1", errors.ProgrammingError, 'at or near "selct"'),
    ("SELECT nope FROM (SELECT 1 AS a) t", errors.ProgrammingError, '"nope"'),
    ("SELECT * FROM nope", errors.ProgrammingError, "nope"),
    ("SELECT nope(1)", errors.ProgrammingError, "nope"),
    ("SELECT upper(1, 2)", errors.ProgrammingError, "upper(INTEGER_LITERAL, INTEGER_LITERAL)"),
    ("SELECT 'secret'::INTEGER", errors.DataError, "to INT32"),
    ("SELECT 'se''cret'::INTEGER", errors.DataError, "to INT32"),
    ("SELECT ('secret' || chr(10) || chr(10) || 'LINE 1: secret')::INTEGER", errors.DataError, "to INT32"),
    ("SELECT 'secret'::DATE", errors.DataError, "date"),
    ("SELECT 'secret'::TIMESTAMPTZ", errors.DataError, "timestamp"),
    ("SELECT 'secret'::UUID", errors.DataError, "UUID"),
    ("SELECT '{secret'::JSON", errors.DataError, "JSON"),
    ("SELECT strptime('secret', '%Y')", errors.DataError, "parse"),
    ("SELECT regexp_matches('a', '(secret')", errors.DataError, "missing )"),
    ("SELECT 4242424242::TINYINT", errors.DataError, "INT8"),
    ("SELECT 424242::DECIMAL(3, 2)", errors.DataError, "DECIMAL(3,2)"),
    ("SELECT 9223372036854775807 + 4242", errors.DataError, "Overflow"),
    ("SELECT 1 / 0", errors.DataError, "Division by zero"),
    ("SELECT 1 % 0", errors.DataError, "Division by zero"),
    ("SELECT (SELECT 1 UNION ALL SELECT 2)", errors.DataError, "More than one row"),
    ("SELECT now() AT TIME ZONE 'secret/zone'", errors.DataError, "time zone"),
    ("SELECT repeat('secret', 4242424242)", errors.DataError, "string"),
    ("SELECT 1; SELECT 2", errors.ProgrammingError, "one query"),
    ("DELETE FROM t", errors.ProgrammingError, "nothing but queries"),
    ("", errors.ProgrammingError, "one query"),
    ("SELECT $a + $b", errors.ProgrammingError, "parameter a"),
]


@pytest.mark.parametrize(("sql", "kind", "part"), CASES, ids=[case[0][:50] for case in CASES])
def test_class_and_text(sql: str, kind: type[errors.Error], part: str) -> None:
    workbench = Engine.open("faults").workbench()
    with pytest.raises(errors.DatabaseError) as caught:
        workbench.compute(sql, {})
    text = str(caught.value)
    assert type(caught.value) is kind
    assert part in text
    for value in ("secret", "cret", "4242", "LINE 1", "Candidate", "Did you mean", "SET ", "Traceback", "\n"):
        assert value not in text
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert str(pickle.loads(pickle.dumps(caught.value))) == text


def test_workbench_is_usable_after_an_error() -> None:
    workbench = Engine.open("faults").workbench()
    with pytest.raises(errors.DataError):
        workbench.compute("SELECT 'x'::INTEGER", {})
    assert workbench.compute("SELECT 1 AS a", {}).to_pylist() == [{"a": 1}]


def test_out_of_memory_is_operational() -> None:
    workbench = Engine.open("small", memory_limit="20MB").workbench()
    with pytest.raises(errors.OperationalError, match="memory_limit"):
        workbench.compute("SELECT list(range::VARCHAR || repeat('x', 100)) AS l FROM range(1000000)", {})
    assert workbench.compute("SELECT 1 AS a", {}).to_pylist() == [{"a": 1}]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ConstraintException", errors.IntegrityError),
        ("InternalException", errors.InternalError),
        ("TransactionException", errors.InternalError),
        ("IOException", errors.OperationalError),
        ("NotImplementedException", errors.NotSupportedError),
        ("SomethingNew", errors.InternalError),
    ],
)
def test_classes_that_queries_seldom_meet(name: str, kind: type[errors.Error]) -> None:
    fault = type(name, (Exception,), {})("Constraint Error: Duplicate key \"id: 42\" violates 'x'")
    translated = translate(fault)
    assert type(translated) is kind
    assert "42" not in str(translated)
