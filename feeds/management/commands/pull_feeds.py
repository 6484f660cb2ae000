"""The cron job: asks the feeds that are due and stores what they bring."""

import json
import os
import socket
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from feeds import knowledge
from feeds.fetcher import Fetch
from feeds.models import Feed, FeedQuerySet
from feeds.models import Fetch as Attempt
from feeds.pipeline import Fetched, Pull, ask, take_in
from feeds.site_fetcher import site_fetcher

JOBS = 8
# Feeds claimed ahead for each job: enough that no job waits for the database, few enough that other pullers share.
CLAIMED_A_JOB = 2


class Command(BaseCommand):
    help = "Asks the feeds that are due, and stores and groups what is new. Meant for cron."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="all enabled feeds, due or not")
        parser.add_argument("--feed", metavar="ID|URL", help="only this feed, due or not")
        parser.add_argument("--source", metavar="SLUG", help="only the feeds of this source, due or not")
        parser.add_argument("--dry-run", action="store_true", help="ask and count, store nothing")
        parser.add_argument(
            "--jobs", type=int, default=JOBS, help=f"feeds asked at the same time (default {JOBS})"
        )
        parser.add_argument("--json", action="store_true", help="the summary as one JSON object")

    def handle(self, *, jobs: int, dry_run: bool, **options: Any) -> None:
        started = time.monotonic()
        if jobs < 1:
            raise CommandError("--jobs must be 1 or more.")
        try:
            feeds = _chosen(options)
            pulls = self._pull(feeds, jobs=jobs, dry_run=dry_run, quiet=options["json"])
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise CommandError(
                f"The database cannot be used: {reason}. Check DATABASE_URL and run migrate."
            ) from error
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        summary = _summary(pulls, time.monotonic() - started)
        self.stdout.write(json.dumps(summary) if options["json"] else _sentence(summary, dry_run=dry_run))

    def _pull(self, feeds: FeedQuerySet, *, jobs: int, dry_run: bool, quiet: bool) -> list[Pull]:
        known = knowledge.from_database()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # Losing the last moments in a crash is harmless: an entry and its article are lost together, and
                # the feed is asked again. Waiting for the disk after each article would cost most of the time.
                cursor.execute("SET synchronous_commit TO off")
        total = feeds.count()
        pulls: list[Pull] = []
        console = Console(file=sys.stderr, quiet=quiet)
        with site_fetcher() as fetcher, _progress(console) as progress:
            bar = progress.add_task("feeds", total=total)
            for fetched in _asked(feeds, fetch=fetcher.fetch, jobs=jobs, dry_run=dry_run):
                pull = take_in(fetched, knowledge=known, now=timezone.now, dry_run=dry_run)
                pulls.append(pull)
                progress.advance(bar)
                if not quiet and (not console.is_terminal or pull.outcome == Attempt.Outcome.FAILED):
                    console.print(_line(pull), highlight=False, markup=False, soft_wrap=True)
        return pulls


def _chosen(options: dict[str, Any]) -> FeedQuerySet:
    """The feeds that the options name; an unknown name is an error, so that a typing mistake is noticed."""
    now = timezone.now()
    feeds = Feed.objects.all()
    if options["feed"]:
        name = options["feed"]
        found = feeds.filter(pk=int(name)) if name.isdigit() else feeds.filter(url=name)
        if not found.exists():
            raise CommandError(f"There is no feed {name}. See the feeds in the admin, or import_sources.")
        return found
    if options["source"]:
        found = feeds.filter(source__slug=options["source"], enabled=True)
        if not found.exists():
            raise CommandError(f"There is no source {options['source']} with a feed that is switched on.")
        return found
    return feeds.filter(enabled=True) if options["all"] else feeds.due(now)


def _asked(feeds: FeedQuerySet, *, fetch: Fetch, jobs: int, dry_run: bool) -> Iterator[Fetched]:
    """Asks the feeds in `jobs` threads and gives each answer as it comes; the caller stores meanwhile."""
    batches = _batches(feeds, size=jobs * CLAIMED_A_JOB, dry_run=dry_run)
    with ThreadPoolExecutor(jobs, thread_name_prefix="ask") as pool:
        running: set[Future[Fetched]] = set()
        exhausted = False
        while running or not exhausted:
            while not exhausted and len(running) < jobs * CLAIMED_A_JOB:
                batch = next(batches, None)
                exhausted = batch is None
                running |= {pool.submit(ask, feed, fetch=fetch) for feed in batch or ()}
            done, running = wait(running, return_when=FIRST_COMPLETED) if running else (set(), set())
            for future in done:
                yield future.result()


def _batches(feeds: FeedQuerySet, *, size: int, dry_run: bool) -> Iterator[list[Feed]]:
    """Claims the feeds batch by batch, each once; a dry run only reads them."""
    if dry_run:
        rows = list(feeds.select_related("source", "category"))
        yield from (rows[start : start + size] for start in range(0, len(rows), size))
        return
    worker = f"{socket.gethostname()}:{os.getpid()}"
    seen: set[int] = set()
    while True:
        batch = feeds.exclude(pk__in=seen).claim(timezone.now(), by=worker, limit=size)
        if not batch:
            return
        seen |= {feed.pk for feed in batch}
        yield batch


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )


def _line(pull: Pull) -> str:
    if pull.outcome == Attempt.Outcome.FAILED:
        return f"failed  {pull.feed.url}: {pull.reason}"
    return (
        f"{pull.outcome}  {pull.feed.url}: {pull.entries} entries, {pull.created} new, "
        f"{pull.revised} revised, {pull.failed} unusable"
    )


def _summary(pulls: list[Pull], seconds: float) -> dict[str, Any]:
    outcomes = Counter(pull.outcome for pull in pulls)
    return {
        "feeds": len(pulls),
        "failed_feeds": outcomes[Attempt.Outcome.FAILED],
        "not_modified": outcomes[Attempt.Outcome.NOT_MODIFIED],
        "entries": sum(pull.entries for pull in pulls),
        "created": sum(pull.created for pull in pulls),
        "revised": sum(pull.revised for pull in pulls),
        "failed_entries": sum(pull.failed for pull in pulls),
        "seconds": round(seconds, 2),
    }


def _sentence(summary: dict[str, Any], *, dry_run: bool) -> str:
    return (
        "{prefix}{feeds} feeds asked, {failed_feeds} failed, {not_modified} not modified; {created} articles new, "
        "{revised} revised, {failed_entries} entries unusable; {seconds} s"
    ).format(prefix="Dry run: " if dry_run else "", **summary)
