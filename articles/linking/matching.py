"""Compare an article with its candidates: what each shares with it, and which one is its best in each language."""

from collections.abc import Iterable
from dataclasses import dataclass

from articles.evidence.comparison import Comparison, compare
from articles.linking.candidates import candidates_for, window_of
from articles.linking.evidence_rows import cited_numbers, statement_from_text, statements_from_rows
from articles.models import Article

# A best match is ahead of the next story in its language by so much, or it is none.
AHEAD_BITS = 6.0

_FIELDS = ("pk", "language", "title", "lead", "text", "story_id", "published_at", "arrived_at")


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate with its comparison."""

    article: Article
    comparison: Comparison


def matches_of(article: Article, *, days: int | None = None) -> tuple[Match, ...]:
    """The candidates of other stories in any language, best first, from `days` around the article (`window_of` it).

    The evidence of the article is in its rows already (`store_evidence`).
    """
    own = statements_from_rows([article])[article.pk]
    candidates = candidates_for(article, own, days=days or window_of(article))
    others = {other.pk: other for other in Article.objects.filter(pk__in=candidates.pks).only(*_FIELDS)}
    statements = statements_from_rows([others[pk] for pk in candidates.pks if pk in others])
    found = [
        Match(others[pk], compare(own, statement, candidates.of(statement.language)))
        for pk, statement in statements.items()
    ]
    return tuple(sorted(found, key=lambda match: -match.comparison.bits))


def best_in(matches: Iterable[Match], language: str) -> Match | None:
    """The best match in a language, if no other story in it comes near."""
    there = [match for match in matches if match.article.language == language]
    if not there:
        return None
    rivals = [match for match in there if match.article.story_id != there[0].article.story_id]
    if rivals and rivals[0].comparison.bits > there[0].comparison.bits - AHEAD_BITS:
        return None
    return there[0]


def compare_pair(one: Article, other: Article) -> Comparison:
    """Compares two stored articles by their texts, as if each were a candidate of the other."""
    numbers = cited_numbers([one.pk, other.pk])
    own = statement_from_text(one, numbers.get(one.pk, ()))
    frequencies = candidates_for(one, own, days=window_of(one, other)).of(other.language)
    return compare(own, statement_from_text(other, numbers.get(other.pk, ())), frequencies)
