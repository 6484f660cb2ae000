"""The front page of an edition, in a fixed number of queries. Each story stands on it once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from articles.dependence import holds_until
from articles.kept.counts import of_topics_since
from articles.languages import SECOND_LANGUAGES
from articles.models import Article, Document, DocumentTerm, Feature, Picture
from articles.models.article import ZONE
from articles.models.feature import in_readers_order
from articles.pages import names
from articles.pages.cards import cards
from articles.pages.elsewhere import in_language_only, only_elsewhere
from articles.pages.places import EDITION, Place
from articles.pages.values import Card, Heading, ShownPicture

FRONT_CANDIDATES = 40  # newest articles of which the page is composed
FRONT_SECONDS = 3  # items under the lead
FRONT_LATEST = 8
FEW_LATEST = 4  # with fewer, stories in a second language stand there too
FRONT_BESIDE = 5
FRONT_PER_CATEGORY = 5
FRONT_RANKED = 5  # most read, most discussed
FRONT_TOPICS = 8
FRONT_DOCUMENTS = 4
LEAD_AMONG = 8  # the lead is the newest of so many that has a picture
# A story told in so many languages is shown in all of them, in at most so many headlines.
MANY_LANGUAGES = 4
MANY_SHOWN = 6
# One topic or one document alone is no list.
FEWEST_TOPICS = 2
TOPICS_DAYS = 7
READ_PERIOD = timedelta(days=2)
# "Most discussed" counts back from the newest article, so that a quiet site is not empty.
DISCUSSED_PERIOD = timedelta(days=30)
UNKNOWN = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Placed:
    """An article in a slot of the front page, with an editor's headline, lead and picture if set."""

    article: Card
    headline: str = ""
    lead: str = ""
    is_breaking: bool = False
    picture: ShownPicture | None = None


@dataclass(frozen=True, slots=True)
class CategoryBlock:
    category: Heading
    articles: list[Card]

    @property
    def with_picture_first(self) -> list[Card]:
        """The articles with the newest that has a picture before the others."""
        first = next((one for one in self.articles if one.lead_picture), self.articles[0])
        return [first, *(one for one in self.articles if one is not first)]


@dataclass(frozen=True, slots=True)
class ManyLanguages:
    """One story in several languages: its article in the edition's, and versions in others."""

    article: Card
    versions: list[Article]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """`categories` stand one below the other, `short_categories`, of one or two articles each, beside each other.
    `second`, and `beside` where the latest are few, are stories that the edition lacks, in the language that its
    readers are likeliest to read, if it has few of its own."""

    lead: Placed | None
    seconds: list[Placed]
    latest: list[Card]
    many: ManyLanguages | None
    read: list[Card]
    discussed: list[Card]
    categories: list[CategoryBlock]
    short_categories: list[CategoryBlock]
    topics: list[Heading]
    documents: list[Document]
    second_language: str
    beside: list[Card]
    second: list[Card]
    elsewhere: list[Card]


@dataclass(slots=True)
class _Composition:
    """The stories that stand on the page already, and what is left of the newest."""

    left: list[Card]
    shown: set[int] = field(default_factory=set)

    def show(self, article: Card) -> Card:
        self.shown.add(article.story_id)
        return article

    def take(self, number: int, among: Iterable[Card] | None = None) -> list[Card]:
        """The first of the newest, or of some of them, whose stories are not shown yet."""
        taken: list[Card] = []
        for article in self.left if among is None else list(among):
            if len(taken) < number and article.story_id not in self.shown:
                taken.append(self.show(article))
        return taken


def front_page(*, edition: str, now: datetime) -> FrontPage:
    """The front page of one edition: what editors placed, filled up with the newest articles."""
    # What was read most is counted by hours.
    holds_until(now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
    features, wanted = _planned(edition, now)
    leads = Article.objects.published().in_language(edition).leads_of_stories()
    newest_ids = list(leads.newest_first().values_list("pk", flat=True)[:FRONT_CANDIDATES])
    found = cards([*wanted.values(), *newest_ids])
    placed = _placed(features, wanted, found, edition=edition, now=now)
    newest = sorted((found[pk] for pk in newest_ids if pk in found), key=_dated_at, reverse=True)
    page = _Composition(newest)
    lead, seconds = _top(page, placed)
    many = _many_languages(page)
    latest = page.take(FRONT_LATEST)
    since = max((one.ordered_at for one in newest), default=now)
    read, discussed = _ranked(edition, page.shown, now - READ_PERIOD, since - DISCUSSED_PERIOD)
    page.shown.update(story for _pk, story in (*read, *discussed))
    in_categories = _newest_of_categories(edition, page.shown)
    elsewhere, second = _of_other_languages(edition, is_sparse=len(newest) < FRONT_CANDIDATES)
    found = cards(
        [
            *(pk for pk, _story in (*read, *discussed)),
            *in_categories,
            *(one.pk for one in (*elsewhere, *second)),
        ]
    )
    beside = FRONT_BESIDE if lead and len(latest) < FEW_LATEST else 0
    of_second = page.take(len(second), [found[one.pk] for one in second if one.pk in found])
    of_elsewhere = page.take(len(elsewhere), [found[one.pk] for one in elsewhere if one.pk in found])
    blocks, short = _category_blocks(found[pk] for pk in in_categories if pk in found)
    return FrontPage(
        lead=lead,
        seconds=seconds,
        latest=latest,
        many=many,
        read=[found[pk] for pk, _story in read if pk in found],
        discussed=[found[pk] for pk, _story in discussed if pk in found],
        categories=blocks,
        short_categories=short,
        topics=_topics_since(edition, now),
        documents=_documents_of(newest),
        second_language=SECOND_LANGUAGES.get(edition, ""),
        beside=of_second[:beside],
        second=_whole_rows(of_second[beside:]),
        elsewhere=_whole_rows(of_elsewhere),
    )


def _whole_rows(articles: list[Card]) -> list[Card]:
    """Of five articles four: in rows of two, three or four no place stays empty."""
    return articles[:4] if len(articles) == 5 else articles[:6]


def _top(page: _Composition, placed: dict[str, list[Placed]]) -> tuple[Placed | None, list[Placed]]:
    """The lead and what stands under it: what editors placed there, then the newest that may stand on top."""
    of_lead, of_second = placed[Feature.Slot.LEAD], placed[Feature.Slot.SECOND]
    page.shown.update(one.article.story_id for one in (*of_lead, *of_second))
    fit = [article for article in page.left if _may_stand_on_top(article)]
    if of_lead:
        lead: Placed | None = of_lead[0]
    else:
        fresh = [one for one in fit if one.story_id not in page.shown]
        best = next((one for one in fresh[:LEAD_AMONG] if one.lead_picture), fresh[0] if fresh else None)
        lead = Placed(page.show(best)) if best else None
    seconds = [*of_lead[1:], *of_second][:FRONT_SECONDS]
    if lead:
        seconds += [Placed(one) for one in page.take(FRONT_SECONDS - len(seconds), fit)]
    return lead, seconds


def _may_stand_on_top(article: Card) -> bool:
    """Whether its day is known and its headline is whole and its own."""
    is_cut = article.title.rstrip().endswith(("…", "..."))
    return _dated_at(article)[0] > UNKNOWN and not article.title_derived and not is_cut


def _dated_at(article: Card) -> tuple[datetime, int]:
    return article.published_at or article.known_since or UNKNOWN, article.pk


def _planned(edition: str, now: datetime) -> tuple[list[Feature], dict[int, int]]:
    """The features that run in an edition, in readers' order, and the article that shows each, by the feature's id: the
    one that was placed, or the version of the story in this language. One query, and one where stories are placed."""
    planned = list(Feature.objects.in_edition(edition).not_over(now).order_by("pk"))
    for feature in planned:
        for moment in (feature.starts_at, feature.ends_at, feature.breaking_until):
            if moment and moment > now:
                holds_until(moment)
    running = [feature for feature in planned if feature.starts_at <= now]
    features = in_readers_order(running, edition=edition, now=now)
    stories = [feature.story_id for feature in features if feature.story_id and not feature.article_id]
    versions: dict[int, int] = {}
    if stories:
        leads = Article.objects.published().filter(story_id__in=stories, language=edition, is_lead=True)
        versions = dict(leads.order_by().values_list("story_id", "pk"))
    shown = {one.pk: one.article_id or versions.get(one.story_id or 0) for one in features}
    return features, {feature: article for feature, article in shown.items() if article}


def _placed(
    features: Iterable[Feature],
    wanted: Mapping[int, int],
    found: Mapping[int, Card],
    *,
    edition: str,
    now: datetime,
) -> dict[str, list[Placed]]:
    """What stands in each slot, of each story the first; `wanted` names the article of each feature, of which those that
    are published are in `found`. One query if a feature has a picture of its own."""
    features = list(features)
    pictures = own_pictures(features, edition)
    slots: dict[str, list[Placed]] = {slot: [] for slot in Feature.Slot.values}
    seen: set[int] = set()
    for feature in features:
        article = found.get(wanted.get(feature.pk, 0))
        if article and article.story_id not in seen:
            seen.add(article.story_id)
            words = feature.words_in(edition)
            picture = pictures.get(words.picture or 0)
            slots[feature.slot].append(
                Placed(
                    article,
                    words.headline,
                    words.lead,
                    feature.is_breaking(now),
                    ShownPicture.of(picture) if picture else None,
                )
            )
    return slots


def own_pictures(features: Sequence[Feature], edition: str) -> dict[int, Picture]:
    """The pictures that features show in an edition instead of their articles' own, by id; of sources that allow
    pictures. One query if there are any."""
    ids = [one.words_in(edition).picture for one in features]
    if not any(ids):
        return {}
    wanted = Picture.objects.filter(
        pk__in=[pk for pk in ids if pk],
        article__source__pictures_allowed=True,
        article__state=Article.State.PUBLISHED,
    )
    return {picture.pk: picture for picture in wanted if picture.is_shown}


def _many_languages(page: _Composition) -> ManyLanguages | None:
    """The newest story that is told in many languages and not shown yet. One query if there is one."""
    for article in page.left:
        if article.story_id not in page.shown and article.story_languages >= MANY_LANGUAGES:
            page.show(article)
            others = (
                Article.objects.published()
                .filter(story=article.story_id, is_lead=True)
                .exclude(language=article.language)
            )
            versions = sorted(
                others.only("title", "language", "machine_translated"),
                key=lambda one: (one.machine_translated, _MANY_ORDER.get(one.language, len(_MANY_ORDER))),
            )
            return ManyLanguages(article, versions[: MANY_SHOWN - 1])
    return None


# Scripts that differ at first sight come first.
_MANY_ORDER = {
    code: number
    for number, code in enumerate(
        ("vi", "en", "ar", "zh-hans", "th", "ru", "ja", "km", "ko", "hi", "lo", "fr")
    )
}

_RANKED = """
    (SELECT 'read', lead.id, lead.story_id
    FROM (
        SELECT article.story_id, sum(counted.reads) AS number
        FROM articles_readcount AS counted JOIN articles_article AS article ON article.id = counted.article_id
        WHERE counted.hour >= %(read_since)s AND article.language = %(edition)s AND article.state = 'published'
        GROUP BY article.story_id
    ) AS story
    JOIN articles_article AS lead ON lead.story_id = story.story_id
    WHERE lead.language = %(edition)s AND lead.state = 'published' AND lead.is_lead AND lead.story_id <> ALL (%(shown)s)
    ORDER BY story.number DESC, lead.ordered_at DESC, lead.id DESC LIMIT %(most)s)
    UNION ALL
    (SELECT 'discussed', lead.id, lead.story_id
    FROM (
        SELECT story_id, sum(comment_count) AS number FROM articles_article
        WHERE state = 'published' AND comment_count > 0 AND ordered_at >= %(discussed_since)s
        GROUP BY story_id
    ) AS story
    JOIN articles_article AS lead ON lead.story_id = story.story_id
    WHERE lead.language = %(edition)s AND lead.state = 'published' AND lead.is_lead AND lead.story_id <> ALL (%(shown)s)
    ORDER BY story.number DESC, lead.ordered_at DESC, lead.id DESC LIMIT %(most)s * 2)
"""


def _ranked(
    edition: str, shown: Collection[int], read_since: datetime, discussed_since: datetime
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The ids of the edition's articles, with their stories, that were read most and of the stories with most comments,
    those on all versions counted; none in both. One query."""
    values: dict[str, Any] = {"edition": edition, "shown": list(shown), "most": FRONT_RANKED}
    values |= {"read_since": read_since, "discussed_since": discussed_since}
    lists: dict[str, list[tuple[int, int]]] = {"read": [], "discussed": []}
    with connection.cursor() as cursor:
        cursor.execute(_RANKED, values)
        for name, pk, story in cursor.fetchall():
            lists[name].append((pk, story))
    discussed = [one for one in lists["discussed"] if one not in lists["read"]]
    return lists["read"], discussed[:FRONT_RANKED]


_NEWEST_OF_CATEGORIES = """
    SELECT newest.id
    FROM articles_category AS category, LATERAL (
        SELECT id FROM articles_article
        WHERE category_id = category.id AND language = %s AND state = 'published' AND is_lead AND story_id <> ALL (%s)
        ORDER BY ordered_at DESC, id DESC LIMIT %s
    ) AS newest
"""


def _newest_of_categories(edition: str, shown: Collection[int]) -> list[int]:
    """The ids of the newest articles of each category, without the stories `shown`. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST_OF_CATEGORIES, [edition, list(shown), FRONT_PER_CATEGORY])
        return [pk for (pk,) in cursor.fetchall()]


def _category_blocks(articles: Iterable[Card]) -> tuple[list[CategoryBlock], list[CategoryBlock]]:
    """The articles by category, in the categories' order; apart those of one or two, which share a row."""
    of_category: dict[int | None, list[Card]] = {}
    for article in sorted(articles, key=lambda one: (one.ordered_at, one.pk), reverse=True):
        of_category.setdefault(article.category_id, []).append(article)
    # A category that was made since the names were read stands there as soon as they are read again.
    named = names.categories().by_pk.values()
    ordered = [CategoryBlock(one, of_category[one.pk]) for one in named if one.pk in of_category]
    short = [block for block in ordered if len(block.articles) <= 2]
    if len(short) == 1:
        short = []  # alone it would leave half a row
    return [block for block in ordered if block not in short], short


def _of_other_languages(edition: str, *, is_sparse: bool) -> tuple[list[Place], list[Place]]:
    """What is only in other languages; and, for an edition with little of its own, the newest in the language that most
    of its readers read as well. One query."""
    elsewhere = only_elsewhere(EDITION, edition=edition)
    second_language = SECOND_LANGUAGES.get(edition, "")
    if not (is_sparse and second_language):
        return elsewhere.read()[0], []
    first, second = elsewhere.read(in_language_only(second_language, edition=edition))
    return first, second


def _topics_since(edition: str, now: datetime) -> list[Heading]:
    """The topics of most articles of the last seven days, by kept numbers; none where one alone would stand there. One
    query."""
    first_day = now.astimezone(ZONE).date() - timedelta(days=TOPICS_DAYS - 1)
    counts = of_topics_since(first_day, language=edition)
    topics = sorted(names.topics().of(counts.keys()), key=lambda one: -counts[one.pk])[:FRONT_TOPICS]
    return topics if len(topics) >= FEWEST_TOPICS else []


def _documents_of(articles: Sequence[Card]) -> list[Document]:
    """The documents that the most of some articles cite, by their number; with those of one only if it is the newest.
    Four queries."""
    if not articles:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CITED, [[article.pk for article in articles], FRONT_DOCUMENTS])
        ids = [pk for (pk,) in cursor.fetchall()]
    if len(ids) < FEWEST_TOPICS:
        return []
    found = {one.pk: one for one in Document.objects.filter(pk__in=ids).prefetch_related("names")}
    return DocumentTerm.objects.attach(found[pk] for pk in ids if pk in found)


_CITED = """
    SELECT document_id FROM articles_citation WHERE article_id = ANY (%s)
    GROUP BY document_id ORDER BY count(*) DESC, max(ordered_at) DESC, document_id LIMIT %s
"""
