"""Mails the daily digest of changed feeds. Meant for cron, once a day."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import send_mail
from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from feeds.admin.digest import Digest, digest_of, facts_since, subject_of, text_of
from feeds.models import DigestReader


class Command(BaseCommand):
    help = "Mails what changed with the feeds to its readers, at most once a day each, and only if something did."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="print the mails, send and remember nothing"
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        try:
            readers = list(DigestReader.objects.filter(user__is_active=True).values_list("pk", flat=True))
            outcomes = [self._serve(reader, now, dry_run=dry_run) for reader in readers]
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {str(error).strip()}") from error
        were = "would be" if dry_run else "were"
        self.stdout.write(f"{outcomes.count('sent')} of {len(readers)} readers {were} sent a digest.")
        if "failed" in outcomes:
            sys.exit(1)

    @transaction.atomic
    def _serve(self, reader_id: int, now: datetime, *, dry_run: bool) -> str:
        """Mails one reader; returns "sent", "nothing" or "failed". Concurrent runs never mail the same reader twice."""
        chosen = DigestReader.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
        reader = chosen.filter(pk=reader_id).first()
        zone = ZoneInfo(settings.READER_TIME_ZONE)
        if reader is None or _is_same_day(reader.last_sent_at, now, zone):
            return "nothing"
        since = reader.last_sent_at or reader.since
        digest = digest_of(facts_since(since), since=since, now=now)
        if not digest:
            return "nothing"
        if not reader.user.email:
            self.stderr.write(f"{reader.user} has no mail address: give the account one in the admin.")
            return "failed"
        return self._send(reader, digest, since.astimezone(zone), now, dry_run=dry_run)

    def _send(
        self, reader: DigestReader, digest: Digest, since: datetime, now: datetime, *, dry_run: bool
    ) -> str:
        subject = subject_of(digest, site=urlsplit(settings.SITE_URL).hostname or "newsroom")
        text = text_of(
            digest, since=since, address=settings.SITE_URL + reverse("admin:feeds_feed_changelist")
        )
        if dry_run:
            self.stdout.write(f"To: {reader.user.email}\nSubject: {subject}\n\n{text}")
            return "sent"
        try:
            send_mail(subject, text, None, [reader.user.email])
        except (SMTPException, OSError) as error:
            self.stderr.write(f"The mail to {reader.user} was not sent ({error}); check EMAIL_URL.")
            return "failed"
        reader.last_sent_at = now
        reader.save(update_fields=["last_sent_at"])
        return "sent"


def _is_same_day(before: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    return before is not None and before.astimezone(zone).date() == now.astimezone(zone).date()
