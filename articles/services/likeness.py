"""Likeness for whole batches: which of many new texts are like a stored one, and keeping what finds them later."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations

from django.db import connection

from articles.grouping.duplicates import Likeness, is_republication, may_be_republication
from articles.incoming import IncomingArticle
from articles.models import Article
from articles.services.republications import (
    CANDIDATES_AT_MOST,
    COMMON_BAND_ARTICLES,
    REPUBLISHED_WITHIN_DAYS,
)

Text = tuple[IncomingArticle, Likeness]

_KEEP_BANDS = """
    INSERT INTO articles_textband (article_id, band, value)
    SELECT * FROM unnest(%s::bigint[], %s::smallint[], %s::bigint[])
"""
_KEEP_SKETCHES = """
    INSERT INTO articles_textsketch (article_id, sketch) SELECT * FROM unnest(%s::bigint[], %s::bytea[])
"""

# The stored articles that share bands with the texts, by the text's position; those with most in common first.
_ALIKE = """
    SELECT position, ranked.article_id, sketch FROM (
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
    LEFT JOIN articles_textsketch AS sketches ON sketches.article_id = ranked.article_id
    WHERE rank <= %(most)s
"""


def keep_likeness(kept: Sequence[tuple[Article, Likeness]]) -> None:
    """Keeps the bands and sketches of articles that have none yet; two statements for all."""
    rows = [(article.pk, number, value) for article, one in kept for number, value in enumerate(one.bands)]
    if not rows:
        return
    sketches = [(article.pk, one.sketch) for article, one in kept if one.sketch]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_BANDS, [list(column) for column in zip(*rows, strict=True)])
        cursor.execute(_KEEP_SKETCHES, [list(column) for column in zip(*sketches, strict=True)])


def with_alike(texts: Sequence[Text], *, now: datetime) -> set[int]:
    """The positions of the texts that are surely a stored text, published again. `now` stands in for unknown dates."""
    found: set[int] = set()
    candidates = _candidates(texts, now)
    wanted = {article for _position, article in candidates}
    stored = dict(Article.objects.filter(pk__in=wanted).values_list("pk", "text")) if wanted else {}
    for position, article in candidates:
        if position not in found and is_republication(texts[position][0].text, stored[article]):
            found.add(position)
    return found


def alike_among(texts: Sequence[Text]) -> set[int]:
    """The positions of the texts that are surely another one of `texts`, published again."""
    by_band: dict[int, list[int]] = defaultdict(list)
    for position, (_incoming, likeness) in enumerate(texts):
        for value in likeness.bands:
            by_band[value].append(position)
    pairs = {pair for positions in by_band.values() for pair in combinations(positions, 2)}
    return {
        position
        for one, other in pairs
        if may_be_republication(texts[one][1].sketch, texts[other][1].sketch)
        and is_republication(texts[one][0].text, texts[other][0].text)
        for position in (one, other)
    }


def _candidates(texts: Sequence[Text], now: datetime) -> list[tuple[int, int]]:
    """The texts' positions with the ids of the stored articles that each may be; their texts are not read yet."""
    wanted = [(position, value) for position, (_incoming, one) in enumerate(texts) for value in one.bands]
    if not wanted:
        return []
    span = timedelta(days=REPUBLISHED_WITHIN_DAYS)
    moments = [incoming.published_at or now for incoming, _likeness in texts]
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
        rows = cursor.fetchall()
    return [
        (position, article)
        for position, article, sketch in rows
        if may_be_republication(texts[position][1].sketch, bytes(sketch or b""))
    ]
