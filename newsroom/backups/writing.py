"""Writing a backup: the database as it is at one moment, the pictures after it, and a restore that tries the dump."""

import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from newsroom.backups import encryption, server
from newsroom.backups.errors import BackupError
from newsroom.backups.folder import (
    DATABASE,
    PICTURES,
    Manifest,
    checksum,
    name_of,
    pack_pictures,
    write_manifest,
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written: its folder and what it holds."""

    folder: Path
    manifest: Manifest


def write(place: Path, *, now: datetime, keys: Sequence[str] = (), is_checked: bool = True) -> Backup:
    """Writes a backup below `place` and tries it in a database of its own, which is deleted again.

    With public `keys` of age its files are encrypted, after the trial. Raises BackupError with nothing left behind.
    """
    readers = encryption.recipients(keys)
    folder = place / name_of(now)
    unfinished = place / f".{folder.name}-{secrets.token_hex(3)}"
    try:
        unfinished.mkdir(parents=True, mode=0o700)
        manifest = _fill(unfinished, now, readers, is_checked=is_checked)
        unfinished.rename(folder)
    except OSError as error:
        raise BackupError(f"{place} cannot be written to: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    _keep_on_disk(place)
    return Backup(folder, manifest)


def _fill(folder: Path, now: datetime, readers: Sequence[object], *, is_checked: bool) -> Manifest:
    rows, migrations = _dump(folder / DATABASE)
    if is_checked:
        try_restore(folder / DATABASE, rows)
    count, size = 0, 0
    if pictures := pictures_folder():
        count, size = pack_pictures(pictures, folder / PICTURES)
    files = sorted(folder.iterdir())
    if readers:
        files = [encryption.encrypt(file, readers) for file in files]
    for file in files:
        _keep_on_disk(file)
    manifest = Manifest(
        made_at=now.isoformat(),
        migrations=migrations,
        rows=rows,
        pictures=count,
        picture_bytes=size,
        checked=is_checked,
        files={file.name: checksum(file) for file in files},
    )
    write_manifest(folder, manifest)
    return manifest


def _dump(file: Path) -> tuple[dict[str, int], dict[str, str]]:
    """Dumps the database; returns the rows of its tables and its migrations, both of the moment of the dump."""
    with server.session(is_snapshot=True) as own:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        server.run("pg_dump", [*arguments, f"--file={file}"])
        return server.rows_of_tables(own), server.migrations(own)


def try_restore(dump: Path, rows: dict[str, int]) -> None:
    """Restores a dump into a database of its own and deletes that. Raises BackupError where it has other rows."""
    name = f"newsroom_trial_{secrets.token_hex(4)}"
    server.create_database(name)
    try:
        fill_database(name, dump, rows)
    finally:
        server.drop_database(name)


def fill_database(name: str, dump: Path, rows: dict[str, int]) -> None:
    """Restores a dump into an empty database and compares the rows of its tables."""
    server.fill(name, dump, jobs=min(4, os.cpu_count() or 1))
    with server.session(name, is_snapshot=True) as own:
        found = server.rows_of_tables(own)
    if differing := [table for table in rows if found.get(table) != rows[table]]:
        table = differing[0]
        raise BackupError(
            f"The restored table {table} has {found.get(table, 0):,} rows instead of {rows[table]:,}; take another backup."
        )


def pictures_folder() -> Path | None:
    """The folder of the pictures; None where they lie elsewhere, in a storage that has backups of its own."""
    return Path(settings.MEDIA_ROOT) if isinstance(default_storage, FileSystemStorage) else None


def left_out() -> str:
    """What a backup of this site leaves out, in a sentence; empty where it has all."""
    if not settings.PICTURES_BUCKET:
        return ""
    return (
        f"Not in it: the pictures, which stay in the bucket {settings.PICTURES_BUCKET}. "
        "Have its keeper keep versions or copies of them (docs/scaling.md)."
    )


def _keep_on_disk(path: Path) -> None:
    """Returns when what was written is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
