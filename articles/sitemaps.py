"""Sitemaps (sitemaps.org) with language versions, and the news sitemap of the last two days.

Django's own framework pages by OFFSET and reads every row for its index; here a part of the articles is a range of
ids, so that each part costs the same however large the site is, and what a part holds never moves to another.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from itertools import chain
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.db.models import F, Max
from django.urls import reverse
from django.utils.feedgenerator import rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from articles.alternates import default_version
from articles.models import Article, ArticleTopic, Category, Document, Source, Topic
from articles.syndication.entries import absolute, legal

# Ids in a part. The protocol allows 50,000; a part of this size is made within a second, versions included.
PART_SIZE = 5_000
NEWS_PERIOD = timedelta(days=2)  # what Google News reads
MOST_NEWS = 1_000  # what a news sitemap may hold
X_DEFAULT_EDITION = "en"
# Pages that every edition has, whatever it holds.
ALWAYS_THERE = (
    "front",
    "topics",
    "sources",
    "about",
    "translations-and-corrections",
    "privacy",
    "accessibility",
)

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
# The news namespace knows Chinese by country.
NEWS_LANGUAGES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}


@dataclass(frozen=True, slots=True)
class Place:
    """A page in a sitemap: its absolute address, when it last changed, its versions by hreflang."""

    address: str
    changed: datetime | None
    alternates: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class News:
    """An article in the news sitemap."""

    address: str
    title: str
    language: str
    published: datetime


# --- What there is -------------------------------------------------------------------------------------------


def index_of_parts() -> list[Place]:
    """The parts that hold anything: one of lists for each edition, then the articles by ranges of ids. One query."""
    lists = [_part("articles:sitemap-lists", edition=code) for code, _name in settings.LANGUAGES]
    parts = (
        Article.objects.published()
        .order_by()
        .values(part=F("pk") / PART_SIZE)
        .annotate(arrived=Max("arrived_at"), updated=Max("updated_at"))
        .order_by("part")
    )
    return [Place(address, None) for address in lists] + [
        Place(
            _part("articles:sitemap-articles", part=row["part"]),
            max(filter(None, (row["arrived"], row["updated"]))),
        )
        for row in parts
    ]


def article_pages(part: int) -> list[Place]:
    """The published articles with ids from `part` × `PART_SIZE`, each with its story's versions. Two queries."""
    columns = (
        "pk",
        "story_id",
        "is_lead",
        "language",
        "title",
        "address_key",
        "origin_key",
        "machine_translated",
        "published_at",
        "updated_at",
        "arrived_at",
    )
    published = Article.objects.published().only(*columns)
    articles = list(published.filter(pk__gte=part * PART_SIZE, pk__lt=(part + 1) * PART_SIZE).order_by("pk"))
    leads: dict[int, list[Article]] = defaultdict(list)
    for lead in published.leads_of_stories().filter(story_id__in={article.story_id for article in articles}):
        leads[lead.story_id].append(lead)
    every = chain(articles, *leads.values())
    # Each address is made once: making them is most of the work.
    addresses = {pk: absolute(one.get_absolute_url()) for pk, one in {one.pk: one for one in every}.items()}
    return [_article_place(article, leads[article.story_id], addresses) for article in articles]


def _article_place(article: Article, leads: Iterable[Article], addresses: Mapping[int, str]) -> Place:
    """The same versions that the article's own page names."""
    versions = [article, *(lead for lead in leads if lead.language != article.language)]
    address = addresses[article.pk]
    changed = max(filter(None, (article.arrived_at, article.updated_at)))
    if len(versions) == 1:
        return Place(address, changed)
    versions.sort(key=lambda version: version.language)
    alternates = [(version.language, addresses[version.pk]) for version in versions]
    return Place(address, changed, (*alternates, ("x-default", addresses[default_version(versions).pk])))


def list_pages(edition: str) -> list[Place]:
    """The lists of an edition that hold an article: front page, categories, topics, sources, documents."""
    codes = [code for code, _name in settings.LANGUAGES]
    places = [
        _list_place(edition, {code: reverse(f"articles:{name}", args=[code]) for code in codes})
        for name in ALWAYS_THERE
    ]
    links = ArticleTopic.objects.filter(excluded=False, article__state=Article.State.PUBLISHED)
    published = Article.objects.published().order_by()
    for model, pairs in (
        (Category, published.values_list("category_id", "language")),
        (Topic, links.values_list("topic_id", "article__language")),
        (Source, published.values_list("source_id", "language")),
        (Document, published.values_list("documents", "language")),
    ):
        languages: dict[int, set[str]] = defaultdict(set)
        for pk, language in pairs.distinct():
            languages[pk].add(language)
        here = [pk for pk, tags in languages.items() if pk and edition in tags]
        for thing in model.objects.filter(pk__in=here).order_by("pk"):
            addresses = {code: thing.get_absolute_url(code) for code in codes if code in languages[thing.pk]}
            places.append(_list_place(edition, addresses))
    return places[:PART_SIZE]


def _list_place(edition: str, addresses: dict[str, str]) -> Place:
    """The same versions, in the same order, that the page itself names."""
    alternates = [(code, absolute(address)) for code, address in addresses.items()]
    if addresses[edition] == reverse("articles:front", args=[edition]):
        # The root leads everyone to the edition that the browser asks for.
        alternates.append(("x-default", absolute(reverse("articles:root"))))
    elif X_DEFAULT_EDITION in addresses:
        alternates.append(("x-default", absolute(addresses[X_DEFAULT_EDITION])))
    return Place(absolute(addresses[edition]), None, tuple(alternates))


def news(*, now: datetime) -> list[News]:
    """What was published in the two days before `now`, newest first: each story once a language. One query."""
    recent = (
        Article.objects.published()
        .leads_of_stories()
        .filter(published_at__gt=now - NEWS_PERIOD, published_at__lte=now)
        .only("pk", "language", "title", "published_at")
        .order_by("-published_at", "-pk")[:MOST_NEWS]
    )
    return [
        News(absolute(article.get_absolute_url()), article.title, article.language, article.published_at)
        for article in recent
        if article.published_at
    ]


def _part(name: str, **parameters: object) -> str:
    return absolute(reverse(name, kwargs=parameters))


# --- How it is written ---------------------------------------------------------------------------------------


def write_index(parts: Iterable[Place]) -> str:
    """A sitemap index."""
    out, xml = _start("sitemapindex", {"xmlns": SITEMAP})
    for part in parts:
        xml.startElement("sitemap", AttributesImpl({}))
        _write_place(xml, part)
        xml.endElement("sitemap")
    return _end(out, xml, "sitemapindex")


def write_pages(places: Iterable[Place]) -> str:
    """A part of a sitemap, with `xhtml:link` elements for language versions."""
    out, xml = _start("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for place in places:
        xml.startElement("url", AttributesImpl({}))
        _write_place(xml, place)
        for tag, address in place.alternates:
            xml.addQuickElement("xhtml:link", None, {"rel": "alternate", "hreflang": tag, "href": address})
        xml.endElement("url")
    return _end(out, xml, "urlset")


def write_news(articles: Iterable[News], *, publication: str) -> str:
    """A news sitemap (developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap)."""
    out, xml = _start("urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS})
    for article in articles:
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", article.address)
        xml.startElement("news:news", AttributesImpl({}))
        xml.startElement("news:publication", AttributesImpl({}))
        xml.addQuickElement("news:name", publication)
        language = NEWS_LANGUAGES.get(article.language, article.language.partition("-")[0])
        xml.addQuickElement("news:language", language)
        xml.endElement("news:publication")
        xml.addQuickElement("news:publication_date", rfc3339_date(article.published))
        xml.addQuickElement("news:title", legal(article.title))
        xml.endElement("news:news")
        xml.endElement("url")
    return _end(out, xml, "urlset")


def _start(root: str, attributes: dict[str, str]) -> tuple[StringIO, SimplerXMLGenerator]:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement(root, AttributesImpl(attributes))
    return out, xml


def _end(out: StringIO, xml: SimplerXMLGenerator, root: str) -> str:
    xml.endElement(root)
    xml.endDocument()
    return out.getvalue()


def _write_place(xml: SimplerXMLGenerator, place: Place) -> None:
    xml.addQuickElement("loc", place.address)
    if place.changed:
        xml.addQuickElement("lastmod", rfc3339_date(place.changed.replace(microsecond=0)))
