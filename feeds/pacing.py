"""How gently a host is asked, however many pullers run: two connections at most, a pause between requests, and
silence for as long as the host itself wishes (Retry-After, RFC 9110 section 10.2.3).

PostgreSQL keeps it for all pullers. A connection to a host is a session lock there, which ends with the puller that
holds it, even one that was killed; the pause is the host's row. The same kind of lock says whether the puller that
claimed a feed still lives. Session locks need a connection of one's own: a pooler must be in session mode.
"""

import hashlib
import ipaddress
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

from django.db import connection

from feeds.addresses import host_of
from feeds.errors import HostRestsError
from feeds.fetcher import CONNECTIONS_PER_HOST, FEED_ACCEPT, Conditions, Fetch, FetchResult
from feeds.models import Feed, Host, RobotsFile
from feeds.schedule import RETRY_AFTER_CEILING

# One request a second is what publishers' own robots files ask at the least, where they ask.
SPACING = timedelta(seconds=1)
# A host that says "too many requests" without saying for how long.
TOO_MANY_REQUESTS_PAUSE = timedelta(minutes=5)
_HOST_WIDE = {429, 503}
# How long somebody waits for a host in the middle of what he does (seconds), and how often it is tried again.
LONGEST_TURN_WAIT = 10.0
TRY_AGAIN_SECONDS = 0.1
HOSTS_KEPT = timedelta(days=7)
# When a host that others kept busy is tried again.
BUSY_PAUSE = timedelta(minutes=1)
# A puller whose host lost its network must not keep its locks until the server's system gives up, which takes hours.
KEEPALIVES = "SET tcp_keepalives_idle TO 30; SET tcp_keepalives_interval TO 10; SET tcp_keepalives_count TO 3"

_TRY_SLOT = "SELECT pg_try_advisory_lock(%s), (SELECT next_allowed_at FROM feeds_host WHERE name = %s)"
_TAKE_TURN = """
    INSERT INTO feeds_host (name, next_allowed_at, reason) VALUES (%s, %s, '')
    ON CONFLICT (name) DO UPDATE SET next_allowed_at = excluded.next_allowed_at, reason = ''
    WHERE feeds_host.next_allowed_at <= %s
"""
_HOLD_OFF = """
    INSERT INTO feeds_host (name, next_allowed_at, reason) VALUES (%s, %s, %s)
    ON CONFLICT (name) DO UPDATE SET next_allowed_at = excluded.next_allowed_at, reason = excluded.reason
    WHERE feeds_host.next_allowed_at < excluded.next_allowed_at
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the connections that a host may have; given back with `Pace.leave`."""

    host: str
    key: int


@dataclass(frozen=True, slots=True)
class NotBefore:
    """The host wants to be left alone until this time."""

    time: datetime


class Pace:
    """This puller among all others. For any number of threads; closing it ends its locks."""

    def __init__(self, *, spacing: timedelta = SPACING) -> None:
        self.worker = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(3)}"
        self._spacing = spacing
        self._mutex = threading.Lock()
        self._choosing = threading.Lock()
        self._held: set[int] = set()
        self._closed = False
        self._own = connection.copy()
        self._own.inc_thread_sharing()

    def __enter__(self) -> Self:
        self._run(KEEPALIVES, [])
        self._all("SELECT pg_advisory_lock(%s)", [_key(f"puller {self.worker}")])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # An answer that is still under way must find the door closed rather than open it again.
        with self._mutex:
            if not self._closed and self._own.is_usable():
                # A closed connection gives its locks back only when the server notices; the next puller need not wait.
                with self._own.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock_all()")
            self._own.close()
            self._closed = True

    def enter(self, host: str, now: datetime) -> Slot | NotBefore | None:
        """A connection to the host; the time when it may be asked again; or None while others ask it."""
        slot, not_before = self._take_slot(host)
        if slot is None:
            return None
        # This machine itself (a rehearsal) needs no pause between requests.
        spacing = timedelta() if _is_loopback(host) else self._spacing
        if not_before is None or not_before <= now:
            if not spacing or self._run(_TAKE_TURN, [host, now + spacing, now]):
                return slot
            not_before = now + spacing  # another puller was quicker
        self.leave(slot)
        return NotBefore(not_before)

    def _take_slot(self, host: str) -> tuple[Slot | None, datetime | None]:
        """A connection to the host where one is free, and when the host may be asked."""
        with self._choosing:
            for number in range(CONNECTIONS_PER_HOST):
                key = _key(f"host {host} {number}")
                # A session gets a lock that it has already once more, so those that this puller holds are left out.
                for is_free, not_before in self._all(_TRY_SLOT, [key, host]) if key not in self._held else ():
                    if is_free:
                        self._held.add(key)
                        return Slot(host, key), not_before
        return None, None

    def leave(self, slot: Slot) -> None:
        """Gives the connection back to all pullers."""
        self._all("SELECT pg_advisory_unlock(%s)", [slot.key])
        self._held.discard(slot.key)

    @contextmanager
    def turn(
        self, host: str, now: Callable[[], datetime], patience: float = LONGEST_TURN_WAIT
    ) -> Iterator[None]:
        """A connection to the host for as long as the block lasts; waits for it, but not for long (seconds).

        Raises HostRestsError where the host wants to be left alone for longer, or others keep it busy.
        """
        slot = self._waited_for(host, now, patience)
        try:
            yield
        finally:
            self.leave(slot)

    def _waited_for(self, host: str, now: Callable[[], datetime], patience: float) -> Slot:
        until = time.monotonic() + patience
        while True:
            turn = self.enter(host, now())
            if isinstance(turn, Slot):
                return turn
            if isinstance(turn, NotBefore) and (turn.time - now()).total_seconds() > patience:
                raise HostRestsError(
                    host,
                    f"the host {host} wants to be left alone until {turn.time:%Y-%m-%d %H:%M} UTC",
                    until=turn.time,
                )
            if time.monotonic() > until:
                raise HostRestsError(
                    host, f"the host {host} stayed busy; it is asked again later", until=now() + BUSY_PAUSE
                )
            time.sleep(TRY_AGAIN_SECONDS)

    def heed(self, result: FetchResult, now: datetime) -> None:
        """Leaves the whole host alone where an answer asks for it: 429 and 503 speak for the host, not for one feed."""
        if result.status not in _HOST_WIDE or (result.status == 503 and result.retry_after is None):
            return
        pause = TOO_MANY_REQUESTS_PAUSE
        if result.retry_after is not None:
            pause = min(timedelta(seconds=result.retry_after), RETRY_AFTER_CEILING)
        reason = f"It answered {result.status} and wants to be left alone."
        self._run(_HOLD_OFF, [host_of(result.url), now + pause, reason])

    def give_back_orphans(self, now: datetime) -> int:
        """Frees the feeds that pullers claimed which live no more; how many."""
        owners = (
            Feed.objects.filter(claimed_until__gt=now)
            .exclude(claimed_by="")
            .values_list("claimed_by")
            .distinct()
        )
        freed = 0
        for (owner,) in owners.order_by("claimed_by"):
            key = _key(f"puller {owner}")
            if owner != self.worker and self._all("SELECT pg_try_advisory_lock(%s)", [key])[0][0]:
                freed += Feed.objects.filter(claimed_by=owner).update(claimed_until=None, claimed_by="")
                self._all("SELECT pg_advisory_unlock(%s)", [key])
        return freed

    def _all(self, sql: str, values: list[Any]) -> list[Any]:
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


def forget_hosts(now: datetime) -> None:
    """Deletes what is known of hosts that were not asked for a while: articles lead to ever more of them."""
    Host.objects.filter(next_allowed_at__lt=now - HOSTS_KEPT).delete()
    RobotsFile.objects.filter(fetched_at__lt=now - HOSTS_KEPT).delete()


@dataclass(frozen=True, slots=True)
class Manners:
    """The pace as a fetcher keeps it (`feeds.fetcher.Courtesy`): for hosts on the way, and for what any answer asks."""

    pace: Pace
    now: Callable[[], datetime]
    patience: float = LONGEST_TURN_WAIT  # seconds

    def turn(self, host: str) -> AbstractContextManager[None]:
        """A turn of the host. Raises HostRestsError where that takes long."""
        return self.pace.turn(host, self.now, self.patience) if host else nullcontext()

    def heed(self, result: FetchResult) -> None:
        """Leaves the whole host alone where the answer asks for it."""
        self.pace.heed(result, self.now())

    def polite(self, fetch: Fetch) -> Fetch:
        """`fetch` in the turns of the hosts that it asks, for whoever asks without a slot of his own."""

        def politely(
            url: str, conditions: Conditions | None = None, *, accept: str = FEED_ACCEPT
        ) -> FetchResult:
            with self.turn(host_of(url)):
                return fetch(url, conditions, accept=accept)

        return politely


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
