"""Secrets that a local checkout generates and keeps in its data folder, readable by the owner only."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SECRET_BYTES = 48
OWNER_ONLY_FILE = 0o600


def read_or_make(path: Path) -> str:
    """The secret stored at `path`; a random one (48 bytes, URL-safe text) if the file does not exist.

    Two processes that start at once get one secret: the file is hard-linked into place, and the first wins.
    Raises ImproperlyConfigured if the folder cannot be used.
    """
    try:
        if not path.exists():
            write_private(path, secrets.token_urlsafe(SECRET_BYTES), overwrite=False)
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {path.parent} cannot be used ({error.strerror}). "
            "Make it writable for this user, or set NEWSROOM_DATA_DIR to another one."
        ) from error


def write_private(path: Path, content: str, *, overwrite: bool = True) -> None:
    """Writes `content` to `path` atomically, readable by the owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content + "\n")
    try:
        if overwrite:
            draft.replace(path)
        else:
            os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
