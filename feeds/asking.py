"""Asking feeds for news, several at the same time: claims them, keeps the pace of their hosts, gives the answers on.

Threads only fetch; everything that touches the feeds' rows happens in the thread that iterates.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from feeds.addresses import host_of
from feeds.errors import HostRestsError
from feeds.fetcher import Fetch
from feeds.models import Feed
from feeds.pacing import BUSY_PAUSE, Manners, NotBefore, Pace, Slot
from feeds.pipeline import Fetched, ask

# Feeds waiting for their hosts that a puller keeps beside those it asks; beyond, other pullers shall have them.
MOST_WAITING = 100
# Feeds claimed at once at the most, and the time within which the last ones must have been started for more.
MOST_CLAIMED = 64
QUICKLY = timedelta(seconds=0.5)
# A host that wants to be left alone for longer is left for another run.
LONGEST_WAIT = timedelta(seconds=30)
# A feed whose claim ends so soon is left to others: the answer, with all its redirects, may take a minute.
LEAST_LEASE = timedelta(minutes=2)
# Both connections to a host kept by others for so long are those of a puller that is gone, or nearly so.
LONGEST_BUSY = timedelta(minutes=2)
# How often hosts that other pullers keep busy are tried again (seconds).
TRY_AGAIN_SECONDS = 0.02

Claim = Callable[[int], list[Feed]]
Clock = Callable[[], datetime]


class Asking:
    """One puller's round through the feeds.

    `claim` gives up to so many feeds that nobody else asks, and none when there are no more. `postpone` gives one
    back until a time, because its host wants to be left alone.
    """

    def __init__(
        self,
        *,
        claim: Claim,
        postpone: Callable[[Feed, datetime], None],
        fetch: Fetch,
        pace: Pace,
        now: Clock,
    ) -> None:
        self._claim = claim
        self._postpone = postpone
        self._fetch = fetch
        self._fetch_elsewhere = Manners(pace, now).polite(fetch)
        self._pace = pace
        self._now = now
        self._waiting: list[Feed] = []
        self._exhausted = False
        self._busy_since: dict[str, datetime] = {}
        self._running = 0
        self._size = 0
        self._claimed_at = datetime.min.replace(tzinfo=UTC)
        self._orders: queue.SimpleQueue[tuple[Feed, Slot]] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Fetched | BaseException] = queue.SimpleQueue()

    def answers(self, *, jobs: int) -> Iterator[list[Fetched]]:
        """Asks in `jobs` threads and gives the answers as they come, those that came meanwhile together."""
        for number in range(jobs):
            # Daemons: a run that is stopped does not wait for servers that are slow to answer.
            threading.Thread(target=self._work, name=f"ask-{number}", daemon=True).start()
        while True:
            self._start(jobs)
            if not self._running and not self._waiting:
                return
            answers = self._arrived()
            for answer in answers:
                if isinstance(answer.error, HostRestsError):
                    # Its own address answered with a redirect to a host that is not asked now: nothing is known of it.
                    self._postpone(answer.feed, answer.error.until)
            told = [answer for answer in answers if not isinstance(answer.error, HostRestsError)]
            if told:
                yield told

    def _start(self, jobs: int) -> None:
        """Starts as many requests as there are threads; twice over where feeds are done quickly, so that no thread waits
        for the next round."""
        self._start_waiting(self._most(jobs))
        while not self._exhausted and self._running < self._most(jobs) and len(self._waiting) < MOST_WAITING:
            batch = self._claim(self._claim_size(jobs))
            self._exhausted = not batch
            self._waiting += batch
            self._start_waiting(self._most(jobs))

    def _most(self, jobs: int) -> int:
        return jobs * 2 if self._size > jobs else jobs

    def _claim_size(self, jobs: int) -> int:
        """More at once where feeds are done quickly; where each takes long no more than are asked now, so that other
        pullers share them to the end."""
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
            turn = self._pace.enter(host, self._now()) if may_enter else None
            if turn:
                self._busy_since.pop(host, None)
            if isinstance(turn, Slot):
                self._running += 1
                self._orders.put((feed, turn))
            elif isinstance(turn, NotBefore) and turn.time - self._now() > LONGEST_WAIT:
                self._postpone(feed, turn.time)
            elif may_enter and not turn and self._is_busy_for_long(host):
                self._postpone(feed, self._now() + BUSY_PAUSE)
            else:
                busy.add(host)
                self._waiting.append(feed)

    def _is_busy_for_long(self, host: str) -> bool:
        """Whether others have kept the host's connections for longer than any request takes."""
        since = self._busy_since.setdefault(host, self._now())
        return self._now() - since > LONGEST_BUSY

    def _ends_soon(self, feed: Feed) -> bool:
        """Whether another puller may soon take the feed that waited here for its host."""
        if feed.claimed_by != self._pace.worker or feed.claimed_until is None:
            return False
        return feed.claimed_until - self._now() < LEAST_LEASE

    def _arrived(self) -> list[Fetched]:
        """The answers that are there; waits for the first, but not for long while feeds wait for their hosts."""
        answers: list[Fetched] = []
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
            feed, slot = self._orders.get()
            try:
                answer = ask(feed, fetch=self._fetch, fetch_elsewhere=self._fetch_elsewhere)
                self._pace.leave(slot)
                self._answers.put(answer)
            except BaseException as error:
                self._answers.put(error)
