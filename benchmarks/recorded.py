"""The run that is kept in results.json, as the README shows it."""

from __future__ import annotations

import json
from pathlib import Path

from .figures import Figure
from .report import SUMMARY, figures, table

RESULTS = Path(__file__).with_name("results.json")


def recorded() -> str:
    """The account, who needed how much, and the figures."""
    found = json.loads(RESULTS.read_text())
    measured = [Figure(**{name: value for name, value in one.items() if name != "ratio"}) for one in found["figures"]]
    asked = f"{len(found['questions'])} queries over {found['account']}."
    return "\n\n".join([asked, table(SUMMARY, found["summary"]), figures(measured)])
