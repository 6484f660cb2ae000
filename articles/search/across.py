"""Find stories by what a query states, whatever its language: places, names, figures, days, documents, terms of topics.

A Thai query for a commune, or a Korean one for a province and a flood, holds none of the words of the Vietnamese article.
It states the same, though, in the forms that `articles.evidence` brings to one. What a version in the reader's own
language says of the subject then decides between the stories.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from articles.evidence.comparison import prior
from articles.evidence.kinds import Kind
from articles.evidence.names import Name, is_in_han, is_sounded
from articles.evidence.places import province_names, provinces_in_query
from articles.evidence.reading import Readings, names_in_han, names_in_latin
from articles.evidence.sounds import script_of as sound_script
from articles.evidence.sounds import sounds_of
from articles.evidence.statement import statement_of
from articles.grouping.folding import fold_case
from articles.models import Article, ArticleTopic, Evidence, Term
from articles.models.article import ArticleQuerySet
from articles.search.languages import language_of
from articles.search.query import Query
from articles.search.shares import Asked

# Stories that are looked at more closely, and given.
STORIES_AT_MOST, GIVEN_AT_MOST = 150, 10
# Articles read that share one piece with the query; a piece that more share says little.
SHARING_AT_MOST, COMMON_BITS = 400, 2.5
# What a topic of the query adds, and the words of the query where a version holds them all.
TOPIC_BITS, WORDS_BITS = 2.0, 10.0
NAME_BITS = 6.0
# A story that is much worse than the best is no answer.
SHARE_OF_BEST = 0.5
LEAST_BITS = 4.0
TERMS_KEPT = 8_192  # folded phrases of the term base

_HAN = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

_SHARING = """
    SELECT hit.article_id, wanted.kind, wanted.key, hit.sharing
    FROM unnest(%(kinds)s::smallint[], %(keys)s::varchar[]) AS wanted (kind, key)
    CROSS JOIN LATERAL (
        SELECT newest.article_id, count(*) OVER () AS sharing FROM (
            SELECT article_id FROM articles_evidence
            WHERE kind = wanted.kind AND key = wanted.key ORDER BY day DESC LIMIT %(most)s
        ) AS newest
    ) AS hit
"""

# The different names that begin with two syllables: each is one step in the index, however many articles have it. What
# sorts behind the last of them is no name.
NAMES_OF_A_BEGINNING = 300
_NAMES = """
    WITH wanted AS MATERIALIZED (
        SELECT beginning FROM unnest(%(beginnings)s::varchar[]) AS read (beginning) WHERE EXISTS (
            SELECT 1 FROM articles_evidence
            WHERE kind = %(kind)s AND key >= read.beginning AND key <= read.beginning || ' zzzz'
        )
    )
    SELECT DISTINCT name.key FROM wanted CROSS JOIN LATERAL (
        WITH RECURSIVE step AS (
            (
                SELECT key FROM articles_evidence
                WHERE kind = %(kind)s AND key >= wanted.beginning AND key <= wanted.beginning || ' zzzz'
                ORDER BY key LIMIT 1
            )
            UNION ALL
            SELECT (
                SELECT key FROM articles_evidence
                WHERE kind = %(kind)s AND key > step.key AND key <= wanted.beginning || ' zzzz'
                ORDER BY key LIMIT 1
            )
            FROM step WHERE step.key IS NOT NULL
        )
        SELECT key FROM step WHERE key IS NOT NULL LIMIT %(most)s
    ) AS name
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A story, and how much speaks for it in bits."""

    story: int
    bits: float


def stories_stating(query: Query, wanted: ArticleQuerySet, *, edition: str) -> tuple[Found, ...]:
    """The stories among `wanted` that state what the query states, best first; none where it states nothing."""
    text = " ".join((*query.words, *query.phrases))
    language = language_of(text, query.language or edition)
    bits = _by_evidence(text, language, query.documents)
    topics = _topics_in(text, language)
    if topics and not bits:
        bits = _of_topics(topics)
    best_articles = sorted(bits, key=lambda pk: -sum(bits[pk].values()))[: 4 * STORIES_AT_MOST]
    by_story: dict[int, dict[tuple[int, str], float]] = defaultdict(dict)
    for pk, story in wanted.filter(pk__in=best_articles).values_list("pk", "story_id"):
        by_story[story].update(bits[pk])
    ranked = sorted(by_story, key=lambda story: -sum(by_story[story].values()))[:STORIES_AT_MOST]
    sums = {story: sum(by_story[story].values()) for story in ranked}
    for story, more in _closer(text, language, topics, ranked).items():
        sums[story] += more
    best = max(sums.values(), default=0.0)
    found = [
        Found(story, round(total, 2))
        for story, total in sums.items()
        if total >= max(LEAST_BITS, SHARE_OF_BEST * best)
    ]
    return tuple(sorted(found, key=lambda one: (-one.bits, -one.story))[:GIVEN_AT_MOST])


def _by_evidence(
    text: str, language: str, documents: Iterable[str]
) -> dict[int, dict[tuple[int, str], float]]:
    """By article the pieces of evidence that it shares with the query, with their bits."""
    keys = _pieces(text, language, documents)
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _SHARING,
            {
                "kinds": [int(kind) for kind, _key in keys],
                "keys": [key for _kind, key in keys],
                "most": SHARING_AT_MOST,
            },
        )
        rows = cursor.fetchall()
    found: dict[int, dict[tuple[int, str], float]] = defaultdict(dict)
    for pk, kind, key, sharing in rows:
        rarity = -math.log2(prior(Kind(kind), key))
        found[pk][kind, key] = min(rarity, COMMON_BITS) if sharing >= SHARING_AT_MOST else rarity
    return found


def _pieces(text: str, language: str, documents: Iterable[str]) -> list[tuple[Kind, str]]:
    stated = statement_of(language=language, title="", lead="", text=text, documents=documents)
    keys = {(piece.kind, piece.key): None for piece in stated.pieces if piece.kind is not Kind.YEAR}
    keys.update(((Kind.PLACE, slug), None) for slug in provinces_in_query(text, language))
    names = names_in_han(text) if stated.is_han else names_in_latin(text)
    if script := sound_script(language):
        names |= _names_read(Readings(text, script))
    keys.update(((Kind.NAME, name), None) for name in names - province_names())
    return list(keys)


def _names_read(readings: Readings) -> frozenset[str]:
    """The names that articles have and a query may write by their sounds."""
    with connection.cursor() as cursor:
        cursor.execute(
            _NAMES,
            {"beginnings": list(readings.beginnings()), "kind": int(Kind.NAME), "most": NAMES_OF_A_BEGINNING},
        )
        return frozenset(name for (name,) in cursor.fetchall() if readings.holds(name))


def _topics_in(text: str, language: str) -> frozenset[int]:
    """The topics of which the query holds a term."""
    folded = fold_case(text)
    terms = Term.objects.filter(language=language, weight__gt=0).values_list("topic_id", "phrase")
    return frozenset(
        topic for topic, phrase in terms if "**" not in phrase and _folded_term(phrase) in folded
    )


@lru_cache(maxsize=TERMS_KEPT)
def _folded_term(phrase: str) -> str:
    return fold_case(phrase).rstrip("*")


def _of_topics(topics: frozenset[int]) -> dict[int, dict[tuple[int, str], float]]:
    """The newest articles of the topics."""
    links = ArticleTopic.objects.filter(topic__in=topics, excluded=False).order_by("-article_id")
    return {pk: {(0, ""): LEAST_BITS} for pk in links.values_list("article_id", flat=True)[:STORIES_AT_MOST]}


def _closer(text: str, language: str, topics: frozenset[int], stories: Iterable[int]) -> Mapping[int, float]:
    """What a closer look adds to each story: the words of the query in a version, its topics, names that it writes."""
    more: dict[int, float] = defaultdict(float)
    wanted = list(stories)
    if not wanted:
        return more
    articles = Article.objects.published().filter(story__in=wanted)
    asked = Asked(text)
    for story, *parts in articles.values_list("story_id", "title", "lead", "text"):
        more[story] = max(more[story], WORDS_BITS * asked.share_in("\n".join(parts)))
    linked = ArticleTopic.objects.filter(article__in=articles.values("pk"), topic__in=topics, excluded=False)
    for story in set(linked.values_list("article__story_id", flat=True)):
        more[story] += TOPIC_BITS
    for story in _stories_named(text, language, articles):
        more[story] += NAME_BITS
    return more


def _stories_named(text: str, language: str, articles: ArticleQuerySet) -> set[int]:
    """Those of which the query writes a name in its own script."""
    script, sounds, has_han = sound_script(language), sounds_of(text), _HAN.search(text)
    if not (script or has_han):
        return set()
    rows = Evidence.objects.filter(article__in=articles.values("pk"), kind=Kind.NAME)
    stories: dict[Name, set[int]] = defaultdict(set)
    for story, key, written in rows.values_list("article__story_id", "key", "written"):
        stories[Name(written, key)].add(story)
    return {
        story
        for name, named in stories.items()
        if (script and is_sounded(name, sounds, script)) or (has_han and is_in_han(name, text))
        for story in named
    }
