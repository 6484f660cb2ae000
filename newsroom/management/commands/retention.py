"""Forgets in time what need not be kept. Meant for cron, once a day."""

import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError

from articles.clock import database_now
from feeds.web.life import Life
from newsroom.retention.rules import RULES
from newsroom.retention.steps import Rule

NAMES = [rule.name for rule in RULES]


class Command(BaseCommand):
    help = (
        "Forgets in time what need not be kept: hashes and addresses of commenters, sessions, old attempts at feeds, inputs, "
        "revisions, the record, files of pictures that nobody shows (docs/retention.md). One run at a time, on all hosts."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be forgotten, change nothing"
        )
        parser.add_argument("--only", choices=NAMES, nargs="+", metavar="RULE", help=", ".join(NAMES))

    def handle(self, *, dry_run: bool, only: list[str] | None, **options: Any) -> None:
        try:
            life = Life("retention")
            if not life.begin(wait=False):
                self.stdout.write("Another run is under way; nothing was done.")
                return
            try:
                now = database_now()
                failed = [
                    rule.name
                    for rule in RULES
                    if (not only or rule.name in only) and not self._follow(rule, now, dry_run)
                ]
            finally:
                life.end()
        except DatabaseError as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise CommandError(
                f"The database cannot be used: {reason}. Check DATABASE_URL and run migrate."
            ) from error
        if failed:
            raise CommandError(f"Not all was forgotten: {', '.join(failed)}. The next run tries again.")

    def _follow(self, rule: Rule, now: datetime, dry_run: bool) -> bool:
        """Follows one rule and says so; False where it could not. What is wrong with one keeps no other from being followed."""
        began = time.monotonic()
        try:
            number = rule.step(now, dry_run)
        except OSError as error:
            self.stderr.write(f"{rule.name}: the storage of pictures cannot be used: {error}")
            return False
        except DatabaseError as error:
            self.stderr.write(f"{rule.name}: {str(error).strip().splitlines()[0]}")
            return False
        verb = "would be forgotten" if dry_run else "forgotten"
        self.stdout.write(f"{rule.name}: {number:,} {rule.what} {verb}, in {time.monotonic() - began:.1f} s.")
        return True
