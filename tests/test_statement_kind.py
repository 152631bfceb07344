"""What kind of statement a text is, told by its first word."""

from __future__ import annotations

import pytest

from heymarket_dbapi import errors
from heymarket_dbapi.sql.kind import StatementKind, permit_statement, statement_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("select 1", StatementKind.QUERY),
        ("  \n-- x\n/* a /* b */ c */ ( SELECT 1)", StatementKind.QUERY),
        ("; ;SELECT 1", StatementKind.QUERY),
        ("\ufeffselect 1", StatementKind.QUERY),
        ("WITH x AS (SELECT 1) SELECT 1", StatementKind.QUERY),
        ("VALUES (1)", StatementKind.QUERY),
        ("table contacts", StatementKind.QUERY),
        ("from contacts", StatementKind.QUERY),
        ("explain select 1", StatementKind.EXPLAIN),
        ("CALL refresh_metadata()", StatementKind.CALL),
        ("SHOW timezone", StatementKind.SHOW),
        ("set heymarket.timeout = 1", StatementKind.SET),
        ("RESET ALL", StatementKind.RESET),
        ("describe contacts", StatementKind.DESCRIBE),
        ("start transaction", StatementKind.BEGIN),
        ("end", StatementKind.COMMIT),
        ("ABORT", StatementKind.ROLLBACK),
        ("savepoint a", StatementKind.SAVEPOINT),
        ("insert into t values (1)", StatementKind.INSERT),
        ("merge into t", StatementKind.MERGE),
        ("create table t (a int)", StatementKind.CREATE),
        ("comment on table t is 'x'", StatementKind.COMMENT),
        ("truncate t", StatementKind.TRUNCATE),
        ("Copy t to 'x'", StatementKind.FORBIDDEN),
        ("selct 1", StatementKind.UNKNOWN),
        ("'select'", StatementKind.UNKNOWN),
        ("", StatementKind.EMPTY),
        ("-- only a comment", StatementKind.EMPTY),
        ("/* never ends SELECT 1", StatementKind.EMPTY),
    ],
)
def test_statement_kind(text: str, kind: StatementKind) -> None:
    assert statement_kind(text) is kind


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("\n  selct 1", "did you mean SELECT", (2, 3)),
        ("'4155550100' is a phone", "no statement begins like this", (1, 1)),
        ("", "empty", None),
    ],
)
def test_what_is_no_statement(text: str, message: str, position: tuple[int, int] | None) -> None:
    with pytest.raises(errors.ProgrammingError, match=message) as caught:
        permit_statement(text)
    assert caught.value.position == position
    assert "4155550100" not in str(caught.value)
