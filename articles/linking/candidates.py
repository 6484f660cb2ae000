"""The articles that share the rarest evidence with one article, found by the index of evidence alone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from articles.evidence.comparison import Frequencies, prior
from articles.evidence.kinds import Kind
from articles.evidence.statement import Statement
from articles.models import Article

# Versions of one story lie so many days apart at most; longer, and yearly and monthly reports meet.
WINDOW_DAYS = 14
# Of an article without a date only the arrival is known, which may be long after the others came.
UNDATED_WINDOW_DAYS = 366
# Articles read that share one piece; a piece that more share is common, whatever it is.
SHARING_AT_MOST = 400
COMMON_SHARE = 0.25
# Articles of a language counted within the window: beyond, rarity hardly changes.
ARTICLES_AT_MOST = 5000
CANDIDATES_AT_MOST = 30

_SHARING = """
    SELECT wanted.number, hit.article_id, hit.language
    FROM unnest(%(kinds)s::smallint[], %(keys)s::varchar[]) WITH ORDINALITY AS wanted (kind, key, number)
    CROSS JOIN LATERAL (
        SELECT article_id, language FROM articles_evidence
        WHERE kind = wanted.kind AND key = wanted.key AND day BETWEEN %(earliest)s AND %(latest)s
        ORDER BY day DESC LIMIT %(most)s
    ) AS hit
"""
_LANGUAGES = """
    SELECT language, count(*) FROM (
        SELECT language FROM articles_article WHERE ordered_at BETWEEN %(earliest)s AND %(latest)s LIMIT %(most)s
    ) AS recent GROUP BY language
"""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The ids of the candidates, best first, and how common the article's evidence is in each language."""

    pks: tuple[int, ...]
    frequencies: Mapping[str, Frequencies]

    def of(self, language: str) -> Frequencies:
        return self.frequencies.get(language) or Frequencies({}, 0)


def window_of(*articles: Article) -> int:
    """The days around an article in which versions of its story are looked for; more where one has no date."""
    return WINDOW_DAYS if all(article.published_at for article in articles) else UNDATED_WINDOW_DAYS


def candidates_for(article: Article, statement: Statement, *, days: int) -> Candidates:
    """The best candidates of other stories by the summed rarity of what they share, from so many days around the article.

    The cost is bounded: a number of index reads for each piece of the article's evidence.
    """
    pieces = [piece for piece in statement.pieces if prior(piece.kind, piece.key) <= COMMON_SHARE / 2]
    moment = article.published_at or article.arrived_at
    span = timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute(
            _LANGUAGES, {"earliest": moment - span, "latest": moment + span, "most": ARTICLES_AT_MOST}
        )
        articles = dict(cursor.fetchall())
        cursor.execute(
            _SHARING,
            {
                "kinds": [int(piece.kind) for piece in pieces],
                "keys": [piece.key for piece in pieces],
                "earliest": (moment - span).date(),
                "latest": (moment + span).date(),
                "most": SHARING_AT_MOST,
            },
        )
        hits = cursor.fetchall()
    keys = [(piece.kind, piece.key) for piece in pieces]
    frequencies = _frequencies(hits, keys, articles)
    sums: Counter[int] = Counter()
    for number, pk, language in hits:
        if pk != article.pk:
            sums[pk] += frequencies[language].bits(*keys[number - 1])  # type: ignore[assignment]
    return Candidates(
        _eligible(article, [pk for pk, _sum in sums.most_common(2 * CANDIDATES_AT_MOST)]), frequencies
    )


def _frequencies(
    hits: Iterable[tuple[int, int, str]], keys: list[tuple[Kind, str]], articles: Mapping[str, int]
) -> dict[str, Frequencies]:
    counted: dict[str, Counter[tuple[Kind, str]]] = {language: Counter() for language in articles}
    sharing: Counter[int] = Counter()
    for number, _pk, language in hits:
        counted.setdefault(language, Counter())[keys[number - 1]] += 1
        sharing[number] += 1
    for number, count in sharing.items():
        if count >= SHARING_AT_MOST:
            for language, counts in counted.items():
                counts[keys[number - 1]] = max(
                    counts[keys[number - 1]], round(COMMON_SHARE * articles.get(language, 0))
                )
    return {
        language: Frequencies(counts, max(articles.get(language, 0), max(counts.values(), default=0)))
        for language, counts in counted.items()
    }


def _eligible(article: Article, pks: list[int]) -> tuple[int, ...]:
    rows = (
        Article.objects.filter(pk__in=pks)
        .exclude(story=article.story_id)
        .exclude(state=Article.State.WITHDRAWN)
    )
    there = set(rows.values_list("pk", flat=True))
    return tuple(pk for pk in pks if pk in there)[:CANDIDATES_AT_MOST]
