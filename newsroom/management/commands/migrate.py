"""`migrate` that readers do not notice: it waits for a table briefly, lets the others through, and tries again.

A migration that changes a table wants it alone. While it waits behind a long read, everybody who comes after it waits too, so
it gives up its place after a moment. What it had done is taken back by its transaction, and the next attempt begins there.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg2
from django.core.management import CommandError, CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2.errors import DeadlockDetected, LockNotAvailable

# The longest that readers wait behind a migration that waits itself. Shorter than PostgreSQL's `deadlock_timeout` (1 s), so that
# of a reader and a migration that wait for each other the migration gives up.
LOCK_SECONDS = 0.4
# Between two attempts, so that those who waited are through; it grows to the longest.
FIRST_REST, LONGEST_REST = 1.0, 15.0
# A backup or an export may read for long.
PATIENCE_SECONDS = 900.0


class Command(Migrate):
    help = "Updates the database's tables; waits for a table briefly and tries again, so that readers are served meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--patience",
            type=float,
            default=PATIENCE_SECONDS,
            metavar="SECONDS",
            help="how long to try again where a table is in use; 15 minutes by default",
        )

    def handle(self, *arguments: Any, patience: float = PATIENCE_SECONDS, **options: Any) -> None:
        connection = connections[options.get("database") or DEFAULT_DB_ALIAS]
        attempts = Attempts(patience, self._told)
        with short_locks(connection, attempts):
            while True:
                try:
                    super().handle(*arguments, **options)
                except OperationalError as error:
                    attempts.rest_after(error)
                else:
                    return

    def _told(self, sentence: str) -> None:
        self.stderr.write(sentence)


class Attempts:
    """How often it was tried, and for how long it may be."""

    def __init__(self, patience: float, tell: Callable[[str], None]) -> None:
        self._ends, self._rest, self._tell = time.monotonic() + patience, FIRST_REST, tell
        self._patience = patience

    def rest_after(self, error: OperationalError) -> None:
        """Waits where a lock was not had. Raises the error where it is another, CommandError where patience is over."""
        if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise error
        if time.monotonic() + self._rest > self._ends:
            raise CommandError(
                f"A table was in use for {self._patience:g} seconds, so the update stopped; what it had finished stays. Find "
                "what reads for so long (a backup, an export, an open session: pg_stat_activity), then run `migrate` again."
            ) from error
        self._tell(f"A table is in use. Those who wait are let through; tried again in {self._rest:g} s.")
        time.sleep(self._rest)
        self._rest = min(2 * self._rest, LONGEST_REST)


@contextmanager
def short_locks(connection: BaseDatabaseWrapper, attempts: Attempts) -> Iterator[None]:
    """Has each statement of the block wait for locks no longer than `LOCK_SECONDS`."""

    def briefly(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if connection.in_atomic_block:
            return execute(sql, params, many, context)
        # Outside of a transaction what was done before stays, so that the statement alone is tried again.
        while True:
            try:
                # What is made beside the readers keeps nobody waiting, and given up halfway it would leave a broken index.
                with locks_of(connection, 0 if "CONCURRENTLY" in str(sql) else LOCK_SECONDS):
                    return execute(sql, params, many, context)
            except OperationalError as error:
                attempts.rest_after(error)

    with locks_of(connection, LOCK_SECONDS), connection.execute_wrapper(briefly):
        yield


@contextmanager
def locks_of(connection: BaseDatabaseWrapper, seconds: float) -> Iterator[None]:
    """The longest wait for a lock within the block, 0 for none; what it was before comes back."""
    connection.ensure_connection()
    cursor = connection.connection.cursor()  # the driver's own, past the wrapper
    cursor.execute("SELECT current_setting('lock_timeout')")
    (before,) = cursor.fetchone()
    cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{int(seconds * 1000)}ms"])
    try:
        yield
    finally:
        # A connection that broke has no settings left.
        with suppress(psycopg2.Error):
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])
