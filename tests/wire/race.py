"""Four processes with one key against a sandbox that enforces its limit, and what its log says of them."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from heymarket_dbapi.sandbox import SANDBOX_API_KEY, Entry, Sandbox, serve

ROOT = Path(__file__).parents[2]
MODES = ("blocking", "awaiting", "blocking", "awaiting")


@dataclass(frozen=True, slots=True)
class Race:
    """What came of it: the log by process, and how each ended (None: killed)."""

    log: dict[str, list[Entry]]
    codes: dict[str, int | None]

    @property
    def seconds(self) -> float:
        """The time from the first request to the last."""
        moments = [entry.received_at for entries in self.log.values() for entry in entries]
        return max(moments) - min(moments)

    @property
    def refused(self) -> int:
        """How many requests were refused."""
        return sum(entry.status == 429 for entries in self.log.values() for entry in entries)

    @property
    def shares(self) -> list[int]:
        """How much each process that ended well was served by the moment when the first had all it wanted."""
        ended = {name for name, code in self.codes.items() if code == 0}
        first = min(self.log[name][-1].received_at for name in ended)
        return sorted(sum(entry.received_at <= first for entry in self.log[name]) for name in ended)


def race(calls: int, budget: int, window: float, kill_after: float | None = None) -> Race:
    """Four processes make ``calls`` requests each; one of them is killed after so many seconds, if told."""
    sandbox = Sandbox(contacts=5, messages=5, rate_limit=budget, rate_window=window)
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(serve(sandbox)).url
        racers = [
            stack.enter_context(racer(url, f"racer{number}", mode, calls, budget, window))
            for number, mode in enumerate(MODES)
        ]
        for process in racers:
            await_readiness(process)
        for process in racers:
            start(process)
        killed = None
        if kill_after is not None:
            time.sleep(kill_after)
            killed = random.choice(racers)
            os.kill(killed.pid, signal.SIGKILL)
        codes = [process.wait(60 + 10 * window) for process in racers]
    log: dict[str, list[Entry]] = {}
    for entry in sandbox.log:
        log.setdefault(entry.headers["user-agent"], []).append(entry)
    ends = {f"racer{n}": None if process is killed else codes[n] for n, process in enumerate(racers)}
    return Race(log, ends)


def start(process: subprocess.Popen[str]) -> None:
    """Let a process that is ready begin."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


@contextlib.contextmanager
def racer(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A process that makes itself ready, and ends with the block: NAME MODE CALLS BUDGET WINDOW after the address."""
    address, *others = map(str, arguments)
    command = [sys.executable, "-m", "tests.wire.racer", address, SANDBOX_API_KEY, *others]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def await_readiness(process: subprocess.Popen[str]) -> None:
    """Wait until a process says that it is ready."""
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
