"""Republications: texts that say the same in one language join one story, however many pullers bring them at once."""

from datetime import datetime, timedelta

from django.db import transaction

from articles.grouping.duplicates import Likeness, is_republication, likeness_of, may_be_republication
from articles.models import Article, TextBand, TextSketch
from articles.services.stories import join_by_rule, lock_keys

# Republishing platforms carry a text within days, sometimes weeks. Beyond, a likeness is an anniversary's.
REPUBLISHED_WITHIN_DAYS = 60
# A band that more texts share than any text is republished says nothing: furniture, a form, a notice.
COMMON_BAND_ARTICLES = 50
# Texts compared in full for one new article, those with most common bands first; each comparison takes about 1 ms.
CANDIDATES_AT_MOST = 20

# For each value at most one row more than is wanted is read, so that a common band costs no more than a rare one.
_CANDIDATES = """
    SELECT article.id, article.story_id, article.text, sketches.sketch
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
    LEFT JOIN articles_textsketch AS sketches ON sketches.article_id = hit.article_id
    WHERE article.ordered_at BETWEEN %(earliest)s AND %(latest)s
    ORDER BY hit.shared DESC, article.id DESC
    LIMIT %(most)s
"""


def texts_key(language: str) -> str:
    """The key to lock before a text in `language` is stored, so that two copies brought at once see each other."""
    return f"texts:{language.lower()}"


@transaction.atomic
def find_republications(*, article: Article, likeness: Likeness | None = None) -> tuple[int, ...]:
    """Joins the story of `article` with those of the same text published elsewhere; the ids of articles newly joined.

    `likeness` is `likeness_of(article.text, article.language)` where the caller has it already. It is kept for the
    articles that come later. What an editor parted stays apart; `article.story` is current afterwards. Call it
    inside the transaction that saves the article, which holds `texts_key` from its beginning. Two upserts and one
    select where nothing is alike.
    """
    if likeness is None:
        likeness = likeness_of(article.text, article.language)
    lock_keys([texts_key(article.language)])
    _keep(article, likeness)
    if not likeness.bands:
        return ()
    alike = [other for other in _candidates(article, likeness) if is_republication(article.text, other.text)]
    return tuple(other.pk for other in alike if join_by_rule(article=article, other=other))


def forget_old_bands(*, now: datetime) -> int:
    """Deletes the bands and sketches of articles too old to be compared with what comes now; how many bands."""
    earliest = now - timedelta(days=REPUBLISHED_WITHIN_DAYS)
    TextSketch.objects.filter(article__ordered_at__lt=earliest).delete()
    deleted, _by_model = TextBand.objects.filter(article__ordered_at__lt=earliest).delete()
    return deleted


def _keep(article: Article, likeness: Likeness) -> None:
    if not likeness.bands:
        TextBand.objects.filter(article=article).delete()
        TextSketch.objects.filter(article=article).delete()
        return
    TextSketch.objects.bulk_create(
        [TextSketch(article=article, sketch=likeness.sketch)],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["sketch"],
    )
    rows = [
        TextBand(article=article, band=number, value=value) for number, value in enumerate(likeness.bands)
    ]
    TextBand.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["article", "band"], update_fields=["value"]
    )


def _candidates(article: Article, likeness: Likeness) -> list[Article]:
    moment = article.published_at or article.arrived_at
    window = timedelta(days=REPUBLISHED_WITHIN_DAYS)
    found = Article.objects.raw(
        _CANDIDATES,
        {
            "values": list(likeness.bands),
            "article": article.pk,
            "common": COMMON_BAND_ARTICLES,
            "earliest": moment - window,
            "latest": moment + window,
            "most": CANDIDATES_AT_MOST,
        },
    )
    return [other for other in found if may_be_republication(likeness.sketch, bytes(other.sketch or b""))]
