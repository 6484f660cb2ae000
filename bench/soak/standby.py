"""A streaming replica of an embedded PostgreSQL, in a folder of its own: copied by pg_basebackup, following by its log."""

import os
import pwd
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg2

START_SECONDS = 60.0
LOG = "replica.log"


class Standby:
    """A replica of the running server whose data is in `primary`. It listens on a socket in its folder alone."""

    def __init__(self, primary: Path, folder: Path) -> None:
        self.folder = folder
        self.socket = str(folder)
        self._data = folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        # PostgreSQL does not run as root.
        owner = pwd.getpwuid((primary / "PG_VERSION").stat().st_uid)
        self._programs = Path((primary / "postmaster.opts").read_text().split()[0]).parent
        socket = (primary / "postmaster.pid").read_text().splitlines()[4]
        self._as_owner: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        copy = ("--checkpoint=fast", "--no-sync", "--wal-method=stream", "--write-recovery-conf")
        subprocess.run(
            [self._programs / "pg_basebackup", "-h", socket, "-U", "postgres", "-D", self._data, *copy],
            check=True,
            cwd=folder,
            stderr=subprocess.DEVNULL,  # it says that a socket is no file
            **self._as_owner,
        )

    def start(self) -> None:
        """Starts it, and waits until it answers. Raises RuntimeError where it does not."""
        with (self.folder / LOG).open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, "-h", "", "-k", self.socket],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                **self._as_owner,
            )
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends:
            with suppress(psycopg2.OperationalError):
                self.rows("postgres", "SELECT 1")
                return
            time.sleep(0.05)
        raise RuntimeError(f"The replica did not start; see {self.folder / LOG}")

    def rows(self, database: str, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        connection = psycopg2.connect(host=self.socket, user="postgres", dbname=database)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def kill(self) -> None:
        """Kills it with all its processes, as a power cut would."""
        if self._process is None:
            return
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        for pid in (self._process.pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        self._process.wait()
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """Stops it at once."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
                return
            self.kill()
