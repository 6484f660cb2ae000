"""Likeness for whole batches: which of many new texts are like a stored one, and keeping what finds them later."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations

from django.db import connection

from articles.grouping.duplicates import BANDS, Likeness, is_republication, may_be_republication
from articles.incoming import IncomingArticle
from articles.models import Article
from articles.services.republications import (
    CANDIDATES_AT_MOST,
    COMMON_BAND_ARTICLES,
    REPUBLISHED_WITHIN_DAYS,
)

Text = tuple[IncomingArticle, Likeness]

# The bands of many texts are thousands of numbers. They go to the server as the text of one array, as a list would have
# it parse an expression a number; which text each belongs to follows from its place.
_KEEP_BANDS = """
    INSERT INTO articles_textband (article_id, band, value)
    SELECT (%(articles)s::bigint[])[(place - 1) / %(bands)s + 1], (place - 1) %% %(bands)s, value
    FROM unnest(%(values)s::bigint[]) WITH ORDINALITY AS kept (value, place)
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
            FROM (
                SELECT (place - 1) / %(bands)s AS position, value
                FROM unnest(%(values)s::bigint[]) WITH ORDINALITY AS asked (value, place)
            ) AS wanted
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
        JOIN unnest(%(earliest)s::timestamptz[], %(latest)s::timestamptz[]) WITH ORDINALITY
            AS span (earliest, latest, place) ON span.place = hit.position + 1
        JOIN articles_article AS article ON article.id = hit.article_id
        WHERE article.ordered_at BETWEEN span.earliest AND span.latest
    ) AS ranked
    LEFT JOIN articles_textsketch AS sketches ON sketches.article_id = ranked.article_id
    WHERE rank <= %(most)s
"""


def keep_likeness(kept: Sequence[tuple[Article, Likeness]]) -> None:
    """Keeps the bands and sketches of articles that have none yet; two statements for all."""
    alike = [(article.pk, one) for article, one in kept if one.bands]
    if not alike:
        return
    articles = [pk for pk, _one in alike]
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP_BANDS,
            {"articles": articles, "bands": BANDS, "values": _bands([one for _pk, one in alike])},
        )
        cursor.execute(_KEEP_SKETCHES, [articles, [one.sketch for _pk, one in alike]])


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
    banded = [position for position, (_incoming, one) in enumerate(texts) if one.bands]
    if not banded:
        return []
    span = timedelta(days=REPUBLISHED_WITHIN_DAYS)
    moments = [texts[position][0].published_at or now for position in banded]
    with connection.cursor() as cursor:
        cursor.execute(
            _ALIKE,
            {
                "bands": BANDS,
                "values": _bands([texts[position][1] for position in banded]),
                "common": COMMON_BAND_ARTICLES,
                "earliest": [moment - span for moment in moments],
                "latest": [moment + span for moment in moments],
                "most": CANDIDATES_AT_MOST,
            },
        )
        rows = cursor.fetchall()
    return [
        (banded[place], article)
        for place, article, sketch in rows
        if may_be_republication(texts[banded[place]][1].sketch, bytes(sketch or b""))
    ]


def _bands(kept: Sequence[Likeness]) -> str:
    """The bands of all, in PostgreSQL's form of an array."""
    return "{" + ",".join([str(value) for one in kept for value in one.bands]) + "}"
