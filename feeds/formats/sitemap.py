"""A sitemap's bytes → `ParsedFeed`, or the sitemaps that it names (sitemaps.org 0.9, Google's news and image extensions).

By the same protocol a sitemap may be a text of addresses, one a line, or a feed. Elements are known by their local names: publishers write the namespace with https, with an old version or not at all.
Entities are not resolved and nothing is loaded from elsewhere.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from lxml import etree

from articles.grouping.addresses import names_an_article
from articles.incoming import IncomingPicture
from feeds.errors import ParseError
from feeds.formats.document import ParsedEntry, ParsedFeed
from feeds.formats.feed_parser import parse
from feeds.formats.not_a_feed import non_feed_of
from feeds.formats.repair import decode_document, escape_ampersands
from feeds.formats.sitemap_parts import NamedSitemap, from_the_end, in_reading_order, is_no_article
from feeds.normalise.dates.timestamps import certain_time
from feeds.normalise.plain_title import plain_title
from feeds.web.addresses import absolute_url
from feeds.web.content_coding import CodingError, decoded

SITEMAP_VERSION = "sitemap"
NEWS_SITEMAP_VERSION = "news-sitemap"
# The protocol allows 50 MB; 50,000 addresses, its other limit, take about 10.
MAX_UNPACKED_BYTES = 20 * 1024 * 1024
# Only the newest addresses of a sitemap are taken: each means fetching a page.
MAX_ENTRIES = 100
# Google's limit for a news sitemap, whose entries have titles and dates.
MAX_NEWS_ENTRIES = 1000
# An index names up to 50,000 sitemaps; only the newest few are ever fetched.
MAX_NAMED = 2000
MAX_PICTURES = 5
# A lastmod shared by so large a share of at least so many addresses is the time when the sitemap was generated, and
# is ignored: otherwise every page would be fetched again each time.
GENERATED_SHARE = 0.5
LEAST_FOR_A_SHARE = 5

_WEB = ("http://", "https://")
_TEXT_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*https?://", re.IGNORECASE)
_ROOTS = {"urlset", "sitemapindex"}
# W3C date and time without a zone, or of a month or day only; and a date in an address.
_URL = re.compile(rb"<(?:[\w-]+:)?(?:url|item|entry)[\s>]")
_FEED_ROOT = re.compile(rb"<(?:rss|feed|(?:\w+:)?RDF)[\s>]")
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
_DATE = re.compile(r"\s*(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:[T ](\d{2}):(\d{2}))?")
_DATE_IN_PATH = re.compile(r"(?<!\d)(20\d\d)[/-]?(0[1-9]|1[0-2])(?:[/-]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def parse_sitemap(body: bytes, *, url: str, charset: str = "", news: bool = False) -> ParsedFeed:
    """The newest addresses of a sitemap as entries, newest first.

    `body` is what `url` answered, gzip or not, `charset` that of the HTTP header. With `news` only entries of a news sitemap are given: they have titles
    and dates. Others have no more than a link, and a time of modification, which is never taken for a publication.
    A feed comes with its own entries, which have titles and dates. Raises `ParseError` where it is no sitemap, or an
    index of them (`named_sitemaps` reads that).
    """
    unpacked = _unpacked(body, url)
    addresses = _text_addresses(unpacked, url, charset)
    if addresses is None and _FEED_ROOT.search(unpacked[:2000]):
        if news:
            raise ParseError(url, "it is a feed, not a news sitemap; choose the kind “feed”")
        return _of_feed(unpacked, url, charset)
    root = _root(body, url, charset) if addresses is None else _urlset(addresses)
    if _name(root) == "sitemapindex":
        raise ParseError(url, "it is an index of sitemaps; none of the sitemaps that it names could be read")
    listed = [entry for one in _children(root, "url") if (entry := _entry(one, url))]
    entries = [entry for entry in listed if not is_no_article(entry.link or "", entry.title)]
    told = [entry for entry in entries if entry.title]
    if news and entries and not told:
        raise ParseError(
            url, "it is a plain sitemap without titles, not a news sitemap; choose the kind “sitemap”"
        )
    kept = _without_generation_time(newest_first(_from_the_newest(told if news else entries)))
    kept = kept[: MAX_NEWS_ENTRIES if len(told) == len(entries) else MAX_ENTRIES]
    publication = next(root.iter("{*}publication"), None)
    return ParsedFeed(
        version=NEWS_SITEMAP_VERSION if news else SITEMAP_VERSION,
        title=plain_title(_text(publication, "name")),
        language=_text(publication, "language") or None,
        entries=tuple({entry.identity: entry for entry in kept}.values()),
        problems=(
            *_problems(len(entries) - len(told), len(told) if news else len(entries), len(kept), news),
            *_passed_over(len(listed) - len(entries)),
        ),
    )


def named_sitemaps(body: bytes, *, url: str, charset: str = "") -> tuple[NamedSitemap, ...]:
    """The sitemaps that an index names and that may hold articles, in reading order; nothing for a sitemap itself.

    Those without a time are ordered by the dates in their names, else as `in_reading_order` says.
    Raises `ParseError` where `body` is neither.
    """
    unpacked = _unpacked(body, url)
    if _FEED_ROOT.search(unpacked[:2000]) or _text_addresses(unpacked, url, charset) is not None:
        return ()
    root = _root(body, url, charset)
    if _name(root) != "sitemapindex":
        return ()
    named = []
    elements = _children(root, "sitemap")
    # The newest may stand at either end.
    for element in [*elements[: MAX_NAMED // 2], *elements[MAX_NAMED // 2 :][-MAX_NAMED // 2 :]]:
        address = _address(element, url)
        if address:
            named.append(
                NamedSitemap(address, _moment(_text(element, "lastmod")) or _moment_in_path(address))
            )
    return in_reading_order(named)


def all_addresses(body: bytes, *, url: str, charset: str = "") -> list[tuple[str, str]]:
    """Every address of a sitemap with its lastmod, of whatever it is, in the sitemap's order.

    Raises `ParseError` where it is no sitemap.
    """
    unpacked = _unpacked(body, url)
    lines = _text_addresses(unpacked, url, charset)
    root = _root(body, url, charset) if lines is None else _urlset(lines)
    found = ((_address(element, url), _text(element, "lastmod")) for element in _children(root, "url"))
    return [(address, modified) for address, modified in found if address]


def count_addresses(body: bytes, *, url: str) -> int:
    """How many addresses a sitemap lists, told without reading it; 0 where it is none, or cannot be unpacked."""
    try:
        unpacked = _unpacked(body, url)
        return len(_URL.findall(unpacked)) or len(_text_addresses(unpacked, url, "") or ())
    except ParseError:
        return 0


def newest_first(entries: Iterable[ParsedEntry]) -> list[ParsedEntry]:
    """The entries by their time, newest first; those without a time stay in order at the end."""

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


def _from_the_newest(entries: list[ParsedEntry]) -> list[ParsedEntry]:
    """The entries, those without a time of their own from the end on where the newest stand there."""
    generated = _generation_time(entries)
    untimed = [entry for entry in entries if not entry.published_raw and entry.updated_raw in {"", generated}]
    if not from_the_end([entry.link or "" for entry in untimed]):
        return entries
    order = iter(reversed(untimed))
    moved = {id(entry) for entry in untimed}
    return [next(order) if id(entry) in moved else entry for entry in entries]


def _generation_time(entries: list[ParsedEntry]) -> str:
    """The lastmod that most of the entries share; empty where there is none."""
    times = Counter(entry.updated_raw for entry in entries if entry.updated_raw)
    shared, number = max(times.items(), key=lambda item: item[1], default=("", 0))
    is_shared = len(entries) >= LEAST_FOR_A_SHARE and number > GENERATED_SHARE * len(entries)
    return shared if is_shared else ""


def _without_generation_time(entries: list[ParsedEntry]) -> list[ParsedEntry]:
    """The entries, without the lastmod that most of them share."""
    shared = _generation_time(entries)
    if not shared:
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


def _passed_over(number: int) -> tuple[str, ...]:
    return (f"{number} addresses of lists and feeds were passed over",) if number else ()


def _root(body: bytes, url: str, charset: str) -> etree._Element:
    text = _unpacked(body, url)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    # Bare ampersands in addresses are escaped, as the parser would drop them with the name that follows.
    document = escape_ampersands(
        _DECLARATION.sub("", decode_document(text, charset=charset, where=url).strip(), count=1)
    )
    try:
        root = etree.fromstring(document.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ParseError(url, f"the sitemap cannot be read ({error})") from error
    if root is None or _name(root) not in _ROOTS:
        raise _not_a_sitemap(root, text, url)
    return root


def _not_a_sitemap(root: etree._Element | None, text: bytes, url: str) -> ParseError:
    found = non_feed_of(text[:200_000].decode("utf-8", "replace").strip(), text, url=url)
    return ParseError(url, found.sentence.replace("not a feed", "not a sitemap"), instead=found.instead)


def _text_addresses(body: bytes, url: str, charset: str) -> list[str] | None:
    """The addresses of a text sitemap, which holds nothing else, one a line; None for anything else."""
    if not _TEXT_START.match(body):
        return None
    lines = [line.strip() for line in decode_document(body, charset=charset, where=url).splitlines()]
    addresses = [line.lstrip("\ufeff") for line in lines if line]
    return addresses if all(one.startswith(_WEB) and " " not in one for one in addresses) else None


def _urlset(addresses: Iterable[str]) -> etree._Element:
    """The same addresses as an XML sitemap has them."""
    root = etree.Element("urlset")
    for address in addresses:
        etree.SubElement(etree.SubElement(root, "url"), "loc").text = address
    return root


def _of_feed(body: bytes, url: str, charset: str) -> ParsedFeed:
    feed = parse(body, url=url, charset=charset)
    if feed.is_comments:
        raise ParseError(
            url, "it is a feed of readers' comments, not a sitemap of articles", instead="comments"
        )
    return feed


def _unpacked(body: bytes, url: str) -> bytes:
    """Unpack a sitemap that is a gzip file; anything else is returned unchanged."""
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
    return absolute_url(_text(element, "loc"), url) or ""


def _entry(element: etree._Element, url: str) -> ParsedEntry | None:
    link = _address(element, url)
    if not link or not names_an_article(link):
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
        # In the form of a JSON Feed item, which `kept_input` can read again. Without the time of modification, which
        # would be taken for the publication where there is no other.
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
    """The local name, also of an element with an undeclared prefix."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _moment(written: str) -> datetime | None:
    """A time for sorting: the certain one, else the date as written, taken as UTC."""
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
