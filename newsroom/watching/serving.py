"""The process of the metrics: answers Prometheus on an address of its own."""

import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error, connections
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from newsroom.watching.counting import collector
from newsroom.watching.readings import READINGS, Reading

# What was read is told again for so long: any number of askers costs the database no more than one.
KEPT_SECONDS = 10.0
# The longest that the database may work on one reading.
STATEMENT_SECONDS = 5


class DatabaseCollector(Collector):
    """Reads when it is asked. What cannot be read is named, and keeps the rest from nothing."""

    def __init__(self, readings: Iterable[Reading] = READINGS) -> None:
        self._readings = tuple(readings)
        self._lock = threading.Lock()
        self._kept: list[GaugeMetricFamily] = []
        self._read_at = -KEPT_SECONDS

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with self._lock:
            if time.monotonic() - self._read_at >= KEPT_SECONDS:
                self._kept = list(self._read())
                self._read_at = time.monotonic()
            yield from self._kept

    def _read(self) -> Iterator[GaugeMetricFamily]:
        failed = GaugeMetricFamily(
            "newsroom_reading_failed", "Whether a measure could not be read", labels=["reading"]
        )
        took = GaugeMetricFamily("newsroom_reading_seconds", "How long reading took", labels=["reading"])
        try:
            for reading in self._readings:
                family = GaugeMetricFamily(reading.name, reading.what, labels=reading.labels)
                began = time.perf_counter()
                try:
                    for labels, number in reading.read():
                        family.add_metric(labels, number)
                    failed.add_metric([reading.name], 0)
                except (Error, OSError):
                    failed.add_metric([reading.name], 1)
                    connections.close_all()
                took.add_metric([reading.name], time.perf_counter() - began)
                yield family
        finally:
            # The server answers each asker in a thread of its own, and a connection is a thread's.
            connections.close_all()
        yield failed
        yield took


def registry(folder: Path) -> CollectorRegistry:
    """All that is told: what web processes of this host counted, and what the database says."""
    found = CollectorRegistry()
    found.register(DatabaseCollector())
    folder.mkdir(parents=True, exist_ok=True)
    found.register(collector(folder))
    return found


def serve(host: str, port: int) -> None:
    """Answers until the process is ended. Raises OSError where the address cannot be had."""
    limit = f"-c statement_timeout={1000 * STATEMENT_SECONDS}"
    if not settings.DATABASE_IS_POOLED:
        for database in connections.settings.values():
            options = database.setdefault("OPTIONS", {})
            options["options"] = f"{options.get('options', '')} {limit}".strip()
    _server, thread = start_http_server(port, addr=host, registry=registry(settings.METRICS_DIR))
    thread.join()
