"""The external checkers: where they are, how they are run, what is missing."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
MODULES = FOLDER / "node_modules"
REPOSITORY = FOLDER.parent
WORK = REPOSITORY / "var/audit"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
# Time for a program to end the browser that it started.
STOP_SECONDS = 8
# The browser may connect only to this machine.
ONLY_LOOPBACK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-dev-shm-usage",
)


class AuditError(Exception):
    """The audit cannot continue; the message says what to do."""


def module(path: str) -> Path:
    """A file of an installed npm package. Raises AuditError if it is not installed."""
    file = MODULES / path
    if not file.exists():
        raise AuditError(f"{file.relative_to(REPOSITORY)} is missing: run `audit/install`, or `make audit`.")
    return file


def program(name: str, package: str) -> str:
    """The path of a program. Raises AuditError with its Debian package if it is not installed."""
    found = shutil.which(name)
    if not found:
        raise AuditError(f"{name} is missing. On Debian: apt-get install {package}")
    return found


def run(command: Sequence[str], *, seconds: float, environment: Mapping[str, str] | None = None) -> str:
    """A program's output, whatever its exit status. It and its children are ended in any case.

    Raises AuditError after `seconds`.
    """
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    try:
        out, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise AuditError(f"{Path(command[0]).name} did not end within {seconds:g} s.") from error
    finally:
        end(process)
    return out or errors


def end(process: "subprocess.Popen[str]", first: signal.Signals = signal.SIGINT) -> None:
    """Sends a process SIGINT (or `first`), and kills its process group if it does not end."""
    if process.poll() is None:
        process.send_signal(first)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
