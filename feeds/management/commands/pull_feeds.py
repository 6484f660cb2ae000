"""The cron job: fetches the feeds that are due and stores their new entries."""

import json
import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError

from articles.clock import database_now
from feeds.models import Entry, EntryQuerySet, Feed, FeedQuerySet
from feeds.pull.run import MOST_PROCESSES, Run, cores, default_processes
from feeds.pull.wrong_stamps import mend_wrong_stamps
from feeds.signals import Stopped, stop_on_signals
from feeds.web.addresses import shown_url

JOBS = 8
# Each job is a thread with a connection; more would reach the limit of open files.
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
        parser.add_argument(
            "--processes",
            type=int,
            metavar="N",
            help="processes that share the work (default: one a core where many feeds are due)",
        )
        parser.add_argument("--json", action="store_true", help="the summary as one JSON object")

    def handle(self, *, jobs: int, dry_run: bool, **options: Any) -> None:
        if not 1 <= jobs <= MOST_JOBS:
            raise CommandError(f"--jobs must be a number from 1 to {MOST_JOBS}.")
        wanted = options["processes"]
        if wanted is not None and not 1 <= wanted <= MOST_PROCESSES:
            raise CommandError(f"--processes must be a number from 1 to {MOST_PROCESSES}.")
        run = Run(jobs=jobs, dry_run=dry_run, quiet=options["json"])
        try:
            with stop_on_signals():
                now = database_now()
                if not dry_run:
                    mend_wrong_stamps(now)
                feeds = _chosen(options, now)
                due = feeds.count()
                processes = 1 if dry_run else wanted or default_processes(due, cores())
                is_complete = run.pull(feeds, _entries(options, now), due=due, processes=processes)
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise CommandError(
                f"The database cannot be used: {reason}. Check DATABASE_URL and run migrate."
            ) from error
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        except Stopped as stop:
            self._report(run, as_json=options["json"])
            self.stderr.write("Stopped; the feeds that were not finished are due again.")
            sys.exit(128 + stop.signal)
        self._report(run, as_json=options["json"])
        if not is_complete:
            raise CommandError(
                "A process of this pull ended early; the log says why. The next pull takes up what it left."
            )

    def _report(self, run: Run, *, as_json: bool) -> None:
        summary = run.summary()
        self.stdout.write(json.dumps(summary) if as_json else _sentence(summary, dry_run=run.dry_run))


def _chosen(options: dict[str, Any], now: datetime) -> FeedQuerySet:
    """The feeds that the options name. Raises CommandError for an unknown name."""
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


def _entries(options: dict[str, Any], now: datetime) -> EntryQuerySet:
    """The entries whose pages may be read in this run: of the feeds that are named, else of all."""
    if options["feed"] or options["source"]:
        return Entry.objects.filter(feed__in=_chosen(options, now))
    return Entry.objects.filter(feed__enabled=True)


def _sentence(summary: dict[str, Any], *, dry_run: bool) -> str:
    return (
        "{prefix}{feeds} feeds asked, {failed_feeds} failed, {not_modified} not modified, {postponed_feeds} left for "
        "later as their hosts wish; {created} articles new, "
        "{revised} revised, {failed_entries} entries unusable; {pages} completed from their pages, "
        "{failed_pages} pages failed; {pictures} pictures; {seconds} s"
    ).format(prefix="Dry run: " if dry_run else "", **summary)
