"""The example notebook runs from its first cell to its last, and draws."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.client import client

nbformat = client("nbformat")
nbclient = client("nbclient")
pytestmark = pytest.mark.filterwarnings("ignore")
EXAMPLES = Path(__file__).parents[2] / "examples"


def test_messages_per_day() -> None:
    notebook = nbformat.read(EXAMPLES / "messages_per_day.ipynb", as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    kinds = {kind for cell in notebook.cells for output in cell.get("outputs", ()) for kind in output.get("data", ())}
    assert {"image/png", "text/html"} <= kinds
