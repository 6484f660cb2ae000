"""A site as production serves it, on a database of its own that a test may kill and start again."""

import http.client
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.feeds.pull.test_pull_command import REPOSITORY, Site
from tests.newsroom.test_serve import free_port

START_SECONDS = 120.0
STOP_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Served:
    """A running gunicorn: its port, its process, and the file of its log."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers={n.replace("_", "-"): v for n, v in headers.items()})
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, named, response.read().decode(errors="replace"))
        finally:
            connection.close()

    def logged(self) -> str:
        return self.log.read_text()


def database_url(folder: Path) -> str:
    """The address of a data folder's running server, which nobody then starts by using it."""
    place = (folder / "postgres" / "postmaster.pid").read_text().splitlines()[4]
    return f"postgres://postgres@/{place}/newsroom"


@contextmanager
def serving(site: Site, *, threads: int = 4, **environment: str) -> Iterator[Served]:
    """Serves the site with one process of gunicorn until the block ends."""
    port = free_port()
    site.run("collectstatic", "--no-input", "--verbosity", "0")
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "newsroom.wsgi:application"),
                *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", str(threads)),
            ],
            cwd=REPOSITORY,
            env=site.environment | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        served = Served(port, process, Path(log.name))
        try:
            _wait_for(served)
            yield served
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)


def _wait_for(served: Served) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if served.ask("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the site did not come up: {served.logged()}")
