"""Start the site for an audit: fresh sample data in its own folder, a free port, a clean shutdown."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from audit.tools import REPOSITORY, AuditError

# Loading catalogue and samples takes half a minute, ten times as long on a busy machine.
START_SECONDS = 600
# For the web server, then the database.
STOP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Served:
    """A running site: its URL, paths of pages that nothing links to, by template, and its settings."""

    base: str
    extra: dict[str, list[str]]
    environment: dict[str, str]


@contextmanager
def served(data: Path) -> Iterator[Served]:
    """The sample site in production mode while the block runs. `data` is emptied first.

    Raises AuditError, with the server's output, if it does not start.
    """
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    # Overrides the settings of the caller's own site.
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "NEWSROOM_ENV": "local",
        "NEWSROOM_DATA_DIR": str(data),
        "DATABASE_URL": "",
        "DEBUG": "0",
        # Plain HTTP: https would redirect every request away from loopback.
        "SITE_URL": base,
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    with (data / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=REPOSITORY,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Own session: Ctrl-C reaches only the audit, which then stops the server once.
            start_new_session=True,
        )
        try:
            _wait(server, base, Path(log.name))
            yield Served(base, _seed(environment), environment)
        finally:
            _stop(server)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: "subprocess.Popen[bytes]", base: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError, urllib.error.URLError), urllib.request.urlopen(f"{base}/healthz", timeout=10):
            return
        time.sleep(0.3)
    raise AuditError(f"The site did not come up. It said:\n{log.read_text(encoding='utf-8')}")


def _seed(environment: dict[str, str]) -> dict[str, list[str]]:
    """Adds the seed data; returns the paths of pages that nothing links to."""
    output = subprocess.run(
        [sys.executable, "-m", "audit.seed"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if output.returncode:
        raise AuditError(f"The sample data could not be loaded:\n{output.stderr}")
    extra: dict[str, list[str]] = json.loads(output.stdout)
    return extra


def _stop(server: "subprocess.Popen[bytes]") -> None:
    # A second Ctrl-C must not leave the server and its database running.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _end(server)
    finally:
        signal.signal(signal.SIGINT, before)


def _end(server: "subprocess.Popen[bytes]") -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            server.wait(STOP_SECONDS)
    if server.poll() is None:
        server.kill()
        server.wait()
