"""Each page under load, with the processor time that it took of the web server and of the database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.pages.addresses import Address
from bench.pages.load import fetched, load
from bench.pages.processes import Server
from bench.pages.serving import database_server, desk_headers, served

MIXED_PAGES = 1_300


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: milliseconds alone (one connection), requests a second at several, milliseconds of processor time a
    request. Each figure is the median of the rounds."""

    kind: str
    group: str
    path: str
    size: int
    p50: float
    p95: float
    a_second: float
    web_cpu: float
    database_cpu: float
    errors: int


def measure(
    addresses: Sequence[Address], *, seconds: float, connections: int, rounds: int, log: Path
) -> Iterator[Measured]:
    """Measures each page `rounds` times, one page after the other in each round."""
    headers = desk_headers()
    database = database_server()
    taken: dict[Address, list[Measured]] = {address: [] for address in addresses}
    with served(log) as (base, web):
        for _round in range(rounds):
            for address in addresses:
                own = headers if address.group == "desk" else {}
                taken[address].append(
                    _once(address, base, own, web, database, seconds=seconds, connections=connections)
                )
    return (_median(rows) for rows in taken.values())


def _once(
    address: Address,
    base: str,
    headers: dict[str, str],
    web: Server,
    database: Server,
    *,
    seconds: float,
    connections: int,
) -> Measured:
    url = base + address.path
    size = len(fetched(url, headers=headers))
    before = web.cpu_seconds, database.cpu_seconds
    alone = load(url, connections=1, seconds=seconds, headers=headers)
    many = load(url, connections=connections, seconds=seconds, headers=headers)
    requests = alone.requests + many.requests
    return Measured(
        kind=address.kind,
        group=address.group,
        path=address.path,
        size=size,
        p50=alone.p50,
        p95=alone.p95,
        a_second=many.a_second,
        web_cpu=1000 * (web.cpu_seconds - before[0]) / requests,
        database_cpu=1000 * (database.cpu_seconds - before[1]) / requests,
        errors=alone.errors + many.errors,
    )


def _median(rows: Sequence[Measured]) -> Measured:
    first = rows[0]

    def middle(name: str) -> float:
        figures: list[float] = [getattr(row, name) for row in rows]
        return round(median(figures), 3)

    return Measured(
        kind=first.kind,
        group=first.group,
        path=first.path,
        size=first.size,
        p50=middle("p50"),
        p95=middle("p95"),
        a_second=middle("a_second"),
        web_cpu=middle("web_cpu"),
        database_cpu=middle("database_cpu"),
        errors=max(row.errors for row in rows),
    )


def memory_of_a_worker(addresses: Sequence[Address], *, log: Path) -> dict[str, float]:
    """Megabytes of the only worker: after its first page, and after 1,300 mixed pages, feeds and sitemaps."""
    readers = [address for address in addresses if address.group != "desk"]
    with served(log, workers=1) as (base, web):
        fetched(base + readers[0].path)
        first = web.megabytes_of_workers
        for number in range(MIXED_PAGES):
            fetched(base + readers[number % len(readers)].path)
        return {"first page": round(first, 1), f"{MIXED_PAGES} pages": round(web.megabytes_of_workers, 1)}


def table(measured: Iterable[Measured]) -> str:
    """The figures as lines for people."""
    lines = [
        f"{'page':<36} {'KB':>7} {'p50 ms':>8} {'p95 ms':>8} {'a second':>9} {'web ms':>8} {'db ms':>8} {'errors':>6}"
    ]
    lines += [
        f"{one.kind:<36} {one.size / 1000:>7.1f} {one.p50:>8.1f} {one.p95:>8.1f} {one.a_second:>9.1f} "
        f"{one.web_cpu:>8.1f} {one.database_cpu:>8.1f} {one.errors:>6}"
        for one in measured
    ]
    return "\n".join(lines)
