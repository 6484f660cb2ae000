"""Runs the rules of today over the stored articles, from the inputs that were kept."""

from argparse import ArgumentParser
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import Error as DatabaseError

from articles.models import Article, Source
from articles.models.article import ArticleQuerySet
from desk.record import RecordedCommand
from feeds import knowledge
from feeds.storing.renormalise import BATCH, Renormalised, Result, renormalise


class Command(RecordedCommand):
    help = (
        "Runs the rules of today over stored articles. Earlier texts are kept as revisions, editors' decisions stay. "
        "May be stopped at any time: it says after which article to go on."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", metavar="SLUG", help="only the articles of this source")
        parser.add_argument("--since", metavar="DATE", help="only what arrived since this day (YYYY-MM-DD)")
        parser.add_argument("--all", action="store_true", help="all articles")
        parser.add_argument("--after", metavar="ID", type=int, default=0, help="go on after this article")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, store nothing")

    def handle(self, *, after: int, dry_run: bool, **options: Any) -> None:
        counted: Counter[Result] = Counter()
        position = after
        try:
            articles = _chosen(options)
            total = articles.filter(pk__gt=after).count()
            known = knowledge.from_database()
            for done, one in enumerate(
                renormalise(articles, knowledge=known, after=after, dry_run=dry_run), 1
            ):
                position = one.pk
                counted[one.result] += 1
                self._tell(one)
                if done % BATCH == 0:
                    self.stderr.write(f"{done} of {total}; go on after a stop with --after {position}")
        except (DatabaseError, ImproperlyConfigured) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise CommandError(
                f"The database cannot be used: {reason}. Check DATABASE_URL; go on with --after {position}."
            ) from error
        except KeyboardInterrupt:
            raise CommandError(f"Stopped. Go on with --after {position}.", returncode=130) from None
        self.stdout.write(_sentence(counted, dry_run=dry_run))

    def _tell(self, one: Renormalised) -> None:
        if one.result is Result.FAILED:
            self.stderr.write(f"{one.pk} {one.title}: {one.reason}")
        elif one.result is not Result.UNCHANGED:
            self.stdout.write(f"{one.pk} {one.result}: {one.title}")


def _chosen(options: dict[str, Any]) -> ArticleQuerySet:
    if not (options["all"] or options["source"] or options["since"]):
        raise CommandError("Say which articles: --source SLUG, --since YYYY-MM-DD, or --all.")
    articles = Article.objects.all()
    if options["source"]:
        if not Source.objects.filter(slug=options["source"]).exists():
            raise CommandError(f"There is no source “{options['source']}”; the slugs are in the admin.")
        articles = articles.filter(source__slug=options["source"]) | articles.filter(
            carrier__slug=options["source"]
        )
    if options["since"]:
        try:
            day = date.fromisoformat(options["since"])
        except ValueError as error:
            raise CommandError(f"“{options['since']}” is no day; write it as 2026-05-19.") from error
        articles = articles.filter(arrived_at__gte=datetime(day.year, day.month, day.day, tzinfo=UTC))
    return articles


def _sentence(counted: Counter[Result], *, dry_run: bool) -> str:
    parts = [f"{counted[result]} {result}" for result in Result]
    return f"{'Nothing was stored. Would be: ' if dry_run else ''}{', '.join(parts)}"
