"""Lists of feeds: OPML (opml.org/spec2.opml) in and out, and the CSV that editors keep in a spreadsheet."""

import csv
import html
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

import listparser

from feeds.addresses import check_url, clean_url
from feeds.errors import FetchError, ParseError
from feeds.list_page import selector_error
from feeds.listing import ListingKind
from feeds.repair import decode_document

# A list longer than this is no reading list; the largest known directories hold some ten thousand feeds.
MAX_LIST_BYTES = 10 * 1024 * 1024

CSV_COLUMNS = (
    "name",
    "homepage",
    "feed_url",
    "language",
    "category",
    "found_in",
    "seen",
    "note",
    "kind",
    "selector",
)

_DEAD_NOTE = re.compile(r"\b(?:dead|old list|defunct|discontinued|shut down)\b", re.IGNORECASE)
# The prefix of the attributes that only this project knows: what kind of listing an address is.
_OWN = "newsroom"
_OPML_ROOT = re.compile(r"<opml[\s>]", re.IGNORECASE)
_OPML_END = re.compile(r"</opml\s*>|<opml[^<>]*/>", re.IGNORECASE)
# XML forbids "<" in attributes, so that an outline ends before the next one.
_OUTLINE = re.compile(r"<outline\s([^<]*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
# XML 1.0 has no way to write these, not even as a reference.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Check = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOutline:
    """One feed of a list.

    `url` is the feed's address in clean form. `enabled` is false where the list marks the feed as dead or commented
    out. `kind` is a `ListingKind`, with the CSS `selector` of a list page. `source` is whose feed it is, where the list
    tells it apart from the title. `problem` is a sentence that begins with the row, and is empty for a usable feed; then
    `url` is usable too.
    """

    title: str = ""
    source: str = ""
    url: str = ""
    homepage: str = ""
    language: str = ""
    category: str = ""
    note: str = ""
    kind: str = ListingKind.FEED.value
    selector: str = ""
    enabled: bool = True
    problem: str = ""


def read_opml(body: bytes, *, where: str, check: Check = check_url) -> list[FeedOutline]:
    """Read an OPML list; `where` is its path or address, for errors, and `check` raises FetchError for an address that
    must not be fetched.

    Feeds named twice come once. An outline whose address cannot be used carries a `problem`, as does a last one of a
    list that is damaged further on. Raises `ParseError` where `body` is no OPML.
    """
    if len(body) > MAX_LIST_BYTES:
        raise ParseError(where, f"the list is larger than {MAX_LIST_BYTES // 1024 // 1024} MB; split it")
    text = decode_document(body).strip()
    if not text:
        raise ParseError(where, "the file is empty; export the list of feeds again")
    root = _OPML_ROOT.search(text)
    if root is None:
        what = "XML, but not OPML" if text.startswith("<") else "neither XML nor OPML"
        raise ParseError(where, f"the file is {what}: it has no <opml> element; export the feeds as OPML")
    try:
        # From the root on: declarations of entities before it, which could expand or read files, stay unread.
        text = text[root.start() :]
        found = listparser.parse(f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode())
    except Exception as error:
        # Whatever the XML reader beneath raises means the same to the editor who chose the file.
        raise ParseError(where, f"the OPML cannot be read ({error}); export it again") from error
    attributes = _attributes_by_address(text)
    outlines = [
        _from_opml(number, feed, attributes.get(feed.get("url", ""), {}), check)
        for number, feed in enumerate(found["feeds"], start=1)
    ]
    damage = str(found["bozo_exception"]) if found["bozo"] else ""
    if not damage and not _OPML_END.search(text):
        damage = "it ends in the middle"
    if damage and not outlines:
        raise ParseError(where, f"the OPML is damaged ({damage}); export it again")
    if damage:
        problem = f"The list is damaged after outline {len(outlines)} ({damage}); what follows was not read"
        outlines.append(FeedOutline(enabled=False, problem=problem))
    return _merged(outlines)


def write_opml(outlines: Iterable[FeedOutline], *, title: str, now: datetime) -> str:
    """Write an OPML 2.0 document, one folder a category; a feed that is not enabled is commented out."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escape(_legal(title))}</title><dateCreated>{format_datetime(now)}</dateCreated></head>",
        "<body>",
    ]
    usable = sorted((outline for outline in outlines if outline.url), key=lambda outline: outline.category)
    for category, members in groupby(usable, key=lambda outline: outline.category):
        feeds = [_outline_element(outline) for outline in members]
        folder = quoteattr(_legal(category))
        lines += [f"<outline text={folder} title={folder}>", *feeds, "</outline>"] if category else feeds
    return "\n".join([*lines, "</body>", "</opml>", ""])


def read_csv(text: str, *, where: str, check: Check = check_url) -> list[FeedOutline]:
    """Read the columns of `CSV_COLUMNS`, of which only `feed_url` must be there. `where` and `check` as in `read_opml`.

    Feeds named twice come once. A row that cannot be used comes with a `problem` and without a `url`, so that the
    rest goes on. Raises `ParseError` where there is no column `feed_url`.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        columns = [(name or "").strip().lower() for name in rows.fieldnames or ()]
        if "feed_url" not in columns:
            given = ", ".join(name for name in columns if name) or "no columns"
            raise ParseError(where, f"the first line must name the column feed_url; it names {given[:200]}")
        rows.fieldnames = columns
        outlines = [_from_row(rows.line_num, row, check) for row in rows]
    except csv.Error as error:
        raise ParseError(
            where, f"line {rows.line_num} is not CSV ({error}); save the table as CSV again"
        ) from error
    return _merged(outlines)


def _from_row(line: int, row: dict[str, str], check: Check) -> FeedOutline:
    values = {name: " ".join(value.split()) for name, value in row.items() if name and isinstance(value, str)}
    note = values.get("note", "")
    return _checked(
        f"row {line}",
        values.get("feed_url", ""),
        FeedOutline(
            title=values.get("name", ""),
            homepage=values.get("homepage", ""),
            language=values.get("language", ""),
            category=values.get("category", ""),
            note=note,
            kind=values.get("kind", "") or ListingKind.FEED.value,
            selector=values.get("selector", ""),
            enabled=not _DEAD_NOTE.search(note),
        ),
        check,
    )


def _from_opml(number: int, feed: dict[str, object], attributes: dict[str, str], check: Check) -> FeedOutline:
    paths = feed.get("categories")
    path = paths[0] if isinstance(paths, list) and paths else []
    return _checked(
        f"outline {number}",
        str(feed.get("url") or ""),
        FeedOutline(
            title=str(feed.get("title") or ""),
            source=attributes.get(f"{_OWN}:source", ""),
            homepage=attributes.get("htmlurl", ""),
            language=attributes.get("language", ""),
            category=" / ".join(str(part) for part in path),
            kind=attributes.get(f"{_OWN}:kind", "") or ListingKind.FEED.value,
            selector=attributes.get(f"{_OWN}:selector", ""),
            enabled=attributes.get("iscomment", "").lower() != "true",
        ),
        check,
    )


def _checked(row: str, address: str, outline: FeedOutline, check: Check) -> FeedOutline:
    """Give `outline` its address, or the sentence that says why its address or its kind cannot be used."""
    if not address:
        return replace(outline, enabled=False, problem=f"{row}: the feed's address is missing; fill it in")
    wrong = _wrong_kind(outline)
    if wrong:
        return replace(outline, enabled=False, problem=f"{row}: {wrong}")
    try:
        check(address)
        return replace(outline, url=clean_url(address))
    except FetchError as error:
        return replace(outline, enabled=False, problem=f"{row}: {error}")


def _wrong_kind(outline: FeedOutline) -> str | None:
    if outline.kind not in set(ListingKind):
        return f"the kind “{outline.kind[:40]}” is not known; use {', '.join(ListingKind)}"
    return selector_error(outline.selector) if outline.kind == ListingKind.LIST_PAGE else None


def _attributes_by_address(text: str) -> dict[str, dict[str, str]]:
    """Collect the attributes of outlines that listparser leaves out (htmlUrl, language, isComment)."""
    found: dict[str, dict[str, str]] = {}
    for outline in _OUTLINE.finditer(text):
        pairs = _ATTRIBUTE.findall(outline[1])
        attributes = {name.lower(): html.unescape(double or single).strip() for name, double, single in pairs}
        found.setdefault(attributes.get("xmlurl", ""), attributes)
    return found


def _merged(outlines: Iterable[FeedOutline]) -> list[FeedOutline]:
    """Merge outlines of one feed: http and https, with and without a last slash, are one address."""
    merged: dict[str, FeedOutline] = {}
    for position, outline in enumerate(outlines):
        key = outline.url.partition("://")[2].rstrip("/") if outline.url else f"problem {position}"
        merged[key] = _merge(merged[key], outline) if key in merged else outline
    return list(merged.values())


def _merge(first: FeedOutline, second: FeedOutline) -> FeedOutline:
    notes = dict.fromkeys(note for note in (first.note, second.note) if note)
    return FeedOutline(
        title=first.title or second.title,
        source=first.source or second.source,
        url=second.url if second.url.startswith("https:") and first.url.startswith("http:") else first.url,
        homepage=first.homepage or second.homepage,
        language=first.language or second.language,
        category=first.category or second.category,
        note="; ".join(notes),
        kind=first.kind,
        selector=first.selector,
        enabled=first.enabled or second.enabled,
    )


def _outline_element(outline: FeedOutline) -> str:
    title = outline.title or outline.url
    attributes = {
        "type": "rss",
        "text": title,
        "title": title,
        "xmlUrl": outline.url,
        "htmlUrl": outline.homepage,
        "language": outline.language,
        "isComment": "" if outline.enabled else "true",
    }
    own = {f"{_OWN}:source": outline.source if outline.source != title else ""}
    if outline.kind != ListingKind.FEED:
        own |= {f"{_OWN}:kind": outline.kind, f"{_OWN}:selector": outline.selector}
    if any(own.values()):
        # OPML 2.0 allows attributes of one's own in a namespace of their own.
        attributes |= {f"xmlns:{_OWN}": "urn:newsroom:opml", **own}
    written = " ".join(f"{name}={quoteattr(_legal(value))}" for name, value in attributes.items() if value)
    return f"<outline {written}/>"


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
