"""A filled site is what the project's own services would have stored."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from articles.comments.models import Comment
from articles.kept.checking import differences
from articles.linking.regrouping import regroup
from articles.models import (
    Article,
    ArticleTopic,
    Author,
    Category,
    Citation,
    Document,
    Feature,
    ListCount,
    Revision,
    Source,
    Story,
    StoryKey,
    StorySuggestion,
    TextBand,
    TextSketch,
)
from articles.services.republications import REPUBLISHED_WITHIN_DAYS
from articles.services.store import store_article
from articles.services.term_matcher import current_matcher
from bench.fill.filling import FilledError, fill
from bench.fill.indexes import without_triggers
from bench.fill.plan import Plan
from bench.fill.stories import Told, tell
from bench.fill.storing import Writer
from bench.fill.tables import FILLED
from bench.fill.words import vocabulary
from bench.fill.world import World, make_world
from bench.multiply.copies import multiply
from feeds.models import Feed, Fetch
from tests.factories import make_article

ARTICLES = 80
NEWEST = timezone.now().replace(minute=0, second=0, microsecond=0)

pytestmark = pytest.mark.django_db


def stored_articles() -> dict[str, dict[str, Any]]:
    """Every article by its address: its columns, and the rows that hang on it, without numbers."""
    found = {}
    columns = [
        one.attname
        for one in Article._meta.concrete_fields
        if one.name not in ("id", "story", "search", "comment_count")
    ]
    for article in Article.objects.annotate(vector=Cast("search", TextField())).select_related("intake"):
        intake = {
            one.attname: getattr(article.intake, one.attname) for one in article.intake._meta.concrete_fields
        }
        found[article.address_key] = {
            **{name: getattr(article, name) for name in columns},
            "vector": article.vector,
            "topics": sorted(article.topic_links.filter(by_hand=False).values_list("topic__slug", flat=True)),
            "documents": sorted(
                article.citations.values_list("document__number", "document__year", "cited_as")
            ),
            "pictures": list(article.pictures.values_list("original_url", "caption", "credit", "place")),
            "intake": {name: value for name, value in intake.items() if name not in ("id", "article_id")},
            "bands": list(
                TextBand.objects.filter(article=article).order_by("band").values_list("value", flat=True)
            ),
            "sketch": [bytes(row.sketch) for row in TextSketch.objects.filter(article=article)],
            "keys": sorted(StoryKey.objects.filter(story=article.story_id).values_list("key", flat=True)),
            "story": sorted(article.story.articles.values_list("address_key", flat=True)),
        }
    return found


@dataclass(frozen=True, slots=True)
class Site:
    plan: Plan
    world: World


@pytest.fixture
def site() -> Site:
    """The articles of a small site, without its desk."""
    found = Site(Plan.make(ARTICLES, seed=3, newest=NEWEST), make_world(ARTICLES, seed=3, newest=NEWEST))
    with without_triggers(FILLED):
        assert Writer(found.plan, found.world).write(range(len(found.plan.sizes))) == ARTICLES
    return found


def told(site: Site) -> Iterator[Told]:
    for story in range(len(site.plan.sizes)):
        yield from tell(story, site.plan, site.world, site.plan.chance(story))


def test_the_rows_are_those_that_the_store_writes(site: Site) -> None:
    by_fill = stored_articles()
    Article.objects.all().delete()
    Story.objects.all().delete()
    for one in told(site):
        category = Category.objects.get(pk=one.feed.category) if one.feed.category else None
        store_article(incoming=one.incoming, rule=one.feed.rule, category=category, now=one.arrived_at)
    by_store = stored_articles()
    assert by_store.keys() == by_fill.keys()
    assert len(by_store) == ARTICLES
    for key, expected in by_store.items():
        row = by_fill[key]
        if row["ordered_at"] < NEWEST - timedelta(days=REPUBLISHED_WITHIN_DAYS):
            expected |= {"bands": [], "sketch": []}
        # What an editor did is no part of what the store writes.
        if row["state_by_hand"]:
            expected |= {"state": row["state"], "state_by_hand": True}
        versions = [by_fill[other] for other in row["story"]]
        if any(one["category_by_hand"] for one in versions):
            expected |= {"category_id": row["category_id"], "category_by_hand": row["category_by_hand"]}
        if any(one["state_by_hand"] for one in versions):
            # Which version comes first decides what stands for the story, and in which category.
            expected |= {"is_lead": row["is_lead"], "category_id": row["category_id"]}
        assert row == expected


def test_grouping_again_changes_nothing(site: Site) -> None:
    matcher = current_matcher()
    assert matcher is not None
    assert {one.changed for one in regroup(Article.objects.all(), matcher=matcher, now=NEWEST)} == {()}
    assert ArticleTopic.objects.exists()
    assert Citation.objects.exists()


def test_every_story_has_one_lead_a_language(site: Site) -> None:
    languages = Article.objects.values("story", "language").distinct().count()
    assert Article.objects.leads_of_stories().count() == languages


def test_the_same_seed_tells_the_same(site: Site) -> None:
    first = [one.incoming for one in told(site)]
    assert first == [one.incoming for one in told(site)]
    other = Plan.make(ARTICLES, seed=4, newest=NEWEST)
    assert tell(0, other, site.world, other.chance(0))[0].incoming != first[0]


def test_a_filled_site_has_rows_of_every_kind() -> None:
    list(fill(400, seed=1, newest=NEWEST, processes=1))
    assert Article.objects.count() == 400
    assert Article.objects.order_by("pk").last().pk == 400
    for model in (*FILLED, Author, Document, Feature, Feed, Fetch, Source, StorySuggestion):
        assert model._default_manager.exists(), model
    assert set(Article.objects.values_list("state", flat=True)) == set(Article.State.values)
    assert {code for code, _name in settings.LANGUAGES} >= set(
        Article.objects.values_list("language", flat=True)
    )
    # What triggers keep is what they would have kept, and they run again.
    assert differences() == []
    assert ListCount.objects.exists()
    assert Article.objects.filter(comment_count__gt=0).exists()
    # The next article gets a number of its own.
    assert make_article().pk == 401
    assert differences() == []


def test_a_multiplied_site_has_each_article_so_many_times(site: Site) -> None:
    before = Article.objects.count()
    links = {
        model: model._default_manager.count()
        for model in (ArticleTopic, Citation, StoryKey, Revision, Comment)
    }
    list(multiply(3, searchable=False, processes=1))
    assert Article.objects.count() == 3 * before
    for model, count in links.items():
        assert model._default_manager.count() == 3 * count, model
    last = Article.objects.order_by("pk").last()
    first = Article.objects.get(pk=last.pk - 2 * before)
    assert (last.title, last.ordered_at) == (first.title, first.ordered_at - timedelta(days=2))
    link = ArticleTopic.objects.filter(article__gt=2 * before).select_related("article").first()
    assert link is not None
    assert link.ordered_at == link.article.ordered_at
    assert differences() == []
    assert make_article().pk == last.pk + 1


def test_a_database_with_articles_is_left_alone() -> None:
    make_article()
    with pytest.raises(FilledError, match="has articles already"):
        list(fill(10, seed=1, newest=NEWEST, processes=1))
    assert Article.objects.count() == 1


def test_words_are_those_of_the_language_and_have_a_long_tail() -> None:
    words = vocabulary("vi").draw(np.random.default_rng(1), 20_000)
    counted = Counter(words)
    assert counted["của"] > 50
    assert sum(times == 1 for times in counted.values()) > len(counted) / 5
    thai = "".join(vocabulary("th").draw(np.random.default_rng(1), 200))
    assert all("\u0e00" <= letter <= "\u0e7f" for letter in thai)
