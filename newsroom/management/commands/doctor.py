"""Says in sentences what is wrong with this installation."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from newsroom.doctor import CHECKS, findings


class Command(BaseCommand):
    help = "Says what is wrong with this installation, and what to do. Exit status 1 where something is."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="a JSON object for each finding")

    def handle(self, *, json: bool, **options: Any) -> None:
        found = findings()
        for one in found:
            self.stdout.write(_as_json(one.check, one.sentence) if json else f"{one.check}: {one.sentence}")
        if found:
            sys.exit(1)
        if not json:
            self.stdout.write(f"Nothing is wrong, by {len(CHECKS)} checks.")


def _as_json(check: str, sentence: str) -> str:
    return json.dumps({"check": check, "sentence": sentence}, ensure_ascii=False)
