"""A date without a time stays a day: on pages, in structured data, feeds and sitemaps."""

import json
import re
from datetime import UTC, datetime

import feedparser
import pytest
from django.test import Client

from articles.models import Article
from articles.outgoing import sitemaps
from tests.factories import make_article

pytestmark = pytest.mark.django_db

# Noon in Hanoi, where a day without an hour is kept; in UTC it is the same day.
DAY = datetime(2026, 5, 11, 5, tzinfo=UTC)
ARRIVED = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)


@pytest.fixture
def article() -> Article:
    return make_article(
        published_at=DAY, published_day_only=True, arrived_at=ARRIVED, text="A text.", html="<p>A text.</p>"
    )


def test_the_page_shows_the_day_and_no_hour(client: Client, article: Article) -> None:
    page = client.get(article.get_absolute_url()).content.decode()
    assert '<time datetime="2026-05-11">' in page
    assert not re.search(r"2026-05-11T|12:00|05:00", page)


def test_structured_data_give_a_date(client: Client, article: Article) -> None:
    page = client.get(article.get_absolute_url()).content.decode()
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[0])
    node = next(one for one in (data if isinstance(data, list) else [data]) if one["@type"] == "NewsArticle")
    assert (node["datePublished"], node["dateModified"]) == ("2026-05-11", "2026-05-11")
    assert '<meta property="article:published_time" content="2026-05-11">' in page


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_feeds_name_the_day_alone(client: Client, article: Article, form: str) -> None:
    text = client.get(f"/en/feed.{form}").content.decode()
    assert "2026-05-11T" not in text
    assert "11 May 2026" not in text
    assert "2026-05-11" in text
    # The entry is as new as its arrival here.
    assert "2026-05-12T09:30:00" in text


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_reader_finds_the_day(client: Client, article: Article, form: str) -> None:
    (entry,) = feedparser.parse(client.get(f"/en/feed.{form}").content).entries
    assert entry.published == "2026-05-11"


def test_sitemaps_name_the_day(article: Article) -> None:
    (place,) = sitemaps.article_pages(article.pk // sitemaps.PART_SIZE)
    assert place.changed == ARRIVED
    (news,) = sitemaps.news(now=ARRIVED)
    assert "<news:publication_date>2026-05-11</news:publication_date>" in "".join(
        sitemaps.write_news([news], publication="Newsroom")
    )


def test_an_update_known_to_the_day(client: Client, article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(
        updated_at=datetime(2026, 5, 14, 5, tzinfo=UTC), updated_day_only=True
    )
    page = client.get(article.get_absolute_url()).content.decode()
    assert '<time datetime="2026-05-14">' in page
    assert '"dateModified": "2026-05-14"' in page
    (place,) = sitemaps.article_pages(article.pk // sitemaps.PART_SIZE)
    assert "<lastmod>2026-05-14</lastmod>" in "".join(sitemaps.write_pages([place]))


def test_an_update_on_the_day_of_publication_is_none(client: Client, article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(updated_at=DAY, updated_day_only=True)
    assert (
        "updated"
        not in client.get(article.get_absolute_url()).content.decode().split("<h1>")[1].split("</p>")[1]
    )
