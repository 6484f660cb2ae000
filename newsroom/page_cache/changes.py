"""What has changed in the database since this process last asked, which it asks while readers ask it.

A transaction that commits late has an older number than one that was seen before it, so that no number is a place to go
on from. What goes on is a snapshot: a change is new if the snapshot of the question before did not see it.
"""

import logging
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import Error, OperationalError, connection

from articles.pages import names
from newsroom.page_cache.replica import IDENTITY, Position

log = logging.getLogger(__name__)

# How often it is asked, and how old an answer may be at most when a page is taken from memory (seconds).
PAUSE = 0.1
FRESH_FOR = 0.3
# So long after its last reader a process goes on asking; so long a reader waits for an answer.
IDLE_AFTER = 2.0
PATIENCE = 1.0
# An outage is looked at this often.
OUTAGE_PAUSE = 0.5
# How long changes are kept in the database, and for how long of it a process may have been silent and go on (seconds).
KEPT = 86_400
LONGEST_SILENCE = KEPT // 2

# Which database says it: another one after a backup was restored, or a standby that goes on without the last changes.
# Transactions of one say nothing of those of another. How far its log is written is looked at after the snapshot was taken:
# whatever that saw was in the log before. What was flushed would not do, as a transaction may be seen before.
_SNAPSHOT = f"""
    SELECT concat_ws(' ', pg_current_snapshot(), {IDENTITY}),
        CASE WHEN pg_is_in_recovery() THEN 0 ELSE pg_current_wal_insert_lsn() - '0/0'::pg_lsn END
"""
# What is newer than the snapshot of the whole answer was written before a restore, by another cluster.
_CHANGES = f"""
    SELECT seen, written, NULL, NULL FROM ({_SNAPSHOT}) AS now (seen, written)
    UNION ALL
    SELECT transaction::text, 0, "table", withdrawn FROM newsroom_pagechange
    WHERE transaction >= pg_snapshot_xmin(%(seen)s::pg_snapshot) AND transaction < pg_snapshot_xmax(pg_current_snapshot())
        AND NOT pg_visible_in_snapshot(transaction, %(seen)s::pg_snapshot)
"""  # noqa: S608  # own words


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Which transactions a statement saw, as PostgreSQL writes it: first running, first not begun, running in between; and
    after a blank in which database. `written`: how far the log was written then (bytes), where it is known."""

    text: str
    written: int = field(default=0, compare=False)

    @property
    def transactions(self) -> str:
        return self.text.partition(" ")[0]

    @property
    def database(self) -> str:
        return self.text.partition(" ")[2]

    def saw(self, transaction: int) -> bool:
        first, end, running = self.transactions.split(":")
        if transaction < int(first):
            return True
        return transaction < int(end) and str(transaction) not in running.split(",")


def snapshot_now() -> Snapshot:
    """What the database holds. Raises django.db.Error."""
    with connection.cursor() as cursor:
        cursor.execute(_SNAPSHOT)
        text, written = cursor.fetchone()
    return Snapshot(text, int(written))


def changes_since(snapshot: Snapshot) -> tuple[Snapshot, list[tuple[int, str, list[int]]]]:
    """What `snapshot` did not see, as (transaction, table, withdrawn articles), and the snapshot to go on from. One query.

    Where the latter is of another database, everything may have changed, whatever is listed. Raises django.db.Error.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, {"seen": snapshot.transactions})
        (now, written, _table, _withdrawn), *rows = cursor.fetchall()
    changes = [(int(number), table, withdrawn) for number, _written, table, withdrawn in rows]
    return Snapshot(now, int(written)), changes


class Changes:
    """The changes that this process knows of. A thread of its own asks; whoever makes a page asks too. Thread-safe."""

    def __init__(self) -> None:
        self.number = 0  # of the answers that brought something
        self.snapshot: Snapshot | None = None
        self.known: Position | None = None  # what holds so much of the log holds all changes up to `number`
        self._all_at = 0  # before this number everything may have changed
        self._table_at: dict[str, int] = {}
        self._withdrawn_at: dict[int, int] = {}  # the transaction of each
        self._asked_at = float("-inf")
        self._wanted_at = float("-inf")
        self._fails = False
        self._answer = threading.Condition()
        self._asking = threading.Lock()
        self._beginning = threading.Lock()
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None
        self._ends = False

    def ask(self) -> tuple[int, Snapshot]:
        """Asks the database now, and says the number and snapshot from which on a page that is made next is up to date.

        Raises django.db.Error, also where another thread waits for a database that does not say that it is down.
        """
        if not self._asking.acquire(timeout=PATIENCE):
            raise OperationalError("the database does not answer")
        try:
            began = time.monotonic()
            self.snapshot = found = self._asked(began)
            with self._answer:
                self._asked_at, self._fails = began, False
                self._answer.notify_all()
            return self.number, found
        finally:
            self._asking.release()

    def _asked(self, began: float) -> Snapshot:
        if self.snapshot is None or began - self._asked_at > LONGEST_SILENCE:
            return self._begin_anew(snapshot_now(), began)
        return self._go_on_from(self.snapshot, began)

    def _begin_anew(self, found: Snapshot, began: float) -> Snapshot:
        self.known = Position(found.written, found.database, began)
        names.forget()
        self._all_at = self.number = self.number + 1
        return found

    def _go_on_from(self, snapshot: Snapshot, began: float) -> Snapshot:
        found, rows = changes_since(snapshot)
        if found.database != snapshot.database:
            return self._begin_anew(found, began)
        if rows:
            # First how far the log must be replayed, for whoever reads names from a replica after they were forgotten; then
            # names: whoever finds the new number must find no old ones.
            self.known = Position(found.written, found.database, began)
            names.forget_of({table for _number, table, _withdrawn in rows})
            number = self.number + 1
            for transaction, table, withdrawn in rows:
                self._table_at[table] = number
                for article in withdrawn:
                    self._withdrawn_at[article] = max(transaction, self._withdrawn_at.get(article, 0))
            self.number = number
        return found

    def are_known(self) -> bool:
        """Whether all that was committed a moment ago is known; False in an outage. Waits for an answer where none is fresh."""
        now = self._wanted_at = time.monotonic()
        if now - self._asked_at < FRESH_FOR:
            return True
        self._begin()
        self._wanted.set()
        with self._answer:
            if not self._fails:
                self._answer.wait_for(lambda: self._fails or self._asked_at > now - FRESH_FOR, PATIENCE)
                if self._asked_at <= now - FRESH_FOR:
                    self._fails = True
            return not self._fails

    def since(self, number: int, tables: Collection[str]) -> set[str]:
        """Those of `tables` that changed after the answer of this number."""
        if number < self._all_at:
            return set(tables)
        return {table for table in tables if self._table_at.get(table, 0) > number}

    def is_withdrawn(self, articles: Collection[int], snapshot: Snapshot) -> bool:
        """Whether something of these articles was taken away that a page of this snapshot may show."""
        if self.snapshot is not None and self.snapshot.database != snapshot.database:
            return True
        known = self._withdrawn_at
        if len(known) < len(articles):
            return any(one in articles and not snapshot.saw(at) for one, at in list(known.items()))
        return any(one in known and not snapshot.saw(known[one]) for one in articles)

    def end(self) -> None:
        """Ends the thread, and with it its connection to the database."""
        self._ends = True
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _begin(self) -> None:
        with self._beginning:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._go_on, name="page-changes", daemon=True)
                self._thread.start()

    def _go_on(self) -> None:
        while not self._ends:
            # Cleared first: whoever wants an answer from now on is seen by the one or the other.
            self._wanted.clear()
            if time.monotonic() - self._wanted_at > IDLE_AFTER and not self._ends:
                self._wanted.wait()
            with self._failure_told():
                self.ask()
            time.sleep(OUTAGE_PAUSE if self._fails else PAUSE)
        connection.close()

    @contextmanager
    def _failure_told(self) -> Iterator[None]:
        try:
            yield
        except Error:
            connection.close()
            with self._answer:
                self._fails = True
                self._answer.notify_all()
        except Exception:
            # A thread that ended would leave every page as it is.
            log.exception("What changed could not be read")
            with self._answer:
                self._fails = True
                self._answer.notify_all()


changes = Changes()
