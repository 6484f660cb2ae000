"""Sends newsletters that are due, and the mails that ask whose an address is. For cron, on any number of hosts."""

import sys
from argparse import ArgumentParser
from collections import Counter
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError

from articles.clock import DatabaseClock
from articles.newsletters.services.privacy import forget
from articles.newsletters.services.sending import (
    BATCH,
    Outcome,
    claim,
    questions_due,
    send_issue,
    send_question,
)


class Command(BaseCommand):
    help = (
        "Asks whose new addresses are, sends the newsletters that are due, and forgets what was kept long enough. Any number"
        " of hosts may run it at once: each mail goes out once."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=2000, help="the most mails to send, 2000 by default")

    def handle(self, *, limit: int, **options: Any) -> None:
        try:
            counts = self._send(limit)
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {str(error).strip()}") from error
        words = ", ".join(f"{outcome.value} {counts[outcome]}" for outcome in Outcome if counts[outcome])
        self.stdout.write(f"Newsletters: {words or 'nothing is due'}.")
        if counts[Outcome.FAILED]:
            self.stderr.write("Some mails were not taken; they are tried again in a quarter of an hour.")
            sys.exit(1)

    def _send(self, limit: int) -> Counter[Outcome]:
        clock = DatabaseClock()
        counts: Counter[Outcome] = Counter()
        forget(now=clock())
        questions = questions_due(now=clock())[:limit]
        for first in range(0, len(questions), BATCH):
            with _Connection() as server:
                for pk in questions[first : first + BATCH]:
                    counts[send_question(pk, send=server.send, now=clock())] += 1
        while sum(counts.values()) < limit:
            # Before anything is claimed: a server that is down holds up nobody.
            with _Connection() as server:
                rows = claim(now=clock(), most=min(BATCH, limit - sum(counts.values())))
                for row in rows:
                    counts[send_issue(row, send=server.send, clock=clock)] += 1
            if not rows:
                break
        return counts


class _Connection:
    """One connection to the mail server for a batch: a longer one might be closed between two mails."""

    def __enter__(self) -> "_Connection":
        self._backend: BaseEmailBackend = get_connection()
        try:
            self._backend.open()
        except (SMTPException, OSError) as error:
            raise CommandError(f"The mail server cannot be used ({error}); check EMAIL_URL.") from error
        return self

    def __exit__(self, *_error: object) -> None:
        self._backend.close()

    def send(self, mail: EmailMultiAlternatives) -> None:
        self._backend.send_messages([mail])
