"""Republications: texts that say the same in one language join one story, however many pullers bring them at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from articles.grouping.duplicates import is_republication, text_bands
from articles.models import Article, TextBand
from articles.services.stories import join_by_rule, lock_keys

# Republishing platforms carry a text within days, sometimes weeks. Beyond, a likeness is an anniversary's.
REPUBLISHED_WITHIN_DAYS = 60
# A band that more texts share than any text is republished says nothing: furniture, a form, a notice.
COMMON_BAND_ARTICLES = 50
# Texts compared in full for one new article, those with most common bands first; each comparison takes about 1 ms.
CANDIDATES_AT_MOST = 20

# For each value at most one row more than is wanted is read, so that a common band costs no more than a rare one.
_CANDIDATES = """
    SELECT article.id, article.story_id, article.text
    FROM (
        SELECT band.article_id, count(*) AS shared
        FROM unnest(%(values)s::bigint[]) AS wanted (value)
        CROSS JOIN LATERAL (
            SELECT newest.article_id, count(*) OVER () AS sharing
            FROM (
                SELECT article_id FROM articles_textband
                WHERE value = wanted.value AND article_id <> %(article)s
                ORDER BY article_id DESC LIMIT %(common)s + 1
            ) AS newest
        ) AS band
        WHERE band.sharing <= %(common)s
        GROUP BY band.article_id
    ) AS hit
    JOIN articles_article AS article ON article.id = hit.article_id
    WHERE article.ordered_at BETWEEN %(earliest)s AND %(latest)s
    ORDER BY hit.shared DESC, article.id DESC
    LIMIT %(most)s
"""


def texts_key(language: str) -> str:
    """The key to lock before a text in `language` is stored, so that two copies brought at once see each other."""
    return f"texts:{language.lower()}"


@transaction.atomic
def find_republications(*, article: Article, bands: Sequence[int] | None = None) -> tuple[int, ...]:
    """Joins the story of `article` with those of the same text published elsewhere; the ids of articles newly joined.

    `bands` are `text_bands(article.text, article.language)` where the caller has them already. They are kept for the
    articles that come later. What an editor parted stays apart; `article.story` is current afterwards. Call it
    inside the transaction that saves the article, which holds `texts_key` from its beginning. One upsert and one
    select where nothing is alike.
    """
    if bands is None:
        bands = text_bands(article.text, article.language)
    lock_keys([texts_key(article.language)])
    _keep(article, bands)
    if not bands:
        return ()
    alike = [other for other in _candidates(article, bands) if is_republication(article.text, other.text)]
    return tuple(other.pk for other in alike if join_by_rule(article=article, other=other))


def forget_old_bands(*, now: datetime) -> int:
    """Deletes the bands of articles too old to be compared with what comes now; how many."""
    earliest = now - timedelta(days=REPUBLISHED_WITHIN_DAYS)
    deleted, _by_model = TextBand.objects.filter(article__ordered_at__lt=earliest).delete()
    return deleted


def _keep(article: Article, bands: Sequence[int]) -> None:
    if not bands:
        TextBand.objects.filter(article=article).delete()
        return
    rows = [TextBand(article=article, band=number, value=value) for number, value in enumerate(bands)]
    TextBand.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["article", "band"], update_fields=["value"]
    )


def _candidates(article: Article, bands: Sequence[int]) -> list[Article]:
    moment = article.published_at or article.arrived_at
    window = timedelta(days=REPUBLISHED_WITHIN_DAYS)
    return list(
        Article.objects.raw(
            _CANDIDATES,
            {
                "values": list(bands),
                "article": article.pk,
                "common": COMMON_BAND_ARTICLES,
                "earliest": moment - window,
                "latest": moment + window,
                "most": CANDIDATES_AT_MOST,
            },
        )
    )
