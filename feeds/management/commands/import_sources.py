"""Adds the feeds of an OPML or CSV list, with their sources."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError

from desk.record import RecordedCommand
from feeds.errors import ParseError
from feeds.following.adding import subscribe
from feeds.formats.feed_lists import FeedOutline, read_csv, read_opml
from feeds.web.addresses import check_url


class Command(RecordedCommand):
    help = (
        "Adds the feeds of a list: OPML, or CSV with the column feed_url and, where known, name, homepage, "
        "language, category, note. Feeds that are there already stay as they are; those marked dead are off."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **options: Any) -> None:
        outlines = _read(file)
        results = subscribe(outlines)
        for result in results:
            if result.problem:
                self.stderr.write(result.problem)
        counted = Counter(result.outcome for result in results)
        added = [outline for outline, one in zip(outlines, results, strict=True) if one.outcome == "added"]
        off = sum(not outline.enabled for outline in added)
        self.stdout.write(
            f"{counted['added']} feeds added, {counted['known']} known already, {counted['unusable']} unusable; "
            f"{off} of those added are marked dead in the list and are off"
        )
        if counted["unusable"]:
            sys.exit(1)


def _check(address: str) -> None:
    """Checks an address as the admin does, with the ports that the settings allow."""
    check_url(address, ports=settings.FETCH_EXTRA_PORTS, allow_loopback=settings.FETCH_ALLOW_LOOPBACK)


def _read(file: Path) -> list[FeedOutline]:
    """The rows of the file, by its content: what begins with "<" or ends in .opml or .xml is OPML, else CSV."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read ({error.strerror}); check the path.") from error
    try:
        if file.suffix.lower() in {".opml", ".xml"} or body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return read_opml(body, where=str(file), check=_check)
        return read_csv(body, where=str(file), check=_check)
    except ParseError as error:
        raise CommandError(str(error)) from error
