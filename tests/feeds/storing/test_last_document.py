"""What a feed's last document held is kept with the feed, and relied on only where its entries still say the same."""

import pytest
from django.utils import timezone

from articles.models import Article
from feeds import knowledge
from feeds.models import Entry, Feed, LastDocument
from feeds.pull import pipeline
from feeds.web.fetcher import FetchResult
from tests.factories import make_feed
from tests.feeds.fakes import FakeFetcher

pytestmark = pytest.mark.django_db

ADDRESS = "https://bao-mau.example/rss"


def rss(*numbers: int) -> bytes:
    items = "".join(
        f"<item><title>Dân vận khéo ở thôn {n}</title><link>https://bao-mau.example/dan-van-kheo-thon-so-{n}-post{n}.html</link>"
        f"<guid>{n}</guid><pubDate>Fri, 20 Nov 2026 08:{n:02d}:00 +0700</pubDate>"
        f"<description>Cán bộ dân vận xã Đồng Mẫu cùng bà con họp bàn việc hiến đất, bài số {n}.</description></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>Báo Mẫu</title><link>https://bao-mau.example/</link>{items}</channel></rss>".encode()


@pytest.fixture(scope="module")
def known() -> knowledge.Knowledge:
    return knowledge.from_catalogue()


@pytest.fixture
def feed() -> Feed:
    return make_feed(url=ADDRESS)


def pull(feed: Feed, body: bytes, known: knowledge.Knowledge, *, dry_run: bool = False) -> pipeline.Pull:
    feed = Feed.objects.get(pk=feed.pk)
    fetcher = FakeFetcher({feed.url: FetchResult(url=ADDRESS, status=200, body=body)})
    fetched = pipeline.ask(feed, fetch=fetcher.fetch)
    return next(pipeline.store_outcomes([fetched], knowledge=known, now=timezone.now, dry_run=dry_run))


def test_known_items_count_as_entries_and_are_not_stored_again(
    feed: Feed, known: knowledge.Knowledge
) -> None:
    pull(feed, rss(2, 1), known)
    result = pull(feed, rss(3, 2, 1), known)
    assert (result.entries, result.created, result.revised) == (3, 1, 0)
    assert Article.objects.count() == 3
    again = pull(feed, rss(3, 2, 1), known)
    assert (again.entries, again.created, again.outcome) == (3, 0, "nothing-new")
    assert Feed.objects.get(pk=feed.pk).state == Feed.State.WELL


def test_an_entry_that_is_gone_or_failed_for_a_fault_is_read_again(
    feed: Feed, known: knowledge.Knowledge
) -> None:
    pull(feed, rss(3, 2, 1), known)
    Article.objects.get(title__endswith="thôn 1").delete()
    Entry.objects.filter(article=None).delete()
    Entry.objects.filter(url__endswith="post2.html").update(content_hash="")
    result = pull(feed, rss(3, 2, 1), known)
    assert (result.entries, result.created) == (3, 1)
    assert Article.objects.count() == 3
    assert not Entry.objects.filter(content_hash="").exists()


def test_a_dry_run_remembers_nothing(feed: Feed, known: knowledge.Knowledge) -> None:
    assert pull(feed, rss(2, 1), known, dry_run=True).created == 2
    assert not LastDocument.objects.exists()
    pull(feed, rss(2, 1), known)
    assert pull(feed, rss(3, 2, 1), known, dry_run=True).created == 1


def test_the_memory_goes_with_its_feed(feed: Feed, known: knowledge.Knowledge) -> None:
    pull(feed, rss(2, 1), known)
    assert LastDocument.objects.filter(feed=feed).count() == 1
    feed.delete()
    assert not LastDocument.objects.exists()
