# ruff: noqa: S608  # all statements are made of parts that stand here
"""Compare what is kept with the articles, and mend it.

What is kept is true in every transaction, so one statement, which sees the database at one moment, must find no
difference, whatever is written meanwhile. What it does find is put right by adding it, without holding up anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from articles.models import ListCount

ROWS_AT_ONCE = 10_000  # mended in one transaction, which holds up their articles for some tenths of a second
EXAMPLES = 20

_COUNTS = """
    WITH place AS MATERIALIZED (
        SELECT kind, key, language, source_id,
            CASE WHEN kind = 8 THEN day ELSE date_trunc('month', day::timestamp)::date END AS day,
            count(*) AS articles, count(*) FILTER (WHERE is_lead) AS leads
        FROM articles_placement GROUP BY 1, 2, 3, 4, 5
    ),
    difference AS (
        SELECT kind, key, language, source_id, period, sum(articles) AS articles, sum(leads) AS leads,
            bool_and(is_true) AS is_missing
        FROM (
            SELECT place.kind, key, language, counted.source_id, counted.period, articles, leads, true AS is_true
            FROM place, LATERAL articles_rows_of(place.kind, place.source_id, place.day) AS counted
            UNION ALL
            SELECT kind, key, language, source_id, period, -articles, -leads, false FROM articles_listcount
        ) AS either
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(articles) <> 0 OR sum(leads) <> 0
    )
"""
_COMPARE_COUNTS = f"""{_COUNTS}
    SELECT kind, key, language, source_id, period, articles, leads, count(*) OVER () FROM difference
    ORDER BY 1, 2, 3, 4, 5 LIMIT {EXAMPLES}
"""
_MEND_COUNTS = f"""{_COUNTS}
    INSERT INTO articles_listcount (kind, key, language, source_id, period, articles, leads, is_folded)
    SELECT kind, key, language, source_id, period, articles, leads, is_missing FROM difference
"""


@dataclass(frozen=True, slots=True)
class _Copy:
    """Columns that are kept beside a row: which rows differ (id, and that of what is locked first), and what puts
    them right.
    """

    name: str
    wrong: str
    lock: str
    mend: str
    table: str = "articles_article"
    """What it is kept in: a migration that mends what is there may run before the table is made."""


def _link(name: str, table: str, listed: str) -> _Copy:
    differs = f"""
        (link.language, link.ordered_at, link.source_id, link.is_lead, link.is_listed) IS DISTINCT FROM
        (article.language, article.ordered_at, article.source_id, article.is_lead, {listed})
    """
    return _Copy(
        name=name,
        table=table,
        wrong=f"""
            SELECT link.id, link.article_id FROM {table} AS link JOIN articles_article AS article
            ON article.id = link.article_id WHERE {differs}
        """,
        lock="SELECT 1 FROM articles_article WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE",
        mend=f"""
            UPDATE {table} AS link SET language = article.language, ordered_at = article.ordered_at,
                source_id = article.source_id, is_lead = article.is_lead, is_listed = {listed}
            FROM articles_article AS article
            WHERE article.id = link.article_id AND link.id = ANY (%s) AND {differs}
        """,
    )


_PUBLISHED = "article.state = 'published'"
_LANGUAGES = """ARRAY(
    SELECT DISTINCT language::text FROM articles_article WHERE story_id = story.id AND state = 'published' ORDER BY 1
)::varchar[]"""
_COMMENTS = "(SELECT count(*) FROM comments_comment WHERE article_id = article.id AND state = 'approved')"
COPIES = (
    _link("topics of articles", "articles_articletopic", f"({_PUBLISHED} AND NOT link.excluded)"),
    _link("documents of articles", "articles_citation", f"({_PUBLISHED})"),
    _link("places of articles", "articles_articleplace", f"({_PUBLISHED})"),
    _Copy(
        name="languages of stories",
        wrong=f"SELECT id, id AS lock FROM articles_story AS story WHERE languages <> {_LANGUAGES}",
        lock="SELECT 1 FROM articles_story WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE",
        mend=f"UPDATE articles_story AS story SET languages = {_LANGUAGES} WHERE id = ANY (%s)",
    ),
    _Copy(
        name="comments of articles",
        wrong="""
            SELECT article.id, article.id AS lock FROM articles_article AS article
            LEFT JOIN (
                SELECT article_id, count(*) AS number FROM comments_comment WHERE state = 'approved' GROUP BY 1
            ) AS told ON told.article_id = article.id
            WHERE article.comment_count <> coalesce(told.number, 0)
        """,
        lock="SELECT 1 FROM articles_article WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE",
        mend=f"UPDATE articles_article AS article SET comment_count = {_COMMENTS} WHERE id = ANY (%s)",
    ),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is kept of a thing, and differs from the articles: in how many rows, with some of them in words."""

    name: str
    number: int
    examples: Sequence[str] = ()


def differences() -> list[Difference]:
    """What differs from the articles, everything by one statement each; empty if all is true."""
    found = []
    copies = _copies()
    with connection.cursor() as cursor:
        for copy in copies:
            cursor.execute(
                f"SELECT id, count(*) OVER () FROM ({copy.wrong}) AS wrong ORDER BY id LIMIT {EXAMPLES}"
            )
            if rows := cursor.fetchall():
                found.append(Difference(copy.name, rows[0][1], [f"id {pk}" for pk, _number in rows]))
        cursor.execute(_COMPARE_COUNTS)
        if rows := cursor.fetchall():
            found.append(Difference("numbers of lists", rows[0][-1], [_sentence(*row[:-1]) for row in rows]))
    return found


def mend() -> list[Difference]:
    """Puts right what differs from the articles; returns what did. Others may write meanwhile."""
    found = [Difference(copy.name, number) for copy in _copies() if (number := _mend(copy))]
    with connection.cursor() as cursor:
        cursor.execute(_MEND_COUNTS)
        if cursor.rowcount:
            found.append(Difference("numbers of lists", cursor.rowcount))
    return found


def _copies() -> list[_Copy]:
    """Those whose tables are there."""
    there = set(connection.introspection.table_names())
    return [copy for copy in COPIES if copy.table in there]


def _mend(copy: _Copy) -> int:
    number, after = 0, 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"SELECT * FROM ({copy.wrong}) AS wrong WHERE id > %s ORDER BY id LIMIT {ROWS_AT_ONCE}",
                [after],
            )
            rows = cursor.fetchall()
            if not rows:
                return number
            with transaction.atomic():
                # The second statement sees what those wrote for whom the first waited.
                cursor.execute(copy.lock, [[lock for _pk, lock in rows]])
                cursor.execute(copy.mend, [[pk for pk, _lock in rows]])
            number, after = number + len(rows), rows[-1][0]


def _sentence(
    kind: int, key: int, language: str, source: int, period: object, articles: int, leads: int
) -> str:
    where = f"{ListCount.Kind(kind).label.lower()} {key}, {language}, source {source or 'any'}, {period}"
    return f"{where}: {articles:+} articles, {leads:+} stories"
