"""The example's script does it all by itself: a sandbox, a Superset from nothing, and a dashboard that is served."""

from __future__ import annotations

import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from .conftest import free_port

ROOT = Path(__file__).parents[3]


def test_the_script_serves_a_dashboard(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "examples.superset.start", "--home", str(tmp_path), "--python", sys.executable]
    command += ["--port", str(free_port())]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as script:
        assert script.stdout is not None
        name, address = script.stdout.readline().split()
        assert name == "dashboard"
        # Who is not logged in is shown where to.
        with urllib.request.urlopen(address) as reply:
            assert "/login/" in reply.url
        script.send_signal(signal.SIGINT)
        assert script.wait(60) == 0
