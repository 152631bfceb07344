"""Streamlit's ``st.connection`` over a URL: cached queries and sessions."""

from __future__ import annotations

import pytest

from tests.clients.client import client
from tests.dialect.conftest import Place

testing = client("streamlit.testing.v1")
pytestmark = pytest.mark.filterwarnings("ignore")

SCRIPT = """
import streamlit
from sqlalchemy import text

connection = streamlit.connection("heymarket", type="sql", url="heymarket://{address}")
frame = connection.query("SELECT id, name FROM tags WHERE id > :least ORDER BY id", params={{"least": 0}}, ttl=600)
streamlit.dataframe(frame)
with connection.session as session:
    streamlit.write(session.execute(text("SELECT count(*) FROM messages")).scalar())
"""


def test_an_app_shows_rows_and_asks_again_only_for_what_is_not_cached(place: Place) -> None:
    app = testing.AppTest.from_string(SCRIPT.format(address=place.address), default_timeout=60).run()
    assert not app.exception
    assert [item.value for item in app.markdown] == ["`450`"]
    assert len(app.dataframe[0].value) > 10
    before = place.calls
    app.run()
    assert place.calls - before == 1  # the counter; the frame was kept
