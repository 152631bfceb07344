"""The folder where a user's processes meet, and the file names in it, which tell nothing."""

from __future__ import annotations

import functools
import hmac
import os
import platform
import sys

from heymarket_dbapi.wire.credential import Credential

VARIABLE = "HEYMARKET_STATE_DIR"
MEMORY = "memory"
_NAME = "heymarket_dbapi"


def state_folder(given: str | None) -> str | None:
    """The folder given, else the environment's, else the user's own; None where nothing is to be shared."""
    chosen = given or os.environ.get(VARIABLE) or _users_own()
    return None if chosen == MEMORY else _resolved(chosen)


@functools.lru_cache
def _resolved(folder: str) -> str:
    return os.path.realpath(os.path.expanduser(folder))


def prepare(folder: str) -> None:
    """Make the folder where it is not there, for its owner alone; raises ``OSError``."""
    os.makedirs(folder, mode=0o700, exist_ok=True)


def ledger_name(credential: Credential, base_url: str, window: float) -> str:
    """The name of the file for one credential, address and machine: a hash whose key is the secret itself.

    The machine is part of it because a home may be shared over a network, and clocks of two machines do not compare.
    """
    about = "\0".join(("ledger", credential.kind.name, base_url, f"{window:g}", platform.node()))
    return f"budget-{hmac.digest(credential.reveal().encode(), about.encode(), 'sha256').hex()[:32]}"


def _users_own() -> str:
    if sys.platform == "win32":  # pragma: no cover - of three systems a run sees one
        return os.path.join(os.environ.get("LOCALAPPDATA") or os.path.expanduser("~"), _NAME)
    if sys.platform == "darwin":  # pragma: no cover - of three systems a run sees one
        return os.path.join("~", "Library", "Application Support", _NAME)
    return os.path.join(os.environ.get("XDG_STATE_HOME") or os.path.join("~", ".local", "state"), _NAME)
