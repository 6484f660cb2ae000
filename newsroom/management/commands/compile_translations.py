"""Compile locale/*/LC_MESSAGES/django.po without GNU gettext, so that nothing needs to be installed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings
from django.core.management import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Compiles the interface's translations where the text is newer than its compiled form."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what is wrong with the texts")

    def handle(self, *, check: bool, verbosity: int, **options: Any) -> None:
        problems: list[str] = []
        for source in sorted(path for root in settings.LOCALE_PATHS for path in Path(root).glob("*/*/*.po")):
            compiled = source.with_suffix(".mo")
            if not check and compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
                continue
            problems += _compile(source, None if check else compiled)
            if verbosity > 1:
                self.stdout.write(f"{source}")
        if problems:
            raise CommandError("\n".join(problems))


def _compile(source: Path, compiled: Path | None) -> list[str]:
    """Compiles one file, or only checks it; returns its errors, one sentence each."""
    try:
        with source.open("rb") as file:
            catalog = read_po(file, locale=None, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        return [f"{source} is not a valid translation file: {error}. Mend it by hand or with msgfmt --check."]
    # Fuzzy entries are not compiled: an unreviewed text is shown in English rather than wrong.
    problems = [
        f"{source}: {message.id!r}: {error}" for message, errors in catalog.check() for error in errors
    ]
    if compiled is not None:
        draft = compiled.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, catalog)
        draft.replace(compiled)
    return problems
