"""Databases of tests are copies of a migrated one, which is made once for each state of the migrations.

Running some hundred migrations takes twenty seconds of each run, and of each process of a run; a copy takes one. What
depends on code beside the migrations (rights, triggers of the record) is done after each copy, by `post_migrate`. Tests
with a server of their own fill it from a dump of the same database.
"""

import hashlib
from pathlib import Path
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MIGRATIONS_MODULE_NAME
from psycopg2 import sql

from newsroom.backups import server

# Held while a template is made or copied: PostgreSQL copies no database to which somebody is connected.
LOCK = 7_214_553
PREFIX = "migrated_"


def template_database() -> str:
    """The name of a migrated database, made where there is none yet. Those of other states are dropped."""
    name = f"{PREFIX}{_state()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            if not settings.DATABASE_URL:
                _lose_in_a_power_cut(cursor)
            cursor.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname != %s",
                [PREFIX, name],
            )
            for (old,) in cursor.fetchall():
                cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
                _dump_of(old).unlink(missing_ok=True)
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                _make(name, cursor)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def _lose_in_a_power_cut(cursor: CursorWrapper) -> None:
    """The tests' own server need not wait for the disk: what it holds is made anew."""
    for setting in ("fsync", "full_page_writes"):
        cursor.execute(f"ALTER SYSTEM SET {setting} = off")
    cursor.execute("SELECT pg_reload_conf()")


def migrated_dump() -> Path | None:
    """A dump of the migrated database, as `pg_restore` takes it; None where no test has made one yet."""
    dump = _dump_of(f"{PREFIX}{_state()}")
    return dump if dump.exists() else None


def _dump_of(name: str) -> Path:
    return Path(settings.DATA_DIR, f"{name}.dump")


def _make(name: str, cursor: CursorWrapper) -> None:
    """A database with all migrations, under another name until it is whole."""
    unfinished = sql.Identifier(f"{name}_unfinished")
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(unfinished))
    cursor.execute(sql.SQL("CREATE DATABASE {}").format(unfinished))
    own = connection.settings_dict
    usual, own["NAME"] = own["NAME"], unfinished.string
    try:
        with patch("django.core.management.commands.migrate.emit_post_migrate_signal"):
            call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        own["NAME"] = usual
    dump = _dump_of(name)
    server.run(
        "pg_dump", ["--format=custom", "--no-owner", f"--file={dump}.part"], database=unfinished.string
    )
    dump.with_name(f"{dump.name}.part").replace(dump)
    cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(unfinished, sql.Identifier(name)))


def _state() -> str:
    """A hash of all migrations, ours and those of packages."""
    found = hashlib.sha256()
    for app in apps.get_app_configs():
        for file in sorted((Path(app.path) / MIGRATIONS_MODULE_NAME).glob("*.py")):
            found.update(f"{app.label} {file.name}".encode())
            found.update(file.read_bytes())
    return found.hexdigest()[:12]
