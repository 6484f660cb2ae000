"""Exports all feeds as OPML."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from feeds.following.adding import outlines_of
from feeds.formats.feed_lists import write_opml
from feeds.models import Feed


class Command(BaseCommand):
    help = "Writes the feeds as OPML 2.0, to the terminal or to a file. Feeds that are off are commented out."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, metavar="FILE")

    def handle(self, *, output: Path | None, **options: Any) -> None:
        feeds = Feed.objects.select_related("source", "category").order_by("source__name", "url")
        document = write_opml(outlines_of(feeds), title="Newsroom: sources", now=timezone.now())
        if output is None:
            self.stdout.write(document)
            return
        try:
            output.write_text(document, encoding="utf-8")
        except OSError as error:
            raise CommandError(
                f"{output} cannot be written ({error.strerror}); choose another place."
            ) from error
        self.stdout.write(f"Wrote {output}")
