"""`make messages`: gathers the interface's texts into locale/ for translators."""

import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from babel.messages.plurals import get_plural
from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import makemessages
from django.utils.translation import to_locale

from newsroom.management import desk_texts

# The language of the texts in code and templates.
SOURCE_LANGUAGE = "en"
# Not shown to readers; what the desk shows has a catalogue of its own (`newsroom.management.desk_texts`).
NOT_OURS = [
    "var/*",
    "desk/*",
    "feeds/*",
    ".venv/*",
    "tests/*",
    "bench/*",
    "templates/admin/*",
    "*/admin/*",
    "*/admin.py",
    "articles/notices/waiting.py",
    "newsroom/desk_site.py",
    "newsroom/doctor/*",
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


# The time of a run would change every file at every run.
_DATE = re.compile(r'^"POT-Creation-Date: .*\n', re.M)


class Command(makemessages.Command):
    help = (
        "Collects the texts of readers, for every edition, and of the desk into locale/. Needs GNU gettext."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; fail where a text was not collected."
        )
        parser.set_defaults(
            locale=[to_locale(code) for code, _endonym in _editions()],
            ignore_patterns=NOT_OURS,
            add_location="file",
            no_obsolete=True,
        )

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        files = {code: _file_of(code) for code, _endonym in _editions()}
        all_files = [*files.values(), desk_texts.FILE]
        before = {file: file.read_bytes() for file in all_files if file.exists()}
        try:
            for code, endonym in _editions():
                _begin(files[code], code, endonym)
            _begin(desk_texts.FILE, desk_texts.LANGUAGE, "Tiếng Việt")
            super().handle(*args, **options)
            desk_texts.collect(files[desk_texts.LANGUAGE], **options)
            for file in all_files:
                _sort(file)
            stale = [file for file in all_files if file.read_bytes() != before.get(file)]
        finally:
            if check:
                _restore(all_files, before)
        if check and stale:
            names = ", ".join(str(file.relative_to(settings.BASE_DIR)) for file in stale)
            raise CommandError(
                f"Texts changed since they were collected. Run `make messages`; it changes {names}"
            )


def _editions() -> list[tuple[str, str]]:
    """Code and endonym of every edition that has a catalogue."""
    return [(code, endonym) for code, endonym in settings.LANGUAGES if code != SOURCE_LANGUAGE]


def _file_of(code: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / to_locale(code) / "LC_MESSAGES" / "django.po"


def _sort(file: Path) -> None:
    """Orders a catalogue by its texts and drops the date, so that a second run changes nothing."""
    subprocess.run(["msgcat", "--sort-output", f"--output-file={file}", file], check=True)  # noqa: S603, S607
    file.write_text(_DATE.sub("", file.read_text(encoding="utf-8")), encoding="utf-8")


def _restore(files: Iterable[Path], before: Mapping[Path, bytes]) -> None:
    for file in files:
        if file in before:
            file.write_bytes(before[file])
        else:
            file.unlink(missing_ok=True)


def _begin(file: Path, code: str, endonym: str) -> None:
    """Writes the head of a language's first file; its plural forms are CLDR's, which gettext does not know for all."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    plural = PLURALS.get(code) or get_plural(to_locale(code)).plural_forms
    file.write_text(
        HEADER.format(code=code, endonym=endonym, locale=to_locale(code), plural=plural), encoding="utf-8"
    )
