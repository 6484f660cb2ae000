"""What is placed on a day, as lanes of time: gaps and overlaps are seen there that two dates hide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from articles.admin.base import ZONE
from articles.models import Feature
from articles.models.feature import ALL_EDITIONS, in_readers_order
from desk.history import as_of

WIDTH = 1440  # of a day, one a minute
LANE = 26  # height of one, with the space below it
HOURS = (0, 6, 12, 18)


@dataclass(frozen=True, slots=True)
class Bar:
    """A feature on the day: its words, and where it stands in the drawing (minutes, and lanes from the top)."""

    feature: Feature
    words: str
    language: str
    start: int
    length: int
    top: int
    is_breaking: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day of one edition. `minute` is the one that is looked at."""

    begins: datetime
    bars: Sequence[Bar]
    minute: int
    height: int

    @property
    def before(self) -> datetime:
        return self.begins - timedelta(hours=12)

    @property
    def after(self) -> datetime:
        return self.begins + timedelta(hours=36)


def day_of(edition: str, at: datetime, *, now: datetime) -> Day:
    """All that stands on the day of a moment, in readers' order; of a day that is over as the record says. Four queries
    at the most."""
    begins = datetime.combine(timezone.localtime(at, ZONE).date(), time(), tzinfo=ZONE)
    ends = begins + timedelta(days=1)
    features = Feature.objects.in_edition(edition).not_over(begins).filter(starts_at__lt=ends)
    features = features.with_story_titles().select_related("article", "placed_by")
    features = features.defer("article__text", "article__html", "article__search")
    there: Sequence[Feature] = list(features)
    if ends <= now:
        there = [
            one
            for one in as_of(features, ends)
            if one.edition in (edition, ALL_EDITIONS)
            and one.starts_at < ends
            and (one.ends_at is None or one.ends_at > begins)
        ]
    bars = [
        _bar(one, edition, begins, place, at)
        for place, one in enumerate(in_readers_order(there, edition=edition, now=at))
    ]
    minute = int((at - begins).total_seconds() // 60)
    return Day(begins, bars, minute, LANE * len(bars))


def _bar(feature: Feature, edition: str, begins: datetime, place: int, at: datetime) -> Bar:
    start = max(0, int((feature.starts_at - begins).total_seconds() // 60))
    ends = feature.ends_at or begins + timedelta(days=1)
    end = min(WIDTH, int((ends - begins).total_seconds() // 60))
    own = feature.words_in(edition).headline
    article = feature.article
    words = own or (article.title if article else feature.story_title or str(feature.story))
    language = edition if own else (article.language if article else feature.story_language or "")
    return Bar(feature, words, language, start, max(4, end - start), place * LANE, feature.is_breaking(at))
