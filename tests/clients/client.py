"""A client's module where its environment has it; elsewhere its tests are left out."""

from __future__ import annotations

import importlib
import os
from typing import Any

import pytest


def client(module: str) -> Any:
    """The module; its absence is an error in the environment that was made for it, and skips the file elsewhere."""
    if "HEYMARKET_CLIENT" in os.environ:
        return importlib.import_module(module)
    return pytest.importorskip(
        module, reason="we have not installed it here: python -m tests.clients.environments does"
    )
