"""Hands out, or erases, everything that is kept of one writer of comments, or of an e-mail address."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError

from articles.comments.models import Comment
from articles.comments.services.privacy import erase, export, of_comment, of_email
from articles.newsletters.models import Subscriber
from articles.newsletters.services import privacy as of_newsletters
from articles.notices.models import Notice
from articles.notices.services import privacy as of_notices


class Command(BaseCommand):
    help = "Writes everything that is kept of a writer as JSON; with --erase deletes it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--comment", type=int, help="the number of one of the writer's comments")
        who.add_argument("--email", help="an e-mail address that the writer gave")
        parser.add_argument("--erase", action="store_true", help="delete it; what was answered leaves a note")

    def handle(self, *, comment: int | None, email: str | None, erase: bool, **options: Any) -> None:
        try:
            self._serve(comment, email, erases=erase)
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {str(error).strip()}") from error

    def _serve(self, pk: int | None, email: str | None, *, erases: bool) -> None:
        notices, subscribers = Notice.objects.none(), Subscriber.objects.none()
        if email is not None:
            comments, notices = of_email(email), of_notices.of_email(email)
            subscribers = of_newsletters.of_email(email)
        else:
            one = Comment.objects.filter(pk=pk or 0).first()
            if one is None:
                raise CommandError(f"There is no comment {pk}: its number stands in its address.")
            comments = of_comment(one)
        if not any(kept.exists() for kept in (comments, notices, subscribers)):
            raise CommandError("Nothing is kept of this writer.")
        if erases:
            gone, reports = erase(comments), notices.delete()[1].get("notices.Notice", 0)
            newsletters = subscribers.delete()[1].get("newsletters.Subscriber", 0)
            self.stdout.write(
                f"Comments deleted: {gone.deleted}. Replaced by a note: {gone.noted}. "
                f"Reports about articles deleted: {reports}. Newsletters ended: {newsletters}."
            )
        else:
            kept = {
                **export(comments),
                "reports": of_notices.export(notices),
                "newsletters": of_newsletters.export(subscribers),
            }
            self.stdout.write(json.dumps(kept, ensure_ascii=False, indent=2))
