"""Load the project's sample articles through the same pipeline as real ones."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from articles.catalogue.publishers import load_publishers
from articles.models import Article, Picture
from articles.services.catalogue_loading import load_sources
from articles.services.pictures import store_picture
from articles.services.store import Rule
from feeds.storing.import_files import import_files

SAMPLES = settings.BASE_DIR / "samples"
DRAWINGS = SAMPLES / "pictures"
FOLDERS = ("feeds", "pages", "texts")


class Command(BaseCommand):
    help = "Loads the sample articles from samples/: they are made up, and each says so."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-none", action="store_true", help="only where there are no articles at all")

    def handle(self, *, if_none: bool, **options: Any) -> None:
        if if_none and Article.objects.exists():
            return
        publishers = load_publishers(SAMPLES / "sources.toml")
        load_sources(publishers)
        counted: Counter[str] = Counter()
        for result in import_files([SAMPLES / folder for folder in FOLDERS], rule=Rule.PUBLISH):
            counted[result.outcome] += 1
            if result.error:
                raise CommandError(f"The sample {result.input} cannot be used: {result.error}")
        self.stdout.write(", ".join(f"{number} {outcome}" for outcome, number in counted.items()))
        pictures = attach_pictures(publisher.slug for publisher in publishers)
        self.stdout.write(f"{pictures} pictures")


def attach_pictures(sources: Iterable[str]) -> int:
    """Stores a drawing from samples/pictures/ for each waiting first picture of articles of `sources`
    (slugs).

    The drawing is named like the file at the end of the picture's URL, or of that of another version of the
    story; stories without picture URLs get one of the generic drawings. Returns how many were stored.
    """
    waiting = Picture.objects.filter(
        article__source__slug__in=list(sources), state=Picture.State.WAITING, position=0
    ).select_related("article")
    by_story: dict[int, list[Picture]] = {}
    for picture in waiting.order_by("article__story_id", "pk"):
        by_story.setdefault(picture.article.story_id, []).append(picture)
    for pictures in by_story.values():
        content = _drawing_for(pictures).read_bytes()
        for picture in pictures:
            store_picture(picture=picture, content=content)
    return sum(len(pictures) for pictures in by_story.values())


def _drawing_for(pictures: list[Picture]) -> Path:
    for picture in pictures:
        file = DRAWINGS / PurePosixPath(urlsplit(picture.original_url).path).name
        if picture.original_url and file.is_file():
            return file
    for_any = sorted(DRAWINGS.glob("any-*.jpg"))
    return for_any[pictures[0].article.story_id % len(for_any)]
