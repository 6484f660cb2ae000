"""The folder of one backup: its files with their sizes and checksums, and its manifest."""

import hashlib
import json
import os
import re
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from articles.storage import UNFINISHED
from newsroom.backups.errors import BackupError

DATABASE, PICTURES, MANIFEST = "database.dump", "media.tar", "manifest.json"
# Behind the name of a file that was encrypted.
ENCRYPTED = ".age"
NAME = re.compile(r"newsroom-\d{8}T\d{6}Z")
FORMAT = 1
_CHUNK = 1_048_576  # bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the rows of each table, the last migration of each app, the number and bytes of pictures, and
    the SHA-256 of each file. `checked` says whether it was restored once to try it."""

    made_at: str
    migrations: Mapping[str, str]
    rows: Mapping[str, int]
    pictures: int
    picture_bytes: int
    checked: bool
    files: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT


def name_of(moment: datetime) -> str:
    """The name of the folder of a backup that was begun at a moment (UTC)."""
    return f"newsroom-{moment:%Y%m%dT%H%M%SZ}"


def backups_in(place: Path) -> list[Path]:
    """The backups that lie in a place, the newest first."""
    found = [folder for folder in place.iterdir() if NAME.fullmatch(folder.name) and folder.is_dir()]
    return sorted(found, key=lambda folder: folder.name, reverse=True)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest, on the disk when it returns."""
    with (folder / MANIFEST).open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup. Raises BackupError where the folder holds none that can be read."""
    try:
        values: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**values)
    except OSError as error:
        raise BackupError(f"{folder} is no backup: {MANIFEST} cannot be read ({error.strerror}).") from error
    except (ValueError, TypeError) as error:
        raise BackupError(f"{folder / MANIFEST} is damaged; take another backup.") from error
    if manifest.format != FORMAT:
        raise BackupError(
            f"{folder} was written by another version of the project (format {manifest.format})."
        )
    return manifest


def checksum(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raises BackupError where a file of the backup is missing or not as it was written."""
    for name, expected in manifest.files.items():
        file = folder / name
        if not file.is_file():
            raise BackupError(f"{file} is missing; take another backup.")
        if checksum(file) != expected:
            raise BackupError(f"{file} is damaged: its checksum differs. Take another backup.")


def pack_pictures(media: Path, archive: Path) -> tuple[int, int]:
    """Packs the pictures below `media`; returns how many, and their bytes.

    What is half written or deleted meanwhile is left out.
    """
    count = size = 0
    with tarfile.open(archive, "w") as tar:
        for file in _files_below(media):
            if file.name.endswith(UNFINISHED):
                continue
            try:
                with file.open("rb") as content:
                    entry = tar.gettarinfo(arcname=str(file.relative_to(media)), fileobj=content)
                    tar.addfile(entry, content)
            except FileNotFoundError:
                continue
            count, size = count + 1, size + entry.size
    return count, size


def unpack_pictures(archive: Path, media: Path) -> int:
    """Unpacks the pictures into `media`; returns how many. What lies there under other names stays.

    Raises BackupError for an archive that would write elsewhere. Python 3.11's first releases cannot refuse one by
    themselves (PEP 706).
    """
    count = 0
    with tarfile.open(archive) as tar:
        for entry in tar:
            content = tar.extractfile(entry)
            if content is None or not _is_inside(entry.name):
                raise BackupError(f"{archive.name} holds {entry.name!r}, which is no picture of the site.")
            target = media / entry.name
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f"{target.name}-restored{UNFINISHED}")
            with content, beside.open("wb") as file:
                shutil.copyfileobj(content, file)
            beside.replace(target)
            count += 1
    return count


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _files_below(media: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(media):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names))
