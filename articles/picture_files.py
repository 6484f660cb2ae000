"""The files of pictures in the storage: whether they are whole, which ones nobody shows any more, which are missing."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.core.files.storage import default_storage

from articles.models import Picture
from articles.models.picture import file_name

log = logging.getLogger(__name__)

FOLDER = "pictures"
KINDS = ("webp", "jpg")
RIFF_HEADER = 8  # bytes before the length that a RIFF file (WebP) states
END_OF_JPEG = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Clearing:
    """What was found: files that no picture names, their bytes, and pictures whose files are missing or cut off."""

    files: int
    size: int
    pictures: int


def is_whole(name: str) -> bool:
    """Whether the storage has this file from its first byte to its last, by what its format says of its end; or by its being
    there, where a storage has no half files.

    Raises OSError where such a storage does not answer: its files may well be there.
    """
    if getattr(default_storage, "has_whole_files", False):
        return default_storage.exists(name)
    try:
        with default_storage.open(name) as file:
            head = file.read(RIFF_HEADER)
            size = default_storage.size(name)
            if name.endswith(".webp"):
                length = int.from_bytes(head[4:], "little")
                return head[:4] == b"RIFF" and size >= RIFF_HEADER + length > RIFF_HEADER
            file.seek(max(0, size - len(END_OF_JPEG)))
            return bool(head[:2] == b"\xff\xd8" and file.read() == END_OF_JPEG)
    except OSError:
        return False


def clear_files(*, older_than: datetime, dry_run: bool = False) -> Clearing:
    """Deletes files that no picture names and that were made before `older_than`, and has pictures fetched again whose
    files are missing or cut off.

    A picture's row is written after its files, so those of the last hours may have none yet.
    """
    files, size = delete_unused(older_than=older_than, dry_run=dry_run)
    return Clearing(files, size, _fetch_again(dry_run=dry_run))


def delete_unused(*, older_than: datetime, dry_run: bool = False) -> tuple[int, int]:
    """Deletes files that no picture names and that were made before `older_than`; gives how many, and their bytes."""
    shown = set(
        Picture.objects.exclude(stored_as="").order_by().values_list("stored_as", flat=True).distinct()
    )
    files = size = 0
    for name in _files_below(FOLDER):
        if name.rpartition("-")[0] in shown or default_storage.get_modified_time(name) >= older_than:
            continue
        files, size = files + 1, size + default_storage.size(name)
        if not dry_run:
            default_storage.delete(name)
    return files, size


def _fetch_again(*, dry_run: bool) -> int:
    """Has pictures fetched again that say "stored" and lack a file; gives how many."""
    stored = Picture.objects.filter(state=Picture.State.STORED)
    looked_at: dict[str, bool] = {}
    lacking = []
    for pk, stem, widths, url in stored.values_list("pk", "stored_as", "widths", "original_url").iterator():
        if stem not in looked_at:
            names = (file_name(stem, width, kind) for width in widths for kind in KINDS)
            looked_at[stem] = all(is_whole(name) for name in names)
        if not looked_at[stem] and url:
            lacking.append(pk)
    if not dry_run:
        Picture.objects.filter(pk__in=lacking, state=Picture.State.STORED).update(
            state=Picture.State.WAITING, reason="", stored_as="", widths=[]
        )
    return len(lacking)


def _files_below(folder: str) -> Iterator[str]:
    """The names of all files in a folder of the storage; none where it is not there."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield str(PurePosixPath(folder, name))
    for name in folders:
        yield from _files_below(str(PurePosixPath(folder, name)))
