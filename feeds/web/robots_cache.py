"""The robots.txt of every site that articles are read from: fetched once a day, cached for all pullers.

Threads ask `RobotsCache.verdict`, which touches no database; the thread that holds the database loads the cached files
first (`load_robots`) and saves the fetched ones afterwards (`save_robots`).
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from feeds.errors import FetchError, HostBackoffError
from feeds.models import RobotsFile
from feeds.web.fetcher import FetchFunction
from feeds.web.robots_rules import MAX_ROBOTS_BYTES, RobotsRules

# RFC 9309 section 2.4: not to be kept for more than 24 hours.
KEPT_FOR = timedelta(hours=24)
# A server error, or no answer, is tried again sooner.
ERROR_KEPT_FOR = timedelta(hours=1)
# A longer Crawl-delay is cut to this, so that each run still reads a few pages of such a host.
LONGEST_CRAWL_DELAY = timedelta(seconds=30)
ROBOTS_ACCEPT = "text/plain, */*;q=0.1"
ORIGIN_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class CachedRobots:
    """One robots.txt as it answered; status 0 is no answer."""

    status: int
    body: bytes
    fetched_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        return now - self.fetched_at < (KEPT_FOR if 0 < self.status < 500 else ERROR_KEPT_FOR)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an address may be read. `unknown`: robots.txt could not be fetched, so not now. `delay` is the site's
    Crawl-delay, cut to a maximum; `just_fetched`: its robots.txt was fetched for this verdict."""

    allowed: bool
    unknown: bool = False
    delay: timedelta = timedelta()
    just_fetched: bool = False


class RobotsCache:
    """The rules of sites for `user_agent`. Thread-safe."""

    def __init__(
        self,
        known: Mapping[str, CachedRobots],
        *,
        fetch: FetchFunction,
        user_agent: str,
        now: Callable[[], datetime],
    ) -> None:
        self._files = dict(known)
        self._fetch = fetch
        self._user_agent = user_agent
        self._now = now
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._mutex = threading.Lock()
        self._rules: dict[str, RobotsRules] = {}
        self._fetched: dict[str, CachedRobots] = {}

    def verdict(self, url: str, *, fetch: FetchFunction | None = None) -> Verdict:
        """The rule for `url`; fetches the robots.txt where none is cached, by `fetch` where it is given. Raises nothing."""
        origin = origin_of(url)
        with self._mutex:
            lock = self._locks[origin]
        with lock:
            known = self._files.get(origin)
            is_stale = known is None or not known.is_fresh(self._now())
            if known is None or is_stale:
                try:
                    known = self._ask(origin, fetch or self._fetch)
                except HostBackoffError:
                    return Verdict(allowed=False, unknown=True)
                self._files[origin] = known
                self._rules.pop(origin, None)
                with self._mutex:
                    self._fetched[origin] = known
            if origin not in self._rules:
                self._rules[origin] = RobotsRules.from_answer(known.status or 503, known.body)
            rules = self._rules[origin]
        if known.status == 0 or known.status >= 500 or known.status == 429:
            return Verdict(allowed=False, unknown=True, just_fetched=is_stale)
        delay = min(rules.crawl_delay(self._user_agent) or 0.0, LONGEST_CRAWL_DELAY.total_seconds())
        return Verdict(
            allowed=rules.allowed(url, self._user_agent),
            delay=timedelta(seconds=delay),
            just_fetched=is_stale,
        )

    def take_fetched(self) -> dict[str, CachedRobots]:
        """The files fetched since the last call, to be saved."""
        with self._mutex:
            fetched, self._fetched = self._fetched, {}
        return fetched

    def _ask(self, origin: str, fetch: FetchFunction) -> CachedRobots:
        """The robots.txt of an origin, or status 0 where none came. Raises HostBackoffError where the host backs off."""
        try:
            answer = fetch(f"{origin}/robots.txt", accept=ROBOTS_ACCEPT)
        except HostBackoffError:
            raise
        except FetchError as error:
            # With a status of success its body was cut short, or came too slowly: nobody knows what it forbids.
            status = error.status or 0
            return CachedRobots(status if status >= 400 else 0, b"", self._now())
        body = answer.body[:MAX_ROBOTS_BYTES] if answer.ok else b""
        return CachedRobots(answer.status, body, self._now())


def origin_of(url: str) -> str:
    """Scheme, host and port, which one robots.txt covers."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"[:ORIGIN_CHARACTERS]


def load_robots(urls: Iterable[str], now: datetime) -> dict[str, CachedRobots]:
    """The cached files of the origins of these addresses; one query."""
    rows = RobotsFile.objects.filter(place__in={origin_of(url) for url in urls})
    files = {row.place: CachedRobots(row.status, bytes(row.body), row.fetched_at) for row in rows}
    return {origin: file for origin, file in files.items() if file.is_fresh(now)}


def save_robots(fetched: Mapping[str, CachedRobots]) -> None:
    """Saves fetched files for all pullers."""
    if not fetched:
        return
    RobotsFile.objects.bulk_create(
        [
            RobotsFile(place=origin, status=file.status, body=file.body, fetched_at=file.fetched_at)
            for origin, file in sorted(fetched.items())
        ],
        update_conflicts=True,
        unique_fields=["place"],
        update_fields=["status", "body", "fetched_at"],
    )
