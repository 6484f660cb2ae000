"""Run the linking over the made-up stories in the database and count what was linked, suggested and missed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations

from django.db import connection

from articles.linking.suggestions import match_articles
from articles.models import Article, Document, Source, Story, StorySuggestion
from bench.linking.stories import STORIES, Condition, Version, made_up

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)  # when texts without a date arrive


PRECISION_FLOOR, LINK_PRECISION_FLOOR = 0.9, 0.995
SAME_LANGUAGE_CEILING = 25
# By condition the share of all pairs that must be found, and of those linked without an editor.
FLOORS: Mapping[Condition, tuple[float, float]] = {
    "whole": (0.97, 0.60),
    "short": (0.88, 0.20),
    "reworded": (0.72, 0.0),
    "dense": (0.85, 0.0),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Pairs of versions of one story in two languages: `true`; what was found of them, and what was found beside them."""

    true: int
    linked: int
    linked_wrong: int
    found: int
    found_wrong: int
    same_language: int

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.found_wrong) if self.found + self.found_wrong else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.true

    @property
    def link_precision(self) -> float:
        return self.linked / (self.linked + self.linked_wrong) if self.linked + self.linked_wrong else 1.0

    @property
    def link_recall(self) -> float:
        return self.linked / self.true

    def passes(self, floors: tuple[float, float]) -> bool:
        """Whether no figure is below its floor (`FLOORS`)."""
        return (
            self.precision >= PRECISION_FLOOR
            and self.link_precision >= LINK_PRECISION_FLOOR
            and self.recall >= floors[0]
            and self.link_recall >= floors[1]
            and self.same_language <= SAME_LANGUAGE_CEILING
        )


def measure(condition: Condition, *, seed: int) -> dict[str, Figures]:
    """Stores the articles of a condition, looks for links and suggestions, and counts; needs an empty database.

    The halves are the stories with even numbers, on which the weights were chosen, and those with odd ones.
    """
    versions = made_up(condition, seed=seed)
    pks = store(versions)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    match_articles(pks=pks, now=NOW)
    stored = dict(zip(pks, versions, strict=True))
    return {"chosen on": count(stored, half=0), "held apart": count(stored, half=1)}


def forget() -> None:
    """Empties the database for the next condition."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE articles_article, articles_evidence, articles_textband, articles_story, articles_document, "
            "articles_source CASCADE"
        )


def store(versions: Sequence[Version]) -> list[int]:
    """The articles in the database, each alone in its story; no address of an origin anywhere."""
    source = Source.objects.create(slug="made-up", name="Made up")
    stories = Story.objects.bulk_create([Story() for _version in versions])
    articles = Article.objects.bulk_create(
        [
            Article(
                story=story,
                source=source,
                language=version.language,
                title=version.title,
                lead=version.lead,
                text=version.text,
                published_at=version.published_at,
                arrived_at=version.published_at or NOW,
                state=Article.State.PUBLISHED,
                content_hash=f"{number:064d}",
            )
            for number, (story, version) in enumerate(zip(stories, versions, strict=True))
        ]
    )
    for article, version in zip(articles, versions, strict=True):
        for number in version.documents:
            document, _made = Document.objects.get_or_create(number=number, year=None)
            article.citations.create(document=document, cited_as=number)
    return [article.pk for article in articles]


def count(versions: dict[int, Version], *, half: int | None = None) -> Figures:
    """What the database says of the versions: links are pairs of one story, suggestions pairs of two."""
    counted = {pk for pk, one in versions.items() if one.story < STORIES and half in (None, one.story % 2)}
    true = {
        pair
        for pair in combinations(sorted(counted), 2)
        if versions[pair[0]].story == versions[pair[1]].story and _differ(versions, pair)
    }
    linked = set(_linked(versions))
    suggested = {
        tuple(pair)
        for pair in StorySuggestion.objects.values_list("first_id", "second_id")
        if set(pair) <= versions.keys()
    }
    found = {pair for pair in linked | suggested if _differ(versions, pair)}
    wrong = {pair for pair in found if _is_wrong(versions, pair, counted)}
    return Figures(
        true=len(true),
        linked=len(linked & true),
        linked_wrong=len({pair for pair in linked if _is_wrong(versions, pair, counted)}),
        found=len(found & true),
        found_wrong=len(wrong),
        same_language=len({pair for pair in suggested if not _differ(versions, pair)}),
    )


def _linked(pks: Iterable[int]) -> Iterable[tuple[int, int]]:
    stories = defaultdict(list)
    for pk, story in Article.objects.filter(pk__in=list(pks)).order_by("pk").values_list("pk", "story_id"):
        stories[story].append(pk)
    return (pair for members in stories.values() for pair in combinations(members, 2))


def _differ(versions: dict[int, Version], pair: Sequence[int]) -> bool:
    return versions[pair[0]].language != versions[pair[1]].language


def _is_wrong(versions: dict[int, Version], pair: Sequence[int], counted: set[int]) -> bool:
    """A pair of two stories counts as wrong if one of its articles is counted at all."""
    return versions[pair[0]].story != versions[pair[1]].story and not counted.isdisjoint(pair)


def sample_versions() -> tuple[Version, ...]:
    """The project's own samples as the pipeline reads them, without their addresses: nothing but the texts is left."""
    from bench.sample_quality import read, versions

    found = read()
    articles = [(int(wanted.story), found[wanted.url or wanted.file]) for wanted in versions()]
    return tuple(
        Version(
            story=story,
            language=article.language.lower(),
            title=article.title,
            lead=article.lead,
            text=article.text,
            published_at=article.published_at,
            documents=tuple(document.number for document in article.documents),
        )
        for story, article in articles
    )
