"""Fetching many addresses: one at a time from each host, several hosts at once, within a time limit.

Threads only fetch; everything that touches the database happens in the thread that iterates.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from feeds.models import Host
from feeds.web.addresses import host_of
from feeds.web.rate_limits import NotBefore, RateLimiter, Slot

# A host that backs off for longer is left to another run.
LONGEST_WAIT = timedelta(seconds=30)
# How often hosts whose pause is not over are tried again (seconds).
TRY_AGAIN_SECONDS = 0.05

Purpose = TypeVar("Purpose")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class CrawlRequest(Generic[Purpose]):
    """An address to be fetched, and what it is for."""

    url: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class CrawlResult(Generic[Found]):
    """The result of a request, and the pause that its host asks for after it (Crawl-delay)."""

    found: Found
    pause: timedelta = timedelta()


Visitor = Callable[[CrawlRequest[Purpose]], CrawlResult[Found]]


class Crawl(Generic[Purpose, Found]):
    """One crawl of a list of requests.

    `visit` handles one request in a thread and touches no database. `until` ends the crawl: requests not begun by then
    are dropped, as are those to hosts that back off for longer than LONGEST_WAIT.
    """

    def __init__(
        self,
        requests: Sequence[CrawlRequest[Purpose]],
        *,
        visit: Visitor[Purpose, Found],
        limiter: RateLimiter,
        now: Callable[[], datetime],
        until: datetime,
    ) -> None:
        self._waiting: dict[str, deque[CrawlRequest[Purpose]]] = {}
        for request in requests:
            self._waiting.setdefault(host_of(request.url), deque()).append(request)
        self._visit = visit
        self._limiter = limiter
        self._now = now
        self._until = until
        self._busy: set[str] = set()
        self._tasks: queue.SimpleQueue[tuple[CrawlRequest[Purpose], Slot] | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[tuple[CrawlRequest[Purpose], CrawlResult[Found] | BaseException]] = (
            queue.SimpleQueue()
        )

    def results(self, *, jobs: int) -> Iterator[tuple[CrawlRequest[Purpose], Found]]:
        """Handles the requests in `jobs` threads and yields the results as they come."""
        threads = min(jobs, len(self._waiting))
        for number in range(threads):
            # Daemon threads: a stopped run does not wait for slow servers.
            threading.Thread(target=self._work, name=f"crawl-{number}", daemon=True).start()
        try:
            while True:
                self._start(threads)
                if not self._busy and not self._waiting:
                    return
                try:
                    request, outcome = self._results.get(timeout=TRY_AGAIN_SECONDS)
                except queue.Empty:
                    continue
                self._busy.discard(host_of(request.url))
                if isinstance(outcome, BaseException):
                    raise outcome
                self._set_pause(host_of(request.url), outcome.pause)
                yield request, outcome.found
        finally:
            for _number in range(threads):
                self._tasks.put(None)

    def _start(self, threads: int) -> None:
        """Starts a request at every host that has a free turn."""
        if self._now() >= self._until:
            self._waiting.clear()
        for host in list(self._waiting):
            if len(self._busy) >= threads:
                return
            if host in self._busy:
                continue
            turn = self._limiter.acquire(host, self._now())
            if isinstance(turn, Slot):
                self._busy.add(host)
                self._tasks.put((self._waiting[host].popleft(), turn))
            elif isinstance(turn, NotBefore) and turn.time - self._now() > LONGEST_WAIT:
                self._waiting[host].clear()
            if not self._waiting[host]:
                del self._waiting[host]

    def _set_pause(self, host: str, pause: timedelta) -> None:
        """Makes all pullers wait as long as the host's Crawl-delay asks."""
        if not pause:
            return
        until = self._now() + pause
        _row, is_new = Host.objects.get_or_create(
            name=host, defaults={"next_allowed_at": until, "reason": "Its robots.txt asks for a pause."}
        )
        if not is_new:
            Host.objects.filter(name=host, next_allowed_at__lt=until).update(next_allowed_at=until)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            request, slot = task
            outcome: CrawlResult[Found] | BaseException
            try:
                outcome = self._visit(request)
            except BaseException as error:
                outcome = error
            try:
                self._limiter.release(slot)
            except Exception as error:
                # The database is gone: the consumer of the results must learn of it.
                outcome = error
            self._results.put((request, outcome))
