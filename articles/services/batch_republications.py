"""Republications for a whole batch: which new texts match a stored one or each other, and storing their
signatures.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations

from django.db import connection

from articles.grouping.duplicates import BANDS, TextSignature, is_republication, may_be_republication
from articles.incoming import IncomingArticle
from articles.models import Article, TextBand, TextSketch
from articles.services.inserting import insert_rows
from articles.services.republications import (
    CANDIDATES_AT_MOST,
    COMMON_BAND_ARTICLES,
    REPUBLISHED_WITHIN_DAYS,
)

Text = tuple[IncomingArticle, TextSignature]

# Stored articles that share bands with each text (by its position), those with most in common first. The bands go to the
# server as one array literal: a list would make it parse one expression per number. The position in the array tells which
# text a band belongs to.
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


def store_signatures(kept: Sequence[tuple[Article, TextSignature]]) -> None:
    """Stores bands and sketches of articles that have none yet; two statements in all."""
    alike = [(article.pk, one) for article, one in kept if one.bands]
    if not alike:
        return
    bands = [(pk, band, value) for pk, one in alike for band, value in enumerate(one.bands)]
    insert_rows(TextBand, ("article_id", "band", "value"), bands)
    insert_rows(TextSketch, ("article_id", "sketch"), [(pk, one.sketch) for pk, one in alike])


def matching_stored(texts: Sequence[Text], *, now: datetime) -> set[int]:
    """The positions of the texts that republish a stored text. `now` stands in for unknown dates."""
    found: set[int] = set()
    candidates = _candidates(texts, now)
    wanted = {article for _position, article in candidates}
    stored = dict(Article.objects.filter(pk__in=wanted).values_list("pk", "text")) if wanted else {}
    for position, article in candidates:
        if position not in found and is_republication(texts[position][0].text, stored[article]):
            found.add(position)
    return found


def matching_each_other(texts: Sequence[Text]) -> set[int]:
    """The positions of the texts that republish another one of `texts`."""
    by_band: dict[int, list[int]] = defaultdict(list)
    for position, (_incoming, signature) in enumerate(texts):
        for value in signature.bands:
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
    """(position of a text, id of a stored article that may be the same); stored texts are not read yet."""
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


def _bands(kept: Sequence[TextSignature]) -> str:
    """The bands of all signatures as a PostgreSQL array literal."""
    return "{" + ",".join([str(value) for one in kept for value in one.bands]) + "}"
