"""Where a host gets the site from: a repository that has an earlier version first, then the one of this checkout."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.hosts.debian import REPOSITORY, Host

# The first version with which the script set up a host in a test.
BEFORE = "730311c"


def history_reaches() -> bool:
    command = ["git", "-C", str(REPOSITORY), "cat-file", "-e", f"{BEFORE}^{{commit}}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


class Origin:
    """A repository whose branch `main` stands at the earlier version until `publish`."""

    def __init__(self, folder: Path) -> None:
        self._work, self._bare = folder / "work", folder / "newsroom.git"
        folder.mkdir(parents=True)
        _git("clone", "--quiet", "--no-local", REPOSITORY, self._work)
        _git("-C", self._work, "checkout", "--quiet", "-B", "main", BEFORE)
        _git("clone", "--quiet", "--bare", "--single-branch", self._work, self._bare)
        _git("-C", self._bare, "update-server-info")

    def publish(self) -> None:
        """The version of this checkout, with what is not committed."""
        _git("-C", self._work, "fetch", "--quiet", REPOSITORY, "HEAD")
        _git("-C", self._work, "merge", "--quiet", "--ff-only", "FETCH_HEAD")
        for name in _git(
            "-C", REPOSITORY, "ls-files", "--modified", "--others", "--exclude-standard"
        ).splitlines():
            copy = self._work / name
            if (REPOSITORY / name).is_file():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(REPOSITORY / name, copy)
            else:
                copy.unlink(missing_ok=True)
        _git("-C", self._work, "add", "--all")
        who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        _git(
            "-C", self._work, *who, "commit", "--quiet", "--allow-empty", "--message", "What is not committed"
        )
        _git("-C", self._work, "push", "--quiet", self._bare, "main")
        _git("-C", self._bare, "update-server-info")

    @contextmanager
    def served(self, host: Host) -> Iterator[str]:
        """Its address on the loopback of a host."""

        class Quiet(SimpleHTTPRequestHandler):
            def log_message(self, format: str, *arguments: object) -> None:
                """Says nothing."""

        with host.network():
            server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(self._bare.parent)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/{self._bare.name}"
        finally:
            server.shutdown()
            server.server_close()


def _git(*arguments: str | Path) -> str:
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout
