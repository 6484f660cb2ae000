"""Reading OPML (opml.org/spec2.opml), also as other programs write it.

All that an outline says stands in its attributes. They are read by a tokenizer of our own: what is exported by hand and
by old programs has raw ampersands and unescaped quotes, which an XML parser drops with the rest of the outline.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from feeds.errors import ParseError
from feeds.formats.feed_lists.folder_marks import read_marks
from feeds.formats.feed_lists.opml_writing import OWN
from feeds.formats.feed_lists.outline import (
    MAX_LIST_BYTES,
    Check,
    FeedOutline,
    checked,
    merged,
    unusable,
)
from feeds.formats.feed_lists.xpath import selector_of
from feeds.formats.kinds import DEFAULT_KIND, ListPage
from feeds.formats.repair import decode_document
from feeds.web.addresses import check_url

_ROOT = re.compile(r"<opml[\s>]", re.IGNORECASE)
_END = re.compile(r"</opml\s*>|<opml[^<>]*/>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?:.*?-->|.*\Z)", re.DOTALL)
# XML forbids "<" in attributes, so that a tag ends before the next one.
_TAG = re.compile(r"<(?:(/outline)\s*>|outline\b([^<]*))", re.IGNORECASE)
# A value ends at the quote that another attribute or the tag's end follows; quotes before it are part of it.
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"(.*?)\"|'(.*?)')(?=\s+[\w:.-]+\s*=\s*[\"']|\s*\Z)", re.DOTALL)
_FEED_TYPES = frozenset({"rss", "atom", "rss1", "rss2", "feed", "jsonfeed"})
_TRUE = frozenset({"true", "1", "yes"})


@dataclass(frozen=True, slots=True)
class _Outline:
    """An outline's attributes by their names in small letters, its line, and what the outlines around it say."""

    values: dict[str, str]
    line: int
    folders: tuple[str, ...]
    is_comment: bool

    @property
    def name(self) -> str:
        return self.values.get("title") or self.values.get("text", "")

    @property
    def place(self) -> str:
        return f"line {self.line} (“{self.name[:60]}”)" if self.name else f"line {self.line}"


def read_opml(body: bytes, *, where: str, check: Check = check_url) -> list[FeedOutline]:
    """Read an OPML list; `where` is its path or address, for errors.

    Feeds named twice come once. An outline that cannot be used carries a `problem`, as does a last one of a list that
    is damaged further on. Raises `ParseError` where `body` is no OPML.
    """
    if len(body) > MAX_LIST_BYTES:
        raise ParseError(where, f"the list is larger than {MAX_LIST_BYTES // 1024 // 1024} MB; split it")
    text = decode_document(body, where=where)
    if not text.strip():
        raise ParseError(where, "the file is empty; export the list of feeds again")
    root = _ROOT.search(text)
    if root is None:
        what = "XML, but not OPML" if text.lstrip().startswith("<") else "neither XML nor OPML"
        raise ParseError(where, f"the file is {what}: it has no <opml> element; export the feeds as OPML")
    outlines = [
        read for outline in _outlines(text, root.start()) if (read := _feed(outline, check)) is not None
    ]
    if not _END.search(text, root.start()):
        if not outlines:
            raise ParseError(where, "the OPML is damaged (it ends in the middle); export it again")
        problem = "the list ends in the middle; what follows was not read. Export it again"
        outlines.append(
            FeedOutline(enabled=False, problem=f"line {text.rstrip().count(chr(10)) + 1}: {problem}")
        )
    return merged(outlines)


def _outlines(text: str, start: int) -> Iterator[_Outline]:
    """The outlines of a document from `start` on, where its declarations, which could expand, have ended."""
    # Comments keep their lines.
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    line, last = text.count("\n", 0, start) + 1, start
    open_ones: list[_Outline] = []
    for tag in _TAG.finditer(text, start):
        line += text.count("\n", last, tag.start())
        last = tag.start()
        if tag[1]:
            if open_ones:
                open_ones.pop()
            continue
        attributes, end, _rest = tag[2].rpartition(">")
        if not end:
            return  # The document was cut within this outline.
        is_whole = attributes.rstrip().endswith("/")
        values = _values(attributes.rstrip().removesuffix("/"))
        around = open_ones[-1] if open_ones else None
        outline = _Outline(
            values=values,
            line=line,
            folders=_folders(around) if around else (),
            is_comment=values.get("iscomment", "").lower() in _TRUE or bool(around and around.is_comment),
        )
        yield outline
        if not is_whole:
            open_ones.append(outline)


def _folders(outline: _Outline) -> tuple[str, ...]:
    """The path of what stands in the outline. A feed is no folder, also where nobody closed it."""
    is_folder = outline.name and not _address(outline)
    return (*outline.folders, outline.name) if is_folder else outline.folders


def _values(attributes: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(f" {attributes.strip()}")
    return {name.lower(): html.unescape(double or single).strip() for name, double, single in found}


def _address(outline: _Outline) -> str:
    values = outline.values
    return values.get("xmlurl") or (values.get("url", "") if _type(outline) in _FEED_TYPES else "")


def _type(outline: _Outline) -> str:
    return outline.values.get("type", "").lower()


def _feed(outline: _Outline, check: Check) -> FeedOutline | None:
    """The feed that an outline names, or why it is not taken; None for a folder."""
    values, kind = outline.values, _type(outline)
    told = FeedOutline(title=outline.name)
    if list_address := values.get("frss:opmlurl"):
        return unusable(told, outline.place, _another_list(list_address))
    if not _address(outline):
        if kind in _FEED_TYPES:
            return unusable(told, outline.place, "the feed's address is missing; fill it in")
        linked = values.get("url") or (values.get("htmlurl", "") if kind in {"include", "link"} else "")
        if not linked:
            return None
        if kind == "include" or linked.lower().endswith((".opml", ".opml.xml")):
            return unusable(told, outline.place, _another_list(linked))
        return unusable(told, outline.place, f"it is a link to {linked[:200]}, not a feed; it was not taken")
    if kind in {"include", "link"}:
        return unusable(told, outline.place, _another_list(_address(outline)))
    category, marked_kind, is_on = read_marks(" / ".join(outline.folders) or _first_category(values))
    read = FeedOutline(
        title=outline.name,
        source=values.get(f"{OWN}:source", ""),
        homepage=values.get("htmlurl", ""),
        language=values.get("language", "") if values.get("language", "").lower() != "unknown" else "",
        category=category,
        kind=values.get(f"{OWN}:kind") or marked_kind,
        selector=values.get(f"{OWN}:selector", ""),
        enabled=is_on and not outline.is_comment and not _is_muted(values),
    )
    if "+" in kind:
        return _scraped(outline, read, check)
    if (
        read.kind != DEFAULT_KIND
        and read.kind == marked_kind
        and f"{OWN}:kind" not in values
        and not read.selector
    ):
        return _without_selector(outline, read, check)
    return checked(outline.place, _address(outline), read, check)


def _another_list(address: str) -> str:
    return f"it includes another list, {address[:200]}, which is imported by itself: save that list as a file"


def _first_category(values: dict[str, str]) -> str:
    """The first path of the attribute `category` ("/Báo/Trung ương,/Tin mới"), as folders are written."""
    first = values.get("category", "").split(",")[0]
    return " / ".join(part.strip() for part in first.split("/") if part.strip())


def _is_muted(values: dict[str, str]) -> bool:
    """Whether a program was told not to fetch the feed: FreshRSS by a negative time, Thunderbird in its options."""
    if values.get("frss:ttl", "").startswith("-"):
        return True
    try:
        updates = json.loads(values.get("fz:options") or "{}").get("updates", {})
        return updates.get("enabled") is False
    except (ValueError, AttributeError, RecursionError):
        return False


def _scraped(outline: _Outline, read: FeedOutline, check: Check) -> FeedOutline:
    """What FreshRSS reads without a feed: by XPath from a page, which is a list page where its XPath has a counterpart
    in CSS; or from XML or JSON."""
    kind = outline.values["type"]
    item, link = outline.values.get("frss:xpathitem", ""), outline.values.get("frss:xpathitemuri", "")
    if kind.lower() != "html+xpath":
        told = f"FreshRSS reads it by rules of its own ({kind[:40]}), which are not taken; look for a feed of that site"
        return unusable(read, outline.place, told)
    selector = selector_of(item, link)
    if not selector:
        told = (
            f"its XPath ({item[:200]}) has no CSS selector of the same meaning; add it as a list page by hand"
        )
        return unusable(read, outline.place, told)
    page = FeedOutline(
        title=read.title, homepage=read.homepage, category=read.category, enabled=read.enabled,
        kind=ListPage.name, selector=selector,
    )  # fmt: skip
    return checked(outline.place, _address(outline), page, check)


def _without_selector(outline: _Outline, read: FeedOutline, check: Check) -> FeedOutline:
    """A kind that is known by its folder alone: another program lost the selector, if there was one."""
    found = checked(outline.place, _address(outline), read, check)
    if not found.problem or read.kind != ListPage.name:
        return found
    told = "it is a list page whose selector the other program did not keep; add it by hand, or leave the feed as it is here"
    return unusable(read, outline.place, told)
