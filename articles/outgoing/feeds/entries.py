"""The content of outgoing feeds, independent of their format."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import Prefetch
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.cutting import cut
from articles.models import Article, ArticleTopic, Category, Picture, Topic
from articles.models.article import ArticleQuerySet
from articles.pages.body import body_of
from articles.pages.values import ShownPicture
from newsroom.middleware import edition_of

FEED_SIZE = 50
SUMMARY_CHARACTERS = 300  # of the text, if an article has no lead
DCTERMS = "http://purl.org/dc/terms/"
# The last change of an empty list: constant, as a moving date would make each response look new.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# Characters that XML 1.0 cannot represent, not even as a reference.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPicture:
    """The file of a picture: absolute URL, media type, pixels, and bytes (None if unknown)."""

    address: str
    media_type: str
    width: int
    height: int
    length: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article in a feed. URLs are absolute; texts hold only characters that XML allows.

    `identity` (a tag URI, RFC 4151) stays when a changed title changes the URL. `summary` and `content` are
    HTML; `content` is empty if the source allows only an excerpt. `plain_summary` is the summary as plain
    text. `source_address` is the publisher's own site, `source_feed` the feed of its articles here (without the
    extension). `original` is the URL of the first publication, empty if unknown. `published` is None if unknown or
    known to the day only; that day is `published_day`. The formats require date-times (RFC 822 in RSS, RFC 3339
    in Atom and JSON Feed), so a day alone goes into an element that allows one.
    """

    identity: str
    address: str
    title: str
    language: str
    summary: str
    plain_summary: str
    content: str
    published: datetime | None
    published_day: date | None
    updated: datetime
    author: str
    source: str
    source_address: str
    source_feed: str
    original: str
    categories: tuple[str, ...]
    picture: EntryPicture | None
    machine_translated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A list as a feed: its title and other metadata, its entries newest first, and the time of its last
    change.

    `address` is the page of the list and `feed_address` the feed itself, both absolute. Of a list in several documents
    (RFC 5005, 3) `this_address` is this one and `next_address` that of older entries, empty at the end. `hubs` are the
    WebSub hubs that announce its changes (https://www.w3.org/TR/websub/).
    """

    title: str
    description: str
    language: str
    address: str
    feed_address: str
    this_address: str
    next_address: str
    site_name: str
    icon: str
    hubs: tuple[str, ...]
    entries: tuple[Entry, ...]
    changed: datetime

    @property
    def pages(self) -> dict[str, str]:
        """The addresses of other documents of a list in several, by their relation."""
        first = self.feed_address if self.this_address != self.feed_address or self.next_address else ""
        return {name: address for name, address in (("first", first), ("next", self.next_address)) if address}


def absolute(address: str) -> str:
    """The absolute URL of a path of this site."""
    if address.startswith("/") and not address.startswith("//"):
        return _origin(settings.SITE_URL) + address
    return urljoin(f"{settings.SITE_URL}/", address)


@cache
def _origin(site: str) -> str:
    """The scheme and host of an address; a page of the API has sixty addresses, which need not each be taken apart."""
    return urljoin(f"{site}/", "/")[:-1]


def for_feeds(articles: ArticleQuerySet) -> ArticleQuerySet:
    """`articles` with everything that `read_entries` needs, in a fixed number of queries."""
    topics = ArticleTopic.objects.filter(excluded=False).select_related("topic").order_by("topic")
    return (
        articles.select_related("source", "author", "category")
        .prefetch_related(
            "category__names",
            "pictures",
            Prefetch("topic_links", queryset=topics.prefetch_related("topic__names")),
        )
        .defer("search")
    )


def read_entries(articles: Iterable[Article]) -> tuple[tuple[Entry, ...], datetime]:
    """The entries of `articles`, and when any of them last changed here: by arrival, which may be long after
    publication, or by new words.
    """
    rows = list(articles)
    moments = [max(row.arrived_at, row.changed_at or row.arrived_at) for row in rows]
    return tuple(_entry(row) for row in rows), max(moments, default=NEVER)


def _entry(article: Article) -> Entry:
    # The site's own notes are in the language of the text.
    with translation.override(edition_of(article.language)):
        summary = [*_teaser(article), *_notes(article)]
        content = "" if article.shows_excerpt_only or not article.html else _content(article)
    original = iri_to_uri(article.origin_url or article.url) or ""
    return Entry(
        identity=identity_of(article),
        address=absolute(article.get_absolute_url()),
        title=legal(article.title),
        language=article.language,
        summary=legal("".join(format_html("<p>{}</p>", words) for words in summary)),
        plain_summary=legal("\n".join(summary)),
        content=legal(content),
        published=article.published_moment,
        published_day=article.published_day if article.published_day_only else None,
        updated=_updated(article),
        author=legal(article.author.name if article.author else ""),
        source=legal(article.source.name),
        source_address=iri_to_uri(article.source.homepage) or original,
        source_feed=absolute(f"{article.source.get_absolute_url(edition_of(article.language))}feed."),
        original=original,
        categories=_categories(article),
        picture=_picture(article.lead_picture),
        machine_translated=article.machine_translated,
    )


def _updated(article: Article) -> datetime:
    """When the entry last changed, at its publisher's or here, as the page of a corrected article says; of times known
    to the day only, the arrival here stands for both."""
    stated = None if article.updated_day_only else article.updated_at
    published = article.published_moment or article.arrived_at
    return max(filter(None, (stated, article.changed_at, published)))


def _teaser(article: Article) -> list[str]:
    text = article.lead
    if not text and not article.shows_excerpt_only:
        text = cut(article.text, SUMMARY_CHARACTERS)
    return [text] if text else []


def _notes(article: Article) -> list[str]:
    if not article.machine_translated:
        return []
    return [_("A machine translated this text. Names and terms may be wrong; the original is authoritative.")]


def _content(article: Article) -> str:
    """The text as on the site, preceded by its source."""
    notes = [format_html("<p><em>{}</em></p>", words) for words in _notes(article)]
    lead = [format_html("<p>{}</p>", article.lead)] if article.lead else []
    return "".join([*notes, _provenance(article), *lead, *_body(article)])


def _body(article: Article) -> Iterator[str]:
    """The body with its pictures where they stand, the lead picture left out: it goes along with the entry."""
    pictures = [ShownPicture.of(one) for one in article.pictures.all()]
    for part in body_of(article.html, pictures, allowed=article.source.pictures_allowed):
        for placed in part.pictures:
            file = _picture(placed.picture) if placed.is_shown and not placed.is_first else None
            if file is not None:
                words = " ".join(filter(None, (placed.picture.caption, placed.picture.credit)))
                yield format_html(
                    '<figure><img src="{}" width="{}" height="{}" alt="{}"><figcaption>{}</figcaption></figure>',
                    *(file.address, file.width, file.height, placed.picture.caption, words),
                )
        yield part.html


def _provenance(article: Article) -> str:
    source = {"source": article.source.name}
    if article.origin_url:
        words, link = _("Originally published by %(source)s.") % source, _("Read the original")
    else:
        words, link = _("Published by %(source)s.") % source, _("Read it there")
    address = article.origin_url or article.url
    if not address:
        return format_html("<p>{}</p>", words)
    return format_html('<p>{} <a href="{}">{}</a></p>', words, address, link)


def _categories(article: Article) -> tuple[str, ...]:
    """Names of the category and the topics in the article's language."""
    named: list[Category | Topic] = [article.category] if article.category else []
    named += [link.topic for link in article.topic_links.all()]
    return tuple(dict.fromkeys(legal(one.name_in(article.language)) for one in named))


def _picture(picture: Picture | ShownPicture | None) -> EntryPicture | None:
    if picture is None or not picture.width or not picture.height:
        return None
    width = max(picture.widths)
    return EntryPicture(
        address=absolute(picture.file_url(width, "jpg")),
        media_type="image/jpeg",
        width=width,
        height=round(picture.height * width / picture.width),
        length=picture.jpg_bytes,
    )


def legal(text: str) -> str:
    """`text` without characters that XML cannot represent."""
    return _ILLEGAL.sub("", text)


def identity_of(article: Article) -> str:
    """A permanent id of the article; the year is that in which this form of ids was chosen."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:article-{article.pk}"
