"""Collects the texts of the editors' desk into its own catalogue, `locale/desk/`, which is in Vietnamese alone.

The desk's texts are all texts of the project that readers do not see: those marked in code and templates that are in no
catalogue of readers, and the names of models, fields and choices (`desk.words`).
"""

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.commands import makemessages
from django.utils import translation

from desk.words import names
from newsroom.formats.gaps import GAPS

FOLDER = Path(settings.BASE_DIR) / "locale" / "desk"
LANGUAGE = "vi"
FILE = FOLDER / LANGUAGE / "LC_MESSAGES" / "django.po"
_UNKNOWN_PLURALS = "nplurals=INTEGER; plural=EXPRESSION;"  # as xgettext begins a file
NOT_TEXTS = ["var/*", ".venv/*", "tests/*", "bench/*", "audit/*", "samples/*", "findings/*"]


class Command(makemessages.Command):
    """Django's collection into one catalogue; of readers' texts, those in `readers` are left out."""

    # Texts of rooms that readers see as well are marked by `desk.wording.desk_text`.
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=desk_text"]
    readers: Catalog

    def find_files(self, root: str) -> list[Any]:
        """The files with texts, all for this catalogue: Django would put them into that of readers."""
        files: list[Any] = super().find_files(root)
        self.locale_paths = [str(FOLDER)]
        for file in files:
            file.locale_dir = str(FOLDER)
        return files

    def build_potfiles(self) -> list[str]:
        potfiles: list[str] = super().build_potfiles()
        for potfile in potfiles:
            _complete(Path(potfile), self.readers)
        return potfiles


def collect(readers: Path, **options: Any) -> None:
    """Brings the catalogue up to date; `readers` is the catalogue of readers in the same language."""
    FILE.parent.mkdir(parents=True, exist_ok=True)
    command = Command()
    command.readers = _read(readers)
    command.handle(**{**options, "locale": [LANGUAGE], "ignore_patterns": NOT_TEXTS})


def _complete(file: Path, readers: Catalog) -> None:
    """Adds the names of models to what was collected, and takes away what readers have."""
    head = file.read_text(encoding="utf-8").replace(_UNKNOWN_PLURALS, "nplurals=2; plural=(n != 1);")
    file.write_text(head, encoding="utf-8")
    texts = _read(file)
    with translation.override(None):
        for name, model, context in names():
            texts.add(name, locations=[(model, 0)], context=context)
    for text in GAPS:
        texts.add(text, locations=[("django", 0)])
    for message in list(texts):
        if message.id and readers.get(message.id, message.context) is not None:
            texts.delete(message.id, message.context)
    with file.open("wb") as out:
        write_po(out, texts, width=0, include_lineno=False)


def _read(file: Path) -> Catalog:
    with file.open("rb") as lines:
        return read_po(lines, locale=None)
