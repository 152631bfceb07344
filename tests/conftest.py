"""What holds for all tests: names that are the same in every process, or they cannot be shared out, and a folder."""

from __future__ import annotations

import os
import re
import shutil
import tempfile

import pytest

_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")


def pytest_configure(config: pytest.Config) -> None:
    """No test writes to the user's own folders; processes that a test starts meet in this one."""
    if hasattr(config, "workerinput"):
        return  # one of several processes that run tests; the one that started it has made the folder
    folder = tempfile.mkdtemp(prefix="heymarket-state-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    # The second is for tests that take the driver's own variables out of the environment.
    os.environ["HEYMARKET_STATE_DIR"] = os.environ["XDG_STATE_HOME"] = folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """An error where a test's name holds an address in memory."""
    wrong = sorted({item.nodeid for item in items if _ADDRESS.search(item.nodeid)})
    if wrong:
        raise pytest.UsageError("give these parametrised tests ids without addresses: " + ", ".join(wrong[:5]))
