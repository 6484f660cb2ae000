"""What goes wrong, one after the other. Each fault ends by itself; how long readers were without pages is measured after it."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.crowd.servers import NGINX, REDIS
from bench.soak.world import PGBOUNCER, REPOSITORY, WEB, World, wait_until, wrong_clock

# A disk that takes so little of each file is full for every picture (bytes).
FULL_AT = 4_096
DOWN_SECONDS = 2.0
PULL_SECONDS = 240
NONE = "left out"


@dataclass(frozen=True, slots=True)
class Fault:
    """`happen` does it and gives a word on it; it begins with `NONE` where this machine cannot."""

    name: str
    happen: Callable[[World], str]


def database_restarts(world: World) -> str:
    os.kill(world.database_processes()[0], signal.SIGINT)  # a fast shutdown: sessions are ended
    wait_for_death(world)
    time.sleep(DOWN_SECONDS)
    world.start_database()
    return f"down for {DOWN_SECONDS:g} s"


def database_is_killed(world: World) -> str:
    for pid in world.database_processes():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    time.sleep(DOWN_SECONDS)
    world.start_database()
    return "with all its processes, and recovered"


def pooler_restarts(world: World) -> str:
    if PGBOUNCER is None:
        return f"{NONE}: pgbouncer is not installed"
    world.kill("pgbouncer")
    time.sleep(DOWN_SECONDS)
    world.start_pooler()
    return f"down for {DOWN_SECONDS:g} s"


def web_server_is_killed(world: World) -> str:
    world.kill(WEB[1])
    time.sleep(DOWN_SECONDS)
    world.start_web(WEB[1])
    return f"one of two, down for {DOWN_SECONDS:g} s"


def replica_is_killed(world: World) -> str:
    if world.standby is None:
        return f"{NONE}: there is no replica"
    world.standby.kill()
    time.sleep(DOWN_SECONDS)
    world.standby.start()
    return f"down for {DOWN_SECONDS:g} s, and followed again"


def redis_is_killed(world: World) -> str:
    if REDIS is None:
        return f"{NONE}: redis-server is not installed"
    world.kill("redis")
    time.sleep(DOWN_SECONDS)
    world.start_redis()
    return f"down for {DOWN_SECONDS:g} s"


def proxy_is_killed(world: World) -> str:
    if NGINX is None:
        return f"{NONE}: nginx is not installed"
    with world.without_proxy():
        world.kill("nginx")
        world.start_proxy()
    return "and started again"


def puller_is_killed(world: World) -> str:
    world.rows("UPDATE feeds_feed SET next_check_at = now() - interval '1 minute'")
    process = world.manage("killed-pull", "pull_feeds", "--processes", "1")
    with suppress(subprocess.TimeoutExpired):
        process.wait(4)
    world.kill("killed-pull")
    return "four seconds after it began"


def worker_is_killed(world: World) -> str:
    world.kill("worker")
    world.manage("worker", "work")
    return "and started again"


def clocks_jump(world: World) -> str:
    told = []
    for shift in ("+1d", "-1d"):
        clock = wrong_clock(shift)
        if not clock:
            return f"{NONE}: libfaketime is not installed"
        world.rows("UPDATE feeds_feed SET next_check_at = now() - interval '1 minute'")
        process = world.manage(f"pull{shift}", "pull_feeds", "--processes", "1", **clock)
        told.append(f"a pull at {shift} ended with {process.wait(PULL_SECONDS)}")
    return ", ".join(told)


def disk_fills(world: World) -> str:
    """A pull that finds the disk full: of each file only the beginning can be written."""
    world.rows("UPDATE feeds_feed SET next_check_at = now() - interval '1 minute'")

    def full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_AT, FULL_AT))

    process = subprocess.Popen(
        [sys.executable, "manage.py", "pull_feeds", "--processes", "1"],
        cwd=REPOSITORY,
        env=world.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=full,
    )
    return f"the pull ended with {process.wait(PULL_SECONDS)}"


def migration_runs(world: World) -> str:
    """One migration back and forth, beside the pooler as the manual says, with a long read in its way at first."""
    direct = {"DATABASE_URL": world.direct, "DATABASE_POOLER": "none"}
    # All that stands on it goes back with it.
    for target in (("comments", "0007"), ()):
        status = world.manage("migrate", "migrate", *target, "--no-input", **direct).wait(PULL_SECONDS)
        if status:
            return f"migrate {' '.join(target)} ended with {status}"
    return "comments.0008 back and forth"


FAULTS = (
    Fault("PostgreSQL restarts", database_restarts),
    Fault("a puller gets -9", puller_is_killed),
    Fault("PgBouncer restarts", pooler_restarts),
    Fault("a web server gets -9", web_server_is_killed),
    Fault("the replica gets -9", replica_is_killed),
    Fault("Redis gets -9", redis_is_killed),
    Fault("nginx gets -9", proxy_is_killed),
    Fault("clocks jump a day both ways", clocks_jump),
    Fault("the media disk is full", disk_fills),
    Fault("a migration runs", migration_runs),
    Fault("a worker gets -9", worker_is_killed),
    Fault("PostgreSQL gets -9", database_is_killed),
)


def wait_for_death(world: World) -> None:
    """Waits until PostgreSQL has ended. Raises RuntimeError."""
    file: Path = world.data / "postgres" / "postmaster.pid"
    wait_until(lambda: not file.exists(), "the end of PostgreSQL")
