"""Pages that list articles, in a fixed number of queries of which none grows with the list."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from articles.collation import collation
from articles.kept.counts import Numbers, SourceChoice, article_count, own_and_carried
from articles.models import Article, Citation, Document, ListCount, Source, Topic
from articles.models.annotated import annotated
from articles.models.kept import ALL_TIME, EVERY_SOURCE
from articles.pages.cards import cards
from articles.pages.elsewhere import only_elsewhere
from articles.pages.filters import Filters
from articles.pages.paging import Page, PagePlaces
from articles.pages.places import ArticleList, Place, Places, moments_of
from articles.pages.values import Card

SECTION_PAGE_SIZE = 20
MOST_SOURCES = 200  # in the choice of sources


# --- One list -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """The number of a list's articles in one language."""

    language: str
    count: int


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A list of articles in one edition: the articles, those only in other languages, and the filters.

    `languages`, `sources` and `months` (by first day) are the choices; `filters` holds the chosen values, and
    `chosen` the id of the source among them. `language` is the one shown.
    """

    page: Page
    elsewhere: list[Card]
    language: str
    languages: list[LanguageCount]
    sources: list[SourceChoice]
    months: Mapping[date, int]
    filters: Filters
    chosen: int | None

    @property
    def other_languages(self) -> list[LanguageCount]:
        return [one for one in self.languages if one.language != self.language]

    @property
    def source(self) -> SourceChoice | None:
        """The source that the list is narrowed to, if it has articles in this language."""
        return next((one for one in self.sources if one.slug == self.filters.source), None)

    @property
    def years(self) -> list[tuple[date, int, list[tuple[date, int]]]]:
        """Newest first: each year with its number of articles, and its months with theirs."""
        return by_year(self.months)

    @property
    def choices(self) -> int:
        """The number of filters that the form offers. None if only languages could be chosen: they are links."""
        others = sum(len(one) > 1 for one in (self.sources, self.months))
        return others + (len(self.languages) > 1) if others else 0


def section_page(*, listing: ArticleList, edition: str, filters: Filters) -> SectionPage:
    """The list for readers of one edition, newest first. At most four queries.

    Stories without a version in the edition's language are listed apart, on the first page only.
    """
    language = filters.language or edition
    numbers = _numbers(listing, filters, language)
    source = _chosen(filters, numbers.sources)
    found = PagePlaces.of(
        _places(listing, filters, source, language),
        size=SECTION_PAGE_SIZE,
        before=filters.before,
        after=filters.after,
        keep=filters.kept,
        beside=None if filters else only_elsewhere(listing, edition=edition),
    )
    shown = cards(place.pk for place in (*found.places, *found.beside))
    return SectionPage(
        page=Page.of(found, shown),
        elsewhere=[shown[place.pk] for place in found.beside if place.pk in shown],
        language=language,
        languages=[LanguageCount(*one) for one in numbers.languages.items()],
        sources=numbers.sources,
        months=numbers.months,
        filters=filters,
        chosen=source,
    )


def listed(listing: ArticleList, *, edition: str, filters: Filters, most: int) -> list[Place]:
    """The newest `most` places of a list in its language, filtered, or the next after the place that the filters name
    (`before`). One query, two where they name a source.
    """
    places = _places(listing, filters, _chosen(filters, ()), filters.language or edition)
    (newest,) = places.newest(most, older_than=Place.read(filters.before)).read()
    return newest[:most]


def _chosen(filters: Filters, sources: Iterable[SourceChoice]) -> int | None:
    """The id of the source of the filters, which is likely one of `sources`."""
    if not filters.source:
        return None
    likely = next((one.pk for one in sources if one.slug == filters.source), None)
    return likely or Source.objects.filter(slug=filters.source).values_list("pk", flat=True).first()


def _numbers(listing: ArticleList, filters: Filters, language: str) -> Numbers:
    """The numbers of the chosen source and period."""
    period = filters.within
    found = listing.counted().numbers(
        language,
        within=(period.first, period.end) if period else None,
        source=filters.source,
        most_sources=MOST_SOURCES,
    )
    return replace(found, languages={}) if filters.period and not period else found


def _places(listing: ArticleList, filters: Filters, source: int | None, language: str) -> Places:
    """The places in a language, of the chosen source and period."""
    places = listing.places().filter(language=language.lower())
    period = filters.within
    if (filters.source and source is None) or (filters.period and not period):
        return places.none()
    # Of one source all articles, else one per story: its lead may be from another source.
    places = places.filter(source_id=source) if source else places.filter(is_lead=True)
    return places.between(period.first, period.end) if period else places


def by_year(months: Mapping[date, int]) -> list[tuple[date, int, list[tuple[date, int]]]]:
    """Months with their counts by year, newest first; each year with its sum."""
    years: dict[int, list[tuple[date, int]]] = {}
    for month in sorted(months, reverse=True):
        years.setdefault(month.year, []).append((month, months[month]))
    return [(date(year, 1, 1), sum(count for _month, count in rows), rows) for year, rows in years.items()]


# --- What heads a list --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RelatedTopics:
    """The wider topic of a topic, and its narrower ones; with their names."""

    wider: Topic | None
    parts: list[Topic]


def related_topics(topic: Topic) -> RelatedTopics:
    """The topics related to a topic. Two queries."""
    near = list(Topic.objects.filter(Q(pk=topic.part_of_id) | Q(part_of=topic)).prefetch_related("names"))
    return RelatedTopics(
        wider=next((one for one in near if one.pk == topic.part_of_id), None),
        parts=[one for one in near if one.part_of_id == topic.pk],
    )


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """The articles of a source: number of its own, number carried from others, since when, in which
    languages.
    """

    own: int
    carried: int
    since: datetime | None
    languages: list[str]


def source_facts(source: Source) -> SourceFacts:
    """The facts of a source in all editions, languages by number of articles. Two queries."""
    numbers = own_and_carried(source.pk)
    published = Article.objects.published().order_by("arrived_at").values_list("arrived_at", flat=True)
    first = published.filter(source=source)[:1].union(published.filter(carrier=source)[:1], all=True)
    return SourceFacts(
        own=sum(own for own, _carried in numbers.values()),
        carried=sum(carried for _own, carried in numbers.values()),
        since=min(first, default=None),
        languages=sorted(numbers, key=lambda one: (-numbers[one][0], -numbers[one][1], one)),
    )


@dataclass(frozen=True, slots=True)
class CitingLanguage:
    """The articles in one language that cite a document, of those that a list shows: number, first and latest."""

    language: str
    count: int
    first: datetime
    latest: datetime


def citing_languages(document: Document, section: SectionPage) -> list[CitingLanguage]:
    """The languages of a document's list, each with its first and latest article. One query, of two rows of an
    index for each.
    """
    of_language = Citation.objects.filter(document=document, is_listed=True, language=OuterRef("language"))
    of_language = (
        of_language.filter(source_id=section.chosen) if section.chosen else of_language.filter(is_lead=True)
    )
    if period := section.filters.within:
        start, stop = moments_of(period.first, period.end)
        of_language = of_language.filter(ordered_at__gte=start, ordered_at__lt=stop)
    times = of_language.values("ordered_at")
    rows = (
        ListCount.objects.filter(
            kind=ListCount.Kind.DOCUMENT, key=document.pk, source_id=EVERY_SOURCE, period=ALL_TIME
        )
        .values_list("language")
        .distinct()
        .annotate(
            first=Subquery(times.order_by("ordered_at")[:1]),
            latest=Subquery(times.order_by("-ordered_at", "-article_id")[:1]),
        )
    )
    spans = {language: (first, latest) for language, first, latest in rows if first and latest}
    return [
        CitingLanguage(one.language, one.count, *spans[one.language])
        for one in section.languages
        if one.language in spans
    ]


MOST_FORMS = 6  # shown forms in which a document is cited
FORMS_OF = 500  # the newest citations, among which forms are counted


def forms_of_citing(document: Document) -> list[tuple[str, str]]:
    """The words that articles use for a document, as (language, words), most frequent first among its newest
    citations. One query.
    """
    newest = document.citations.filter(is_listed=True).order_by("-ordered_at", "-article_id")
    counts = Counter(newest.values_list("language", "cited_as")[:FORMS_OF])
    ranked = sorted(counts, key=lambda form: (-counts[form], form))
    # The same words in two languages, such as the bare number, count as one form.
    forms: dict[str, str] = {}
    for language, words in ranked:
        if words not in ("", document.number):
            forms.setdefault(words, language or "")
    return [(language, words) for words, language in forms.items()][:MOST_FORMS]


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """The sources of one kind, each with `article_count` in an edition, those without articles apart."""

    kind: Source.Kind
    active: list[Source]
    silent: list[Source]

    @property
    def count(self) -> int:
        return len(self.active) + len(self.silent)


def source_groups(*, edition: str) -> list[SourceGroup]:
    """All sources by kind in the order of `Source.Kind`, within a kind by number of articles, then by the edition's alphabet.
    One query.
    """
    groups = {kind.value: SourceGroup(kind, [], []) for kind in Source.Kind}
    own = article_count(ListCount.Kind.SOURCE, language=edition, source=OuterRef("pk"))
    order = collation(edition)
    sources = Source.objects.annotate(article_count=own).order_by("name")
    for source in sorted(sources, key=lambda one: (-annotated(one, "article_count"), order(one.name))):
        group = groups.get(source.kind, groups[Source.Kind.UNKNOWN])
        (group.active if annotated(source, "article_count") else group.silent).append(source)
    return [group for group in groups.values() if group.count]


def topics_with_counts(*, edition: str) -> "QuerySet[Topic]":
    """All topics, each with `article_count` in an edition. Two queries."""
    number = article_count(ListCount.Kind.TOPIC, language=edition)
    return Topic.objects.annotate(article_count=number).prefetch_related("names")
