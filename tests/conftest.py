"""What holds for all tests: names that are the same in every process, or they could not be shared out among them."""

from __future__ import annotations

import re

import pytest

_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """An error where a test's name holds an address in memory."""
    wrong = sorted({item.nodeid for item in items if _ADDRESS.search(item.nodeid)})
    if wrong:
        raise pytest.UsageError("give these parametrised tests ids without addresses: " + ", ".join(wrong[:5]))
