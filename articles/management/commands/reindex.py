"""Writes anew what search keeps of each article beside its texts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from articles.models import Article
from articles.search import index_articles

BATCH = 500


class Command(BaseCommand):
    help = (
        "Writes anew what search keeps of each article beside its texts, after an update that says so. Others may pull, "
        "edit and read meanwhile; the space becomes free with the next VACUUM."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--after", type=int, default=0, metavar="ID", help="go on after the article with this number"
        )

    def handle(self, *, after: int, **options: Any) -> None:
        count = 0
        articles = Article.objects.order_by("pk")
        while batch := list(articles.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
            index_articles(batch)
            after, count = batch[-1], count + len(batch)
            self.stdout.write(f"{count} articles, up to number {after}")
        self.stdout.write(f"Search knows {count} articles.")
