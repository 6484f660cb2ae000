"""What a page costs inside one process, without a web server: statements, processor time, time in the database."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client

from bench.pages.addresses import Address
from bench.pages.plans import editor, reader


@dataclass(frozen=True, slots=True)
class Times:
    """One page, each figure the median of the rounds: milliseconds in all, of this process's processor, and waiting for
    the database; `statements` and `size` (bytes) are those of the last round."""

    address: Address
    status: int
    statements: int
    size: int
    wall: float
    cpu: float
    database: float


class _Waited:
    """Counts statements and the time that they take."""

    def __init__(self) -> None:
        self.statements, self.seconds = 0, 0.0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: object, many: bool, context: dict[str, Any]
    ) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.statements += 1
            self.seconds += time.perf_counter() - started


def times_of(address: Address, *, rounds: int) -> Times:
    """Asks for the page once to warm up, then `rounds` times."""
    client = _client(address.group == "desk")
    client.get(address.path)
    wall, cpu, database = [], [], []
    for _round in range(rounds):
        waited = _Waited()
        started, started_cpu = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(waited):
            answer = client.get(address.path)
            size = len(b"".join(answer) if answer.streaming else answer.content)
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - started_cpu)
        database.append(waited.seconds)
    in_ms = [1000 * median(one) for one in (wall, cpu, database)]
    return Times(address, answer.status_code, waited.statements, size, *in_ms)


@cache
def _client(for_desk: bool) -> Client:
    return editor() if for_desk else reader()


def table(measured: Iterable[Times]) -> str:
    """The figures as lines for people."""
    lines = [
        f"{'page':<36} {'status':>6} {'statements':>10} {'KB':>7} {'ms':>8} {'CPU ms':>8} {'database ms':>11}"
    ]
    lines += [
        f"{one.address.kind:<36} {one.status:>6} {one.statements:>10} {one.size / 1000:>7.1f} {one.wall:>8.1f} "
        f"{one.cpu:>8.1f} {one.database:>11.1f}"
        for one in measured
    ]
    return "\n".join(lines)
