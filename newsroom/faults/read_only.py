"""Read-only mode: PostgreSQL itself refuses whatever would write, on all hosts at once, while readers read on.

It is a setting of the database, so that no process has to be told: sessions that follow begin with it, those that are
open are ended as soon as they idle.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from psycopg2 import sql
from psycopg2.errors import ReadOnlySqlTransaction

_SETTING = "default_transaction_read_only"
# So long a session may take to finish what it does (seconds).
PATIENCE_SECONDS = 10.0
TRY_AGAIN_SECONDS = 0.1
_END_SESSIONS = """
    SELECT count(*), count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = %s AND backend_start < %s AND backend_type = 'client backend' AND (state = 'idle' OR %s)
"""
_OPEN_SESSIONS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = %s AND backend_start < %s AND backend_type = 'client backend'
"""


def set_read_only(own: Any, database: str, *, is_on: bool) -> None:
    """Switches the mode of a database on or off, and returns when every session keeps it.

    `own` is a session in another database of the server, of a role that owns this one. What a session is doing is
    finished first; after PATIENCE_SECONDS it is ended.
    """
    change = "SET {} = on" if is_on else "RESET {}"
    with own.cursor() as cursor:
        cursor.execute(
            sql.SQL(f"ALTER DATABASE {{}} {change}").format(
                sql.Identifier(database), sql.Identifier(_SETTING)
            )
        )
        cursor.execute("SELECT clock_timestamp()")
        since = cursor.fetchone()[0]
        until = time.monotonic() + PATIENCE_SECONDS
        is_late = False
        while True:
            cursor.execute(_END_SESSIONS, [database, since, is_late])
            cursor.execute(_OPEN_SESSIONS, [database, since])
            if not cursor.fetchone()[0]:
                return
            is_late = time.monotonic() > until
            time.sleep(TRY_AGAIN_SECONDS)


@dataclass(slots=True)
class Kept:
    """The database that is read-only, under the name that it has now."""

    database: str


@contextmanager
def mode(own: Any, database: str) -> Iterator[Kept]:
    """Read-only mode for the length of the block, which tells a new name of the database."""
    kept = Kept(database)
    set_read_only(own, database, is_on=True)
    try:
        yield kept
    finally:
        set_read_only(own, kept.database, is_on=False)


def is_refusal(error: BaseException) -> bool:
    """Whether PostgreSQL refused to write, since it is read-only now."""
    return isinstance(error.__cause__, ReadOnlySqlTransaction)
