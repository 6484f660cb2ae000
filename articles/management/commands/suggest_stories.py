"""Suggest to editors the articles that probably belong to one story."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import Error as DatabaseError
from django.utils import timezone

from articles.linking.suggestions import suggest_for_arrivals
from desk.record import RecordedCommand

# A little more than the hour between cron runs, so that no article is missed.
HOURS = 2


class Command(RecordedCommand):
    help = (
        "Looks at the articles that arrived lately: joins republications, and links the versions of one story by the facts that they share, and "
        "offers editors those that probably tell one story (Story suggestions in the admin). Going over the same articles again changes nothing."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--hours", metavar="N", type=int, default=HOURS, help=f"how far to look back ({HOURS} by default)"
        )

    def handle(self, *, hours: int, **options: Any) -> None:
        now = timezone.now()
        try:
            found = suggest_for_arrivals(since=now - timedelta(hours=hours), now=now)
        except OverflowError as error:
            raise CommandError(f"{hours} hours lie beyond the calendar; give fewer.") from error
        except (DatabaseError, ImproperlyConfigured) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise CommandError(f"The database cannot be used: {reason}. Check DATABASE_URL.") from error
        self.stdout.write(
            f"{found.articles} articles looked at, {found.joined} joined as republications, "
            f"{found.linked} linked by shared facts, {found.suggested} suggestions on record."
        )
