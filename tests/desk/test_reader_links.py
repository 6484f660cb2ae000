"""What readers keep of an article outlives what editors do with its story: bookmarks, saved articles, ids in feeds."""

import json

import feedparser
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Article
from articles.services.curation import split
from articles.services.stories import merge_by_hand
from desk.models import Act
from desk.record import recorded
from desk.undoing import undo
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db

FEEDS = ("/en/feed.rss", "/en/feed.atom", "/en/feed.json", "/en/topic/kept/feed.atom")


def ids_in(address: str) -> set[str]:
    page = Client().get(address)
    assert page.status_code == 200
    if address.endswith(".json"):
        return {item["id"] for item in json.loads(page.content)["items"]}
    return {entry.id for entry in feedparser.parse(page.content).entries}


def where(address: str) -> tuple[int, str]:
    """Where an address leads, and how it ends there."""
    page = Client().get(address, follow=True)
    last = page.redirect_chain[-1][0] if page.redirect_chain else address
    return page.status_code, last


@pytest.fixture
def articles() -> list[Article]:
    """Versions of one story in two languages, and of another; a reader kept their addresses."""
    topic = make_topic(slug="kept")
    first = make_article(language="en", title="One", topics=[topic])
    make_article(language="vi", story=first.story, title="Hai", topics=[topic])
    make_article(language="en", title="Another", topics=[topic])
    return list(Article.objects.order_by("pk"))


def test_bookmarks_and_feed_ids_survive_merge_split_and_undo(articles):
    editor = User.objects.create_superuser("editor", password="x")
    pages = [article.get_absolute_url() for article in articles]
    stories = [f"/en/story/{pk}/" for pk in {article.story_id for article in articles}]
    kept = {place: where(place) for place in (*pages, *stories)}
    ids = {place: ids_in(place) for place in FEEDS}
    assert all(ids.values())
    with recorded("articles.article:action:merge", road=Act.Road.DESK, by=editor):
        story = merge_by_hand(articles=articles, by=editor)
    # Of one story and language one article stands in lists; its id is the one that it had.
    assert all(ids_in(place) < ids[place] for place in FEEDS)
    assert [where(page) for page in pages] == [(200, page) for page in pages]
    assert {where(place) for place in stories} == {(200, f"/en/story/{story.pk}/")}
    with recorded("articles.article:action:split", road=Act.Road.DESK, by=editor):
        split(articles=[articles[1]], by=editor, now=timezone.now())
    assert [where(page) for page in pages] == [(200, page) for page in pages]
    assert {where(place)[0] for place in stories} == {200}
    for act in Act.objects.order_by("-pk"):
        assert undo(act=act, by=editor, now=timezone.now()) == []
        if act.kind.endswith("merge"):
            break
    assert {place: where(place) for place in kept} == kept
    assert {place: ids_in(place) for place in FEEDS} == ids
