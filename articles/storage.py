"""Where pictures are kept on disk."""

import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.utils.crypto import get_random_string

# What a killed process or a full disk leaves behind; nobody asks for it, and `clear_pictures` deletes it.
UNFINISHED = ".part"


class WholeFileStorage(FileSystemStorage):
    """Writes each file beside its place and moves it there when it is on the disk, so that no half file is ever served."""

    def _save(self, name: str, content: Any) -> str:
        beside = f"{name}-{get_random_string(12)}{UNFINISHED}"
        try:
            written = Path(self.path(super()._save(beside, content)))  # type: ignore[misc]
            with written.open("rb") as file:
                os.fsync(file.fileno())
            written.replace(self.path(name))
        except BaseException:
            Path(self.path(beside)).unlink(missing_ok=True)
            raise
        return name
