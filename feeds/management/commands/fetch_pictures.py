"""Fetches waiting pictures; `pull_feeds` does so too, a hundred at a time."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError

from articles.clock import DatabaseClock
from feeds.storing.pictures import PICTURES_A_RUN, PICTURES_TIME, fetch_pictures, renew_pictures
from feeds.web.rate_limits import ClockedLimiter, RateLimiter
from feeds.web.site_fetcher import site_fetcher


class Command(BaseCommand):
    help = "Fetches the pictures of published articles that are not there yet. May be stopped at any time."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--limit",
            type=int,
            default=PICTURES_A_RUN,
            metavar="N",
            help=f"at most so many addresses (default {PICTURES_A_RUN})",
        )
        parser.add_argument(
            "--renew",
            action="store_true",
            help="instead fetch again what is shown in fewer widths than are made today",
        )

    def handle(self, *, limit: int, renew: bool, **options: Any) -> None:
        if limit < 1:
            raise CommandError("--limit must be a number from 1.")
        # A higher limit gets more time in proportion.
        within = PICTURES_TIME * max(1.0, limit / PICTURES_A_RUN)
        try:
            now = DatabaseClock()
            with (
                RateLimiter() as limiter,
                site_fetcher(host_limiter=ClockedLimiter(limiter, now)) as fetcher,
            ):
                run = renew_pictures if renew else fetch_pictures
                counted = run(fetch=fetcher.fetch, limiter=limiter, now=now, limit=limit, within=within)
        except (DatabaseError, ImproperlyConfigured) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise CommandError(f"The database cannot be used: {reason}. Check DATABASE_URL.") from error
        except OSError as error:
            raise CommandError(
                f"The storage of pictures cannot be used: {error}. What is left is fetched the next time."
            ) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. What is left is fetched the next time.", returncode=130) from None
        if renew:
            self.stdout.write(
                f"{counted['renewed']} pictures made again, {counted['kept']} kept as they are: "
                "their originals are gone, refused or smaller now"
            )
            return
        self.stdout.write(
            f"{counted['stored']} pictures stored, {counted['broken']} cannot be shown, "
            f"{counted['refused']} not allowed by their source, {counted['postponed']} to be tried again"
        )
