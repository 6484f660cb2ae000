"""Articles are read again after the rules of their source changed."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from feeds import knowledge
from feeds.models import Entry, Feed, SourceRules
from feeds.pull import pipeline
from feeds.storing.pages import fetch_pages
from feeds.web.rate_limits import RateLimiter
from feeds.web.site_fetcher import site_fetcher
from tests.factories import NOON, make_feed, make_source
from tests.feeds.paper import PARAGRAPHS, item, page, rss
from tests.feeds.server import FeedServer

pytestmark = pytest.mark.django_db
RELATED = "<div class='story'><p>Một bài khác hẳn về chuyện khác trong huyện hôm qua, không thuộc bài này.</p></div>"
SLUG = "bao-mau"


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch, feed_server: FeedServer, settings: Any) -> None:
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    known = knowledge.from_catalogue()
    monkeypatch.setattr(knowledge, "from_database", lambda: known)


@pytest.fixture
def feed(feed_server: FeedServer) -> Feed:
    source = make_source(slug=SLUG, host="127.0.0.1")
    return make_feed(url=feed_server.url("/rss"), source=source, language="vi")


def pull(feed: Feed, server: FeedServer, *items: str, pages: bool = True) -> None:
    server.answer("/rss", rss(*items), headers=[("Content-Type", "application/rss+xml")])
    known = knowledge.from_database()
    with site_fetcher() as fetcher, RateLimiter() as limiter:
        fetched = pipeline.ask(Feed.objects.get(pk=feed.pk), fetch=fetcher.fetch)
        list(pipeline.store_outcomes([fetched], knowledge=known, now=lambda: NOON))
        if pages:
            fetch_pages(
                Entry.objects.all(),
                fetch=fetcher.fetch,
                limiter=limiter,
                knowledge=lambda: known,
                now=lambda: NOON,
            )


def run(*options: str, capsys: pytest.CaptureFixture[str]) -> str:
    call_command("reextract", "--source", SLUG, *options)
    return capsys.readouterr().out


def test_a_new_rule_is_applied_to_kept_pages_without_asking(
    feed: Feed, feed_server: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    feed_server.answer("/1.html", page(extra=RELATED))
    pull(feed, feed_server, item(feed_server, "/1.html"))
    article = Article.objects.get()
    published = article.published_at
    assert "Một bài khác hẳn" in article.text
    Article.objects.update(category_by_hand=True, state=Article.State.HELD, state_by_hand=True)
    SourceRules.objects.create(source=article.carrier or article.source, remove=".story")
    asked = len(feed_server.requests)
    assert "1 revised" in run("--dry-run", capsys=capsys)
    assert "Một bài khác hẳn" in Article.objects.get().text
    assert "1 revised" in run(capsys=capsys)
    article = Article.objects.get()
    assert "Một bài khác hẳn" not in article.text
    assert PARAGRAPHS[-1] in article.text
    assert (article.state, article.category_by_hand) == (Article.State.HELD, True)
    assert article.published_at == published  # the page has no date: it is the entry's
    assert len(feed_server.requests) == asked
    assert "1 unchanged" in run(capsys=capsys)
    assert "0 unchanged" in run("--after", str(article.pk), capsys=capsys)


def test_pages_that_were_never_read_are_fetched(
    feed: Feed, feed_server: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    feed_server.answer("/1.html", page())
    pull(feed, feed_server, item(feed_server, "/1.html"), pages=False)
    # As articles were that came in before pages were read at all.
    Entry.objects.update(page_state="", raw="", page_next_at=None)
    assert "1 pages would be fetched" in run("--dry-run", capsys=capsys)
    assert [request.path for request in feed_server.requests] == ["/rss"]
    assert "1 articles completed" in run(capsys=capsys)
    assert PARAGRAPHS[-1] in Article.objects.get().text
    assert "0 pages to fetch" in run(capsys=capsys)


def test_since_leaves_older_articles_alone(
    feed: Feed, feed_server: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    feed_server.answer("/1.html", page())
    pull(feed, feed_server, item(feed_server, "/1.html"))
    assert "1 unchanged" in run("--since", "2024-05-19", capsys=capsys)
    assert "0 unchanged" in run("--since", "2024-05-20", capsys=capsys)


@pytest.mark.parametrize(
    ("options", "words"),
    [(["--source", "nobody"], "no source"), (["--source", SLUG, "--since", "gestern"], "is no day")],
)
def test_what_cannot_be_done_is_said(feed: Feed, options: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("reextract", *options)
