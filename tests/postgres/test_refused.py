"""What the engine cannot answer as PostgreSQL does is refused by name, and nothing of the SQL's texts is told."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot.optimizer.qualify import qualify

from heymarket_dbapi.errors import NotSupportedError
from heymarket_dbapi.sql.reading import Reading, name_columns
from heymarket_dbapi.sql.translate import translate
from tests.postgres.cases import REFUSED, SCHEMA, Case, read_file


@pytest.mark.parametrize("case", read_file(REFUSED), ids=lambda case: case.text)
def test_refused(case: Case) -> None:
    tree = qualify(name_columns(sqlglot.parse_one(case.sql, read=Reading)), schema=SCHEMA, dialect=Reading)
    with pytest.raises(NotSupportedError) as caught:
        translate(tree, SCHEMA)
    assert case.answer in str(caught.value)
