"""Measure an export of the articles of a filled database: `python -m bench.export 10000 100000 1000000`.

writes records as `export_articles` does, into nothing, and says at each number of them what was taken until then: seconds,
processor time of the site and of the database, and the most memory that the process ever held, which must not grow.
"""

import argparse
import os
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import django

MARKS = (10_000, 100_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Mark:
    """What was taken until so many records were written; seconds, and megabytes of memory and of lines."""

    records: int
    seconds: float
    site_cpu: float
    database_cpu: float
    memory: float
    written: float

    def __str__(self) -> str:
        each = 1000 * self.site_cpu / max(self.records, 1)
        return (
            f"{self.records:>9,} {self.seconds:>9.1f} {self.site_cpu:>9.1f} {self.database_cpu:>9.1f} "
            f"{each:>9.2f} {self.memory:>9.1f} {self.written:>9.1f}"
        )


HEAD = f"{'records':>9} {'s':>9} {'site CPU':>9} {'db CPU':>9} {'ms each':>9} {'peak MB':>9} {'lines MB':>9}"


def measured(query: str, marks: Sequence[int]) -> Iterator[Mark]:
    """The figures at each number of records, and those at the end where there are fewer."""
    from django.conf import settings

    from articles.outgoing.records.streaming import line_of, stream
    from articles.search import parse
    from articles.search.results import everything
    from bench.pages.serving import database_server

    database = database_server()
    started, site, before = time.perf_counter(), time.process_time(), database.cpu_seconds
    written = count = 0

    def mark() -> Mark:
        return Mark(
            records=count,
            seconds=time.perf_counter() - started,
            site_cpu=time.process_time() - site,
            database_cpu=database.cpu_seconds - before,
            memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            written=written / 1e6,
        )

    parsed = parse(query)
    wanted = everything(parsed, edition=parsed.language or settings.LANGUAGE_CODE)
    for count, record in enumerate(stream(wanted), start=1):
        written += len(line_of(record).encode()) + 1
        if count in marks:
            yield mark()
            if count == max(marks):
                return
    yield mark()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.export",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("marks", nargs="*", type=int, default=MARKS, help="numbers of records")
    parser.add_argument("--query", default="", help="which articles, as in the site's search box")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    print(HEAD)
    for one in measured(options.query, options.marks):
        print(one, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
