"""Speed of pulling feeds: `python -m bench.pull` (`--feeds 20 --entries 10 --quiet 100` for a quick look).

Uses a fresh PostgreSQL in a temporary folder, a feed server on loopback, and `manage.py pull_feeds` as cron starts it,
including startup and loading the term base. The baseline is the PyPI package `reader`, which only parses and stores; it
runs if it is installed, or in the environment whose Python `--reader-python` names. Both are timed as processes with
startup, and internally without it. Pictures are excluded: the bench holds the lock for fetching them. Every figure is
the median of `--runs`, except (s), the share of CPU time that is the project's own (`bench.cpu_share`).
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

REPOSITORY = Path(__file__).resolve().parents[1]

BASELINE = """
import sys, time, reader
path, urls = sys.argv[1], sys.stdin.read().split()
box = reader.make_reader(path)
for url in urls:
    box.add_feed(url)
started = time.perf_counter()
box.update_feeds(scheduled=False, workers=8)
print(time.perf_counter() - started)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One pull by one or more processes: wall and CPU seconds, peak memory of a process (MB), summaries."""

    seconds: float
    cpu: float
    megabytes: float
    summaries: tuple[dict[str, int], ...]

    def total(self, name: str) -> int:
        return sum(summary[name] for summary in self.summaries)


@dataclass(frozen=True, slots=True)
class Bench:
    port: int
    environment: dict[str, str]
    feeds: int
    entries: int
    quiet: int
    runs: int
    folder: Path

    def address(self, kind: str, number: int) -> str:
        return f"http://127.{number // 62500 + 1}.{number // 250 % 250}.{number % 250 + 1}:{self.port}/{kind}/{number}.xml"

    def ask(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}") as answer:
            body: bytes = answer.read()
            return body


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=200, help="feeds with new entries")
    parser.add_argument("--entries", type=int, default=50, help="entries a feed")
    parser.add_argument("--quiet", type=int, default=1000, help="feeds that answer 304")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="abcds", help="which of a, b, c, d and s to run")
    parser.add_argument("--reader-python", default=sys.executable if find_spec("reader") else "")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        environment = os.environ | {"NEWSROOM_DATA_DIR": folder, "FETCH_ALLOW_LOOPBACK": "1"}
        environment.pop("DATABASE_URL", None)
        with _server(options.entries, options.feeds) as port:
            environment["FETCH_EXTRA_PORTS"] = str(port)
            os.environ |= environment
            _make_database()
            bench = Bench(
                port=port,
                environment=environment,
                feeds=options.feeds,
                entries=options.entries,
                quiet=options.quiet,
                runs=options.runs,
                folder=Path(folder),
            )
            from feeds.storing.pictures import exclusive

            try:
                with exclusive():
                    _measure(bench, options.only, options.reader_python)
            finally:
                _stop_database(bench)


def _measure(bench: Bench, only: str, reader_python: str) -> None:
    if "a" in only:
        runs = []
        for _run in range(bench.runs):
            _make_feeds(bench, "quiet", bench.quiet)
            runs.append(_pull(bench))
            assert runs[-1].total("not_modified") == bench.quiet, runs[-1].summaries
        _print(f"(a) {bench.quiet} feeds, all 304", runs)
    if "b" in only or "d" in only:
        first, again, yardstick_first, yardstick = [], [], [], []
        for number in range(bench.runs):
            bench.ask("grow/0")
            _make_feeds(bench, "feed", bench.feeds)
            first.append(_pull(bench))
            assert first[-1].total("created") == bench.feeds * bench.entries, first[-1].summaries
            if reader_python:
                yardstick_first.append(_baseline(bench, reader_python, number))
            bench.ask("grow/1")
            _make_due()
            again.append(_pull(bench))
            assert again[-1].total("created") == bench.feeds, again[-1].summaries
            if reader_python:
                yardstick.append(_baseline(bench, reader_python, number, again=True))
        _print(f"(b) {bench.feeds} feeds x {bench.entries} new", first)
        _compare(first, yardstick_first)
        _print(f"(d) {bench.feeds} feeds x 1 new", again)
        _compare(again, yardstick)
    for pullers in (2, 4) if "c" in only else ():
        runs = []
        for _run in range(bench.runs):
            bench.ask("grow/0")
            _make_feeds(bench, "feed", bench.feeds)
            bench.ask("asked")
            runs.append(_pull(bench, pullers))
            asked = json.loads(bench.ask("asked"))
            assert runs[-1].total("created") == bench.feeds * bench.entries, runs[-1].summaries
            assert set(asked.values()) == {1}, "a feed was asked twice in one turn"
        _print(f"(c) {pullers} pullers, {bench.feeds} feeds x {bench.entries} new", runs)
    if "s" in only:
        bench.ask("grow/0")
        _make_feeds(bench, "feed", bench.feeds)
        _print_share(bench)


def _print(name: str, runs: Sequence[Run]) -> None:
    seconds = [run.seconds for run in runs]
    created = runs[0].total("created")
    rate = f", {created / median(seconds):.0f} articles/s" if created else ""
    print(
        f"{name}: {median(seconds):.2f} s{rate}, {median(run.cpu for run in runs):.2f} s CPU of the pullers, "
        f"peak {max(run.megabytes for run in runs):.0f} MB  {_all(seconds)}",
        flush=True,
    )


def _print_share(bench: Bench) -> None:
    """Prints where the CPU time of one pull in one process went, PostgreSQL included."""
    from bench.cpu_share import OWN, server_seconds

    postmaster = int((bench.folder / "postgres/postmaster.pid").read_text().splitlines()[0])
    before = server_seconds(postmaster)
    command = [sys.executable, "-m", "bench.cpu_share", "pull_feeds", "--json", "--processes", "1"]
    done = subprocess.run(command, cwd=REPOSITORY, env=bench.environment, capture_output=True, check=True)
    usage = json.loads(done.stderr.splitlines()[-1])
    created = json.loads(done.stdout)["created"]
    assert created == bench.feeds * bench.entries, done.stdout
    counted = {name: seconds for name, seconds in usage.items() if name != "start"}
    counted["PostgreSQL"] = counted.get("PostgreSQL", 0) + server_seconds(postmaster) - before
    total = sum(counted.values())
    shares = ", ".join(f"{name} {100 * seconds / total:.0f} %" for name, seconds in sorted(counted.items()))
    print(
        f"(s) own share {100 * counted[OWN] / total:.0f} % of {1000 * total / created:.2f} ms of processor time an "
        f"article, start left out: {shares}",
        flush=True,
    )


def _compare(ours: Sequence[Run], yardstick: Sequence[tuple[float, float]]) -> None:
    """Prints the baseline's times, if it ran, beside ours: whole processes, and without startup."""
    if not yardstick:
        return
    processes, inside = [one for one, _inside in yardstick], [one for _process, one in yardstick]
    own = [run.summaries[0]["seconds"] for run in ours]
    whole = median(run.seconds for run in ours)
    print(
        f"    reader, the same: {median(processes):.2f} s  {_all(processes)}, {median(processes) / whole:.1f} times as long\n"
        f"    without the start of the processes: {median(own):.2f} s  {_all(own)}, reader {median(inside):.2f} s  "
        f"{_all(inside)}, {median(inside) / median(own):.1f} times as long",
        flush=True,
    )


def _all(seconds: Sequence[float]) -> str:
    return "[" + " ".join(f"{one:.2f}" for one in seconds) + "]"


def _pull(bench: Bench, pullers: int = 1) -> Run:
    command = [sys.executable, "manage.py", "pull_feeds", "--json"]
    started = time.perf_counter()
    running = [
        subprocess.Popen(
            command, cwd=REPOSITORY, env=bench.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _number in range(pullers)
    ]
    summaries, cpu, megabytes = [], 0.0, 0.0
    for process in running:
        assert process.stdout is not None
        assert process.stderr is not None
        output, problems = process.stdout.read(), process.stderr.read()
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, problems.decode()
        summaries.append(json.loads(output))
        cpu += usage.ru_utime + usage.ru_stime
        megabytes = max(megabytes, usage.ru_maxrss / 1024)
    return Run(time.perf_counter() - started, cpu, megabytes, tuple(summaries))


def _baseline(bench: Bench, python: str, number: int, *, again: bool = False) -> tuple[float, float]:
    """Seconds of the process and of the update in it; `again` updates the feeds that the first call added."""
    urls = "" if again else "\n".join(bench.address("feed", feed) for feed in range(bench.feeds))
    path = str(bench.folder / f"reader-{number}.sqlite")
    started = time.perf_counter()
    done = subprocess.run(
        [python, "-c", BASELINE, path], input=urls, stdout=subprocess.PIPE, text=True, check=True
    )
    return time.perf_counter() - started, float(done.stdout)


@contextmanager
def _server(entries: int, feeds: int) -> Iterator[int]:
    command = [sys.executable, "-m", "bench.feed_server", "--entries", str(entries), "--prepare", str(feeds)]
    server = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE)
    assert server.stdout is not None
    try:
        yield int(server.stdout.readline())
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _make_database() -> None:
    """Connects to the database server, which keeps it running for the benchmark."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0)


def _stop_database(bench: Bench) -> None:
    """Stops the server before its folder is removed."""
    from django.db import connections

    from newsroom.database import stop_if_last

    connections.close_all()
    stop_if_last(bench.folder)


def _make_feeds(bench: Bench, kind: str, count: int) -> None:
    """Creates exactly these feeds, all due, in a database without articles."""
    from django.db import connection
    from django.utils import timezone

    from articles.models import Source
    from feeds.models import Feed

    with connection.cursor() as cursor:
        # No VACUUM: on empty tables it would make PostgreSQL keep plans for tables of a few rows.
        cursor.execute(
            "TRUNCATE feeds_feed, feeds_host, articles_article, articles_textband, articles_story, articles_document CASCADE"
        )
    source, _made = Source.objects.get_or_create(slug="bench", defaults={"name": "Bench"})
    now = timezone.now()
    Feed.objects.bulk_create(
        Feed(
            source=source,
            url=bench.address(kind, number),
            next_check_at=now,
            etag='"kept"' if kind == "quiet" else "",
            intake_rule=Feed.IntakeRule.PUBLISH,
        )
        for number in range(count)
    )


def _make_due() -> None:
    from django.utils import timezone

    from feeds.models import Feed

    Feed.objects.update(next_check_at=timezone.now())


if __name__ == "__main__":
    main()
