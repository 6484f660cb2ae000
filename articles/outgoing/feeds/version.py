"""What a feed depends on, read without its texts."""

from collections.abc import Sequence

from django.db import connection

# Where PostgreSQL keeps the rows of an entry and which transactions wrote them, as in `articles.pages.rows`.
_WRITTEN = """
SELECT a.id, a.ctid, a.xmin, s.ctid, s.xmin, w.ctid, w.xmin,
  (SELECT string_agg(p.ctid || ':' || p.xmin, ' ' ORDER BY p.id) FROM articles_picture p WHERE p.article_id = a.id),
  (SELECT string_agg(l.ctid || ':' || l.xmin, ' ' ORDER BY l.id) FROM articles_articletopic l
    WHERE l.article_id = a.id)
FROM articles_article a
JOIN articles_source s ON s.id = a.source_id
LEFT JOIN articles_author w ON w.id = a.author_id
WHERE a.id = ANY(%s) ORDER BY a.id
"""


def written(pks: Sequence[int]) -> str:
    """What changes with every write of these articles, their sources, authors, pictures and topics, and with their
    order. One query. Names of categories and topics are not in it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, [list(pks)])
        return repr((list(pks), cursor.fetchall()))
