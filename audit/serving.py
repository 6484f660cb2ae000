"""Starts the site for an audit: fresh sample data in a folder of its own, a free port, and an end to all of it."""

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

# Catalogue and samples take half a minute, on a machine that others keep busy ten times as long.
START_SECONDS = 600
# The web server, then the database.
STOP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Served:
    """A running site: its address, and paths of pages that nothing links to, by template."""

    base: str
    extra: dict[str, list[str]]


@contextmanager
def served(data: Path) -> Iterator[Served]:
    """The sample site, served as production serves it, as long as the block runs. `data` is emptied first.

    Raises AuditError, with what the server printed, when it does not come up.
    """
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    # Whatever the caller's own site is set to, this one is a site of its own.
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "NEWSROOM_ENV": "local",
        "NEWSROOM_DATA_DIR": str(data),
        "DATABASE_URL": "",
        "DEBUG": "0",
        # Plain HTTP: an address with https would lead every request away from loopback.
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
            # Ctrl-C reaches the audit alone, which then ends the server once, not in the middle of its own ending.
            start_new_session=True,
        )
        try:
            _wait(server, base, Path(log.name))
            yield Served(base, _furnish(environment))
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


def _furnish(environment: dict[str, str]) -> dict[str, list[str]]:
    """Adds comments and a withdrawn article, and gives the paths of pages that nothing links to."""
    told = subprocess.run(
        [sys.executable, "-m", "audit.furnishing"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise AuditError(f"The sample site could not be furnished:\n{told.stderr}")
    extra: dict[str, list[str]] = json.loads(told.stdout)
    return extra


def _stop(server: "subprocess.Popen[bytes]") -> None:
    # A second Ctrl-C must not leave a server and its database behind.
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
