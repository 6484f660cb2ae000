"""The archive: the days of a month with what was published on them, and the way from day to day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDay

from articles.lists import ZONE, between, by_year, months_of
from articles.models import Article
from articles.models.article import ArticleQuerySet
from articles.periods import month_after, weeks_of


@dataclass(frozen=True, slots=True)
class CalendarDay:
    day: date
    count: int


@dataclass(frozen=True, slots=True)
class ArchiveMonth:
    """One month of an edition: its days week by week (None outside of it), and its neighbours that hold articles."""

    month: date
    weeks: list[list[CalendarDay | None]]
    months: Mapping[date, int]

    @property
    def count(self) -> int:
        return self.months.get(self.month, 0)

    @property
    def previous(self) -> date | None:
        return max((month for month in self.months if month < self.month), default=None)

    @property
    def next(self) -> date | None:
        return min((month for month in self.months if month > self.month), default=None)

    @property
    def years(self) -> list[tuple[date, int, list[tuple[date, int]]]]:
        return by_year(self.months)


def archive_month(*, edition: str, month: date) -> ArchiveMonth:
    """The calendar of the month that begins with `month`. Two queries."""
    shown = _shown(edition)
    rows = (
        between(shown, month, month_after(month))
        .order_by()
        .values(day=TruncDay("ordered_at", tzinfo=ZONE))
        .annotate(count=Count("pk"))
    )
    counts = {row["day"].date(): row["count"] for row in rows.order_by("day")}
    weeks = [
        [CalendarDay(day, counts.get(day, 0)) if day else None for day in week] for week in weeks_of(month)
    ]
    return ArchiveMonth(month=month, weeks=weeks, months=months_of(shown))


def newest_month(*, edition: str) -> date | None:
    """The first day of the month of the newest article; None where there is none. One query."""
    newest = _shown(edition).newest_first().values_list("ordered_at", flat=True).first()
    return newest.astimezone(ZONE).date().replace(day=1) if newest else None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The days before and after one on which something was published."""

    previous: date | None
    next: date | None


def neighbours_of(*, edition: str, day: date) -> Neighbours:
    """Where to go on from a day. Two queries, each of one row of an index."""
    start, end = (datetime.combine(one, time.min, tzinfo=ZONE) for one in (day, day + timedelta(days=1)))
    shown = _shown(edition).values_list("ordered_at", flat=True)
    before = shown.filter(ordered_at__lt=start).order_by("-ordered_at").first()
    after = shown.filter(ordered_at__gte=end).order_by("ordered_at").first()
    return Neighbours(*(moment.astimezone(ZONE).date() if moment else None for moment in (before, after)))


def _shown(edition: str) -> ArticleQuerySet:
    return Article.objects.published().in_language(edition).leads_of_stories()
