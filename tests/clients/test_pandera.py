"""pandera checks the frame that a query gives."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.clients.client import client

pandas = client("pandas")
pandera = client("pandera.pandas")
pytestmark = pytest.mark.filterwarnings("ignore")


def _schema(**columns: object) -> object:
    return pandera.DataFrameSchema(
        {
            "id": pandera.Column("int64", unique=True),
            "created_date": pandera.Column("datetime64[us, UTC]"),
            "is_inbound": pandera.Column(bool),
            **columns,
        }
    )


def test_a_query_fits_its_schema(engine: Engine) -> None:
    schema = _schema(text=pandera.Column(str, nullable=True))
    frame = pandas.read_sql("SELECT id, created_date, is_inbound, text FROM messages", engine)
    assert len(schema.validate(frame)) == 450  # type: ignore[attr-defined]  # pandera is not installed where types are checked


def test_what_does_not_fit_is_told(engine: Engine) -> None:
    schema = _schema(text=pandera.Column(int))
    frame = pandas.read_sql("SELECT id, created_date, is_inbound, text FROM messages LIMIT 5", engine)
    with pytest.raises(pandera.errors.SchemaError, match="text"):
        schema.validate(frame)  # type: ignore[attr-defined]  # as above
