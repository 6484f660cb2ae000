"""The site as production runs it, in a folder of its own: database, pooler, web server, pullers, a worker; and as several
machines run it, with a streaming replica, Redis and two web servers behind nginx. What is not installed is left out."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any

import psycopg2

from bench.crowd.servers import NGINX, REDIS, nginx_command, redis_command
from bench.pages.processes import free_port, stop
from bench.soak.standby import Standby
from newsroom.database import ensure_running

REPOSITORY = Path(__file__).resolve().parents[2]
PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
FAKETIME = Path("/usr/lib") / f"{os.uname().machine}-linux-gnu" / "faketime" / "libfaketime.so.1"
SESSIONS, THREADS = 20, 4
WAIT_SECONDS, DYING_SECONDS = 120.0, 5.0
WEB = ("web", "web-2")


class World:
    """What runs. `environment` is that of the site's processes, which come to the database through the pooler. Readers ask
    `base`, which is nginx where the site runs as on several machines."""

    def __init__(self, data: Path, publisher_port: int, *, is_several: bool = False) -> None:
        self.data = data
        self.socket = str(ensure_running(data).socket_folder)
        self.direct = f"postgres://postgres@/{self.socket}/newsroom"
        self.pooler_port, self._redis_port, self._proxy_port = free_port(), free_port(), free_port()
        self._sites = {name: f"127.0.0.1:{free_port()}" for name in WEB}
        self.has_proxy = is_several and NGINX is not None
        self.base = (
            f"http://127.0.0.1:{self._proxy_port}" if self.has_proxy else f"http://{self._sites[WEB[0]]}"
        )
        # Set while something is broken, and while nobody could answer as nginx itself was.
        self.is_in_fault, self.is_without_proxy = threading.Event(), threading.Event()
        pooled = f"postgres://postgres@127.0.0.1:{self.pooler_port}/newsroom"
        self.environment = {
            **os.environ,
            "NEWSROOM_DATA_DIR": str(data),
            "DATABASE_URL": pooled if PGBOUNCER else self.direct,
            "DATABASE_POOLER": "transaction" if PGBOUNCER else "none",
            "SITE_URL": self.base,
            "ALLOWED_HOSTS": "127.0.0.1",
            "TRUSTED_PROXIES": "2" if self.has_proxy else "1",  # a commenter says an address of its own
            "COMMENTS_PUBLISH": "screened",
            "FETCH_ALLOW_LOOPBACK": "1",
            "FETCH_EXTRA_PORTS": str(publisher_port),
            "METRICS_BIND": f"127.0.0.1:{free_port()}",
            "LOG_LEVEL": "ERROR",
            "PYTHONWARNINGS": "ignore",
        }
        self.standby: Standby | None = None
        if is_several:
            self.standby = Standby(data / "postgres", data / "replica")
            replica = f"postgres://postgres@/{self.standby.socket}/newsroom"
            self.environment |= {
                "DATABASE_REPLICA_URL": f"{pooled}_replica" if PGBOUNCER else replica,
                "PAGE_CACHE_REDIS": f"redis://127.0.0.1:{self._redis_port}/0" if REDIS else "",
            }
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    # --- Processes -------------------------------------------------------------------------------------------------

    def start(self, name: str, command: list[str], **more: str) -> subprocess.Popen[bytes]:
        """Starts a process of the site; what it says stands in `NAME.log` of the data folder."""
        with (self.data / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env=self.environment | more,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._running[name] = process
        return process

    def manage(self, name: str, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        return self.start(name, [sys.executable, "manage.py", *arguments], **more)

    def kill(self, name: str) -> None:
        """Kills a process with all that it started."""
        process = self._running.get(name)
        if process is not None and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            # Its children may hold its address for a moment more; for ever where nobody fetches the dead.
            ends = time.monotonic() + DYING_SECONDS
            while _is_group(process.pid) and time.monotonic() < ends:
                time.sleep(0.02)

    def end(self, name: str) -> None:
        """Tells a process to end, and waits until it has."""
        stop(self._running[name])

    def start_several(self) -> None:
        """Everything that several machines have, but pulls, which come and go."""
        assert self.standby is not None
        self.standby.start()
        self.start_pooler()
        self.start_redis()
        for name in WEB:
            self.start_web(name)
        self.start_proxy()
        self.manage("worker", "work")

    def start_web(self, name: str = "web") -> None:
        # Two servers of one machine would write into the same files of counts.
        counts = {} if name == WEB[0] else {"METRICS_BIND": ""}
        serve = [sys.executable, "-m", "gunicorn", "newsroom.wsgi:application", "--bind", self._sites[name]]
        self.start(name, [*serve, "--workers", "1", "--threads", str(THREADS)], **counts)

    def start_redis(self) -> None:
        if REDIS:
            self.start("redis", redis_command(self._redis_port, self.data))

    def start_proxy(self) -> None:
        if self.has_proxy:
            folder = self.data / "nginx"
            folder.mkdir(exist_ok=True)
            (folder / "redirects").unlink(missing_ok=True)  # the socket that stands for port 80
            self.start("nginx", nginx_command(folder, self._proxy_port, list(self._sites.values())))

    @contextmanager
    def without_proxy(self) -> Iterator[None]:
        """Nobody answers for nginx in the block, and until it does again."""
        self.is_without_proxy.set()
        yield
        wait_until(lambda: _answers(f"{self.base}/healthz"), "nginx")
        self.is_without_proxy.clear()

    def is_whole(self) -> bool:
        """Whether each web server has its database again."""
        return all(_answers(f"http://{self._sites[name]}/readyz") for name in WEB if name in self._running)

    def start_pooler(self) -> None:
        if PGBOUNCER is None:
            return
        file = self.data / "pgbouncer.ini"
        file.write_text(
            f"[databases]\nnewsroom = host={self.socket} user=postgres\n"
            f"newsroom_replica = host={self.data / 'replica'} dbname=newsroom user=postgres\n"
            "[pgbouncer]\nlisten_addr = 127.0.0.1\n"
            f"listen_port = {self.pooler_port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n"
            f"default_pool_size = {SESSIONS}\nmax_client_conn = 200\nserver_login_retry = 1\n"
        )
        file.chmod(0o644)
        self.data.chmod(0o755)
        owner = pwd.getpwuid((self.data / "postgres" / "postmaster.pid").stat().st_uid).pw_name
        self.start("pgbouncer", [PGBOUNCER, "-q", *(["-u", owner] if os.geteuid() == 0 else []), str(file)])

    def start_database(self) -> None:
        ensure_running(self.data)

    def stop(self) -> None:
        for process in self._running.values():
            stop(process)
        if self.standby is not None:
            self.standby.stop()

    # --- The database ----------------------------------------------------------------------------------------------

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement, past the pooler."""
        connection = psycopg2.connect(host=self.socket, user="postgres", dbname="newsroom")
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def database_processes(self) -> list[int]:
        server = int((self.data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        return [server, *map(int, children)]

    def web_megabytes(self) -> float:
        """The resident memory of the web servers' processes together."""
        found = [str(self._running[name].pid) for name in WEB if name in self._running]
        for web in tuple(found):
            found += Path(f"/proc/{web}/task/{web}/children").read_text().split()
        pages = (int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in found)
        return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def _is_group(number: int) -> bool:
    try:
        os.killpg(number, 0)
    except ProcessLookupError:
        return False
    return True


def _answers(address: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(address, timeout=WAIT_SECONDS) as answer:
        return bool(answer.status == HTTPStatus.OK)
    return False


def wait_until(done: Any, what: str) -> float:
    """Waits until `done` is true; gives the seconds that it took. Raises RuntimeError with `what` after two minutes."""
    began = time.monotonic()
    while not done():
        if time.monotonic() - began > WAIT_SECONDS:
            raise RuntimeError(f"{what} did not come within {WAIT_SECONDS:g} seconds")
        time.sleep(0.1)
    return time.monotonic() - began


def wrong_clock(shift: str) -> Mapping[str, str]:
    """The environment of a process whose clock is wrong; empty where libfaketime is not installed."""
    if not FAKETIME.exists():
        return {}
    still = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
    return {"LD_PRELOAD": str(FAKETIME), "FAKETIME": shift, **still}
