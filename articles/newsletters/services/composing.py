"""What stands in an issue: the newest of the edition, or of each chosen topic, that no earlier issue told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from articles.models import Topic
from articles.newsletters.models import Issue, Subscriber
from articles.newsletters.rhythm import PERIODS
from articles.pages import lists
from articles.pages.cards import cards
from articles.pages.filters import Filters
from articles.pages.places import EDITION, ArticleList
from articles.pages.values import Card

# In one list. More is read on the site, to which its heading leads.
MOST = {Subscriber.Rhythm.DAILY: 10, Subscriber.Rhythm.WEEKLY: 20}
LOOKED_AT = 60
# An article may come here, or be released by an editor, days after its publication.
GRACE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Part:
    """The new articles of one list; `topic` is None for the whole edition."""

    topic: Topic | None
    articles: list[Card]


def compose(subscriber: Subscriber) -> list[Part]:
    """The parts of the issue that is due, each with articles, no story in two. Empty if there is nothing new, or nothing is
    due."""
    if subscriber.next_at is None or subscriber.confirmed_at is None:
        return []
    period = PERIODS[subscriber.rhythm]
    oldest = max(subscriber.next_at - period - GRACE, subscriber.confirmed_at - period)
    told = _told(subscriber, since=subscriber.next_at - 2 * (period + GRACE))
    parts = []
    chosen: list[Topic | None] = list(subscriber.topics.prefetch_related("names"))
    for topic in chosen or [None]:
        new = _new(topic, subscriber, oldest=oldest, told=told)
        told.update(article.story_id for article in new)
        if new:
            parts.append(Part(topic, new))
    return parts


def _told(subscriber: Subscriber, *, since: datetime) -> set[int]:
    """The stories of issues that arrived, as far as is known."""
    issues = Issue.objects.filter(
        subscriber=subscriber, sent_at__isnull=False, returned="", due_at__gte=since
    )
    return {story for stories in issues.values_list("stories", flat=True) for story in stories}


def _new(topic: Topic | None, subscriber: Subscriber, *, oldest: datetime, told: set[int]) -> list[Card]:
    listing = ArticleList.of(topic) if topic else EDITION
    places = lists.listed(listing, edition=subscriber.edition, filters=Filters(), most=LOOKED_AT)
    found = cards(place.pk for place in places if place.moment >= oldest)
    new = (found[place.pk] for place in places if place.pk in found)
    return _of_each_story(new, told)[: MOST[Subscriber.Rhythm(subscriber.rhythm)]]


def _of_each_story(articles: Iterable[Card], told: set[int]) -> list[Card]:
    first: dict[int, Card] = {}
    for article in articles:
        if article.story_id not in told:
            first.setdefault(article.story_id, article)
    return list(first.values())
