"""The embedded PostgreSQL: found again, shared, recovered, stopped by the last who used it. Each test in processes
of its own, as in life."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsroom import database

REPOSITORY = Path(__file__).resolve().parents[2]
# First use makes the cluster; on a busy machine that takes a while.
PATIENCE_SECONDS = 90


def python(data: Path, code: str, **environment: str) -> subprocess.Popen[str]:
    """A Python process with the project's settings and this data folder."""
    prelude = "import django; django.setup(); from django.db import connection\n"
    return subprocess.Popen(
        [sys.executable, "-c", prelude + code],
        cwd=REPOSITORY,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "NEWSROOM_DATA_DIR": str(data),
            "DATABASE_URL": "",
            **environment,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(data: Path, code: str, **environment: str) -> tuple[int, str, str]:
    process = python(data, code, **environment)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, out.strip(), err.strip()


def postmaster(data: Path) -> int | None:
    """The process id of the running server; None when it does not run."""
    try:
        pid = int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
    except (OSError, ValueError, IndexError):
        return None
    return pid


ASK = "c = connection.cursor(); c.execute('SELECT {0}'); print(c.fetchone()[0], flush=True)\n"
STAY = "import sys; sys.stdin.readline()\n"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a cluster in it, whose server does not run."""
    folder = tmp_path_factory.mktemp("database")
    code, out, err = run(folder, ASK.format("1"))
    assert (code, out) == (0, "1"), err
    return folder


def test_the_last_process_stops_the_server(data: Path) -> None:
    first = python(data, ASK.format("1") + STAY)
    assert first.stdout is not None
    assert first.stdout.readline().strip() == "1"
    pid = postmaster(data)
    code, _out, err = run(data, ASK.format("2"))
    assert code == 0, err
    assert postmaster(data) == pid, "the second process stopped the server under the first"
    first.communicate("\n", timeout=PATIENCE_SECONDS)
    assert postmaster(data) is None


def test_a_killed_user_does_not_keep_the_server_alive(data: Path) -> None:
    victim = python(data, ASK.format("1") + STAY)
    assert victim.stdout is not None
    victim.stdout.readline()
    victim.kill()
    victim.communicate()
    assert postmaster(data) is not None
    code, _out, err = run(data, ASK.format("1"))
    assert code == 0, err
    assert postmaster(data) is None


def test_a_killed_server_recovers_with_its_data(data: Path) -> None:
    table = "c = connection.cursor(); c.execute('CREATE TABLE kept AS SELECT 42 AS n'); connection.close()\n"
    writer = python(data, table + "print('written', flush=True)\n" + STAY)
    assert writer.stdout is not None
    assert writer.stdout.readline().strip() == "written"
    pid = postmaster(data)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    writer.communicate("\n", timeout=PATIENCE_SECONDS)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while postmaster(data) is not None and time.monotonic() < deadline:
        time.sleep(0.1)
    code, out, err = run(data, ASK.format("n FROM kept"))
    assert (code, out) == (0, "42"), err


def test_two_first_users_at_once_share_one_server(tmp_path: Path) -> None:
    both = [python(tmp_path, ASK.format("1")) for _count in range(2)]
    for process in both:
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
        assert out.strip() == "1", err


def test_threads_that_come_first_at_once_start_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    def start(cluster: Path) -> database.Server:
        started.append(cluster)
        time.sleep(0.05)
        return database.Server(cluster, cluster)

    monkeypatch.setattr(database, "_server", None)
    monkeypatch.setattr(database, "_hold_users_lock", lambda _folder: None)
    monkeypatch.setattr(database, "_is_alive", lambda _data: True)
    monkeypatch.setattr(database, "_start", start)
    with ThreadPoolExecutor(8) as threads:
        servers = list(threads.map(lambda _number: database.ensure_running(tmp_path), range(8)))
    assert started == [tmp_path / "postgres"]
    assert len(set(servers)) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    code, _out, err = run(tmp_path / "var", ASK.format("1"))
    assert code != 0
    assert "cannot be used" in err


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "postgres").write_text("in the way")
    code, _out, err = run(tmp_path / "var", ASK.format("1"))
    assert code != 0
    assert "cannot be used" in err
    assert "NEWSROOM_DATA_DIR" in err
