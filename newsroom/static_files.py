"""Static files: the style sheet that is joined of its components, shorter scripts, and collecting what changed."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import django
import rjsmin
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

STAMP = ".collected"

# --- The style sheet -----------------------------------------------------------------------------------------

SHEET = "css/site.css"
COMMENT = re.compile(r"(?s)/\*.*?\*/")
IMPORT = re.compile(r'@import url\("(?P<name>[\w/-]+\.css)"\);')


class JoinedStyles(BaseFinder):
    """Finds the style sheet of the site, joined of the files that `styles/site.css` imports, in their order.

    It is found like a file in `static/`, so collectstatic, a server for development and tests need not know. The
    joined file is rewritten only when its text changed, so its time says when that was.
    """

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The path of the joined file, or a list of it with `find_all`; an empty list for any other name."""
        if path != SHEET:
            return []
        found = self._storage().path(SHEET)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        yield SHEET, self._storage()

    def _storage(self) -> FileSystemStorage:
        folder = Path(settings.DATA_DIR) / "joined"
        _keep(folder / SHEET, joined(Path(settings.STYLES_DIR) / "site.css"))
        return FileSystemStorage(folder)


def joined(sheet: Path) -> str:
    """What the sheet imports, one file after the other, without comments and indentation.

    Raises ImproperlyConfigured where the sheet holds anything but imports of files beside and below it.
    """
    parts = []
    for line in _compact(sheet.read_text(encoding="utf-8")).splitlines():
        found = IMPORT.fullmatch(line)
        if not found:
            raise ImproperlyConfigured(f'{sheet} may hold only lines like @import url("a.css"); not: {line}')
        file = sheet.parent / found["name"]
        if not file.is_file():
            raise ImproperlyConfigured(f"{sheet} imports {found['name']}, which does not exist.")
        parts.append(_compact(file.read_text(encoding="utf-8")))
    return "".join(parts)


def _compact(css: str) -> str:
    lines = (line.strip() for line in COMMENT.sub("", css).splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def _keep(file: Path, text: str) -> None:
    """Writes the text unless the file holds it already; other processes see the old file or the new one, whole."""
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


# --- Scripts -------------------------------------------------------------------------------------------------

OURS = "js/"


class ShortScripts(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Collects the site's own scripts without comments and blanks: they are half of what a phone would transfer.

    Nothing is renamed, so that the browser's error messages can be read. Scripts of packages are kept as they come.
    """

    def _save(self, name: str, content: Any) -> str:
        if name.startswith(OURS) and name.endswith(".js"):
            text = b"".join(content.chunks())
            content = ContentFile(rjsmin.jsmin(text), name=name)
        return str(super()._save(name, content))


# --- Collecting ----------------------------------------------------------------------------------------------


def collect_if_changed() -> bool:
    """Runs collectstatic unless the same files were collected before; says whether it ran.

    It takes most of the time of a second start.
    """
    stamp, fingerprint = Path(settings.STATIC_ROOT) / STAMP, _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint, encoding="utf-8")
    return True


def _fingerprint() -> str:
    """SHA-256 (hex) of names, sizes and times of all static files, and of Django's version."""
    seen = hashlib.sha256(django.get_version().encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            seen.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return seen.hexdigest()
