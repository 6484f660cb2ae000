"""Stores the articles of feeds, pages and plain texts in files, as a pull stores those that it fetches."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from articles.services.store import Rule
from feeds.storing.import_files import import_files


class Command(BaseCommand):
    help = (
        "Stores the articles in files and folders: feeds, article pages (.html), plain-text dumps (.txt), documents of "
        "news agencies (NewsML-G2, NITF, ninjs; also packed with zip)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--rule",
            choices=[rule.value for rule in Rule],
            default=Rule.PUBLISH.value,
            help="what may appear on the site at once (default: everything)",
        )

    def handle(self, *, paths: list[Path], rule: str, **options: Any) -> None:
        counted: Counter[str] = Counter()
        for result in import_files(paths, rule=Rule(rule)):
            counted[result.outcome] += 1
            if result.error:
                self.stderr.write(f"{result.input}: {result.error}")
            else:
                remark = f" — {result.remark}" if result.remark else ""
                self.stdout.write(f"{result.outcome}  {result.input}: {result.title}{remark}")
        canceled = f"{counted['canceled']} canceled, " if counted["canceled"] else ""
        number = counted["remembered"]
        remembered = f"{number} cancellation{'s' * (number > 1)} remembered, " if number else ""
        self.stdout.write(
            f"{counted['created']} created, {counted['revised']} revised, {counted['unchanged']} unchanged, "
            f"{canceled}{remembered}{counted['failed']} failed"
        )
        if counted["failed"]:
            sys.exit(1)
