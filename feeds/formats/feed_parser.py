"""A feed's bytes → `ParsedFeed`. The only module that imports feedparser.

RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0 (RFC 4287) go through feedparser, JSON Feed through `json_feed`. What is
broken is repaired first (`repair`); for anything else the error says what it is (`not_a_feed`).
"""

import hashlib
import io
import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any
from xml.sax import SAXException
from xml.sax.saxutils import quoteattr, unescape

import feedparser

from feeds.errors import ParseError
from feeds.formats.document import ParsedEntry, ParsedFeed, shared_links
from feeds.formats.json_feed import parse_json_feed
from feeds.formats.known_items import DIGEST_BYTES, KnownDocument, digest_of, identity_of
from feeds.formats.not_a_feed import not_a_feed, other_file
from feeds.formats.repair import RepairedFeed, escape_ampersands, repair_feed
from feeds.formats.syndication.comments import is_comments_feed
from feeds.formats.syndication.entry import FeedFacts, author_of, hash_of, plain_link, read_entry, text_of
from feeds.formats.syndication.entry_spans import (
    entry_spans,
    is_deeper,
    surroundings,
    with_entries,
    without_spans,
)
from feeds.formats.syndication.foreign_texts import media_prefixes, mrss_prefixes, without_foreign_texts
from feeds.formats.syndication.history import history_marks, tombstones, without_tombstones
from feeds.formats.syndication.links import page_link, related_link
from feeds.formats.syndication.plain_items import plain_items
from feeds.formats.syndication.refresh_hints import skips, ttl, update_period
from feeds.normalise.plain_title import plain_title
from feeds.web.content_coding import GZIP_MAGIC, CodingError, decoded

# Real feeds nest below 30 elements; deeper ones are an attack on recursive readers.
MAX_DEPTH = 500

# The time for an element grows with the square of its attributes; real roots have a few dozen.
MAX_ATTRIBUTES = 100

# A feed of a thousand full articles takes about 10 MB.
MAX_UNPACKED_BYTES = 20 * 1024 * 1024

# Version of the parsing rules: raise it when entries are parsed differently, so that known items are parsed again.
PARSER_VERSION = "2"

# Elements around the entries that feedparser does not read, or only the last of.
_AROUND = ("<skip", "<Skip", "<SKIP", "deleted-entry", "purl.org/syndication/history")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[A-Za-z_][^<>]{300,}")
_ATTRIBUTE = re.compile(r"[\s\"'][\w:.-]+=")
_ELEMENT_NAME = re.compile(r"<[A-Za-z_]")
_LINK_ELEMENT = re.compile(r"<(?:\w+:)?link\s[^<>]*>")
_SELF = re.compile(r"""\srel\s*=\s*["']self["']""")
_HREF = re.compile(r"""\shref\s*=\s*["'](https?://[^"'<>\s]+)["']""")
_NAME_REST = re.compile(r"[\w:.-]*")

# feedparser's entries and feeds: dictionaries of whatever the feed said.
Node = dict[str, Any]


def parse(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    charset: str = "",
    known: KnownDocument | None = None,
) -> ParsedFeed:
    """Parse a feed. `url` is where it was fetched, `content_type` the HTTP header of that name, if known.

    `charset` is the parameter of that name, where it was already taken out of the header.

    Items that stand unchanged in `known`, the feed's last document, are not parsed again but given as `ParsedFeed.known`,
    unless that could change how the others are read. Raises `ParseError`, with a sentence that says what `body` is, where it
    is no feed.
    """
    body = _decompress(body, url)
    if error := other_file(url, body):
        raise error
    named = _CHARSET.search(content_type or "")
    repaired = repair_feed(body, charset=named[1] if named else charset, where=url)
    if not repaired.is_feed:
        if repaired.text.startswith(("{", "[")):
            return _with_distinct(parse_json_feed(repaired.text, url=url))
        raise not_a_feed(url, repaired.text, body)
    if is_deeper(repaired.text, MAX_DEPTH):
        raise ParseError(url, f"its elements are nested deeper than {MAX_DEPTH}; it is damaged or an attack")
    if _too_many_attributes(repaired.text):
        raise ParseError(
            url, f"an element has more than {MAX_ATTRIBUTES} attributes; it is damaged or an attack"
        )
    repaired = replace(repaired, text=_with_base(repaired.text, url))
    if known and known.items and not repaired.problems:
        differing = _read_differing(repaired.text, url, known)
        if differing:
            return differing
    document, problems = _read(repaired, url)
    if not document["version"] and not document["entries"]:
        raise not_a_feed(url, repaired.text, body)
    feed = _feed(document, repaired.text, url, problems)
    if known is None or problems or not _each_by_its_own(feed, document["entries"]):
        return feed
    around = surroundings(repaired.text, entry_spans(repaired.text))
    return replace(feed, context=_context(feed, url, around))


def _with_base(text: str, url: str) -> str:
    """The document with its address as the root's `xml:base`, where only inner elements have one.

    Otherwise feedparser applies an inner base to all that follows, as it has no outer base to return to.
    """
    root = _ELEMENT_NAME.search(text)
    if root is None or "xml:base" not in text:
        return text
    end = text.find(">", root.start())
    if "xml:base" in text[root.start() : end]:
        return text
    at = root.end() + len(_NAME_REST.match(text, root.end())[0])  # type: ignore[index]  # it may be empty
    return f"{text[:at]} xml:base={quoteattr(_address_of(text, url))}{text[at:]}"


def _address_of(text: str, url: str) -> str:
    """The address of the document: where `url` is the path of a file, the one that the document calls itself by."""
    if url.startswith(("http://", "https://")):
        return url
    links = (link[0] for link in _LINK_ELEMENT.finditer(text) if _SELF.search(link[0]))
    found = next((href for link in links if (href := _HREF.search(link))), None)
    return unescape(found[1]) if found else "./"


def _with_distinct(feed: ParsedFeed) -> ParsedFeed:
    """The feed with a distinct identity for each entry, and no entry twice."""
    distinct = _distinct(list(feed.entries))
    if repeated := len(feed.entries) - len(distinct):
        return replace(
            feed,
            entries=distinct,
            problems=(*feed.problems, f"{repeated} entries came twice and were taken once"),
        )
    return replace(feed, entries=distinct)


def _decompress(body: bytes, url: str) -> bytes:
    """Unpack a feed that is a gzip file; anything else is returned unchanged."""
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


def _read_differing(text: str, url: str, last: KnownDocument) -> ParsedFeed | None:
    """Parse a feed without its known items; None where the whole must be parsed.

    The items must be adjacent siblings in the same context as before, and the new ones must be well-formed and have
    identities that no other item has.
    """
    spans = entry_spans(text)
    digests = [digest_of(text[start:end]) for start, end in spans]
    known = tuple(last.items[digest] for digest in digests if digest in last.items)
    around = surroundings(text, spans)
    if not known or not around or len(set(digests)) < len(digests):
        return None
    new = "".join(
        text[start:end]
        for (start, end), digest in zip(spans, digests, strict=True)
        if digest not in last.items
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
        or _context(feed, url, around) != last.context
    ):
        return None
    return replace(feed, known=known, context=last.context)


def _each_by_its_own(feed: ParsedFeed, nodes: list[Node]) -> bool:
    """Tell whether each entry has raw XML, and an identity and a link that do not depend on the other entries."""
    if len(feed.entries) != len(nodes) or not all(entry.raw for entry in feed.entries):
        return False
    if shared_links(feed.entries):
        return False
    names = {text_of(node, "id") or entry.link for node, entry in zip(nodes, feed.entries, strict=True)}
    return len(names - {None}) == len(nodes)


def _context(feed: ParsedFeed, url: str, around: str) -> bytes:
    """Hash all outside of an item that its reading depends on; empty without its surroundings."""
    if not around:
        return b""
    parts = (
        PARSER_VERSION,
        url,
        around,
        feed.version,
        feed.link or "",
        feed.language or "",
        feed.author,
    )
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=DIGEST_BYTES).digest()


def _read(repaired: RepairedFeed, url: str) -> tuple[Node, tuple[str, ...]]:
    """Run feedparser, a second time with escaped ampersands where its strict XML parser gave up."""
    document, problems = _run(repaired.text, url), repaired.problems
    if isinstance(document.get("bozo_exception"), SAXException):
        second = _run(escape_ampersands(repaired.text), url)
        is_well_formed = not isinstance(second.get("bozo_exception"), SAXException)
        if is_well_formed and len(second["entries"]) >= len(document["entries"]):
            return second, (*problems, "ampersands that XML forbids were escaped")
        problems = (*problems, "the feed is not well-formed XML; it was read leniently")
    return document, problems


def _run(text: str, url: str) -> Node:
    """feedparser's document. Plain items are read without it, as long as the rest is well-formed RSS."""
    own = _own_texts(text)
    spans = entry_spans(own)
    nodes = plain_items(own, spans)
    plain = [span for span, node in zip(spans, nodes, strict=bool(nodes)) if node is not None]
    if not plain:
        return _document(own, url)
    document = _document(without_spans(own, plain), url)
    entries = document["entries"]
    is_read = str(document["version"]).startswith("rss") and not isinstance(
        document.get("bozo_exception"), SAXException
    )
    if not is_read or len(entries) + len(plain) != len(spans):
        return _document(own, url)
    others = iter(entries)
    document["entries"] = [next(others) if node is None else node for node in nodes]
    return document


def _document(text: str, url: str) -> Node:
    try:
        # As a stream: feedparser opens bytes that look like a path or an address.
        found: Node = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        # feedparser raises whatever its XML, date and base64 parsers raise; all of it means an unreadable feed.
        raise ParseError(url, f"the feed cannot be read ({type(error).__name__}: {error})") from error
    return found


def _own_texts(text: str) -> str:
    """The feed without texts about something else than its entries, which feedparser would mix with theirs."""
    prefixes = tuple(media_prefixes(text))
    if prefixes or "<image" in text or "<dc:description" in text or "<dcterms:abstract" in text:
        text = with_entries(text, lambda entry: without_foreign_texts(entry, prefixes))
    return without_tombstones(text)


def _feed(document: Node, text: str, url: str, problems: tuple[str, ...]) -> ParsedFeed:
    channel: Node = document["feed"]
    link = page_link(channel, url, language=text_of(channel, "language")) or plain_link(channel, url)
    spans = entry_spans(text)
    raws = [text[start:end] for start, end in spans]
    nodes: list[Node] = document["entries"]
    if len(raws) != len(nodes):
        raws = [""] * len(nodes)
    version = document["version"] or "rss"
    is_atom = version.startswith("atom")
    facts = FeedFacts(
        base=link or url,
        language=text_of(channel, "language") or None,
        author=author_of(channel) if is_atom else "",
        is_atom=is_atom,
        prefixes=mrss_prefixes(text),
    )
    entries = [read_entry(node, raw, facts) for node, raw in zip(nodes, raws, strict=True)]
    around = without_spans(text, spans) if any(name in text for name in _AROUND) else ""
    hours, days = skips(around)
    marks = history_marks(around)
    feed = ParsedFeed(
        version=version,
        title=plain_title(text_of(channel, "title")),
        language=facts.language,
        link=link,
        hub=related_link(channel, "hub", url),
        self_link=related_link(channel, "self", url),
        ttl_minutes=ttl(text_of(channel, "ttl")),
        skip_hours=hours,
        skip_days=days,
        update_period_seconds=update_period(channel),
        entries=tuple(entries),
        problems=problems,
        author=facts.author,
        tombstones=tombstones(around),
        is_complete=marks.is_complete,
        is_archive=marks.is_archive,
        next_page=related_link(channel, "next", url),
        previous_archive=related_link(channel, "prev-archive", url),
        next_archive=related_link(channel, "next-archive", url),
        current=related_link(channel, "current", url),
    )
    return _with_distinct(replace(feed, is_comments=is_comments_feed(feed.title, entries)))


def _distinct(entries: list[ParsedEntry]) -> tuple[ParsedEntry, ...]:
    """Give every entry a distinct identity, and drop repeated entries.

    Entries with one guid and different links are identified by their links. Entries that share their identity and
    have no link, or the same link with different titles, are identified by a hash of their text.
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
            identity = hash_of(identity, entry.title, entry.summary_html)
        if identity not in named:
            named[identity] = entry if identity == entry.identity else replace(entry, identity=identity)
    return tuple(named.values())


def _too_many_attributes(text: str) -> bool:
    return any(len(_ATTRIBUTE.findall(tag[0])) > MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(text))
