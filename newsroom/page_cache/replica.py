"""A streaming replica, from which pages for readers are read where it has all that this process knows of.

Changes are asked of the primary alone. With each answer comes how far its log had been written (`Position`), and whoever
makes a page reads from the replica only once that has replayed its log so far: then it holds whatever the answer told of,
and a page from it is as new as one from the primary. `docs/scaling.md` has why the replica's own snapshots would not do.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections, transaction

from articles.pages import names

log = logging.getLogger(__name__)

ALIAS = "replica"
# So long a page waits for a replica that is not there yet, before the primary is asked (seconds); and how often it looks.
CATCH_UP_SECONDS = 0.1
LOOK_AGAIN_SECONDS = 0.01
# A replica that was left is looked at after so long, and each time it is no use after twice as long (seconds).
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 10.0

Found = TypeVar("Found")

# Which cluster a database is of, on which timeline, and which of its databases: the log of another one says nothing. A
# standby that was promoted writes on a new timeline at once, and notes it with its next checkpoint, minutes later.
IDENTITY = """
    concat_ws(' ', (pg_control_system()).system_identifier,
        CASE WHEN pg_is_in_recovery() THEN (pg_control_checkpoint()).timeline_id
            ELSE ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int END,
        (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
_WHERE_IT_IS = f"""
    SELECT pg_is_in_recovery(), {IDENTITY}, pg_last_wal_replay_lsn() - '0/0'::pg_lsn,
        EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float
"""  # noqa: S608  # own words
_WRITTEN = f"SELECT {IDENTITY}, pg_current_wal_flush_lsn() - '0/0'::pg_lsn"


class Position(NamedTuple):
    """How far the log of a database had been written (bytes), in which database, and when that was (monotonic seconds)."""

    written: int
    database: str
    at: float


class Replica:
    """The replica as this process finds it: in use, or left for a while. Thread-safe."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._looked_at_again = threading.Lock()
        self._left_since: float | None = None
        self._left_until = float("-inf")
        self._pause = SHORTEST_PAUSE
        self._waits_for: Position | None = None

    @property
    def is_named(self) -> bool:
        return ALIAS in connections.settings

    def do(self, known: Callable[[], Position | None], work: Callable[[], Found]) -> Found | None:
        """What `work` gives when all that it asks of the database is asked of the replica; None where the replica does not
        have what `known` says, fails, or is left.

        `known` is asked after names were marked: one that is read from the replica now, and was forgotten meanwhile, is not
        kept.
        """
        if not self.is_named or time.monotonic() < self._left_until:
            return None
        is_left = self._left_since is not None
        # One request finds out whether it is back; the others do not wait for that.
        if is_left and not self._looked_at_again.acquire(blocking=False):
            return None
        try:
            return self._done(known, work)
        finally:
            if is_left:
                self._looked_at_again.release()

    def _done(self, known: Callable[[], Position | None], work: Callable[[], Found]) -> Found | None:
        try:
            with names.as_of_now(), _in_place_of_the_primary(), transaction.atomic():
                # In one transaction: a pooler may lend sessions of several replicas.
                position = known()
                if position is None or not self._has(position):
                    return None
                return work()
        except Error as error:
            session = connections[ALIAS].connection
            # A statement may be ended for its own reasons, such as rows that the log takes away under it.
            if session is None or session.closed:
                self._leave(f"it does not answer ({_first_line(error)})")
            connections[ALIAS].close()
            return None

    def _has(self, position: Position) -> bool:
        """Whether the replica has replayed the log so far; waits a moment for it. Raises django.db.Error."""
        ends = time.monotonic() + CATCH_UP_SECONDS
        while True:
            with connection.cursor() as cursor:
                cursor.execute(_WHERE_IT_IS)
                is_replica, database, replayed, _age = cursor.fetchone()
            if not is_replica or database != position.database:
                self._leave(
                    "it is no replica of the database of DATABASE_URL, or not of its present timeline"
                )
                return False
            if replayed >= position.written:
                self._take_again()
                return True
            behind = self._seconds_behind(replayed, position)
            if behind > settings.DATABASE_REPLICA_LAG_SECONDS:
                self._leave(f"it is {behind:.1f} seconds behind")
                return False
            if time.monotonic() > ends:
                return False
            time.sleep(LOOK_AGAIN_SECONDS)

    def _seconds_behind(self, replayed: int, position: Position) -> float:
        """How long this process has known of something that the replica does not have."""
        with self._mutex:
            waits_for = self._waits_for
            if waits_for is None or waits_for.database != position.database or replayed >= waits_for.written:
                waits_for = self._waits_for = position
        return time.monotonic() - waits_for.at

    def _leave(self, reason: str) -> None:
        with self._mutex:
            now = time.monotonic()
            is_new = self._left_since is None
            if is_new:
                self._left_since, self._pause = now, SHORTEST_PAUSE
            else:
                self._pause = min(2 * self._pause, LONGEST_PAUSE)
            self._left_until = now + self._pause
        if is_new:
            log.warning("The replica is left, all pages are read from the primary: %s.", reason)

    def _take_again(self) -> None:
        with self._mutex:
            self._waits_for = None
            since, self._left_since = self._left_since, None
        if since is not None:
            log.warning(
                "Pages are read from the replica again, after %.0f seconds.", time.monotonic() - since
            )


replica = Replica()


@contextmanager
def _in_place_of_the_primary() -> Iterator[None]:
    """Has all queries of this thread go to the replica: those of models and those that are written as SQL."""
    primary = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary


def is_read_from() -> bool:
    """Whether this thread's queries go to the replica just now."""
    return ALIAS in connections.settings and connections[DEFAULT_DB_ALIAS].alias == ALIAS


def lag() -> float:
    """How many seconds the replica is behind the primary: the age of what it replayed last, where there is more to replay.

    What was written this moment may be on its way, and what was replayed before it may be hours old where little is
    written: the replica has CATCH_UP_SECONDS to replay it.

    Raises django.db.Error where either does not answer, and ValueError with a sentence where it is no replica.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        database, written = cursor.fetchone()
    ends = time.monotonic() + CATCH_UP_SECONDS
    with connections[ALIAS].cursor() as cursor:
        while True:
            cursor.execute(_WHERE_IT_IS)
            is_replica, of, replayed, age = cursor.fetchone()
            if not is_replica or of != database:
                raise ValueError(
                    "it is no replica of the database of DATABASE_URL, or not of its present timeline"
                )
            if replayed >= written:
                return 0.0
            if time.monotonic() > ends:
                return max(age or 0.0, 0.0)
            time.sleep(LOOK_AGAIN_SECONDS)


def state() -> str:
    """What a monitor is told of the replica in one line, with what to do."""
    try:
        behind = lag()
    except (Error, ValueError) as error:
        return f"The replica is not used: {_first_line(error)}. Pages are read from the primary; see DATABASE_REPLICA_URL."
    if behind > settings.DATABASE_REPLICA_LAG_SECONDS:
        return (
            f"The replica is {behind:.0f} seconds behind, and pages are read from the primary: "
            "see what holds it up (pg_stat_replication)."
        )
    return ""


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
