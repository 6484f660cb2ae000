"""Find anew which provinces the stored articles name."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import Error as DatabaseError

from articles.kept.folding import fold_counts
from articles.models import Article
from articles.services.places import find_places
from desk.record import RecordedCommand

BATCHES_A_REPORT = 10


class Command(RecordedCommand):
    help = (
        "Reads the stored articles and finds which provinces each names: once after the upgrade that brought pages of "
        "places, and after a change of the names that ship. Reads every text, some milliseconds each. May be stopped at "
        "any time: it says after which article to go on."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--after", metavar="ID", type=int, default=0, help="go on after this article")

    def handle(self, *, after: int, **options: Any) -> None:
        position, done, changed = after, 0, 0
        try:
            total = Article.objects.filter(pk__gt=after).count()
            for number, (position, read, new) in enumerate(  # where to go on is said after a stop
                find_places(Article.objects.all(), after=after), start=1
            ):
                done, changed = done + read, changed + new
                if number % BATCHES_A_REPORT == 0:
                    fold_counts()
                    self.stderr.write(f"{done} of {total}; go on after a stop with --after {position}")
            fold_counts()
        except (DatabaseError, ImproperlyConfigured) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise CommandError(
                f"The database cannot be used: {reason}. Check DATABASE_URL; go on with --after {position}."
            ) from error
        except KeyboardInterrupt:
            raise CommandError(f"Stopped. Go on with --after {position}.", returncode=130) from None
        self.stdout.write(f"{done} articles looked at, the places of {changed} changed.")
