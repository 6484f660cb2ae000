"""Group stored articles again: stories, topics, documents, categories and leads."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import Error as DatabaseError
from django.utils import timezone

from articles.linking.regrouping import BATCH, regroup
from articles.models import Article
from articles.services.term_matcher import current_matcher
from desk.record import RecordedCommand


class Command(RecordedCommand):
    help = (
        "Groups stored articles again by the current rules and term base: stories, topics, documents, categories "
        "and leads. Editors' decisions stay. May be stopped at any time: it says after which article to go on."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", metavar="TAG", help="only articles in this language")
        parser.add_argument("--after", metavar="ID", type=int, default=0, help="go on after this article")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, store nothing")

    def handle(self, *, language: str | None, after: int, dry_run: bool, **options: Any) -> None:
        position, done = after, 0
        counted: Counter[str] = Counter()
        try:
            matcher = current_matcher()
            if matcher is None:
                raise CommandError(
                    "There are no terms in the database; run migrate, or add terms in the admin."
                )
            articles = Article.objects.all()
            if language:
                articles = articles.filter(language=language.lower())
                if not articles.exists():
                    raise CommandError(f"There is no article in the language “{language}”.")
            total = articles.filter(pk__gt=after).count()
            for one in regroup(articles, matcher=matcher, now=timezone.now(), after=after, dry_run=dry_run):
                position, done = one.pk, done + 1
                counted.update(one.changed)
                counted["articles"] += bool(one.changed)
                if one.changed:
                    self.stdout.write(f"{one.pk} {', '.join(one.changed)}: {one.title}")
                if done % BATCH == 0:
                    self.stderr.write(f"{done} of {total}; go on after a stop with --after {position}")
        except (DatabaseError, ImproperlyConfigured) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise CommandError(
                f"The database cannot be used: {reason}. Check DATABASE_URL; go on with --after {position}."
            ) from error
        except KeyboardInterrupt:
            raise CommandError(f"Stopped. Go on with --after {position}.", returncode=130) from None
        self.stdout.write(_sentence(done, counted, dry_run=dry_run))


def _sentence(done: int, counted: Counter[str], *, dry_run: bool) -> str:
    names = [name for name in counted if name != "articles"]
    details = ", ".join(f"{name} of {counted[name]}" for name in names)
    return (
        f"{'Nothing was stored. ' if dry_run else ''}{done} articles looked at, {counted['articles']} "
        f"{'would change' if dry_run else 'changed'}{f': {details}' if details else ''}"
    )
