"""The robots.txt of every place that articles are read from: fetched once a day, remembered for all pullers.

Threads ask `RobotsFiles.verdict`, which touches no database; the thread that holds the database loads what is known
before (`remembered`) and keeps what was learnt afterwards (`remember`).
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from feeds.errors import FetchError, HostRestsError
from feeds.fetcher import Fetch
from feeds.models import RobotsFile
from feeds.robots import MAX_ROBOTS_BYTES, RobotsRules

# RFC 9309 section 2.4: not to be kept for more than 24 hours.
KEPT_FOR = timedelta(hours=24)
# What a server in trouble says, or does not say, is asked again sooner.
TROUBLE_KEPT_FOR = timedelta(hours=1)
# Wishes beyond that would stop the work: of ten pages of such a host, a few are read in each run.
LONGEST_CRAWL_DELAY = timedelta(seconds=30)
ROBOTS_ACCEPT = "text/plain, */*;q=0.1"
PLACE_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Remembered:
    """One robots.txt as it answered; status 0 is no answer."""

    status: int
    body: bytes
    fetched_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        return now - self.fetched_at < (KEPT_FOR if 0 < self.status < 500 else TROUBLE_KEPT_FOR)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an address may be read. `unknown`: the site could not be asked, so not now. `delay` is the pause that
    it wants between two requests, within bounds; `asked` is true where its robots.txt was just fetched."""

    allowed: bool
    unknown: bool = False
    delay: timedelta = timedelta()
    asked: bool = False


class RobotsFiles:
    """What sites allow to `user_agent`. For any number of threads."""

    def __init__(
        self,
        known: Mapping[str, Remembered],
        *,
        fetch: Fetch,
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
        self._learnt: dict[str, Remembered] = {}

    def verdict(self, url: str, *, fetch: Fetch | None = None) -> Verdict:
        """What the site of `url` says of it; asks the site where nobody did within a day, by `fetch` where it is given.
        Raises nothing."""
        place = place_of(url)
        with self._mutex:
            lock = self._locks[place]
        with lock:
            known = self._files.get(place)
            asked = known is None or not known.is_fresh(self._now())
            if known is None or asked:
                try:
                    known = self._ask(place, fetch or self._fetch)
                except HostRestsError:
                    return Verdict(allowed=False, unknown=True)
                self._files[place] = known
                self._rules.pop(place, None)
                with self._mutex:
                    self._learnt[place] = known
            if place not in self._rules:
                self._rules[place] = RobotsRules.from_answer(known.status or 503, known.body)
            rules = self._rules[place]
        if known.status == 0 or known.status >= 500 or known.status == 429:
            return Verdict(allowed=False, unknown=True, asked=asked)
        wish = min(rules.crawl_delay(self._user_agent) or 0.0, LONGEST_CRAWL_DELAY.total_seconds())
        return Verdict(
            allowed=rules.allowed(url, self._user_agent), delay=timedelta(seconds=wish), asked=asked
        )

    def learnt(self) -> dict[str, Remembered]:
        """What was fetched since this was asked last, to be remembered."""
        with self._mutex:
            learnt, self._learnt = self._learnt, {}
        return learnt

    def _ask(self, place: str, fetch: Fetch) -> Remembered:
        """What the place answers, or that it does not. Raises HostRestsError where it was not asked."""
        try:
            answer = fetch(f"{place}/robots.txt", accept=ROBOTS_ACCEPT)
        except HostRestsError:
            raise
        except FetchError as error:
            # With a status of success its body was cut short, or came too slowly: nobody knows what it forbids.
            status = error.status or 0
            return Remembered(status if status >= 400 else 0, b"", self._now())
        body = answer.body[:MAX_ROBOTS_BYTES] if answer.ok else b""
        return Remembered(answer.status, body, self._now())


def place_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"[:PLACE_CHARACTERS]


def remembered(urls: Iterable[str], now: datetime) -> dict[str, Remembered]:
    """What is known of the places of these addresses; one query."""
    rows = RobotsFile.objects.filter(place__in={place_of(url) for url in urls})
    files = {row.place: Remembered(row.status, bytes(row.body), row.fetched_at) for row in rows}
    return {place: file for place, file in files.items() if file.is_fresh(now)}


def remember(learnt: Mapping[str, Remembered]) -> None:
    """Keeps what was learnt, for all pullers."""
    if not learnt:
        return
    RobotsFile.objects.bulk_create(
        [
            RobotsFile(place=place, status=file.status, body=file.body, fetched_at=file.fetched_at)
            for place, file in sorted(learnt.items())
        ],
        update_conflicts=True,
        unique_fields=["place"],
        update_fields=["status", "body", "fetched_at"],
    )
