"""A feed's bytes → `ParsedFeed`. The only module that imports feedparser.

RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0 (RFC 4287) go through feedparser, JSON Feed through `json_feed`. What is
broken is repaired first (`repair`); what is no feed is named (`not_a_feed`).
"""

import hashlib
import io
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin
from xml.sax import SAXException
from xml.sax.saxutils import quoteattr

import feedparser

from articles.incoming import IncomingPicture
from feeds.content_coding import GZIP_MAGIC, CodingError, decoded
from feeds.errors import ParseError
from feeds.json_feed import parse_json_feed
from feeds.memory import DIGEST_BYTES, Memory, digest_of, identity_of
from feeds.not_a_feed import not_a_feed
from feeds.parsed import ParsedEntry, ParsedFeed
from feeds.plain_title import plain_title
from feeds.repair import RepairedFeed, escape_ampersands, repair_feed
from feeds.timestamps import certain_time

# Elements nested deeper than this are no feed but an attack on recursive readers; real feeds stay below 30.
MAX_DEPTH = 500

# Reading an element takes time by the square of its attributes; real ones have a few dozen at the most, on the root.
MAX_ATTRIBUTES = 100

# A feed of a thousand full articles takes about 10 MB.
MAX_UNPACKED_BYTES = 20 * 1024 * 1024

# To be raised when an entry is read otherwise than before: what is remembered is then read again.
READING = "1"

# Pictures of one entry that are worth keeping: its own, its thumbnails and those at the head of its text.
MAX_PICTURES = 20

_PERIOD_SECONDS = {
    "hourly": 3600,
    "daily": 86_400,
    "weekly": 604_800,
    "monthly": 2_592_000,
    "yearly": 31_536_000,
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEB = ("http://", "https://")
_HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})

_RAW_ENTRY = re.compile(
    r"<((?:[\w.-]+:)?(?:item|entry))(?=[\s>])(?:.*?</\1\s{0,20}>|.*\Z)", re.DOTALL | re.IGNORECASE
)
_ITEM_IMAGE = re.compile(r"<image[^<>]*>\s*(?:<url>)?\s*(?:<!\[CDATA\[)?\s*([^\s<\]]+)", re.IGNORECASE)
_IMG = re.compile(r"<img\s[^<>]*?\bsrc\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s>]+))", re.IGNORECASE)
_SKIP = re.compile(r"<skip(hours|days)[^<>]*>(.*?)(?:</skip\1\s{0,20}>|\Z)", re.IGNORECASE | re.DOTALL)
_MAYBE_SKIP = re.compile("<skip", re.IGNORECASE)
_SKIP_VALUE = re.compile(r"<(?:hour|day)[^>]*>\s*(\w+)\s*<", re.IGNORECASE)
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[A-Za-z_][^<>]{300,}")
_ATTRIBUTE = re.compile(r"[\s\"'][\w:.-]+=")
_ELEMENT_NAME = re.compile(r"<[A-Za-z_]")
_NAME_REST = re.compile(r"[\w:.-]*")
_ELEMENT = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*\Z)|<!--(?:.*?-->|.*\Z)|<(/?)[A-Za-z_][^<>]*?(/?)>", re.DOTALL
)

# feedparser's entries and feeds: dictionaries of whatever the feed said.
Node = dict[str, Any]


def parse(
    body: bytes, *, url: str, content_type: str | None = None, memory: Memory | None = None
) -> ParsedFeed:
    """Parse a feed. `url` is where it was fetched, `content_type` the HTTP header of that name, if known.

    With a `memory` of the feed's last document, items that stand there as they were are not read again but given
    as `known`, wherever the rest then surely reads as it would in full. Raises `ParseError`, with a sentence that names what it is, where `body` is no feed.
    """
    body = _decompress(body, url)
    charset = _CHARSET.search(content_type or "")
    repaired = repair_feed(body, charset=charset[1] if charset else "")
    if not repaired.is_feed:
        if repaired.text.startswith(("{", "[")):
            return _with_distinct(parse_json_feed(repaired.text, url=url))
        raise not_a_feed(url, repaired.text, body)
    if _too_deep(repaired.text):
        raise ParseError(url, f"its elements are nested deeper than {MAX_DEPTH}; it is damaged or an attack")
    if _too_many_attributes(repaired.text):
        raise ParseError(
            url, f"an element has more than {MAX_ATTRIBUTES} attributes; it is damaged or an attack"
        )
    repaired = replace(repaired, text=_with_base(repaired.text, url))
    if memory and memory.items and not repaired.problems:
        differing = _read_differing(repaired.text, url, memory)
        if differing:
            return differing
    document, problems = _read(repaired, url)
    if not document["version"] and not document["entries"]:
        raise not_a_feed(url, repaired.text, body)
    feed = _feed(document, repaired.text, url, problems)
    if memory is None or problems or not _each_by_its_own(feed, document["entries"]):
        return feed
    spans = [match.span() for match in _RAW_ENTRY.finditer(repaired.text)]
    return replace(feed, context=_context(feed, url, _surroundings(repaired.text, spans)))


def _with_base(text: str, url: str) -> str:
    """The document with its own address as the base of its root, where its elements have bases and the root has none:
    feedparser ends a base only where it has another one to go back to."""
    root = _ELEMENT_NAME.search(text)
    if root is None or "xml:base" not in text:
        return text
    end = text.find(">", root.start())
    if "xml:base" in text[root.start() : end]:
        return text
    at = root.end() + len(_NAME_REST.match(text, root.end())[0])  # type: ignore[index]  # it may be empty
    return f"{text[:at]} xml:base={quoteattr(url)}{text[at:]}"


def _with_distinct(feed: ParsedFeed) -> ParsedFeed:
    """The feed with each entry under a name of its own, and none twice."""
    distinct = _distinct(list(feed.entries))
    if repeated := len(feed.entries) - len(distinct):
        return replace(
            feed,
            entries=distinct,
            problems=(*feed.problems, f"{repeated} entries came twice and were taken once"),
        )
    return replace(feed, entries=distinct)


def _decompress(body: bytes, url: str) -> bytes:
    """Unpack a feed that was stored as a gzip file; anything else comes back as it is."""
    if not body.startswith(GZIP_MAGIC):
        return body
    unpacked = bytearray()
    try:
        for piece in decoded(iter([body]), "gzip"):
            unpacked += piece
            if len(unpacked) > MAX_UNPACKED_BYTES:
                raise ParseError(
                    url, f"it expands to more than {MAX_UNPACKED_BYTES} bytes; it was not read further"
                )
    except CodingError as error:
        raise ParseError(url, str(error)) from error
    return bytes(unpacked)


def _read_differing(text: str, url: str, memory: Memory) -> ParsedFeed | None:
    """Parse a feed without the items that are remembered; None where only a full reading is sure to be right.

    The items must follow one another with nothing between, in the same surroundings as before, and what is new must
    be well-formed, and be named as nothing else in the document is.
    """
    spans = [match.span() for match in _RAW_ENTRY.finditer(text)]
    digests = [digest_of(text[start:end]) for start, end in spans]
    known = tuple(memory.items[digest] for digest in digests if digest in memory.items)
    surroundings = _surroundings(text, spans)
    if not known or not surroundings or len(set(digests)) < len(digests):
        return None
    new = "".join(
        text[start:end]
        for (start, end), digest in zip(spans, digests, strict=True)
        if digest not in memory.items
    )
    shortened = f"{text[: spans[0][0]]}{new}{text[spans[-1][1] :]}"
    document = _run(shortened, url)
    if not document["version"] or isinstance(document.get("bozo_exception"), SAXException):
        return None
    feed = _feed(document, shortened, url, ())
    names = {identity_of(entry) for entry in feed.entries} | {item.identity for item in known}
    if (
        not _each_by_its_own(feed, document["entries"])
        or len(names) != len(spans)
        or _context(feed, url, surroundings) != memory.context
    ):
        return None
    return replace(feed, known=known, context=memory.context)


def _each_by_its_own(feed: ParsedFeed, nodes: list[Node]) -> bool:
    """Tell whether each entry is known by its own XML and by its own name, not by how it differs from others."""
    if len(feed.entries) != len(nodes) or not all(entry.raw for entry in feed.entries):
        return False
    names = {_text(node, "id") or entry.link for node, entry in zip(nodes, feed.entries, strict=True)}
    return len(names - {None}) == len(nodes)


def _surroundings(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Give what stands around all items of a plain list of them: the prolog and the elements that they are inside of.

    Empty where anything stands between the items, or where items declare names or bases of their own, which feedparser
    carries from one to the next.
    """
    if not spans or any(text.find(name, spans[0][0], spans[-1][1]) >= 0 for name in ("xmlns", "xml:base")):
        return ""
    if any(text[end:start].strip() for (_, end), (start, _) in pairwise(spans)):
        return ""
    head = text[: spans[0][0]]
    if head.count("<!--") != head.count("-->") or head.count("<![CDATA[") != head.count("]]>"):
        return ""
    open_elements: list[str] = []
    for tag in _ELEMENT.finditer(head):
        if tag[1]:
            del open_elements[-1:]
        elif tag[1] is not None and not tag[2]:
            open_elements.append(tag[0])
    root = _ELEMENT_NAME.search(head)
    return "\0".join((head[: root.start()] if root else "", *open_elements))


def _context(feed: ParsedFeed, url: str, surroundings: str) -> bytes:
    """Hash what the meaning of an item depends on outside of it; empty without surroundings."""
    if not surroundings:
        return b""
    parts = (READING, url, surroundings, feed.version, feed.link or "", feed.language or "")
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=DIGEST_BYTES).digest()


def _read(repaired: RepairedFeed, url: str) -> tuple[Node, tuple[str, ...]]:
    """Run feedparser, a second time with legal ampersands where its strict reader gave up."""
    document, problems = _run(repaired.text, url), repaired.problems
    if isinstance(document.get("bozo_exception"), SAXException):
        second = _run(escape_ampersands(repaired.text), url)
        is_well_formed = not isinstance(second.get("bozo_exception"), SAXException)
        if is_well_formed and len(second["entries"]) >= len(document["entries"]):
            return second, (*problems, "ampersands that XML forbids were escaped")
        problems = (*problems, "the feed is not well-formed XML; it was read leniently")
    return document, problems


def _run(text: str, url: str) -> Node:
    try:
        # A stream, because feedparser takes bytes that look like a path or an address for one and opens it.
        found: Node = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        # feedparser lets through whatever its XML, date and base64 readers raise; all of it means an unreadable feed.
        raise ParseError(url, f"the feed cannot be read ({type(error).__name__}: {error})") from error
    return found


def _feed(document: Node, text: str, url: str, problems: tuple[str, ...]) -> ParsedFeed:
    channel: Node = document["feed"]
    link = _page_link(channel, url)
    base = link or url
    raws = [match[0] for match in _RAW_ENTRY.finditer(text)]
    nodes: list[Node] = document["entries"]
    if len(raws) != len(nodes):
        raws = [""] * len(nodes)
    language = _text(channel, "language") or None
    entries = [_entry(node, raw, base, language) for node, raw in zip(nodes, raws, strict=True)]
    hours, days = _skips(text, raws)
    feed = ParsedFeed(
        version=document["version"] or "rss",
        title=plain_title(_text(channel, "title")),
        language=language,
        link=link,
        hub=_rel(channel, "hub", url),
        self_link=_rel(channel, "self", url),
        ttl_minutes=_ttl(_text(channel, "ttl")),
        skip_hours=hours,
        skip_days=days,
        update_period_seconds=_update_period(channel),
        entries=tuple(entries),
        problems=problems,
    )
    return _with_distinct(feed)


def _entry(node: Node, raw: str, feed_base: str, language: str | None) -> ParsedEntry:
    link = _page_link(node, feed_base)
    title = plain_title(_text(node, "title"))
    content, content_base, content_language = _content(node)
    summary = _text(node, "summary")
    base = link or feed_base
    published, updated = _text(node, "published"), _text(node, "updated")
    author = _author(node)
    source = node.get("source") or {}
    return ParsedEntry(
        identity=_text(node, "id") or link or _hash(title, summary, content, author, published),
        link=link,
        title=title,
        summary_html="" if summary == content else summary,
        content_html=content,
        author=author,
        published_raw=published,
        published_parsed=certain_time(published),
        updated_raw=updated,
        updated_parsed=certain_time(updated),
        labels=_labels(node),
        pictures=_pictures(node, raw, f"{summary} {content}", base),
        source_url=_page_link(source, feed_base) or _absolute(_text(source, "href"), feed_base),
        source_title=plain_title(_text(source, "title")),
        language=_text(node, "language") or content_language or language,
        base_url=_absolute(content_base, base) or base,
        raw=raw,
    )


def _text(node: Node, name: str) -> str:
    """Give a text of a node, asking the plain dictionary: feedparser's own lookup answers `updated` with others."""
    value = dict.get(node, name)
    return value.strip() if isinstance(value, str) else ""


def _absolute(address: str, base: str) -> str | None:
    """Join an address to its base; None where nothing usable on the web comes out."""
    if not address:
        return None
    text = "".join(address.splitlines()).strip()
    if text.startswith(_WEB) and "[" not in text:
        return text
    try:
        joined = urljoin(base, text)
    except ValueError:
        return None
    return joined if joined.lower().startswith(_WEB) else None


def _page_link(node: Node, base: str) -> str | None:
    """Give the address of the web page: the alternate link that is HTML, else any alternate, else the plain link."""
    alternates = [
        link for link in dict.get(node, "links") or () if link.get("rel", "alternate") == "alternate"
    ]
    pages = [link for link in alternates if link.get("type", "") in _HTML_TYPES]
    for candidate in (*pages, *alternates):
        found = _absolute(candidate.get("href", ""), base)
        if found:
            return found
    plain = _text(node, "link")
    if dict.get(node, "guidislink") and plain == _text(node, "id") and not plain.startswith((*_WEB, "/")):
        return None  # A permanent link that is no address: a bare number or a UUID.
    return _absolute(plain, base)


def _rel(node: Node, rel: str, base: str) -> str | None:
    for link in dict.get(node, "links") or ():
        if link.get("rel") == rel:
            return _absolute(link.get("href", ""), base)
    return None


def _content(node: Node) -> tuple[str, str, str]:
    """Give the longest HTML (or text) content with its base and language."""
    found = [part for part in dict.get(node, "content") or () if isinstance(part.get("value"), str)]
    if not found:
        detail = dict.get(node, "summary_detail") or {}
        return "", detail.get("base") or "", detail.get("language") or ""
    best = max(found, key=lambda part: (part.get("type") in _HTML_TYPES, len(part["value"])))
    return best["value"].strip(), best.get("base") or "", best.get("language") or ""


def _author(node: Node) -> str:
    people = [person for person in dict.get(node, "authors") or () if person]
    names = [plain_title(_text(person, "name") or _text(person, "email")) for person in people]
    return ", ".join(dict.fromkeys(name for name in names if name)) or plain_title(_text(node, "author"))


def _labels(node: Node) -> tuple[str, ...]:
    tags = dict.get(node, "tags") or ()
    names = (plain_title(tag.get("label") or tag.get("term") or "") for tag in tags)
    return tuple(dict.fromkeys(name for name in names if name))


def _pictures(node: Node, raw: str, body: str, base: str) -> tuple[IncomingPicture, ...]:
    """Collect the entry's pictures, the declared ones first, then those in its text."""
    media = [*(dict.get(node, "media_content") or ())]
    declared = [part.get("url", "") for part in media if _is_picture(part, part.get("url", ""))]
    declared += [part.get("url", "") for part in dict.get(node, "media_thumbnail") or ()]
    declared += [
        link.get("href", "")
        for link in dict.get(node, "links") or ()
        if link.get("rel") == "enclosure" and _is_picture(link, link.get("href", ""))
    ]
    image = dict.get(node, "image")
    declared.append((image.get("href") or "") if isinstance(image, dict) else "")
    declared += _ITEM_IMAGE.findall(raw) if "<image" in raw else []
    inside = ("".join(match).replace("&amp;", "&") for match in _IMG.findall(body) if "data:" not in match[0])
    urls = (_absolute(address, base) for address in (*declared, *inside))
    distinct = list(dict.fromkeys(address for address in urls if address))[:MAX_PICTURES]
    return tuple(IncomingPicture(url=address) for address in distinct)


def _is_picture(part: Node, address: str) -> bool:
    kind = f"{part.get('type') or part.get('medium') or ''}".lower()
    return kind.startswith("image") or (not kind and bool(_PICTURE_NAME.search(address)))


def _distinct(entries: list[ParsedEntry]) -> tuple[ParsedEntry, ...]:
    """Give every entry an identity of its own, and drop those that only say again what an earlier one said.

    Entries with one guid and different links are each known by their link. Entries that share what identifies them
    and have no link, or have nothing but the same link under different titles, are known by their words.
    """
    links: defaultdict[str, set[str | None]] = defaultdict(set)
    titles: defaultdict[str, set[str]] = defaultdict(set)
    times: Counter[str] = Counter()
    for entry in entries:
        links[entry.identity].add(entry.link)
        titles[entry.identity].add(entry.title)
        times[entry.identity] += 1
    named: dict[str, ParsedEntry] = {}
    for entry in entries:
        identity = entry.identity
        if len(links[identity]) > 1 and entry.link:
            identity = entry.link
        elif times[identity] > 1 and entry.link in {None, identity} and len(titles[identity]) > 1:
            identity = _hash(identity, entry.title, entry.summary_html)
        if identity not in named:
            named[identity] = entry if identity == entry.identity else replace(entry, identity=identity)
    return tuple(named.values())


def _hash(*words: str) -> str:
    return "sha256:" + hashlib.sha256("\n".join(words).encode("utf-8", "replace")).hexdigest()


def _ttl(text: str) -> int | None:
    return int(text[:9]) if text.isascii() and text.isdigit() else None


def _update_period(channel: Node) -> int | None:
    """Read the syndication module of RSS 1.0: a period and how often within it, by default once a day."""
    period, frequency = _text(channel, "sy_updateperiod").lower(), _text(channel, "sy_updatefrequency")
    if not period and not frequency:
        return None
    seconds = _PERIOD_SECONDS.get(period or "daily")
    times = int(frequency[:6]) if frequency.isascii() and frequency.isdigit() else 1
    return seconds // max(times, 1) if seconds else None


def _skips(text: str, raws: list[str]) -> tuple[frozenset[int], frozenset[int]]:
    """Read skipHours (0 to 23, where 24 is midnight too) and skipDays (0 is Monday) of RSS 2.0.

    feedparser keeps only the last value of each, so they are read from the text around the entries.
    """
    hours: set[int] = set()
    days: set[int] = set()
    # Searched as it is: a copy in small letters takes twelve bytes a character while it is made.
    if not _MAYBE_SKIP.search(text):
        return frozenset(), frozenset()
    for match in _SKIP.finditer(_RAW_ENTRY.sub("", text)):
        values = _SKIP_VALUE.findall(match[2])
        if match[1].lower() == "hours":
            hours.update(int(value) % 24 for value in values if value.isdigit() and int(value) <= 24)
        else:
            days.update(_DAYS.index(value.lower()) for value in values if value.lower() in _DAYS)
    return frozenset(hours), frozenset(days)


def _too_many_attributes(text: str) -> bool:
    return any(len(_ATTRIBUTE.findall(tag[0])) > MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(text))


def _too_deep(text: str) -> bool:
    """Tell whether elements nest deeper than `MAX_DEPTH`, without building anything."""
    if text.count("<") - 2 * text.count("</") < MAX_DEPTH and text.count("</") < MAX_DEPTH:
        return False
    depth = 0
    for tag in _ELEMENT.finditer(text):
        if tag[1] is None or tag[2]:
            continue
        depth += -1 if tag[1] else 1
        if depth > MAX_DEPTH:
            return True
    return False
