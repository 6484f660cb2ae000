"""What an outgoing feed says of a list and of each article in it, whatever format then carries it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import Max, Prefetch
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.models import Article, ArticleTopic, Category, Picture, Topic
from articles.models.article import ArticleQuerySet
from newsroom.middleware import edition_of

FEED_SIZE = 50
SUMMARY_CHARACTERS = 300  # of the text, where an article has no lead; enough for a reader to choose by
# When an empty list last changed: never. A moving date would make each answer look new.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# XML 1.0 has no way to write these, not even as a reference.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPicture:
    """The file of a picture: absolute address, media type, pixels."""

    address: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article as a feed gives it. Addresses are absolute; texts hold no character that XML forbids.

    `identity` stays when a changed title changes the address (a tag URI, RFC 4151).
    `summary` and `content` are HTML; `content` is empty where the source allows only an excerpt. `plain_summary` is
    the summary as plain text. `original` is the address of the first publication, empty where nobody knows it.
    `published` is None where it is unknown.
    """

    identity: str
    address: str
    title: str
    language: str
    summary: str
    plain_summary: str
    content: str
    published: datetime | None
    updated: datetime
    author: str
    source: str
    source_address: str
    original: str
    categories: tuple[str, ...]
    picture: EntryPicture | None
    machine_translated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A list as a feed: what heads it, its entries newest first, and when it last changed.

    `address` is the page of the list and `feed_address` the feed itself, both absolute; `hubs` are the WebSub hubs
    that announce its changes (https://www.w3.org/TR/websub/).
    """

    title: str
    description: str
    language: str
    address: str
    feed_address: str
    site_name: str
    icon: str
    hubs: tuple[str, ...]
    entries: tuple[Entry, ...]
    changed: datetime


def absolute(address: str) -> str:
    """An address of this site, as the rest of the world writes it."""
    return urljoin(f"{settings.SITE_URL}/", address)


def for_feeds(articles: ArticleQuerySet) -> ArticleQuerySet:
    """`articles` with all that `read_entries` needs, in a fixed number of queries."""
    topics = ArticleTopic.objects.filter(excluded=False).select_related("topic")
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
    """The entries of `articles`, and when any of them last changed here: a reader asks by the arrival of a text,
    which may be long after its publication."""
    rows = list(articles)
    revised = Article.objects.filter(pk__in=[row.pk for row in rows]).aggregate(
        moment=Max("revisions__replaced_at")
    )["moment"]
    moments = [row.arrived_at for row in rows] + ([revised] if revised else [])
    return tuple(_entry(row) for row in rows), max(moments, default=NEVER)


def _entry(article: Article) -> Entry:
    # What the site adds to a text is said in the text's own language.
    with translation.override(edition_of(article.language)):
        summary = [*_teaser(article), *_notes(article)]
        content = "" if article.shows_excerpt_only or not article.html else _content(article)
    original = iri_to_uri(article.origin_url or article.url) or ""
    return Entry(
        identity=_identity(article),
        address=absolute(article.get_absolute_url()),
        title=legal(article.title),
        language=article.language,
        summary=legal("".join(format_html("<p>{}</p>", words) for words in summary)),
        plain_summary=legal("\n".join(summary)),
        content=legal(content),
        published=article.published_at,
        updated=max(article.updated_at or article.ordered_at, article.ordered_at),
        author=legal(article.author.name if article.author else ""),
        source=legal(article.source.name),
        source_address=iri_to_uri(article.source.homepage) or original,
        original=original,
        categories=_categories(article),
        picture=_picture(article.lead_picture),
        machine_translated=article.machine_translated,
    )


def _teaser(article: Article) -> list[str]:
    text = article.lead
    if not text and not article.shows_excerpt_only:
        text = Truncator(" ".join(article.text.split())).chars(SUMMARY_CHARACTERS)
    return [text] if text else []


def _notes(article: Article) -> list[str]:
    if not article.machine_translated:
        return []
    return [_("A machine translated this text. Names and terms may be wrong; the original counts.")]


def _content(article: Article) -> str:
    """The text as the site shows it, headed by where it comes from."""
    notes = [format_html("<p><em>{}</em></p>", words) for words in _notes(article)]
    lead = [format_html("<p>{}</p>", article.lead)] if article.lead else []
    return "".join([*notes, _provenance(article), *lead, article.html])


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
    """The category, then the topics, by their names in the article's language."""
    named: list[Category | Topic] = [article.category] if article.category else []
    named += [link.topic for link in article.topic_links.all()]
    return tuple(dict.fromkeys(legal(one.name_in(article.language)) for one in named))


def _picture(picture: Picture | None) -> EntryPicture | None:
    if picture is None or not picture.width or not picture.height:
        return None
    width = max(picture.widths)
    return EntryPicture(
        address=absolute(picture.file_url(width, "jpg")),
        media_type="image/jpeg",
        width=width,
        height=round(picture.height * width / picture.width),
    )


def legal(text: str) -> str:
    """`text` without the characters that XML cannot carry."""
    return _ILLEGAL.sub("", text)


def _identity(article: Article) -> str:
    """A name of the article for ever; the year is that in which this form of names was chosen."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:article-{article.pk}"
