"""Mails moderators what waits for them. Meant for cron, once a day."""

from argparse import ArgumentParser
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.urls import reverse

from articles.comments.services.digest import digest_of_comments, text_of
from articles.notices.models import Notice


class Command(BaseCommand):
    help = "Mails what waits for the moderators of comments to COMMENTS_DIGEST_TO, if anything does."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print the mail, send nothing")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        try:
            digest = digest_of_comments()
            notices = Notice.objects.open().count()
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {str(error).strip()}") from error
        if not digest and not notices:
            self.stdout.write("Nothing waits.")
            return
        text = text_of(digest, address=settings.SITE_URL + reverse("admin:comments_comment_queue"))
        if notices:
            address = settings.SITE_URL + reverse("admin:notices_notice_changelist")
            text += f"\n\n{notices} reports about articles wait.\n\n{address}?open=1"
        if dry_run:
            self.stdout.write(text)
            return
        try:
            for address in settings.COMMENTS_DIGEST_TO:
                send_mail(
                    f"Comments: {digest.waiting} wait; reports about articles: {notices}",
                    text,
                    None,
                    [address],
                )
        except (SMTPException, OSError) as error:
            raise CommandError(f"The mail was not sent ({error}); check EMAIL_URL.") from error
        self.stdout.write(f"Mails sent: {len(settings.COMMENTS_DIGEST_TO)}.")
