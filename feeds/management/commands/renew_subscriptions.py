"""Requests, renews and ends subscriptions at hubs (WebSub)."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError

from articles.clock import DatabaseClock
from feeds.web.rate_limits import RateLimiter
from feeds.websub.subscriptions import REQUESTS_A_RUN, RUN_SECONDS, limited_post, may_subscribe, renew


class Command(BaseCommand):
    help = (
        "Asks, renews and ends the subscriptions at hubs; pull_feeds does so too. May be stopped at any time."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--limit",
            type=int,
            default=REQUESTS_A_RUN,
            metavar="N",
            help=f"at most so many requests (default {REQUESTS_A_RUN})",
        )

    def handle(self, *, limit: int, **options: Any) -> None:
        if limit < 1:
            raise CommandError("--limit must be a number from 1.")
        if not may_subscribe():
            raise CommandError(
                "Nothing is asked of hubs: set WEBSUB_SUBSCRIBE=true and a public SITE_URL that begins with https://."
            )
        # A higher limit gets more time in proportion.
        within = RUN_SECONDS * max(1.0, limit / REQUESTS_A_RUN)
        try:
            with RateLimiter() as limiter, limited_post(limiter) as post:
                sent, failed = renew(post=post, now=DatabaseClock(), limit=limit, within=within)
        except (DatabaseError, ImproperlyConfigured) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise CommandError(f"The database cannot be used: {reason}. Check DATABASE_URL.") from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. What is left is asked the next time.", returncode=130) from None
        self.stdout.write(f"{sent} requests sent to hubs, {failed} of them failed.")
