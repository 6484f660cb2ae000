"""`make messages`: gathers the interface's texts into locale/ for translators."""

from pathlib import Path
from typing import Any

from babel.messages.plurals import get_plural
from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands import makemessages
from django.utils.translation import to_locale

# The language that the texts in code and templates are written in.
SOURCE_LANGUAGE = "en"
# What readers never see: editors work in English.
NOT_OURS = [
    "var/*",
    "feeds/*",
    ".venv/*",
    "tests/*",
    "bench/*",
    "templates/admin/*",
    "*/admin/*",
    "*/admin.py",
]

# CLDR's order of Arabic forms (zero, one, two, few, many, other); Babel's table has the last two the other way round.
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
}
HEADER = """\
# The interface in {endonym} ({code}). `make messages` collects the texts; people write the translations.
msgid ""
msgstr ""
"Project-Id-Version: newsroom\\n"
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"
"""


class Command(makemessages.Command):
    help = "Collects the texts of code and templates into locale/, for every edition. Needs GNU gettext."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(
            locale=[to_locale(code) for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE],
            ignore_patterns=NOT_OURS,
            add_location="file",
            no_obsolete=True,
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for code, endonym in settings.LANGUAGES:
            if code != SOURCE_LANGUAGE:
                _begin(
                    settings.LOCALE_PATHS[0] / to_locale(code) / "LC_MESSAGES" / "django.po", code, endonym
                )
        super().handle(*args, **options)


def _begin(file: Path, code: str, endonym: str) -> None:
    """Writes the head of a language's first file; its plural forms are CLDR's, which gettext does not know for all."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    plural = PLURALS.get(code) or get_plural(to_locale(code)).plural_forms
    file.write_text(
        HEADER.format(code=code, endonym=endonym, locale=to_locale(code), plural=plural), encoding="utf-8"
    )
