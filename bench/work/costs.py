"""What a piece of work reads: the rows that PostgreSQL counted while it was done, and taken back."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from bench.pages.plans import GROWING


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work: its name, what does it, and on how many articles (1 for a run of a command)."""

    name: str
    do: Callable[[], object]
    articles: int = 1


@dataclass(frozen=True, slots=True)
class Cost:
    """What an article (or a run) took. `whole` are the tables that grow with the site and were read from end to end."""

    name: str
    milliseconds: float
    rows: float
    whole: tuple[str, ...]


def costs(works: Sequence[Work]) -> Iterator[Cost]:
    """Does each piece of work and takes it back."""
    for work in works:
        before = _rows_read()
        started = time.perf_counter()
        with transaction.atomic():
            work.do()
            transaction.set_rollback(True)
        seconds = time.perf_counter() - started
        yield _cost(work, seconds, before, _rows_read())


def _rows_read() -> dict[str, tuple[int, int]]:
    """For each table the rows that were read from end to end so far, and those that indexes gave."""
    with connection.cursor() as cursor:
        # Statistics are sent when a transaction ends, at the most once a second.
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT relname, seq_tup_read, (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes AS indexes "
            "WHERE indexes.relid = tables.relid) FROM pg_stat_user_tables AS tables"
        )
        return {name: (int(whole), int(indexed)) for name, whole, indexed in cursor.fetchall()}


def _cost(
    work: Work, seconds: float, before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]
) -> Cost:
    whole = {name: after[name][0] - before.get(name, (0, 0))[0] for name in after}
    indexed = sum(after[name][1] - before.get(name, (0, 0))[1] for name in after)
    return Cost(
        work.name,
        1000 * seconds / work.articles,
        (sum(whole.values()) + indexed) / work.articles,
        tuple(sorted(name for name, rows in whole.items() if rows and name in GROWING)),
    )


def table(found: Sequence[Cost]) -> str:
    """The figures as lines for people."""
    lines = [f"{'work':<46} {'ms':>9} {'rows':>11}  read from end to end"]
    lines += [
        f"{one.name:<46} {one.milliseconds:>9.1f} {one.rows:>11.1f}  {', '.join(one.whole)}" for one in found
    ]
    return "\n".join(lines)
