"""Counts how often articles were read, from logs of the proxy before the site."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from articles.services.reads import count_reads


class Command(BaseCommand):
    help = (
        'Adds up how often articles were read in each hour that is over, for "Most read" on the front pages. Reads logs '
        "in the combined format or Caddy's JSON; keeps no address, leaves robots out, and counts no hour twice."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "logs",
            nargs="+",
            help="log files, all of one run together, of which some may be missing; - for standard input",
        )

    def handle(self, *, logs: list[str], **options: Any) -> None:
        # On a new host the former log comes with the first rotation.
        found = [name for name in logs if name == "-" or Path(name).is_file()]
        if not found:
            raise CommandError(f"There is no log at {logs[0]}. Name the access log of the proxy.")
        number = count_reads(lines=_lines(found), now=timezone.now())
        self.stdout.write(f"Counted {number} readings.")


def _lines(logs: list[str]) -> Iterator[str]:
    for name in logs:
        if name == "-":
            yield from sys.stdin
            continue
        try:
            with Path(name).open(encoding="utf-8", errors="replace") as log:
                yield from log
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
