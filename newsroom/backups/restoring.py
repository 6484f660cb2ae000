"""Restoring a backup: into a new database beside the site's, which takes its place when all of it is there.

Readers read on meanwhile; nothing is written (`newsroom.faults.read_only`), since it would be lost. The former database
stays under another name until somebody deletes it.
"""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections
from psycopg2 import sql

from newsroom.backups import encryption, server
from newsroom.backups.folder import (
    DATABASE,
    ENCRYPTED,
    PICTURES,
    Manifest,
    check_files,
    read_manifest,
    unpack_pictures,
)
from newsroom.backups.writing import fill_database, pictures_folder
from newsroom.faults import read_only

# Waits up to five seconds for the end of each.
_END_SESSIONS = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and the name under which the former database stays."""

    manifest: Manifest
    former: str


def restore(folder: Path, *, now: datetime, identity: Path | None = None) -> Restored:
    """Puts a backup in the place of the site's database and pictures.

    Raises BackupError, with the site as it was, where the backup is damaged, encrypted for others or cannot be restored.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    name = str(server.address()["dbname"])
    new, former = f"{name}_restored_{secrets.token_hex(4)}", f"{name}_before_{now:%Y%m%dT%H%M%S}"
    connections.close_all()
    server.create_database(new)
    with server.session(server.ELSEWHERE) as own:
        try:
            with read_only.mode(own, name) as kept:
                with _plain(folder, DATABASE, identity) as dump:
                    assert dump is not None  # noqa: S101  # every backup has one: its files were checked
                    fill_database(new, dump, dict(manifest.rows))
                _analyze(new)
                _restore_pictures(folder, identity)
                _exchange(own, name, new, former)
                kept.database = former
        except BaseException:
            server.drop_database(new)
            raise
    return Restored(manifest, former)


def _analyze(name: str) -> None:
    """A dump has no statistics; without them PostgreSQL would plan the first pages badly until it gathers some by itself."""
    with server.session(name) as filled, filled.cursor() as cursor:
        cursor.execute("ANALYZE")


def _restore_pictures(folder: Path, identity: Path | None) -> None:
    media = pictures_folder()
    with _plain(folder, PICTURES, identity) as archive:
        if archive and media:
            unpack_pictures(archive, media)


@contextmanager
def _plain(folder: Path, name: str, identity: Path | None) -> Iterator[Path | None]:
    """A file of the backup, decrypted for the length of the block where it is encrypted; None where there is none."""
    if (folder / name).exists():
        yield folder / name
        return
    secret = folder / f"{name}{ENCRYPTED}"
    if not secret.exists():
        yield None
        return
    with tempfile.TemporaryDirectory(dir=folder, prefix=".plain-") as place:
        plain = Path(place) / name
        encryption.decrypt(secret, plain, identity)
        yield plain


def _exchange(own: Any, name: str, new: str, former: str) -> None:
    """Gives the site's name to another database in an instant, in which nobody may connect to either."""
    with own.cursor() as cursor:

        def alter(database: str, change: str, value: str = "") -> None:
            names = [sql.Identifier(one) for one in (database, value) if one]
            cursor.execute(sql.SQL(f"ALTER DATABASE {{}} {change}").format(*names))

        alter(name, "ALLOW_CONNECTIONS false")
        try:
            for database in (name, new):
                cursor.execute(_END_SESSIONS, [database])
            alter(name, "RENAME TO {}", former)
            alter(new, "RENAME TO {}", name)
        finally:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [former])
            alter(former if cursor.fetchone() else name, "ALLOW_CONNECTIONS true")
