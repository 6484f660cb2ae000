"""Fetching feeds, several at once: claims them, keeps the rate limits of their hosts, and yields the answers.

Threads only fetch; everything that touches the database happens in the thread that iterates.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from feeds.errors import HostBackoffError
from feeds.models import Feed
from feeds.pull.pipeline import FetchOutcome, ask
from feeds.web.addresses import host_of
from feeds.web.fetcher import FetchFunction
from feeds.web.rate_limits import BUSY_PAUSE, ClockedLimiter, NotBefore, RateLimiter, Slot

# Feeds waiting for their hosts that a puller holds; further ones are left to other pullers.
MOST_WAITING = 100
# Feeds claimed at once at the most, and the time within which the last ones must have been started for more.
MOST_CLAIMED = 64
QUICKLY = timedelta(seconds=0.5)
# A feed whose host backs off for longer is left to another run.
LONGEST_WAIT = timedelta(seconds=30)
# A feed whose claim ends this soon is left to others: its answer, with all redirects, may take a minute.
LEAST_LEASE = timedelta(minutes=2)
# Slots at a host that others hold for longer belong to a puller that is dead or hangs.
LONGEST_BUSY = timedelta(minutes=2)
# How often hosts without a free slot are tried again (seconds).
TRY_AGAIN_SECONDS = 0.02

Claim = Callable[[int], list[Feed]]
Clock = Callable[[], datetime]


class FeedPoller:
    """Fetches all feeds that one puller can claim.

    `claim` claims up to so many feeds, none when there are no more. `postpone` releases a feed until a time, because
    its host backs off.
    """

    def __init__(
        self,
        *,
        claim: Claim,
        postpone: Callable[[Feed, datetime], None],
        fetch: FetchFunction,
        limiter: RateLimiter,
        now: Clock,
    ) -> None:
        self._claim = claim
        self._postpone = postpone
        self._fetch = fetch
        self._fetch_elsewhere = ClockedLimiter(limiter, now).limited(fetch)
        self._limiter = limiter
        self._now = now
        self._waiting: list[Feed] = []
        self._exhausted = False
        self._busy_since: dict[str, datetime] = {}
        self._running = 0
        self._size = 0
        self._claimed_at = datetime.min.replace(tzinfo=UTC)
        self._tasks: queue.SimpleQueue[tuple[Feed, Slot]] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[FetchOutcome | BaseException] = queue.SimpleQueue()

    def answers(self, *, jobs: int) -> Iterator[list[FetchOutcome]]:
        """Fetches in `jobs` threads and yields the answers as they come, in lists of those that are there."""
        for number in range(jobs):
            # Daemon threads: a stopped run does not wait for slow servers.
            threading.Thread(target=self._work, name=f"fetch-{number}", daemon=True).start()
        while True:
            self._start(jobs)
            if not self._running and not self._waiting:
                return
            answers = self._arrived()
            for answer in answers:
                if isinstance(answer.error, HostBackoffError):
                    # It redirects to a host that backs off, so nothing is known of the feed itself.
                    self._postpone(answer.feed, answer.error.until)
            finished = [answer for answer in answers if not isinstance(answer.error, HostBackoffError)]
            if finished:
                yield finished

    def _start(self, jobs: int) -> None:
        """Starts as many requests as there are threads; twice as many where feeds are done quickly, so that no thread
        idles."""
        self._start_waiting(self._most(jobs))
        while not self._exhausted and self._running < self._most(jobs) and len(self._waiting) < MOST_WAITING:
            batch = self._claim(self._claim_size(jobs))
            self._exhausted = not batch
            self._waiting += batch
            self._start_waiting(self._most(jobs))

    def _most(self, jobs: int) -> int:
        return jobs * 2 if self._size > jobs else jobs

    def _claim_size(self, jobs: int) -> int:
        """More at once where feeds are done quickly; else only as many as there are idle threads, so that other pullers
        share the rest."""
        since, self._claimed_at = self._now() - self._claimed_at, self._now()
        self._size = max(jobs, min(self._size * 2, MOST_CLAIMED)) if since < QUICKLY else jobs
        return self._size if self._size > jobs else max(1, jobs - self._running)

    def _start_waiting(self, most: int) -> None:
        waiting, self._waiting = self._waiting, []
        busy: set[str] = set()
        for feed in waiting:
            if self._ends_soon(feed):
                self._postpone(feed, self._now())
                continue
            host = host_of(feed.url)
            may_enter = host not in busy and self._running < most
            turn = self._limiter.acquire(host, self._now()) if may_enter else None
            if turn:
                self._busy_since.pop(host, None)
            if isinstance(turn, Slot):
                self._running += 1
                self._tasks.put((feed, turn))
            elif isinstance(turn, NotBefore) and turn.time - self._now() > LONGEST_WAIT:
                self._postpone(feed, turn.time)
            elif may_enter and not turn and self._is_busy_for_long(host):
                self._postpone(feed, self._now() + BUSY_PAUSE)
            else:
                busy.add(host)
                self._waiting.append(feed)

    def _is_busy_for_long(self, host: str) -> bool:
        """Whether other pullers have held all slots at the host for longer than any request takes."""
        since = self._busy_since.setdefault(host, self._now())
        return self._now() - since > LONGEST_BUSY

    def _ends_soon(self, feed: Feed) -> bool:
        """Whether the claim on a feed that waits for its host ends soon."""
        if feed.claimed_by != self._limiter.worker or feed.claimed_until is None:
            return False
        return feed.claimed_until - self._now() < LEAST_LEASE

    def _arrived(self) -> list[FetchOutcome]:
        """The answers that are there; waits for the first one, but only briefly while feeds wait for their hosts."""
        answers: list[FetchOutcome] = []
        try:
            answer = self._answers.get(timeout=TRY_AGAIN_SECONDS if self._waiting else None)
            while True:
                self._running -= 1
                if isinstance(answer, BaseException):
                    raise answer
                answers.append(answer)
                answer = self._answers.get_nowait()
        except queue.Empty:
            return answers

    def _work(self) -> None:
        while True:
            feed, slot = self._tasks.get()
            try:
                answer = ask(feed, fetch=self._fetch, fetch_elsewhere=self._fetch_elsewhere)
                self._limiter.release(slot)
                self._answers.put(answer)
            except BaseException as error:
                self._answers.put(error)
