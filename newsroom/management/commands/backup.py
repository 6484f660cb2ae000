"""Writes a backup of the database and the pictures, and deletes those that are no longer kept."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from newsroom import backups
from newsroom.backups.errors import BackupError
from newsroom.backups.folder import MANIFEST


class Command(BaseCommand):
    help = (
        "Writes a backup of the database and the pictures, tries it by a restore, and deletes older ones but one a day "
        "(7), a week (5) and a month (12)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="where; BACKUP_DIR by default")
        parser.add_argument("--no-trial", action="store_true", help="do not restore it to try it")
        parser.add_argument("--keep-all", action="store_true", help="delete no older backup")

    def handle(self, *, to: Path | None, no_trial: bool, keep_all: bool, **options: Any) -> None:
        if not to and not settings.BACKUP_DIR:
            raise CommandError("Say where backups lie: set BACKUP_DIR, or name a folder by --to.")
        place = to or Path(settings.BACKUP_DIR)
        try:
            written = backups.write(
                place, now=timezone.now(), keys=settings.BACKUP_KEYS, is_checked=not no_trial
            )
        except BackupError as error:
            raise CommandError(str(error)) from error
        gone = [] if keep_all else backups.rotate(place)
        manifest = written.manifest
        size = sum((written.folder / name).stat().st_size for name in (*manifest.files, MANIFEST))
        tried = "not tried" if no_trial else "tried by a restore"
        self.stdout.write(
            f"{written.folder}: {sum(manifest.rows.values()):,} rows of {len(manifest.rows)} tables, "
            f"{manifest.pictures:,} pictures, {size / 1e6:,.1f} MB, {tried}."
        )
        if words := backups.left_out():
            self.stdout.write(words)
        if gone:
            self.stdout.write(
                f"Deleted, as a newer one stands for their time: {', '.join(one.name for one in gone)}."
            )
