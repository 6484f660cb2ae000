"""The cron job: asks the feeds that are due and stores what they bring."""

import gc
import json
import logging
import signal
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import FrameType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from feeds import knowledge
from feeds.addresses import shown_url
from feeds.asking import Asking, Claim
from feeds.fetcher import Fetcher
from feeds.health import Pull
from feeds.hubs import renew_after_pull
from feeds.models import Entry, EntryQuerySet, Feed, FeedQuerySet
from feeds.models import Fetch as Attempt
from feeds.pacing import Pace
from feeds.pages import take_pages
from feeds.pictures import fetch_pictures
from feeds.pipeline import Fetched, take_in, take_in_unchanged
from feeds.site_fetcher import site_fetcher

log = logging.getLogger(__name__)

JOBS = 8
# A batch of articles makes hundreds of thousands of short-lived objects without cycles; Python's default of 700 has
# the collector look through the young ones after each few entries, for a twentieth of the pull's time.
OBJECTS_BETWEEN_COLLECTIONS = 50_000
# Each job is a thread with a connection; more than this asks for trouble with the limit of open files.
MOST_JOBS = 200


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
        if not 1 <= jobs <= MOST_JOBS:
            raise CommandError(f"--jobs must be a number from 1 to {MOST_JOBS}.")
        run = _Run(jobs=jobs, dry_run=dry_run, quiet=options["json"])
        try:
            with _stopping_on_signals():
                run.pull(_chosen(options), _entries(options))
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise CommandError(
                f"The database cannot be used: {reason}. Check DATABASE_URL and run migrate."
            ) from error
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        except _Stopped as stop:
            self._report(run, as_json=options["json"])
            self.stderr.write("Stopped; the feeds that were not finished are due again.")
            sys.exit(128 + stop.signal)
        self._report(run, as_json=options["json"])

    def _report(self, run: "_Run", *, as_json: bool) -> None:
        summary = run.summary()
        self.stdout.write(json.dumps(summary) if as_json else _sentence(summary, dry_run=run.dry_run))


class _Run:
    """One run of the command: what it is asked to do, and what came of it so far."""

    def __init__(self, *, jobs: int, dry_run: bool, quiet: bool) -> None:
        self.dry_run = dry_run
        self._jobs = jobs
        self._console = Console(file=sys.stderr, quiet=quiet)
        self._started = time.monotonic()
        self._known: knowledge.Knowledge | None = None
        self._outcomes: Counter[str] = Counter()
        self._counted: Counter[str] = Counter()

    def pull(self, feeds: FeedQuerySet, entries: EntryQuerySet) -> None:
        """Asks the feeds, then reads the pages that these entries wait for, and fetches pictures."""
        with connection.cursor() as cursor:
            # Losing the last moments in a crash is harmless: an entry and its article are lost together, and the
            # feed is asked again. Waiting for the disk after each transaction would cost most of the time.
            cursor.execute("SET synchronous_commit TO off")
        with site_fetcher() as fetcher, Pace() as pace, _progress(self._console) as progress:
            if not self.dry_run:
                pace.give_back_orphans(timezone.now())
            bar = progress.add_task("feeds", total=feeds.count())
            claim = _reading(feeds) if self.dry_run else _claiming(feeds, pace.worker)
            asking = Asking(
                claim=claim, postpone=self._postpone, fetch=fetcher.fetch, pace=pace, now=timezone.now
            )
            try:
                for answers in asking.answers(jobs=self._jobs):
                    for pull in self._take_in(answers):
                        self._count(pull)
                        progress.advance(bar)
                        if pull.outcome == Attempt.Outcome.FAILED or not self._console.is_terminal:
                            self._console.print(_line(pull), highlight=False, markup=False, soft_wrap=True)
            except BaseException:
                _give_back(pace.worker)
                raise
            if not self.dry_run:
                pages = take_pages(
                    entries, fetch=fetcher.fetch, pace=pace, knowledge=self._knowledge, now=timezone.now
                )
                pictures = _pictures(fetcher, pace)
                self._counted.update(
                    pages=pages["completed"],
                    failed_pages=pages["postponed"] + pages["given_up"],
                    pictures=pictures["stored"],
                )
                renew_after_pull()

    def summary(self) -> dict[str, Any]:
        names = ("entries", "created", "revised")
        return {
            "feeds": self._outcomes.total(),
            "failed_feeds": self._outcomes[Attempt.Outcome.FAILED],
            "not_modified": self._outcomes[Attempt.Outcome.NOT_MODIFIED],
            "postponed_feeds": self._counted["postponed"],
            **{name: self._counted[name] for name in names},
            "failed_entries": self._counted["failed"],
            **{name: self._counted[name] for name in ("pages", "failed_pages", "pictures")},
            "seconds": round(time.monotonic() - self._started, 2),
        }

    def _take_in(self, answers: list[Fetched]) -> Iterator[Pull]:
        """Those without news first, together; a feed with news may take a second."""
        unchanged = [one for one in answers if one.result and one.result.not_modified]
        yield from take_in_unchanged(unchanged, now=timezone.now, dry_run=self.dry_run)
        for fetched in answers:
            if not (fetched.result and fetched.result.not_modified):
                yield take_in(fetched, knowledge=self._knowledge(), now=timezone.now, dry_run=self.dry_run)

    def _knowledge(self) -> knowledge.Knowledge:
        if self._known is None:
            self._known = knowledge.from_database()
            # What was loaded so far stays to the end: the collector need not walk through it again and again.
            gc.collect()
            gc.freeze()
            gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        return self._known

    def _count(self, pull: Pull) -> None:
        self._outcomes[pull.outcome] += 1
        self._counted.update(
            entries=pull.entries, created=pull.created, revised=pull.revised, failed=pull.failed
        )

    def _postpone(self, feed: Feed, until: datetime) -> None:
        self._counted["postponed"] += 1
        if not self.dry_run:
            Feed.objects.filter(pk=feed.pk).update(next_check_at=until, claimed_until=None, claimed_by="")


class _Stopped(BaseException):
    """The operator, or the system, wants the run to end. No handler of errors may take it for one."""

    def __init__(self, signal: int) -> None:
        super().__init__(signal)
        self.signal = signal


@contextmanager
def _stopping_on_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the run; set by hand, as a shell makes what it starts in the background deaf to Ctrl-C."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in former:
            signal.signal(each, signal.SIG_IGN)
        raise _Stopped(number)

    former: dict[int, Any] = {}
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            former[number] = signal.signal(number, stop)
        yield
    finally:
        for each, handler in former.items():
            signal.signal(each, handler)


def _chosen(options: dict[str, Any]) -> FeedQuerySet:
    """The feeds that the options name; an unknown name is an error, so that a typing mistake is noticed."""
    now = timezone.now()
    feeds = Feed.objects.all()
    if options["feed"]:
        name = options["feed"]
        found = feeds.filter(pk=int(name)) if name.isdecimal() else feeds.filter(url=name)
        if not found.exists():
            raise CommandError(
                f"There is no feed {shown_url(name)}. See the feeds in the admin, or import_sources."
            )
        return found
    if options["source"]:
        found = feeds.filter(source__slug=options["source"], enabled=True)
        if not found.exists():
            raise CommandError(f"There is no source {options['source']} with a feed that is switched on.")
        return found
    return feeds.filter(enabled=True) if options["all"] else feeds.due(now)


def _entries(options: dict[str, Any]) -> EntryQuerySet:
    """The entries whose pages may be read in this run: of the feeds that are named, else of all."""
    if options["feed"] or options["source"]:
        return Entry.objects.filter(feed__in=_chosen(options))
    return Entry.objects.filter(feed__enabled=True)


def _pictures(fetcher: Fetcher, pace: Pace) -> Counter[str]:
    """What came of the pictures; a storage that fails must not hide what came of the feeds."""
    try:
        return fetch_pictures(fetch=fetcher.fetch, pace=pace, now=timezone.now)
    except DatabaseError:
        raise
    except Exception:
        log.exception("The pictures could not be stored; check the storage. The next pull goes on with them.")
        return Counter()


def _claiming(feeds: FeedQuerySet, worker: str) -> Claim:
    """Claims feeds that were not asked since the run began: each once, also where two runs ask for all."""
    started = timezone.now()
    not_asked = feeds.filter(Q(last_checked_at=None) | Q(last_checked_at__lt=started))
    given: set[int] = set()

    def claim(limit: int) -> list[Feed]:
        batch = not_asked.claim(timezone.now(), by=worker, limit=limit)
        again = [feed for feed in batch if feed.pk in given]
        given.update(feed.pk for feed in batch)
        if again:
            # Given back by this run because their hosts want to be left alone, and not to be claimed in a circle.
            Feed.objects.filter(pk__in=[feed.pk for feed in again]).update(claimed_until=None, claimed_by="")
        return [feed for feed in batch if feed not in again]

    return claim


def _reading(feeds: FeedQuerySet) -> Claim:
    """The same without a claim, for a run that stores nothing."""
    rows = iter(feeds.select_related("source", "category").order_by("next_check_at", "pk"))
    return lambda limit: [feed for _number, feed in zip(range(limit), rows, strict=False)]


def _give_back(worker: str) -> None:
    # The connection may be in the middle of something that was interrupted; a new one is not.
    connection.close()
    Feed.objects.filter(claimed_by=worker).update(claimed_until=None, claimed_by="")


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
        return f"failed  {shown_url(pull.feed.url)}: {pull.reason}"
    return (
        f"{pull.outcome}  {shown_url(pull.feed.url)}: {pull.entries} entries, {pull.created} new, "
        f"{pull.revised} revised, {pull.failed} unusable"
    )


def _sentence(summary: dict[str, Any], *, dry_run: bool) -> str:
    return (
        "{prefix}{feeds} feeds asked, {failed_feeds} failed, {not_modified} not modified; {created} articles new, "
        "{revised} revised, {failed_entries} entries unusable; {pages} completed from their pages, "
        "{failed_pages} pages failed; {pictures} pictures; {seconds} s"
    ).format(prefix="Dry run: " if dry_run else "", **summary)
