"""The database is stopped while readers read."""

import os
import random
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.db import connection

from bench.crowd.servers import popular_paths, redis
from bench.pages.processes import Server
from bench.pages.serving import database_server, served
from newsroom import database

READERS = 8
# A reader's pace, in seconds between pages.
PAUSE = 0.02


def outlive(folder: Path, *, pages: int, seconds: float) -> None:
    """Prints which part of the readers' requests got a page while the database was down."""
    paths = popular_paths(pages)
    place = (settings.DATA_DIR / "postgres" / "postmaster.pid").read_text().splitlines()[4]
    # By its address, so that the site does not start the server again by itself.
    server = database_server()
    connection.close()
    try:
        with redis(folder) as shared:
            os.environ |= {
                "DATABASE_URL": f"postgres://postgres@/{place}/newsroom",
                "PAGE_CACHE_REDIS": shared,
            }
            answers, afterwards = _through_outage(folder, paths, seconds, server)
    finally:
        for name in ("DATABASE_URL", "PAGE_CACHE_REDIS"):
            os.environ.pop(name, None)
    whole = answers[200] / max(answers.total(), 1)
    print(
        f"{seconds:.0f} s without the database: {answers.total():,} reads of {len(paths):,} pages, {whole:.2%} answered"
    )
    print(f"answers by status: {dict(answers)}; afterwards {dict(afterwards)}")


def _through_outage(
    folder: Path, paths: list[str], seconds: float, server: Server
) -> tuple[Counter[int], Counter[int]]:
    with served(folder / "outage.log", keeps_pages=True) as (base, _server):
        _ask_all(base, paths)
        os.kill(server.pid, signal.SIGINT)
        try:
            time.sleep(2)
            answers = _read(base, paths, seconds)
        finally:
            database._server = None
            database.ensure_running(settings.DATA_DIR)
        time.sleep(2)
        return answers, _ask_all(base, paths[:100])


def _ask(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _ask_all(base: str, paths: list[str]) -> Counter[int]:
    with ThreadPoolExecutor(READERS) as readers:
        return Counter(readers.map(_ask, (base + path for path in paths)))


def _read(base: str, paths: list[str], seconds: float) -> Counter[int]:
    answers: Counter[int] = Counter()
    ends, lock = time.monotonic() + seconds, threading.Lock()

    def read(seed: int) -> None:
        chance = random.Random(seed)  # which page is asked for next
        while time.monotonic() < ends:
            status = _ask(base + chance.choice(paths))
            with lock:
                answers[status] += 1
            time.sleep(PAUSE)

    with ThreadPoolExecutor(READERS) as readers:
        list(readers.map(read, range(READERS)))
    return answers
