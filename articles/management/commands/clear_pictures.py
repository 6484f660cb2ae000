"""Deletes the files of pictures that nobody shows any more, and has missing ones fetched again."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError

from articles.clock import database_now
from articles.picture_files import clear_files

DAYS = 30


class Command(BaseCommand):
    help = (
        "Deletes files of pictures that no article has any more, and has those fetched again whose files are missing "
        "or cut off."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days", type=int, default=DAYS, help=f"delete only files older than this (default {DAYS})"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, change nothing")

    def handle(self, *, days: int, dry_run: bool, **options: Any) -> None:
        if days < 1:
            raise CommandError("--days must be a number from 1.")
        try:
            found = clear_files(older_than=database_now() - timedelta(days=days), dry_run=dry_run)
        except DatabaseError as error:
            raise CommandError("The database cannot be used. Check DATABASE_URL and run migrate.") from error
        except OSError as error:
            raise CommandError(f"The storage of pictures cannot be used: {error}") from error
        self.stdout.write(
            f"{'Nothing was changed. Would be: ' if dry_run else ''}{found.files} files deleted "
            f"({found.size / 1_000_000:.1f} MB), {found.pictures} pictures to be fetched again"
        )
