"""The archive: a calendar month with the number of articles per day, and links from day to day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from articles.kept.counts import of_days
from articles.models import Article
from articles.models.article import ZONE, ArticleQuerySet
from articles.pages.lists import by_year
from articles.pages.periods import weeks_of
from articles.pages.places import EDITION


@dataclass(frozen=True, slots=True)
class CalendarDay:
    day: date
    count: int


@dataclass(frozen=True, slots=True)
class ArchiveMonth:
    """One month of an edition by weeks (None: days of other months), and the nearest months with articles."""

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
    """The calendar of the month that starts on `month`. Two queries."""
    weeks = weeks_of(month)
    counts = of_days([day for week in weeks for day in week if day], language=edition)
    return ArchiveMonth(
        month=month,
        weeks=[[CalendarDay(day, counts.get(day, 0)) if day else None for day in week] for week in weeks],
        months=EDITION.counted().numbers(edition).months,
    )


def newest_month(*, edition: str) -> date | None:
    """The first day of the newest article's month; None without articles. One query."""
    newest = _shown(edition).newest_first().values_list("ordered_at", flat=True).first()
    return newest.astimezone(ZONE).date().replace(day=1) if newest else None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest days before and after a day on which something was published."""

    previous: date | None
    next: date | None


def neighbours_of(*, edition: str, day: date) -> Neighbours:
    """The neighbours of a day. Two queries, each of one row of an index."""
    start, end = (datetime.combine(one, time.min, tzinfo=ZONE) for one in (day, day + timedelta(days=1)))
    shown = _shown(edition).values_list("ordered_at", flat=True)
    before = shown.filter(ordered_at__lt=start).order_by("-ordered_at").first()
    after = shown.filter(ordered_at__gte=end).order_by("ordered_at").first()
    return Neighbours(*(moment.astimezone(ZONE).date() if moment else None for moment in (before, after)))


def _shown(edition: str) -> ArticleQuerySet:
    return Article.objects.published().in_language(edition).leads_of_stories()
