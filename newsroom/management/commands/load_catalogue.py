"""Puts the shipped catalogue into the database: categories, topics, terms, sources, feeds."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError

from articles.catalogue import CatalogueError
from articles.catalogue.publishers import load_publishers
from articles.models import Source, Topic
from articles.services.catalogue_loading import load_sources, load_taxonomy
from desk.record import RecordedCommand
from feeds.catalogue import load_feeds
from feeds.following.adding import add_shipped_feeds


class Command(RecordedCommand):
    help = "Adds what the shipped catalogue has and the database lacks. What editors changed or made stays."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-none", action="store_true", help="only where there is no catalogue yet")

    def handle(self, *, if_none: bool, **options: Any) -> None:
        if if_none and Topic.objects.exists() and Source.objects.exists():
            return
        try:
            taxonomy = load_taxonomy()
            sources = load_sources(load_publishers())
            feeds = add_shipped_feeds(load_feeds())
        except CatalogueError as error:
            raise CommandError(
                f"The shipped catalogue is damaged: {error}. Restore the file from the repository."
            ) from error
        self.stdout.write(f"Added {taxonomy} categories, topics and terms, {sources} sources, {feeds} feeds.")
