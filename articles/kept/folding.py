"""Make one row of the rows that count the same, so that readers add few.

A transaction that changes articles appends rows, for an update would have all pulls wait for one another. Adding
rows up later changes no sum: readers see the rows before or their sum, never neither.
"""

from django.db import connection, transaction

from articles.models.kept import ALL_TIME

ROWS_AT_ONCE = 5_000  # new rows a statement, which takes a tenth of a second
_LOCK = 0x6C69_7374_666F_6C64  # held by the one process that folds; the others need not

_NEW = """
    WITH new AS MATERIALIZED (
        SELECT kind, key, language, source_id, period FROM articles_listcount
        WHERE NOT is_folded AND id <= %(last)s AND id > %(after)s
    ),
    wanted AS MATERIALIZED (
        SELECT DISTINCT kind, key, language, source_id, period FROM new WHERE period {compared} %(all_time)s
    ),
    gone AS (
        DELETE FROM articles_listcount AS counted USING wanted
        WHERE counted.kind = wanted.kind AND counted.key = wanted.key AND counted.language = wanted.language
            AND counted.source_id = wanted.source_id AND counted.period = wanted.period
            AND counted.period {compared} %(all_time)s
        RETURNING counted.*
    )
    INSERT INTO articles_listcount (kind, key, language, source_id, period, articles, leads, is_folded)
    SELECT kind, key, language, source_id, period, sum(articles), sum(leads), true FROM gone
    GROUP BY kind, key, language, source_id, period HAVING sum(articles) <> 0 OR sum(leads) <> 0
"""
# Rows of all time and rows of periods stand in two indexes.
_FOLD = tuple(_NEW.format(compared=compared) for compared in ("=", ">"))


def fold_counts() -> int:
    """Folds what was appended so far; returns how many rows that were, 0 while another process folds."""
    folded, after = 0, 0
    while ids := _fold_some(after):
        folded += len(ids)
        after = ids[-1]
    return folded


@transaction.atomic
def _fold_some(after: int) -> list[int]:
    """Folds the first new rows with ids above `after`; returns their ids."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return []
        cursor.execute(
            "SELECT id FROM articles_listcount WHERE NOT is_folded AND id > %s ORDER BY id LIMIT %s",
            [after, ROWS_AT_ONCE],
        )
        ids = [pk for (pk,) in cursor.fetchall()]
        if ids:
            bounds = {"after": after, "last": ids[-1], "all_time": ALL_TIME}
            for statement in _FOLD:
                cursor.execute(statement, bounds)
        return ids
