"""Reads delivery reports and stops the newsletters of addresses that take no mail."""

import mailbox
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError

from articles.clock import database_now
from articles.newsletters.services.bounces import read_report, take

MOST_BYTES = 4_000_000  # of one report, which may quote the whole mail
TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: mail servers then keep what they piped in


class Command(BaseCommand):
    help = (
        "Reads delivery reports (RFC 3464) from an mbox file, a maildir, a file with one message, or, as a mail server pipes"
        " them, from standard input. Where mail came back for good, no more newsletters go. Reading one twice is harmless."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*", default=["-"], help="files or maildirs; - for standard input")

    def handle(self, *, paths: list[str], **options: Any) -> None:
        read = counted = 0
        try:
            now = database_now()
            for path in paths:
                for message in _messages(path):
                    read += 1
                    report = read_report(message)
                    counted += bool(report and take(report, now=now))
        except DatabaseError as error:
            self.stderr.write(f"The database cannot be used: {str(error).strip()}")
            sys.exit(TRY_AGAIN)
        self.stdout.write(f"Messages read: {read}. Reports about newsletters: {counted}.")


def _messages(path: str) -> Iterator[Message]:
    if path == "-":
        yield message_from_bytes(sys.stdin.buffer.read(MOST_BYTES))
        return
    place = Path(path)
    try:
        if place.is_dir():
            if not (place / "new").is_dir():
                raise CommandError(f"{path} is no maildir: it has no folder named new.")
            yield from mailbox.Maildir(place, create=False)
            return
        with place.open("rb") as file:
            is_mbox = file.read(5) == b"From "
            file.seek(0)
            if not is_mbox:
                yield message_from_bytes(file.read(MOST_BYTES))
                return
        with closing(mailbox.mbox(place, create=False)) as box:
            yield from box
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
