"""`make run` as a newcomer meets it: a site with content, an account, and a clean end."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

REPOSITORY = Path(__file__).resolve().parents[2]
# Loading catalogue and samples on a busy machine; the promise for a quiet one is in the README.
START_SECONDS = 240
STOP_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(data: Path, port: int, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=REPOSITORY,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "NEWSROOM_DATA_DIR": str(data),
            "DATABASE_URL": "",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def answer(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if answer(port, "/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the site did not come up")


@pytest.mark.parametrize("port", [0, -1, 99_999])
def test_a_port_that_is_none_is_refused_with_a_sentence(port: int) -> None:
    with pytest.raises(CommandError, match="must be a number from 1 to 65535"):
        call_command("serve", port=port)


@contextmanager
def served(data: Path, how_to_stop: int) -> Iterator[tuple[int, list[str]]]:
    """A running site: its port, and a list that holds everything it printed once it has ended."""
    port, printed = free_port(), []
    process = command(data, port)
    try:
        wait_for(port)
        yield port, printed
        process.send_signal(how_to_stop)
        printed.append(process.communicate(timeout=STOP_SECONDS)[0])
        assert process.returncode == 0, printed
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.mark.timeout(600)
def test_first_and_second_start(data: Path) -> None:
    with served(data, signal.SIGINT) as (port, printed):
        status, front = answer(port, "/vi/")
        assert status == 200
        articles = re.findall(r'href="(/vi/article/[^"]+)"', front)
        assert len(set(articles)) >= 10
        assert answer(port, articles[0])[0] == 200
        assert (
            answer(port, "/ar/")[0] == answer(port, "/admin/login/")[0] == answer(port, "/readyz")[0] == 200
        )
        stylesheet = re.search(r'href="(/static/css/site\.[^"]+\.css)"', front)
        assert stylesheet is not None
        assert answer(port, stylesheet[1])[0] == 200
        assert answer(port, "/vi/none/")[0] == 404
    account = data / "editor-account"
    password = account.read_text().split()[1]
    assert stat.S_IMODE(account.stat().st_mode) == 0o600
    assert f"http://127.0.0.1:{port}/" in printed[0]
    assert f"http://127.0.0.1:{port}/admin/" in printed[0]
    assert password in printed[0]
    assert not (data / "postgres" / "postmaster.pid").exists()

    with served(data, signal.SIGTERM) as (port, printed):
        assert answer(port, articles[0])[0] == 200
    assert password not in printed[0]
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        printed = command(tmp_path, port).communicate(timeout=STOP_SECONDS)[0]
    assert f"Port {port} on 127.0.0.1 cannot be used" in printed
    assert "make run PORT=" in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgres://nobody@127.0.0.1:1/none", "Check DATABASE_URL"),
        ("mysql://root@127.0.0.1/none", "does not name a PostgreSQL database"),
    ],
)
def test_a_wrong_database_address_is_named(address: str, words: str, tmp_path: Path) -> None:
    process = command(tmp_path, free_port(), DATABASE_URL=address)
    printed = process.communicate(timeout=STOP_SECONDS)[0]
    assert process.returncode != 0
    assert words in printed
    assert "Traceback" not in printed


def test_a_data_folder_that_cannot_be_used_is_named() -> None:
    process = command(Path("/proc/newsroom"), free_port())
    printed = process.communicate(timeout=STOP_SECONDS)[0]
    assert process.returncode != 0
    assert "The data folder /proc/newsroom cannot be used" in printed
    assert "NEWSROOM_DATA_DIR" in printed
    assert "Traceback" not in printed
