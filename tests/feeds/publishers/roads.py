"""The three roads by which the product reads a site: its feed, a page that lists its posts, its sitemap."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.utils import timezone

from articles.models import Article
from feeds.knowledge import Knowledge
from feeds.models import Entry, Feed
from feeds.pull import pipeline
from feeds.storing.pages import fetch_pages
from feeds.web.fetcher import Fetcher, FetchSettings
from feeds.web.rate_limits import RateLimiter
from tests.factories import make_feed

# Each run reads at most so many pages of a feed (`PAGES_A_FEED`); the sites have fewer.
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Road:
    """One feed as an editor would add it: its address (or its path, before the site has one) and kind, a selector for a
    list, when pages are read."""

    name: str
    url: str
    kind: str = "feed"
    selector: str = ""
    full_text: str = "when-summary"

    def at(self, home: str) -> "Road":
        """The road of the site at `home`."""
        return replace(self, url=f"{home}{self.url}")


def pulled(road: Road, known: Knowledge) -> tuple[list[Article], list[str]]:
    """What a pull and the reading of pages store, and why entries and pages gave nothing."""
    feed = make_feed(
        url=road.url,
        kind=road.kind,
        item_selector=road.selector,
        full_text=road.full_text,
        intake_rule=Feed.IntakeRule.PUBLISH,
        language="",
    )
    with fetching(road.url) as fetcher, RateLimiter() as limiter:
        asked = pipeline.ask(feed, fetch=fetcher.fetch)
        pull = next(pipeline.store_outcomes([asked], knowledge=known, now=timezone.now))
        assert pull.outcome != "failed", pull.reason
        fetch_pages(
            Entry.objects.all(),
            fetch=fetcher.fetch,
            limiter=limiter,
            knowledge=lambda: known,
            now=timezone.now,
        )
    reasons = [
        f"{one.url}: {one.reason or one.page_reason}"
        for one in Entry.objects.all()
        if one.reason or one.page_reason
    ]
    return list(Article.objects.select_related("author").prefetch_related("pictures")), reasons


@contextmanager
def fetching(url: str) -> Iterator[Fetcher]:
    """The product's fetcher, which may ask the port of `url` on loopback."""
    settings = FetchSettings(
        user_agent="Newsroom-test (+https://example.org/about)",
        read_timeout=SECONDS,
        total_timeout=SECONDS,
        allow_loopback=True,
        extra_ports=frozenset({urlsplit(url).port or 80}),
    )
    with Fetcher(settings) as fetcher:
        yield fetcher
