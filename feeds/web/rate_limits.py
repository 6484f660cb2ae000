"""Rate limits per host, shared by all pullers: at most two connections, a pause between requests, and back-off for as
long as the host asks (Retry-After, RFC 9110 section 10.2.3).

PostgreSQL holds the state. Each connection to a host is a row (`HostSlot`) with the puller that has it, and so is the
pause (`Host`). Whether a puller is alive tells a lock that it holds by a transaction as long as its run (`feeds.web.life`):
what a dead one had is free at the next start of any puller, and sooner where another one waits for it.
"""

import ipaddress
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

from django.db import connection

from articles.session_settings import session_settings
from feeds.errors import HostBackoffError
from feeds.models import Feed, Host, HostSlot, RobotsFile
from feeds.schedule import RETRY_AFTER_CEILING
from feeds.web.accept import FEED_ACCEPT
from feeds.web.addresses import host_of
from feeds.web.fetcher import CONNECTIONS_PER_HOST, Conditions, FetchFunction, FetchResult
from feeds.web.life import IS_DEAD, Life, is_alive, key_of

# The shortest Crawl-delay that publishers ask for.
SPACING = timedelta(seconds=1)
# A host that says "too many requests" without saying for how long.
TOO_MANY_REQUESTS_PAUSE = timedelta(minutes=5)
_HOST_WIDE = {429, 503}
# How long a request waits for its host (seconds), and how often it tries again.
LONGEST_TURN_WAIT = 10.0
TRY_AGAIN_SECONDS = 0.1
# How often it is asked, while all slots at a host are taken, whether those that hold them are alive (seconds).
PATIENCE_SECONDS = 1.0
HOSTS_KEPT = timedelta(days=7)
# When a host whose connections are all in use is tried again.
BUSY_PAUSE = timedelta(minutes=1)
# A slot that nobody frees: longer than a page takes with its robots.txt, all redirects and its reading.
LONGEST_SLOT = timedelta(minutes=5)
# What becomes of slots and pauses in a crash of the database does not matter, so nobody waits for its disk.
_SETTINGS = {"synchronous_commit": "off"}

_TAKE_SLOT = """
    INSERT INTO feeds_hostslot (host, number, holder, taken_until)
    SELECT %(host)s, free.number, %(holder)s, %(until)s FROM generate_series(1, %(slots)s) AS free (number)
    WHERE NOT EXISTS (
        SELECT FROM feeds_hostslot AS taken
        WHERE taken.host = %(host)s AND taken.number = free.number AND taken.taken_until > %(now)s
    )
    ORDER BY free.number LIMIT 1
    ON CONFLICT (host, number) DO UPDATE SET holder = excluded.holder, taken_until = excluded.taken_until
    WHERE feeds_hostslot.taken_until <= %(now)s
    RETURNING number
"""
_HOLDERS = "SELECT DISTINCT holder FROM feeds_hostslot WHERE host = %s AND holder <> %s"
_FREE_SLOTS = "DELETE FROM feeds_hostslot WHERE host = %s AND holder = %s"
_FREE_SLOT = "DELETE FROM feeds_hostslot WHERE host = %s AND number = %s AND holder = %s"
_RESERVE_TURN = """
    INSERT INTO feeds_host (name, next_allowed_at, reason) VALUES (%s, %s, '')
    ON CONFLICT (name) DO UPDATE SET next_allowed_at = excluded.next_allowed_at, reason = ''
    WHERE feeds_host.next_allowed_at <= %s
"""
_SET_PAUSE = """
    INSERT INTO feeds_host (name, next_allowed_at, reason) VALUES (%s, %s, %s)
    ON CONFLICT (name) DO UPDATE SET next_allowed_at = excluded.next_allowed_at, reason = excluded.reason
    WHERE feeds_host.next_allowed_at < excluded.next_allowed_at
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the connections that a host may have; freed by `RateLimiter.release`."""

    host: str
    number: int


@dataclass(frozen=True, slots=True)
class NotBefore:
    """The host must not be asked before this time."""

    time: datetime


class RateLimiter:
    """The rate limiter of this puller, sharing its state with all others. Thread-safe; closing it frees its slots."""

    def __init__(self, *, spacing: timedelta = SPACING) -> None:
        self.worker = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(3)}"
        self._spacing = spacing
        self._mutex = threading.Lock()
        self._closed = False
        self._taken_since: dict[str, float] = {}
        self._life = Life(self.worker)
        self._open = ExitStack()
        self._own = connection.copy()
        self._own.inc_thread_sharing()

    def __enter__(self) -> Self:
        self._life.begin()
        self._open.enter_context(session_settings(self._own, _SETTINGS))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A late answer must find it closed rather than open the connection again.
        with self._mutex:
            if not self._closed and self._own.is_usable():
                with self._own.cursor() as cursor:
                    cursor.execute("DELETE FROM feeds_hostslot WHERE holder = %s", [self.worker])
            self._open.close()
            self._own.close()
            self._closed = True
        self._life.end()

    def acquire(self, host: str, now: datetime) -> Slot | NotBefore | None:
        """A slot at the host; the time when it may be asked again; or None while all its slots are taken."""
        rows = self._all("SELECT next_allowed_at FROM feeds_host WHERE name = %s", [host])
        if rows and rows[0][0] > now:
            return NotBefore(rows[0][0])
        slot = self._take_slot(host, now)
        if slot is None and self._is_taken_for_long(host):
            self._free_slots_of_the_dead(host)
            slot = self._take_slot(host, now)
        if slot is None:
            return None
        self._taken_since.pop(host, None)
        # The local machine (tests, development) needs no pause between requests.
        spacing = timedelta() if _is_loopback(host) else self._spacing
        if not spacing or self._run(_RESERVE_TURN, [host, now + spacing, now]):
            return slot
        self.release(slot)
        return NotBefore(now + spacing)  # another puller was quicker

    def _take_slot(self, host: str, now: datetime) -> Slot | None:
        """A slot at the host where one is free."""
        values = {
            "host": host,
            "holder": self.worker,
            "now": now,
            "until": now + LONGEST_SLOT,
            "slots": CONNECTIONS_PER_HOST,
        }
        for (number,) in self._all(_TAKE_SLOT, values):
            return Slot(host, number)
        return None

    def release(self, slot: Slot) -> None:
        """Frees the slot for all pullers."""
        self._run(_FREE_SLOT, [slot.host, slot.number, self.worker])

    @contextmanager
    def turn(
        self, host: str, now: Callable[[], datetime], longest_wait: float = LONGEST_TURN_WAIT
    ) -> Iterator[None]:
        """A slot at the host for the length of the block; waits for it up to `longest_wait` seconds.

        Raises HostBackoffError where the host backs off for longer, or all its slots stay taken.
        """
        slot = self._wait_for_slot(host, now, longest_wait)
        try:
            yield
        finally:
            self.release(slot)

    def _wait_for_slot(self, host: str, now: Callable[[], datetime], longest_wait: float) -> Slot:
        until = time.monotonic() + longest_wait
        while True:
            turn = self.acquire(host, now())
            if isinstance(turn, Slot):
                return turn
            if isinstance(turn, NotBefore) and (turn.time - now()).total_seconds() > longest_wait:
                raise HostBackoffError(
                    host,
                    f"the host {host} wants to be left alone until {turn.time:%Y-%m-%d %H:%M} UTC",
                    until=turn.time,
                )
            if time.monotonic() > until:
                raise HostBackoffError(
                    host, f"the host {host} stayed busy; it is asked again later", until=now() + BUSY_PAUSE
                )
            time.sleep(TRY_AGAIN_SECONDS)

    def _is_taken_for_long(self, host: str) -> bool:
        """Whether all slots at the host were taken for a while since this was last asked."""
        asked_at = time.monotonic()
        if asked_at - self._taken_since.setdefault(host, asked_at) < PATIENCE_SECONDS:
            return False
        self._taken_since[host] = asked_at
        return True

    def _free_slots_of_the_dead(self, host: str) -> None:
        for (holder,) in self._all(_HOLDERS, [host, self.worker]):
            # Each statement is a transaction, so that a lock that was free is free again.
            if self._all(IS_DEAD, [key_of(holder)]) == [(True,)]:
                self._run(_FREE_SLOTS, [host, holder])

    def observe(self, result: FetchResult, now: datetime) -> None:
        """Records the back-off that an answer asks for: 429 and 503 speak for the whole host, not for one feed."""
        if result.status not in _HOST_WIDE or (result.status == 503 and result.retry_after is None):
            return
        pause = TOO_MANY_REQUESTS_PAUSE
        if result.retry_after is not None:
            pause = min(timedelta(seconds=result.retry_after), RETRY_AFTER_CEILING)
        reason = f"It answered {result.status} and wants to be left alone."
        self._run(_SET_PAUSE, [host_of(result.url), now + pause, reason])

    def release_claims_of_dead_pullers(self, now: datetime) -> int:
        """Releases the feeds and the slots of pullers that are dead; returns how many feeds."""
        claims = Feed.objects.filter(claimed_until__gt=now).exclude(claimed_by="")
        owners = set(claims.values_list("claimed_by", flat=True))
        holders = set(HostSlot.objects.values_list("holder", flat=True))
        freed = 0
        for owner in sorted((owners | holders) - {self.worker}):
            if not is_alive(owner):
                HostSlot.objects.filter(holder=owner).delete()
                freed += Feed.objects.filter(claimed_by=owner).update(claimed_until=None, claimed_by="")
        return freed

    def _all(self, sql: str, values: list[Any] | dict[str, Any]) -> list[Any]:
        with self._mutex:
            if self._closed:
                return []
            with self._own.cursor() as cursor:
                cursor.execute(sql, values)
                rows: list[Any] = cursor.fetchall()
                return rows

    def _run(self, sql: str, values: list[Any]) -> int:
        """The number of rows that the statement touched."""
        with self._mutex:
            if self._closed:
                return 0
            with self._own.cursor() as cursor:
                cursor.execute(sql, values)
                touched: int = cursor.rowcount
                return touched


def delete_old_hosts(now: datetime) -> None:
    """Deletes the rows of hosts that were not asked for a week: articles link to ever more hosts."""
    Host.objects.filter(next_allowed_at__lt=now - HOSTS_KEPT).delete()
    RobotsFile.objects.filter(fetched_at__lt=now - HOSTS_KEPT).delete()


@dataclass(frozen=True, slots=True)
class ClockedLimiter:
    """A rate limiter with a clock, as a fetcher uses it (`feeds.web.fetcher.HostLimiter`)."""

    limiter: RateLimiter
    now: Callable[[], datetime]
    longest_wait: float = LONGEST_TURN_WAIT  # seconds

    def turn(self, host: str) -> AbstractContextManager[None]:
        """A slot at the host. Raises HostBackoffError where it takes longer than `longest_wait`."""
        return self.limiter.turn(host, self.now, self.longest_wait) if host else nullcontext()

    def observe(self, result: FetchResult) -> None:
        """Records the back-off that the answer asks for its host."""
        self.limiter.observe(result, self.now())

    def limited(self, fetch: FetchFunction) -> FetchFunction:
        """`fetch` with a slot at the host of each address, for callers that hold none."""

        def limited_fetch(
            url: str, conditions: Conditions | None = None, *, accept: str = FEED_ACCEPT
        ) -> FetchResult:
            with self.turn(host_of(url)):
                return fetch(url, conditions, accept=accept)

        return limited_fetch


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
