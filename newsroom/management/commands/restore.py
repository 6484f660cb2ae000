"""Puts a backup in the place of the site's database and pictures."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from newsroom import backups
from newsroom.backups.errors import BackupError


class Command(BaseCommand):
    help = (
        "Restores a backup while readers read on: nothing is written meanwhile, and the backup takes the database's "
        "place when all of it is there. The former database stays under another name."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder of the backup")
        parser.add_argument(
            "--identity", type=Path, metavar="FILE", help="the private key of age, for an encrypted backup"
        )

    def handle(self, *, folder: Path, identity: Path | None, **options: Any) -> None:
        try:
            done = backups.restore(folder, now=timezone.now(), identity=identity)
        except BackupError as error:
            raise CommandError(str(error)) from error
        manifest = done.manifest
        self.stdout.write(
            f"Restored, as of {manifest.made_at}: {sum(manifest.rows.values()):,} rows of {len(manifest.rows)} tables, "
            f"{manifest.pictures:,} pictures. Run migrate where this version is newer than the backup."
        )
        if settings.PICTURES_BUCKET and manifest.pictures:
            self.stdout.write(
                f"Its pictures were not restored, as those of this site lie in the bucket {settings.PICTURES_BUCKET}: copy "
                "them there from the archive, or let manage.py clear_pictures have what is missing fetched again."
            )
        self.stdout.write(
            f"The former database stays as {done.former}; delete it when you are sure: dropdb {done.former}"
        )
