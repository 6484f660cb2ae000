"""A site in use while everything around it fails: nothing lost, nothing doubled, nothing wrong: `make soak`.

    python -m bench.soak [--seconds 1200] [--folder FOLDER] [--watch] [--picture FILE]

Two web servers stand behind nginx, with Redis, PgBouncer, a primary and a streaming replica. Readers at half of the measured
capacity, two pullers of feeds that grow, comments and an editor are at work while PostgreSQL is restarted and killed, one of
each of the others gets -9 and is started again, clocks jump, the disk is full and a migration runs, in turn. With `--watch` Debian's Prometheus asks the site's metrics meanwhile, and the shipped alerts that waited or fired are named.
Then what was sent is compared with what is stored. The exit status is 1 where a line of the table is not as it must be.
"""

import argparse
import itertools
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import urllib3

READERS = 4
MEASURED_SECONDS = 4.0
# Of pages that a proxy keeps a machine serves more than is of use: the readers take its processors from those who write.
MOST_READS_A_SECOND = 100.0
COMMENTS_A_SECOND, EDITS_A_SECOND, ITEMS_A_SECOND = 0.4, 0.25, 1.0
PULL_EVERY, SAMPLE_EVERY = 8.0, 5.0  # seconds
MOST_FAILED = 0.001  # of all reads
WARM_SECONDS, MOST_GROWTH = 180.0, 0.05
EDITED = 4
LAST_EDITS = 1_000_000  # numbers of headlines that no other edit had
PULLERS = ("a", "b")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument(
        "--seconds", type=float, default=1200, help="how long it lasts, 20 minutes by default"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        help="where its data lies; by default a temporary folder, which stays if something is wrong",
    )
    parser.add_argument(
        "--watch", action="store_true", help="have Prometheus watch, and say which alerts fire"
    )
    parser.add_argument(
        "--picture", type=Path, help="draw the shipped dashboard into this file (PNG); watches too"
    )
    options = parser.parse_args(arguments)
    data = options.folder or Path(tempfile.mkdtemp(prefix="newsroom-soak-"))
    os.environ |= {
        "NEWSROOM_DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": "",
    }
    import django

    django.setup()
    from bench.soak.publisher import Publisher
    from bench.soak.world import World
    from newsroom.database import stop_if_last

    publisher = Publisher()
    world = World(data, publisher.port, is_several=True)
    status = 1
    try:
        status = soaked(world, publisher, options)
    finally:
        world.stop()
        publisher.stop()
        stop_if_last(data)
        if status:
            print(f"Logs, wrong pages and the database stay in {data}", flush=True)
        elif options.folder is None:
            shutil.rmtree(data, ignore_errors=True)
    return status


def prepared(world: Any, publisher: Any) -> tuple[list[Any], list[str], list[str], str]:
    """A site with articles and feeds. Gives pages to read, forms of comments, forms of the desk, and an editor's cookie."""
    from django.core.management import call_command
    from django.db import connection

    from articles.models import Article
    from bench.pages.serving import desk_headers
    from bench.soak.crowd import Page
    from feeds.models import Feed

    for command in ("migrate", "load_catalogue", "load_samples"):
        call_command(command, verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115  # for as long as it runs
    call_command("collectstatic", interactive=False, verbosity=0)
    found = list(Article.objects.published().filter(language="vi").select_related("source").order_by("pk"))
    edited, read = found[:EDITED], found[EDITED : EDITED + 20]
    # Nobody outside of this machine is asked.
    Feed.objects.update(enabled=False)
    for number, address in enumerate(publisher.feeds):
        Feed.objects.create(
            source=found[number].source,
            url=address,
            intake_rule=Feed.IntakeRule.PUBLISH,
            full_text=Feed.FullText.NEVER,
            next_check_at=found[0].arrived_at,
        )
    pages = [Page(one.get_absolute_url(), one.title) for one in read]
    pages += [
        Page("/vi/", "</html>"),
        Page("/ar/", "</html>"),
        Page("/vi/feed.rss", "</rss>"),
        Page("/vi/topic/", "</html>"),
    ]
    cookie = desk_headers()["Cookie"]
    connection.close()
    forms = [f"/vi/comment/on/{one.pk}/" for one in read]
    return pages, forms, [f"/admin/articles/article/{one.pk}/change/" for one in edited], cookie


def soaked(world: Any, publisher: Any, options: argparse.Namespace) -> int:
    from bench.soak import crowd, faults, prometheus, reconciling

    seconds: float = options.seconds
    pages, forms, desk, cookie = prepared(world, publisher)
    world.start_several()
    came_up(world)
    watcher = prometheus.Prometheus(world) if options.watch or options.picture else None
    capacity = measured(world.base, pages)
    read = min(capacity / 2, MOST_READS_A_SECOND)
    print(f"{capacity:.0f} pages a second measured, {read:.0f} are read; {seconds:g} seconds", flush=True)
    reads, mutex = crowd.Reads(), threading.Lock()
    rate = read / READERS
    actors = [
        crowd.Reader(world.base, rate, pages, reads, mutex, is_without_proxy=world.is_without_proxy)
        for _number in range(READERS)
    ]
    commenter = crowd.Commenter(world.base, COMMENTS_A_SECOND, forms, token_for)
    editor = crowd.Editor(world.base, EDITS_A_SECOND, desk, cookie, is_in_fault=world.is_in_fault)
    is_over = threading.Event()
    others = [
        threading.Thread(target=publishing, args=(publisher, is_over)),
        *(threading.Thread(target=pulling, args=(world, puller, is_over)) for puller in PULLERS),
    ]
    memory: list[tuple[float, float]] = []
    others.append(threading.Thread(target=weighing, args=(world, memory, is_over)))
    for one in (*actors, commenter, editor, *others):
        one.start()
    told = failing(world, faults.FAULTS, seconds)
    if watcher and options.picture:
        prometheus.picture(watcher, options.picture)
    if watcher:
        print(prometheus.alerts_told(watcher.alerts()), flush=True)
    for actor in (*actors, commenter, editor):
        actor.end()
    is_over.set()
    for other in others:
        other.join()
    for number in range(EDITED):
        editor.act(LAST_EDITS + number)
    published = publisher.published()
    reconciling.complete(world, published)
    results = [
        reads_line(reads, has_proxy=world.has_proxy),
        wrong_line(reads, world.data),
        reconciling.articles(world, published),
        reconciling.readable(world, published),
        reconciling.staleness(editor),
        reconciling.comments(world, commenter),
        reconciling.edits(world, editor),
        reconciling.pictures(world),
        reconciling.kept_numbers(world),
        reconciling.log_lines(world),
        memory_line(memory),
    ]
    return printed(told, results)


# --- What goes on beside the crowd ---------------------------------------------------------------------------------


def publishing(publisher: Any, is_over: threading.Event) -> None:
    while not is_over.wait(1 / ITEMS_A_SECOND):
        publisher.publish()


def pulling(world: Any, puller: str, is_over: threading.Event) -> None:
    """Pulls now and then, as cron does; one that finds no database ends by itself."""
    for number in itertools.count():
        if is_over.wait(PULL_EVERY):
            return
        with suppress(Exception):  # no database at this moment
            world.rows("UPDATE feeds_feed SET next_check_at = now() WHERE next_check_at > now()")
        world.manage(f"pull-{puller}-{number % 10}", "pull_feeds", "--processes", "1").wait()


def weighing(world: Any, memory: list[tuple[float, float]], is_over: threading.Event) -> None:
    began = time.monotonic()
    while not is_over.wait(SAMPLE_EVERY):
        with suppress(OSError):
            memory.append((time.monotonic() - began, world.web_megabytes()))


def failing(world: Any, all_faults: Sequence[Any], seconds: float) -> list[tuple[str, str, float]]:
    """Lets the faults happen in turn until the time is over; gives the name of each, a word, and the seconds until a page
    came again."""
    from bench.soak.world import wait_until

    told: list[tuple[str, str, float]] = []
    began = time.monotonic()
    rest = seconds / (len(all_faults) + 1) if seconds < WARM_SECONDS * 2 else WARM_SECONDS / 4
    for fault in itertools.cycle(all_faults):
        time.sleep(max(min(rest, began + seconds - time.monotonic()), 0))
        if told and (time.monotonic() - began > seconds and len(told) >= len(all_faults)):
            return told
        world.is_in_fault.set()
        word = fault.happen(world)
        told.append((fault.name, word, came_up(world)))
        wait_until(world.is_whole, "the end of the fault")
        world.is_in_fault.clear()
        print(f"  {time.monotonic() - began:6.0f} s  {fault.name}: {word}", flush=True)
    return told


def came_up(world: Any) -> float:
    """Waits until a page of the database is served; gives the seconds."""
    from bench.soak.world import wait_until

    http = urllib3.PoolManager(retries=False, timeout=30)

    def serves() -> bool:
        with suppress(urllib3.exceptions.HTTPError):
            return http.request("GET", f"{world.base}/vi/topic/").status == 200
        return False

    return wait_until(serves, "a page of the site")


def measured(base: str, pages: Sequence[Any]) -> float:
    """How many pages a second the site serves to readers who wait for nothing."""
    http, count, mutex = (
        urllib3.PoolManager(maxsize=READERS, retries=False),
        itertools.count(),
        threading.Lock(),
    )
    for page in pages:
        http.request("GET", base + page.path)
    ends = time.monotonic() + MEASURED_SECONDS

    def read() -> None:
        for number in itertools.count():
            if time.monotonic() > ends:
                return
            http.request("GET", base + pages[number % len(pages)].path)
            with mutex:
                next(count)

    crowd = [threading.Thread(target=read) for _number in range(READERS)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return next(count) / MEASURED_SECONDS


def token_for(form: str) -> str:
    """What the form of a comment carries."""
    from django.utils import timezone

    from articles.comments.tokens import form_token

    return form_token(int(form.split("/")[-2]), timezone.now())


# --- The table -----------------------------------------------------------------------------------------------------


def reads_line(reads: Any, *, has_proxy: bool) -> Any:
    from bench.soak.reconciling import Result

    failed = sum(reads.failed.values())
    share = failed / reads.all if reads.all else 1.0
    text = f"{reads.pages} pages, {reads.come_back} told when to come back, {failed} failed ({share:.3%})"
    text += f", {reads.unanswered} while nginx was down"
    # All of these pages had been read before: nginx has them, whatever is broken behind it.
    refused = reads.come_back + sum(number for why, number in reads.failed.items() if why.startswith("5"))
    is_right = share <= MOST_FAILED and not (has_proxy and refused)
    return Result("reads", text + (f": {dict(reads.failed)}" if failed else ""), is_right)


def wrong_line(reads: Any, data: Path) -> Any:
    """Each wrong page is kept in `wrong/` of the data folder, with the words that were missed on it."""
    from bench.soak.reconciling import Result

    (data / "wrong").mkdir(exist_ok=True)
    for number, (page, text) in enumerate(reads.wrong):
        (data / "wrong" / f"{number}.html").write_text(f"<!-- {page.path}: {page.says} -->\n{text}")
    named = sorted({page.path for page, _text in reads.wrong})[:3]
    return Result("wrong pages", " ".join([str(len(reads.wrong)), *named]), not reads.wrong)


def memory_line(memory: Sequence[tuple[float, float]]) -> Any:
    from bench.soak.reconciling import Result

    late = [megabytes for at, megabytes in memory if at >= WARM_SECONDS]
    if len(late) < 10:
        return Result("memory", "not judged: the run is too short for it", True)
    first, last = sum(late[:5]) / 5, sum(late[-5:]) / 5
    text = f"{first:.0f} MB after three minutes, {last:.0f} MB at the end"
    return Result("memory of the web server", text, last <= first * (1 + MOST_GROWTH))


def printed(told: Sequence[tuple[str, str, float]], results: Sequence[Any]) -> int:
    print(
        "\nfault                         what                                                pages again after"
    )
    for name, word, seconds in told:
        print(f"{name:<29} {word[:50]:<51} {seconds:6.1f} s")
    print()
    for result in results:
        print(f"{'as it must be' if result.is_right else 'WRONG':<14} {result.name:<26} {result.found}")
    sys.stdout.flush()
    return 0 if all(result.is_right for result in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
