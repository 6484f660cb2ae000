"""Fetching many addresses politely: one at a time from each host, several hosts at the same time, within a time limit.

Threads only fetch; everything that touches the database happens in the thread that iterates.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from feeds.addresses import host_of
from feeds.models import Host
from feeds.pacing import NotBefore, Pace, Slot

# A host that wants to be left alone for longer is left for another run.
LONGEST_WAIT = timedelta(seconds=30)
# How often hosts whose pause is not over are tried again (seconds).
TRY_AGAIN_SECONDS = 0.05

Task = TypeVar("Task")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Errand(Generic[Task]):
    """An address to be fetched, and what it is for."""

    url: str
    task: Task


@dataclass(frozen=True, slots=True)
class Visited(Generic[Found]):
    """What an errand came to, and for how long its host wants to be left alone after it."""

    found: Found
    pause: timedelta = timedelta()


Visit = Callable[[Errand[Task]], Visited[Found]]


class Visits(Generic[Task, Found]):
    """One round of errands.

    `visit` does one errand in a thread and touches no database. `until` ends the round: what was not begun by then
    is left, as are errands to hosts that want to be left alone for longer than LONGEST_WAIT.
    """

    def __init__(
        self,
        errands: Sequence[Errand[Task]],
        *,
        visit: Visit[Task, Found],
        pace: Pace,
        now: Callable[[], datetime],
        until: datetime,
    ) -> None:
        self._waiting: dict[str, deque[Errand[Task]]] = {}
        for errand in errands:
            self._waiting.setdefault(host_of(errand.url), deque()).append(errand)
        self._visit = visit
        self._pace = pace
        self._now = now
        self._until = until
        self._busy: set[str] = set()
        self._orders: queue.SimpleQueue[tuple[Errand[Task], Slot] | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[tuple[Errand[Task], Visited[Found] | BaseException]] = (
            queue.SimpleQueue()
        )

    def results(self, *, jobs: int) -> Iterator[tuple[Errand[Task], Found]]:
        """Does the errands in `jobs` threads and gives what they came to, as they come."""
        threads = min(jobs, len(self._waiting))
        for number in range(threads):
            # Daemons: a run that is stopped does not wait for servers that are slow to answer.
            threading.Thread(target=self._work, name=f"visit-{number}", daemon=True).start()
        try:
            while True:
                self._start(threads)
                if not self._busy and not self._waiting:
                    return
                try:
                    errand, outcome = self._results.get(timeout=TRY_AGAIN_SECONDS)
                except queue.Empty:
                    continue
                self._busy.discard(host_of(errand.url))
                if isinstance(outcome, BaseException):
                    raise outcome
                self._hold(host_of(errand.url), outcome.pause)
                yield errand, outcome.found
        finally:
            for _number in range(threads):
                self._orders.put(None)

    def _start(self, threads: int) -> None:
        """Starts an errand for every host whose turn it is."""
        if self._now() >= self._until:
            self._waiting.clear()
        for host in list(self._waiting):
            if len(self._busy) >= threads:
                return
            if host in self._busy:
                continue
            turn = self._pace.enter(host, self._now())
            if isinstance(turn, Slot):
                self._busy.add(host)
                self._orders.put((self._waiting[host].popleft(), turn))
            elif isinstance(turn, NotBefore) and turn.time - self._now() > LONGEST_WAIT:
                self._waiting[host].clear()
            if not self._waiting[host]:
                del self._waiting[host]

    def _hold(self, host: str, pause: timedelta) -> None:
        """Lets all pullers wait as long as the host's robots.txt asks."""
        if not pause:
            return
        until = self._now() + pause
        _row, is_new = Host.objects.get_or_create(
            name=host, defaults={"next_allowed_at": until, "reason": "Its robots.txt asks for a pause."}
        )
        if not is_new:
            Host.objects.filter(name=host, next_allowed_at__lt=until).update(next_allowed_at=until)

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            errand, slot = order
            outcome: Visited[Found] | BaseException
            try:
                outcome = self._visit(errand)
            except BaseException as error:
                outcome = error
            try:
                self._pace.leave(slot)
            except Exception as error:
                # The database is gone: whoever waits for the result must learn of it.
                outcome = error
            self._results.put((errand, outcome))
