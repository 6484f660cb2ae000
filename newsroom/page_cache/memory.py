"""The pages that this process keeps: those asked for last, up to so many bytes; and who is making one just now."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from newsroom.page_cache.pages import Page

# A page that was of no use to others is not waited for again so soon (seconds).
NOT_KEPT_FOR = 10.0
MOST_NOT_KEPT = 10_000


class Memory:
    """Pages by their keys. Thread-safe."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Page) -> None:
        with self._lock:
            self._take_out(key)
            self._pages[key] = page
            self._bytes += page.size + len(key)
            while self._bytes > self.most_bytes and len(self._pages) > 1:
                self._take_out(next(iter(self._pages)))

    def drop(self, key: str) -> None:
        with self._lock:
            self._take_out(key)

    def _take_out(self, key: str) -> None:
        if (page := self._pages.pop(key, None)) is not None:
            self._bytes -= page.size + len(key)


@dataclass(slots=True)
class Flight:
    """The making of one page, for all who wait for it. Without a page at its end there is none to be shared."""

    done: threading.Event = field(default_factory=threading.Event)
    page: Page | None = None
    found: str = ""


class Flights:
    """Who makes which page in this process. Thread-safe."""

    def __init__(self) -> None:
        self._flights: dict[str, Flight] = {}
        # By hashes: addresses may be as long as their senders like.
        self._not_kept: OrderedDict[int, float] = OrderedDict()
        self._lock = threading.Lock()

    def board(self, key: str) -> tuple[Flight, bool]:
        """The flight to a page, and whether the caller is the one who makes it and must `land` it."""
        with self._lock:
            if (flight := self._flights.get(key)) is not None:
                return flight, False
            flight = self._flights[key] = Flight()
            return flight, True

    def land(self, key: str, flight: Flight) -> None:
        with self._lock:
            self._flights.pop(key, None)
        flight.done.set()

    def is_not_kept(self, key: str) -> bool:
        """Whether the answer of this address was lately none that may be kept."""
        return self._not_kept.get(hash(key), 0.0) > time.monotonic()

    def note_not_kept(self, key: str) -> None:
        with self._lock:
            self._not_kept[hash(key)] = time.monotonic() + NOT_KEPT_FOR
            self._not_kept.move_to_end(hash(key))
            if len(self._not_kept) > MOST_NOT_KEPT:
                self._not_kept.popitem(last=False)
