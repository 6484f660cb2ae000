"""Facets: the results by language, source and topic, each with the query that narrows to it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from articles.models import Source
from articles.pages import names

MOST_FACETS = 8  # fit on a phone with little scrolling


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice: `value` is the language tag, source or topic, `count` its stories, `text` the query that narrows to it."""

    value: object
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class Facets:
    """The choices of each kind; empty if there are fewer than two, which would narrow nothing."""

    languages: tuple[Facet, ...] = ()
    sources: tuple[Facet, ...] = ()
    topics: tuple[Facet, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.languages or self.sources or self.topics)


def facets_of(
    *,
    text: str,
    languages: Counter[str],
    sources: Counter[int],
    stories: Mapping[int, int],
    narrowed: set[str],
) -> Facets:
    """The facets of a search `text`, in two queries. `stories` are the matches' ids with those of their stories;
    `narrowed` names the kinds already narrowed."""
    named = Source.objects.in_bulk([pk for pk, _count in sources.most_common(MOST_FACETS)])
    by_source = [
        Facet(named[pk], count, f"{text} source:{named[pk].slug}")
        for pk, count in sources.most_common(MOST_FACETS)
        if pk in named
    ]
    counted = _stories_by_topic(stories)
    # The sort is stable: of two with as many stories the first in the order of lists comes first.
    topics = sorted(names.topics().of(counted), key=lambda topic: -counted[topic.pk])[:MOST_FACETS]
    by_topic = [Facet(topic, counted[topic.pk], f"{text} topic:{topic.slug}") for topic in topics]
    # Those of the same number in one order, whichever process counts.
    ranked = sorted(languages.items(), key=lambda one: (-one[1], one[0]))
    by_language = [Facet(tag, count, f"{text} lang:{tag}") for tag, count in ranked]
    return Facets(
        languages=_choices(by_language, "lang" in narrowed),
        sources=_choices(by_source, "source" in narrowed),
        topics=_choices(by_topic, "topic" in narrowed),
    )


_LINKS = "SELECT topic_id, article_id FROM articles_articletopic WHERE article_id = ANY(%s) AND NOT excluded"


def _stories_by_topic(stories: Mapping[int, int]) -> Counter[int]:
    with connection.cursor() as cursor:
        cursor.execute(_LINKS, [list(stories)])
        return Counter(topic for topic, _story in {(topic, stories[pk]) for topic, pk in cursor.fetchall()})


def _choices(facets: list[Facet], narrowed: bool) -> tuple[Facet, ...]:
    return tuple(facets) if len(facets) > 1 and not narrowed else ()
