"""Mails the writers of comments and who reported an article, and forgets the addresses that nobody confirmed. For cron."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any

from django.core.mail import send_mail
from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.utils import timezone

from articles.comments.services.addresses import forget_unconfirmed
from articles.comments.services.mailing import Mail, addresses_with_mail, mail_address
from articles.notices.services.mailing import mail_notice, notices_with_mail


class Command(BaseCommand):
    help = (
        "Asks whose a new address of a commenter is, sends news of comments to those who confirmed theirs, and answers to "
        "those who reported an article."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=200, help="the most mails to send, 200 by default")

    def handle(self, *, limit: int, **options: Any) -> None:
        now = timezone.now()
        sent = failed = 0
        try:
            forgotten = forget_unconfirmed(now=now)
            # Answers to reports first: they are owed, and few.
            waiting: list[tuple[Callable[..., bool], int]] = [
                *((mail_notice, pk) for pk in notices_with_mail()),
                *((mail_address, pk) for pk in addresses_with_mail(now=now)),
            ]
            for mail, pk in waiting[:limit]:
                try:
                    sent += mail(pk, send=_send, now=now)
                except (SMTPException, OSError) as error:
                    failed += 1
                    self.stderr.write(f"A mail was not sent ({error}); check EMAIL_URL.")
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {str(error).strip()}") from error
        self.stdout.write(f"Mails sent: {sent}. Addresses forgotten: {forgotten}.")
        if failed:
            sys.exit(1)


def _send(mail: Mail) -> None:
    send_mail(mail.subject, mail.text, None, [mail.to])
