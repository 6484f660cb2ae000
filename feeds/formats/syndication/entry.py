"""One entry as feedparser read it → `ParsedEntry`, with what its own XML says better."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag
from xml.sax.saxutils import escape, unescape

from articles.grouping.addresses import part_of_page
from articles.incoming import IncomingPicture
from feeds.formats.document import ParsedEntry
from feeds.formats.syndication.links import is_address, page_link, related_link
from feeds.formats.syndication.media import is_picture, media_pictures
from feeds.normalise.author import name_beside_mail, without_joint_names
from feeds.normalise.dates.timestamps import certain_time
from feeds.normalise.pictures import distinct_pictures
from feeds.normalise.plain_title import (
    literal_html,
    literal_title,
    markup_title,
    plain_title,
    undeclared_title,
)
from feeds.web.addresses import absolute_url

# Pictures kept of one entry.
MAX_PICTURES = 20

_HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})
_TEXT = "text/plain"
_WEB = ("http://", "https://")
_ITEM_IMAGE = re.compile(r"<image[^<>]*>\s*(?:<url>)?\s*(?:<!\[CDATA\[)?\s*([^\s<\]]+)", re.IGNORECASE)
_TYPED = re.compile(r"<(?:[\w.-]+:)?(content|summary)\b[^<>]*\btype\s*=", re.IGNORECASE)
_TYPED_TITLE = re.compile(r"<(?:[\w.-]+:)?title\b[^<>]*\btype\s*=", re.IGNORECASE)
# What is marked up as blocks from its beginning to its end is HTML, although an Atom text without a type is none.
_ALL_BLOCKS = re.compile(
    r"\s*<(p|div|ul|ol|h[1-6]|figure|table|blockquote|section|article)\b.*>\s*", re.DOTALL | re.IGNORECASE
)
_END = re.compile(r"</(?:([\w.-]+):)?entry\s{0,20}>\s*\Z", re.IGNORECASE)

# feedparser's entries and feeds: dictionaries of whatever the feed said.
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What an entry's reading depends on outside of it: the feed's page, language and author (inherited in Atom alone),
    and the prefixes that it binds to Media RSS and podcasts."""

    base: str
    language: str | None = None
    author: str = ""
    is_atom: bool = False
    prefixes: tuple[str, ...] = ()


def read_entry(node: Node, raw: str, feed: FeedFacts) -> ParsedEntry:
    """`node` is feedparser's entry and `raw` its own XML, empty where it is not known."""
    language = text_of(node, "language")
    link = page_link(node, feed.base, raw=raw, language=language or feed.language or "") or plain_link(
        node, feed.base
    )
    link = _part_link(node, link)
    title = _title(node, raw, feed)
    content, content_base, content_language = _content(node)
    summary = text_of(node, "summary")
    has_own_summary = summary != content
    base = link or feed.base
    published, updated = text_of(node, "published"), text_of(node, "updated")
    source = node.get("source") or {}
    own_author = author_of(node) or (author_of(source) if feed.is_atom else "")
    inherits = bool(feed.author and raw and not own_author)
    detail = node.get("summary_detail") or {}
    return ParsedEntry(
        identity=text_of(node, "id") or link or hash_of(title, summary, content, own_author, published),
        link=link,
        title=title,
        summary_html=_as_html(summary, detail, "summary", raw, feed) if has_own_summary else "",
        content_html=content and _as_html(content, _best(node), "content", raw, feed),
        author=own_author or feed.author,
        published_raw=published,
        published_parsed=certain_time(published),
        updated_raw=updated,
        updated_parsed=certain_time(updated),
        labels=_labels(node),
        pictures=_pictures(node, raw, feed, base),
        origin_url=related_link(node, "via", feed.base),
        source_url=page_link(source, feed.base) or absolute_url(text_of(source, "href"), feed.base),
        source_title=plain_title(text_of(source, "title")),
        language=(content_language if "xml:lang" in raw else "")
        or language
        or content_language
        or feed.language,
        base_url=absolute_url(content_base, base) or base,
        raw=_with_author(raw, feed.author) if inherits else raw,
        own_xml=raw if inherits else "",
    )


def _part_link(node: Node, link: str | None) -> str | None:
    """The guid or id instead of the link where it names a part of the page to which several entries link."""
    identity = text_of(node, "id")
    if link and "#" in identity and urldefrag(identity).url == link and part_of_page(identity):
        return identity
    return link


def plain_link(node: Node, base: str) -> str | None:
    """A guid or id that is an address: RSS 2.0 makes it one unless it says otherwise, in Atom it often is."""
    plain = text_of(node, "link")
    if dict.get(node, "guidislink") and plain == text_of(node, "id") and not plain.startswith((*_WEB, "/")):
        return None  # A permanent link that is no address: a bare number or a UUID.
    return absolute_url(plain, base) if is_address(plain) else None


def _title(node: Node, raw: str, feed: FeedFacts) -> str:
    """RSS does not say whether its titles are text or HTML; Atom does (RFC 4287, 3.1.1)."""
    written = text_of(node, "title")
    if ("&" not in written and "<" not in written) or not feed.is_atom:
        return plain_title(written)
    kind = (node.get("title_detail") or {}).get("type")
    if kind != _TEXT:
        return markup_title(written)
    return literal_title(written) if _TYPED_TITLE.search(raw) else undeclared_title(written)


def _as_html(text: str, detail: Node, name: str, raw: str, feed: FeedFacts) -> str:
    """A text of an entry as HTML. In Atom a text of the type "text" has no markup, only characters and line breaks.

    Where the type is not stated and all is marked up as blocks, it is HTML of which the type was forgotten.
    """
    if not feed.is_atom or detail.get("type") != _TEXT:
        return text
    forgotten = _ALL_BLOCKS.fullmatch(text) and name not in map(str.lower, _TYPED.findall(raw))
    return text if forgotten else literal_html(text)


def _with_author(raw: str, name: str) -> str:
    """An entry's XML with the author that it inherits, so that it can be read without its feed."""
    end = _END.search(raw)
    prefix = f"{end[1]}:" if end and end[1] else ""
    element = f"<{prefix}author><{prefix}name>{escape(name)}</{prefix}name></{prefix}author>"
    return f"{raw[: end.start()]}{element}{raw[end.start() :]}" if end else raw


def _pictures(node: Node, raw: str, feed: FeedFacts, base: str) -> tuple[IncomingPicture, ...]:
    """The pictures that the entry declares beside its text, each photo once, the largest file of each."""
    declared = list(media_pictures(raw, feed.prefixes, base)) if feed.prefixes and raw else []
    if not declared and not (feed.prefixes and raw):
        media = dict.get(node, "media_content") or ()
        files = [
            part
            for part in media
            if is_picture(part.get("type") or part.get("medium") or "", part.get("url", ""))
        ]
        declared += _named(
            [part.get("url", "") for part in (*files, *(dict.get(node, "media_thumbnail") or ()))], base
        )
    enclosed = [
        link.get("href", "")
        for link in dict.get(node, "links") or ()
        if link.get("rel") == "enclosure" and is_picture(link.get("type") or "", link.get("href", ""))
    ]
    image = dict.get(node, "image")
    enclosed.append((image.get("href") or "") if isinstance(image, dict) else "")
    enclosed += map(unescape, _ITEM_IMAGE.findall(raw)) if "<image" in raw else []
    declared += _named(enclosed, base)
    if not declared:
        return ()
    return distinct_pictures((), declared)[:MAX_PICTURES]


def _named(addresses: list[str], base: str) -> list[IncomingPicture]:
    absolute = (absolute_url(address, base) for address in addresses if address)
    return [IncomingPicture(address) for address in absolute if address]


def text_of(node: Node, name: str) -> str:
    """Give a text of a node. By `dict.get`, as feedparser's own lookup gives `published` for a missing `updated`."""
    value = dict.get(node, name)
    return value.strip() if isinstance(value, str) else ""


def _best(node: Node) -> Node:
    """The longest HTML (or text) content."""
    found = [part for part in dict.get(node, "content") or () if isinstance(part.get("value"), str)]
    return max(found, key=lambda part: (part.get("type") in _HTML_TYPES, len(part["value"])), default={})


def _content(node: Node) -> tuple[str, str, str]:
    """The content with its base and language; those of the summary where there is none."""
    best = _best(node)
    detail = best or dict.get(node, "summary_detail") or {}
    return (best.get("value") or "").strip(), detail.get("base") or "", detail.get("language") or ""


# What feedparser leaves of a long address: before a name in brackets, or in brackets behind it.
_REST_OF_ADDRESS = re.compile(
    r"[a-z]+(?: ?\((?P<behind>[^()]+))?$|(?P<before>[^<>()]+?) ?(?:<[a-z]+>|\([a-z]+)$"
)
_CUT_ADDRESS = re.compile(r"\.[a-z]{4}$", re.IGNORECASE)


def author_of(node: Node) -> str:
    """The names of the authors of an entry, a source or a feed."""
    written = text_of(node, "author")
    people = [person for person in dict.get(node, "authors") or () if person]
    names = list(dict.fromkeys(filter(None, (plain_title(_person(person, written)) for person in people))))
    # Where others are named, an address names nobody.
    named = [name for name in names if "@" not in name] or names
    return ", ".join(without_joint_names(named)) or plain_title(written)


def _person(person: Node, written: str) -> str:
    """The name of one person, else the address; `written` is the last author as the document has it.

    feedparser knows endings of addresses up to four letters and gives the rest of longer ones to the name
    ("a@paper.onli" and "ne (Name", or "Name <ne>"). There the whole is read anew where it is known, else the rest goes.
    """
    name, address = text_of(person, "name"), text_of(person, "email")
    _, found, behind = written.partition(address) if address else ("", "", "")
    if found and behind[:1].isalnum():
        return name_beside_mail(written)
    rest = _REST_OF_ADDRESS.match(name) if _CUT_ADDRESS.search(address) else None
    return (rest["before"] or rest["behind"] or "" if rest else name) or address


def _labels(node: Node) -> tuple[str, ...]:
    tags = dict.get(node, "tags") or ()
    names = (plain_title(tag.get("label") or tag.get("term") or "") for tag in tags)
    return tuple(dict.fromkeys(name for name in names if name))


def hash_of(*words: str) -> str:
    return "sha256:" + hashlib.sha256("\n".join(words).encode("utf-8", "replace")).hexdigest()
