"""The site as production runs it, and a session of the desk."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from bench.pages.processes import Server, free_port, parent_of, running

WORKERS, THREADS = 2, 8  # as in the Dockerfile


@contextmanager
def served(log: Path, *, workers: int = WORKERS, keeps_pages: bool = False) -> Iterator[tuple[str, Server]]:
    """The site's address and its web server while the block runs; the database is this process's own. Unless `keeps_pages`,
    each page is made anew for who asks."""
    base = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "gunicorn", "newsroom.wsgi:application"]
    command += ["--bind", base.removeprefix("http://"), "--worker-class", "gthread"]
    command += ["--workers", str(workers), "--threads", str(THREADS), "--worker-tmp-dir", "/dev/shm"]
    command += ["--no-control-socket", "--log-level", "warning"]
    environment = {
        "MALLOC_ARENA_MAX": "2",
        **os.environ,
        "SITE_URL": base,
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "ERROR",
    }
    if not keeps_pages:
        environment["PAGE_CACHE_MB"] = "0"
    with running(
        command, log=log, answers=f"{base}/readyz", env=environment, cwd=settings.BASE_DIR
    ) as server:
        yield base, server


def database_server() -> Server:
    """The database's own process, where it runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return Server(parent_of(pid))


def desk_headers() -> dict[str, str]:
    """The headers of a browser that is signed in to the desk as somebody who may see all of it."""
    users = get_user_model().objects
    account = users.filter(is_superuser=True).first() or users.create_superuser("bench")
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}
