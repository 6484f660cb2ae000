"""Forgets what was kept of commenters, and of who reported an article, long enough. Meant for cron, once a day."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.utils import timezone

from articles.comments.services.privacy import forget
from articles.notices.services import privacy as notices


class Command(BaseCommand):
    help = (
        "Deletes in time what is kept of commenters and of who reported an article: hashes of network addresses, closed "
        "reports, old keys, e-mail addresses."
    )
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        try:
            now = timezone.now()
            gone, of_notices = forget(now=now), notices.forget(now=now)
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {str(error).strip()}") from error
        self.stdout.write(
            f"Hashes of {gone.comments} comments, {gone.reports} reports, {gone.keys} keys and {gone.addresses} addresses "
            f"were forgotten; of reports about articles, {of_notices.addresses} senders and {of_notices.notices} whole."
        )
