"""`make run`: prepares everything that the site needs, serves it, and shuts it down on SIGINT or SIGTERM."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from newsroom.local_secrets import write_private
from newsroom.static_files import collect_if_changed

LAST_PORT = 65_535
WORKERS = 2
THREADS = 8
EDITOR = "editor"
PASSWORD_BYTES = 12
STOP_SECONDS = 15


class Command(BaseCommand):
    help = (
        "Starts the database, migrates, loads the catalogue and the samples when there are none, and serves."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=WORKERS, help="processes")
        parser.add_argument("--threads", type=int, default=THREADS, help="threads a process")

    def handle(self, *, host: str, port: int, workers: int, threads: int, **options: Any) -> None:
        if not 0 < port <= LAST_PORT:
            raise CommandError(f"--port must be a number from 1 to {LAST_PORT}.")
        _refuse_taken_port(host, port)
        for ending in (signal.SIGINT, signal.SIGTERM):
            # Installed explicitly: a process started in the background of a shell inherits an ignored SIGINT.
            signal.signal(ending, _interrupt)
        try:
            password = self._prepare()
            self._announce(host, port, password)
            _serve(host, port, workers, threads)
        except KeyboardInterrupt:
            pass
        self.stdout.write("Stopped. The data stays in place; `make run` goes on from here.")

    def _prepare(self) -> str | None:
        """Updates database, translations, catalogue and samples; returns the editor's password if it is new."""
        self._step("database")
        call_command("migrate", interactive=False, verbosity=0)
        self._step("translations and static files")
        call_command("compile_translations", verbosity=0)
        collect_if_changed()
        self._step("catalogue")
        call_command("load_catalogue", if_none=True, stdout=StringIO())
        self._step("sample articles")
        call_command("load_samples", if_none=True, stdout=StringIO())
        password = _make_editor(settings.DATA_DIR / "editor-account")
        connection.close()
        return password

    def _step(self, name: str) -> None:
        self.stdout.write(f"  {name} ...")
        self.stdout.flush()

    def _announce(self, host: str, port: int, password: str | None) -> None:
        address = f"http://{_authority(host, port)}"
        account = settings.DATA_DIR / "editor-account"
        self.stdout.write(f"\nThe site   {address}/")
        self.stdout.write(f"The admin  {address}/admin/")
        if password:
            self.stdout.write(
                f"Editor     {EDITOR}   password {password}   (kept in {account}, not shown again)"
            )
        elif account.exists():
            self.stdout.write(f"Editor     see {account}")
        self.stdout.write("\nCtrl-C stops everything. `make pull` in another window fetches real news.\n")
        self.stdout.flush()


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                "Stop the program that uses it, or run `make run PORT=8001`."
            ) from error


def _make_editor(account: Path) -> str | None:
    """Creates the first editor if there is no account; returns the generated password."""
    users = get_user_model().objects
    if users.exists():
        return None
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    users.create_superuser(EDITOR, settings.CONTACT_EMAIL, password)
    write_private(account, f"{EDITOR} {password}")
    return password


def _serve(host: str, port: int, workers: int, threads: int) -> None:
    """Runs gunicorn until it ends or this process gets a signal."""
    gunicorn = subprocess.Popen(  # noqa: S603  # fixed arguments; numbers are validated by the parser
        [
            *(sys.executable, "-m", "gunicorn", "newsroom.wsgi:application"),
            *("--bind", _authority(host, port)),
            *("--workers", str(workers), "--threads", str(threads)),
            *("--log-level", "warning"),
        ],
        cwd=settings.BASE_DIR,
        # SITE_URL with the actual port. Threads that share the C library's memory take a fifth less of it.
        env={"SITE_URL": f"http://{_authority(host, port)}", "MALLOC_ARENA_MAX": "2", **os.environ},
        start_new_session=True,
    )
    # Beside it, what does the long work that editors ask for.
    worker = subprocess.Popen(  # fixed arguments
        [sys.executable, "manage.py", "work"],
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        env={"SITE_URL": f"http://{_authority(host, port)}", **os.environ},
        start_new_session=True,
    )
    try:
        code = gunicorn.wait()
    finally:
        for process in (gunicorn, worker):
            _end(process)
    if code:
        raise CommandError(f"The web server ended with status {code}; its own message stands above.")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends a process: asked first, then killed."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    if process.poll() is None:
        process.kill()
        process.wait()


def _authority(host: str, port: int) -> str:
    """Host and port for a URL; IPv6 in brackets (RFC 3986)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _interrupt(signal_number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
