"""The order in which a database is filled: what articles refer to, the stories by several processes, indexes, desk."""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime
from io import StringIO

from django.core.management import call_command
from django.db import connection, connections

from articles.languages import SITE_LANGUAGES
from articles.models import Article
from bench.fill.desk import fill_desk
from bench.fill.indexes import without_indexes, without_triggers
from bench.fill.plan import Plan
from bench.fill.storing import Writer
from bench.fill.tables import FILLED
from bench.fill.words import vocabulary
from bench.fill.world import World, make_world

STORIES_A_BATCH = 250
# With fewer articles, making all indexes again takes longer than keeping them.
WITHOUT_INDEXES_FROM = 1_000

_writer: Writer | None = None  # of a worker process


class FilledError(Exception):
    """The database has articles already."""


def fill(articles: int, *, seed: int, newest: datetime, processes: int) -> Iterator[tuple[str, float]]:
    """Fills the database, which has been migrated; yields each step when it is done, with its seconds.

    Raises FilledError where there are articles.
    """
    if Article.objects.exists():
        raise FilledError(
            "The database has articles already, which stay as they are. Fill an empty one: set NEWSROOM_DATA_DIR to a "
            "new folder, or DATABASE_URL to another database."
        )
    started = time.perf_counter()

    def done(step: str) -> tuple[str, float]:
        nonlocal started
        before, started = started, time.perf_counter()
        return step, started - before

    for code in SITE_LANGUAGES:
        vocabulary(code)
    world = make_world(articles, seed=seed, newest=newest)
    plan = Plan.make(articles, seed=seed, newest=newest)
    yield done("vocabularies, sources, documents")
    many = articles >= WITHOUT_INDEXES_FROM
    with (
        without_triggers(FILLED),
        without_indexes(FILLED, processes=processes) if many else nullcontext(),
    ):
        _write_stories(plan, world, processes if many else 1)
        yield done(f"{articles} articles in {len(plan.sizes)} stories")
    _set_sequences()
    yield done("indexes and constraints")
    fill_desk(plan, world)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if many else "ANALYZE")
    yield done("desk, statistics")
    call_command("recount", stdout=StringIO())
    yield done("numbers of lists")


def _write_stories(plan: Plan, world: World, processes: int) -> None:
    starts = range(0, len(plan.sizes), STORIES_A_BATCH)
    batches = [range(start, min(start + STORIES_A_BATCH, len(plan.sizes))) for start in starts]
    if processes == 1:
        writer = Writer(plan, world)
        for batch in batches:
            writer.write(batch)
        return
    connections.close_all()  # a forked process must not share its parent's connection
    with multiprocessing.get_context("fork").Pool(processes, _start, (plan, world)) as pool:
        for _count in pool.imap_unordered(_write, batches):
            pass


def _start(plan: Plan, world: World) -> None:
    global _writer
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    _writer = Writer(plan, world)


def _write(batch: range) -> int:
    assert _writer is not None
    return _writer.write(batch)


def _set_sequences() -> None:
    """Has the next article and story get the next free number."""
    with connection.cursor() as cursor:
        for table in ("articles_article", "articles_story"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
