"""Each shipped alert fires in a running site that is hurt, and goes away when it is mended: `make watch-test`.

    python -m bench.alerts [--hurry N] [--folder FOLDER] [--picture FILE]

Debian's Prometheus asks the metrics of a site as production runs it, with the rules file that ships, while faults last for
minutes (`bench/alerts/faults.py`); it takes half an hour. Alerts that wait for half an hour or longer are judged by copies whose
times are divided by ten. With `--hurry N` all are, by N, and so is the time that faults last. Prints which fired how many
seconds after its fault began, and was gone how many after its end. The exit status is 1 where one did not.
"""

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

READS_A_SECOND = 5.0
# Alerts that wait for so long or longer (seconds) are judged by copies, whose times are divided.
TOO_LONG, DIVIDED_BY = 1_800, 10
GONE_SECONDS = 700


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.alerts", description=__doc__)
    parser.add_argument("--hurry", type=int, default=1, metavar="N", help="divide all times by N")
    parser.add_argument("--folder", type=Path, help="where its data lies; by default a temporary folder")
    parser.add_argument("--picture", type=Path, help="draw the shipped dashboard into this file (PNG)")
    options = parser.parse_args(arguments)
    data = options.folder or Path(tempfile.mkdtemp(prefix="newsroom-alerts-"))
    os.environ |= {
        "NEWSROOM_DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": "",
        "BACKUP_DIR": str(data / "backups"),
    }
    import django

    django.setup()
    from bench.alerts import faults
    from bench.soak.publisher import Publisher
    from bench.soak.world import World
    from newsroom.database import stop_if_last

    if not faults.mounted(data):
        print("A disk of its own that can be filled wants root.", file=sys.stderr)
        return 2
    publisher = Publisher()
    world = World(data, publisher.port)
    status = 1
    try:
        status = rehearsed(world, publisher, options)
    finally:
        world.stop()
        publisher.stop()
        stop_if_last(data)
        faults.unmounted(data)
        if status:
            print(f"Logs and the database stay in {data}", flush=True)
        elif options.folder is None:
            shutil.rmtree(data, ignore_errors=True)
    return status


def rehearsed(world: Any, publisher: Any, options: argparse.Namespace) -> int:
    from django.contrib.auth import get_user_model

    from bench.alerts import faults, rules
    from bench.soak import crowd, prometheus
    from bench.soak.__main__ import came_up, prepared

    pages, *_others = prepared(world, publisher)
    (world.data / "backups").mkdir(exist_ok=True)
    editor = get_user_model().objects.get(is_superuser=True)
    site = faults.Site(world, publisher, world.data / "backups", editor)
    world.start_pooler()
    world.start_web()
    world.manage("worker", "work")
    came_up(world)
    publisher.publish()
    site.pull()
    shipped = rules.rules_in(prometheus.RULES.read_text())
    by = options.hurry if options.hurry > 1 else DIVIDED_BY
    copies = [one for one in shipped if options.hurry > 1 or one.waits >= TOO_LONG]
    file = world.data / "hurried.yml"
    file.write_text(rules.hurried(copies, by))
    watcher = prometheus.Prometheus(world, rules=(prometheus.RULES, file))
    reads = crowd.Reads()
    reader = crowd.Reader(world.base, READS_A_SECOND, pages, reads, threading.Lock())
    reader.start()
    times = happened(site, faults.FAULTS, options.hurry)
    labels = {one.name: str(by) if one in copies else "" for one in shipped}
    ends = time.monotonic() + GONE_SECONDS
    while time.monotonic() < ends and is_any_firing(watcher, labels):
        time.sleep(prometheus.EVERY)
    if options.picture:
        prometheus.picture(watcher, options.picture)
    reader.end()
    print(f"readers: {reads.pages} pages, {reads.come_back} told to come back, {dict(reads.failed)} failed")
    return told(shipped, labels, watcher.fired(), times, by)


def happened(site: Any, faults: Sequence[Any], by: int) -> dict[str, tuple[str, float, float]]:
    """Lets the faults begin and end. Alert → its fault, and when that began and had ended (seconds of the clock)."""
    acts = [(one.begins, one.begin, one) for one in faults]
    acts += [(one.begins + one.lasts, one.end, one) for one in faults]
    began, times = time.monotonic(), dict[str, tuple[float, float]]()
    for at, act, fault in sorted(acts, key=lambda one: one[0]):
        time.sleep(max(began + at / by - time.monotonic(), 0.0))
        word = "begins" if act is fault.begin else "ends"
        # A fault has begun with the first that is done for it, and has ended with the last.
        before = time.time()
        act(site)
        times[fault.name] = (before, 0.0) if word == "begins" else (times[fault.name][0], time.time())
        print(f"  {time.monotonic() - began:6.0f} s  {fault.name}: {word}", flush=True)
    return {alert: (one.name, *times[one.name]) for one in faults for alert in one.alerts}


def is_any_firing(watcher: Any, labels: dict[str, str]) -> bool:
    from bench.soak.prometheus import EVERY

    late = time.time() - 3 * EVERY
    return any(
        spans[-1][1] > late for (name, label), spans in watcher.fired().items() if labels[name] == label
    )


def told(
    shipped: Sequence[Any],
    labels: dict[str, str],
    fired: dict[tuple[str, str], list[tuple[float, float]]],
    times: dict[str, tuple[str, float, float]],
    by: int,
) -> int:
    """Prints the table; gives 0 where each alert fired for its fault and was gone after it."""
    print("\n| alert | waits | fault | fired after | gone after |\n|---|---|---|---|---|")
    late, status = time.time() - 15, 0
    for rule in shipped:
        fault, began, ended = times[rule.name]
        waits = f"{rule.waits} s" + (f" / {by}" if labels[rule.name] else "")
        spans = [one for one in fired.get((rule.name, labels[rule.name]), []) if one[1] >= began]
        if not spans or spans[-1][1] > late:
            status = 1
        after = f"{spans[0][0] - began:.0f} s" if spans else "NEVER"
        gone = "NEVER" if spans and spans[-1][1] > late else f"{spans[-1][1] - ended:.0f} s" if spans else ""
        print(f"| `{rule.name}` | {waits} | {fault} | {after} | {gone} |")
    sys.stdout.flush()
    return status


if __name__ == "__main__":
    raise SystemExit(main())
