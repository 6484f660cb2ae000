"""Writes articles as JSON Lines for other programs."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from articles.outgoing.records.record import schema as record_schema
from articles.outgoing.records.streaming import line_of, stream, write_file
from articles.search import parse
from articles.search.results import Everything, everything


class Command(BaseCommand):
    help = (
        "Writes the published articles as JSON Lines, one a line, in the order of their numbers; --schema says what the "
        "fields are. What a source's rights do not allow is null. An export that was interrupted goes on with --resume."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "query",
            nargs="?",
            default="",
            metavar="SEARCH",
            help="which articles, as typed into the site's search box, such as 'source:nhandan.vn after:2026-01'; "
            "without it all",
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="a new file, instead of the terminal")
        parser.add_argument(
            "--resume", action="store_true", help="go on in FILE, behind its last whole article"
        )
        parser.add_argument(
            "--after", type=int, default=0, metavar="ID", help="only articles of higher numbers"
        )
        parser.add_argument(
            "--schema", action="store_true", help="write the JSON Schema of a line, and nothing else"
        )

    def handle(
        self, *, query: str, output: Path | None, resume: bool, after: int, schema: bool, **options: Any
    ) -> None:
        if schema:
            self.stdout.write(json.dumps(record_schema(), ensure_ascii=False, indent=2))
            return
        if resume and output is None:
            raise CommandError("--resume goes on in a file; name it with --output.")
        wanted = _articles(query)
        if output is None:
            for record in stream(wanted, after=after):
                self.stdout.write(line_of(record))
            return
        try:
            written = write_file(output, wanted, after=after, resume=resume)
        except FileExistsError as error:
            raise CommandError(
                f"{output} exists; go on in it with --resume, or name another file."
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(
                f"{output} was not written by this command, or is damaged; name another file."
            ) from error
        except OSError as error:
            raise CommandError(
                f"{output} cannot be written ({error.strerror}); mend that and go on with --resume."
            ) from error
        self.stdout.write(f"{written} articles written to {output}")


def _articles(query: str) -> Everything:
    parsed = parse(query)
    wanted = everything(parsed, edition=parsed.language or settings.LANGUAGE_CODE)
    if wanted.problems:
        raise CommandError(" ".join(wanted.problems))
    return wanted
