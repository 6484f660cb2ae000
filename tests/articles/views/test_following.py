"""Every list leads to its feed, to the page that explains feeds, and, where that makes sense, can be followed."""

import pytest
from django.test import Client
from lxml import html

from articles.models import Author, Citation, Document
from tests.factories import NOON, make_article, make_category, make_source, make_topic

pytestmark = pytest.mark.django_db
FOLLOWED = ("category", "topic", "source", "author", "document", "place")
OTHERS = ("front", "archive", "story", "search")


@pytest.fixture
def paths() -> dict[str, str]:
    source, category, topic = make_source(slug="paper"), make_category(slug="local"), make_topic(slug="land")
    author = Author.objects.create(name="A writer", source=source)
    article = make_article(
        language="en", source=source, category=category, author=author, topics=[topic], published_at=NOON
    )
    document = Document.objects.create(number="25-NQ/TW", kind="NQ", issuer="TW")
    Citation.objects.create(article=article, document=document, cited_as="25-NQ/TW")
    return {
        "front": "/en/",
        "category": category.get_absolute_url("en"),
        "topic": topic.get_absolute_url("en"),
        "source": source.get_absolute_url("en"),
        "author": author.get_absolute_url("en"),
        "document": document.get_absolute_url("en"),
        "place": "/en/place/ha-noi/",
        "archive": f"/en/archive/{NOON.year}/{NOON.month}/{NOON.day}/",
        "story": article.story.get_absolute_url("en"),
        "search": "/en/search/?q=article",
    }


def test_every_list_has_its_feed_and_most_can_be_followed(client: Client, paths: dict[str, str]) -> None:
    for name in (*FOLLOWED, *OTHERS):
        answer = client.get(paths[name])
        assert answer.status_code == 200, name
        (row,) = html.document_fromstring(answer.content).find_class("follow")
        links = [str(one.get("href")) for one in row.iter("a")]
        place, mark, query = paths[name].partition("?")
        assert links[0] == f"{place}feed.rss{mark}{query}", name
        assert client.get(links[0]).status_code == 200, name
        assert "/en/feeds/" in links
        buttons = [one.get("data-follow") for one in row.iter("button")]
        assert buttons == ([place] if name in FOLLOWED else []), name
        assert ("/en/newsletter/?topic=land" in links) is (name == "topic")


def test_the_page_of_feeds_names_those_of_sections_and_topics(client: Client, paths: dict[str, str]) -> None:
    page = client.get("/ar/feeds/")
    assert "public" in page.headers["Cache-Control"]
    links = [str(one.get("href")) for one in html.document_fromstring(page.content).iter("a")]
    assert {"/ar/feed.rss", "/ar/topic/land/feed.rss"} <= set(links)
