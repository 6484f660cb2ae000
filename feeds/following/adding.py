"""Adding feeds: the shipped ones, and those of an OPML or CSV list."""

import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from articles.clock import database_now
from articles.grouping.addresses import same_article_key
from articles.incoming import IncomingSource
from articles.models import Category, Source
from articles.services.sources import source_for
from feeds.catalogue import ShippedFeed
from feeds.formats.feed_lists import FeedOutline
from feeds.models import Feed
from feeds.normalise.languages.tags import normalise_tag

# The first fetches of new feeds are spread over this time.
FIRST_CHECK_SPREAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class AddOutcome:
    """The outcome of one row of a list: "added", "known" (nothing changed) or "unusable" with its problem. For an added
    feed, `problem` names the values of its row that were left out."""

    name: str
    outcome: str
    problem: str = ""


@transaction.atomic
def add_shipped_feeds(feeds: Iterable[ShippedFeed]) -> int:
    """Adds the shipped feeds that are not there yet; returns how many were added."""
    sources = {source.slug: source for source in Source.objects.all()}
    categories = {category.slug: category for category in Category.objects.all()}
    known = {_key(url) for url in Feed.objects.values_list("url", flat=True)}
    rows = [
        Feed(
            source=sources[feed.source],
            url=feed.url,
            language=feed.language.lower(),
            category=categories.get(feed.category),
            intake_rule=feed.intake,
            enabled=feed.enabled,
            note=feed.note,
            next_check_at=_first_check(database_now()),
        )
        for feed in feeds
        if _key(feed.url) not in known and feed.source in sources
    ]
    return len(Feed.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def subscribe(outlines: Iterable[FeedOutline]) -> list[AddOutcome]:
    """Adds the feeds of a list with their sources. Feeds that are known already, in any spelling, stay as they are.

    New feeds publish only what is on topic until an editor says otherwise; those that the list calls dead are off.
    """
    known = {_key(url) for url in Feed.objects.values_list("url", flat=True)}
    categories = {category.slug: category for category in Category.objects.all()}
    results = []
    for outline in outlines:
        if outline.problem:
            results.append(AddOutcome(outline.title or outline.url, "unusable", outline.problem))
            continue
        key = _key(outline.url)
        if key in known:
            results.append(AddOutcome(outline.url, "known"))
            continue
        known.add(key)
        Feed.objects.create(
            source=_source_of(outline),
            url=outline.url,
            kind=outline.kind,
            item_selector=outline.selector[:300],
            title=outline.title[:300],
            language=outline.language.lower()[:35] if normalise_tag(outline.language) else "",
            category=categories.get(outline.category),
            intake_rule=Feed.IntakeRule.ON_TOPIC,
            enabled=outline.enabled,
            note=outline.note[:500],
            next_check_at=_first_check(database_now()),
        )
        results.append(AddOutcome(outline.url, "added", _left_out(outline, categories)))
    return results


def _left_out(outline: FeedOutline, categories: Collection[str]) -> str:
    """A sentence on the values of a row that are not known here; empty where all are."""
    unknown = []
    if outline.category and outline.category not in categories:
        unknown.append(f"the category “{outline.category}”")
    if outline.language and not normalise_tag(outline.language):
        unknown.append(f"the language “{outline.language}”")
    return f"{outline.url}: {' and '.join(unknown)} is not known here; it was left out." if unknown else ""


def outlines_of(feeds: Iterable[Feed]) -> list[FeedOutline]:
    """The feeds as rows of a list; `feeds` come with their source and category."""
    return [
        FeedOutline(
            title=feed.title or feed.source.name,
            source=feed.source.name,
            url=feed.url,
            homepage=feed.source.homepage,
            language=feed.language,
            category=feed.category.slug if feed.category else "",
            note=feed.note,
            kind=feed.kind,
            selector=feed.item_selector,
            enabled=feed.enabled,
        )
        for feed in feeds
    ]


def _source_of(outline: FeedOutline) -> Source:
    """The source that owns the homepage's host, else the feed's; made by the outline's name where nobody does."""
    host = (urlsplit(outline.homepage or outline.url).hostname or "").lower().removeprefix("www.")
    return source_for(incoming=IncomingSource(name=outline.source or outline.title, domain=host))


def _key(url: str) -> str:
    """Comparable form of a feed's address: http and https, with and without www or a last slash, are one."""
    return same_article_key(url)


def _first_check(now: datetime) -> datetime:
    return now + FIRST_CHECK_SPREAD * random.random()  # noqa: S311
