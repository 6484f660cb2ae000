"""The author of a page's article, from its metadata and from its own byline.

A name counts by where it stands: never in comments, forms, related articles or a biography, which `Scope` leaves out.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from feeds.extractor.metadata import Metadata
from feeds.extractor.scope import Part, Placed, Scope
from feeds.normalise.author import author_name, is_signature, is_written_as_names
from feeds.normalise.author_labels import without_author_label
from feeds.normalise.dated_line import read_dated_line
from feeds.normalise.inline import key_of, plain
from feeds.raw import SIGNED, Statement
from feeds.web.addresses import absolute_url

LINES_BELOW = 2  # in which a signature is looked for
_BOLD = ("b", "strong")
_TO_THE_RIGHT = re.compile(
    r"text-align\s*:\s*(?:right|end)|(?:^|[\s_-])(?:text-)?right(?:$|\s)", re.IGNORECASE
)
LONGEST_BYLINE = 120  # characters: longer text is a biography
_AUTHOR_NAMES = re.compile(
    r"(?:^|[\s_-])(?:author(?:[_-]*name)?|byline(?:[_-]?(?:name|author))?|tac-?gia|writer|reporter|posted-?by|creator)(?:$|[\s_-])"
    r"|p-author|article-author|post-author|author-link",
    re.IGNORECASE,
)
_NAME_NAMES = re.compile(r"(?:^|[\s_-])(?:fn|p-name|name)(?:$|[\s_-])", re.IGNORECASE)
_LINE_TAGS = frozenset({"p", "div", "span", "address", "li", "td", "em", "strong", "b", "h4", "h5", "h6"})


def find_author(scope: Scope, metadata: Metadata, url: str | None) -> Statement:
    """Give the author that the page names, and where: its metadata, then an element marked as author, then a line such
    as "By A". Both texts are empty where it names none, or only itself and is no person's own site."""
    try:
        domain = urlsplit(url or metadata.canonical or "").hostname or ""
    except ValueError:
        domain = ""
    for found in (
        *metadata.authors,
        *_behind_links(scope, metadata, url),
        *_marked(scope),
        *_lines(scope),
        *_signature(scope),
    ):
        name = author_name(found.text, publisher=metadata.publisher, domain=domain)
        if not name and metadata.person and key_of(author_name(found.text)) == key_of(metadata.person):
            name = author_name(found.text)
        if name:
            return Statement(name, found.evidence)
    return Statement("", "")


def _behind_links(scope: Scope, metadata: Metadata, url: str | None) -> Iterator[Statement]:
    """Authors of whom the head gives only the address: the text of the link with that address."""
    wanted = set(metadata.author_links)
    if not wanted:
        return
    for link in scope.root.iter("a"):
        if absolute_url(str(link.get("href") or ""), url) in wanted:
            yield Statement(plain(link.text_content()), "link to the author that the metadata gives")


def _marked(scope: Scope) -> Iterator[Statement]:
    """The elements marked as author by `rel`, `itemprop`, or class, in document order.

    Several in one box ("A, B and C" with a link each) give one name each; they are joined.
    """
    marked = [one for one in scope.around_text() if _is_marked(one.element)]
    elements = {one.element for one in marked}
    outer = {above for one in marked for above in one.element.iterancestors() if above in elements}
    innermost = [one for one in marked if one.element not in outer]
    done: set[HtmlElement | None] = set()
    for placed in innermost:
        box = placed.element.getparent()
        if box in done:
            continue
        done.add(box)
        beside = [
            one
            for one in innermost
            if one.element.getparent() is box and one.element.tag == placed.element.tag
        ]
        names = dict.fromkeys(_text(one) for one in beside)
        yield Statement(", ".join(name for name in names if name), f"element marked as author, {placed.part}")


def _is_marked(element: HtmlElement) -> bool:
    if element.tag in {"article", "section", "img", "main", "ul"}:
        return False
    marks = f"{element.get('rel') or ''} {element.get('itemprop') or ''}".split()
    return "author" in marks or _AUTHOR_NAMES.search(element.get("class") or "") is not None


def _text(placed: Placed) -> str:
    """The name in a marked element: what it marks as a name, or links, else all its text."""
    element = placed.element
    names = [one for one in element.iterdescendants() if _is_named(one)]
    outermost = [one for one in names if not any(above in names for above in one.iterancestors())]
    if outermost:
        # The first of several that are named otherwise: a name beside a nickname or an organisation.
        alike = [
            one
            for one in outermost
            if one.tag == outermost[0].tag and one.getparent() is outermost[0].getparent()
        ]
        found = dict.fromkeys(_short(one.get("content") or one.text_content()) for one in alike)
        return ", ".join(name for name in found if name)
    links = [_short(link.text_content()) for link in element.iter("a")]
    own = [text for text in links if text]
    if own:
        return ", ".join(own)
    return _short(element.get("content") or " ".join(element.itertext()))


def _is_named(element: HtmlElement) -> bool:
    return element.get("itemprop") == "name" or _NAME_NAMES.search(element.get("class") or "") is not None


def _short(text: str) -> str:
    text = plain(text)
    return text if 1 < len(text) <= LONGEST_BYLINE else ""


def _signature(scope: Scope) -> Iterator[Statement]:
    """The bold name that stands last in the text: the first line below it, or the end of its last paragraph."""
    below = (one.element for one in scope.placed if one.part is Part.BELOW and _is_leaf(one.element))
    lines = [element for element in below if plain(element.text_content())][:LINES_BELOW]
    ends = [one.element for one in scope.placed if one.part is Part.TEXT and one.element.tag in _BOLD][-1:]
    for element in (*lines, *(one for one in ends if _ends_its_paragraph(one))):
        text = plain(element.text_content())
        if is_signature(text) and (element.tag in _BOLD or _is_bold(element, text)):
            yield Statement(text.strip(" ()."), SIGNED)


def _is_leaf(element: HtmlElement) -> bool:
    return element.tag in {"p", "div", "h3", "h4", "h5", "h6"} and not any(
        one.tag in {"p", "div", "ul", "table"} for one in element.iterdescendants()
    )


def _is_bold(element: HtmlElement, text: str) -> bool:
    """Whether a line is bold as a whole, or set to the right as signatures are."""
    bold = "".join(one.text_content() for one in element.iter(*_BOLD) if not any(one.iterancestors(*_BOLD)))
    aligned = f"{element.get('style') or ''} {element.get('class') or ''} {element.get('align') or ''}"
    return plain(bold) == text or _TO_THE_RIGHT.search(aligned) is not None


def _ends_its_paragraph(element: HtmlElement) -> bool:
    """Whether a bold text stands on the last line of its paragraph, by itself."""
    before, after = element.getprevious(), element.getnext()
    return (
        before is not None
        and before.tag == "br"
        and not (before.tail or "").strip()
        and (after is None and not (element.tail or "").strip())
    )


def _lines(scope: Scope) -> Iterator[Statement]:
    """Lines such as "By A" and "11 May 2026 | by A": an author label and a name."""
    for placed in scope.around_text():
        element = placed.element
        if element.tag not in _LINE_TAGS or any(
            one.tag in {"p", "div", "ul"} for one in element.iterdescendants()
        ):
            continue
        text = plain(_with_commas(element))
        if not 3 < len(text) <= LONGEST_BYLINE:
            continue
        dated = read_dated_line(text) if any(character.isdigit() for character in text) else None
        name = dated.author if dated else without_author_label(text)
        if name and is_written_as_names(name):
            yield Statement(name, f"byline, {placed.part}: “{text}”")


def _with_commas(element: HtmlElement) -> str:
    """The text of a line, with a comma between links to pages of one kind: themes list several authors without."""
    parts: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if event == "start" and isinstance(one.tag, str):
            parts.append(one.text or "")
        elif event == "end" and one is not element:
            parts += [f"{parts.pop().rstrip()}," if _is_one_of_several(one) else "", one.tail or ""]
    return " ".join(parts)


def _is_one_of_several(link: HtmlElement) -> bool:
    """Whether a link is followed, with nothing between, by one to another page in the same folder."""
    behind = link.getnext()
    if link.tag != "a" or behind is None or behind.tag != "a" or (link.tail or "").strip():
        return False
    folders = [str(one.get("href") or "").rstrip("/").rpartition("/")[0] for one in (link, behind)]
    return bool(folders[0]) and folders[0] == folders[1] and link.get("href") != behind.get("href")
