"""Reads the articles of a source again after its page rules changed."""

from argparse import ArgumentParser
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import Error as DatabaseError
from django.db.models import Q

from articles.clock import DatabaseClock
from articles.models import Article, Source
from articles.models.article import ArticleQuerySet
from desk.record import RecordedCommand
from feeds import knowledge
from feeds.knowledge import Knowledge
from feeds.storing.reextract import fetch_requested_pages, request_pages, with_kept_page, without_page
from feeds.storing.renormalise import BATCH, Result, renormalise
from feeds.web.rate_limits import ClockedLimiter, RateLimiter
from feeds.web.site_fetcher import site_fetcher


class Command(RecordedCommand):
    help = (
        "Reads the pages of a source again with its page rules of today: the pages that were kept, and, where only a "
        "summary is there, the pages themselves. Earlier texts are kept as revisions, editors' decisions stay."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", metavar="SLUG", required=True, help="the source")
        parser.add_argument("--since", metavar="DATE", help="only what arrived since this day (YYYY-MM-DD)")
        parser.add_argument(
            "--after", metavar="ID", type=int, default=0, help="go on after this kept article"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change, store nothing")

    def handle(self, *, after: int, dry_run: bool, **options: Any) -> None:
        self._position = after
        try:
            articles = _chosen(options)
            known = knowledge.from_database()
            self._read_kept(articles, known, after=after, dry_run=dry_run)
            self._read_pages(articles, known, dry_run=dry_run)
        except (DatabaseError, ImproperlyConfigured) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise CommandError(
                f"The database cannot be used: {reason}. Check DATABASE_URL; go on with --after {self._position}."
            ) from error
        except KeyboardInterrupt:
            raise CommandError(
                f"Stopped. Go on with --after {self._position}; pages that were to be fetched are, by the next pull.",
                returncode=130,
            ) from None

    def _read_kept(self, articles: ArticleQuerySet, known: Knowledge, *, after: int, dry_run: bool) -> None:
        counted: Counter[Result] = Counter()
        kept = with_kept_page(articles)
        total = kept.filter(pk__gt=after).count()
        for done, one in enumerate(renormalise(kept, knowledge=known, after=after, dry_run=dry_run), 1):
            self._position = one.pk
            counted[one.result] += 1
            if one.result is Result.FAILED:
                self.stderr.write(f"{one.pk} {one.title}: {one.reason}")
            elif one.result is not Result.UNCHANGED:
                self.stdout.write(f"{one.pk} {one.result}: {one.title}")
            if done % BATCH == 0:
                self.stderr.write(f"{done} of {total}; go on after a stop with --after {self._position}")
        parts = ", ".join(f"{counted[result]} {result}" for result in Result)
        self.stdout.write(f"{'Nothing was stored. Would be: ' if dry_run else 'Kept pages: '}{parts}")

    def _read_pages(self, articles: ArticleQuerySet, known: Knowledge, *, dry_run: bool) -> None:
        wanted = without_page(articles)
        if dry_run or not wanted:
            self.stdout.write(f"{len(wanted)} pages {'would be fetched' if dry_run else 'to fetch'}")
            return
        now = DatabaseClock()
        request_pages(wanted, now())
        with (
            RateLimiter() as limiter,
            site_fetcher(host_limiter=ClockedLimiter(limiter, now)) as fetcher,
        ):
            counted = fetch_requested_pages(
                wanted, fetch=fetcher.fetch, limiter=limiter, knowledge=known, now=now
            )
        self.stdout.write(
            f"Fetched pages: {counted['completed']} articles completed, {counted['postponed']} to be tried again, "
            f"{counted['given_up']} given up, {counted['kept']} kept as an editor decided"
        )


def _chosen(options: dict[str, Any]) -> ArticleQuerySet:
    """The articles that stand on the pages of the source."""
    slug = options["source"]
    if not Source.objects.filter(slug=slug).exists():
        raise CommandError(f"There is no source “{slug}”; the slugs are in the admin.")
    articles = Article.objects.filter(Q(carrier__slug=slug) | Q(source__slug=slug, carrier=None))
    if not options["since"]:
        return articles
    try:
        day = date.fromisoformat(options["since"])
    except ValueError as error:
        raise CommandError(f"“{options['since']}” is no day; write it as 2026-05-19.") from error
    return articles.filter(arrived_at__gte=datetime(day.year, day.month, day.day, tzinfo=UTC))
