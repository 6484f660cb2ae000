"""One pull: asks feeds, stores what is new, reads the pages and pictures that wait; in one process or in several."""

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
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from feeds import knowledge
from feeds.addresses import shown_url
from feeds.asking import Asking, Claim
from feeds.crew import Tell, crew, orphaned
from feeds.fetcher import Fetcher
from feeds.health import Pull
from feeds.hubs import renew_after_pull
from feeds.models import EntryQuerySet, Feed, FeedQuerySet
from feeds.models import Fetch as Attempt
from feeds.pacing import KEEPALIVES, Manners, Pace, forget_hosts
from feeds.pages import take_pages
from feeds.pictures import fetch_pictures
from feeds.pipeline import Fetched, take_in, take_in_unchanged
from feeds.site_fetcher import site_fetcher
from feeds.stopping import ended_by_signals

log = logging.getLogger(__name__)

# A batch of articles makes hundreds of thousands of short-lived objects without cycles; Python's default of 700 has
# the collector look through the young ones after each few entries, for a twentieth of the pull's time.
OBJECTS_BETWEEN_COLLECTIONS = 50_000
# A process more for so many feeds that are due: fewer are done before another one has loaded its term base.
FEEDS_A_PROCESS = 20
# Beyond, PostgreSQL is what the processes wait for.
MOST_PROCESSES = 16


class Run:
    """One pull of feeds: what it is asked to do, and what came of it so far."""

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

    def pull(self, feeds: FeedQuerySet, entries: EntryQuerySet, *, due: int, processes: int) -> bool:
        """Asks the feeds, in so many processes, then reads the pages that these entries wait for, and fetches pictures.

        Gives whether all processes came to their end.
        """
        first, started = os.getpid(), timezone.now()

        def beside(tell: Tell) -> None:
            def claim(worker: str) -> Claim:
                claiming = _claiming(feeds, worker, started)
                return lambda limit: [] if orphaned(first) else claiming(limit)

            try:
                with ended_by_signals(), self._pulling() as (fetcher, pace):
                    self._ask(fetcher, pace, claim(pace.worker), lambda done: tell((done,)))
            except DatabaseError as error:
                log.error("The database cannot be used: %s", error)
                sys.exit(1)

        with (
            crew(processes - 1, beside, lambda told: self._note(*told)) as others,
            self._pulling() as (fetcher, pace),
            _progress(self._console) as self._progress,
        ):
            self._bar = self._progress.add_task("feeds", total=due)
            others.listen()
            claim = _reading(feeds) if self.dry_run else _claiming(feeds, pace.worker, started)
            self._ask(fetcher, pace, claim, self._note)
            failed = others.wait()
            if not self.dry_run:
                self._complete(fetcher, pace, entries)
        return not failed

    @contextmanager
    def _pulling(self) -> Iterator[tuple[Fetcher, Pace]]:
        """What each process has of its own; what it claimed and did not finish is given back where it is interrupted."""
        with connection.cursor() as cursor:
            # Losing the last moments in a crash is harmless: an entry and its article are lost together, and the
            # feed is asked again. Waiting for the disk after each transaction would cost most of the time.
            cursor.execute("SET synchronous_commit TO off")
            # One statement that looks up thousands of values is taken for a long one; compiling it, where the server
            # can, takes longer than each run of it.
            cursor.execute("SET jit TO off")
            cursor.execute(KEEPALIVES)
        with Pace() as pace, site_fetcher(courtesy=Manners(pace, timezone.now)) as fetcher:
            try:
                yield fetcher, pace
            except BaseException:
                _give_back(pace.worker)
                raise

    def _ask(self, fetcher: Fetcher, pace: Pace, claim: Claim, note: Callable[["_Done"], None]) -> None:
        """Asks feeds until there are no more to claim; `note` is given each that is done."""
        if not self.dry_run:
            pace.give_back_orphans(timezone.now())

        def postpone(feed: Feed, until: datetime) -> None:
            if not self.dry_run:
                mine = Feed.objects.filter(pk=feed.pk, claimed_by=pace.worker)
                mine.update(next_check_at=until, claimed_until=None, claimed_by="")
            note(_Done(counts={"postponed": 1}))

        asking = Asking(claim=claim, postpone=postpone, fetch=fetcher.fetch, pace=pace, now=timezone.now)
        for answers in asking.answers(jobs=self._jobs):
            for pull in self._take_in(answers):
                note(_Done.of(pull))

    def _complete(self, fetcher: Fetcher, pace: Pace, entries: EntryQuerySet) -> None:
        pages = take_pages(
            entries, fetch=fetcher.fetch, pace=pace, knowledge=self._knowledge, now=timezone.now
        )
        pictures = _pictures(fetcher, pace)
        self._counted.update(
            pages=pages["completed"],
            failed_pages=pages["postponed"] + pages["given_up"],
            pictures=pictures["stored"],
        )
        renew_after_pull(pace)
        forget_hosts(timezone.now())

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
        rest = [one for one in answers if not (one.result and one.result.not_modified)]
        if rest:
            yield from take_in(rest, knowledge=self._knowledge(), now=timezone.now, dry_run=self.dry_run)

    def _knowledge(self) -> knowledge.Knowledge:
        if self._known is None:
            self._known = knowledge.from_database()
            # What was loaded so far stays to the end: the collector need not walk through it again and again.
            gc.collect()
            gc.freeze()
            gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        return self._known

    def _note(self, done: "_Done") -> None:
        """Counts and shows what this process or another one did. Called from two threads."""
        with self._counting:
            self._counted.update(done.counts)
            if done.outcome:
                self._outcomes[done.outcome] += 1
                self._progress.advance(self._bar)
            failed = done.outcome == Attempt.Outcome.FAILED
        # A quiet console sets a line before it throws it away.
        if done.line and not self._console.quiet and (failed or not self._console.is_terminal):
            self._console.print(done.line, highlight=False, markup=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class _Done:
    """What one feed came to, in words and numbers that can be told to another process."""

    outcome: str = ""
    line: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, pull: Pull) -> "_Done":
        counts = {
            "entries": pull.entries,
            "created": pull.created,
            "revised": pull.revised,
            "failed": pull.failed,
        }
        return cls(str(pull.outcome), _line(pull), counts)


def _pictures(fetcher: Fetcher, pace: Pace) -> Counter[str]:
    """What came of the pictures; a storage that fails must not hide what came of the feeds."""
    try:
        return fetch_pictures(fetch=fetcher.fetch, pace=pace, now=timezone.now)
    except DatabaseError:
        raise
    except Exception:
        log.exception("The pictures could not be stored; check the storage. The next pull goes on with them.")
        return Counter()


def _claiming(feeds: FeedQuerySet, worker: str, started: datetime) -> Claim:
    """Claims feeds that were not asked since the run began: each once, also where two runs ask for all."""
    not_asked = feeds.filter(Q(last_checked_at=None) | Q(last_checked_at__lt=started))
    given: set[int] = set()

    def claim(limit: int) -> list[Feed]:
        # What this run gave back, because a host wants to be left alone, is not to be claimed in a circle.
        batch = not_asked.exclude(pk__in=given).claim(timezone.now(), by=worker, limit=limit)
        given.update(feed.pk for feed in batch)
        return batch

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


def usual_processes(due: int, cores: int) -> int:
    """How many processes share a run on a host of so many cores, with so many feeds due."""
    return max(1, min(cores, MOST_PROCESSES, due // FEEDS_A_PROCESS))


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
