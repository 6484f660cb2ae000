"""Triggers, constraints and indexes of tables taken off while they are filled; indexes are made again several at a time."""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model

# Before them in this order, so that the longest work begins first.
_SLOWEST = ("gin", "articles_textband", "articles_article")
_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u')
"""
# With what ANALYZE shall not look at, which is no part of the definition.
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) || COALESCE((
        SELECT '; ' || string_agg(
            format('ALTER INDEX %%s ALTER COLUMN %%s SET STATISTICS 0', indexrelid::regclass, attnum), '; ')
        FROM pg_attribute WHERE attrelid = indexrelid AND attstattarget = 0), '')
    FROM pg_index WHERE indrelid = ANY(%s::regclass[])
        AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
"""


@contextmanager
def without_triggers(models: Sequence[type[Model]]) -> Iterator[None]:
    """No trigger of the tables of `models` runs inside the block: what they keep is written with the rows."""
    tables = [model._meta.db_table for model in models]
    _switch_triggers(tables, "DISABLE")
    try:
        yield
    finally:
        _switch_triggers(tables, "ENABLE")


def _switch_triggers(tables: Sequence[str], how: str) -> None:
    with connection.cursor() as cursor:
        # A table whose foreign keys wait to be checked cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def without_indexes(
    models: Sequence[type[Model]], *, processes: int, left_out: Collection[str] = ()
) -> Iterator[None]:
    """The tables of `models` have only their primary keys inside the block, and all their indexes after it, except those
    whose names are `left_out`."""
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute(_CONSTRAINTS, [tables])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [tables])
        indexes = cursor.fetchall()
        # Foreign keys first: they hang on others' unique constraints.
        for table, name, _definition in sorted(constraints, key=lambda row: not row[2].startswith("FOREIGN")):
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    try:
        yield
    finally:
        made = [definition for name, definition in indexes if name not in left_out]
        unique = [row for row in constraints if row[2].startswith("UNIQUE")]
        foreign = [row for row in constraints if not row[2].startswith("UNIQUE")]
        _run_each(sorted(made, key=_rank) + [_adding(*row) for row in unique], processes)
        # One after the other: each locks two tables.
        _run_each([_adding(*row) for row in foreign], 1)


def _rank(definition: str) -> int:
    return next((rank for rank, word in enumerate(_SLOWEST) if word in definition), len(_SLOWEST))


def _adding(table: str, name: str, definition: str) -> str:
    return f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'


def _run_each(statements: Sequence[str], processes: int) -> None:
    """Runs the statements, so many at a time; each thread has its own connection."""
    with ThreadPoolExecutor(processes) as threads:
        list(threads.map(_run, statements))


def _run(statement: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '1GB'")
            cursor.execute("SET max_parallel_maintenance_workers = 1")
            cursor.execute(statement)
    finally:
        connection.close()
