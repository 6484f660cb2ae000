"""Lists of articles as ranges of indexes: what is at their top or after a place costs the same in a list of any length."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from articles.catalogue.places import Province
from articles.kept.counts import EPOCH, Counted, number_of_day
from articles.models import (
    Article,
    ArticlePlace,
    ArticleTopic,
    Author,
    Category,
    Citation,
    Document,
    ListCount,
    Source,
    Topic,
)
from articles.models.article import ZONE

NOTHING = "SELECT NULL::timestamptz, NULL::bigint WHERE false"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An article's place in a list ordered by time and id, as written in a URL."""

    moment: datetime
    pk: int

    @classmethod
    def read(cls, text: str | None) -> "Place | None":
        """The place in `text`; None if missing or invalid (the list then starts at its top)."""
        parts = (text or "").split("-")
        if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
            return None
        try:
            moment = BEGINNING + timedelta(microseconds=int(parts[0]))
        except OverflowError:
            return None
        return cls(moment, int(parts[1]))

    def __str__(self) -> str:
        return f"{(self.moment - BEGINNING) // timedelta(microseconds=1)}-{self.pk}"


@dataclass(frozen=True, slots=True)
class Range:
    """Rows with the columns `language`, `source_id`, `is_lead` and `ordered_at`; `key` names that of the article."""

    rows: "QuerySet[Any]"
    key: str

    def first(self, number: int, *, older_than: Place | None = None) -> "QuerySet[Any]":
        """The newest places, in their order, or those after a place."""
        rows = self.rows
        if older_than:
            # Two conditions: of an OR an index would be read from its start.
            rows = rows.filter(ordered_at__lte=older_than.moment)
            rows = rows.exclude(**{"ordered_at": older_than.moment, f"{self.key}__gte": older_than.pk})
        return rows.order_by("-ordered_at", f"-{self.key}").values_list("ordered_at", self.key)[:number]

    def last(self, number: int, *, newer_than: Place) -> "QuerySet[Any]":
        """The places before a place, the nearest first."""
        rows = self.rows.filter(ordered_at__gte=newer_than.moment)
        rows = rows.exclude(**{"ordered_at": newer_than.moment, f"{self.key}__lte": newer_than.pk})
        return rows.order_by("ordered_at", self.key).values_list("ordered_at", self.key)[:number]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL that reads the times and ids of articles, and its values."""

    sql: str
    values: Sequence[Any]

    def read(self, *others: "Statement") -> "list[list[Place]]":
        """The places that this statement and others read, each in order, newest first. One query."""
        every = (self, *others)
        sql = " UNION ALL ".join(
            f"SELECT {number}, read.* FROM ({one.sql}) AS read"  # noqa: S608  # values are apart
            for number, one in enumerate(every)
        )
        found: list[list[Place]] = [[] for _one in every]
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for one in every for value in one.values])
            for number, moment, pk in cursor.fetchall():
                found[number].append(Place(moment, pk))
        return [sorted(places, reverse=True) for places in found]


def united(queries: "Iterable[QuerySet[Any]]") -> Statement:
    """All rows of several queries."""
    compiled = [query.query.sql_with_params() for query in queries]
    if len(compiled) == 1:
        return Statement(*compiled[0])
    sql = " UNION ALL ".join(f"({one})" for one, _values in compiled) or NOTHING
    return Statement(sql, [value for _sql, values in compiled for value in values])


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a list, in one range of an index or in several that have none in common."""

    ranges: tuple[Range, ...]

    def filter(self, **conditions: object) -> "Places":
        return Places(tuple(replace(one, rows=one.rows.filter(**conditions)) for one in self.ranges))

    def between(self, first: date, end: date) -> "Places":
        """Those from the day `first` until before the day `end`, in the readers' time zone."""
        start, stop = moments_of(first, end)
        return self.filter(ordered_at__gte=start, ordered_at__lt=stop)

    def none(self) -> "Places":
        return Places(())

    def newest(self, number: int, *, older_than: Place | None = None) -> Statement:
        """Reads the newest places, or the next after a place: `number` of each range."""
        return united(one.first(number, older_than=older_than) for one in self.ranges)

    def nearest(self, number: int, *, newer_than: Place) -> Statement:
        """Reads the next places before a place: `number` of each range."""
        return united(one.last(number, newer_than=newer_than) for one in self.ranges)


@dataclass(frozen=True, slots=True)
class ArticleList:
    """A list of published articles, by what it is a list of: its kept numbers have the same names."""

    kind: ListCount.Kind
    key: int = 0

    @classmethod
    def of(cls, thing: Category | Topic | Source | Author | Document | Province) -> "ArticleList":
        """The articles in a category, on a topic, by an author, citing a document, naming a province; of a source what it
        published, and what it carries from others.
        """
        if isinstance(thing, Province):
            return cls(ListCount.Kind.PLACE, thing.number)
        return cls(_KINDS[type(thing)], thing.pk)

    @classmethod
    def of_day(cls, day: date) -> "ArticleList":
        """The articles whose time lies on a day of the readers' time zone."""
        return cls(ListCount.Kind.DAY, number_of_day(day))

    def counted(self) -> Counted:
        """Its kept numbers."""
        return Counted(self.kind, self.key)

    def places(self) -> Places:
        """The places of all its articles, in all languages."""
        published = Article.objects.published()
        kinds = ListCount.Kind
        if self.kind == kinds.TOPIC:
            return _links(ArticleTopic.objects.filter(topic=self.key, is_listed=True))
        if self.kind == kinds.PLACE:
            return _links(ArticlePlace.objects.filter(province=self.key, is_listed=True))
        if self.kind == kinds.DOCUMENT:
            return _links(Citation.objects.filter(document=self.key, is_listed=True))
        if self.kind == kinds.SOURCE:
            carried = published.filter(carrier=self.key).exclude(source=self.key)
            return _articles(published.filter(source=self.key), carried)
        if self.kind == kinds.CATEGORY:
            return _articles(published.filter(category=self.key))
        if self.kind == kinds.AUTHOR:
            return _articles(published.filter(author=self.key))
        every = _articles(published)
        if self.kind == kinds.DAY:
            day = EPOCH + timedelta(days=self.key)
            return every.between(day, day + timedelta(days=1))
        return every


EDITION = ArticleList(ListCount.Kind.EDITION)
_KINDS: Mapping[type, ListCount.Kind] = {
    Category: ListCount.Kind.CATEGORY,
    Topic: ListCount.Kind.TOPIC,
    Source: ListCount.Kind.SOURCE,
    Author: ListCount.Kind.AUTHOR,
    Document: ListCount.Kind.DOCUMENT,
}


def moments_of(first: date, end: date) -> tuple[datetime, datetime]:
    """When the day `first` begins, and the day `end`, in the readers' time zone."""
    start, stop = (datetime.combine(day, time.min, tzinfo=ZONE) for day in (first, end))
    return start, stop


def _links(rows: "QuerySet[Any]") -> Places:
    return Places((Range(rows, "article_id"),))


def _articles(*rows: "QuerySet[Any]") -> Places:
    return Places(tuple(Range(one, "pk") for one in rows))
