"""A sitemap's bytes → `ParsedFeed`, or the sitemaps that it names (sitemaps.org 0.9, Google's news and image extensions).

Elements are known by their local names: publishers write the namespace with https, with an old version or not at all.
Entities are not resolved and nothing is loaded from elsewhere.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from lxml import etree

from articles.grouping.addresses import is_front_page
from articles.incoming import IncomingPicture
from feeds.content_coding import CodingError, decoded
from feeds.errors import ParseError
from feeds.not_a_feed import non_feed_of
from feeds.parsed import ParsedEntry, ParsedFeed
from feeds.plain_title import plain_title
from feeds.repair import decode_document, escape_ampersands
from feeds.timestamps import certain_time

SITEMAP_VERSION = "sitemap"
NEWS_SITEMAP_VERSION = "news-sitemap"
# The protocol allows 50 MB; 50,000 addresses, its other limit, take about 10.
MAX_UNPACKED_BYTES = 20 * 1024 * 1024
# The newest of a sitemap: an archive of 50,000 addresses is not news. Each entry costs one page to be fetched.
MAX_ENTRIES = 100
# Google's limit for a news sitemap, which tells titles and dates by itself.
MAX_NEWS_ENTRIES = 1000
# An index names at the most 50,000 sitemaps; only the newest few are ever asked for.
MAX_NAMED = 2000
MAX_PICTURES = 5
# Where so large a share of at least so many addresses changed in the same moment, that moment is when the sitemap was
# made. Believed, it would have every page read again each time.
GENERATED_SHARE = 0.5
LEAST_FOR_A_SHARE = 5

_WEB = ("http://", "https://")
_ROOTS = {"urlset", "sitemapindex"}
# W3C date and time without a zone, or cut off after the month or the day; and the date in an address.
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
_DATE = re.compile(r"\s*(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:[T ](\d{2}):(\d{2}))?")
_DATE_IN_PATH = re.compile(r"(?<!\d)(20\d\d)[/-]?(0[1-9]|1[0-2])(?:[/-]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NamedSitemap:
    """A sitemap that an index names; `modified` orders them and is None where the index does not say."""

    url: str
    modified: datetime | None


def parse_sitemap(body: bytes, *, url: str, news: bool = False) -> ParsedFeed:
    """The newest addresses of a sitemap as entries, newest first.

    `body` is what `url` answered, gzip or not. With `news` only entries of a news sitemap are given: they have titles
    and dates. Others have no more than a link, and a time of modification, which is never taken for a publication.
    Raises `ParseError` where it is no sitemap, or an index of them (`named_sitemaps` reads that).
    """
    root = _root(body, url)
    if _name(root) == "sitemapindex":
        raise ParseError(url, "it is an index of sitemaps; none of the sitemaps that it names could be read")
    entries = [entry for one in _children(root, "url") if (entry := _entry(one, url))]
    told = [entry for entry in entries if entry.title]
    if news and entries and not told:
        raise ParseError(
            url, "it is a plain sitemap without titles, not a news sitemap; choose the kind “sitemap”"
        )
    kept = _without_generation_time(newest_first(told if news else entries))
    kept = kept[: MAX_NEWS_ENTRIES if len(told) == len(entries) else MAX_ENTRIES]
    publication = next(root.iter("{*}publication"), None)
    return ParsedFeed(
        version=NEWS_SITEMAP_VERSION if news else SITEMAP_VERSION,
        title=plain_title(_text(publication, "name")),
        language=_text(publication, "language") or None,
        entries=tuple({entry.identity: entry for entry in kept}.values()),
        problems=_problems(len(entries) - len(told), len(told) if news else len(entries), len(kept), news),
    )


def named_sitemaps(body: bytes, *, url: str) -> tuple[NamedSitemap, ...]:
    """The sitemaps that an index names, the most recently modified first; nothing for a sitemap itself.

    Those without a time are ordered by the dates in their names, else stand last and in the index's order.
    Raises `ParseError` where `body` is neither.
    """
    root = _root(body, url)
    if _name(root) != "sitemapindex":
        return ()
    named = []
    for element in _children(root, "sitemap")[:MAX_NAMED]:
        address = _address(element, url)
        if address:
            named.append(
                NamedSitemap(address, _moment(_text(element, "lastmod")) or _moment_in_path(address))
            )
    return tuple(sorted(named, key=lambda one: one.modified or _LONG_AGO, reverse=True))


def newest_first(entries: Iterable[ParsedEntry]) -> list[ParsedEntry]:
    """The entries by the newest time that each tells of itself; those without any keep their order, at the end."""

    def moment(entry: ParsedEntry) -> datetime:
        return (
            entry.published_parsed
            or _moment(entry.published_raw)
            or entry.updated_parsed
            or _moment(entry.updated_raw)
            or _moment_in_path(entry.link or "")
            or _LONG_AGO
        )

    return sorted(entries, key=moment, reverse=True)


def _without_generation_time(entries: list[ParsedEntry]) -> list[ParsedEntry]:
    """The entries, without the time of modification that most of them share."""
    times = Counter(entry.updated_raw for entry in entries if entry.updated_raw)
    shared, number = max(times.items(), key=lambda item: item[1], default=("", 0))
    if len(entries) < LEAST_FOR_A_SHARE or number <= GENERATED_SHARE * len(entries):
        return entries
    return [
        replace(entry, updated_raw="", updated_parsed=None) if entry.updated_raw == shared else entry
        for entry in entries
    ]


def _problems(without_title: int, usable: int, kept: int, news: bool) -> tuple[str, ...]:
    found = []
    if news and without_title:
        found.append(f"{without_title} addresses without a title were left out")
    if kept < usable:
        found.append(f"the newest {kept} of {usable} addresses were read")
    return tuple(found)


def _root(body: bytes, url: str) -> etree._Element:
    text = _unpacked(body, url)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    # Decoded as feeds are, whatever the declaration says, and with the bare ampersands of addresses escaped: the parser
    # would drop them with the name that follows.
    document = escape_ampersands(_DECLARATION.sub("", decode_document(text).strip(), count=1))
    try:
        root = etree.fromstring(document.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ParseError(url, f"the sitemap cannot be read ({error})") from error
    if root is None or _name(root) not in _ROOTS:
        raise _not_a_sitemap(root, text, url)
    return root


def _not_a_sitemap(root: etree._Element | None, text: bytes, url: str) -> ParseError:
    if root is not None and _name(root) in {"rss", "feed", "RDF"}:
        return ParseError(url, "it is a feed, not a sitemap; choose the kind “feed”")
    found = non_feed_of(text[:200_000].decode("utf-8", "replace").strip(), text, url=url)
    return ParseError(url, found.sentence.replace("not a feed", "not a sitemap"), instead=found.instead)


def _unpacked(body: bytes, url: str) -> bytes:
    """A sitemap that is stored as a gzip file is unpacked; anything else comes back as it is."""
    unpacked = bytearray()
    try:
        for piece in decoded(iter([body]), ""):
            unpacked += piece
            if len(unpacked) > MAX_UNPACKED_BYTES:
                raise ParseError(
                    url, f"it is larger than {MAX_UNPACKED_BYTES} bytes; it was not read further"
                )
    except CodingError as error:
        raise ParseError(url, str(error)) from error
    return bytes(unpacked)


def _address(element: etree._Element, url: str) -> str:
    """The address in `loc`, absolute as sitemaps.org asks, or made so; empty where it is none."""
    written = _text(element, "loc")
    try:
        link = urljoin(url, written) if written else ""
        return link if urlsplit(link).scheme in {"http", "https"} and urlsplit(link).hostname else ""
    except ValueError:
        return ""


def _entry(element: etree._Element, url: str) -> ParsedEntry | None:
    link = _address(element, url)
    if not link or is_front_page(link):
        return None
    news = next(iter(_children(element, "news")), None)
    title = plain_title(_text(news, "title"))
    published, updated = _text(news, "publication_date"), _text(element, "lastmod")
    publication = next(iter(_children(news, "publication")), None) if news is not None else None
    images = (_text(image, "loc") for image in _children(element, "image"))
    pictures = [address for address in dict.fromkeys(images) if address.startswith(_WEB)][:MAX_PICTURES]
    labels = tuple(label.strip() for label in _text(news, "keywords").split(",") if label.strip())
    language = _text(publication, "language") or None
    kept = {"id": link, "url": link, "title": title, "date_published": published}
    if language:
        kept["language"] = language
    return ParsedEntry(
        identity=link,
        link=link,
        title=title,
        published_raw=published,
        published_parsed=certain_time(published),
        updated_raw=updated,
        updated_parsed=certain_time(updated),
        labels=labels,
        pictures=tuple(IncomingPicture(url=address) for address in pictures),
        language=language,
        base_url=link,
        # In the form of a JSON Feed's item: what is kept of an entry must be readable without the rest. The time of
        # modification is left out, as an item that has no other would be taken for published then.
        raw=json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False),
    )


def _children(element: etree._Element | None, name: str) -> list[etree._Element]:
    if element is None:
        return []
    return [child for child in element if isinstance(child.tag, str) and _name(child) == name]


def _text(element: etree._Element | None, name: str) -> str:
    found = next(iter(_children(element, name)), None)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def _name(element: etree._Element) -> str:
    """The local name, also of a prefix that nobody declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _moment(written: str) -> datetime | None:
    """A time that orders: the certain one, else the date as it stands, taken as UTC."""
    certain = certain_time(written)
    match = _DATE.match(written)
    return certain or (_of_parts(*match.groups()) if match else None)


def _moment_in_path(url: str) -> datetime | None:
    match = _DATE_IN_PATH.search(url)
    return _of_parts(match[1], match[2], match[3], None, None) if match else None


def _of_parts(
    year: str, month: str | None, day: str | None, hour: str | None, minute: str | None
) -> datetime | None:
    try:
        return datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), tzinfo=UTC
        )
    except ValueError:
        return None
