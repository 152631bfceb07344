"""The file in which the prompt's lines are remembered."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def history_file(environment: Mapping[str, str] | None = None) -> Path | None:
    """The file, readable for its user alone; None where it cannot be written."""
    path = _state_folder(os.environ if environment is None else environment) / "heymarket_dbapi" / "history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        path.chmod(0o600)
    except OSError:
        return None
    return path


def _state_folder(environment: Mapping[str, str]) -> Path:
    if sys.platform == "win32" and environment.get("LOCALAPPDATA"):
        return Path(environment["LOCALAPPDATA"])
    chosen = environment.get("XDG_STATE_HOME", "")
    if os.path.isabs(chosen):
        return Path(chosen)
    return Path(environment.get("HOME") or os.path.expanduser("~")) / ".local" / "state"
