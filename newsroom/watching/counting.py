"""Counts of a web process, in files that the process of the metrics adds up (prometheus_client's multiprocess mode)."""

from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector

from newsroom.watching import slots

# Half of all pages take less than 0.1 s; a statement is ended after 5.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Counts:
    """The counts of this process. The folder is the one that PROMETHEUS_MULTIPROC_DIR names when this is made."""

    def __init__(self) -> None:
        values.ValueClass = values.MultiProcessValue(process_identifier=slots.name)  # type: ignore[no-untyped-call]
        own = CollectorRegistry()
        self._requests = Counter(
            "newsroom_requests", "Requests answered, by view and status", ["view", "status"], registry=own
        )
        self._seconds = Histogram(
            "newsroom_request_seconds", "Time of answers, by view", ["view"], buckets=BUCKETS, registry=own
        )
        self._kept = Counter(
            "newsroom_kept_pieces",
            "Pieces of pages that were kept, or had to be made",
            ["found"],
            registry=own,
        )

        self._pages = Counter(
            "newsroom_page_cache",
            "Pages of the page cache: hit, checked (read again and the same), shared, made, or stale in an outage",
            ["found"],
            registry=own,
        )

        self._readings = Counter(
            "newsroom_pages_read",
            "Pages for readers by the database that they were read from, where there is a replica",
            ["database"],
            registry=own,
        )

    def read_from(self, database: str) -> None:
        """One page was read from the replica or the primary."""
        self._readings.labels(database).inc()

    def found_page(self, found: str) -> None:
        """One answer of the page cache."""
        self._pages.labels(found).inc()

    def answered(self, view: str, status: int, seconds: float, *, hits: int, misses: int) -> None:
        """One request was answered; `hits` and `misses` are pieces of its page."""
        self._requests.labels(view, status).inc()
        self._seconds.labels(view).observe(seconds)
        if hits:
            self._kept.labels("yes").inc(hits)
        if misses:
            self._kept.labels("no").inc(misses)


def collector(folder: Path) -> MultiProcessCollector:
    """What all processes have counted."""
    return MultiProcessCollector(None, path=str(folder))  # type: ignore[no-untyped-call]
