"""Four processes, one key, the real minute: python -m tests.long.budget."""

from __future__ import annotations

import os
import sys
import tempfile

from heymarket_dbapi.wire import WINDOW
from tests.wire.race import Race, race

BUDGET = 500
CALLS = 310


def main() -> int:
    """Print what the processes were served; the exit code tells whether it was as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HEYMARKET_STATE_DIR"] = folder
        whole = _judged("four processes", race(CALLS, BUDGET, WINDOW))
        killed = _judged("one of them killed after 20 s", race(CALLS, BUDGET, WINDOW, kill_after=20.0))
    return 0 if whole and killed else 1


def _judged(name: str, done: Race) -> bool:
    served = {racer: len(entries) for racer, entries in sorted(done.log.items())}
    print(f"{name}: {done.seconds:.1f} s, {done.refused} times 429, calls {served}")
    print(f"  how each ended: {done.codes}; served when the first had ended: {done.shares}", flush=True)
    ended = [code for code in done.codes.values() if code is not None]
    calls = sum(served.values())
    least = (-(-calls // BUDGET) - 1) * WINDOW
    in_time = least <= done.seconds < least + WINDOW / 2
    return len(ended) >= 3 and not any(ended) and done.refused == 0 and done.shares[0] >= 0.7 * CALLS and in_time


if __name__ == "__main__":
    sys.exit(main())
