"""Split an article's HTML into passages, the units that are aligned with a translation. Pure.

A passage is a paragraph, a heading, a table, one list item or one paragraph of a quotation. The input is the
stored, sanitised HTML; every passage is well-formed on its own.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from lxml import html as lxml_html
from lxml.html import HtmlElement

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol"})
_WHOLE = frozenset({"p", "table", "figure", "pre"})


class Kind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTATION = "quotation"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text: its kind, its words on one line, and its HTML, well-formed on its own."""

    kind: Kind
    text: str
    html: str


def passages_of(html: str) -> tuple[Passage, ...]:
    """The non-empty passages of `html` in reading order. All headings become level 3."""
    if not html.strip():
        return ()
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    found = (*_stray(root.text), *(passage for element in root for passage in _with_tail(element)))
    return tuple(passage for passage in found if passage.text)


def paragraph(text: str) -> Passage:
    """A passage of plain text, such as a lead."""
    words = " ".join(text.split())
    return Passage(Kind.PARAGRAPH, words, f"<p>{escape(words, quote=False)}</p>")


def _with_tail(element: HtmlElement) -> Iterator[Passage]:
    if isinstance(element.tag, str):  # a comment has none
        yield from _of_element(element)
    yield from _stray(element.tail)


def _stray(text: str | None) -> Iterator[Passage]:
    """Text between the blocks."""
    if text and text.strip():
        yield paragraph(text)


def _of_element(element: HtmlElement) -> Iterator[Passage]:
    if element.tag in _HEADINGS:
        heading = deepcopy(element)
        heading.tag = "h3"
        yield _passage(Kind.HEADING, heading)
    elif element.tag in _LISTS:
        yield from _items(element)
    elif element.tag == "blockquote" and len(element) and not (element.text or "").strip():
        for child in element:
            yield _passage(Kind.QUOTATION, _within(element, child))
            yield from _stray(child.tail)
    elif element.tag in _WHOLE or element.tag == "blockquote":
        kinds = {"table": Kind.TABLE, "blockquote": Kind.QUOTATION}
        yield _passage(kinds.get(element.tag, Kind.PARAGRAPH), element)
    else:  # inline markup between the blocks
        yield _passage(Kind.PARAGRAPH, _within(lxml_html.Element("p"), element))


def _items(listing: HtmlElement) -> Iterator[Passage]:
    """Each item in a list of its own; in a numbered list with its number."""
    for number, item in enumerate(listing.iterchildren("li"), start=1):
        alone = _within(listing, item)
        if listing.tag == "ol" and number > 1:
            alone.set("start", str(number))
        yield _passage(Kind.ITEM, alone)


def _within(parent: HtmlElement, child: HtmlElement) -> HtmlElement:
    """A copy of `parent` that holds a copy of `child` alone."""
    alone = lxml_html.Element(parent.tag, dict(parent.attrib))
    copy = deepcopy(child)
    copy.tail = None
    alone.append(copy)
    return alone


def _passage(kind: Kind, element: HtmlElement) -> Passage:
    text = " ".join(" ".join(element.itertext()).split())
    return Passage(kind, text, lxml_html.tostring(element, encoding="unicode", with_tail=False))
