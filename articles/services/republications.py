"""Republications: articles with the same text in one language share a story, even if several processes store them at
once. Stock sentences alone make no two texts the same: they state the same too (`articles.evidence.copies`).
"""

from datetime import datetime, timedelta

from django.db import transaction

from articles.evidence.copies import states_the_same
from articles.evidence.statement import statement_of
from articles.grouping.duplicates import TextSignature, is_republication, may_be_republication, signature_of
from articles.models import Article, TextBand, TextSketch
from articles.models.annotated import annotated
from articles.services.stories import join_by_rule, lock_keys

# Platforms republish a text within days, sometimes weeks. Later likenesses are yearly reports of an event.
REPUBLISHED_WITHIN_DAYS = 60
# A band shared by more texts than any article is republished comes from boilerplate, such as a form.
COMMON_BAND_ARTICLES = 50
# Texts compared in full for one new article, those with most common bands first; about 1 ms each.
CANDIDATES_AT_MOST = 20

FORGOTTEN_AT_ONCE = 1_000  # articles whose bands are deleted by one statement

# LIMIT reads at most one row more than allowed, so a common band costs no more than a rare one.
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
    """The lock key for texts in `language`: taken before storing, so that two copies stored at once find each
    other.
    """
    return f"texts:{language.lower()}"


@transaction.atomic
def find_republications(*, article: Article, signature: TextSignature | None = None) -> tuple[int, ...]:
    """Merges the story of `article` with those of its republications. Returns the ids of the articles newly
    joined.

    `signature` is `signature_of(article.text, article.language)` if the caller has it. It is stored for
    comparison with later articles. Stories that an editor separated stay apart; `article.story` is current
    afterwards. Call it inside the transaction that saves the article and holds `texts_key` from its start.
    Two upserts and one select if nothing matches.
    """
    if signature is None:
        signature = signature_of(article.text, article.language)
    lock_keys([texts_key(article.language)])
    _store_signature(article, signature)
    if not signature.bands:
        return ()
    alike = [
        other
        for other in _candidates(article, signature)
        if is_republication(article.text, other.text) and _states_the_same(article, other)
    ]
    return tuple(other.pk for other in alike if join_by_rule(article=article, other=other))


def _states_the_same(article: Article, other: Article) -> bool:
    """Headlines are the editors' own, so only the texts are asked."""
    one, another = (
        statement_of(language=article.language, title="", lead="", text=each.text)
        for each in (article, other)
    )
    return states_the_same(one, another)


def forget_old_bands(*, now: datetime) -> int:
    """Deletes bands and sketches of articles too old to compare with new ones. Returns the number of bands.

    Sketches lead to the articles that have bands: of these there are as many as the site stores in
    `REPUBLISHED_WITHIN_DAYS`, however many articles it has.
    """
    earliest = now - timedelta(days=REPUBLISHED_WITHIN_DAYS)
    forgotten = 0
    while True:
        old = TextSketch.objects.filter(article__ordered_at__lt=earliest).values_list("pk", flat=True)
        pks = list(old[:FORGOTTEN_AT_ONCE])
        deleted, _by_model = TextBand.objects.filter(article__in=pks).delete()
        TextSketch.objects.filter(pk__in=pks).delete()
        forgotten += deleted
        if len(pks) < FORGOTTEN_AT_ONCE:
            return forgotten


def _store_signature(article: Article, signature: TextSignature) -> None:
    if not signature.bands:
        TextBand.objects.filter(article=article).delete()
        TextSketch.objects.filter(article=article).delete()
        return
    TextSketch.objects.bulk_create(
        [TextSketch(article=article, sketch=signature.sketch)],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["sketch"],
    )
    rows = [
        TextBand(article=article, band=number, value=value) for number, value in enumerate(signature.bands)
    ]
    TextBand.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["article", "band"], update_fields=["value"]
    )


def _candidates(article: Article, signature: TextSignature) -> list[Article]:
    moment = article.published_at or article.arrived_at
    window = timedelta(days=REPUBLISHED_WITHIN_DAYS)
    found = Article.objects.raw(
        _CANDIDATES,
        {
            "values": list(signature.bands),
            "article": article.pk,
            "common": COMMON_BAND_ARTICLES,
            "earliest": moment - window,
            "latest": moment + window,
            "most": CANDIDATES_AT_MOST,
        },
    )
    return [
        other
        for other in found
        if may_be_republication(signature.sketch, bytes(annotated(other, "sketch") or b""))
    ]
