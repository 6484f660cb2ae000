"""What an article takes on disk: each table, its long values, and each of its indexes."""

from typing import NamedTuple

from django.db import connection

_SIZES = """
    SELECT tables.relname,
        CASE WHEN parts.relkind = 'i' THEN parts.relname
             WHEN parts.relkind = 't' THEN 'long values' ELSE 'rows' END,
        pg_relation_size(parts.oid)
            + CASE WHEN parts.relkind = 't' THEN pg_indexes_size(parts.oid) ELSE 0 END
    FROM pg_class AS tables
    JOIN pg_class AS parts ON parts.oid = tables.oid OR parts.oid = tables.reltoastrelid
        OR parts.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = tables.oid)
    WHERE tables.relkind = 'r' AND tables.relnamespace = 'public'::regnamespace
    ORDER BY 3 DESC, 1, 2
"""


class Share(NamedTuple):
    """A table's rows, long values or one index: bytes, and bytes an article."""

    table: str
    part: str
    size: int
    an_article: float


def disk_shares() -> list[Share]:
    """All parts of all tables, largest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_article")
        (articles,) = cursor.fetchone()
        cursor.execute(_SIZES)
        rows = cursor.fetchall()
    return [Share(table, part, size, round(size / max(articles, 1), 1)) for table, part, size in rows]


def table(shares: list[Share], *, least: float = 20.0) -> str:
    """Those of `least` bytes an article or more as lines for people, with the sum of all."""
    lines = [
        f"{share.an_article:>9,.0f} B  {share.table} {share.part}"
        for share in shares
        if share.an_article >= least
    ]
    lines.append(f"{sum(share.an_article for share in shares):>9,.0f} B  an article in all")
    return "\n".join(lines)
