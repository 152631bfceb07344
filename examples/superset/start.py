"""Superset over a Heymarket account, from nothing: environment, database of its own, user, server, dashboard.

    python -m examples.superset.start                                    # over a sandbox, served on this machine
    python -m examples.superset.start --url heymarket://SECRET_ID:KEY@api.heymarket.com/

It takes about two minutes the first time, says where the dashboard is, and serves until it is interrupted.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from examples.superset.dashboard import Made, make
from examples.superset.service import Service, wait_for

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
NAME = "admin"
# The charts of a dashboard share what was read, and no chart asks for columns that cost a call for each row.
OPTIONS = "result_cache_ttl=300&suppress_extended_requests=true"


class Home:
    """A folder with Superset's environment and its own database."""

    def __init__(self, folder: Path, python: str | None = None) -> None:
        self.folder = folder
        self.python = Path(python) if python else folder / "environment" / "bin" / "python"
        folder.mkdir(parents=True, exist_ok=True)
        self._secrets = folder / "secrets.json"
        if not self._secrets.exists():
            self._secrets.touch(mode=0o600)
            self._secrets.write_text(json.dumps({"key": secrets.token_urlsafe(42), "password": secrets.token_hex(8)}))

    @property
    def password(self) -> str:
        """The password of the user ``admin``."""
        return str(json.loads(self._secrets.read_text())["password"])

    def install(self) -> None:
        """Superset with the driver, in an environment of their own."""
        if self.python.exists():
            return
        subprocess.run([sys.executable, "-m", "venv", str(self.folder / "environment")], check=True)
        wanted = ["--requirement", str(HERE / "requirements.txt"), "--editable", f"{CHECKOUT}[sqlalchemy]"]
        subprocess.run([str(self.python), "-m", "pip", "install", "--quiet", *wanted], check=True)

    def prepare(self) -> None:
        """Superset's tables, its user and its roles."""
        if (self.folder / "superset.db").exists():
            return
        self._run("db", "upgrade")
        person = ["--firstname", "Ada", "--lastname", "Admin", "--email", "admin@example.org"]
        self._run("fab", "create-admin", "--username", NAME, "--password", self.password, *person)
        self._run("init")

    @contextlib.contextmanager
    def serve(self, port: int) -> Iterator[str]:
        """The address of a running server."""
        address = f"http://127.0.0.1:{port}"
        with (self.folder / "server.log").open("w") as log:
            server = subprocess.Popen(
                self._command("run", "--port", str(port), "--with-threads"),
                env=self._environment,
                stdout=log,
                stderr=log,
            )
            try:
                wait_for(address)
                yield address
            finally:
                server.terminate()
                server.wait()

    def _run(self, *words: str) -> None:
        with (self.folder / "prepare.log").open("a") as log:
            subprocess.run(self._command(*words), env=self._environment, stdout=log, stderr=log, check=True)

    def _command(self, *words: str) -> list[str]:
        return [str(self.python.with_name("superset")), *words]

    @property
    def _environment(self) -> dict[str, str]:
        own = {
            "FLASK_APP": "superset.app:create_app()",
            "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
            "SUPERSET_HOME": str(self.folder),
            "SUPERSET_SECRET_KEY": str(json.loads(self._secrets.read_text())["key"]),
        }
        return {**os.environ, **own}


@contextlib.contextmanager
def served_sandbox(python: Path) -> Iterator[str]:
    """The URL of a sandbox, served on this machine by a process of its own."""
    command = [str(python), "-m", "heymarket_dbapi.sandbox", "--port", "0", "--contacts", "1500", "--messages", "6000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            process.stdout.readline()
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def with_options(url: str) -> str:
    """The URL with the options that serve a dashboard."""
    return f"{url}{'&' if '?' in url else '?'}{OPTIONS}"


def main() -> None:
    """Do it all, and serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="the account (default: a sandbox)")
    parser.add_argument("--home", type=Path, default=Path("superset-home"), help="folder for all that is made")
    parser.add_argument("--python", help="the Python of an environment that has Superset and the driver already")
    parser.add_argument("--port", type=int, default=8088)
    given = parser.parse_args()
    # A polite end takes the servers with it, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    home = Home(given.home.resolve(), given.python)
    home.install()
    home.prepare()
    with contextlib.ExitStack() as stack:
        url = given.url or stack.enter_context(served_sandbox(home.python))
        address = stack.enter_context(home.serve(given.port))
        made = make(Service(address, NAME, home.password), with_options(url))
        _tell(address, home, made)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


def _tell(address: str, home: Home, made: Made) -> None:
    print(f"dashboard  {address}/superset/dashboard/{made.dashboard}/")
    print(f"user       {NAME}, password {home.password}", flush=True)


if __name__ == "__main__":
    main()
