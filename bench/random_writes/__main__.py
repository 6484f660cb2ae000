"""Whether kept numbers stay true: random writes by several processes, one of them killed, then `recount --check`.

    .venv/bin/python -m bench.random_writes --writes 10000 --processes 4 --kill

Each process does what pulls, editors and readers do, by the services, and what operators may do, in SQL of their own.
One that is killed leaves its transaction undone, and must leave nothing else. The database is made for this alone.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 3_600


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--writes", type=int, default=10_000, help="by all processes together")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kill", action="store_true", help="kill -9 the first process half-way")
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    if options.worker is not None:
        import django

        django.setup()
        from bench.random_writes.writer import work

        work(options.worker, options.writes)
        return 0
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        environment = os.environ | {"NEWSROOM_DATA_DIR": folder, "NEWSROOM_ENV": "local"}
        environment.pop("DATABASE_URL", None)
        os.environ |= environment
        return _measure(options, environment)


def _measure(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    import django

    os.environ.pop("DATABASE_URL", None)
    django.setup()
    from django.core.management import CommandError, call_command

    from bench.random_writes.writer import make_world

    call_command("migrate", verbosity=0)
    make_world()
    started, share = time.monotonic(), options.writes // options.processes
    seeds = [options.seed * 100 + number for number in range(options.processes)]
    workers = [_start(seed, share, environment) for seed in seeds]
    lines: list[str] = []
    if options.kill:
        lines = _kill_half_way(workers[0], share)
        # As the next run of a cron job would, another goes on.
        workers.append(_start(options.seed * 100 + options.processes, share - len(lines), environment))
    for worker in workers:
        lines += worker.communicate(timeout=PATIENCE_SECONDS)[0].splitlines()
    codes = [worker.returncode for worker in workers]
    counted = sorted(Counter(line.rsplit(" ", 1)[-1] for line in lines).items())
    print(f"{len(lines)} writes in {time.monotonic() - started:.0f} s, exit codes {codes}: {dict(counted)}")
    try:
        call_command("recount", check=True)
        call_command("recount")
        call_command("recount", check=True)
    except CommandError as error:
        print(error)
        return 1
    return 0 if codes == [-signal.SIGKILL if options.kill else 0] + [0] * (len(codes) - 1) else 1


def _start(seed: int, writes: int, environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "bench.random_writes", "--worker", str(seed), "--writes", str(writes)],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def _kill_half_way(worker: "subprocess.Popen[str]", writes: int) -> list[str]:
    """Kills a process at an arbitrary moment after half of its writes; returns its lines, read as they come."""
    assert worker.stdout is not None
    lines = [worker.stdout.readline() for _number in range(writes // 2)]
    time.sleep(random.uniform(0.0, 0.05))
    worker.kill()
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
