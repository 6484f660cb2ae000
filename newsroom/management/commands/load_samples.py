"""Loads the project's own sample articles, by the same road that real ones take."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from articles.catalogue.publishers import load_publishers
from articles.models import Article
from articles.services.catalogue import load_sources
from articles.services.store import Rule
from feeds.importing import import_files

SAMPLES = settings.BASE_DIR / "samples"
FOLDERS = ("feeds", "pages", "texts")


class Command(BaseCommand):
    help = "Loads the sample articles from samples/: they are made up, and each says so."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-none", action="store_true", help="only where there are no articles at all")

    def handle(self, *, if_none: bool, **options: Any) -> None:
        if if_none and Article.objects.exists():
            return
        load_sources(load_publishers(SAMPLES / "sources.toml"))
        counted: Counter[str] = Counter()
        for result in import_files([SAMPLES / folder for folder in FOLDERS], rule=Rule.PUBLISH):
            counted[result.outcome] += 1
            if result.error:
                raise CommandError(f"The sample {result.input} cannot be used: {result.error}")
        self.stdout.write(", ".join(f"{number} {outcome}" for outcome, number in counted.items()))
