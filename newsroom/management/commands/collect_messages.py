"""`make messages`: gathers the interface's texts into locale/ for translators."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages
from django.utils.translation import to_locale

# The language that the texts in code and templates are written in.
SOURCE_LANGUAGE = "en"
NOT_OURS = ["var/*", ".venv/*", "node_modules/*", "tests/*", "bench/*", "templates/admin/*", "*/admin/*", "*/admin.py"]


class Command(makemessages.Command):
    help = "Collects the texts of code and templates into locale/, for every edition. Needs GNU gettext."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        locales = [to_locale(code) for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE]
        parser.set_defaults(
            locale=locales, ignore_patterns=NOT_OURS, no_location=False, add_location="file", no_obsolete=True, no_wrap=True
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for code, _name in settings.LANGUAGES:
            if code != SOURCE_LANGUAGE:
                (settings.LOCALE_PATHS[0] / to_locale(code) / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
        super().handle(*args, **options)
