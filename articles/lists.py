"""What the pages that list articles show, in a number of queries that does not grow with content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncMonth

from articles.filters import Filters
from articles.models import Article, Author, Category, Document, Source, Topic
from articles.models.article import ArticleQuerySet
from articles.pages import FRONT_ELSEWHERE, only_elsewhere
from articles.paging import Page

SECTION_PAGE_SIZE = 20
MOST_SOURCES = 200  # in the choice of sources; a longer one nobody reads to its end
ZONE = ZoneInfo(settings.READER_TIME_ZONE)


# --- One list ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """How much of a list is in one language: articles, and when the first and the latest were published."""

    language: str
    count: int
    first: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A list of articles in one edition: the page of it, what exists only in other languages, what narrows it.

    `languages`, `sources` and `months` (by their first day) are the choices; those that are chosen stand in
    `filters`. `language` is the one that is shown.
    """

    page: Page
    elsewhere: list[Article]
    language: str
    languages: list[LanguageCount]
    sources: list[Source]
    months: Mapping[date, int]
    filters: Filters

    @property
    def other_languages(self) -> list[LanguageCount]:
        return [one for one in self.languages if one.language != self.language]

    @property
    def source(self) -> Source | None:
        """The source to which the list is narrowed, where it has articles in this language."""
        return next((one for one in self.sources if one.slug == self.filters.source), None)

    @property
    def years(self) -> list[tuple[date, int, list[tuple[date, int]]]]:
        """The newest first: each year with its number of articles, and its months with theirs."""
        return by_year(self.months)

    @property
    def choices(self) -> int:
        """How many kinds of filters a form offers. None where only languages could be chosen: links offer these."""
        others = sum(len(one) > 1 for one in (self.sources, self.months))
        return others + (len(self.languages) > 1) if others else 0


def section_page(
    *, articles: ArticleQuerySet, edition: str, filters: Filters, by_period: bool = True
) -> SectionPage:
    """The list of `articles` as the readers of one edition see it, newest first. At most eight queries.

    Stories that do not exist in the edition's language are offered apart, on the first page only. Without `by_period`
    the list knows no months: that of a day.
    """
    language = filters.language or edition
    published = articles.published()
    here = published.in_language(language)
    counts = _counts(_of_source(published, filters))
    page = Page.of(
        _narrowed(here, filters).for_cards(),
        size=SECTION_PAGE_SIZE,
        before=filters.before,
        after=filters.after,
        keep=filters.kept,
    )
    elsewhere = []
    if page.is_first and not filters:
        elsewhere = list(only_elsewhere(published, edition=edition)[:FRONT_ELSEWHERE])
    named = Source.objects.filter(pk__in=here.order_by().values("source_id").distinct()).order_by("name")
    return SectionPage(
        page=page,
        elsewhere=elsewhere,
        language=language,
        languages=_languages(counts, filters),
        sources=list(named[:MOST_SOURCES]),
        months={row.month: row.count for row in counts if row.language == language} if by_period else {},
        filters=filters,
    )


def listed(articles: ArticleQuerySet, *, edition: str, filters: Filters) -> ArticleQuerySet:
    """What a list shows first: published, in its language, narrowed."""
    return _narrowed(articles.published().in_language(filters.language or edition), filters)


def _narrowed(articles: ArticleQuerySet, filters: Filters) -> ArticleQuerySet:
    """Those of the source and the period that were chosen."""
    found = _of_source(articles, filters)
    if not filters.period:
        return found
    period = filters.within
    return between(found, period.first, period.end) if period else found.none()


def _of_source(articles: ArticleQuerySet, filters: Filters) -> ArticleQuerySet:
    """Of one source all, else each story once: it may be another source's article that stands for the story."""
    return articles.filter(source__slug=filters.source) if filters.source else articles.leads_of_stories()


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many articles of one language were published in a month, given by its first day; the first and the latest."""

    language: str
    month: date
    count: int
    first: datetime
    latest: datetime


def _counts(articles: ArticleQuerySet) -> list[MonthCount]:
    """`articles` by language and month, the newest month first. One query gives the choices of both: what costs is
    reading the articles of a long list, not the few rows that come of it."""
    rows = (
        articles.order_by()
        .values("language", month=TruncMonth("ordered_at", tzinfo=ZONE))
        .annotate(count=Count("pk"), first=Min("ordered_at"), latest=Max("ordered_at"))
        .order_by("-month", "language")
    )
    return [MonthCount(**{**row, "month": row["month"].date()}) for row in rows]


def _languages(counts: list[MonthCount], filters: Filters) -> list[LanguageCount]:
    """The languages of a list within its period, that of most articles first."""
    period = filters.within
    of_language: dict[str, list[MonthCount]] = {}
    for row in counts:
        if period.holds(row.month) if period else not filters.period:
            of_language.setdefault(row.language, []).append(row)
    languages = [
        LanguageCount(
            language,
            sum(row.count for row in rows),
            min(row.first for row in rows),
            max(row.latest for row in rows),
        )
        for language, rows in of_language.items()
    ]
    return sorted(languages, key=lambda one: (-one.count, one.language))


def months_of(articles: ArticleQuerySet) -> dict[date, int]:
    """How many of `articles` were published in each month, by its first day, the newest first. One query."""
    rows = (
        articles.order_by()
        .values(month=TruncMonth("ordered_at", tzinfo=ZONE))
        .annotate(count=Count("pk"))
        .order_by("-month")
    )
    return {row["month"].date(): row["count"] for row in rows}


def by_year(months: Mapping[date, int]) -> list[tuple[date, int, list[tuple[date, int]]]]:
    """Months with their counts, year by year, the newest first; each year with the sum of its months."""
    years: dict[int, list[tuple[date, int]]] = {}
    for month in sorted(months, reverse=True):
        years.setdefault(month.year, []).append((month, months[month]))
    return [(date(year, 1, 1), sum(count for _month, count in rows), rows) for year, rows in years.items()]


def between(articles: ArticleQuerySet, first: date, end: date) -> ArticleQuerySet:
    """What was published from the day `first` on and before the day `end`, in the readers' time zone."""
    start, stop = (datetime.combine(day, time.min, tzinfo=ZONE) for day in (first, end))
    return articles.filter(ordered_at__gte=start, ordered_at__lt=stop)


# --- What is listed ------------------------------------------------------------------------------------------


def articles_of_category(category: Category) -> ArticleQuerySet:
    return Article.objects.filter(category=category)


def articles_of_topic(topic: Topic) -> ArticleQuerySet:
    return Article.objects.on_topic(topic)


def articles_of_source(source: Source) -> ArticleQuerySet:
    """What the source published, and what it carries of others."""
    return Article.objects.filter(Q(source=source) | Q(carrier=source))


def articles_of_author(author: Author) -> ArticleQuerySet:
    return Article.objects.filter(author=author)


def articles_citing(document: Document) -> ArticleQuerySet:
    return Article.objects.filter(pk__in=document.citations.values("article_id"))


def articles_of_day(day: date) -> ArticleQuerySet:
    """What was published on a day of the readers' time zone."""
    return between(Article.objects.all(), day, day + timedelta(days=1))


# --- What heads a list ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RelatedTopics:
    """The topic that a topic is part of, and those that are parts of it; with their names."""

    wider: Topic | None
    parts: list[Topic]


def related_topics(topic: Topic) -> RelatedTopics:
    """Where to go on from a topic. Two queries."""
    near = list(Topic.objects.filter(Q(pk=topic.part_of_id) | Q(part_of=topic)).prefetch_related("names"))
    return RelatedTopics(
        wider=next((one for one in near if one.pk == topic.part_of_id), None),
        parts=[one for one in near if one.part_of_id == topic.pk],
    )


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the site has of a source: articles that it published itself, articles of others that stand there, since
    when, in which languages."""

    own: int
    carried: int
    since: datetime | None
    languages: list[str]


def source_facts(source: Source) -> SourceFacts:
    """The facts of a source, all editions together, that of most articles first among the languages. One query."""
    rows = list(
        articles_of_source(source)
        .published()
        .order_by()
        .values("language")
        .annotate(
            own=Count("pk", filter=Q(source=source)),
            carried=Count("pk", filter=~Q(source=source)),
            since=Min("arrived_at"),
        )
        .order_by("-own", "-carried", "language")
    )
    return SourceFacts(
        own=sum(row["own"] for row in rows),
        carried=sum(row["carried"] for row in rows),
        since=min((row["since"] for row in rows), default=None),
        languages=[row["language"] for row in rows],
    )


MOST_FORMS = 6  # names under which a document is cited that are shown


def forms_of_citing(document: Document) -> list[tuple[str, str]]:
    """How articles write of a document, as (language, words), the most used first. One query."""
    rows = (
        document.citations.filter(article__state=Article.State.PUBLISHED)
        .exclude(cited_as__in=("", document.number))
        .order_by()
        .values_list("article__language", "cited_as")
        .annotate(count=Count("pk"))
        .order_by("-count", "article__language", "cited_as")
    )
    # The same words in two languages, such as the bare number, are one form.
    forms: dict[str, str] = {}
    for language, words, _count in rows[: MOST_FORMS * 2]:
        forms.setdefault(words, language)
    return [(language, words) for words, language in forms.items()][:MOST_FORMS]


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """The sources of one kind, each with `article_count` in an edition, split by whether it has any."""

    kind: Source.Kind
    active: list[Source]
    silent: list[Source]

    @property
    def count(self) -> int:
        return len(self.active) + len(self.silent)


def source_groups(*, edition: str) -> list[SourceGroup]:
    """All sources by what they are, in the order of `Source.Kind`; within a kind that of most articles first.
    One query."""
    here = Q(articles__state=Article.State.PUBLISHED, articles__language=edition)
    groups = {kind.value: SourceGroup(kind, [], []) for kind in Source.Kind}
    counted = Source.objects.annotate(article_count=Count("articles", filter=here))
    for source in counted.order_by("-article_count", "name"):
        group = groups.get(source.kind, groups[Source.Kind.UNKNOWN])
        (group.active if source.article_count else group.silent).append(source)
    return [group for group in groups.values() if group.count]
