"""Likeness for whole batches: which of many new texts are like a stored one, and keeping the bands of all at once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations

from django.db import connection

from articles.grouping.duplicates import is_republication
from articles.incoming import IncomingArticle
from articles.models import Article
from articles.services.republications import (
    CANDIDATES_AT_MOST,
    COMMON_BAND_ARTICLES,
    REPUBLISHED_WITHIN_DAYS,
)

Banded = tuple[IncomingArticle, Sequence[int]]

_KEEP = """
    INSERT INTO articles_textband (article_id, band, value)
    SELECT * FROM unnest(%s::bigint[], %s::smallint[], %s::bigint[])
"""

# The stored articles that share bands with the texts, by the text's position; those with most in common first.
_ALIKE = """
    SELECT position, article_id FROM (
        SELECT hit.position, hit.article_id,
               row_number() OVER (PARTITION BY hit.position ORDER BY hit.shared DESC, hit.article_id DESC) AS rank
        FROM (
            SELECT wanted.position, band.article_id, count(*) AS shared
            FROM unnest(%(positions)s::int[], %(values)s::bigint[]) AS wanted (position, value)
            CROSS JOIN LATERAL (
                SELECT newest.article_id, count(*) OVER () AS sharing
                FROM (
                    SELECT article_id FROM articles_textband
                    WHERE value = wanted.value
                    ORDER BY article_id DESC LIMIT %(common)s + 1
                ) AS newest
            ) AS band
            WHERE band.sharing <= %(common)s
            GROUP BY wanted.position, band.article_id
        ) AS hit
        JOIN unnest(%(places)s::int[], %(earliest)s::timestamptz[], %(latest)s::timestamptz[])
            AS span (position, earliest, latest) ON span.position = hit.position
        JOIN articles_article AS article ON article.id = hit.article_id
        WHERE article.ordered_at BETWEEN span.earliest AND span.latest
    ) AS ranked
    WHERE rank <= %(most)s
"""


def keep_bands(banded: Sequence[tuple[Article, Sequence[int]]]) -> None:
    """Keeps the bands of articles that have none yet; one statement for all."""
    rows = [(article.pk, number, value) for article, bands in banded for number, value in enumerate(bands)]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [list(column) for column in zip(*rows, strict=True)])


def with_alike(texts: Sequence[Banded], *, now: datetime) -> set[int]:
    """The positions of the texts that are surely a stored text, published again. `now` stands in for unknown dates."""
    found: set[int] = set()
    candidates = _candidates(texts, now)
    wanted = {article for _position, article in candidates}
    stored = dict(Article.objects.filter(pk__in=wanted).values_list("pk", "text")) if wanted else {}
    for position, article in candidates:
        if position not in found and is_republication(texts[position][0].text, stored[article]):
            found.add(position)
    return found


def alike_among(texts: Sequence[Banded]) -> set[int]:
    """The positions of the texts that are surely another one of `texts`, published again."""
    by_band: dict[int, list[int]] = defaultdict(list)
    for position, (_incoming, bands) in enumerate(texts):
        for value in bands:
            by_band[value].append(position)
    pairs = {pair for positions in by_band.values() for pair in combinations(positions, 2)}
    return {
        position
        for pair in pairs
        if is_republication(*(texts[position][0].text for position in pair))
        for position in pair
    }


def _candidates(texts: Sequence[Banded], now: datetime) -> list[tuple[int, int]]:
    wanted = [(position, value) for position, (_text, bands) in enumerate(texts) for value in bands]
    if not wanted:
        return []
    span = timedelta(days=REPUBLISHED_WITHIN_DAYS)
    moments = [incoming.published_at or now for incoming, _bands in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            _ALIKE,
            {
                "positions": [position for position, _value in wanted],
                "values": [value for _position, value in wanted],
                "common": COMMON_BAND_ARTICLES,
                "places": list(range(len(texts))),
                "earliest": [moment - span for moment in moments],
                "latest": [moment + span for moment in moments],
                "most": CANDIDATES_AT_MOST,
            },
        )
        rows: list[tuple[int, int]] = cursor.fetchall()
    return rows
