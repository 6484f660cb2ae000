"""Compares the numbers that pages show with the articles, and mends them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from articles.kept.checking import Difference, differences, mend
from articles.kept.folding import fold_counts


class Command(BaseCommand):
    help = (
        "Compares the kept numbers of lists, places in lists, languages of stories and numbers of comments with the "
        "articles, and mends what differs. Others may pull, edit and read meanwhile."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail where anything differs"
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        if check:
            self._check(differences())
            return
        for one in mend():
            self.stdout.write(f"Mended {one.name}: {one.number}.")
        self.stdout.write(f"Added up {fold_counts()} new rows of numbers.")

    def _check(self, found: list[Difference]) -> None:
        for one in found:
            self.stdout.write(f"{one.name}: {one.number} differ")
            self.stdout.writelines(f"  {example}" for example in one.examples)
        if found:
            raise CommandError(f"{sum(one.number for one in found)} differences. Run recount to mend them.")
        self.stdout.write("0 differences")
