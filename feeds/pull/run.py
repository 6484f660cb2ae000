"""One run of a pull: fetches feeds, stores new entries, fetches waiting pages and pictures; in one or more processes."""

import gc
import logging
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import Q
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from articles.clock import DatabaseClock, database_now
from articles.kept.folding import fold_counts
from articles.services.agencies.embargoes import publish_due
from articles.session_settings import session_settings
from feeds import knowledge
from feeds.models import EntryQuerySet, Feed, FeedQuerySet
from feeds.models import Fetch as Attempt
from feeds.pull.health import Pull
from feeds.pull.pipeline import FetchOutcome, record_unchanged, store_outcomes
from feeds.pull.polling import Claim, Clock, FeedPoller
from feeds.pull.workers import Send, is_orphaned, worker_pool
from feeds.signals import exit_on_signals
from feeds.storing.pages import fetch_pages
from feeds.storing.pictures import fetch_pictures
from feeds.storing.taken_parts import give_known_parts
from feeds.web.addresses import shown_url
from feeds.web.fetcher import Fetcher
from feeds.web.rate_limits import ClockedLimiter, RateLimiter, delete_old_hosts
from feeds.web.site_fetcher import site_fetcher
from feeds.websub.subscriptions import renew_after_pull

log = logging.getLogger(__name__)

# A batch of articles makes hundreds of thousands of short-lived objects without cycles; with Python's default of 700
# the garbage collector takes a twentieth of the pull's time.
OBJECTS_BETWEEN_COLLECTIONS = 50_000
# Feeds due for each further process: fewer are done before it has loaded its term base.
FEEDS_A_PROCESS = 20
# With more, the processes only wait for PostgreSQL.
MOST_PROCESSES = 16
# In a minute a pull changes some thousands of articles; until they are folded, pages add up a row for each batch.
SECONDS_BETWEEN_FOLDINGS = 60
SETTINGS = {
    # Losing the last commits in a crash is harmless: an entry and its article are lost together, and the feed is fetched
    # again. Waiting for the disk after each commit would take most of the time.
    "synchronous_commit": "off",
    # The planner takes a lookup of thousands of values for a long query; compiling it takes longer than running it.
    "jit": "off",
}


class Run:
    """One run of a pull: its options and its counters."""

    def __init__(self, *, jobs: int, dry_run: bool, quiet: bool) -> None:
        self.dry_run = dry_run
        self._jobs = jobs
        self._console = Console(file=sys.stderr, quiet=quiet)
        self._started = time.monotonic()
        self._known: knowledge.Knowledge | None = None
        self._outcomes: Counter[str] = Counter()
        self._counted: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._progress = _progress(self._console)
        self._bar = TaskID(0)
        self._now: Clock = database_now

    def pull(self, feeds: FeedQuerySet, entries: EntryQuerySet, *, due: int, processes: int) -> bool:
        """Fetches the feeds in so many processes, then the pages that these entries wait for, then pictures.

        Returns whether all processes ended without failure.
        """
        first, started = os.getpid(), database_now()

        def run_worker(send: Send) -> None:
            def claim(worker: str) -> Claim:
                claiming = _claiming(feeds, worker, started, self._now)
                return lambda limit: [] if is_orphaned(first) else claiming(limit)

            try:
                with exit_on_signals(), self._pulling() as (fetcher, limiter):
                    self._poll(fetcher, limiter, claim(limiter.worker), lambda report: send((report,)))
            except DatabaseError as error:
                log.error("The database cannot be used: %s", error)
                sys.exit(1)

        with (
            worker_pool(processes - 1, run_worker, lambda message: self._count(*message)) as others,
            self._pulling() as (fetcher, limiter),
            _progress(self._console) as self._progress,
        ):
            self._bar = self._progress.add_task("feeds", total=due)
            others.listen()
            if not self.dry_run:
                publish_due(now=self._now())
            claim = (
                _without_claims(feeds)
                if self.dry_run
                else _claiming(feeds, limiter.worker, started, self._now)
            )
            self._poll(fetcher, limiter, claim, self._count)
            failed = others.wait()
            if not self.dry_run:
                self._fetch_rest(fetcher, limiter, entries)
        return not failed

    @contextmanager
    def _pulling(self) -> Iterator[tuple[Fetcher, RateLimiter]]:
        """The fetcher and rate limiter of one process; an interrupted process releases the feeds that it claimed."""
        self._now = DatabaseClock()
        with (
            session_settings(connection, SETTINGS),
            RateLimiter() as limiter,
            site_fetcher(host_limiter=ClockedLimiter(limiter, self._now)) as fetcher,
        ):
            try:
                yield fetcher, limiter
            except BaseException:
                _release_claims(limiter.worker)
                raise

    def _poll(
        self, fetcher: Fetcher, limiter: RateLimiter, claim: Claim, report: Callable[["_FeedReport"], None]
    ) -> None:
        """Fetches and stores feeds until there are no more to claim; calls `report` for each."""
        if not self.dry_run:
            limiter.release_claims_of_dead_pullers(self._now())

        def postpone(feed: Feed, until: datetime) -> None:
            if not self.dry_run:
                mine = Feed.objects.filter(pk=feed.pk, claimed_by=limiter.worker)
                mine.update(next_check_at=until, claimed_until=None, claimed_by="")
            report(_FeedReport(counts={"postponed": 1}))

        asking = FeedPoller(
            claim=claim, postpone=postpone, fetch=fetcher.fetch, limiter=limiter, now=self._now
        )
        folded = time.monotonic()
        for answers in asking.answers(jobs=self._jobs):
            for pull in self._store(answers):
                report(_FeedReport.of(pull))
            if time.monotonic() - folded > SECONDS_BETWEEN_FOLDINGS and not self.dry_run:
                fold_counts()
                folded = time.monotonic()

    def _fetch_rest(self, fetcher: Fetcher, limiter: RateLimiter, entries: EntryQuerySet) -> None:
        pages = fetch_pages(
            entries, fetch=fetcher.fetch, limiter=limiter, knowledge=self._knowledge, now=self._now
        )
        pictures = _pictures(fetcher, limiter, self._now)
        self._counted.update(
            pages=pages["completed"],
            failed_pages=pages["postponed"] + pages["given_up"],
            pictures=pictures["stored"],
        )
        fold_counts()
        renew_after_pull(limiter)
        delete_old_hosts(self._now())

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

    def _store(self, answers: list[FetchOutcome]) -> Iterator[Pull]:
        """Unchanged feeds first, in one batch: a feed with new entries may take a second."""
        unchanged = [one for one in answers if one.result and one.result.not_modified]
        yield from record_unchanged(unchanged, now=self._now, dry_run=self.dry_run)
        rest = [one for one in answers if not (one.result and one.result.not_modified)]
        if rest:
            yield from store_outcomes(rest, knowledge=self._knowledge(), now=self._now, dry_run=self.dry_run)

    def _knowledge(self) -> knowledge.Knowledge:
        if self._known is None:
            self._known = knowledge.from_database()
            # What is loaded so far stays to the end of the run: the garbage collector skips it from now on.
            gc.collect()
            gc.freeze()
            gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        return self._known

    def _count(self, report: "_FeedReport") -> None:
        """Counts and prints a report of this or another process. Called from two threads."""
        with self._counting:
            self._counted.update(report.counts)
            if report.outcome:
                self._outcomes[report.outcome] += 1
                self._progress.advance(self._bar)
            failed = report.outcome == Attempt.Outcome.FAILED
        # Rich lays a line out even where a quiet console drops it.
        if report.line and not self._console.quiet and (failed or not self._console.is_terminal):
            self._console.print(report.line, highlight=False, markup=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class _FeedReport:
    """The result of one feed, in plain values that can be sent to another process."""

    outcome: str = ""
    line: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, pull: Pull) -> "_FeedReport":
        counts = {
            "entries": pull.entries,
            "created": pull.created,
            "revised": pull.revised,
            "failed": pull.failed,
        }
        return cls(str(pull.outcome), _line(pull), counts)


def _pictures(fetcher: Fetcher, limiter: RateLimiter, now: Clock) -> Counter[str]:
    """Fetches pictures; a failing storage is logged and must not hide the results of the feeds."""
    try:
        return fetch_pictures(fetch=fetcher.fetch, limiter=limiter, now=now)
    except DatabaseError:
        raise
    except Exception:
        log.exception("The pictures could not be stored; check the storage. The next pull goes on with them.")
        return Counter()


def _claiming(feeds: FeedQuerySet, worker: str, started: datetime, now: Clock) -> Claim:
    """Claims feeds that were not fetched since the run began: each once, even where two runs fetch all."""
    not_asked = feeds.filter(Q(last_checked_at=None) | Q(last_checked_at__lt=started))
    claimed: set[int] = set()

    def claim(limit: int) -> list[Feed]:
        # Feeds that this run postponed are not claimed again.
        batch = not_asked.exclude(pk__in=claimed).claim(now(), by=worker, limit=limit)
        claimed.update(feed.pk for feed in batch)
        give_known_parts(batch)
        return batch

    return claim


def _without_claims(feeds: FeedQuerySet) -> Claim:
    """The same without a claim, for a run that stores nothing."""
    rows = iter(feeds.select_related("source", "category").order_by("next_check_at", "pk"))
    return lambda limit: [feed for _number, feed in zip(range(limit), rows, strict=False)]


def _release_claims(worker: str) -> None:
    # The connection may be in the middle of an interrupted query: a new one is opened.
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
    canceled = f", {pull.canceled} canceled by the agency" if pull.canceled else ""
    return (
        f"{pull.outcome}  {shown_url(pull.feed.url)}: {pull.entries} entries, {pull.created} new, "
        f"{pull.revised} revised, {pull.failed} unusable{canceled}"
    )


def default_processes(due: int, cores: int) -> int:
    """How many processes share a run on a host of so many cores, with so many feeds due."""
    return max(1, min(cores, MOST_PROCESSES, due // FEEDS_A_PROCESS))


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
